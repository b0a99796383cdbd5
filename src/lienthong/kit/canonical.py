"""Canonical JSON (RFC 8785) and digests over it: the one way bytes are made from a record before they are hashed."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

import rfc8785


def instant(at: datetime) -> str:
    """An instant as text, always UTC with microseconds: `2026-11-22T02:00:00.000000Z`. Refuses a naive datetime."""
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    from datetime import UTC

    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def plain(value: Any) -> Any:
    """Turn UUIDs, instants, dates and tuples into what JSON knows; anything else is left alone."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, UUID):
        return str(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value


def encode(value: Any) -> bytes:
    """RFC 8785 bytes of `value` (UUIDs, dates and instants allowed)."""
    return rfc8785.dumps(plain(value))


def digest(value: Any) -> bytes:
    """SHA-256 of the canonical bytes."""
    return hashlib.sha256(encode(value)).digest()
