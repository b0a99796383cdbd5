"""What this room announces: one event for each kind of thing that can happen to a dossier."""

from datetime import datetime
from uuid import UUID

from lienthong.kit.outbox import Event
from lienthong.work.onestop.states import Kind


def happened(kind: Kind, event_id: UUID, *, at: datetime) -> Event:
    """`onestop.dossier.received` and so on; the subject is the row of the event."""
    return Event(name(kind), event_id, at)


def name(kind: Kind) -> str:
    """The stable name under which others subscribe, and the verb in the journal."""
    return f"onestop.dossier.{kind.value}"
