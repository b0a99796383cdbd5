"""Single values of the wire: days, instants, numbers and codes, read leniently and written as the regulation says."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, IntEnum
from typing import Any

from lxml import etree

from lienthong.kit.clock import VIETNAM, local
from lienthong.records.exchange.adapters.edxml import message as m
from lienthong.records.exchange.adapters.edxml.names import line_of
from lienthong.records.exchange.adapters.edxml.refusals import BadValue
from lienthong.records.exchange.adapters.edxml.sentences import _, say
from lienthong.records.exchange.adapters.edxml.warnings import Deviation, Notes
from lienthong.records.exchange.adapters.edxml.wire import Kind

_DAY = re.compile(r"([0-9]{4})/([0-9]{2})/([0-9]{2})")
_INSTANT = re.compile(r"([0-9]{4})/([0-9]{2})/([0-9]{2}) ([0-9]{2}):([0-9]{2}):([0-9]{2})")
_TIME = r"(?:[ T]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,9})?)?)?"
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})" + _TIME)
_DAY_FIRST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})" + _TIME)
_ISO_WITH_ZONE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T.*(?:Z|[+-][0-9]{2}:?[0-9]{2})")
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(slots=True)
class Spot:
    """Where a value stands, and where to note how it deviates; its line is counted only when somebody asks."""

    place: etree._Element
    element: str
    notes: Notes

    @property
    def line(self) -> int:
        """Line on which the element starts."""
        return line_of(self.place)

    def bad(self, found: object, expected: str) -> BadValue:
        """A refusal of the value that stands here."""
        return BadValue(line=self.line, element=self.element, found=found, expected=expected)

    def warn(self, deviation: Deviation, **facts: object) -> None:
        """Note a deviation of the value that stands here."""
        self.notes.warn(deviation, line=self.line, element=self.element, **facts)


def read(text: str, holds: Any, spot: Spot) -> Any:
    """A value from its text, by what the table says it holds. Refuses: BadValue."""
    if holds is Kind.DAY:
        return _day(text, spot)
    if holds is Kind.INSTANT:
        return _instant(text, spot)
    if not text:
        return None
    if holds is m.Status:
        return _status(text, spot)
    number = _number(text, spot)
    return number if holds is Kind.NUMBER else _member(number, holds, spot)


def write(value: Any, holds: Any) -> str:
    """The text of a value as the regulation writes it; empty for what is absent."""
    if value is None:
        return ""
    if holds is Kind.DAY:
        return f"{value.year:04}{value:/%m/%d}"
    if holds is Kind.INSTANT:
        moment = local(value)
        return f"{moment.year:04}{moment:/%m/%d %H:%M:%S}"
    if isinstance(value, Enum):
        return str(value.value)
    return str(value)


def _number(text: str, spot: Spot) -> int:
    if not _NUMBER.fullmatch(text):
        raise spot.bad(text, say(_("một số nguyên không âm")))
    return int(text)


def _member(number: int, holds: type[IntEnum], spot: Spot) -> IntEnum:
    if holds is m.Steering and number == 0:
        spot.warn(Deviation.STEERING_ZERO)
        return m.Steering.NOT_STEERING
    try:
        return holds(number)
    except ValueError:
        known = ", ".join(str(member.value) for member in holds)
        wanted = say(_("một trong các số {known}"), known=known)
        raise spot.bad(number, wanted) from None


def _status(text: str, spot: Spot) -> m.Status:
    try:
        status = m.Status(text.zfill(2))
    except ValueError:
        wanted = say(_("một trong các mã {known}"), known=", ".join(member.value for member in m.Status))
        raise spot.bad(text, wanted) from None
    if status.value != text:
        spot.warn(Deviation.STATUS_FORM, found=text, read=status.value)
    return status


def _day(text: str, spot: Spot) -> date | None:
    if not text:
        return None
    exact = _DAY.fullmatch(text)
    if exact:
        return _checked(date, exact.groups(), text, spot, Kind.DAY)  # type: ignore[no-any-return]
    moment = _lenient(text, spot, Kind.DAY)
    day = moment.date()
    spot.warn(Deviation.DATE_FORM, found=text, expected=Kind.DAY.value, read=day)
    return day


def _instant(text: str, spot: Spot) -> datetime | None:
    if not text:
        return None
    exact = _INSTANT.fullmatch(text)
    if exact:
        try:
            return datetime(*map(int, exact.groups()), tzinfo=VIETNAM)  # type: ignore[misc, arg-type]
        except ValueError:
            raise _unreadable(text, spot, Kind.INSTANT) from None
    moment = _lenient(text, spot, Kind.INSTANT)
    spot.warn(Deviation.DATE_FORM, found=text, expected=Kind.INSTANT.value, read=moment)
    return moment


def _lenient(text: str, spot: Spot, kind: Kind) -> datetime:
    """A day or instant in one of the other forms met in the field; without a zone it is Viet Nam's clock."""
    if _ISO_WITH_ZONE.fullmatch(text):
        try:
            return local(datetime.fromisoformat(text)).replace(microsecond=0)
        except (ValueError, OverflowError):
            raise _unreadable(text, spot, kind) from None
    year_first, day_first = _YEAR_FIRST.fullmatch(text), _DAY_FIRST.fullmatch(text)
    if year_first:
        parts = year_first.groups()
    elif day_first:
        parts = (*day_first.groups()[2::-1], *day_first.groups()[3:])
    else:
        raise _unreadable(text, spot, kind)
    return _checked(_on_our_clock, tuple(part or "0" for part in parts), text, spot, kind)  # type: ignore[no-any-return]


def _on_our_clock(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=VIETNAM)  # type: ignore[misc, arg-type]


def _checked(make: Any, parts: tuple[str, ...], text: str, spot: Spot, kind: Kind) -> Any:
    try:
        return make(*map(int, parts))
    except ValueError:
        raise _unreadable(text, spot, kind) from None


def _unreadable(text: str, spot: Spot, kind: Kind) -> BadValue:
    expected = say(_("ngày giờ dạng {form}"), form=kind.value)
    return spot.bad(text, expected)
