"""Dates as PDF writes them (ISO 32000-1 §7.9.4)."""

import re
from datetime import UTC, datetime, timedelta, timezone

_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(Z|[+-]\d\d'?\d{0,2}'?)?(?:00'?00'?)?")


def read_moment(text: str) -> datetime | None:
    """The instant a PDF date names, None when it is not one. Without a zone it is taken as UTC."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, *rest, zone = found.groups()
    month, day, hour, minute, second = (
        int(part) if part else default for part, default in zip(rest, (1, 1, 0, 0, 0), strict=True)
    )
    try:
        return datetime(int(year), month, day, hour, minute, second, tzinfo=_zone(zone))
    except ValueError:
        return None


def _zone(text: str | None) -> timezone:
    if not text or text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[3:].strip("'") or 0)
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(-ahead if text[0] == "-" else ahead)
