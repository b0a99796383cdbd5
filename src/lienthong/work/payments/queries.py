"""Reads of the room: how to pay, what waits for a person, what a receipt says."""

from dataclasses import dataclass
from datetime import datetime

from lienthong.ground.organisations.models import Body
from lienthong.work.payments import rules, vietqr, wording
from lienthong.work.payments.adapters.base import banks
from lienthong.work.payments.models import Credit, CreditQuerySet, Intent, Refund
from lienthong.work.payments.vietqr import Transfer


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
