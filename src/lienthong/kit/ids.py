"""Identifiers: UUID version 7 (RFC 9562), sortable by the moment they were made, and readable random tokens."""

import os
import secrets
import time
from uuid import UUID

_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # no 0/O, 1/I/L, U: read aloud without mistakes


def new_id() -> UUID:
    """A fresh UUIDv7: 48 bits of milliseconds, 74 random bits. Order between processes is only that of their clocks."""
    milliseconds = time.time_ns() // 1_000_000
    number = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    number &= ~(0xF << 76)
    number |= 0x7 << 76
    number &= ~(0x3 << 62)
    number |= 0x2 << 62
    return UUID(int=number)


def new_token(prefix: str) -> str:
    """A secret of 256 bits for a machine, with a prefix that secret scanners can find: `lt_…`."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def new_code(length: int = 8) -> str:
    """A short code a person can read aloud; `length` letters, about 4.9 bits each."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
