"""Reading certificates: parse once, name the holder in words, link a certificate to its issuer. Pure, cached."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from lienthong.ground.signatures import der
from lienthong.ground.signatures.algorithms import require_secure_hash

_CODE_PREFIX = "GOVVN-"


@lru_cache(maxsize=8192)
def load(encoded: bytes) -> x509.Certificate:
    """The certificate in these DER bytes, parsed once a process."""
    return x509.load_der_x509_certificate(encoded)


@lru_cache(maxsize=8192)
def encoded(certificate: x509.Certificate) -> bytes:
    """DER of a certificate, written once a process."""
    return certificate.public_bytes(Encoding.DER)


@lru_cache(maxsize=8192)
def key_of(certificate: x509.Certificate) -> CertificatePublicKeyTypes:
    """The public key, read (and its point found to be on the curve) once a process."""
    return certificate.public_key()


@lru_cache(maxsize=8192)
def is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Do the names match and did the issuer's key sign it? Refuses weak hashes as not secure."""
    if certificate.issuer != issuer.subject:
        return False
    if certificate.signature_hash_algorithm is not None:
        require_secure_hash(certificate.signature_hash_algorithm.name)
    try:
        certificate.verify_directly_issued_by(issuer)
    except Exception:  # noqa: BLE001 - verifying: whatever goes wrong, this is not the issuer
        return False
    return True


@lru_cache(maxsize=256)
def issuer_address(certificate: x509.Certificate) -> str:
    """Where its issuer's certificate is fetched, as it says itself (RFC 5280 §4.2.2.1); empty where it does not."""
    try:
        said = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except (x509.ExtensionNotFound, ValueError):
        return ""
    places = (each.access_location for each in said if each.access_method == AuthorityInformationAccessOID.CA_ISSUERS)
    return next((each.value for each in places if isinstance(each, x509.UniformResourceIdentifier)), "")


def subject_bytes(certificate: x509.Certificate) -> bytes:
    """The holder's name, DER: what a revocation list names its authority by."""
    return certificate.subject.public_bytes()


@lru_cache(maxsize=256)
def key_identifier(certificate: x509.Certificate, hash_name: str) -> bytes:
    """Hash of the public key bits alone, as OCSP identifies an issuer (RFC 6960 §4.1.1)."""
    information = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    bits = der.read(information).children()[1].expect(der.BIT_STRING).content[1:]
    return hashlib.new(hash_name, bits, usedforsecurity=False).digest()


@dataclass(frozen=True, slots=True)
class Holder:
    """Who a certificate names."""

    name: str
    organisation: str
    organisation_code: str
    title: str


@lru_cache(maxsize=8192)
def holder_of(certificate: x509.Certificate) -> Holder:
    """The names in the subject; what is absent is an empty string."""

    def first(kind: x509.ObjectIdentifier) -> str:
        found = certificate.subject.get_attributes_for_oid(kind)
        return str(found[0].value) if found else ""

    return Holder(
        name=first(NameOID.COMMON_NAME),
        organisation=first(NameOID.ORGANIZATION_NAME),
        organisation_code=first(NameOID.ORGANIZATION_IDENTIFIER).removeprefix(_CODE_PREFIX),
        title=first(NameOID.TITLE),
    )


def organisation_identifier(code: str) -> str:
    """A body's code as a certificate carries it: scheme `GOV`, country, code (ETSI EN 319 412-1 §5.1.4)."""
    return _CODE_PREFIX + code
