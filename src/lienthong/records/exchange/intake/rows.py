"""The rows that one message becomes: document, message, deliveries, intake with its sealed receipt, and the act. Pure.

Everything is made before the first statement is sent, so that a whole batch of messages needs only a handful of them.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lienthong.ground.journal import actions as journal
from lienthong.ground.signatures import cms
from lienthong.ground.signatures.signer import Signer
from lienthong.kit import canonical
from lienthong.kit.copying import table_of
from lienthong.kit.ids import new_id
from lienthong.records.documents.models import Document
from lienthong.records.documents.states import DocumentState
from lienthong.records.exchange import manifest
from lienthong.records.exchange.intake.changes import Change, Recall
from lienthong.records.exchange.intake.describing import Described
from lienthong.records.exchange.intake.enclosed import Enclosed
from lienthong.records.exchange.intake.judging import Origin
from lienthong.records.exchange.intake.known import Addressed
from lienthong.records.exchange.models import Amendment, Delivery, Intake, Message
from lienthong.records.exchange.states import Channel

FORMAT = "lienthong-intake/1"
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Came:
    """The bytes that came: their digest and size, and the bytes themselves when they are few enough for a row."""

    sha256: str
    size_bytes: int
    content: bytes | None


@dataclass(frozen=True, slots=True)
class Bringer:
    """Who brings it in: the mandate, and the body it acts for."""

    mandate_id: UUID
    body_id: UUID


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that was read and judged, and will be stored unless it is here already."""

    origin: Origin
    recipients: list[Addressed]
    described: Described
    message_id: str
    change: Change
    enclosed: list[Enclosed]
    came: Came
    warnings: list[dict[str, Any]]
    brings: bool = True
    """Does it bring a document? A recall does not: it speaks of one that is here."""
    answers: UUID | None = None
    """The document of this exchange that it answers."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything that one message adds to the database, and what the sender is answered once that is durable."""

    document: Row | None
    message: Row
    deliveries: list[Row]
    amendments: list[Row]
    recall: Recall | None
    intake: dict[str, Any]
    act: Row
    enclosed: list[Enclosed]

    @property
    def key(self) -> tuple[UUID, str]:
        """What makes two messages the same: who sent it, under which id."""
        return self.message["sender_id"], self.message["message_id"]


def rows_of(taken: Taken, *, by: Bringer, seal: Signer, now: datetime) -> Rows:
    """The rows of one message. Uses the exchange's key once, for the receipt."""
    message_id = new_id()
    document_id = new_id() if taken.brings else taken.change.originals[0].document_id
    recipients = taken.recipients if taken.brings else []
    content = _manifest(taken, now)
    digest = hashlib.sha256(content).digest()
    receipt = _receipt(taken, message_id, digest, now)
    return Rows(
        document=_document(taken, document_id, now) if taken.brings else None,
        message=_message(taken, message_id, document_id, content=content, by=by, now=now),
        deliveries=[_delivery(addressed, message_id, taken.described.urgency, now) for addressed in recipients],
        amendments=_amendments(taken, message_id) if taken.brings else [],
        recall=taken.change.recall,
        intake=table_of(Intake).row(
            id=new_id(),
            message_id=message_id,
            sha256=taken.came.sha256,
            size_bytes=taken.came.size_bytes,
            original=taken.came.content,
            standing=taken.origin.standing.value,
            warnings=taken.warnings,
            receipt=receipt,
            seal=cms.detached(seal, hashlib.sha256(receipt).digest(), signing_time=now),
            brought_by_id=by.mandate_id,
            received_at=now,
        ),
        act=journal.compose(
            "exchange.message.imported",
            ("exchange.message", message_id),
            by=("mandates.mandate", by.mandate_id),
            for_whom=("organisations.body", taken.origin.sender.id),
            at=now,
            body={
                "edxml_sha256": taken.came.sha256,
                "manifest_sha256": digest.hex(),
                "recipients": len(taken.recipients),
                "standing": taken.origin.standing.value,
                "business": taken.change.business.value,
            },
        ),
        enclosed=taken.enclosed,
    )


def _manifest(taken: Taken, now: datetime) -> bytes:
    return manifest.build(
        message_id=taken.message_id,
        business=taken.change.business.value,
        sender=taken.origin.sender,
        recipients=[addressed.party for addressed in taken.recipients],
        document=taken.described.as_manifest(sha256=taken.came.sha256),
        files=[enclosed.fact for enclosed in taken.enclosed],
        sent_at=now,
        change=taken.change.as_manifest(),
    )


def _receipt(taken: Taken, message_id: UUID, manifest_digest: bytes, now: datetime) -> bytes:
    """What the exchange confirms: these bytes, of this sender, for these recipients, are durably kept."""
    return canonical.encode(
        {
            "format": FORMAT,
            "message": message_id,
            "message_id": taken.message_id,
            "edxml_sha256": taken.came.sha256,
            "size_bytes": taken.came.size_bytes,
            "manifest_sha256": manifest_digest.hex(),
            "from": taken.origin.sender.as_json(),
            "to": [addressed.party.as_json() for addressed in taken.recipients],
            "standing": taken.origin.standing.value,
            "accepted_at": now,
        }
    )


def _document(taken: Taken, identity: UUID, now: datetime) -> Row:
    described = taken.described
    return table_of(Document).row(
        id=identity,
        body_id=taken.origin.sender.id,
        kind=described.kind,
        subject=described.subject,
        words=described.words,
        state=DocumentState.RECEIVED.value,
        urgency=described.urgency,
        express_due_at=described.express_due_at,
        circulation=described.circulation,
        signer_name=described.signer_name,
        signer_position=described.signer_position,
        signer_capacity=described.signer_capacity,
        number=described.number,
        notation=described.notation,
        number_and_symbol=described.number_and_symbol,
        place=described.place,
        issued_on=described.issued_on,
        identifier=described.identifier,
        page_count=described.page_count,
        copies=described.copies,
        reply_to_id=taken.answers,
        created_at=now,
        changed_at=now,
    )


def _message(taken: Taken, identity: UUID, document_id: UUID, *, content: bytes, by: Bringer, now: datetime) -> Row:
    """The sender's own signature is in the original, which the intake keeps: the manifest carries no seal."""
    return table_of(Message).row(
        id=identity,
        sender_id=taken.origin.sender.id,
        message_id=taken.message_id,
        business=taken.change.business.value,
        document_id=document_id,
        urgency=taken.described.urgency,
        manifest=content,
        manifest_digest=hashlib.sha256(content).digest(),
        seal=b"",
        channel=Channel.EDXML.value,
        sent_at=now,
        sent_by_id=by.mandate_id if by.body_id == taken.origin.sender.id else None,
    )


def _amendments(taken: Taken, message_id: UUID) -> list[Row]:
    return [
        table_of(Amendment).row(
            id=new_id(),
            message_id=message_id,
            original_id=each.document_id,
            reason=taken.change.reason,
            only=list(each.only),
        )
        for each in taken.change.originals
    ]


def _delivery(addressed: Addressed, message_id: UUID, urgency: str, now: datetime) -> Row:
    return table_of(Delivery).row(
        id=new_id(),
        message_id=message_id,
        recipient_id=addressed.party.id,
        unit_id=addressed.party.unit_id,
        addressed_to_id=addressed.former_id,
        urgency=urgency,
        state_at=now,
        queued_at=now,
        next_try_at=now,
    )
