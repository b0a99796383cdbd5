"""A calendar document as a value: base week, hours, holidays and swapped days of a span of days, and its JSON form.

The JSON is what is published, stored and exchanged; the value is what is compiled. Times are those of Viet Nam.
"""

import functools
import json
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

from lienthong.ground.calendar.states import Certainty
from lienthong.kit.errors import Invalid

Span = tuple[time, time]
_DATA = Path(__file__).parent / "data"


class CalendarMalformed(Invalid):
    """This is not a calendar document. Compare it with the published ones and correct what the sentence names."""


@dataclass(frozen=True)
class NamedDay:
    """A day that differs from the base week: a holiday, a day in lieu, a swapped day off or on."""

    on: date
    working: bool
    vi: str
    en: str
    certainty: Certainty
    source: str
    instead_of: date | None = None

    def name(self, language: str) -> str:
        """What the day is called in Vietnamese (`vi`) or English."""
        return self.vi if language.startswith("vi") else self.en


@dataclass(frozen=True)
class Content:
    """What a document says about the days of its validity; None = says nothing (only documents of one body may)."""

    valid_from: date
    valid_until: date
    week: frozenset[int] | None
    hours: tuple[Span, ...] | None
    cutoff: time | None
    days: dict[date, NamedDay]


def parse(plain: dict[str, Any], *, whole: bool) -> Content:
    """Read the JSON form. `whole` = a national document, which must say week, hours and cut-off itself.

    Refuses: CalendarMalformed.
    """
    try:
        content = Content(
            valid_from=date.fromisoformat(plain["valid_from"]),
            valid_until=date.fromisoformat(plain["valid_until"]),
            week=_week(plain.get("week")),
            hours=_hours(plain.get("hours")),
            cutoff=time.fromisoformat(plain["cutoff"]) if "cutoff" in plain else None,
            days={day.on: day for day in map(_day, plain.get("days", []))},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise CalendarMalformed(f"{type(wrong).__name__}: {wrong}") from wrong
    _require_sense(content, len(plain.get("days", [])), whole=whole)
    return content


@functools.cache
def packaged() -> tuple[dict[str, Any], ...]:
    """The national documents that come with the product, one a year from 2019 to 2027, in order of their days."""
    return tuple(json.loads(path.read_text(encoding="utf-8")) for path in sorted(_DATA.glob("viet-nam-*.json")))


def _week(plain: list[int] | None) -> frozenset[int] | None:
    """Working days of the week, 1 = Monday … 7 = Sunday."""
    if plain is not None and not set(plain) <= set(range(1, 8)):
        raise ValueError("days of the week are 1 (Monday) to 7 (Sunday)")
    return None if plain is None else frozenset(plain)


def _hours(plain: list[list[str]] | None) -> tuple[Span, ...] | None:
    if plain is None:
        return None
    spans = tuple((time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in plain)
    edges = [edge for span in spans for edge in span]
    if not spans or edges != sorted(set(edges)):
        raise ValueError("hours are spans in order that do not touch")
    return spans


def _day(plain: dict[str, Any]) -> NamedDay:
    instead_of = plain.get("for")
    return NamedDay(
        on=date.fromisoformat(plain["on"]),
        working=bool(plain["working"]),
        vi=str(plain["vi"]),
        en=str(plain["en"]),
        certainty=Certainty(plain["certainty"]),
        source=str(plain["source"]),
        instead_of=date.fromisoformat(instead_of) if instead_of else None,
    )


def _require_sense(content: Content, day_count: int, *, whole: bool) -> None:
    if content.valid_until < content.valid_from:
        raise CalendarMalformed("valid_until lies before valid_from")
    if len(content.days) != day_count:
        raise CalendarMalformed("a day is named twice")
    strangers = [day for day in content.days if not content.valid_from <= day <= content.valid_until]
    if strangers:
        raise CalendarMalformed(f"{strangers[0].isoformat()} lies outside the validity")
    if whole and None in (content.week, content.hours, content.cutoff):
        raise CalendarMalformed("a national document says week, hours and cutoff")
