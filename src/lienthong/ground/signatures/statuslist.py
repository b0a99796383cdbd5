"""Status lists: two bits for each credential say whether it still holds, signed by the body that issued them.

Source: draft-ietf-oauth-status-list. Pure: making, reading, and the order in which places are given out. Two bits, not
one, as a licence is withdrawn for a time as well as for good: 0 holds, 1 revoked, 2 suspended. One list serves 65,536
credentials: whoever fetches it does not tell of which it asks.
"""

import hashlib
import hmac
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509

from lienthong.ground.signatures import jose
from lienthong.ground.signatures.refusals import SignatureInvalid
from lienthong.ground.signatures.signer import Signer
from lienthong.ground.signatures.states import CredentialStatus
from lienthong.ground.signatures.trust import Trust

KIND: Final = "statuslist+jwt"
MEDIA_TYPE: Final = f"application/{KIND}"
BITS: Final = 2
SIZE: Final = 65_536
TIME_TO_LIVE: Final = timedelta(seconds=30)
"""For how long nobody needs to fetch a list again: with the moment it takes to sign a new one, a change is known
everywhere within a minute.
"""
LIFETIME: Final = timedelta(days=7)
"""For how long a list that nothing came after is believed: who checks without a network refreshes it once a week."""
_MOST_BYTES: Final = 8 * 1024 * 1024
_WIDTHS: Final = frozenset({1, 2, 4, 8})
_ROUNDS: Final = 8
_HALF: Final = 8


@dataclass(frozen=True)
class Known:
    """A list that was read and found genuine."""

    uri: str
    issued_at: datetime
    ends_at: datetime | None
    bits: int
    packed: bytes
    signed_with: x509.Certificate

    def at(self, index: int) -> CredentialStatus:
        """The status at a place; what is neither of our three is `OTHER`. Refuses a place beyond the list."""
        in_byte = 8 // self.bits
        if index >= len(self.packed) * in_byte:
            raise SignatureInvalid("status-differs")
        value = self.packed[index // in_byte] >> (index % in_byte * self.bits) & ((1 << self.bits) - 1)
        return CredentialStatus(value) if value in CredentialStatus.values else CredentialStatus.OTHER


def packed(changes: Mapping[int, CredentialStatus], *, size: int = SIZE) -> bytes:
    """Two bits a place, the first place in the lowest bits (§4.1)."""
    found = bytearray(size * BITS // 8)
    for index, status in changes.items():
        found[index * BITS // 8] |= status << (index % (8 // BITS) * BITS)
    return bytes(found)


def draft(signer: Signer, *, uri: str, changes: Mapping[int, CredentialStatus], now: datetime) -> str:
    """The list as everybody may fetch it, before its signature: compressed, its address, when it was made and ends."""
    payload = {
        "sub": uri,
        "iat": int(now.timestamp()),
        "exp": int((now + LIFETIME).timestamp()),
        "ttl": int(TIME_TO_LIVE.total_seconds()),
        "status_list": {"bits": BITS, "lst": jose.to_text(zlib.compress(packed(changes), 9))},
    }
    return jose.covered(signer, payload, kind=KIND)


def read(token: str, *, trust: Trust, at: datetime) -> Known:
    """A list, its signature and path judged. An old one is given back as well: its end is for the caller to weigh.

    Refuses: SignatureInvalid, NotTrusted, NotSecure.
    """
    found = jose.read(token.strip(), kinds={KIND})
    jose.require_signed(found)
    issued_at = jose.moment(found.payload, "iat")
    if issued_at > at + timedelta(minutes=5):
        raise SignatureInvalid("issued-in-future")
    jose.require_trusted(found, trust=trust, at=issued_at)
    said = found.payload.get("status_list")
    if not isinstance(said, dict) or type(said.get("bits")) is not int or said["bits"] not in _WIDTHS:
        raise SignatureInvalid("claim-missing", claim="status_list")
    return Known(
        jose.text(found.payload, "sub"), issued_at, jose.instant(found.payload, "exp"), said["bits"],
        _unpacked(jose.text(said, "lst")), found.certificates[0],
    )  # fmt: skip


def _unpacked(text: str) -> bytes:
    """Whole, alone, and not larger than a list may be."""
    reader = zlib.decompressobj()
    try:
        data = reader.decompress(jose.from_text(text), _MOST_BYTES)
    except zlib.error as damaged:
        raise SignatureInvalid("token-format") from damaged
    if not reader.eof or reader.unused_data:
        raise SignatureInvalid("token-too-large" if reader.unconsumed_tail else "token-format")
    return data


# -- the order of places ----------------------------------------------------------------------------------------------


def place(key: bytes, order: int) -> int:
    """Which place the `order`-th credential of a list gets: every place once, in an order nobody can guess.

    So a place tells neither when nor to whom it was given. A Feistel network over 16 bits.
    """
    left, right = order >> _HALF, order & 0xFF
    for turn in range(_ROUNDS):
        left, right = right, left ^ _mixed(key, turn, right)
    return left << _HALF | right


def order(key: bytes, index: int) -> int:
    """The way back: the how-manieth credential of the list has this place."""
    left, right = index >> _HALF, index & 0xFF
    for turn in reversed(range(_ROUNDS)):
        left, right = right ^ _mixed(key, turn, left), left
    return left << _HALF | right


def _mixed(key: bytes, turn: int, half: int) -> int:
    return hmac.digest(key, bytes((turn, half)), hashlib.sha256)[0]
