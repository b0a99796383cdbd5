"""Expected refusals: one class per reason, its docstring is the message a person reads.

A room subclasses these beside the verb that refuses; the Vietnamese of the sentence stands in `locale/parts/vi`.
Raised in rules and actions, translated once, at the edge, to a page or to problem-JSON (RFC 9457). What is not a
`Refused` is an alarm and is never swallowed.
"""

import re
from typing import Any, ClassVar

from django.conf import settings
from django.utils.translation import gettext


class Refused(Exception):
    """The request was refused."""

    status: ClassVar[int] = 400

    def __init__(self, detail: str = "", **facts: Any) -> None:
        """`detail` says what to do in this very case; `facts` are machine-readable and go into problem-JSON."""
        self.detail = detail or self.message()
        self.facts = facts
        super().__init__(self.detail)

    @classmethod
    def message(cls) -> str:
        """First paragraph of the docstring in the reader's language: what could not be, and what to do."""
        words = " ".join((cls.__doc__ or cls.__name__).strip().split("\n\n", 1)[0].split())
        return gettext(words) if settings.configured else words

    @classmethod
    def code(cls) -> str:
        """Stable code for machines, `papers-late` for `PapersLate`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()

    def problem(self) -> dict[str, Any]:
        """Body of an RFC 9457 answer, without the trace id that the edge adds."""
        return {
            "type": f"/problems/{self.code()}",
            "title": self.message(),
            "status": self.status,
            "detail": self.detail,
            "code": self.code(),
            **self.facts,
        }


class NotFound(Refused):
    """There is nothing at this address, or you do not have access to it."""

    status = 404


class NotAllowed(Refused):
    """You may not do this. Ask the person who administers your body for the post or mandate it needs."""

    status = 403


class Conflict(Refused):
    """This cannot be done in the current state. Reload the page and check."""

    status = 409


class Invalid(Refused):
    """What was given cannot be accepted. Correct it and send it again."""

    status = 422


class TooLarge(Refused):
    """What was given is larger than the limit."""

    status = 413


class TooMany(Refused):
    """Too many requests. Wait a little and try again."""

    status = 429
