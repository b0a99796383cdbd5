"""What the log holds of an act: a canonical record (RFC 8785), its digest, and a salted digest of its body.

The record carries ids, verb and time, never words about a person; the body enters it only as a salted digest, so body
and salt can be erased and everything else stays provable. The *entry* in the log is the 32-byte SHA-256 of the record:
it is unguessable (a random id and a salted digest are inside) and carries nothing by itself.

Pure: no database, no clock. The random salt is an argument.
"""

import hashlib
import re
from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from lienthong.kit import canonical

VERSION = 1
SALT_BYTES = 16
_HALVES = re.compile("[\ud800-\udfff]")
_VERB = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


class Party(TypedDict):
    """Somebody or something, by kind (`organisations.body`) and id; no name."""

    kind: str
    id: str


class Record(TypedDict):
    """The canonical record of one act; its SHA-256 is the entry in the log."""

    v: int
    id: str
    verb: str
    subject: Party
    by: Party | None
    for_whom: Party | None
    capacity: str
    at: str
    body_digest: str


class Unprovable(ValueError):
    """This cannot be recorded so that it can be proven later; the message says what to change."""


def party(kind: str, identity: UUID | None) -> Party | None:
    """Kind and id as the record writes them; None where there is nobody (the product itself acted)."""
    return None if identity is None else Party(kind=kind, id=str(identity))


def require_verb(verb: str) -> str:
    """The verb, if it reads like `exchange.document.accepted`. Refuses anything else."""
    if not _VERB.fullmatch(verb):
        raise Unprovable(f"a verb is lower-case words joined by dots, like exchange.document.accepted, not {verb!r}")
    return verb


def plain_body(body: dict[str, Any] | None) -> dict[str, Any]:
    """The body as JSON knows it, proven to come back from the database exactly as it went in.

    Refuses floats (PostgreSQL and RFC 8785 write them differently: give a measure as text or in whole units), whole
    numbers beyond 2^53 (RFC 8785 §3.2.2.3), the NUL character (PostgreSQL cannot store it), and foreign objects.
    """
    if not body:
        return {}
    plain: dict[str, Any] = canonical.plain(body)
    _require_storable(plain, place="body")
    return plain


def _require_storable(value: Any, *, place: str) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            _require_text(key, place=place)
            if type(item) is str:
                _require_text(item, place=place, name=key)
            else:
                _require_storable(item, place=f"{place}.{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _require_storable(item, place=f"{place}[{index}]")
    elif isinstance(value, str):
        _require_text(value, place=place)
    elif isinstance(value, int):
        if abs(value) >= 2**53:
            raise Unprovable(f"{place}: {value} is beyond 2^53; give it as text")
    elif value is not None:
        raise Unprovable(f"{place}: {type(value).__name__} cannot be recorded; give text or a whole number")


def _require_text(value: str, *, place: str, name: str = "") -> None:
    if "\x00" in value or not (value.isascii() or _HALVES.search(value) is None):
        raise Unprovable(f"{place}{name and '.'}{name}: the text holds a NUL or half a character")


def body_digest(salt: bytes, body: dict[str, Any]) -> bytes:
    """SHA-256 of the salt followed by the canonical body."""
    return hashlib.sha256(salt + canonical.encode(body)).digest()


def record(
    *,
    act_id: UUID,
    verb: str,
    subject: Party,
    by: Party | None,
    for_whom: Party | None,
    capacity: str,
    at: datetime,
    body_digest: bytes,
) -> Record:
    """The canonical record of an act. Refuses a naive `at`."""
    return Record(
        v=VERSION,
        id=str(act_id),
        verb=verb,
        subject=subject,
        by=by,
        for_whom=for_whom,
        capacity=capacity,
        at=canonical.instant(at),
        body_digest=body_digest.hex(),
    )


def entry_of(record: Record) -> bytes:
    """The entry in the log: SHA-256 of the canonical record, 32 bytes."""
    return canonical.digest(record)
