"""Where a petition stands, derived from its events alone: `fold(events)` is the truth, the row keeps its last value.

Pure: no database, no clock, no calendar. What needs them (a date, a unit) was computed before and stands in the event.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from lienthong.work.petitions import states
from lienthong.work.petitions.states import CHANGES, WITH_ANSWERER, WITH_RECEIVER, Alarm, Kind, PetitionMovedOn, Status


class Happened(Protocol):
    """What folding needs of an event."""

    kind: str
    at: datetime
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything a list or a page needs to know. `due_at` = the end of the clock that runs now, if one does.

    In time = each time it was forwarded, or answered, by its date.
    """

    status: str = Status.NEW
    last_at: datetime | None = None
    due_at: datetime | None = None
    forward_due_at: datetime | None = None
    forwarded_at: datetime | None = None
    forwarded_in_time: bool | None = None
    answering_body_id: UUID | None = None
    answering_unit_id: UUID | None = None
    answer_due_at: datetime | None = None
    answered_at: datetime | None = None
    answered_in_time: bool | None = None
    clarity_count: int = 0
    alarms: str = ""


def fold(events: Iterable[Happened]) -> Standing:
    """The standing after all events, in their order. Refuses: PetitionMovedOn for an order that cannot be."""
    standing = Standing()
    for event in events:
        standing = apply(standing, event)
    return standing


def apply(standing: Standing, event: Happened) -> Standing:
    """The standing after one more event; the first, and only the first, is the sending in. Refuses: PetitionMovedOn."""
    kind = Kind(event.kind)
    if (kind is Kind.SUBMITTED) != (standing.last_at is None):
        raise PetitionMovedOn(status=standing.status, event=kind.value)
    if kind is not Kind.SUBMITTED:
        states.require(standing.status, kind)
    moved = replace(standing, last_at=event.at, status=CHANGES[kind].leads_to or standing.status)
    moved = _AFTER[kind](moved, event) if kind in _AFTER else moved
    return replace(moved, due_at=_running(moved))


def _running(standing: Standing) -> datetime | None:
    """While the person is asked, and after the end, no clock runs."""
    if standing.status in WITH_RECEIVER:
        return standing.forward_due_at
    return standing.answer_due_at if standing.status in WITH_ANSWERER else None


def _clock_begins(standing: Standing, event: Happened) -> Standing:
    """Sent in, made clear, or sent back: it is to be forwarded by the date in the event."""
    return replace(
        standing,
        forward_due_at=_instant(event, "due_at"),
        answering_body_id=None,
        answering_unit_id=None,
        answer_due_at=None,
        alarms="",
    )


def _clarity_asked(standing: Standing, event: Happened) -> Standing:
    """The clock stands still; who asked only after it had run out was late, whatever comes."""
    late = standing.forward_due_at is not None and event.at > standing.forward_due_at
    in_time = False if late else standing.forwarded_in_time
    return replace(standing, clarity_count=standing.clarity_count + 1, forwarded_in_time=in_time)


def _forwarded(standing: Standing, event: Happened) -> Standing:
    in_time = standing.forward_due_at is not None and event.at <= standing.forward_due_at
    return replace(
        standing,
        forwarded_at=event.at,
        forwarded_in_time=in_time and standing.forwarded_in_time is not False,
        answering_body_id=UUID(event.details["body"]),
        answering_unit_id=UUID(event.details["unit"]),
        answer_due_at=_instant(event, "due_at"),
        alarms="",
    )


def _answered(standing: Standing, event: Happened) -> Standing:
    in_time = standing.answer_due_at is not None and event.at <= standing.answer_due_at
    return replace(standing, answered_at=event.at, answered_in_time=in_time, alarms="")


def _alarmed(standing: Standing, event: Happened) -> Standing:
    return replace(standing, alarms=Alarm(event.details["about"]).value)


def _consent_ended(standing: Standing, event: Happened) -> Standing:
    """What was published is so no more; everything else stands where it stood."""
    published = standing.status == Status.PUBLISHED
    return replace(standing, status=Status.ANSWERED) if published else standing


_AFTER: dict[Kind, Callable[[Standing, Happened], Standing]] = {
    Kind.SUBMITTED: _clock_begins,
    Kind.CLARIFIED: _clock_begins,
    Kind.SENT_BACK: _clock_begins,
    Kind.CLARITY_ASKED: _clarity_asked,
    Kind.FORWARDED: _forwarded,
    Kind.ANSWERED: _answered,
    Kind.CONSENT_ENDED: _consent_ended,
    Kind.ALARMED: _alarmed,
}


def _instant(event: Happened, name: str) -> datetime:
    return datetime.fromisoformat(event.details[name])
