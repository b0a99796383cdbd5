"""The canonical manifest of a message and the content of a receipt: what the seals cover. Pure, no database.

Both are RFC 8785 JSON, so any language can rebuild the bytes. A receipt repeats the manifest's digest, so that it is
bound to every recipient, file and word of what was sent, not only to an id.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lienthong.kit import canonical

FORMAT = "lienthong-message/1"
RECEIPT_FORMAT = "lienthong-receipt/1"
ANSWER_FORMAT = "lienthong-answer/1"


@dataclass(frozen=True)
class FileFact:
    """One file of the message: `role` is `document` or `annex`."""

    role: str
    name: str
    sha256: str
    size_bytes: int
    media_type: str


@dataclass(frozen=True)
class Party:
    """A body as named in the manifest."""

    id: UUID
    code: str
    name: str
    unit_id: UUID | None = None
    unit_name: str = ""

    def as_json(self) -> dict[str, Any]:
        """With the unit only where there is one."""
        unit = {"unit": {"id": self.unit_id, "name": self.unit_name}} if self.unit_id else {}
        return {"id": self.id, "code": self.code, "name": self.name, **unit}


def build(
    *,
    message_id: str,
    business: int,
    sender: Party,
    recipients: list[Party],
    document: dict[str, Any],
    files: list[FileFact],
    sent_at: datetime,
    change: dict[str, Any] | None = None,
) -> bytes:
    """Canonical bytes of a manifest; `change` = what is taken back, updated or replaced, and why."""
    return canonical.encode(
        {
            **({"change": change} if change else {}),
            "format": FORMAT,
            "message_id": message_id,
            "business": business,
            "from": sender.as_json(),
            "to": [party.as_json() for party in recipients],
            "document": document,
            "files": [vars(file) for file in files],
            "sent_at": sent_at,
        }
    )


def build_receipt(
    *,
    manifest: bytes,
    delivery_id: UUID,
    recipient: Party,
    arrived_at: datetime,
    checks: list[dict[str, Any]],
    addressed_to: Party | None = None,
) -> bytes:
    """Canonical bytes of a receipt over one delivery; `addressed_to` is the dissolved body the recipient follows."""
    message = json.loads(manifest)
    former = {"addressed_to": addressed_to.as_json()} if addressed_to else {}
    return canonical.encode(
        {
            "format": RECEIPT_FORMAT,
            "message_id": message["message_id"],
            "manifest_sha256": hashlib.sha256(manifest).hexdigest(),
            "delivery": delivery_id,
            "from": message["from"],
            "recipient": recipient.as_json(),
            **former,
            "arrived_at": arrived_at,
            "checks": checks,
        }
    )


def build_answer(
    *,
    original: bytes,
    delivery_id: UUID,
    recipient: Party,
    business: int,
    asked: bytes,
    reason: str,
    agrees: bool,
    words: str,
    answered_at: datetime,
) -> bytes:
    """Canonical bytes of a receiver's answer; bound by digest to what was sent and to what asked for the change."""
    return canonical.encode(
        {
            "format": ANSWER_FORMAT,
            "manifest_sha256": hashlib.sha256(original).hexdigest(),
            "delivery": delivery_id,
            "recipient": recipient.as_json(),
            "business": business,
            "request_sha256": hashlib.sha256(asked).hexdigest() if asked else None,
            "reason": reason,
            "agrees": agrees,
            "words": words,
            "answered_at": answered_at,
        }
    )
