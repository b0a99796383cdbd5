"""Who may handle money that came, and whether money counts for what was asked."""

from datetime import datetime

from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import NotYours, Verb
from lienthong.ground.organisations.models import Body
from lienthong.kit.errors import Conflict, Invalid
from lienthong.work.payments.models import Credit, Intent, Refund
from lienthong.work.payments.states import REFUNDS_ALLOWED, TAKES_MONEY, IntentState, Problem, RefundState


class NothingToPay(Invalid):
    """The amount must be a whole number of đồng, more than zero and less than ten thousand billion."""


class NoBankAccount(Conflict):
    """This body has no bank account here that takes money today. Ask its accountant to have one entered."""


class AskedDifferently(Conflict):
    """The same was asked for before with another amount or for another body. Cancel that request first."""


class MoneyReasonNeeded(Invalid):
    """Say why it is refunded: the payer reads this reason. At least ten letters."""


class NothingToReturn(Conflict):
    """Nothing of this payment can be refunded: it is matched, has been refunded, or is being refunded."""


class CannotCount(Conflict):
    """This money cannot count for this payment: another body's account, nothing due any more, or not whole đồng."""


class NotPaidYet(Conflict):
    """There is no receipt yet, because the full amount has not arrived. Wait until the bank has reported it."""


_SHORTEST_REASON = 10
_LARGEST_DONG = 10**13


def require_may_manage(by: Mandate | None, thing: Credit | Body, *, now: datetime) -> None:
    """The product itself may (`by=None`); a person only for the own body.

    Refuses: MandateEnded, NotInThisRole, NotYours.
    """
    if by is None:
        return
    mandates.require(by, Verb.MANAGE_PAYMENTS, now=now)
    body_id = thing.pk if isinstance(thing, Body) else thing.body_id
    if body_id != by.post.body_id:
        raise NotYours(verb=Verb.MANAGE_PAYMENTS.value)


def require_amount(amount_dong: int) -> int:
    """Refuses: NothingToPay."""
    if not 0 < amount_dong < _LARGEST_DONG:
        raise NothingToPay
    return amount_dong


def require_reason(reason: str) -> str:
    """The reason without the blanks around it. Refuses: MoneyReasonNeeded."""
    if len(reason.strip()) < _SHORTEST_REASON:
        raise MoneyReasonNeeded
    return reason.strip()


def problem_of(credit: Credit, intent: Intent | None) -> Problem:
    """Why this money does not count for this intent; NONE where it does, at least in part.

    Money that reached another account of the same body counts. Money the bank booked before the intent ran out counts
    also when we hear of it afterwards: the citizen was in time.
    """
    if credit.odd:
        return Problem.CURRENCY
    if intent is None:
        return Problem.UNKNOWN
    if credit.body_id != intent.body_id:
        return Problem.WRONG_ACCOUNT
    if intent.state in {IntentState.REFUNDING, IntentState.REFUNDED}:
        return Problem.CLOSED
    if intent.state == IntentState.CANCELLED and not was_in_time(credit, intent):
        return Problem.CANCELLED
    return Problem.NONE


def was_in_time(credit: Credit, intent: Intent) -> bool:
    """Was the intent cancelled only because it ran out, and the money booked before that?"""
    return intent.expired_at is not None and intent.expires_at is not None and credit.booked_at <= intent.expires_at


def is_countable(credit: Credit, intent: Intent) -> bool:
    """May a person count this unmatched money for this: something its body is still due?

    Money counts for one intent only: what is left over of money that counts already can only go back.
    """
    waits = intent.state in TAKES_MONEY and credit.unmatched_dong > 0 and not credit.applied_dong
    return waits and credit.body_id == intent.body_id


def require_countable(credit: Credit, intent: Intent) -> None:
    """Refuses: CannotCount."""
    if not is_countable(credit, intent):
        raise CannotCount


def said_by_hand(refund: Refund) -> list[RefundState]:
    """What a person may say has become of it.

    Nothing of what the system is about to order from the bank; not that money left which went another way meanwhile.
    """
    if refund.state == RefundState.ASKED and refund.goes_by_itself:
        return []
    gone = {RefundState.DONE} if refund.credit.unmatched_dong < refund.amount_dong else set()
    allowed = REFUNDS_ALLOWED[RefundState(refund.state)] - gone
    return [state for state in RefundState if state in allowed]


def require_paid(intent: Intent) -> datetime:
    """When it was paid. Refuses: NotPaidYet, also when the money went back since."""
    if intent.paid_at is None or intent.due_dong:
        raise NotPaidYet(state=intent.state)
    return intent.paid_at
