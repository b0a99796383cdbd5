"""Reads of the queue at a counter: which units keep one, who is called where, how many are before one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.models import Unit
from lienthong.kit.clock import local
from lienthong.kit.errors import NotFound
from lienthong.kit.text import sort_key
from lienthong.work.onestop.models import Ticket
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.models import Offering, Procedure


class NoSuchCounter(NotFound):
    """No queue is kept under this address. Ask at the information desk for the right one."""


MOST_NAMED = 30
"""So many of those who still stand in a line that was closed are named."""


def has_counter(unit: Unit) -> bool:
    """Is anything handed in at this unit?"""
    return Offering.objects.open().filter(receiving_unit=unit).exists()


def services_at(unit: Unit) -> list[Procedure]:
    """What can be handed in at this unit, by field and name as the reader's language sorts them."""
    held = Offering.objects.open().filter(receiving_unit=unit).whole()
    return sorted((each.procedure for each in held), key=_by_field_and_name)


def _by_field_and_name(procedure: Procedure) -> tuple[str, str]:
    assert procedure.current is not None, "what is offered was published"
    plain = procedure.current.package.plain["procedure"]
    return sort_key(in_language(plain["field"])), sort_key(in_language(plain["name"]))


def counter_of(unit_id: Any) -> Unit:
    """The unit at whose counter a queue is kept, or was until its last procedure was closed. Refuses: NoSuchCounter."""
    unit = Unit.objects.select_related("body").filter(pk=unit_id).first()
    if unit is None or not Offering.objects.filter(receiving_unit=unit).exists():
        raise NoSuchCounter
    return unit


@dataclass(frozen=True)
class Queue:
    """The queue of a unit at a moment: who is called where, and how many wait.

    `closed` = nothing can be handed in here any more: nobody new stands in line, and `still` names the first who do.
    """

    called: list[Ticket]
    waiting: int
    next_label: str
    closed: bool = False
    still: tuple[str, ...] = ()


def queue_of(unit: Unit, *, now: datetime, most: int = 12) -> Queue:
    """The queue of today, the last call first; four small queries."""
    today = Ticket.objects.of(unit, local(now).date())
    first = [each.label for each in today.waiting()[:MOST_NAMED]]
    closed = not has_counter(unit)
    return Queue(
        list(today.called()[:most]), today.waiting().count(), first[0] if first else "", closed,
        tuple(first) if closed else (),
    )  # fmt: skip


def ahead_of(ticket: Ticket) -> int:
    """How many are to be called before this one."""
    return Ticket.objects.of(ticket.unit, ticket.day).waiting().filter(number__lt=ticket.number).count()


def in_hand(mandate: Mandate, *, now: datetime) -> Ticket | None:
    """Whom this person has called and not yet let go today."""
    if mandate.post.unit is None:
        return None
    today = Ticket.objects.of(mandate.post.unit, local(now).date())
    return today.called().filter(called_by=mandate).select_related("service__current").first()
