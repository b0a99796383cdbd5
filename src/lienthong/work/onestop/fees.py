"""The fee of a dossier as people read it: paid how, given back when, and where that stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from lienthong.kit.clock import local
from lienthong.kit.web.words import called
from lienthong.work.onestop import paying, refunding
from lienthong.work.onestop.fee_words import ABOUT_THE_PAYER, TO_THE_PAYER, Words
from lienthong.work.onestop.models import Dossier, DossierQuerySet, Event
from lienthong.work.onestop.states import Kind, Status
from lienthong.work.onestop.wording import dong
from lienthong.work.payments import queries as payments
from lienthong.work.payments.models import Intent, Refund
from lienthong.work.payments.states import IntentState, RefundState
from lienthong.work.services.states import FeeBecomes

_MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Fee:
    """Whether it was paid, what becomes of it, in sentences, and whether a receipt of the transfer can be had."""

    paid: tuple[str, ...]
    back: tuple[str, ...]
    has_receipt: bool

    @property
    def said(self) -> tuple[str, ...]:
        """All of it."""
        return self.paid + self.back


def told(dossier: Dossier, events: Sequence[Event], *, to_office: bool = False) -> Fee | None:
    """The fee of a dossier, as its payer reads it or, `to_office`, an official; None where none is due. Two queries."""
    if not dossier.fee:
        return None
    intent = paying.intent_of(dossier)
    refunds = payments.refunds_of(intent) if intent is not None else []
    words = ABOUT_THE_PAYER if to_office else TO_THE_PAYER
    back = (*_back(dossier, events, words), *_under_way(dossier, intent, refunds, words))
    return Fee(
        tuple(_paid(dossier, events)),
        back,
        has_receipt=intent is not None and intent.paid_at is not None and not intent.due_dong,
    )


def if_not_received() -> str:
    """What the payer reads before paying: when the fee goes back by itself."""
    return str(TO_THE_PAYER.goes_back)


def once_received(dossier: Dossier, words: Words = TO_THE_PAYER) -> str:
    """What becomes of the fee once the dossier is taken in, as the package says, with the provision.

    What no law or package says is not promised, and not passed over in silence either.
    """
    rule = refunding.rule_of(dossier)
    if rule is None:
        return str(words.stays)
    said = words.stays_by_rule if rule.becomes is FeeBecomes.KEPT else words.returned_by_rule
    return str(said) % {"text": rule.text, "law": rule.law}


def of_a_refusal(dossier: Dossier) -> str:
    """What becomes of the fee if the dossier is not taken in; empty where none was paid."""
    if not dossier.fee or dossier.paid_at is None:
        return ""
    words = _("Đã nộp %(amount)s. Khoản này tự hoàn lại sau mười phút, khi việc từ chối không rút lại được nữa.")
    return words % {"amount": dong(dossier.fee)}


def of_a_withdrawal(dossier: Dossier) -> str:
    """What becomes of the fee when the applicant withdraws now; empty where none was paid."""
    if not dossier.fee or dossier.paid_at is None:
        return ""
    if dossier.received_at is not None:
        return once_received(dossier)
    return _("Cơ quan chưa tiếp nhận, nên %(amount)s đã nộp được hoàn lại toàn bộ.") % {"amount": dong(dossier.fee)}


def of_a_decision(dossier: Dossier) -> str:
    """What who decides anew, or takes a refusal back, should know: the fee went back. Empty where it did not."""
    settled = dossier.events.filter(kind=Kind.FEE_SETTLED).first() if dossier.fee else None
    if settled is None:
        return ""
    amount = settled.details["transfer"] + settled.details["cash"]
    words = _("Đã quyết định hoàn lại %(amount)s lúc %(at)s. Khoản này không thu lại khi hồ sơ được giải quyết lại.")
    return words % {"amount": dong(amount), "at": _at(settled.at)}


def _paid(dossier: Dossier, events: Sequence[Event]) -> Iterator[str]:
    paid = next((each for each in events if each.kind == Kind.PAID), None)
    if paid is None:
        if dossier.is_open:
            yield _("Cần nộp %(amount)s, chưa nộp.") % {"amount": dong(dossier.fee)}
        return
    facts = {"amount": dong(paid.details["amount"]), "at": _at(paid.at), "reference": paid.details["reference"]}
    yield _("Đã nộp %(amount)s lúc %(at)s, số %(reference)s.") % facts


def _back(dossier: Dossier, events: Sequence[Event], words: Words) -> Iterator[str]:
    """When it goes back, or that it does, or that it stays."""
    settled = next((each for each in events if each.kind == Kind.FEE_SETTLED), None)
    if settled is not None:
        yield from _settled(dossier, settled, events, words)
        if dossier.fee_gone_since is not None:
            yield str(words.not_again) % {"at": _at(settled.at)}
    elif dossier.fee_settles_at is not None:
        said = _("Hồ sơ không được tiếp nhận: khoản đã nộp được hoàn lại từ sau %(at)s.")
        yield said % {"at": _at(dossier.fee_settles_at)}
    elif rule := refunding.owed_by(dossier):
        yield str(words.awaits) % {"body": dossier.body.name_vi, "text": rule.text, "law": rule.law}
    elif dossier.received_at is not None:
        yield once_received(dossier, words)
    elif dossier.is_open:
        yield str(words.goes_back)


def _settled(dossier: Dossier, settled: Event, events: Sequence[Event], words: Words) -> Iterator[str]:
    transfer, cash = settled.details["transfer"], settled.details["cash"]
    if "words" in settled.details:
        said = settled.details["words"].rstrip(".")
        why = {"words": f"{said}.", "law": settled.details["law"], "by": settled.by_name}
        yield _("%(by)s quyết định hoàn lại: %(words)s Căn cứ: %(law)s.") % why
    if transfer:
        yield _("Hoàn lại %(amount)s vào tài khoản đã chuyển.") % {"amount": dong(transfer)}
    if dossier.cash_due_since is not None:
        slip = next(each.details["reference"] for each in events if each.kind == Kind.PAID)
        yield str(words.fetched) % {"amount": dong(cash), "unit": called(dossier.receiving_unit), "slip": slip}
    for each in events:
        if each.kind == Kind.FEE_RETURNED and each.details["cash"]:
            facts = {"amount": dong(cash), "at": _at(each.at), "to": each.details["to"]}
            yield _("Đã trả %(amount)s tiền mặt cho %(to)s lúc %(at)s, phiếu chi số %(slip)s.") % {
                **facts, "slip": each.details["reference"],
            }  # fmt: skip
    if not transfer and not cash:
        yield _("Hồ sơ đã kết thúc: không phải nộp nữa.")


def _under_way(dossier: Dossier, intent: Intent | None, refunds: Sequence[Refund], words: Words) -> Iterator[str]:
    """Each refund and where it stands; what came in excess and waits for somebody of the body."""
    tried_again = {each.credit_id for each in refunds if each.state != RefundState.FAILED}
    for each in refunds:
        if each.state != RefundState.FAILED or each.credit_id not in tried_again:
            facts = {"amount": dong(each.amount_dong), "reference": each.reference, "body": called(dossier.body)}
            yield _stands(each, words) % {
                **facts,
                "at": _at(_last(each)),
                "transaction": each.transaction or each.reference,
            }
    if intent is not None and intent.state == IntentState.OVERPAID and not refunds:
        yield str(words.excess) % {"body": called(dossier.body)}


def _stands(refund: Refund, words: Words) -> str:
    if refund.state == RefundState.ASKED and not refund.goes_by_itself:
        return str(words.no_account)
    return {
        RefundState.ASKED: _("Lệnh hoàn %(amount)s đã lập lúc %(at)s, chờ gửi ngân hàng."),
        RefundState.SENT: _("Lệnh hoàn %(amount)s đã gửi ngân hàng lúc %(at)s, mã %(reference)s."),
        RefundState.DONE: _("Ngân hàng đã chuyển trả %(amount)s lúc %(at)s, mã giao dịch %(transaction)s."),
        RefundState.FAILED: _("Ngân hàng chưa chuyển trả được %(amount)s; %(body)s đang xem lại, mã %(reference)s."),
    }[RefundState(refund.state)]


def _last(refund: Refund) -> datetime:
    return refund.settled_at or refund.sent_at or refund.asked_at


def _at(at: datetime) -> str:
    return f"{local(at):%H:%M %d/%m/%Y}"


def fees_to_settle(*, now: datetime, most: int = _MOST_AT_ONCE) -> list[Dossier]:
    """Not taken in, nobody can take that back any more, and nothing was said of the fee; the oldest first."""
    return list(Dossier.objects.to_be_settled(now).order_by("fee_settles_at", "id")[:most])


def withdrawn_unsettled() -> DossierQuerySet:
    """Paid, withdrawn before it was taken in, and nothing was said of the fee: of before fees went back."""
    settled = Event.objects.filter(dossier=OuterRef("pk"), kind=Kind.FEE_SETTLED)
    withdrawn = Dossier.objects.filter(status=Status.WITHDRAWN, received_at=None, paid_at__isnull=False, fee__gt=0)
    return withdrawn.filter(~Exists(settled)).order_by("id")


@dataclass(frozen=True)
class CashOwed:
    """A fee that waits to be fetched in cash: how much, and on which receipt it was taken."""

    dossier: Dossier
    amount_dong: int
    slip: str


def cash_owed(dossiers: Sequence[Dossier]) -> list[CashOwed]:
    """What is owed in cash for each of these; one query."""
    told = Event.objects.filter(dossier__in=dossiers, kind__in=[Kind.PAID, Kind.FEE_SETTLED])
    said = {(each.dossier_id, each.kind): each.details for each in told}
    return [
        CashOwed(each, said[each.pk, Kind.FEE_SETTLED]["cash"], said[each.pk, Kind.PAID]["reference"])
        for each in dossiers
    ]
