"""What this room announces."""

from datetime import datetime
from uuid import UUID

from lienthong.kit.outbox import Event


def document_issued(document_id: UUID, *, at: datetime) -> Event:
    """The document has signature, number and seal and has left."""
    return Event("documents.document.issued", document_id, at)


def document_submitted(document_id: UUID, *, at: datetime) -> Event:
    """The draft waits for a signature."""
    return Event("documents.document.submitted", document_id, at)


def document_returned(document_id: UUID, *, at: datetime) -> Event:
    """The leader sent the draft back."""
    return Event("documents.document.returned", document_id, at)


def document_signed(document_id: UUID, *, at: datetime) -> Event:
    """The leader signed; the clerk gives number and seal."""
    return Event("documents.document.signed", document_id, at)


def document_sealed(document_id: UUID, *, at: datetime) -> Event:
    """The organisation's seal stands on the document; its archived form is still to be made."""
    return Event("documents.document.sealed", document_id, at)
