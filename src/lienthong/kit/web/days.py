"""The day a page is asked about: `?on=2024-01-01`, or as people write it; today when nothing is said."""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError

from lienthong.kit.clock import local
from lienthong.kit.errors import Invalid
from lienthong.kit.web.forms import DayField


class DayNotReadable(Invalid):
    """This is not a day. Write it like 22/11/2026."""


def asked_day(given: Mapping[str, str], *, now: datetime, name: str = "on") -> date:
    """The day asked for. Refuses: DayNotReadable."""
    return day_in(given, name) or local(now).date()


def day_in(given: Mapping[str, str], name: str) -> date | None:
    """The day under this name, or None when there is none. Refuses: DayNotReadable."""
    try:
        found: date | None = DayField(required=False).clean(given.get(name, ""))
    except ValidationError as wrong:
        raise DayNotReadable(given=given.get(name, "")) from wrong
    return found
