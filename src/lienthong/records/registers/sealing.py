"""A reading as canonical JSON (RFC 8785), and the keeping body's seal over it."""

import hashlib
from datetime import datetime
from typing import Any

from lienthong.ground.organisations.models import Body
from lienthong.ground.signatures import cms
from lienthong.ground.signatures import queries as signatures
from lienthong.kit import canonical
from lienthong.records.registers.models import CorrectionEvidence, Person, Reading

FORM = "lienthong.registers.reading/1"
EVIDENCE_FORM = "lienthong.registers.evidence/1"


def content_of(reading: Reading, person: Person, keeper: Body) -> bytes:
    """What is sealed: everything the row says, in canonical JSON. `synthetic` says that the person was invented."""
    said: dict[str, Any] = {
        "form": FORM,
        "id": reading.pk,
        "register": reading.register,
        "keeper": {"id": keeper.pk},
        "person": person.number,
        "synthetic": person.synthetic,
        "attributes": reading.attributes,
        "values": reading.values,
        "as_of": reading.as_of,
        "read_at": reading.read_at,
        "purpose": reading.purpose,
        "law": reading.law,
        "asked_by": {
            "kind": reading.by_kind,
            "id": reading.by_id,
            "name": reading.by_name,
            "body": reading.by_body,
        },
        "for_whom": {"kind": reading.for_whom_kind, "id": reading.for_whom_id},
        "subject": {"kind": reading.subject_kind, "id": reading.subject_id},
    }
    return canonical.encode(said)


def evidence_of(evidence: CorrectionEvidence) -> bytes:
    """What is sealed of a file given for a request to correct; the file stands in it by its SHA-256."""
    request, file = evidence.request, evidence.file
    said: dict[str, Any] = {
        "form": EVIDENCE_FORM,
        "id": evidence.pk,
        "request": request.pk,
        "register": request.register,
        "attribute": request.attribute,
        "claimed": request.claimed,
        "person": request.person.number,
        "file": {"sha256": file.sha256, "size_bytes": file.size_bytes, "name": file.name},
        "given_at": evidence.given_at,
        "given_by": {"kind": evidence.by_kind, "id": evidence.by_id, "name": evidence.by_name},
    }
    return canonical.encode(said)


def seal(keeper: Body, content: bytes, *, now: datetime) -> bytes:
    """CAdES (DER, detached) by the keeper's organisation key over these bytes. Refuses: NoCertificate."""
    signer = signatures.signer_of(keeper.pk, now=now)
    return cms.detached(signer, hashlib.sha256(content).digest(), signing_time=now)
