"""How often a token and an address may call: fixed windows of a minute, counted in one table for all processes.

The headers are those of draft-ietf-httpapi-ratelimit-headers (`RateLimit`, `RateLimit-Policy`) and RFC 9110
(`Retry-After`). Counting one request is one statement that commits by itself, whatever becomes of the request.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.http import HttpResponseBase

from lienthong.doors.api.models import Spending
from lienthong.doors.api.problems import TooOften

WINDOW_SECONDS = 60
DEFAULT = {"address": 1200, "token": 600}

_COUNT = """
insert into {table} (caller, "window", used) values (%s, %s, 1)
on conflict (caller) do update set
    used = case when {table}."window" = excluded."window" then {table}.used + 1 else 1 end,
    "window" = excluded."window"
returning used
"""


@dataclass(frozen=True)
class Allowance:
    """What is left to one caller in the running window."""

    name: str
    most: int
    used: int
    resets_in: int

    @property
    def left(self) -> int:
        """Requests still allowed."""
        return max(0, self.most - self.used)

    def require(self) -> None:
        """Refuses: TooOften."""
        if self.used > self.most:
            raise TooOften(retry_after=self.resets_in, limit=self.most, by=self.name)

    def write_on(self, response: HttpResponseBase) -> None:
        """Tell the caller."""
        response.headers["RateLimit-Policy"] = f'"{self.name}";q={self.most};w={WINDOW_SECONDS}'
        response.headers["RateLimit"] = f'"{self.name}";r={self.left};t={self.resets_in}'


def count(name: str, caller: str, now: datetime) -> Allowance:
    """Count one request of `caller` under the limit `name` (`address` or `token`)."""
    window, passed = divmod(int(now.timestamp()), WINDOW_SECONDS)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(table=Spending._meta.db_table), [f"{name}:{caller}", window])  # noqa: SLF001
        (used,) = cursor.fetchone()
    most = {**DEFAULT, **getattr(settings, "API_LIMITS", {})}[name]
    return Allowance(name, most, used, WINDOW_SECONDS - passed)


def forget(before: datetime) -> int:
    """Drop counters of windows that are over; returns how many."""
    window = int(before.timestamp()) // WINDOW_SECONDS
    dropped, _each = Spending.objects.filter(window__lt=window).delete()
    return dropped
