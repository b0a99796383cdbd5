"""What a new version would have said to dossiers of the old one: counts and rows, never a name, number or answer."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from lienthong.kit.clock import local
from lienthong.work.services import answering, telling
from lienthong.work.services.expressions import saying
from lienthong.work.services.packages import Package
from lienthong.work.services.problems import Place, Problem
from lienthong.work.services.states import Purpose
from lienthong.work.services.tables import Decision, decide
from lienthong.work.services.walking import Walk, walk

_ORDER = list(Purpose)


@dataclass(frozen=True)
class Case:
    """What a dossier is judged by: its answers as they are stored, and when its clock began; not whose it is."""

    given: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True)
class Shift:
    """One thing that so many dossiers would get otherwise: what, from what to what, by which rows of the tables.

    `purpose` = None: questions that would still be open.
    """

    purpose: Purpose | None
    before: str
    after: str
    rows_before: tuple[str, ...]
    rows_after: tuple[str, ...]
    count: int

    def __str__(self) -> str:
        words = {
            "what": self.what, "before": self.before or "–", "after": self.after or "–", "count": self.count,
            "rows": f"{', '.join(self.rows_before) or '–'} → {', '.join(self.rows_after) or '–'}",
        }  # fmt: skip
        if self.purpose is None:
            return _("%(what)s: %(after)s — %(count)s hồ sơ") % words
        return _("%(what)s: %(before)s → %(after)s — %(count)s hồ sơ; dòng %(rows)s") % words

    @property
    def what(self) -> str:
        """The part in words."""
        return str(_(telling.TITLES[self.purpose])) if self.purpose else _("Còn phải trả lời")

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "part": self.purpose.value if self.purpose else "missing",
            "before": self.before,
            "after": self.after,
            "rows_before": list(self.rows_before),
            "rows_after": list(self.rows_after),
            "count": self.count,
            "sentence": str(self),
        }


@dataclass(frozen=True)
class Rehearsal:
    """So many dossiers were judged again; so many of them would get something otherwise."""

    count: int
    changed: int
    shifts: tuple[Shift, ...]

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {"count": self.count, "changed": self.changed, "shifts": [each.plain() for each in self.shifts]}


def rehearse(old: Package, new: Package, cases: Iterable[Case]) -> Rehearsal:
    """Judge each case under both; every difference is counted, the most frequent first in each part."""
    count = changed = 0
    found: Counter[tuple[Purpose | None, _Side, _Side]] = Counter()
    for case in cases:
        before, after = _judged(old, case), _judged(new, case)
        differing = [(purpose, before[purpose], after[purpose]) for purpose in after if _differ(before, after, purpose)]
        found.update(differing)
        count, changed = count + 1, changed + bool(differing)
    shifts = (
        Shift(purpose, before.gives, after.gives, before.rows, after.rows, many)
        for (purpose, before, after), many in found.most_common()
    )
    return Rehearsal(count, changed, tuple(sorted(shifts, key=_place)))


def _place(shift: Shift) -> int:
    return len(_ORDER) if shift.purpose is None else _ORDER.index(shift.purpose)


@dataclass(frozen=True)
class _Side:
    """What one version says, in words, and by which rows."""

    gives: str
    rows: tuple[str, ...] = ()


_Judged = dict[Purpose | None, _Side]


def _differ(before: _Judged, after: _Judged, purpose: Purpose | None) -> bool:
    """What is given counts; rows that were only renamed do not."""
    return before[purpose].gives != after[purpose].gives


def _judged(package: Package, case: Case) -> _Judged:
    unfit: list[Problem] = []
    facts = answering.typed(package, case.given, Place("application"), unfit)
    today = local(case.at).date()
    walked = walk(package.pages, facts, today)
    decisions = {
        purpose: decide(table, walked.facts, today, closed=not walked.missing)
        for purpose, table in package.tables.items()
    }
    sides: _Judged = {purpose: _side(package, decision) for purpose, decision in decisions.items()}
    return sides | {None: _open(package, walked)}


def _side(package: Package, decision: Decision) -> _Side:
    """Once each and in one order, so that the order of rows is no difference."""
    said = sorted({_gives(package, decision, place) for place in range(len(decision.hits))})
    return _Side("; ".join(said), tuple(hit.row.name for hit in decision.hits))


def _gives(package: Package, decision: Decision, place: int) -> str:
    hit = decision.hits[place]
    name = telling.name_of(package, decision.purpose, hit.row.give)
    return name if hit.amount is None else f"{name}: {saying.value(hit.amount)} đ"


def _open(package: Package, walked: Walk) -> _Side:
    words = telling.vocabulary(package).questions
    return _Side(", ".join(f"“{words[each.name]}”" for each in walked.missing))
