"""Taking in what comes as edXML from outside: a document into the lanes of its recipients, a status onto its delivery.

The edge opens the transaction and, when this refuses, records the refusal after the rollback (`refusals_recorded`):
of a refused message nothing stays but that record.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import IntegrityError, transaction

from lienthong.ground.files import actions as files
from lienthong.ground.files import content
from lienthong.ground.files import store as bytes_kept
from lienthong.ground.files.models import StoredFile
from lienthong.ground.files.refusals import ScannerUnreachable
from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.signatures import actions as signatures
from lienthong.ground.signatures.models import Certificate
from lienthong.kit.errors import Refused
from lienthong.records.documents.actions.imported import keep_received_files
from lienthong.records.documents.models import Document
from lienthong.records.exchange.actions.reported import take_status
from lienthong.records.exchange.actions.storing import Accepted, Outcome, outcome_if_stored, store
from lienthong.records.exchange.adapters.edxml import reader
from lienthong.records.exchange.intake.enclosed import Enclosed, Spools, look_into
from lienthong.records.exchange.intake.known import EXCHANGE_ID, Known
from lienthong.records.exchange.intake.rows import Bringer, Rows
from lienthong.records.exchange.intake.taking import INLINE_BYTES, take
from lienthong.records.exchange.models import Delivery, Intake, Message, RefusedMessage
from lienthong.records.exchange.states import Channel

_EXCHANGE_NAME = "Liên Thông - Trục liên thông văn bản"
_ORIGINALS = frozenset({content.EDXML})


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of an imported file: a document that is kept, or the delivery whose status it changed."""

    accepted: Accepted | None = None
    delivery: Delivery | None = None
    warnings: tuple[str, ...] = ()


def install_seal(*, now: datetime) -> None:
    """Issue the exchange's own seal, by which intake receipts are known, unless there is a usable one.

    Refuses: AuthorityMissing.
    """
    if not Certificate.objects.of(EXCHANGE_ID).usable(now).exists():
        signatures.issue_seal(body_id=EXCHANGE_ID, name=_EXCHANGE_NAME, code="", by=None, now=now)


def import_message(*, source: BinaryIO, by: Mandate, now: datetime, known: Known | None = None) -> Imported:
    """Take in one edXML message, document or status; `source` can be read twice. Its files are looked into and kept.

    A repeat of what was taken before is answered with the stored receipt.
    Refuses: NotInThisRole, MandateEnded, what the reader refuses, the classes of `intake.refusals`, and what `files`
    and the status actions refuse.
    Source: QCVN 102:2016/BTTTT, Decision 28/2018/QĐ-TTg.
    """
    mandates.require(by, Verb.IMPORT_DOCUMENT, now=now)
    small = _small(source)
    spools = Spools()
    try:
        taken = take(source, by=bringer(by), known=known or Known(), now=now, spools=spools, small=small)
        if not isinstance(taken, Rows):
            return Imported(delivery=take_status(origin=taken, by=by, now=now))
        accepted = _keep(taken, source=source, by=by, now=now)
        if not accepted.repeated and taken.document is not None:
            _keep_files(accepted.message_id, enclosed=taken.enclosed, spools=spools, by=by, now=now)
        return Imported(accepted=accepted, warnings=tuple(note["sentence"] for note in taken.intake["warnings"]))
    finally:
        spools.close()


def bringer(by: Mandate) -> Bringer:
    """The mandate and its body, as the intake knows them."""
    return Bringer(by.pk, by.post.body_id)


def unpack(*, message: Message, now: datetime) -> None:
    """Keep the files of a message that the gateway took in as one small row; done before, nothing happens.

    What cannot be kept (malware found by the scanner) stays written at the intake, and the arrival is refused with it.
    Refuses: ScannerUnreachable, so that the lane tries again.
    """
    intake = Intake.objects.select_for_update(of=("self",)).select_related("brought_by").get(message=message)
    if intake.unpacked_at is not None or intake.original is None:
        return
    spools = Spools()
    try:
        received = reader.read(io.BytesIO(intake.original), open_attachment=spools.open)
        with transaction.atomic():
            enclosed = look_into(received.attachments, spools)
            _keep_files(message.pk, enclosed=enclosed, spools=spools, by=intake.brought_by, now=now)
    except ScannerUnreachable:
        raise
    except Refused as refused:
        Intake.objects.filter(pk=intake.pk).update(problem=refused.detail, unpacked_at=now)
    finally:
        spools.close()


@contextmanager
def refusals_recorded(*, source: BinaryIO, file_name: str, by: Mandate | None, now: datetime) -> Iterator[None]:
    """Around one import, with a transaction of its own: a refusal is recorded after the rollback and goes on."""
    try:
        with files.infections_recorded(by=by, now=now):
            yield
    except Refused as refused:
        source.seek(0)
        size_bytes = source.seek(0, io.SEEK_END)
        sha256 = bytes_kept.digest(source)
        record_refusal(refused=refused, sha256=sha256, size_bytes=size_bytes, file_name=file_name, by=by, now=now)
        raise


def record_refusal(
    *,
    refused: Refused,
    sha256: str,
    size_bytes: int,
    file_name: str,
    by: Mandate | None,
    now: datetime,
) -> RefusedMessage:
    """Remember that a message was not taken: what was wrong, where, and the digest of what came; no content."""
    record = RefusedMessage.objects.create(
        at=now,
        channel=Channel.EDXML,
        by=by,
        sender=by.post.body if by is not None else None,
        file_name=file_name[:300],
        size_bytes=size_bytes,
        sha256=sha256,
        code=refused.code()[:60],
        line=refused.facts.get("line") or None,
        element=str(refused.facts.get("element", ""))[:200],
        detail=refused.detail,
    )
    journal.record("exchange.message.not_taken", record, by=by, at=now, body={"code": record.code, "sha256": sha256})
    return record


def _small(source: BinaryIO) -> bytes | None:
    """All bytes when they fit into a row; the source stands at its beginning again."""
    source.seek(0)
    content = source.read(INLINE_BYTES + 1)
    source.seek(0)
    return content if len(content) <= INLINE_BYTES else None


def _keep(rows: Rows, *, source: BinaryIO, by: Mandate, now: datetime) -> Accepted:
    """Store the rows, a large original before them. Refuses: IdentifierTaken, IssuedHere."""
    outcome = outcome_if_stored(rows=rows, now=now)
    if outcome is None:
        if rows.intake["original"] is None:
            rows.intake["original_file_id"] = _keep_original(source, rows, by=by, now=now).pk
        outcome = _stored_once(rows, now)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def _stored_once(rows: Rows, now: datetime) -> Outcome:
    """Store; when another writer of the same message was faster, say what it stored."""
    try:
        with transaction.atomic():
            return store(rows=[rows], now=now)[0]
    except IntegrityError:
        return store(rows=[rows], now=now)[0]


def _keep_original(source: BinaryIO, rows: Rows, *, by: Mandate, now: datetime) -> StoredFile:
    source.seek(0)
    name = f"{rows.message['message_id'].replace('/', '-')}.edxml"
    return files.keep(source, name=name, by=by, now=now, allowed=_ORIGINALS)


def _keep_files(
    message_id: UUID, *, enclosed: list[Enclosed], spools: Spools, by: Mandate | None, now: datetime
) -> None:
    """The enclosed files into the store, the document's version and annexes over them."""
    document = Document.objects.get(pk=Message.objects.values_list("document_id", flat=True).get(pk=message_id))
    kept = [files.keep(spools[each.content_id], name=each.fact.name, by=by, now=now) for each in enclosed]
    keep_received_files(document=document, main=kept[0], annexes=kept[1:], by=by, now=now)
    Intake.objects.filter(message=message_id).update(unpacked_at=now)
