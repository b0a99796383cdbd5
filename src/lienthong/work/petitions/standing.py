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


class Clocked(Protocol):
    """What has clocks: a standing, or the row that keeps its last value."""

    @property
    def status(self) -> str: ...
    @property
    def alarms(self) -> str: ...
    @property
    def refuse_due_at(self) -> datetime | None: ...
    @property
    def forward_due_at(self) -> datetime | None: ...
    @property
    def answer_due_at(self) -> datetime | None: ...
    @property
    def publish_due_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything a list or a page needs to know. `due_at` = the end of the clock that runs now, if one does.

    In time = each time it was refused, forwarded, answered or published by its date. `main_id` = the petition that says
    the same and goes ahead of this one. `alarms` = the clocks that ran out and were told, separated by spaces.
    """

    status: str = Status.NEW
    last_at: datetime | None = None
    due_at: datetime | None = None
    refuse_due_at: datetime | None = None
    refused_in_time: bool | None = None
    forward_due_at: datetime | None = None
    forwarded_at: datetime | None = None
    forwarded_in_time: bool | None = None
    answering_body_id: UUID | None = None
    answering_unit_id: UUID | None = None
    answer_due_at: datetime | None = None
    answered_at: datetime | None = None
    answered_in_time: bool | None = None
    publish_due_at: datetime | None = None
    published_in_time: bool | None = None
    main_id: UUID | None = None
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


def clock_of(standing: Clocked) -> Alarm | None:
    """Which clock runs. While the person is asked, and after the end, none does.

    Of what is new it is that of refusing, and once that was missed and told, that of forwarding.
    """
    if standing.status in WITH_ANSWERER:
        return Alarm.ANSWER
    if standing.status == Status.ANSWERED:
        return Alarm.PUBLISH if standing.publish_due_at else None
    if standing.status not in WITH_RECEIVER:
        return None
    sifting = standing.status == Status.NEW and standing.refuse_due_at and Alarm.REFUSE not in standing.alarms.split()
    return Alarm.REFUSE if sifting else Alarm.FORWARD


def due_of(standing: Clocked, clock: Alarm) -> datetime | None:
    """When that clock ends, or ended last."""
    return {
        Alarm.REFUSE: standing.refuse_due_at,
        Alarm.FORWARD: standing.forward_due_at,
        Alarm.ANSWER: standing.answer_due_at,
        Alarm.PUBLISH: standing.publish_due_at,
    }[clock]


def _running(standing: Standing) -> datetime | None:
    clock = clock_of(standing)
    return due_of(standing, clock) if clock else None


def _clock_begins(standing: Standing, event: Happened) -> Standing:
    """Sent in, made clear, or sent back: it is to be looked at, and forwarded, by the dates in the event."""
    return replace(
        standing,
        refuse_due_at=_instant_if(event, "refuse_due_at"),
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


def _accepted(standing: Standing, event: Happened) -> Standing:
    """It is taken in: nobody is refused any more."""
    return replace(standing, alarms=_without(standing, Alarm.REFUSE))


def _refused(standing: Standing, event: Happened) -> Standing:
    """In time by its date; where the person was asked and did not make it clear, when they were asked in time."""
    due = standing.refuse_due_at
    if standing.due_at is None:
        in_time: bool | None = standing.forwarded_in_time is not False
    else:
        in_time = None if due is None else event.at <= due
    return replace(standing, refused_in_time=in_time, alarms="")


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
    due = _instant_if(event, "publish_due_at")
    return replace(standing, answered_at=event.at, answered_in_time=in_time, publish_due_at=due, alarms="")


def _published(standing: Standing, event: Happened) -> Standing:
    """The first time counts; taken down and approved in other words it is no later than it was."""
    due, before = standing.publish_due_at, standing.published_in_time
    return replace(
        standing, published_in_time=event.at <= due if due else before, publish_due_at=None,
        alarms=_without(standing, Alarm.PUBLISH),
    )  # fmt: skip


def _withheld(standing: Standing, event: Happened) -> Standing:
    """Nobody publishes it any more; what was late by then stays late."""
    due = standing.publish_due_at
    late = False if due and event.at > due else standing.published_in_time
    return replace(standing, published_in_time=late, publish_due_at=None, alarms=_without(standing, Alarm.PUBLISH))


def _alarmed(standing: Standing, event: Happened) -> Standing:
    told = {*standing.alarms.split(), Alarm(event.details["about"]).value}
    return replace(standing, alarms=" ".join(each.value for each in Alarm if each in told))


def _without(standing: Standing, settled: Alarm) -> str:
    return " ".join(each for each in standing.alarms.split() if each != settled)


def _consent_ended(standing: Standing, event: Happened) -> Standing:
    """What was published is so no more; everything else stands where it stood."""
    published = standing.status == Status.PUBLISHED
    return _withheld(replace(standing, status=Status.ANSWERED) if published else standing, event)


def _merged(standing: Standing, event: Happened) -> Standing:
    return replace(standing, main_id=UUID(event.details["main"]))


def _parted(standing: Standing, event: Happened) -> Standing:
    return replace(standing, main_id=None)


_AFTER: dict[Kind, Callable[[Standing, Happened], Standing]] = {
    Kind.SUBMITTED: _clock_begins,
    Kind.CLARIFIED: _clock_begins,
    Kind.SENT_BACK: _clock_begins,
    Kind.CLARITY_ASKED: _clarity_asked,
    Kind.ACCEPTED: _accepted,
    Kind.REFUSED: _refused,
    Kind.FORWARDED: _forwarded,
    Kind.ANSWERED: _answered,
    Kind.PUBLISHED: _published,
    Kind.WITHHELD: _withheld,
    Kind.CONSENT_ENDED: _consent_ended,
    Kind.ALARMED: _alarmed,
    Kind.MERGED: _merged,
    Kind.PARTED: _parted,
}


def _instant(event: Happened, name: str) -> datetime:
    return datetime.fromisoformat(event.details[name])


def _instant_if(event: Happened, name: str) -> datetime | None:
    return _instant(event, name) if event.details.get(name) else None
