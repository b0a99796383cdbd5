"""How an authority says what it revoked: whole lists (CRL, RFC 5280 §5) and answers to questions (OCSP, RFC 6960).

Pure. An OCSP answer is signed by a responder that the authority delegated, so the authority's own key can stay away.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509 import ocsp

from lienthong.ground.signatures import der
from lienthong.ground.signatures.authority import signed, throw_away
from lienthong.ground.signatures.signer import SIGNATURE_ALGORITHM, Key, Signer

LIST_LIFETIME = timedelta(days=1)
ANSWER_LIFETIME = timedelta(hours=12)
LARGEST_REQUEST_BYTES = 4096
_BASIC_RESPONSE = "1.3.6.1.5.5.7.48.1.1"
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
    return Question(read.issuer_name_hash, read.issuer_key_hash, read.hash_algorithm, read.serial_number, nonce)


def answer(question: Question, *, known: bool, revoked: Revoked | None, responder: Signer, now: datetime) -> bytes:
    """The signed answer, DER: good, revoked since when and why, or unknown for a serial number never issued."""
    status = ocsp.OCSPCertStatus.GOOD if known else ocsp.OCSPCertStatus.UNKNOWN
    if revoked is not None:
        status = ocsp.OCSPCertStatus.REVOKED
    draft = (
        ocsp.OCSPResponseBuilder()
        .add_response_by_hash(
            issuer_name_hash=question.issuer_name_hash,
            issuer_key_hash=question.issuer_key_hash,
            serial_number=question.serial,
            algorithm=question.algorithm,
            cert_status=status,
            this_update=now,
            next_update=now + ANSWER_LIFETIME,
            revocation_time=revoked.at if revoked else None,
            revocation_reason=x509.ReasonFlags(revoked.reason) if revoked else None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, responder.certificate)
    )
    if question.nonce is not None:
        draft = draft.add_extension(x509.OCSPNonce(question.nonce), critical=False)
    return _signed_answer(draft.sign(throw_away(responder.algorithm), hashes.SHA256()).tbs_response_bytes, responder)


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
