"""Values and their types. `UNKNOWN` = not answered yet, or not sayable within the limits of numbers and days."""

import enum
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from lienthong.work.services.states import Kind

LARGEST = 10**15
_MONTHS = 12
_DAYS_OF_FEBRUARY = 28


class _Unknown(enum.Enum):
    UNKNOWN = "unknown"


UNKNOWN: Final = _Unknown.UNKNOWN
Value = bool | int | str | date | frozenset[str] | _Unknown


@dataclass(frozen=True)
class Type:
    """What a question's answer is: its kind, and for choices the options."""

    kind: Kind
    options: tuple[str, ...] = ()

    def holds(self, value: Any) -> bool:
        """Is this a value of the type? What is unknown is one of every type."""
        if value is UNKNOWN:
            return True
        if self.kind is Kind.CHOICES:
            return isinstance(value, frozenset) and value <= set(self.options)
        if self.kind is Kind.CHOICE:
            return isinstance(value, str) and value in self.options
        return type(value) is _CLASSES[self.kind] and not (type(value) is int and abs(value) > LARGEST)


_CLASSES: dict[Kind, type] = {Kind.YES_NO: bool, Kind.NUMBER: int, Kind.TEXT: str, Kind.DATE: date}


def number(value: int) -> Value:
    """A whole number, or unknown when it is beyond the limit."""
    return value if abs(value) <= LARGEST else UNKNOWN


def add_days(on: date, count: int) -> Value:
    """The day so many days later (earlier when negative), or unknown outside the years 1 to 9999."""
    try:
        return on + timedelta(days=count)
    except OverflowError:
        return UNKNOWN


def add_months(on: date, count: int) -> Value:
    """The same day of a later month; where that month is shorter, its last day (Civil Code 2015 art. 147-148)."""
    year, month = divmod(on.year * _MONTHS + on.month - 1 + count, _MONTHS)
    if not date.min.year <= year <= date.max.year:
        return UNKNOWN
    for day in range(on.day, _DAYS_OF_FEBRUARY, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    return date(year, month + 1, min(on.day, _DAYS_OF_FEBRUARY))


def months_between(begin: date, end: date) -> int:
    """Whole months gone by from one day to another; negative when the second comes first."""
    if end < begin:
        return -months_between(end, begin)
    return (end.year - begin.year) * _MONTHS + end.month - begin.month - (end.day < begin.day)


def years_between(begin: date, end: date) -> int:
    """Whole years gone by, as an age is counted."""
    months = months_between(begin, end)
    return months // _MONTHS if months >= 0 else -(-months // _MONTHS)
