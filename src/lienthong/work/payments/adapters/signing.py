"""Signed calls, as Standard Webhooks 1.0 writes them: `webhook-id`, `webhook-timestamp`, `webhook-signature`.

Signed is `id.timestamp.body`, byte for byte: `v1,` HMAC-SHA256 under a shared secret (`whsec_…`), or `v1a,` Ed25519
under the sender's key (`whpk_…` public, `whsk_…` private). Several signatures may stand in the header and several keys
may be known, so that keys can change without a gap. Pure. Source: Standard Webhooks specification (standard-
webhooks/standard-webhooks), sections on signature scheme and replay.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lienthong.work.payments.adapters.base import CallNotSigned, CallTooOld

WINDOW: Final = timedelta(minutes=5)
"""How old, or how far ahead, a signed call may be: the five minutes the specification's own libraries allow."""
SHARED, PUBLIC, PRIVATE = "whsec_", "whpk_", "whsk_"
_ID = re.compile(r"[\x21-\x2d\x2f-\x7e]{1,100}")
"""Visible ASCII but the full stop, which parts id, time and body."""
_TIME = re.compile(r"[0-9]{1,11}")
_MOST_SIGNATURES = 10


def sign(*, key: str, message_id: str, raw: bytes, at: datetime) -> dict[str, str]:
    """The three headers of a call, signed with a shared secret or a private key."""
    stamp = str(int(at.timestamp()))
    signed, material = _signed(message_id, stamp, raw), _material(key)
    if key.startswith(PRIVATE):
        version, signature = "v1a", Ed25519PrivateKey.from_private_bytes(material).sign(signed)
    else:
        version, signature = "v1", hmac.digest(material, signed, hashlib.sha256)
    said = f"{version},{base64.b64encode(signature).decode()}"
    return {"webhook-id": message_id, "webhook-timestamp": stamp, "webhook-signature": said}


def verify(*, keys: Sequence[str], headers: Mapping[str, str], raw: bytes, now: datetime) -> str:
    """The id of a call whose signature holds under one of the keys. Refuses: CallNotSigned, CallTooOld."""
    # 1. All three headers, well formed.
    message_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (_ID.fullmatch(message_id) and _TIME.fullmatch(stamp)):
        raise CallNotSigned

    # 2. One signature holds, under one key, of the kind this key makes.
    signed = _signed(message_id, stamp, raw)
    given = list(_given(headers.get("webhook-signature", "")))
    if not any(_holds(key, version, signature, signed) for key in keys for version, signature in given):
        raise CallNotSigned

    # 3. Not replayed later. Only now: what an unknown caller says of the time is worth nothing.
    if abs(now.timestamp() - int(stamp)) > WINDOW.total_seconds():
        raise CallTooOld
    return message_id


def _signed(message_id: str, stamp: str, raw: bytes) -> bytes:
    return f"{message_id}.{stamp}.".encode("ascii") + raw


def _given(header: str) -> Iterator[tuple[str, bytes]]:
    for word in header.split()[:_MOST_SIGNATURES]:
        version, _comma, text = word.partition(",")
        try:
            yield version, base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            continue


def _holds(key: str, version: str, signature: bytes, signed: bytes) -> bool:
    if key.startswith(PUBLIC):
        return version == "v1a" and _ed25519_holds(_material(key), signature, signed)
    return version == "v1" and hmac.compare_digest(hmac.digest(_material(key), signed, hashlib.sha256), signature)


def _ed25519_holds(public: bytes, signature: bytes, signed: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, signed)
    except InvalidSignature:
        return False
    return True


def _material(key: str) -> bytes:
    """The bytes of a key. One without its prefix is a mistake of the operator, told as such."""
    for prefix in (SHARED, PUBLIC, PRIVATE):
        if key.startswith(prefix):
            return base64.b64decode(key.removeprefix(prefix), validate=True)
    raise ValueError("a key of a bank begins with whsec_, whpk_ or whsk_")
