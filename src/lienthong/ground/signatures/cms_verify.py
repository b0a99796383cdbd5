"""The verdict on a detached CMS signature: who signed this content, in which capacity, when, and on whose word."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from lienthong.ground.signatures.carried import require_undamaged
from lienthong.ground.signatures.certificates import Holder, encoded, holder_of
from lienthong.ground.signatures.cms_reading import DigestOf, Read, read_signature
from lienthong.ground.signatures.refusals import SignatureInvalid
from lienthong.ground.signatures.timestamps import Stamped, verify_token
from lienthong.ground.signatures.trust import Path, Trust


@dataclass(frozen=True, slots=True)
class SignedBy:
    """A signature that holds. `role` and `signing_time` are the signer's claims; the rest is proven."""

    certificate: x509.Certificate
    holder: Holder
    role: str
    signing_time: datetime | None
    judged_at: datetime
    stamps: tuple[Stamped, ...]
    path: Path
    hash_name: str
    level: str
    """`CMS` (certificate not bound), `B-B`, or `B-T` when a time-stamp holds."""

    @property
    def certificate_der(self) -> bytes:
        """DER of the signer's certificate."""
        return encoded(self.certificate)

    @property
    def stamped_at(self) -> datetime | None:
        """The earliest proven moment of the signature, if any."""
        return min((stamp.at for stamp in self.stamps), default=None)


def by_digest(sha256: bytes) -> DigestOf:
    """For content of which only the SHA-256 is known: signatures over another hash are refused."""

    def digest_of(hash_name: str) -> bytes:
        if hash_name != "sha256":
            raise SignatureInvalid("algorithm-unknown", algorithm=hash_name)
        return sha256

    return digest_of


def of_bytes(content: bytes) -> DigestOf:
    """For content at hand."""
    return lambda hash_name: hashlib.new(hash_name, content).digest()


def verify_detached(encoded_signature: bytes, content: bytes | DigestOf, *, trust: Trust, at: datetime) -> SignedBy:
    """Who signed `content`, judged at the signature's time-stamp or, without one, at `at`.

    `content` is the whole content, or a function that gives its digest by hash name (`by_digest`).
    Refuses with `SignatureInvalid`, `NotSecure` or `NotTrusted`; anything unforeseen is "invalid" as well.
    """
    digest_of = of_bytes(content) if isinstance(content, bytes) else content
    try:
        return _judge(read_signature(encoded_signature, digest_of), trust=trust, at=at)
    except SignatureInvalid:
        raise
    except Exception as broken:
        raise SignatureInvalid("unreadable") from broken


def _judge(read: Read, *, trust: Trust, at: datetime) -> SignedBy:
    # 1. Every time-stamp present is over this signature's value and holds.
    stamps = tuple(verify_token(token, of_bytes(read.value), trust=trust, at=at) for token in read.tokens)
    judged_at = min((stamp.at for stamp in stamps), default=at)

    # 2. The signer's certificate was in order at that time, and what came along with it is whole.
    path = trust.path(read.certificate, at=judged_at, extra=read.others)
    require_undamaged(read.others, trust)
    return SignedBy(
        certificate=read.certificate,
        holder=holder_of(read.certificate),
        role=read.role,
        signing_time=read.signing_time,
        judged_at=judged_at,
        stamps=stamps,
        path=path,
        hash_name=read.hash_name,
        level=_level(read, stamps),
    )


def _level(read: Read, stamps: tuple[Stamped, ...]) -> str:
    if not read.binds_certificate:
        return "CMS"
    return "B-T" if stamps else "B-B"
