"""What this room announces."""

from datetime import datetime
from uuid import UUID

from lienthong.kit.outbox import Event


def message_sent(message_id: UUID, *, at: datetime) -> Event:
    """A message stands in the lanes of all its recipients."""
    return Event("exchange.message.sent", message_id, at)


def document_arrived(delivery_id: UUID, *, at: datetime) -> Event:
    """A document stands, verified, in the inbox of one recipient."""
    return Event("exchange.document.arrived", delivery_id, at)


def document_accepted(delivery_id: UUID, *, at: datetime) -> Event:
    """The recipient took it into the incoming book."""
    return Event("exchange.document.accepted", delivery_id, at)


def document_refused(delivery_id: UUID, *, at: datetime) -> Event:
    """The recipient sent it back with a reason."""
    return Event("exchange.document.refused", delivery_id, at)


def document_assigned(delivery_id: UUID, *, at: datetime) -> Event:
    """Somebody has it to handle, until a date."""
    return Event("exchange.document.assigned", delivery_id, at)


def document_completed(delivery_id: UUID, *, at: datetime) -> Event:
    """The recipient is done with it."""
    return Event("exchange.document.completed", delivery_id, at)


def delivery_due_soon(delivery_id: UUID, *, at: datetime) -> Event:
    """The next step at the recipient is due soon and not done; announced once for each deadline."""
    return Event("exchange.delivery.due_soon", delivery_id, at)


def delivery_overdue(delivery_id: UUID, *, at: datetime) -> Event:
    """The next step at the recipient is past its deadline; announced once for each deadline."""
    return Event("exchange.delivery.overdue", delivery_id, at)


def change_asked(change_id: UUID, *, at: datetime) -> Event:
    """The sender asks one receiver to give a copy back, or to take an update or replacement of it."""
    return Event("exchange.change.asked", change_id, at)


def change_agreed(change_id: UUID, *, at: datetime) -> Event:
    """The receiver agreed."""
    return Event("exchange.change.agreed", change_id, at)


def change_refused(change_id: UUID, *, at: datetime) -> Event:
    """The receiver did not agree, and said why."""
    return Event("exchange.change.refused", change_id, at)
