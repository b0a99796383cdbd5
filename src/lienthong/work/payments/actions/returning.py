"""Giving money back: asked for, sent to the bank, done when the bank's account shows it."""

from datetime import datetime

from django.utils.translation import gettext as _

from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates.models import Mandate
from lienthong.kit import outbox
from lienthong.work.payments import events, rules
from lienthong.work.payments.adapters.base import Bank, RefundOrder
from lienthong.work.payments.models import Credit, CreditQuerySet, Intent, Refund
from lienthong.work.payments.movements import REFUND_PREFIX, new_reference
from lienthong.work.payments.states import (
    RETURNED_BY_ITSELF,
    UNDER_WAY,
    IntentState,
    Outcome,
    Problem,
    RefundState,
    require,
    require_refund,
)


def ask_refund(*, of: Intent | Credit, reason: str, by: Mandate | None, now: datetime) -> list[Refund]:
    """Give back all that was paid for an intent, or all of a credit that nobody is due; one refund for each credit.

    Refuses: NotInThisRole, NotYours, MoneyReasonNeeded, PaymentMovedOn, NothingToReturn.
    """
    said = rules.require_reason(reason)
    if isinstance(of, Credit):
        rules.require_may_manage(by, of, now=now)
        return [_ask(_locked(of), reason=said, by=by, now=now)]
    rules.require_may_manage(by, of.body, now=now)
    intent = Intent.objects.select_for_update(of=("self",)).select_related("body").get(pk=of.pk)
    require(intent.state, IntentState.REFUNDING)
    intent.state, intent.received_dong = IntentState.REFUNDING, 0
    intent.save(update_fields=["state", "received_dong"])
    journal.record("payments.intent.refunding", intent, by=by, for_whom=intent.body, at=now, body={"reason": said})
    asked = []
    for credit in _whole_credits().filter(intent=intent).order_by("id"):
        if credit.applied_dong:
            release(credit, problem=Problem.CLOSED)
        if credit.unmatched_dong and not is_on_its_way(credit):
            asked.append(_ask(credit, reason=said, by=by, now=now))
    return asked


def send_refunds(*, bank: Bank, now: datetime, most: int = 100) -> int:
    """Order from the bank what was asked for and can go back by itself; returns how many.

    A repeated order with the same reference has no second effect at the bank. Refuses: BankUnreachable.
    """
    waiting = Refund.objects.filter(state=RefundState.ASKED, credit__bank=bank.name).exclude(credit__payer_number="")
    asked = list(
        waiting.select_for_update(skip_locked=True, of=("self",)).select_related("credit").order_by("id")[:most]
    )
    for refund in asked:
        credit = refund.credit
        bank.order_refund(
            RefundOrder(
                reference=refund.reference,
                amount_dong=refund.amount_dong,
                from_number=credit.account_number,
                to_bin=credit.payer_bin,
                to_number=credit.payer_number,
                to_name=credit.payer_name,
                of_transaction=credit.transaction,
            )
        )
        _sent(refund, by=None, now=now)
    return len(asked)


def refund_sent(*, refund: Refund, by: Mandate | None, now: datetime) -> Refund:
    """A person ordered it from the bank by hand. Refuses: NotInThisRole, NotYours, PaymentMovedOn."""
    rules.require_may_manage(by, refund.credit, now=now)
    held = Refund.objects.select_for_update().get(pk=refund.pk)
    _sent(held, by=by, now=now)
    return held


def refund_failed(*, refund: Refund, failure: str, by: Mandate | None, now: datetime) -> Refund:
    """The bank could not do it; the money is unmatched and can be asked back again. Refuses: as `refund_sent`."""
    rules.require_may_manage(by, refund.credit, now=now)
    held = Refund.objects.select_for_update().get(pk=refund.pk)
    require_refund(held.state, RefundState.FAILED)
    held.state, held.settled_at, held.failure = RefundState.FAILED, now, failure.strip()
    held.save(update_fields=["state", "settled_at", "failure"])
    journal.record("payments.refund.failed", held, by=by, at=now, body={"failure": held.failure})
    return held


def refund_done(*, refund: Refund, transaction: str, by: Mandate | None, now: datetime) -> Refund:
    """The money has left the account under the bank's number `transaction`.

    Refuses: NotInThisRole, NotYours, PaymentMovedOn, NothingToReturn when the money went back another way meanwhile.
    """
    rules.require_may_manage(by, refund.credit, now=now)
    intent = _intent_of(refund)
    credit = _locked(refund.credit)
    held = Refund.objects.select_for_update().get(pk=refund.pk)
    require_refund(held.state, RefundState.DONE)
    if credit.unmatched_dong < held.amount_dong:
        raise rules.NothingToReturn(refund=held.reference)
    credit.unmatched_dong -= held.amount_dong
    credit.refunded_dong += held.amount_dong
    credit.save(update_fields=["unmatched_dong", "refunded_dong"])
    held.state, held.settled_at, held.transaction = RefundState.DONE, now, transaction
    held.save(update_fields=["state", "settled_at", "transaction"])
    said = {"amount_dong": held.amount_dong, "transaction": transaction}
    journal.record("payments.refund.done", held, by=by, at=now, body=said)
    outbox.announce(events.refund_done(held.id, at=now))
    if intent is not None:
        _settle(intent, credit, now=now)
    return held


def left_the_account(refund: Refund, *, transaction: str, now: datetime) -> Outcome:
    """The bank's account shows a debit of this refund. Another debit of the same refund is a contradiction."""
    if refund.state == RefundState.DONE:
        return Outcome.REPEATED if refund.transaction in {transaction, ""} else Outcome.CONTRADICTS
    try:
        refund_done(refund=refund, transaction=transaction, by=None, now=now)
    except rules.NothingToReturn:
        return Outcome.CONTRADICTS
    return Outcome.LEFT


def return_by_itself(credit: Credit, *, now: datetime) -> None:
    """Start the way back of money that is certainly nobody's due, when we know where it came from."""
    sure = credit.problem in RETURNED_BY_ITSELF and credit.can_go_back
    if sure and credit.unmatched_dong and not is_on_its_way(credit):
        _ask(credit, reason=str(Problem(credit.problem).label), by=None, now=now)


def release(credit: Credit, *, problem: Problem) -> None:
    """What counted for an intent counts no longer; the caller has taken it off the intent."""
    credit.unmatched_dong += credit.applied_dong
    credit.applied_dong, credit.problem = 0, problem
    credit.save(update_fields=["unmatched_dong", "applied_dong", "problem"])


def is_on_its_way(credit: Credit) -> bool:
    """Is there a refund under way?"""
    return Refund.objects.filter(credit=credit, state__in=UNDER_WAY).exists()


def require_not_on_its_way(credit: Credit) -> None:
    """Refuses: NothingToReturn."""
    if is_on_its_way(credit):
        raise rules.NothingToReturn


def _ask(credit: Credit, *, reason: str, by: Mandate | None, now: datetime) -> Refund:
    if not credit.unmatched_dong:
        raise rules.NothingToReturn
    require_not_on_its_way(credit)
    refund = Refund.objects.create(
        reference=new_reference(REFUND_PREFIX),
        credit=credit,
        intent=credit.intent,
        amount_dong=credit.unmatched_dong,
        reason=reason,
        asked_at=now,
        asked_by=by,
    )
    said = {"amount_dong": refund.amount_dong, "reason": reason}
    journal.record("payments.refund.asked", refund, by=by, at=now, body=said)
    return refund


def _sent(refund: Refund, *, by: Mandate | None, now: datetime) -> None:
    require_refund(refund.state, RefundState.SENT)
    refund.state, refund.sent_at = RefundState.SENT, now
    refund.save(update_fields=["state", "sent_at"])
    journal.record("payments.refund.sent", refund, by=by, at=now)


def _settle(intent: Intent, credit: Credit, *, now: datetime) -> None:
    """What else of the credit is to go back follows."""
    over = intent.state in {IntentState.REFUNDING, IntentState.CANCELLED}
    if over and credit.unmatched_dong and not is_on_its_way(credit):
        _ask(credit, reason=_("Hoàn phần còn lại của khoản tiền"), by=None, now=now)
    close_when_nothing_waits(intent)


def close_when_nothing_waits(intent: Intent) -> None:
    """When no money of the intent waits any more, the excess is gone, or all of it. The caller holds its lock."""
    if Credit.objects.filter(intent=intent, unmatched_dong__gt=0).exists():
        return
    after = {IntentState.OVERPAID: IntentState.PAID, IntentState.REFUNDING: IntentState.REFUNDED}
    target = after.get(IntentState(intent.state))
    if target is not None:
        intent.state = target
        intent.save(update_fields=["state"])


def _intent_of(refund: Refund) -> Intent | None:
    return Intent.objects.select_for_update().get(pk=refund.intent_id) if refund.intent_id else None


def _whole_credits() -> CreditQuerySet:
    return Credit.objects.select_for_update(of=("self",)).select_related("account", "intent")


def _locked(credit: Credit) -> Credit:
    return _whole_credits().get(pk=credit.pk)
