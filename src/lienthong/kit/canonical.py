"""Canonical JSON (RFC 8785) and digests over it: the one way bytes are made from a record before they are hashed."""

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import rfc8785
from msgspec.json import Encoder

_dumps = Encoder(order="deterministic").encode

_LARGEST = 2**53


def instant(at: datetime) -> str:
    """An instant as text, always UTC with microseconds: `2026-11-22T02:00:00.000000Z`. Refuses a naive datetime."""
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def plain(value: Any) -> Any:
    """Turn UUIDs, instants, dates and tuples into what JSON knows; anything else is left alone."""
    if isinstance(value, dict):
        return {str(key): item if type(item) is str else plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, UUID):
        return str(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value


def encode(value: Any) -> bytes:
    """RFC 8785 bytes of `value` (UUIDs, dates and instants allowed).

    What has only texts, whole numbers and ASCII names, which is nearly everything, `msgspec` writes in the very same
    way, many times faster (§3.2.2.2 and §3.2.3 agree with it there); the rest is left to `rfc8785`.
    """
    try:
        return _dumps(_simple(value))
    except (_NotSimple, UnicodeEncodeError):
        return rfc8785.dumps(plain(value))


class _NotSimple(Exception):
    """Holds a float, a number beyond 2^53, a name that is not ASCII, or something foreign."""


def _simple(value: Any) -> Any:
    """As `plain`, in one walk, as long as the value is simple."""
    kind = type(value)
    if kind is dict:
        _require_simple_names(value)
        return {name: item if type(item) is str else _simple(item) for name, item in value.items()}
    if kind is list or kind is tuple:
        return [_simple(item) for item in value]
    if kind in _AS_IT_IS or (kind is int and -_LARGEST < value < _LARGEST):
        return value
    if kind in _AS_TEXT:
        return _AS_TEXT[kind](value)
    raise _NotSimple


def _require_simple_names(value: dict[Any, Any]) -> None:
    """Refuses (for the simple way) names that are not text, or not ASCII."""
    try:
        simple = "".join(value).isascii()
    except TypeError:
        simple = False
    if not simple:
        raise _NotSimple


def digest(value: Any) -> bytes:
    """SHA-256 of the canonical bytes."""
    return hashlib.sha256(encode(value)).digest()


_AS_IT_IS = frozenset({str, bool, type(None)})
_AS_TEXT: dict[type, Callable[[Any], str]] = {UUID: str, datetime: instant, date: date.isoformat}
