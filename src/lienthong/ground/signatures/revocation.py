"""What authorities say about revoked certificates: signed lists (CRL, RFC 5280) and signed answers (OCSP, RFC 6960).

Pure: everything is given, nothing is fetched. A statement counts only if the issuer, or a responder the issuer
delegated, really signed it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from cryptography import x509
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from lienthong.ground.signatures.algorithms import require_signature
from lienthong.ground.signatures.certificates import key_identifier, subject_bytes
from lienthong.ground.signatures.refusals import NotTrusted, SignatureInvalid

GRACE = timedelta(hours=4)
"""How long after its announced successor a statement is still relied on; then everything is refused."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One authority's word on one certificate: good, or revoked since an instant; fresh until an instant."""

    source: str
    issued_at: datetime
    fresh_until: datetime
    revoked_at: datetime | None
    reason: x509.ReasonFlags | None = None


_KEY_KEPT_SAFE = frozenset({
    x509.ReasonFlags.unspecified,
    x509.ReasonFlags.affiliation_changed,
    x509.ReasonFlags.superseded,
    x509.ReasonFlags.cessation_of_operation,
})  # fmt: skip


class Revocations:
    """All lists and answers at hand, asked for one certificate at a time."""

    def __init__(self, lists: Iterable[bytes] = (), answers: Iterable[bytes] = ()) -> None:
        """DER of certificate revocation lists and of OCSP responses."""
        self.lists = tuple(lists)
        self.answers = tuple(answers)
        self._lists_of: dict[bytes, list[bytes]] = defaultdict(list)
        self._answers_on: dict[int, list[ocsp.OCSPResponse]] = defaultdict(list)
        for encoded in self.lists:
            self._lists_of[_list(encoded).issuer.public_bytes()].append(encoded)
        for encoded in self.answers:
            answer = ocsp.load_der_ocsp_response(encoded)
            if answer.response_status is ocsp.OCSPResponseStatus.SUCCESSFUL:
                self._answers_on[answer.serial_number].append(answer)

    def joined(self, *, lists: Iterable[bytes] = (), answers: Iterable[bytes] = ()) -> "Revocations":
        """These and more, as a new object."""
        return Revocations((*self.lists, *lists), (*self.answers, *answers))

    def newest(self, certificate: x509.Certificate, issuer: x509.Certificate, *, at: datetime) -> Statement | None:
        """The newest fresh statement on a certificate, None when nobody said anything fresh.

        Refuses with `revoked` when any statement at hand, fresh or not, says so for the judged time.
        """
        said = [*self._from_lists(certificate, issuer), *self._from_answers(certificate, issuer)]
        if any(statement.revoked_at is not None and statement.revoked_at <= at for statement in said):
            raise NotTrusted("revoked", certificate=certificate.subject.rfc4514_string())
        fresh = [statement for statement in said if statement.fresh_until + GRACE >= at]
        return max(fresh, key=lambda statement: statement.issued_at, default=None)

    def revoked_since(self, certificate: x509.Certificate, issuer: x509.Certificate) -> list[datetime]:
        """Every instant since which some statement, fresh or not, calls the certificate revoked."""
        said = [*self._from_lists(certificate, issuer), *self._from_answers(certificate, issuer)]
        return [statement.revoked_at for statement in said if statement.revoked_at is not None]

    def is_key_in_doubt(self, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
        """Does any statement revoke the certificate, whenever, without saying that its key was kept safe?

        Source: RFC 3161 §4 item 1: then nothing that the key ever stamped is believed.
        """
        said = [*self._from_lists(certificate, issuer), *self._from_answers(certificate, issuer)]
        return any(one.revoked_at is not None and one.reason not in _KEY_KEPT_SAFE for one in said)

    def _from_lists(self, certificate: x509.Certificate, issuer: x509.Certificate) -> Iterator[Statement]:
        for encoded in self._lists_of.get(subject_bytes(issuer), ()):
            crl = _list(encoded)
            if crl.next_update_utc is not None and _is_list_of(encoded, issuer):
                entry = crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
                since = entry.revocation_date_utc if entry is not None else None
                yield Statement("CRL", crl.last_update_utc, crl.next_update_utc, since, _reason(entry))

    def _from_answers(self, certificate: x509.Certificate, issuer: x509.Certificate) -> Iterator[Statement]:
        for answer in self._answers_on.get(certificate.serial_number, ()):
            statement = _statement_of(answer, issuer)
            if statement is not None:
                yield statement


def _reason(entry: x509.RevokedCertificate | None) -> x509.ReasonFlags | None:
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason if entry is not None else None
    except x509.ExtensionNotFound:
        return None


@lru_cache(maxsize=64)
def _list(encoded: bytes) -> x509.CertificateRevocationList:
    return x509.load_der_x509_crl(encoded)


@lru_cache(maxsize=64)
def _is_list_of(encoded: bytes, issuer: x509.Certificate) -> bool:
    """Did this authority, entitled to sign lists, sign this one? Lists of only some certificates are not used."""
    try:
        may_sign = issuer.extensions.get_extension_for_class(x509.KeyUsage).value.crl_sign
    except x509.ExtensionNotFound:
        return False
    crl = _list(encoded)
    if not may_sign or any(extension.critical for extension in crl.extensions):
        return False
    return crl.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]


def _statement_of(answer: ocsp.OCSPResponse, issuer: x509.Certificate) -> Statement | None:
    """What an answer says, None when it is not about this issuer's certificate, not signed, or cannot be read."""
    try:
        about_issuer = answer.issuer_key_hash == key_identifier(issuer, answer.hash_algorithm.name)
        known = answer.certificate_status is not ocsp.OCSPCertStatus.UNKNOWN
        if not about_issuer or not known or answer.next_update_utc is None or not _is_answer_of(answer, issuer):
            return None
        since, why = answer.revocation_time_utc, answer.revocation_reason
    except Exception:  # noqa: BLE001 - verifying: what cannot be read says nothing
        return None
    return Statement("OCSP", answer.this_update_utc, answer.next_update_utc, since, why)


def _is_answer_of(answer: ocsp.OCSPResponse, issuer: x509.Certificate) -> bool:
    """Signed by the issuer itself, or by a certificate it issued for OCSP signing and that was valid then."""
    responders = [issuer, *(c for c in answer.certificates if _is_responder(c, issuer, at=answer.produced_at_utc))]
    return any(_signed_answer(answer, responder) for responder in responders)


def _is_responder(candidate: x509.Certificate, issuer: x509.Certificate, *, at: datetime) -> bool:
    try:
        candidate.verify_directly_issued_by(issuer)
        purposes = candidate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except Exception:  # noqa: BLE001 - verifying: whatever goes wrong, it is not a responder
        return False
    in_time = candidate.not_valid_before_utc <= at <= candidate.not_valid_after_utc
    return in_time and ExtendedKeyUsageOID.OCSP_SIGNING in purposes


def _signed_answer(answer: ocsp.OCSPResponse, responder: x509.Certificate) -> bool:
    hash_name = answer.signature_hash_algorithm.name if answer.signature_hash_algorithm else "sha1"
    for family in ("ecdsa", "rsassa_pkcs1v15"):
        try:
            require_signature(
                responder.public_key(), answer.signature, answer.tbs_response_bytes, hash_name=hash_name, family=family
            )
        except SignatureInvalid:
            continue
        return True
    return False
