"""How an authority says what it revoked: whole lists (CRL, RFC 5280 §5) and answers to questions (OCSP, RFC 6960).

Pure. An OCSP answer is signed by a responder that the authority delegated, so the authority's own key can stay away.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509 import ocsp

from lienthong.ground.signatures import der, oids
from lienthong.ground.signatures.authority import signed, throw_away
from lienthong.ground.signatures.certificates import key_identifier
from lienthong.ground.signatures.signer import SIGNATURE_ALGORITHM, Key, Signer

LIST_LIFETIME = timedelta(days=1)
ANSWER_LIFETIME = timedelta(hours=12)
LARGEST_REQUEST_BYTES = 4096
_BASIC_RESPONSE = "1.3.6.1.5.5.7.48.1.1"
_NONCE = "1.3.6.1.5.5.7.48.1.2"
_HASHES = {"sha1": oids.SHA1, "sha256": oids.SHA256, "sha384": oids.SHA384, "sha512": oids.SHA512}
"""Hashes that may name an issuer: here SHA-1 protects nothing, it only abbreviates a name (RFC 5019 asks for it)."""
_REASON_CODES = {
    "unspecified": 0,
    "keyCompromise": 1,
    "affiliationChanged": 3,
    "superseded": 4,
    "cessationOfOperation": 5,
}
_LONGEST_NONCE = 32  # RFC 9654 §2.1 accepts up to 128; 32 is what everybody uses


@dataclass(frozen=True, slots=True)
class Revoked:
    """One line of a revocation list; `reason` in the words of RFC 5280."""

    serial: int
    at: datetime
    reason: str


def revocation_list(authority: x509.Certificate, key: Key, revoked: Iterable[Revoked], *, now: datetime) -> bytes:
    """The authority's list as of now, DER. Its number is the moment in microseconds, so later lists count higher."""
    draft = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.subject)
        .last_update(now)
        .next_update(now + LIST_LIFETIME)
        .add_extension(x509.CRLNumber(int(now.timestamp() * 1_000_000)), critical=False)
        .add_extension(_authority_key(authority), critical=False)
    )
    for line in revoked:
        draft = draft.add_revoked_certificate(_entry(line))
    return signed(draft.sign(throw_away(key.algorithm), hashes.SHA256()).tbs_certlist_bytes, key)


def _authority_key(authority: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    identifier = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)


def _entry(line: Revoked) -> x509.RevokedCertificate:
    entry = x509.RevokedCertificateBuilder().serial_number(line.serial).revocation_date(line.at)
    if line.reason != "unspecified":
        entry = entry.add_extension(x509.CRLReason(x509.ReasonFlags(line.reason)), critical=False)
    return entry.build()


@dataclass(frozen=True, slots=True)
class Question:
    """What an OCSP request asks: a serial number of an issuer known by hashes of its name and key."""

    issuer_name_hash: bytes
    issuer_key_hash: bytes
    algorithm: hashes.HashAlgorithm
    serial: int
    nonce: bytes | None


def read_question(request: bytes) -> Question:
    """The one question of an OCSP request. Refuses (ValueError) what is malformed, too large or asks several."""
    if len(request) > LARGEST_REQUEST_BYTES:
        raise ValueError("the request is too large")
    read = ocsp.load_der_ocsp_request(request)
    try:
        nonce = read.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
    except x509.ExtensionNotFound:
        nonce = None
    if nonce is not None and not 1 <= len(nonce) <= _LONGEST_NONCE:
        raise ValueError("the nonce is too long")
    if read.hash_algorithm.name not in _HASHES:
        raise ValueError("the issuer is named by a hash we do not use")
    return Question(read.issuer_name_hash, read.issuer_key_hash, read.hash_algorithm, read.serial_number, nonce)


def answer(question: Question, *, known: bool, revoked: Revoked | None, responder: Signer, now: datetime) -> bytes:
    """The signed answer, DER: good, revoked since when and why, or unknown for a serial number never issued."""
    single = der.sequence(
        der.sequence(
            der.sequence(der.oid(_HASHES[question.algorithm.name]), der.NULL),
            der.octets(question.issuer_name_hash),
            der.octets(question.issuer_key_hash),
            der.integer(question.serial),
        ),
        _status(known=known, revoked=revoked),
        der.generalized_time(now),
        der.context(0, der.generalized_time(now + ANSWER_LIFETIME)),
    )
    body = der.sequence(
        der.context(2, der.octets(key_identifier(responder.certificate, "sha1"))),
        der.generalized_time(now),
        der.sequence(single),
        *([] if question.nonce is None else [der.context(1, der.sequence(_nonce(question.nonce)))]),
    )
    return _signed_answer(body, responder)


def _status(*, known: bool, revoked: Revoked | None) -> bytes:
    """`CertStatus`: good [0], revoked [1] with moment and reason, unknown [2]."""
    if revoked is None:
        return der.context(0 if known else 2, constructed=False)
    code = _REASON_CODES[revoked.reason]
    reason = der.context(0, der.tlv(der.ENUMERATED, bytes([code]))) if code else b""
    return der.context(1, der.generalized_time(revoked.at), reason)


def _nonce(nonce: bytes) -> bytes:
    return der.sequence(der.oid(_NONCE), der.octets(der.octets(nonce)))


def _signed_answer(body: bytes, responder: Signer) -> bytes:
    basic = der.sequence(
        body,
        SIGNATURE_ALGORITHM[responder.algorithm],
        der.tlv(der.BIT_STRING, b"\0", responder.sign(body)),
        der.context(0, der.sequence(responder.certificate_der)),
    )
    response = der.sequence(der.oid(_BASIC_RESPONSE), der.octets(basic))
    return der.sequence(der.tlv(der.ENUMERATED, b"\0"), der.context(0, response))


def refusal(status: ocsp.OCSPResponseStatus) -> bytes:
    """An unsigned answer that says why there is none."""
    return der.sequence(der.tlv(der.ENUMERATED, bytes([status.value])))
