"""What this room announces."""

from datetime import datetime
from uuid import UUID

from lienthong.kit.outbox import Event

DOCUMENT_PUBLISHED = "calendar.document.published"


def document_published(document_id: UUID, *, at: datetime) -> Event:
    """A new version of a calendar is in force: whoever promised dates may want to reckon them again."""
    return Event(DOCUMENT_PUBLISHED, document_id, at)
