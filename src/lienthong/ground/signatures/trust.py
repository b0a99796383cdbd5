"""Whom we trust: the anchors, what is known of revocations, and the strict walk from a certificate to an anchor.

Judged at the moment of signing as far as that is proven, never simply "today" (RFC 5280 §6, ETSI EN 319 102-1 §5.2.6).
Pure: `queries.trust` fills it from our own authority; others may be built from files, for judging without a network.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import lru_cache
from itertools import islice, pairwise

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID

from lienthong.ground.signatures.algorithms import require_secure_key
from lienthong.ground.signatures.certificates import encoded, is_issued_by, load
from lienthong.ground.signatures.refusals import NotTrusted
from lienthong.ground.signatures.revocation import GRACE, Revocations, Statement

_LONGEST_PATH = 5
_MOST_EXTRA = 16
_MOST_KEPT = 8192
_UNDERSTOOD = frozenset({
    ExtensionOID.BASIC_CONSTRAINTS,
    ExtensionOID.KEY_USAGE,
    ExtensionOID.EXTENDED_KEY_USAGE,
    ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
    ExtensionOID.CERTIFICATE_POLICIES,
})  # fmt: skip
_DOCUMENT_PURPOSES = frozenset({
    x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36"),  # document signing, RFC 9336
    ExtendedKeyUsageOID.EMAIL_PROTECTION,
    ExtendedKeyUsageOID.CLIENT_AUTH,
    ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
})  # fmt: skip


class Purpose(Enum):
    """What a certificate must have been issued for."""

    DOCUMENT = "document"
    TIME_STAMP = "time-stamp"


@dataclass(frozen=True, slots=True)
class _Judged:
    """A path, and the time in which judging it again cannot give another answer."""

    path: "Path"
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Path:
    """A proven path: the certificate first, the anchor last; and what was said of each but the anchor."""

    certificates: tuple[x509.Certificate, ...]
    statements: tuple[Statement | None, ...]


class Trust:
    """Anchors, further authority certificates, and revocations. They never change, so it may be shared and kept."""

    def __init__(
        self,
        anchors: Iterable[bytes],
        *,
        intermediates: Iterable[bytes] = (),
        revocations: Revocations | None = None,
        require_revocation: bool = True,
    ) -> None:
        """Certificates as DER. Without `require_revocation`, silence of an authority is told, not refused."""
        self.anchors = tuple(load(bytes(anchor)) for anchor in anchors)
        self.intermediates = tuple(load(bytes(certificate)) for certificate in intermediates)
        self.revocations = revocations or Revocations()
        self.require_revocation = require_revocation
        self._kept: dict[x509.Certificate, tuple[x509.Certificate, ...]] = {}
        self._judged: dict[tuple[x509.Certificate, Purpose], _Judged] = {}

    def with_material(
        self, *, certificates: Iterable[bytes] = (), lists: Iterable[bytes] = (), answers: Iterable[bytes] = ()
    ) -> "Trust":
        """The same anchors with certificates, lists and answers that came along with a document."""
        return Trust(
            (encoded(anchor) for anchor in self.anchors),
            intermediates=(*(encoded(c) for c in self.intermediates), *certificates),
            revocations=self.revocations.joined(lists=lists, answers=answers),
            require_revocation=self.require_revocation,
        )

    def path(
        self,
        certificate: x509.Certificate,
        *,
        at: datetime,
        purpose: Purpose = Purpose.DOCUMENT,
        extra: Iterable[x509.Certificate] = (),
    ) -> Path:
        """The way from `certificate` to an anchor, everything on it in order at the instant `at`; refuses otherwise."""
        judged = self._judged.get((certificate, purpose))
        if judged is not None and judged.since <= at < judged.until:
            return judged.path
        require_purpose(certificate, purpose)
        found = self._kept.get(certificate)
        if found is None:
            found = self._first_path(certificate, (*self.intermediates, *islice(extra, _MOST_EXTRA)))
        path = Path(found, self._judge(found, at=at))
        if len(self._judged) < _MOST_KEPT:
            self._judged[certificate, purpose] = _Judged(path, at, self._holds_until(path, at=at))
        return path

    def _holds_until(self, path: Path, *, at: datetime) -> datetime:
        """When the first certificate ends, the first statement is no longer relied on, or a revocation begins."""
        ends = [certificate.not_valid_after_utc for certificate in path.certificates]
        ends += [statement.fresh_until + GRACE for statement in path.statements if statement is not None]
        for certificate, issuer in pairwise(path.certificates):
            ends += [since for since in self.revocations.revoked_since(certificate, issuer) if since > at]
        return min(ends)

    def require_keys_kept_safe(self, path: Path) -> None:
        """Refuses a path on which a key was, at any time, revoked as lost or without a reason (RFC 3161 §4)."""
        for certificate, issuer in pairwise(path.certificates):
            if self.revocations.is_key_in_doubt(certificate, issuer):
                raise NotTrusted("time-stamp-key-lost", certificate=certificate.subject.rfc4514_string())

    def _first_path(
        self, certificate: x509.Certificate, others: tuple[x509.Certificate, ...]
    ) -> tuple[x509.Certificate, ...]:
        """The first way to an anchor on which every issuer may issue; kept, as it depends on no time."""
        for found in self._paths((certificate,), others):
            for depth, issuer in enumerate(found[1:]):
                require_authority(issuer, below=depth)
            if len(self._kept) < _MOST_KEPT:
                self._kept[certificate] = found
            return found
        raise NotTrusted("no-path", certificate=certificate.subject.rfc4514_string())

    def _paths(
        self, so_far: tuple[x509.Certificate, ...], others: tuple[x509.Certificate, ...]
    ) -> Iterator[tuple[x509.Certificate, ...]]:
        last = so_far[-1]
        for anchor in self.anchors:
            if last == anchor:
                yield so_far
            elif is_issued_by(last, anchor):
                yield (*so_far, anchor)
        if len(so_far) < _LONGEST_PATH:
            for issuer in others:
                if issuer not in so_far and is_issued_by(last, issuer):
                    yield from self._paths((*so_far, issuer), others)

    def _judge(self, path: tuple[x509.Certificate, ...], *, at: datetime) -> tuple[Statement | None, ...]:
        for certificate in path:
            require_in_order(certificate, at=at)
        return tuple(self._statement(path[i], path[i + 1], at=at) for i in range(len(path) - 1))

    def _statement(self, certificate: x509.Certificate, issuer: x509.Certificate, *, at: datetime) -> Statement | None:
        said = self.revocations.newest(certificate, issuer, at=at)
        if said is None and self.require_revocation:
            raise NotTrusted("revocation-unknown", certificate=certificate.subject.rfc4514_string())
        return said


def require_in_order(certificate: x509.Certificate, *, at: datetime) -> None:
    """Refuses a certificate outside its validity, with a weak key, or with a critical extension we do not know."""
    named = certificate.subject.rfc4514_string
    if at < certificate.not_valid_before_utc:
        raise NotTrusted("not-yet-valid", certificate=named())
    if at > certificate.not_valid_after_utc:
        raise NotTrusted("expired", certificate=named())
    _require_understood(certificate)


@lru_cache(maxsize=8192)
def _require_understood(certificate: x509.Certificate) -> None:
    require_secure_key(certificate.public_key())
    if any(extension.critical and extension.oid not in _UNDERSTOOD for extension in certificate.extensions):
        raise NotTrusted("extension-unknown", certificate=certificate.subject.rfc4514_string())


def require_authority(certificate: x509.Certificate, *, below: int) -> None:
    """Refuses unless the certificate may issue others, with `below` further authorities under it."""
    try:
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound as absent:
        raise NotTrusted("not-an-authority", certificate=certificate.subject.rfc4514_string()) from absent
    too_deep = basic.path_length is not None and below > basic.path_length
    if not basic.ca or too_deep or not usage.key_cert_sign:
        raise NotTrusted("not-an-authority", certificate=certificate.subject.rfc4514_string())


@lru_cache(maxsize=8192)
def require_purpose(certificate: x509.Certificate, purpose: Purpose) -> None:
    """Refuses a certificate not issued for this purpose. An authority's own certificate signs no document.

    A time-stamping certificate serves that alone and says so critically (RFC 3161 §2.3).
    """
    allowed = _may_time_stamp if purpose is Purpose.TIME_STAMP else _may_sign_documents
    if _is_authority(certificate) or not _may_sign(certificate) or not allowed(certificate):
        raise NotTrusted("wrong-purpose", certificate=certificate.subject.rfc4514_string())


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _may_sign(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return usage.digital_signature or usage.content_commitment


def _may_sign_documents(certificate: x509.Certificate) -> bool:
    try:
        purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return any(purpose in _DOCUMENT_PURPOSES for purpose in purposes)


def _may_time_stamp(certificate: x509.Certificate) -> bool:
    try:
        extension = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        return False
    return extension.critical and list(extension.value) == [ExtendedKeyUsageOID.TIME_STAMPING]
