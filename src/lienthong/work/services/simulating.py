"""What a procedure says to a set of answers: may one apply, which papers, what fee, where, until when, what result."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lienthong.ground.calendar import deadlines
from lienthong.ground.calendar.compiled import WorkingCalendar
from lienthong.ground.calendar.deadlines import Deadline
from lienthong.kit.clock import local
from lienthong.work.services.packages import Package
from lienthong.work.services.states import Purpose, Unit
from lienthong.work.services.tables import Decision, decide
from lienthong.work.services.walking import Walk, walk


@dataclass(frozen=True)
class StepDue:
    """A step with the unit that does it and when its share of the time is used up."""

    plain: Mapping[str, Any]
    unit: str | None
    due_at: datetime


@dataclass(frozen=True)
class Simulation:
    """The whole answer, each part with its trace. What cannot be said yet is None, and `walk.missing` says why."""

    walk: Walk
    decisions: Mapping[Purpose, Decision]
    deadline: Deadline | None
    steps: tuple[StepDue, ...]

    @property
    def is_closed(self) -> bool:
        """Has everything been answered that is asked?"""
        return not self.walk.missing

    def one(self, purpose: Purpose) -> str | bool | None:
        """The answer of a table that gives one."""
        gives = self.decisions[purpose].gives
        return gives[0] if gives else None

    @property
    def papers(self) -> tuple[str, ...]:
        """The codes of the papers asked for."""
        return tuple(dict.fromkeys(str(code) for code in self.decisions[Purpose.PAPERS].gives))

    @property
    def fee(self) -> int | None:
        """The sum in đồng; None while a part of it is not known."""
        amounts = [hit.amount for hit in self.decisions[Purpose.FEE].hits]
        known = [amount for amount in amounts if amount is not None]
        return sum(known) if len(known) == len(amounts) and self.decisions[Purpose.FEE].is_final else None


def simulate(
    package: Package,
    answers: Mapping[str, Any],
    received_at: datetime,
    calendar: WorkingCalendar,
    *,
    later: frozenset[str] = frozenset(),
) -> Simulation:
    """Walk the pages, ask every table, count the deadline; for what is answered `later` no table waits.

    Refuses: BeyondCalendar.
    """
    today = local(received_at).date()
    walked = walk(package.pages, answers, today)
    closed = {question.name for question in walked.missing} <= later
    decisions = {
        purpose: decide(table, walked.facts, today, closed=closed) for purpose, table in package.tables.items()
    }
    code = decisions[Purpose.DEADLINE].gives
    rule = next((each for each in package.plain["steps"]["deadlines"] if code and each["code"] == code[0]), None)
    deadline = None if rule is None else count(rule, received_at, calendar)
    route = decisions[Purpose.ROUTE].gives
    steps = () if deadline is None else _steps(package, deadline, str(route[0]) if route else None, calendar)
    return Simulation(walked, decisions, deadline, steps)


def count(rule: Mapping[str, Any], received_at: datetime, calendar: WorkingCalendar) -> Deadline:
    """The deadline a rule gives to what was received at that moment. Refuses: BeyondCalendar."""
    if rule["unit"] == Unit.WORKING_HOURS:
        return deadlines.working_hours(calendar, received_at, timedelta(hours=rule["amount"]))
    if rule["unit"] == Unit.CALENDAR_DAYS:
        return deadlines.calendar_days(calendar, received_at, rule["amount"])
    cutoff = rule.get("after_cutoff_next_day", False)
    return deadlines.working_days(calendar, received_at, rule["amount"], with_cutoff=cutoff)


def _steps(package: Package, deadline: Deadline, route: str | None, calendar: WorkingCalendar) -> tuple[StepDue, ...]:
    """Each step's share of the working time there is; the last ends with the deadline itself."""
    total = calendar.working_time_between(deadline.begins_at, deadline.due_at)
    steps, share = [], 0
    for step in package.plain["steps"]["steps"]:
        share += step["share"]
        due = calendar.add_working_time(deadline.begins_at, total * share / 100)
        unit = route if step["unit"] == Purpose.ROUTE else step["unit"]
        steps.append(StepDue(step, unit, deadline.due_at if share >= 100 else due))  # noqa: PLR2004 - per cent
    return tuple(steps)
