"""Moments in an office, drawn by lot."""

import random
from datetime import datetime, timedelta

from lienthong.kit.clock import VIETNAM, local

_HOURS = (8, 8, 9, 9, 10, 11, 13, 14, 14, 15, 16)


def office_hour(chance: random.Random, near: datetime, *, until: datetime) -> datetime:
    """A working moment on that day, never later than `until`."""
    day = local(near)
    while day.weekday() > 4:  # noqa: PLR2004 - Saturday and Sunday
        day -= timedelta(days=1)
    minute, second = chance.randrange(60), chance.randrange(60)
    chosen = datetime(day.year, day.month, day.day, chance.choice(_HOURS), minute, second, tzinfo=VIETNAM)
    return min(chosen, until - timedelta(minutes=45))


def soon(chance: random.Random, after: datetime, minutes: float, *, until: datetime) -> datetime:
    """A while later: a few are much later; never after `until`."""
    return min(after + timedelta(minutes=chance.expovariate(1 / minutes) + 0.5), until)
