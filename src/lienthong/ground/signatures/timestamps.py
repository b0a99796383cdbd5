"""Judging time-stamp tokens (RFC 3161): which digest existed when, according to whom."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import tsp
from cryptography import x509

from lienthong.ground.signatures import oids
from lienthong.ground.signatures.algorithms import require_secure_hash
from lienthong.ground.signatures.carried import require_undamaged
from lienthong.ground.signatures.certificates import holder_of
from lienthong.ground.signatures.cms_reading import DigestOf, read_signature
from lienthong.ground.signatures.refusals import SignatureInvalid
from lienthong.ground.signatures.trust import Path, Purpose, Trust

_CLOCK_TOLERANCE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Stamped:
    """A time-stamp that holds: the instant, its serial number, who gave it."""

    at: datetime
    serial: int
    certificate: x509.Certificate
    path: Path

    @property
    def authority(self) -> str:
        """Name of the time-stamping authority."""
        return holder_of(self.certificate).name


def verify_token(token: bytes, digest_of: DigestOf, *, trust: Trust, at: datetime) -> Stamped:
    """What a token proves about the content of this digest; refuses a token of anything else, or from after `at`.

    The authority's certificate is judged at the token's own time: a stamp outlives the certificate that made it.
    """
    try:
        return _verify(token, digest_of, trust=trust, at=at)
    except SignatureInvalid:
        raise
    except Exception as broken:
        raise SignatureInvalid("unreadable") from broken


def _verify(token: bytes, digest_of: DigestOf, *, trust: Trust, at: datetime) -> Stamped:
    # 1. A signature over a TSTInfo inside, bound to the authority's certificate.
    read = read_signature(token, None, content_type=oids.TST_INFO)
    if not read.binds_certificate or read.content is None:
        raise SignatureInvalid("certificate-differs")
    said = tsp.TSTInfo.load(read.content, strict=True)
    _require_understood(said)

    # 2. It is about this content.
    imprint = said["message_imprint"]
    hash_name = require_secure_hash(imprint["hash_algorithm"]["algorithm"].native)
    if not hmac.compare_digest(imprint["hashed_message"].native, digest_of(hash_name)):
        raise SignatureInvalid("time-stamp-differs")

    # 3. It is not from the future.
    moment: datetime = said["gen_time"].native
    if moment > at + _CLOCK_TOLERANCE:
        raise SignatureInvalid("time-stamp-future")

    # 4. The authority was one, then, and its key has not been lost since: a lost key stamps any moment.
    path = trust.path(read.certificate, at=moment, purpose=Purpose.TIME_STAMP, extra=read.others)
    trust.require_keys_kept_safe(path)
    require_undamaged(read.others, trust)
    return Stamped(at=moment, serial=said["serial_number"].native, certificate=read.certificate, path=path)


def _require_understood(said: Any) -> None:
    """Refuses another version, and a critical extension: we know none (RFC 3161 §2.4.2)."""
    critical = any(extension["critical"].native for extension in said["extensions"])
    if said["version"].native != "v1" or critical:
        raise SignatureInvalid("extension-unknown")
