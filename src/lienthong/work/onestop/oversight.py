"""What looks like cheating the clock, and how an office did: pure rules over the events of dossiers.

Nothing here accuses: each finding names the event, who did it and when, in words a leader can ask about.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.kit.clock import local
from lienthong.work.onestop.standing import acted
from lienthong.work.onestop.states import ENDINGS, Anomaly, Kind, Number

SHORTEST_STEP = timedelta(minutes=2)
"""Nobody reads a dossier faster."""
MIDNIGHT_FROM_HOUR = 22
MONTH_ENDS_DAYS = 2
"""So many days before the first of the next month count as its end."""
WORKING_DAY_MINUTES = 480
REFILED_WITHIN = timedelta(days=30)
PAUSES = frozenset({Kind.SUPPLEMENT_ASKED, Kind.PAYMENT_ASKED})
_OPINIONS = frozenset({Kind.CONSULT_ANSWERED, Kind.CONSULT_RETURNED, Kind.CONSULT_SILENT})
_DATED = frozenset({Kind.RECEIVED, Kind.SUPPLIED, Kind.PAID}) | _OPINIONS
"""What may move the legal date."""
_DONE_WITH = frozenset({Kind.HANDED_OVER, Kind.PROPOSED, Kind.DECIDED})
_BY_THE_OFFICE = ENDINGS | {Kind.RETURNED}


class Told(Protocol):
    """What these rules read of an event."""

    kind: str
    at: datetime
    by_id: UUID | None
    by_name: str
    details: Mapping[str, Any]


@dataclass(frozen=True)
class Trail:
    """Everything that happened to one dossier, in order; `whom` says who applied for what."""

    dossier: UUID
    code: str
    whom: tuple[UUID, str]
    events: Sequence[Told]


@dataclass(frozen=True)
class Finding:
    """One thing to ask about: which dossier, who, when, and the facts its words are made of (plain JSON)."""

    kind: Anomaly
    dossier: UUID
    code: str
    who: str
    when: datetime
    facts: Mapping[str, Any]

    @property
    def words(self) -> str:
        """What happened, in the reader's language."""
        return words(self.kind, self.facts)


@dataclass(frozen=True)
class Ended:
    """A dossier that ended and nothing came of it."""

    dossier: UUID
    code: str
    what: str
    at: datetime
    who: str


def findings(trails: Sequence[Trail], *, since: datetime, until: datetime) -> list[Finding]:
    """All that happened from `since` to before `until`, the latest first."""
    ended: dict[tuple[UUID, str], list[Ended]] = defaultdict(list)
    for trail in trails:
        ended[trail.whom] += ended_with_nothing(trail)
    found = [each for trail in trails for each in (*found_in(trail), *refiled(trail, ended[trail.whom]))]
    return sorted((each for each in found if since <= each.when < until), key=lambda each: each.when, reverse=True)


def found_in(trail: Trail) -> Iterator[Finding]:
    """What one dossier's own events say."""
    for rule in _RULES:
        yield from rule(trail)


def _finding(kind: Anomaly, trail: Trail, event: Told, **facts: Any) -> Finding:
    return Finding(kind, trail.dossier, trail.code, event.by_name, event.at, facts)


def _of(trail: Trail, *kinds: Kind) -> list[Told]:
    return [event for event in trail.events if event.kind in kinds]


def _opened_late(trail: Trail) -> Iterator[Finding]:
    """Taken in after the hours in which an application is to be answered."""
    due = ""
    for event in trail.events:
        if event.kind == Kind.RECEIVED and event.at > datetime.fromisoformat(due):
            yield _finding(Anomaly.OPENED_LATE, trail, event, due=due)
        due = event.details.get("step_due_at") or due


def _supplement_late(trail: Trail) -> Iterator[Finding]:
    """Asked for when less than a working day was left, or none."""
    for event in _of(trail, Kind.SUPPLEMENT_ASKED):
        left = event.details.get("working_minutes_left", WORKING_DAY_MINUTES)
        if left < WORKING_DAY_MINUTES:
            yield _finding(Anomaly.SUPPLEMENT_LATE, trail, event, minutes=left)


def _supplement_again(trail: Trail) -> Iterator[Finding]:
    """Everything is to be asked for at once. What was taken back within its ten minutes does not count."""
    for place, event in enumerate(_standing(trail, Kind.SUPPLEMENT_ASKED)[1:], start=2):
        yield _finding(Anomaly.SUPPLEMENT_AGAIN, trail, event, count=place)


def _standing(trail: Trail, *kinds: Kind) -> list[Told]:
    """The events of these kinds that were not taken back."""
    done = acted(trail.events)
    pairs = zip(done, [*done[1:], None], strict=True)
    return [one for one, after in pairs if one.kind in kinds and (after is None or after.kind != Kind.UNDONE)]


def _apology_late(trail: Trail) -> Iterator[Finding]:
    """The law wants it a day before the date at the latest."""
    for event in _of(trail, Kind.APOLOGISED):
        if not event.details["in_time"]:
            yield _finding(Anomaly.APOLOGY_LATE, trail, event)


def _taken_back(trail: Trail) -> Iterator[Finding]:
    for event in _of(trail, Kind.UNDONE):
        yield _finding(Anomaly.TAKEN_BACK, trail, event, what=event.details["undone"])


def _before_midnight(trail: Trail) -> Iterator[Finding]:
    """Closed by an official when offices are dark. The citizen may fetch a result whenever they like."""
    for event in _of(trail, *_BY_THE_OFFICE):
        if event.by_id is not None and local(event.at).hour >= MIDNIGHT_FROM_HOUR:
            kind = Kind(event.kind).value
            yield _finding(Anomaly.BEFORE_MIDNIGHT, trail, event, what=kind, at=f"{local(event.at):%H:%M}")


def _too_fast(trail: Trail) -> Iterator[Finding]:
    """From taking it over to being done with it."""
    taken: datetime | None = None
    for event in trail.events:
        if event.kind == Kind.ACKNOWLEDGED:
            taken = event.at
        elif event.kind in _DONE_WITH and taken is not None:
            if event.at - taken < SHORTEST_STEP:
                yield _finding(Anomaly.TOO_FAST, trail, event, seconds=int((event.at - taken).total_seconds()))
            taken = None


def _month_end(trail: Trail) -> Iterator[Finding]:
    """Stopped for the applicant just before the month is counted."""
    for event in _standing(trail, *PAUSES):
        on = local(event.at)
        if (on + timedelta(days=MONTH_ENDS_DAYS)).month != on.month:
            yield _finding(Anomaly.MONTH_END, trail, event, day=f"{on:%d/%m/%Y}")


def _back_and_forth(trail: Trail) -> Iterator[Finding]:
    """Given back to who had it before somebody else, without an end in between."""
    had: list[str] = []
    for event in _of(trail, Kind.ACKNOWLEDGED, Kind.ASSIGNED):
        holder = event.details["holder"]
        if had and holder != had[-1] and holder in had:
            yield _finding(Anomaly.BACK_AND_FORTH, trail, event)
        had.append(holder)


_RULES = (
    _opened_late, _supplement_late, _supplement_again, _apology_late, _taken_back, _before_midnight, _too_fast,
    _month_end, _back_and_forth,
)  # fmt: skip


def ended_with_nothing(trail: Trail) -> list[Ended]:
    """Each end without a result that was not taken back; where only the lead ended, the lead's own is asked about."""
    ends = _standing(trail, *(ENDINGS - {Kind.DECIDED, Kind.LEAD_ENDED}))
    return [Ended(trail.dossier, trail.code, Kind(each.kind).value, each.at, each.by_name) for each in ends]


def refiled(trail: Trail, ended: Iterable[Ended]) -> Iterator[Finding]:
    """The same person applied for the same again soon after an end with nothing: a new clock for an old wish."""
    filed_at = trail.events[0].at
    for before in ended:
        if trail.whom[1] and timedelta(0) <= filed_at - before.at <= REFILED_WITHIN:
            facts = {"code": before.code, "what": before.what, "before": str(before.dossier)}
            yield Finding(Anomaly.REFILED, trail.dossier, trail.code, before.who, filed_at, facts)


_WORDS = {
    Anomaly.OPENED_LATE: gettext_lazy("Tiếp nhận sau hạn %(due)s."),
    Anomaly.SUPPLEMENT_LATE: gettext_lazy("Yêu cầu bổ sung khi chỉ còn %(minutes)s phút làm việc."),
    Anomaly.SUPPLEMENT_AGAIN: gettext_lazy("Yêu cầu bổ sung lần thứ %(count)s."),
    Anomaly.APOLOGY_LATE: gettext_lazy("Xin lỗi khi còn dưới một ngày hoặc đã quá hạn."),
    Anomaly.TAKEN_BACK: gettext_lazy("Rút lại: %(what)s."),
    Anomaly.BEFORE_MIDNIGHT: gettext_lazy("%(what)s lúc %(at)s."),
    Anomaly.TOO_FAST: gettext_lazy("Xong một bước trong %(seconds)s giây."),
    Anomaly.MONTH_END: gettext_lazy("Dừng đồng hồ ngày %(day)s, cuối kỳ báo cáo."),
    Anomaly.BACK_AND_FORTH: gettext_lazy("Giao lại cho người đã từng giữ hồ sơ, qua người khác."),
    Anomaly.VOTES: "%(said)s",
    Anomaly.REFILED: gettext_lazy("Nộp lại sau khi hồ sơ %(code)s kết thúc không có kết quả (%(what)s)."),
}


def words(kind: Anomaly, facts: Mapping[str, Any]) -> str:
    """What was found, in the reader's language."""
    if facts.get("minutes", 1) <= 0:
        return _("Yêu cầu bổ sung khi đã hết hạn.")
    said = {name: _SAID.get(name, str)(value) for name, value in facts.items()}
    return str(_WORDS[kind]) % said


def _clock(instant: str) -> str:
    return f"{local(datetime.fromisoformat(instant)):%H:%M %d/%m/%Y}"


_SAID: Mapping[str, Callable[[Any], str]] = {"what": lambda kind: str(Kind(kind).label), "due": _clock}


@dataclass(frozen=True)
class Course:
    """How one dossier went, as the board counts it; `due_at` is the law's date: an apology does not move it."""

    received_at: datetime | None = None
    due_at: datetime | None = None
    decided_at: datetime | None = None
    ended_at: datetime | None = None
    returned_at: datetime | None = None
    is_paused: bool = False
    stands: bool = False
    officer: str = ""
    officer_name: str = ""


def course(events: Iterable[Told]) -> Course:
    """From the events alone."""
    known: dict[str, Any] = {}
    for event in events:
        known |= _known(event)
    return Course(**known)


def _known(event: Told) -> dict[str, Any]:
    """What one event adds."""
    kind, known = Kind(event.kind), dict[str, Any]()
    if kind in _DATED and "due_at" in event.details:
        known["due_at"] = datetime.fromisoformat(event.details["due_at"])
    if kind in {Kind.RECEIVED, Kind.DECIDED, Kind.RETURNED}:
        known[f"{kind.value}_at"] = event.at
    if kind in ENDINGS:
        known["ended_at"] = event.at
    if kind in PAUSES or kind in {Kind.SUPPLIED, Kind.PAID}:
        known["is_paused"] = kind in PAUSES
    if kind is Kind.UNDONE:
        known |= {"ended_at": None, "is_paused": event.details["back"]["paused_at"] is not None}
    if event.details.get("stands") or event.details.get("goes_on"):
        known["stands"] = kind is Kind.CONSULT_REACHED
    if kind in {Kind.ACKNOWLEDGED, Kind.ASSIGNED}:
        known |= {"officer": event.details["holder"], "officer_name": event.details["holder_name"]}
    return known


@dataclass(frozen=True)
class Row:
    """One line of the leader's board; `key` says whose. All are counted; nobody can type one."""

    name: str
    received: int = 0
    carried_over: int = 0
    on_time: int = 0
    late: int = 0
    overdue: int = 0
    returned: int = 0
    key: str = ""

    @property
    def is_counted(self) -> bool:
        """Is any number more than nothing?"""
        return any(getattr(self, number.value) for number in Number)


def row(name: str, courses: Sequence[Course], *, since: datetime, until: datetime, key: str = "") -> Row:
    """Every number of the board, each dossier at most once in it."""
    counted = {
        number.value: sum(is_counted(each, number, since=since, until=until) for each in courses) for number in Number
    }
    return Row(name, key=key, **counted)


def is_counted(one: Course, number: Number, *, since: datetime, until: datetime) -> bool:
    """Received from `since` to before `until`; carried over = received before and not ended then; decided on time or
    late against the law's date; overdue = not ended, its clock running and past its date at the end; returned.
    """
    return {
        Number.RECEIVED: _within(one.received_at, since, until),
        Number.CARRIED_OVER: _is_carried_over(one, since),
        Number.ON_TIME: _within(one.decided_at, since, until) and _is_on_time(one),
        Number.LATE: _within(one.decided_at, since, until) and not _is_on_time(one),
        Number.OVERDUE: _is_overdue(one, until),
        Number.RETURNED: _within(one.returned_at, since, until),
    }[number]


def _within(at: datetime | None, since: datetime, until: datetime) -> bool:
    return at is not None and since <= at < until


def _is_on_time(one: Course) -> bool:
    return one.decided_at is not None and one.due_at is not None and one.decided_at <= one.due_at


def _is_carried_over(one: Course, since: datetime) -> bool:
    return one.received_at is not None and one.received_at < since and (one.ended_at is None or one.ended_at >= since)


def _is_overdue(one: Course, until: datetime) -> bool:
    runs = one.ended_at is None and not one.is_paused and not one.stands
    return one.due_at is not None and runs and one.due_at < until
