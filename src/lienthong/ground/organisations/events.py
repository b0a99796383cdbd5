"""What this room announces, after commit: a change of the directory was enacted, or taken back."""

from datetime import datetime
from uuid import UUID

from lienthong.kit.outbox import Event

CHANGE_ENACTED = "organisations.change.enacted"
CHANGE_REVERSED = "organisations.change.reversed"


def change_enacted(change_id: UUID, *, at: datetime) -> Event:
    """A body, unit or post was founded, renamed, recoded, moved, merged, split or dissolved."""
    return Event(CHANGE_ENACTED, change_id, at)


def change_reversed(change_id: UUID, *, at: datetime) -> Event:
    """A change was taken back: what it made holds on no day, what it ended goes on."""
    return Event(CHANGE_REVERSED, change_id, at)
