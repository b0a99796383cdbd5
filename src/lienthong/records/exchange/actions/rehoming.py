"""When a body is dissolved: what was open there, or still on its way there, goes to who follows it, and says so."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from lienthong.ground.journal import actions as journal
from lienthong.ground.organisations import queries as organisations
from lienthong.ground.organisations.models import Body
from lienthong.ground.organisations.plans import Moves
from lienthong.ground.organisations.reorganisation import By
from lienthong.kit.clock import local
from lienthong.records.exchange import locks
from lienthong.records.exchange.actions import moving
from lienthong.records.exchange.models import Assignment, Delivery
from lienthong.records.exchange.states import OPEN_AT_RECEIVER, DeliveryState

UNFINISHED = frozenset({DeliveryState.QUEUED, *OPEN_AT_RECEIVER})


def follow_dissolution(delivery: Delivery, *, now: datetime) -> None:
    """Send a delivery on to the successor of a recipient that no longer exists; the caller saves the row.

    Nobody follows: the recipient stays, and the checks send the message back to the sender.
    """
    today = local(now).date()
    former = delivery.recipient
    if former.exists_on(today):
        return
    try:
        successor, _chain = organisations.successor_of(former, today)
    except organisations.NoSuccessor:
        return
    locks.hold_inbox(successor.pk)
    delivery.recipient = successor
    delivery.addressed_to = delivery.addressed_to or former


def count_open(moves: Moves) -> int:
    """How many unfinished deliveries stand at bodies and units that would be dissolved."""
    return _standing_at(moves).count()


def rehome(moves: Moves, by: By, now: datetime) -> list[dict[str, Any]]:
    """Give every unfinished delivery of a dissolved body or unit to who follows; returns what is needed to go back."""
    _hold_inboxes(moves)
    moved = [_as_it_was(delivery) for delivery in _standing_at(moves).select_for_update().order_by("id")]
    for before in moved:
        _move(before, moves, by=by, now=now)
    return moved


def restore(moved: list[dict[str, Any]], by: By, now: datetime) -> None:
    """Give back what `rehome` moved; what was finished meanwhile stays where it was finished."""
    for before in moved:
        delivery = Delivery.objects.select_for_update().get(pk=before["delivery"])
        if delivery.state not in UNFINISHED:
            continue
        delivery.recipient_id = UUID(before["recipient"])
        delivery.addressed_to_id = _id(before["addressed_to"])
        delivery.handling_unit_id = _id(before["handling_unit"])
        _give_position(delivery)
        delivery.save()
        _give_back_assignments(before["assignments"], delivery, now=now)
        journal.record("exchange.delivery.returned", delivery, by=by, for_whom=delivery.recipient, at=now)


def _standing_at(moves: Moves) -> QuerySet[Delivery]:
    gone = Q(recipient__in=moves.bodies) | Q(handling_unit__in=moves.units)
    return Delivery.objects.filter(gone, state__in=UNFINISHED)


def _hold_inboxes(moves: Moves) -> None:
    touched = {body for pair in moves.bodies.items() for body in pair if body is not None}
    for body in sorted(touched):
        locks.hold_inbox(body)


def _move(before: dict[str, Any], moves: Moves, *, by: By, now: datetime) -> None:
    delivery = Delivery.objects.get(pk=before["delivery"])
    former = delivery.recipient_id
    successor = moves.bodies.get(former, former)
    if successor is None:
        return
    if successor != former:
        delivery.addressed_to_id = delivery.addressed_to_id or former
        delivery.recipient = Body.objects.get(pk=successor)
        _give_position(delivery)
    if delivery.handling_unit_id is not None:
        delivery.handling_unit_id = moves.units.get(delivery.handling_unit_id, delivery.handling_unit_id)
    delivery.save()
    _move_assignments(before["assignments"], moves, now=now)
    body = {"from": former, "to": successor}
    journal.record("exchange.delivery.rehomed", delivery, by=by, for_whom=delivery.recipient, at=now, body=body)


def _move_assignments(assignments: Iterable[dict[str, Any]], moves: Moves, *, now: datetime) -> None:
    """What a unit has that goes on stays assigned, to nobody in person; what a unit has that ends is to be assigned."""
    for assignment in assignments:
        unit = UUID(assignment["unit"])
        if unit not in moves.units:
            continue
        following = moves.units[unit]
        changes: dict[str, Any] = {"ended_at": now} if following is None else {"unit_id": following, "holder": None}
        Assignment.objects.filter(pk=assignment["id"]).update(**changes)


def _give_back_assignments(assignments: list[dict[str, Any]], delivery: Delivery, *, now: datetime) -> None:
    """End what was assigned meanwhile, and open again what was open before."""
    Assignment.objects.filter(delivery=delivery, ended_at__isnull=True).update(ended_at=now)
    for assignment in assignments:
        Assignment.objects.filter(pk=assignment["id"]).update(
            unit_id=assignment["unit"], holder_id=assignment["holder"], ended_at=None
        )


def _give_position(delivery: Delivery) -> None:
    """The next place in the new inbox, for what has arrived."""
    if delivery.inbox_position is not None:
        locks.hold_inbox(delivery.recipient_id)
        delivery.inbox_position = moving.next_position(delivery)


def _as_it_was(delivery: Delivery) -> dict[str, Any]:
    """What is needed to go back, as JSON."""
    open_assignments = Assignment.objects.filter(delivery=delivery, ended_at__isnull=True).order_by("id")
    return {
        "delivery": str(delivery.pk),
        "recipient": str(delivery.recipient_id),
        "addressed_to": _text(delivery.addressed_to_id),
        "handling_unit": _text(delivery.handling_unit_id),
        "assignments": [
            {"id": str(row.pk), "unit": str(row.unit_id), "holder": _text(row.holder_id)} for row in open_assignments
        ],
    }


def _text(identity: UUID | None) -> str | None:
    return str(identity) if identity is not None else None


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text is not None else None
