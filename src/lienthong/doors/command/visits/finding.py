"""What an examination finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Health(StrEnum):
    """How serious it is. Only `WRONG` makes the command fail."""

    WELL = "well"
    ATTENTION = "attention"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One sentence for the operator; when something is to be done, it says what."""

    about: str
    """Stable name for machines: `database.version`."""
    health: Health
    sentence: str


@dataclass(frozen=True)
class Visit:
    """When the doctor comes, and how closely the doctor looks."""

    now: datetime
    sample: int = 20
    """So many files are read and compared with their digest; all of them when 0."""


Examination = Callable[[Visit], Iterator[Finding]]


def well(about: str, sentence: str) -> Finding:
    """As it should be."""
    return Finding(about, Health.WELL, sentence)


def attention(about: str, sentence: str) -> Finding:
    """Works, but somebody should know."""
    return Finding(about, Health.ATTENTION, sentence)


def wrong(about: str, sentence: str) -> Finding:
    """Somebody must act."""
    return Finding(about, Health.WRONG, sentence)


def either(
    about: str, holds: object, *, yes: str, no: str, otherwise: Callable[[str, str], Finding] = wrong
) -> Finding:
    """`yes` as a healthy finding when it holds, else `no`, as wrong unless said otherwise."""
    return well(about, yes) if holds else otherwise(about, no)
