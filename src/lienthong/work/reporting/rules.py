"""When a report is tried again, and when somebody has to look at it. Pure."""

from datetime import timedelta

MOST_TRIES = 12
LONGEST_TRY = timedelta(minutes=5)
"""Well over what two messages may take; who has not come back by then is taken to have died."""
_FIRST, _LONGEST = timedelta(minutes=1), timedelta(hours=6)


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries that failed: a minute, then twice as long each time, six hours at most."""
    return min(_FIRST * (1 << min(tries - 1, 16)), _LONGEST)


def is_enough(tries: int) -> bool:
    """Was it tried often enough, so that a person has to look? That is after about a day."""
    return tries >= MOST_TRIES
