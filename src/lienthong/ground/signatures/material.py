"""What our own authority says, now, of those who signed a file: the material that is kept inside it for later.

Reads rows and uses the keys of the services, writes nothing. Of a holder's certificate the responder answers (OCSP,
small whatever was ever revoked); of an authority's own certificate the list of the root speaks (CRL).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from lienthong.ground.signatures import certificates, queries
from lienthong.ground.signatures.models import Certificate
from lienthong.ground.signatures.refusals import NoCertificate
from lienthong.ground.signatures.states import Profile


@dataclass(frozen=True, slots=True)
class Material:
    """DER: certificates of authorities and responders, revocation lists, OCSP answers."""

    certificates: tuple[bytes, ...]
    lists: tuple[bytes, ...]
    answers: tuple[bytes, ...]


def material_about(signers: Iterable[bytes], *, now: datetime) -> Material:
    """Everything that judging these certificates (DER) will need, said at `now`.

    Refuses: NoCertificate for a certificate that was not issued here, or when a service has none; KeyUnavailable.
    """
    rows = [_row_of(der) for der in signers]
    authorities = {row.id: row for each in rows for row in _authorities_above(each)}
    responders = {row.issuer_id: _responder_of(row, now=now) for row in rows}
    return Material(
        certificates=(*(row.encoded for row in authorities.values()), *dict.fromkeys(responders.values())),
        lists=tuple(dict.fromkeys(_list_about(row, now=now) for row in authorities.values())),
        answers=tuple(_answer_about(row, now=now) for row in rows),
    )


def _row_of(der: bytes) -> Certificate:
    known = Certificate.objects.select_related("issuer__issuer")
    found = known.filter(der=der, issuer__isnull=False).exclude(profile=Profile.AUTHORITY).first()
    if found is None:
        raise NoCertificate(serial=f"{certificates.load(der).serial_number:x}")
    return found


def _authorities_above(row: Certificate) -> Iterator[Certificate]:
    """The authorities between a certificate and the root; whoever judges has the root."""
    issuer = row.issuer
    while issuer is not None and issuer.issuer is not None:
        yield issuer
        issuer = issuer.issuer


def _responder_of(row: Certificate, *, now: datetime) -> bytes:
    return queries.service(Profile.RESPONDER, issuer=row.issuer, now=now).certificate_der


def _list_about(authority: Certificate, *, now: datetime) -> bytes:
    assert authority.issuer is not None
    return queries.revocation_list(authority.issuer.name, now=now)


def _answer_about(row: Certificate, *, now: datetime) -> bytes:
    assert row.issuer is not None
    asked = ocsp.OCSPRequestBuilder().add_certificate(_load(row), _load(row.issuer), hashes.SHA256()).build()
    return queries.answer(asked.public_bytes(Encoding.DER), now=now)


def _load(row: Certificate) -> x509.Certificate:
    return certificates.load(row.encoded)
