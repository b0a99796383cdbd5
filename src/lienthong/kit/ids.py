"""Identifiers: UUID version 7 (RFC 9562), sortable by the moment they were made, and readable random tokens."""

import os
import re
import secrets
import threading
import time
from uuid import UUID

_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # no 0/O, 1/I/L, U: read aloud without mistakes


_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """A fresh UUIDv7: 60 bits of time (RFC 9562 §6.2, method 3: a 4096th of a millisecond), 62 random bits.

    Ids made by one process ascend strictly; between processes their order is only that of the clocks.
    """
    global _last  # noqa: PLW0603 - the clock of this process's ids
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    moment = (milliseconds << 12) | (rest * 4096 // 1_000_000)
    with _lock:
        _last = moment = max(moment, _last + 1)
    high = ((moment >> 12) << 16) | (0x7 << 12) | (moment & 0xFFF)
    low = (0b10 << 62) | (int.from_bytes(os.urandom(8), "big") >> 2)
    return UUID(int=(high << 64) | low)


def new_token(prefix: str) -> str:
    """A secret of 256 bits for a machine, with a prefix that secret scanners can find: `lt_…`."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def typed_code(text: str, *marks: str) -> str:
    """A code of name, day and number as it is kept, however its parts are set apart: `h41 06 – 261116 0001`.

    `marks` = words that may stand between name and day, as in `H41-PAKN-261116-0001`. What has fewer parts is no such
    code and stays as it is, without spaces and in capitals.
    """
    parts = re.findall(r"[^\W_]+", text.upper())
    tail = 3 if len(parts) > 3 and parts[-3] in marks else 2  # noqa: PLR2004 - mark, day and number
    if len(parts) <= tail:
        return "".join(text.split()).upper()
    return "-".join([".".join(parts[:-tail]), *parts[-tail:]])


def new_code(length: int = 8) -> str:
    """A short code a person can read aloud; `length` letters, about 4.9 bits each."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
