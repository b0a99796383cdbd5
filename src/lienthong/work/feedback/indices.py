"""Figures from counts: the interval of a share, and points as Circular 01/2018 and Decision 766 give them. Pure."""

from dataclasses import dataclass
from math import sqrt

FEWEST = 10
"""Under so many answers or dossiers nothing is shown: it would tell of people, not of an office."""
_Z = 1.96
"""95 %."""
FULL_SATISFACTION, FULL_ONLINE = 0.9, 0.5
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


@dataclass(frozen=True)
class Index766:
    """Points of three groups of Decision 766; the other groups stand on what this platform does not see."""

    progress: float
    satisfaction: float
    online: float

    @property
    def total(self) -> float:
        """Of the 50 points of these three groups."""
        return round(self.progress + self.satisfaction + self.online, 1)


def index_766(*, dossiers: int, late: int, disliked: int, online: int) -> Index766 | None:
    """Progress 20, satisfaction 18 (100 % less late less disliked; full at 90 %), online 12 (full at 50 %)."""
    if dossiers < FEWEST:
        return None
    content = max(0.0, 1 - late / dossiers - disliked / dossiers)
    return Index766(
        round(20 * (1 - late / dossiers), 1),
        round(18 * min(1.0, content / FULL_SATISFACTION), 1),
        round(12 * min(1.0, online / dossiers / FULL_ONLINE), 1),
    )


def gap(shares: list[Share | None]) -> float | None:
    """Between the best and the worst of the groups that can be shown; None with fewer than two."""
    known = [each.value for each in shares if each is not None]
    return max(known) - min(known) if len(known) > 1 else None
