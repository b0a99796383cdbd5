"""The personal identity number (số định danh cá nhân): what its twelve digits say. Pure.

Three digits where the birth was registered, one for century and sex, two for the year of birth, six at random; there is
no check digit. Source: Decree 137/2015 art. 13, Circular 59/2021/TT-BCA. Places are the 63 provinces of before
1 July 2025; whether new numbers use the 34 codes only is not confirmed. From 100 on they are codes of countries,
whose list is not confirmed either, so any of them is taken.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from lienthong.kit.errors import Invalid
from lienthong.records.registers.states import Sex

_CODES: Final = (
    "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042"
    " 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087"
    " 089 091 092 093 094 095 096"
)
PROVINCES: Final = frozenset(_CODES.split())
_FIRST_COUNTRY: Final = 100
_FIRST_YEAR, _LAST_YEAR = 1900, 2399
_SHAPE = re.compile(r"[0-9]{12}")


class NumberMalformed(Invalid):
    """A personal identity number has exactly twelve digits. Type them as they stand on the identity card."""


class PlaceOfNumberUnknown(Invalid):
    """The first three digits name no province. Compare the number with the identity card."""


class NumberDisagrees(Invalid):
    """The number says another sex or year of birth. Compare both with the identity card."""


@dataclass(frozen=True)
class Said:
    """What a number says: code of the place of birth registration, sex, year of birth."""

    place: str
    sex: Sex
    year: int


def read(number: str) -> Said:
    """What the number says. Refuses: NumberMalformed, PlaceOfNumberUnknown."""
    if not _SHAPE.fullmatch(number) or not number.isascii():
        raise NumberMalformed
    place, turn, year = number[:3], int(number[3]), int(number[4:6])
    if int(place) < _FIRST_COUNTRY and place not in PROVINCES:
        raise PlaceOfNumberUnknown(place=place)
    return Said(place, Sex.FEMALE if turn % 2 else Sex.MALE, _FIRST_YEAR + turn // 2 * 100 + year)


def is_one(number: str) -> bool:
    """Can it be a personal number?"""
    try:
        read(number)
    except Invalid:
        return False
    return True


def require_agreement(number: str, *, sex: int, born_on: date) -> None:
    """Refuses: NumberDisagrees, NumberMalformed, PlaceOfNumberUnknown."""
    said = read(number)
    if (said.sex, said.year) != (sex, born_on.year):
        raise NumberDisagrees(number_says={"sex": said.sex.value, "year": said.year})


def compose(*, place: str, sex: int, born_on: date, serial: int) -> str:
    """The number of these facts; `serial` from 0 to 999999. Refuses (as an error of the program) what cannot be."""
    if not (_FIRST_YEAR <= born_on.year <= _LAST_YEAR and 0 <= serial < 10**6):
        raise ValueError("no number for this year or serial")
    turn = (born_on.year - _FIRST_YEAR) // 100 * 2 + (sex == Sex.FEMALE)
    return f"{place}{turn}{born_on.year % 100:02d}{serial:06d}"
