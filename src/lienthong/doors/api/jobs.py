"""Housekeeping of this door, once an hour."""

from lienthong.doors.api import limits, once
from lienthong.kit import clock
from lienthong.kit.jobs import job


@job("api.answers.forget", cron="17 * * * *")
def forget(timestamp: int = 0) -> None:
    """Forget answers nobody will ask for again, and counters of windows that are over."""
    now = clock.now()
    once.forget(now)
    limits.forget(now)
