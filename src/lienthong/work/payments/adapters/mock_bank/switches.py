"""What can go wrong between a bank and us, as switches; and the calls that follow from them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

LONGEST_SECONDS: Final = 3600
_ALONE = timedelta(seconds=30)
"""A call that waits for the next one is made after this, when no other payment comes."""


@dataclass(frozen=True, slots=True)
class Switches:
    """How the bank behaves with one payment.

    `hold_seconds`: the bank books the money only so much later, so that what it pays can be cancelled meanwhile.
    """

    delay_seconds: int = 0
    hold_seconds: int = 0
    twice: bool = False
    out_of_order: bool = False
    lose: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """A call to come; `waits` = behind the first call about the next payment."""

    id: str
    due_at: datetime
    waits: bool


def calls_for(number: str, booked_at: datetime, switches: Switches) -> list[Planned]:
    """The calls about a movement, each under a number of its own."""
    if switches.lose:
        return []
    due_at = booked_at + timedelta(seconds=switches.delay_seconds) + (_ALONE if switches.out_of_order else timedelta(0))
    count = 2 if switches.twice else 1
    return [Planned(f"{number}-{place}", due_at, switches.out_of_order) for place in range(1, count + 1)]


def switches_of(form: Mapping[str, str]) -> Switches:
    """The switches of a form; what is not understood is off."""
    return Switches(
        delay_seconds=_seconds(form.get("delay", "")),
        hold_seconds=_seconds(form.get("hold", "")),
        twice="twice" in form,
        out_of_order="out_of_order" in form,
        lose="lose" in form,
    )


def _seconds(text: str) -> int:
    return min(int(text), LONGEST_SECONDS) if text.isascii() and text.isdigit() and len(text) < 6 else 0  # noqa: PLR2004
