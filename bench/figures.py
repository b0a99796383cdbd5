"""What a measurement leaves behind: figures with their goals, a table for people and a file for machines."""

import json
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

MISSED, MET, NO_GOAL = "MISSED", "met", ""


@dataclass(frozen=True)
class Figure:
    """One number: what it is of, in which unit, what was asked of it, and every round behind the median."""

    name: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None
    rounds: tuple[float, ...] = ()
    note: str = ""

    @property
    def verdict(self) -> str:
        """`met`, `MISSED`, or nothing where no goal was set."""
        if self.at_least is None and self.at_most is None:
            return NO_GOAL
        low = self.at_least is None or self.value >= self.at_least
        high = self.at_most is None or self.value <= self.at_most
        return MET if low and high else MISSED

    @property
    def goal(self) -> str:
        """The goal in words, such as `≥ 20`."""
        if self.at_least is not None:
            return f"≥ {self.at_least:g}"
        return "" if self.at_most is None else f"≤ {self.at_most:g}"


@dataclass(frozen=True)
class NotRun:
    """What could not be measured, and why; printed as loudly as a missed goal."""

    name: str
    reason: str


Result = Figure | NotRun


def median(name: str, values: Sequence[float], unit: str, **goal: Any) -> Figure:
    """The median of the rounds as a figure that remembers them."""
    return Figure(name, statistics.median(values), unit, rounds=tuple(round(value, 4) for value in values), **goal)


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value below which this share of an ordered sequence lies (nearest rank); nan of nothing."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def number(value: float) -> str:
    """Three significant figures, thousands apart."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def table(results: Iterable[Result]) -> str:
    """The figures as aligned text."""
    lines = [("what", "value", "goal", "verdict", "rounds")]
    for one in results:
        if isinstance(one, NotRun):
            lines.append((one.name, "NOT RUN", "", "NOT RUN", one.reason))
        else:
            spread = " ".join(number(value) for value in one.rounds)
            said = f"({one.note})" if one.note else ""
            lines.append((one.name, f"{number(one.value)} {one.unit}", one.goal, one.verdict, f"{spread} {said}"))
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(line, widths, strict=False)), line[4]]).rstrip()
        for line in lines
    )


def write(place: Path, circumstances: dict[str, Any], results: Iterable[Result]) -> None:
    """The whole run as one JSON file."""
    found = [
        {"not_run": one.name, "reason": one.reason}
        if isinstance(one, NotRun)
        else {**asdict(one), "verdict": one.verdict}
        for one in results
    ]
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps({"circumstances": circumstances, "results": found}, ensure_ascii=False, indent=1))
