"""Who may do what with a delivery: mandates decide the right, the state decides the moment."""

from collections.abc import Sequence
from datetime import datetime

from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.organisations.models import Unit
from lienthong.kit.clock import local
from lienthong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from lienthong.records.documents.models import Document
from lienthong.records.exchange.models import Assignment, ChangeRequest, Delivery
from lienthong.records.exchange.states import (
    ALLOWED,
    CHANGES_ALLOWED,
    Business,
    ChangeState,
    DeliveryState,
    RefusalReason,
)


class ReasonNeeded(Invalid):
    """Say why: the sender reads this reason and acts on it. At least ten letters."""


class UnitOfAnotherBody(Invalid):
    """This unit belongs to another body. Choose one of your own units."""


class UnitGone(Invalid):
    """This unit no longer exists. Choose a unit that goes on."""


class HolderElsewhere(Invalid):
    """This person does not work in the chosen unit, or does not handle documents. Choose somebody of the unit."""


class DueInThePast(Invalid):
    """The deadline has already passed. Choose a later one."""


class DueReasonNeeded(Invalid):
    """This deadline differs from the usual one. Say why in a few words: the reason stays with the document."""


class OutcomeNeeded(Invalid):
    """Say in a few words what was done."""


class NotCooperating(NotAllowed):
    """Your unit does not help with this document now, so there is nothing to report."""


class OnlyHelping(NotAllowed):
    """Your unit only helps with this document. The lead unit starts and completes it; report your part instead."""


class SenderMayNotReceive(NotAllowed):
    """A body cannot send a document to itself. Take it off the list of recipients."""


class NoRecipientLeft(Invalid):
    """None of the recipients exists any more and none has a successor. Choose living bodies."""


class ChangeReasonNeeded(Invalid):
    """Say why: the other side reads this reason and decides by it. At least ten letters."""


class NothingToRecall(Conflict):
    """None of these recipients still has the document: it was refused, recalled or replaced everywhere."""


class ChangeAnswered(Conflict):
    """This request has already been answered, or a newer one has replaced it. Reload the page."""


class NothingAsked(Conflict):
    """The sender asks nothing of this document now, so there is nothing to answer."""


class TakenBack(NotFound):
    """The sender recalled this document and your body agreed: it can no longer be opened. Its book line stays."""


_SHORTEST_REASON = 10
_HANDLED = frozenset({DeliveryState.ASSIGNED, DeliveryState.IN_PROCESS})

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
    if delivery.state in _HANDLED and only_helps(by, delivery):
        return ["contribute"] if mandates.may(by, Verb.HANDLE_DOCUMENT, delivery, now=now) else []
    return [
        name
        for name, (target, verb) in _VERBS.items()
        if target in allowed and mandates.may(by, verb, delivery, now=now)
    ]


def require(by: Mandate, verb: Verb, delivery: Delivery, *, now: datetime) -> None:
    """Refuses: MandateEnded, NotInThisRole, NotYours."""
    mandates.require(by, verb, delivery, now=now)


def may_read(by: Mandate, delivery: Delivery, *, now: datetime) -> bool:
    """May this person open it in the receiving body? What one ever had in hand, one may read on."""
    return by.in_force_at(now) and Delivery.objects.readable_by(by).filter(pk=delivery.pk).exists()


def require_lead(by: Mandate, delivery: Delivery) -> None:
    """Starting and completing is for who leads. Refuses: OnlyHelping."""
    if only_helps(by, delivery):
        raise OnlyHelping


def only_helps(by: Mandate, delivery: Delivery) -> bool:
    """Does this person have the document only as a co-operating unit?"""
    parts = list(delivery.assignments_of(by).filter(ended_at__isnull=True).values_list("lead", flat=True))
    return bool(parts) and not any(parts)


def require_cooperating(by: Mandate, delivery: Delivery) -> Assignment:
    """The open part of the person's unit. Refuses: NotCooperating."""
    part = delivery.assignments_of(by).filter(ended_at__isnull=True, lead=False).first()
    if part is None:
        raise NotCooperating
    return part


def require_outcome(outcome: str) -> str:
    """What was done, in words. Refuses: OutcomeNeeded."""
    if not outcome.strip():
        raise OutcomeNeeded
    return outcome.strip()


def require_can_hold(
    delivery: Delivery, *, unit: Unit, holder: Mandate | None, cooperating: Sequence[Unit], now: datetime
) -> None:
    """Only living units of the receiving body, only a person of the lead unit who handles documents.

    Refuses: UnitOfAnotherBody, UnitGone, HolderElsewhere.
    """
    for each in (unit, *cooperating):
        if each.body_id != delivery.recipient_id:
            raise UnitOfAnotherBody
        if not each.exists_on(local(now).date()):
            raise UnitGone
    if holder is None:
        return
    if holder.post.body_id != delivery.recipient_id:
        raise UnitOfAnotherBody
    handles = mandates.reach_of(holder.role, Verb.HANDLE_DOCUMENT) is not None
    if not handles or holder.post.unit_id not in {None, unit.pk} or not holder.in_force_at(now):
        raise HolderElsewhere


def require_due(due: datetime, *, usual: datetime, reason: str, now: datetime) -> None:
    """A deadline of one's own lies ahead and is explained; the usual one needs neither.

    Refuses: DueInThePast, DueReasonNeeded.
    """
    if due == usual:
        return
    if due <= now:
        raise DueInThePast
    if len(reason.strip()) < _SHORTEST_REASON:
        raise DueReasonNeeded


def require_reason(reason: str, text: str) -> RefusalReason:
    """A refusal names one of the reasons and says it in words. Refuses: ReasonNeeded."""
    if reason not in RefusalReason.values or len(text.strip()) < _SHORTEST_REASON:
        raise ReasonNeeded
    return RefusalReason(reason)


RECALLABLE = frozenset(state for state, targets in ALLOWED.items() if DeliveryState.TAKEN_BACK in targets)
"""Before its arrival and at any moment after it, also when it is completed; not where it was refused or is ended."""


def require_may_recall(by: Mandate, document: Document, *, now: datetime) -> None:
    """Only the body that sent it. Refuses: MandateEnded, NotInThisRole, NotYours."""
    mandates.require(by, Verb.RECALL_DOCUMENT, document, now=now)


def may_answer(by: Mandate, delivery: Delivery, *, now: datetime) -> bool:
    """May this person agree to, or decline, what the sender asks?"""
    return mandates.may(by, Verb.ANSWER_CHANGE, delivery, now=now)


def require_change_reason(text: str) -> str:
    """The reason without the blanks around it. Refuses: ChangeReasonNeeded."""
    if len(text.strip()) < _SHORTEST_REASON:
        raise ChangeReasonNeeded
    return text.strip()


def require_open(request: ChangeRequest) -> None:
    """Refuses: ChangeAnswered, where the table leaves nothing to follow."""
    if not CHANGES_ALLOWED[ChangeState(request.state)]:
        raise ChangeAnswered(current=request.state)


def end_of(request: ChangeRequest) -> DeliveryState | None:
    """Where the copy stands once the receiver agrees; an updated document stays where it is."""
    return _ENDS.get(Business(request.business))


_ENDS = {Business.RECALL: DeliveryState.TAKEN_BACK, Business.REPLACE: DeliveryState.REPLACED}


def require_readable(delivery: Delivery) -> None:
    """The receiver of a document that was taken back opens it no more. Refuses: TakenBack.

    Source: Decree 30/2020 art. 18 (on recall the receiver destroys its electronic copy and tells the sender).
    """
    if delivery.state == DeliveryState.TAKEN_BACK:
        raise TakenBack
