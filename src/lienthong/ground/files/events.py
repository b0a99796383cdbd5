"""What this room announces."""

from datetime import datetime
from uuid import UUID

from lienthong.kit.outbox import Event

FOUND_INFECTED = "files.file.found_infected"


def found_infected(file_id: UUID, *, at: datetime) -> Event:
    """A file that was kept earlier turned out to hold malware: whoever uses it must stop."""
    return Event(FOUND_INFECTED, file_id, at)
