"""Making the evidence file of one delivery: gather what proves it, write it into one archive. Reads, never writes rows.

The same rows under the same checkpoint, with the same revocation lists, give the same bytes.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Literal
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.db.models import Q

from lienthong.ground.files import store
from lienthong.ground.files.models import StoredFile
from lienthong.ground.journal import installation, receipts
from lienthong.ground.journal.models import Act, kind_and_id
from lienthong.ground.journal.queries import proofs
from lienthong.ground.signatures import queries as signatures
from lienthong.kit import canonical
from lienthong.records.documents import queries as documents
from lienthong.records.exchange import evidence_layout as layout
from lienthong.records.exchange.evidence_archive import MOST_BYTES, Measured, Part, mimetype, write
from lienthong.records.exchange.models import ChangeRequest, Delivery, Message, Receipt, StatusChange
from lienthong.records.exchange.states import DeliveryState

FilesWanted = Literal["auto", "inside", "digests"]
LARGEST_INSIDE_BYTES = 200 * 1024 * 1024
"""With `auto`, files beyond this total travel by digest."""

_SHOWN_OF_DOCUMENT = (
    "documents.document.signed",
    "documents.document.numbered",
    "documents.document.sealed",
    "documents.document.taken_over",
    "documents.document.issued",
    layout.ARCHIVED_ACT,
)
"""What both sides may see of the document's own life; drafts and remarks stay in the body that wrote them."""


@dataclass(frozen=True)
class Material:
    """Everything an evidence file is made of."""

    ids: dict[str, str]
    manifest: bytes
    seal: bytes
    receipt: tuple[bytes, bytes] | None
    changes: list[tuple[str, bytes]]
    statuses: list[dict[str, Any]]
    acts: list[receipts.Receipt]
    waiting: list[dict[str, str]]
    archived: StoredFile | None
    vkey: str | None
    anchors: bytes
    authorities: bytes
    lists: tuple[bytes, ...]


def gather(delivery: Delivery, *, now: datetime) -> Material:
    """Read all that proves this delivery. Refuses: AuthorityMissing."""
    message = delivery.message
    receipt = Receipt.objects.filter(delivery=delivery).first()
    proven, waiting = _acts(delivery, receipt)
    trust = signatures.trust(now)
    return Material(
        ids={
            "delivery": str(delivery.pk),
            "message": str(message.pk),
            "document": str(message.document_id),
            "receipt": str(receipt.pk) if receipt else "",
        },
        manifest=bytes(message.manifest),
        seal=bytes(message.seal),
        receipt=(bytes(receipt.content), bytes(receipt.seal)) if receipt else None,
        changes=list(_changes(delivery)),
        statuses=_statuses(delivery),
        acts=proven,
        waiting=[{"id": str(act.id), "verb": act.verb} for act in waiting],
        archived=_archived(message),
        vkey=str(installation.verifier()) if proven else None,
        anchors=_pem(trust.anchors),
        authorities=_pem(trust.intermediates),
        lists=trust.revocations.lists,
    )


def _archived(message: Message) -> StoredFile | None:
    """The archived form of the document, if it was made of what this message carried."""
    form = documents.archived_form(message.document)
    sent = {fact["sha256"] for fact in json.loads(bytes(message.manifest))["files"]}
    return form.file if form is not None and form.sealed.file.sha256 in sent else None


def _pem(certificates: Sequence[x509.Certificate]) -> bytes:
    ordered = sorted(certificates, key=lambda one: one.subject.rfc4514_string())
    return b"".join(one.public_bytes(Encoding.PEM) for one in ordered)


def _changes(delivery: Delivery) -> Iterator[tuple[str, bytes]]:
    """What was asked of this copy and answered, as far as either side sealed it: name of the part, bytes."""
    requests = ChangeRequest.objects.filter(delivery=delivery).select_related("message").order_by("asked_at", "id")
    for place, request in enumerate(requests, start=1):
        if request.message is not None and request.message.seal:
            yield layout.change_name(place, "request.json"), bytes(request.message.manifest)
            yield layout.change_name(place, "request.p7s"), bytes(request.message.seal)
        if request.content and request.seal:
            yield layout.change_name(place, "answer.json"), bytes(request.content)
            yield layout.change_name(place, "answer.p7s"), bytes(request.seal)


def _statuses(delivery: Delivery) -> list[dict[str, Any]]:
    changes = StatusChange.objects.filter(delivery=delivery).order_by("at", "id")
    return [
        {
            "code": change.code,
            "at": canonical.instant(change.at),
            "by": str(change.by_id) if change.by_id else None,
            "person": change.person,
            "unit": change.unit_name,
            "note": change.note,
        }
        for change in changes
    ]


def _acts(delivery: Delivery, receipt: Receipt | None) -> tuple[list[receipts.Receipt], list[Act]]:
    """The acts proven under one checkpoint, and those that the published log does not hold yet."""
    found = _acts_about(delivery, receipt)
    try:
        head, _note = proofs.published()
    except installation.NoLogYet:
        return [], found
    logged = [act for act in found if act.leaf_index is not None and act.leaf_index < head.size]
    waiting = [act for act in found if act not in logged]
    return (proofs.receipts_of(logged) if logged else []), waiting


def _acts_about(delivery: Delivery, receipt: Receipt | None) -> list[Act]:
    document_kind, document_id = kind_and_id(delivery.message.document)
    wanted = Q(subject_kind=document_kind, subject_id=document_id, verb__in=_SHOWN_OF_DOCUMENT)
    for subject in (delivery.message, delivery, receipt):
        if subject is not None:
            kind, identity = kind_and_id(subject)
            wanted |= Q(subject_kind=kind, subject_id=identity)
    return list(Act.objects.filter(wanted).oldest_first())


def files_for(delivery: Delivery, body_id: UUID, wanted: FilesWanted) -> FilesWanted:
    """The receiver of what was taken back gets its proof without the files: their digests say which they were."""
    gone = delivery.state == DeliveryState.TAKEN_BACK and body_id == delivery.recipient_id
    return "digests" if gone else wanted


def build(material: Material, target: BinaryIO, *, files: FilesWanted = "auto") -> None:
    """Write the evidence file. Refuses: ContentMissing."""
    facts: list[dict[str, Any]] = json.loads(material.manifest)["files"]
    inside = _inside(facts, material.archived, files)
    carried = [_file_part(place, fact) if inside else None for place, fact in enumerate(facts, start=1)]
    archived = [_archived_part(material.archived)] if inside and material.archived else []
    parts = [*_small_parts(material), *(part for part in carried if part is not None), *archived]
    index = layout.index(
        ids=material.ids,
        parts=[_listed(part.measured()) for part in parts],
        files=[
            {"sha256": fact["sha256"], "part": part.name if part else None}
            for fact, part in zip(facts, carried, strict=True)
        ],
        waiting=material.waiting,
    )
    write(target, [mimetype(), Part.of(layout.INDEX, canonical.encode(index)), *parts])


def _inside(facts: list[dict[str, Any]], archived: StoredFile | None, wanted: FilesWanted) -> bool:
    total = sum(int(fact["size_bytes"]) for fact in facts) + (archived.size_bytes if archived else 0)
    limit = {"auto": LARGEST_INSIDE_BYTES, "inside": MOST_BYTES, "digests": -1}[wanted]
    return total <= limit


def _small_parts(material: Material) -> Iterator[Part]:
    yield Part.of(layout.README, layout.README_TEXT.encode())
    yield Part.of(layout.MANIFEST, material.manifest)
    yield Part.of(layout.SEAL, material.seal)
    if material.receipt is not None:
        yield Part.of(layout.RECEIPT, material.receipt[0])
        yield Part.of(layout.RECEIPT_SEAL, material.receipt[1])
    for name, content in material.changes:
        yield Part.of(name, content)
    yield Part.of(layout.STATUSES, canonical.encode(material.statuses))
    for place, act in enumerate(material.acts, start=1):
        yield Part.of(layout.act_name(place), receipts.encode(act))
    if material.acts and material.vkey is not None:
        yield Part.of(layout.CHECKPOINT, str(material.acts[0]["checkpoint"]).encode())
        yield Part.of(layout.VKEY, f"{material.vkey}\n".encode())
    yield Part.of(layout.ANCHORS, material.anchors)
    yield Part.of(layout.AUTHORITIES, material.authorities)
    for place, encoded in enumerate(material.lists, start=1):
        yield Part.of(f"{layout.LISTS}{place:02d}.crl", encoded)


def _file_part(place: int, fact: dict[str, Any]) -> Part:
    name = re.sub(r"[^\w.()\[\] -]", "_", str(fact["name"]))
    return Part(layout.file_name(place, name), lambda: store.stream(str(fact["sha256"])))


def _archived_part(archived: StoredFile) -> Part:
    return Part(layout.ARCHIVED, lambda: store.stream(archived.sha256))


def _listed(measured: Measured) -> dict[str, Any]:
    return {"name": measured.name, "sha256": measured.sha256, "size_bytes": measured.size}
