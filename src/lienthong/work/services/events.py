"""What this room announces."""

from datetime import datetime
from uuid import UUID

from lienthong.kit.outbox import Event


def version_published(version_id: UUID, *, at: datetime) -> Event:
    """A version of a procedure is in force."""
    return Event("services.version.published", version_id, at)


def application_submitted(application_id: UUID, *, at: datetime) -> Event:
    """Somebody applied."""
    return Event("services.application.submitted", application_id, at)
