"""The clerk seals, and the document leaves."""

from datetime import datetime

from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.kit import outbox
from lienthong.records.documents import events
from lienthong.records.documents.actions import moving
from lienthong.records.documents.actions.archiving import owe_archived_form
from lienthong.records.documents.models import Document
from lienthong.records.documents.sealing import seal_sheet
from lienthong.records.documents.states import DocumentState


def seal(*, document: Document, by: Mandate, now: datetime) -> Document:
    """Put the organisation's seal on the numbered document: from here it is an original (Decree 30/2020 art. 5).

    PAdES B-B at once; time-stamp and long-term material follow by a job (`archiving`).
    Refuses: NotInThisRole, NotYours, WrongState.
    """
    current = moving.locked(document)
    mandates.require(by, Verb.SEAL_DOCUMENT, current, now=now)
    moving.move(current, DocumentState.SEALED, by=by, at=now)
    file = seal_sheet(current, by=by, now=now)
    sealed = moving.add_version(current, file, step="sealed", by=by, at=now)
    owe_archived_form(document=current, sealed=sealed, now=now)
    current.sealed_at = now
    current.save()
    journal.record(
        "documents.document.sealed", current, by=by, for_whom=current.body, at=now, body={"sha256": file.sha256}
    )
    outbox.announce(events.document_sealed(current.id, at=now))
    return current


def mark_issued(*, document: Document, by: Mandate, now: datetime) -> Document:
    """The document has left (called by the exchange in the transaction of sending). Refuses: WrongState."""
    current = moving.locked(document)
    moving.move(current, DocumentState.ISSUED, by=by, at=now)
    current.issued_at = now
    current.save()
    journal.record("documents.document.issued", current, by=by, for_whom=current.body, at=now)
    outbox.announce(events.document_issued(current.id, at=now))
    return current
