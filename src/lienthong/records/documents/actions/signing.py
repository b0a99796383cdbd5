"""The leader signs: the fields for number, date and seal are laid first, so that filling them later is allowed."""

from datetime import datetime

from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates.models import Mandate
from lienthong.kit import outbox
from lienthong.records.documents import events, rules
from lienthong.records.documents.actions import moving
from lienthong.records.documents.deadlines import issue_by
from lienthong.records.documents.models import Document
from lienthong.records.documents.sealing import sign_sheet
from lienthong.records.documents.states import DocumentState


def sign(*, document: Document, by: Mandate, now: datetime) -> Document:
    """Sign in the capacity of one's mandate. The caller has seen a fresh step-up.

    Refuses: NotInThisRole, NotYours, MandateEnded, NotTheSigner, WrongState.
    Source: Decree 30/2020 art. 13; Annex I (image and place of the signature).
    """
    current = moving.locked(document)
    rules.require_may_sign(by, current, now=now)
    moving.move(current, DocumentState.SIGNED, by=by, at=now)
    file = sign_sheet(current, by=by, now=now)
    moving.add_version(current, file, step="signed", by=by, at=now)
    current.signed_by = by
    current.signer_name = by.account.full_name
    current.signer_position = by.post.title_vi
    current.signer_capacity = by.capacity
    current.signed_at = now
    current.issue_due_at = issue_by(current, now).due_at
    current.save()
    journal.record(
        "documents.document.signed",
        current,
        by=by,
        for_whom=current.body,
        capacity=by.capacity,
        at=now,
        body={"sha256": file.sha256, "name": by.account.full_name},
    )
    outbox.announce(events.document_signed(current.id, at=now))
    return current
