"""Reads of the room: how to pay, what waits for a person, what a receipt says."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.organisations.models import Body
from lienthong.kit.errors import NotFound
from lienthong.work.payments import rules, vietqr, wording
from lienthong.work.payments.adapters.base import banks
from lienthong.work.payments.models import Credit, CreditQuerySet, Intent, Refund
from lienthong.work.payments.movements import references_in
from lienthong.work.payments.vietqr import Transfer


class NoSuchCredit(NotFound):
    """Your body has received no such money. Choose the post in which it is yours, or open it from the list."""


def transfer(intent: Intent) -> Transfer:
    """What the payer is to send now: what is still due, with the reference in the words."""
    words = vietqr.words_of(intent.reference, intent.purpose)
    return Transfer(intent.account.bank_bin, intent.account.number, intent.due_dong, words)


def payload(intent: Intent) -> str:
    """The VietQR payload of an intent that waits for money. Refuses: NotVietQr when nothing is due."""
    return vietqr.encode(transfer(intent))


def for_a_person(body: Body) -> CreditQuerySet:
    """Money on the body's accounts that a person must look at, oldest first."""
    return Credit.objects.for_a_person().filter(account__body=body).select_related("account", "intent")


def require_may_open(by: Mandate, *, now: datetime) -> Body:
    """The body whose money this person may handle. Refuses: MandateEnded, NotInThisRole."""
    rules.require_may_manage(by, by.post.body, now=now)
    return by.post.body


def require_may_see(by: Mandate, *, now: datetime) -> Body:
    """The body whose money this person handles, or sees as an auditor. Refuses: MandateEnded, NotInThisRole."""
    mandates.require_any(by, Verb.MANAGE_PAYMENTS, Verb.READ_PAYMENTS, now=now)
    return by.post.body


def credit_at(body: Body, credit_id: Any) -> Credit:
    """Money on an account of this body. Refuses: NoSuchCredit."""
    found = Credit.objects.at(body).select_related("account__body", "intent").filter(pk=credit_id).first()
    if found is None:
        raise NoSuchCredit
    return found


def refund_at(body: Body, refund_id: Any) -> Refund:
    """A refund out of money on an account of this body. Refuses: NoSuchCredit."""
    found = Refund.objects.at(body).select_related("credit__account").filter(pk=refund_id).first()
    if found is None:
        raise NoSuchCredit
    return found


def refunds_from(credit: Credit) -> list[Refund]:
    """Every refund out of this money, oldest first; one query."""
    found = credit.refunds.select_related("credit__account", "asked_by__account", "asked_by__post")
    return list(found.order_by("asked_at", "id"))


def intent_at(body: Body, reference: str) -> Intent | None:
    """What the body asked for under this reference, however it is typed: small letters, blanks, signs between."""
    return Intent.objects.filter(body=body, reference__in=references_in(reference)).first()


def meant_by(credit: Credit) -> list[Intent]:
    """What the words of the transfer name and this money may count for; more than one where two are named."""
    named = Intent.objects.waiting().filter(body=credit.body_id, reference__in=references_in(credit.words))
    return [intent for intent in named.order_by("opened_at", "id") if rules.is_countable(credit, intent)]


def refunds_of(intent: Intent) -> list[Refund]:
    """Every refund of the intent's money, oldest first."""
    return list(Refund.objects.filter(intent=intent).select_related("credit").order_by("asked_at", "id"))


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says. `transactions` are the bank's own numbers of the money that counted."""

    reference: str
    body_name: str
    payer_names: tuple[str, ...]
    amount_dong: int
    amount_words: str
    purpose: str
    paid_at: datetime
    account: str
    transactions: tuple[str, ...]


def receipt(intent: Intent) -> Receipt:
    """The facts of the receipt of a paid intent. Refuses: NotPaidYet."""
    paid_at = rules.require_paid(intent)
    counted = list(Credit.objects.filter(intent=intent, applied_dong__gt=0).order_by("booked_at", "id"))
    return Receipt(
        reference=intent.reference,
        body_name=intent.body.name_vi,
        payer_names=tuple(dict.fromkeys(credit.payer_name for credit in counted if credit.payer_name)),
        amount_dong=intent.amount_dong,
        amount_words=wording.dong_in_words(intent.amount_dong),
        purpose=intent.purpose,
        paid_at=paid_at,
        account=f"{intent.account.number} ({intent.account.bank_bin})",
        transactions=tuple(credit.transaction for credit in counted),
    )


def try_link(intent: Intent) -> str:
    """Where somebody trying the product out pays this with one press: at the mock bank. At a real one: nowhere, ''."""
    for bank in banks():
        if bank.bin == intent.account.bank_bin and (link := bank.try_link(payload(intent))):
            return link
    return ""
