"""Figures from counts: the interval of a share, and points as Circular 01/2018 and Decision 766 give them. Pure."""

from dataclasses import dataclass
from math import sqrt

from django.db.models import IntegerChoices
from django.utils.translation import gettext_lazy as _

FEWEST = 10
"""Under so many answers or dossiers nothing is shown: it would tell of people, not of an office."""
_Z = 1.96
"""95 %."""
FULL_SATISFACTION, FULL_ONLINE, FULL_PAYMENT, FULL_DIGITAL = 0.9, 0.5, 0.8, 0.8
"""Decision 766: from here on all points of the group; below, in proportion."""
GAP_TARGET = 0.05
"""The product's own target, not the law's: no group five points behind another."""


@dataclass(frozen=True)
class Share:
    """A part of a whole with the interval in which the true part lies, 19 times in 20 (Wilson 1927)."""

    part: int
    whole: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The part itself."""
        return self.part / self.whole


def share(part: int, whole: int) -> Share | None:
    """The share; None when too few were counted to show it."""
    if whole < FEWEST:
        return None
    found, weight = part / whole, _Z * _Z / whole
    middle = found + weight / 2
    reach = _Z * sqrt(found * (1 - found) / whole + weight / (4 * whole))
    return Share(part, whole, max(0.0, (middle - reach) / (1 + weight)), min(1.0, (middle + reach) / (1 + weight)))


def points_of_parts(better: int, equal: int, worse: int) -> float | None:
    """Indicators scored on each dossier: 2, 1 or 0 points, their mean with one decimal; None without dossiers."""
    counted = better + equal + worse
    return round((2 * better + equal) / counted, 1) if counted else None


def points_of_manners(sooner: int, equal: int, dossiers: int, complaints: int) -> float | None:
    """Indicator 7: 2 and 1 points for what was sooner or on the day, none where somebody complained of manners.

    Which dossier a complaint is about is not said of so few: each takes the points of one of the best.
    """
    lost = min(complaints, sooner)
    better, middle = sooner - lost, max(0, equal - complaints + lost)
    return points_of_parts(better, middle, dossiers - better - middle)


def points_of_handling(on_time: int, ended: int) -> float:
    """Indicator 8: nothing to handle, or all in time, 2; at least nine in ten, 1; else 0."""
    if on_time == ended:
        return 2.0
    return 1.0 if on_time * 10 >= ended * 9 else 0.0


def points_of_online(online: int, dossiers: int, late: int) -> float | None:
    """Indicator 9, for a house all of whose procedures can be filed online: how many are, and none of them late."""
    if not dossiers:
        return None
    if late:
        return 0.0
    return 2.0 if online * 10 >= dossiers * 3 else 1.0 if online * 20 >= dossiers * 3 else 0.0


def points_of_the_spot(procedures: int, on_the_spot: int, *, all_there: bool) -> float | None:
    """Indicator 5 for a ministry or province: a fifth of its procedures are done at the one-stop unit from end to end,
    2; everything is at least taken in and given back there, 1; else 0. None where nothing is offered.
    """
    if not procedures:
        return None
    return 2.0 if on_the_spot * 5 >= procedures else 1.0 if all_there else 0.0


def points_of_publishing(procedures: int, complete: int) -> float | None:
    """The electronic half of indicator 6, 1 point: every procedure that is offered is published, nothing open in it."""
    return float(complete == procedures) if procedures else None


class Grade(IntegerChoices):
    """What the points of all nine indicators are called; the value is the fewest points of it."""

    WEAK = 0, _("Yếu")
    AVERAGE = 6, _("Trung bình")
    FAIR = 9, _("Khá")
    GOOD = 12, _("Tốt")
    EXCELLENT = 15, _("Xuất sắc")


MOST_POINTS = 18


def grades(points: float, most: float) -> tuple[Grade, Grade]:
    """The lowest and the highest grade that are possible when of 18 points only `most` could be counted."""
    return _grade(points), _grade(points + MOST_POINTS - most)


def _grade(points: float) -> Grade:
    return max(each for each in Grade if each <= points)


@dataclass(frozen=True)
class Facts766:
    """What Decision 766 counts, of the dossiers decided in a period and the procedures offered in it.

    `late` = after the promise, or supplemented more than once; `disliked` = low levels in the whole batches of answers
    that closed in the period; `paid_online` of those `with_fee`, told by the bank;
    `electronic` = the result is a signed file; `kept` = all papers are files; `reused` = a register or the locker gave
    something of it; `complete` of the `procedures` = published with nothing that is still to be confirmed.
    """

    dossiers: int
    late: int
    disliked: int
    online: int
    with_fee: int
    paid_online: int
    electronic: int
    kept: int
    reused: int
    procedures: int
    complete: int


@dataclass(frozen=True)
class Group766:
    """Points of a group and how many could be had; less than the group's where a part of it is not measured."""

    points: float
    most: int


OPENNESS, PROGRESS, DIGITAL, ONLINE, PAYMENT, CONTENT = 18, 20, 22, 12, 10, 18
OPENNESS_SEEN = OPENNESS // 3
"""One of three parts: that what is published is whole. When it was published and what was synchronised is not known."""


def index_766(facts: Facts766) -> dict[str, Group766 | None] | None:
    """The six groups by name; a group of which there was nothing to count is None. None when too few were decided.

    Full marks are at 90 % satisfaction (100 % less late less disliked), 50 % online, 80 % paid online, 80 % of papers
    kept and of data used again; below, in proportion. Parts of a group weigh the same: the product's own assumption.
    """
    if facts.dossiers < FEWEST:
        return None
    content = max(0.0, 1 - (facts.late + facts.disliked) / facts.dossiers)
    digital = (
        facts.electronic / facts.dossiers,
        _full_at(FULL_DIGITAL, facts.kept / facts.dossiers),
        _full_at(FULL_DIGITAL, facts.reused / facts.dossiers),
    )
    return {
        "openness": _group(OPENNESS_SEEN, facts.complete, facts.procedures, 1.0),
        "progress": _group(PROGRESS, facts.dossiers - facts.late, facts.dossiers, 1.0),
        "digital": Group766(round(DIGITAL * sum(digital) / len(digital), 1), DIGITAL),
        "online": _group(ONLINE, facts.online, facts.dossiers, FULL_ONLINE),
        "payment": _group(PAYMENT, facts.paid_online, facts.with_fee, FULL_PAYMENT),
        "content": Group766(round(CONTENT * _full_at(FULL_SATISFACTION, content), 1), CONTENT),
    }


def _full_at(mark: float, found: float) -> float:
    return min(1.0, found / mark)


def _group(most: int, part: int, whole: int, mark: float) -> Group766 | None:
    return Group766(round(most * _full_at(mark, part / whole), 1), most) if whole else None


def gap(shares: list[Share | None]) -> float | None:
    """Between the best and the worst of the groups that can be shown; None with fewer than two."""
    known = [each.value for each in shares if each is not None]
    return max(known) - min(known) if len(known) > 1 else None
