"""Where time comes from: the edge asks once, everything below receives `now` as an argument."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """The current instant, in UTC. Called at the edges only (request, job, command)."""
    return datetime.now(UTC)


def local(at: datetime) -> datetime:
    """The same instant on the wall clock of Viet Nam."""
    return at.astimezone(VIETNAM)
