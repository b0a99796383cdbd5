"""What may be done to the directory: pure predicates over codes, days and changes."""

import re
from datetime import date, datetime

from lienthong.ground.organisations.states import CODE_LENGTH, CODE_SHAPES, CodeScheme
from lienthong.kit.clock import local
from lienthong.kit.errors import Conflict, Invalid


class CodeMalformed(Invalid):
    """This is not a code of this kind. Write it as the scheme says, for example G12.18 or 000.00.18.G12."""


class NotYetInForce(Conflict):
    """A change is recorded on the day it takes effect or later. Preview it now, and apply it on its day."""


def scheme_of(value: str) -> CodeScheme | None:
    """The scheme a code is written in, by its shape alone; none if it is no code at all."""
    return next((scheme for scheme in CodeScheme if is_code(scheme, value)), None)


def is_code(scheme: str, value: str) -> bool:
    """Whether `value` is written as `scheme` says, in at most 35 characters."""
    return len(value) <= CODE_LENGTH and re.fullmatch(CODE_SHAPES[scheme], value) is not None


def require_code(scheme: str, value: str) -> None:
    """Refuses: CodeMalformed."""
    if not is_code(scheme, value):
        raise CodeMalformed(value=value, scheme=scheme)


def is_in_force(on: date, now: datetime) -> bool:
    """Whether `on` has come, on the calendar of Viet Nam."""
    return on <= local(now).date()
