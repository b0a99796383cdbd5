"""The way of a dossier from hand to hand, as form 05 shows it: who gave it, who took it, when, and was it in time.

Time the office waited for the applicant does not count, nor for an opinion where the procedure says so: the date of a
step moves on by as long as its clock stood.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from lienthong.kit.clock import local
from lienthong.work.onestop.models import Dossier, Event
from lienthong.work.onestop.printing.saying import instant, short
from lienthong.work.onestop.states import Kind

_HANDS_ON = frozenset({Kind.SUBMITTED, Kind.HANDED_OVER, Kind.DECIDED})
_TAKES = frozenset({Kind.RECEIVED, Kind.ACKNOWLEDGED})
_ENDS = frozenset({Kind.RETURNED, Kind.REFUSED, Kind.STOPPED, Kind.WITHDRAWN})
_PAUSES = frozenset({Kind.SUPPLEMENT_ASKED, Kind.PAYMENT_ASKED})
_RESUMES = frozenset({Kind.SUPPLIED, Kind.PAID, Kind.UNDONE})
EARLY, ON_TIME, LATE, RUNNING, OVERDUE = "Trước hạn", "Đúng hạn", "Quá hạn", "Đang giải quyết", "Đang quá hạn"


@dataclass
class Handed:
    """One step in one unit's hands."""

    title: str
    unit: str
    given_at: datetime
    given_by: str
    due_at: datetime | None
    taken_at: datetime | None = None
    officer: str = ""
    ended_at: datetime | None = None
    paused_at: datetime | None = None
    waited: timedelta = field(default_factory=timedelta)
    stands: bool = False
    consulted: bool = False

    def judged(self, now: datetime) -> str:
        """Early = before the day it was due, on time = on that day until its hour, late = after; or still running."""
        end = self.ended_at or now
        if self.due_at is None:
            return "" if self.ended_at else RUNNING
        due = self.due_at + self.waited
        if self.ended_at is None:
            return OVERDUE if end > due and self.paused_at is None else RUNNING
        if end > due:
            return LATE
        return ON_TIME if local(end).date() == local(due).date() else EARLY


@dataclass(frozen=True)
class Shown:
    """A row of the form."""

    handed: Handed
    judged: str

    def plain(self) -> dict[str, Any]:
        """As the template reads it."""
        one = self.handed
        whom = "Chờ ý kiến cơ quan khác hoặc người nộp" if one.consulted else "Chờ người nộp"
        note = f"{whom} {_length(one.waited)}, không tính vào thời hạn." if one.waited else ""
        return {
            "title": one.title,
            "unit": one.unit,
            "given": short(one.given_at),
            "given_by": one.given_by,
            "taken": short(one.taken_at),
            "officer": one.officer,
            "ended": short(one.ended_at),
            "due": short(one.due_at + one.waited if one.due_at else None),
            "judged": self.judged,
            "note": note or (f"Đang {whom[:1].lower()}{whom[1:]}." if one.paused_at else ""),
        }


def way(dossier: Dossier, events: Sequence[Event], *, now: datetime) -> list[Shown]:
    """Every step so far, oldest first; `now` = the moment the form speaks of."""
    found: list[Handed] = []
    for event in events:
        if found:
            _happened(found[-1], event)
        if event.kind in _HANDS_ON:
            found.append(_begun(dossier, event))
        if event.kind == Kind.UNDONE and found:
            found[-1].ended_at = None
    return [Shown(each, each.judged(now)) for each in found]


def _begun(dossier: Dossier, event: Event) -> Handed:
    titles = {each["name"]: each["title"]["vi"] for each in dossier.version.package.plain["steps"]["steps"]}
    step = event.details["step"]
    return Handed(
        title=str(titles.get(step, step)),
        unit=event.details.get("unit_name") or dossier.receiving_unit.name_vi,
        given_at=event.at,
        given_by=event.by_name,
        due_at=instant(event.details, "step_due_at"),
    )


def _happened(last: Handed, event: Event) -> None:
    """What an event means for the step that is under way."""
    if event.kind in _TAKES:
        last.taken_at = last.taken_at or event.at
        last.officer = event.by_name or last.officer
    if event.kind == Kind.ASSIGNED:
        last.officer = event.details.get("holder_name", last.officer)
    _clock(last, event)
    if event.kind in _HANDS_ON | _ENDS:
        last.ended_at = event.at
        last.taken_at = last.taken_at or (event.at if event.kind in _ENDS else None)
        last.officer = last.officer or event.by_name


def _clock(last: Handed, event: Event) -> None:
    """The clock stops and goes on: for the applicant, and for another body's opinion where the procedure says so."""
    if event.details.get("stands"):
        last.stands = last.consulted = True
        last.paused_at = last.paused_at or event.at
    if event.kind in _PAUSES:
        last.paused_at = last.paused_at or event.at
    if event.details.get("goes_on"):
        last.stands = False
    if (event.kind in _RESUMES or event.details.get("goes_on")) and last.paused_at is not None:
        last.waited += event.at - last.paused_at
        last.paused_at = event.at if last.stands else None


def _length(waited: timedelta) -> str:
    """`2 ngày 3 giờ`, in whole hours, at least one."""
    hours = max(1, round(waited / timedelta(hours=1)))
    days, left = divmod(hours, 24)
    return " ".join(part for part in (f"{days} ngày" if days else "", f"{left} giờ" if left else "") if part)
