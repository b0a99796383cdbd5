"""The dates of a dossier: from the package's rule and the body's calendar, each with its derivation.

The office's clock begins when the whole dossier reached it, not when somebody opened it: an online dossier is checked
by machine before it gets a code, so its day of receipt is the day it was sent. Opening it late gains nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from lienthong.ground.calendar import deadlines
from lienthong.ground.calendar.compiled import WorkingCalendar
from lienthong.ground.calendar.deadlines import Deadline
from lienthong.ground.calendar.explaining import step
from lienthong.ground.calendar.queries import calendar_for
from lienthong.kit.clock import local
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import OFFICE, PAUSED
from lienthong.work.services import queries as services
from lienthong.work.services.simulating import Simulation, StepDue, simulate

RECEIVE_WITHIN_HOURS = 8
"""A dossier sent online is answered within so many working hours (Decree 45/2020)."""


@dataclass(frozen=True)
class Plan:
    """The whole way of a dossier received at a moment: its deadline and every step with its unit and share."""

    deadline: Deadline
    steps: tuple[StepDue, ...]
    simulation: Simulation

    def after(self, name: str) -> StepDue | None:
        """The step that follows this one; None after the last."""
        names = [each.plain["name"] for each in self.steps]
        place = names.index(name) + 1 if name in names else 0
        return self.steps[place] if place < len(self.steps) else None

    @property
    def deciding(self) -> StepDue:
        """Where it is decided: the step before the result is handed over."""
        return self.steps[-2]

    @property
    def last(self) -> StepDue:
        """Where the result is handed over."""
        return self.steps[-1]


def plan(dossier: Dossier, *, received_at: datetime) -> Plan:
    """The way of this dossier, had it been complete at that moment. Refuses: BeyondCalendar."""
    package = dossier.version.package
    facts = services.facts_of(package, dossier.application.given)
    found = simulate(package, facts, received_at, calendar_of(dossier, received_at))
    assert found.deadline is not None, "a submitted application has a deadline"
    return Plan(found.deadline, found.steps, found)


def calendar_of(dossier: Dossier, at: datetime) -> WorkingCalendar:
    """The working calendar of the body that has it."""
    return calendar_for(dossier.body_id, local(at).date())


def resumed(dossier: Dossier, *, now: datetime) -> Deadline:
    """The legal date after the applicant did their part: from the start again, or what was left, as the package says.

    Where what was left is nothing, the date stays past: asking for a supplement after the date gains no time.
    Source: Decree 61/2018 art. 19 (4): after the full dossier arrives the time limit is counted anew.
    """
    assert dossier.due_at is not None, "a dossier that was received has its date"
    assert dossier.begins_at is not None, "and the moment from which it counts"
    if _restarts(dossier):
        return plan(dossier, received_at=now).deadline
    due = _moved(dossier, dossier.due_at, since=dossier.paused_at, now=now)
    return Deadline(dossier.begins_at, due, (step(deadlines.RECEIVED, at=now),))


def _restarts(dossier: Dossier) -> bool:
    return bool(dossier.version.package.plain["steps"]["supplement"]["effect"] == "restarts")


def _moved(dossier: Dossier, due: datetime, *, since: datetime | None, now: datetime) -> datetime:
    """As much working time from now on as was left when the clock stopped; a date that was past stays where it was."""
    assert since is not None, "its clock stood"
    calendar = calendar_of(dossier, now)
    spare = calendar.working_time_between(since, due)
    return calendar.add_working_time(now, spare) if spare > timedelta(0) else due


def resuming(dossier: Dossier, *, now: datetime) -> dict[str, Any]:
    """What an event keeps of the dates that count again: until when to take it in, or legal date and the step's.

    Nothing while it waits for the result of the procedure it is linked with: no date is known then.
    """
    if dossier.awaits_since is not None:
        return {}
    if dossier.received_at is None:
        return {"step_due_at": receive_by(dossier, since=now).isoformat()}
    return {**details(resumed(dossier, now=now)), "step_due_at": _step_resumed(dossier, now=now).isoformat()}


def _step_resumed(dossier: Dossier, *, now: datetime) -> datetime:
    assert dossier.step_due_at is not None, "every step has its date"
    if not _restarts(dossier):
        return _moved(dossier, dossier.step_due_at, since=dossier.paused_at, now=now)
    return next(each.due_at for each in plan(dossier, received_at=now).steps if each.plain["name"] == dossier.step)


def answer_by(body_id: UUID, days: int, *, reached_at: datetime) -> Deadline:
    """Until when a consulted body has to answer: so many of its working days after the day it got the request.

    Refuses: BeyondCalendar.
    """
    return deadlines.working_days(calendar_for(body_id, local(reached_at).date()), reached_at, days)


def going_on(dossier: Dossier, *, now: datetime) -> dict[str, Any]:
    """What an event keeps when the clock that stood for an opinion goes on; no dates while the applicant has it."""
    since = dossier.stands_since
    if since is None or dossier.status not in OFFICE | PAUSED:
        return {}
    if dossier.paused_at is not None:
        return {"goes_on": True}
    assert dossier.due_at is not None, "only what was received is asked about"
    assert dossier.step_due_at is not None, "every step has its date"
    due, step_by = (_moved(dossier, each, since=since, now=now) for each in (dossier.due_at, dossier.step_due_at))
    return {"goes_on": True, "since": since.isoformat(), "due_at": due.isoformat(), "step_due_at": step_by.isoformat()}


def step_due(dossier: Dossier, way: Plan, step_of_way: StepDue, *, until: datetime, now: datetime) -> datetime:
    """When a step is due if the whole is due at `until` and not where its plan had it: moved by as much."""
    calendar = calendar_of(dossier, now)
    moved = calendar.working_time_between(way.deadline.due_at, until)
    return calendar.add_working_time(step_of_way.due_at, moved) if moved else step_of_way.due_at


def receive_by(dossier: Dossier, *, since: datetime) -> datetime:
    """Until when it must be taken in or sent back, once everything the applicant owes is there."""
    return calendar_of(dossier, since).add_working_time(since, timedelta(hours=RECEIVE_WITHIN_HOURS))


def is_unanswered(dossier: Dossier, *, now: datetime) -> bool:
    """Is the time over in which the unit had to say that it has it? Source: Decree 61/2018 art. 18."""
    since = dossier.waiting_since
    return since is not None and deadlines.hand_over_by(calendar_of(dossier, since), since).is_late(now)


def left(dossier: Dossier, *, now: datetime) -> dict[str, int]:
    """How many minutes of work were left until the legal date; negative when it was past, nothing before reception."""
    if dossier.due_at is None:
        return {}
    spare = calendar_of(dossier, now).working_time_between(now, dossier.due_at)
    return {"working_minutes_left": spare // timedelta(minutes=1)}


def details(deadline: Deadline) -> dict[str, Any]:
    """What an event keeps of a deadline: both instants and the derivation, so that it explains itself for ever."""
    return {
        "begins_at": deadline.begins_at.isoformat(),
        "due_at": deadline.due_at.isoformat(),
        "trace": deadline.plain(),
    }
