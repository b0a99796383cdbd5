"""The bridge to signatures for messages and receipts."""

import hashlib
from datetime import datetime

from lienthong.ground.organisations.models import Body
from lienthong.ground.signatures import cms
from lienthong.ground.signatures import queries as signatures


def seal_bytes(body: Body, content: bytes, *, now: datetime) -> bytes:
    """CAdES (DER, detached) by the body's organisation key over these bytes. Refuses: NoCertificate."""
    signer = signatures.signer_of(body.pk, now=now)
    return cms.detached(signer, hashlib.sha256(content).digest(), signing_time=now)
