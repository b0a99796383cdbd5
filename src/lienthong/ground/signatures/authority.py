"""What a certification authority writes into certificates, and how it signs. Pure: nothing is stored here.

Everything is first composed with a throw-away key, which gives exactly the bytes to be signed — they can be looked at
and recorded before the authority's own key, perhaps in a hardware token, is used on them (the way Let's Encrypt works).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from lienthong.ground.signatures import der
from lienthong.ground.signatures.certificates import organisation_identifier
from lienthong.ground.signatures.signer import SIGNATURE_ALGORITHM, Algorithm, Key, PrivateKey
from lienthong.ground.signatures.states import Profile

CLOCK_DIFFERENCE = timedelta(minutes=5)
"""A certificate begins this much earlier than it is issued, so that slow clocks accept it."""
_LONGEST_COMMON_NAME_BYTES = 64  # RFC 5280 appendix A
_DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where an authority publishes: its own certificate, its list, its answers."""

    base: str
    name: str

    @property
    def certificate(self) -> str:
        """Address of the authority's certificate."""
        return f"{self.base}/pki/ca/{self.name}.cer"

    @property
    def revocation_list(self) -> str:
        """Address of its revocation list."""
        return f"{self.base}/pki/crl/{self.name}.crl"

    @property
    def answers(self) -> str:
        """Address of its OCSP responder."""
        return f"{self.base}/pki/ocsp"


@dataclass(frozen=True, slots=True)
class Terms:
    """What follows from a profile: how long, for what."""

    lifetime: timedelta
    key_usage: tuple[str, ...]
    purposes: tuple[x509.ObjectIdentifier, ...] = ()
    purposes_critical: bool = False
    path_length: int | None = None


PROFILES: Final[dict[Profile, Terms]] = {
    Profile.ROOT: Terms(timedelta(days=20 * 365), ("key_cert_sign", "crl_sign"), path_length=1),
    Profile.AUTHORITY: Terms(timedelta(days=10 * 365), ("key_cert_sign", "crl_sign"), path_length=0),
    Profile.SEAL: Terms(
        timedelta(days=3 * 365),
        ("digital_signature", "content_commitment"),
        (_DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION),
    ),
    Profile.PERSON: Terms(
        timedelta(days=3 * 365),
        ("digital_signature", "content_commitment"),
        (_DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION),
    ),
    Profile.TIME_STAMP: Terms(
        timedelta(days=5 * 365), ("digital_signature",), (ExtendedKeyUsageOID.TIME_STAMPING,), purposes_critical=True
    ),
    Profile.RESPONDER: Terms(timedelta(days=365), ("digital_signature",), (ExtendedKeyUsageOID.OCSP_SIGNING,)),
}
_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


# -- names ------------------------------------------------------------------------------------------------------------


def subject(name: str, *, organisation: str = "", code: str = "", title: str = "") -> x509.Name:
    """The name a certificate gives its holder, in Vietnamese as it is."""
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")]
    if organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    if code:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, organisation_identifier(code)))
    if title:
        parts.append(x509.NameAttribute(NameOID.TITLE, title))
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, shortened(name))])


def shortened(name: str) -> str:
    """A name as long as a common name may be, cut at a word; the organisation keeps the full one.

    The standard counts characters; libraries count octets of UTF-8, and so do we.
    """
    if len(name.encode()) <= _LONGEST_COMMON_NAME_BYTES:
        return name
    words = name.split(" ")
    while len(" ".join(words).encode()) > _LONGEST_COMMON_NAME_BYTES - len("…".encode()):
        words.pop()
    return " ".join(words) + "…"


# -- certificates -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues: its certificate (None while the root makes its own), the key it signs with, where it publishes."""

    certificate: x509.Certificate | None
    algorithm: Algorithm
    public_key: bytes
    addresses: Addresses | None


def certificate_body(
    profile: Profile, *, name: x509.Name, public_key: bytes, issuer: Issuer, serial: int, now: datetime
) -> bytes:
    """The bytes of a certificate that its issuer is going to sign (`TBSCertificate`)."""
    terms = PROFILES[profile]
    key = load_der_public_key(public_key)
    builder = x509.CertificateBuilder(
        issuer_name=issuer.certificate.subject if issuer.certificate else name,
        subject_name=name,
        public_key=key,  # type: ignore[arg-type]
        serial_number=serial,
        not_valid_before=now - CLOCK_DIFFERENCE,
        not_valid_after=now + terms.lifetime,
    )
    for extension, critical in _extensions(profile, key, issuer):
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(throw_away(issuer.algorithm), hashes.SHA256()).tbs_certificate_bytes


def _extensions(profile: Profile, key: object, issuer: Issuer) -> Iterable[tuple[x509.ExtensionType, bool]]:
    terms = PROFILES[profile]
    yield x509.BasicConstraints(ca=terms.path_length is not None, path_length=terms.path_length), True
    yield x509.KeyUsage(**{usage: usage in terms.key_usage for usage in _USAGES}), True
    yield x509.SubjectKeyIdentifier.from_public_key(key), False  # type: ignore[arg-type]
    issuer_key = load_der_public_key(issuer.public_key)
    yield x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), False  # type: ignore[arg-type]
    if terms.purposes:
        yield x509.ExtendedKeyUsage(terms.purposes), terms.purposes_critical
    if profile is Profile.RESPONDER:
        yield x509.OCSPNoCheck(), False
    elif issuer.addresses:
        yield _list_address(issuer.addresses), False
        yield _authority_access(issuer.addresses, answers=terms.path_length is None), False


def _list_address(addresses: Addresses) -> x509.CRLDistributionPoints:
    place = x509.UniformResourceIdentifier(addresses.revocation_list)
    return x509.CRLDistributionPoints([x509.DistributionPoint([place], None, None, None)])


def _authority_access(addresses: Addresses, *, answers: bool) -> x509.AuthorityInformationAccess:
    places = [(AuthorityInformationAccessOID.CA_ISSUERS, addresses.certificate)]
    if answers:
        places.insert(0, (AuthorityInformationAccessOID.OCSP, addresses.answers))
    return x509.AuthorityInformationAccess(
        [x509.AccessDescription(method, x509.UniformResourceIdentifier(place)) for method, place in places]
    )


# -- signing what was composed ----------------------------------------------------------------------------------------


@cache
def throw_away(algorithm: Algorithm) -> PrivateKey:
    """A key of this process that signs drafts only: it gives the bytes that the real key will sign."""
    if algorithm == "rsa":
        return rsa.generate_private_key(65537, 2048)
    return ec.generate_private_key(ec.SECP256R1())


def signed(to_be_signed: bytes, key: Key) -> bytes:
    """The bytes with the real key's signature: a certificate, or a revocation list (`SEQUENCE` of body, how, value)."""
    value = der.tlv(der.BIT_STRING, b"\0", key.sign(to_be_signed))
    return der.sequence(to_be_signed, SIGNATURE_ALGORITHM[key.algorithm], value)
