"""The closed lists of a procedure package: kinds of questions, of tables and of time."""

from enum import StrEnum


class Kind(StrEnum):
    """What a value is."""

    YES_NO = "yes_no"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"


class Policy(StrEnum):
    """How many rows of a decision table may answer."""

    FIRST = "first"
    UNIQUE = "unique"
    COLLECT = "collect"


class Purpose(StrEnum):
    """What a decision table decides."""

    ELIGIBILITY = "eligibility"
    PAPERS = "papers"
    FEE = "fee"
    ROUTE = "route"
    DEADLINE = "deadline"
    OUTCOME = "outcome"


class Unit(StrEnum):
    """In what a deadline is counted."""

    WORKING_DAYS = "working_days"
    WORKING_HOURS = "working_hours"
    CALENDAR_DAYS = "calendar_days"


COLLECTING = frozenset({Purpose.PAPERS, Purpose.FEE})
"""What may have several answers at once; everything else has one."""
