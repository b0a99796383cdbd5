"""Who may do what with a delivery: mandates decide the right, the state decides the moment."""

from datetime import datetime

from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.kit.errors import Invalid, NotAllowed
from lienthong.records.exchange.models import Delivery
from lienthong.records.exchange.states import ALLOWED, DeliveryState, RefusalReason


class ReasonNeeded(Invalid):
    """Say why: the sender reads this reason and acts on it. At least ten letters."""


class UnitOfAnotherBody(Invalid):
    """This unit belongs to another body. Choose one of your own units."""


class SenderMayNotReceive(NotAllowed):
    """A body cannot send a document to itself. Take it off the list of recipients."""


class NoRecipientLeft(Invalid):
    """None of the recipients exists any more and none has a successor. Choose living bodies."""


_SHORTEST_REASON = 10

_VERBS: dict[str, tuple[DeliveryState, Verb]] = {
    "accept": (DeliveryState.ACCEPTED, Verb.ACCEPT_DOCUMENT),
    "refuse": (DeliveryState.REFUSED, Verb.REFUSE_DOCUMENT),
    "assign": (DeliveryState.ASSIGNED, Verb.ASSIGN_DOCUMENT),
    "start": (DeliveryState.IN_PROCESS, Verb.HANDLE_DOCUMENT),
    "complete": (DeliveryState.COMPLETED, Verb.COMPLETE_DOCUMENT),
}


def next_steps(by: Mandate, delivery: Delivery, *, now: datetime) -> list[str]:
    """The verbs this person may do to the delivery right now, in the order of work."""
    allowed = ALLOWED[DeliveryState(delivery.state)]
    return [
        name
        for name, (target, verb) in _VERBS.items()
        if target in allowed and mandates.may(by, verb, delivery, now=now)
    ]


def require(by: Mandate, verb: Verb, delivery: Delivery, *, now: datetime) -> None:
    """Refuses: MandateEnded, NotInThisRole, NotYours."""
    mandates.require(by, verb, delivery, now=now)


def require_reason(reason: str, text: str) -> RefusalReason:
    """A refusal names one of the reasons and says it in words. Refuses: ReasonNeeded."""
    if reason not in RefusalReason.values or len(text.strip()) < _SHORTEST_REASON:
        raise ReasonNeeded
    return RefusalReason(reason)
