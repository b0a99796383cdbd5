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
    issuing = list(Certificate.objects.authorities().filter(der__isnull=False).select_related("issuer"))
    rows = [_row_of(certificates.load(der), issuing) for der in signers]
    authorities = {row.id: row for each in rows for row in _authorities_above(each)}
    above = {row.issuer.name for row in authorities.values() if row.issuer is not None}
    responders = [queries.service(Profile.RESPONDER, issuer=row.issuer, now=now) for row in _one_each(rows)]
    return Material(
        certificates=(*(row.encoded for row in authorities.values()), *(one.certificate_der for one in responders)),
        lists=tuple(queries.revocation_list(name, now=now) for name in sorted(above)),
        answers=tuple(_answer_about(row, now=now) for row in rows),
    )


def are_ours(signers: Iterable[bytes]) -> bool:
    """Were all these certificates (DER) issued here?"""
    issuing = list(Certificate.objects.authorities().filter(der__isnull=False).select_related("issuer"))
    try:
        return bool([_row_of(certificates.load(der), issuing) for der in signers])
    except NoCertificate:
        return False


def _row_of(certificate: x509.Certificate, issuing: list[Certificate]) -> Certificate:
    """The row of a certificate that one of these authorities issued: by issuer and serial, then byte for byte."""
    above = {row.id: row for row in issuing if certificates.load(row.encoded).subject == certificate.issuer}
    for found in Certificate.objects.filter(issuer__in=above, serial=f"{certificate.serial_number:x}"):
        if found.encoded == certificates.encoded(certificate):
            found.issuer = above[found.issuer_id] if found.issuer_id else None
            return found
    raise NoCertificate(serial=f"{certificate.serial_number:x}")


def _one_each(rows: list[Certificate]) -> Iterable[Certificate]:
    """One row for each issuer."""
    return {row.issuer_id: row for row in rows}.values()


def _authorities_above(row: Certificate) -> Iterator[Certificate]:
    """The authorities between a certificate and the root; whoever judges has the root."""
    issuer = row.issuer
    while issuer is not None and issuer.issuer is not None:
        yield issuer
        issuer = issuer.issuer


def _answer_about(row: Certificate, *, now: datetime) -> bytes:
    assert row.issuer is not None
    asked = ocsp.OCSPRequestBuilder().add_certificate(_load(row), _load(row.issuer), hashes.SHA256()).build()
    return queries.answer(asked.public_bytes(Encoding.DER), now=now)


def _load(row: Certificate) -> x509.Certificate:
    return certificates.load(row.encoded)
