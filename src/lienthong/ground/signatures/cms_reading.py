"""Reading one CMS signature in numbered steps: from bytes to the certificate that really signed this content.

Nothing is believed before its step: the value of an attribute is used only after the signature over it was checked.
What comes back is all that was verified; whether the certificate is trusted is the next question (`trust`).
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms, core, tsp
from cryptography import x509

from lienthong.ground.signatures import certificates, der, oids
from lienthong.ground.signatures.algorithms import require_secure_hash, require_signature
from lienthong.ground.signatures.refusals import SignatureInvalid

LARGEST_BYTES = 512 * 1024
_CLAIMED = 0xA0
DigestOf = Callable[[str], bytes]
"""Gives the digest of the content by the hash named (`sha256`, `sha384`, `sha512`)."""


@dataclass(frozen=True, slots=True)
class Read:
    """What one verified CMS signature said."""

    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]
    hash_name: str
    signing_time: datetime | None
    role: str
    binds_certificate: bool
    value: bytes
    tokens: tuple[bytes, ...]
    content: bytes | None


def read_signature(encoded: bytes, digest_of: DigestOf | None, *, content_type: str = oids.DATA) -> Read:
    """Verify one CMS signature over a content given by digest, or carried inside when `digest_of` is None.

    Refuses whatever is not exactly one signer over exactly this content, with secure algorithms.
    """
    # 1. It is a SignedData of bearable size, with one signer, over the kind of content we expect.
    if len(encoded) > LARGEST_BYTES:
        raise SignatureInvalid("too-large")
    signed = _signed_data(encoded)
    if len(signed["signer_infos"]) != 1:
        raise SignatureInvalid("several-signers")
    info = signed["signer_infos"][0]
    enclosed = signed["encap_content_info"]
    if enclosed["content_type"].dotted != content_type:
        raise SignatureInvalid("content-type-differs")

    # 2. The content is where it belongs: outside, or inside.
    content = _content(enclosed["content"], inside=digest_of is None)

    # 3. The hash is secure, and the signed attributes name this very content.
    hash_name = require_secure_hash(info["digest_algorithm"]["algorithm"].native)
    attributes = _Attributes(info["signed_attrs"])
    if attributes.only(oids.CONTENT_TYPE) != der.oid(content_type):
        raise SignatureInvalid("content-type-differs")
    digest = digest_of(hash_name) if digest_of is not None else hashlib.new(hash_name, content or b"").digest()
    named = core.OctetString.load(attributes.only(oids.MESSAGE_DIGEST), strict=True).native
    if not hmac.compare_digest(named, digest):
        raise SignatureInvalid("digest-differs")

    # 4. The signer's certificate is there, and the signature binds itself to it.
    certificate, others = _certificates(signed, info["sid"])
    binds = _require_binding(attributes, certificate)

    # 5. The signature over the attributes, exactly as they stand, is that certificate's.
    value = info["signature"].native
    _require_value(info, info["signed_attrs"].untag().dump(), certificate, value=value, hash_name=hash_name)
    _require_announced(signed, info)

    # 6. Only now: what the signer claims besides.
    return Read(
        certificate=certificate,
        others=others,
        hash_name=hash_name,
        signing_time=_signing_time(attributes),
        role=_role(attributes),
        binds_certificate=binds,
        value=value,
        tokens=tuple(_Attributes(info["unsigned_attrs"]).all(oids.SIGNATURE_TIME_STAMP)),
        content=content,
    )


def certificate_in(encoded: bytes) -> x509.Certificate:
    """The certificate that a signature names as its signer's. It proves nothing: whoever wrote the file chose it.

    Refuses what is no signature of one signer, and one without that certificate.
    """
    signed = _signed_data(encoded)
    return _certificates(signed, signed["signer_infos"][0]["sid"])[0]


def _signed_data(encoded: bytes) -> Any:
    wrapper = cms.ContentInfo.load(encoded, strict=True)
    if wrapper["content_type"].dotted != oids.SIGNED_DATA:
        raise SignatureInvalid("content-type-differs")
    return wrapper["content"]


def _require_announced(signed: Any, info: Any) -> None:
    """What no signature covers must fit all the same: the versions, and the set of hashes (RFC 5652 §5.1, §5.3)."""
    announced = {each["algorithm"].dotted for each in signed["digest_algorithms"]}
    known = signed["version"].native in {"v1", "v3", "v4", "v5"} and info["version"].native in {"v1", "v3"}
    if not known or info["digest_algorithm"]["algorithm"].dotted not in announced:
        raise SignatureInvalid("structure")


def _content(value: Any, *, inside: bool) -> bytes | None:
    present = not isinstance(value, core.Void) and value.native is not None
    if present != inside:
        raise SignatureInvalid("content-inside")
    return bytes(value.contents) if inside else None


class _Attributes:
    """Attributes by identifier, values encoded: their meaning is read here, not guessed by a library's registry."""

    def __init__(self, found: Any) -> None:
        self._values: dict[str, list[bytes]] = {}
        for attribute in () if isinstance(found, core.Void) else found:
            values = self._values.setdefault(attribute["type"].dotted, [])
            values.extend(value.dump() for value in attribute["values"])

    def all(self, dotted: str) -> list[bytes]:
        """Every value of this attribute, wherever it is repeated."""
        return self._values.get(dotted, [])

    def only(self, dotted: str) -> bytes:
        """Its one value; refuses none or several."""
        values = self.all(dotted)
        if len(values) != 1:
            raise SignatureInvalid("attribute-count", attribute=dotted)
        return values[0]


def _certificates(signed: Any, identifier: Any) -> tuple[x509.Certificate, tuple[x509.Certificate, ...]]:
    found, others = None, []
    for choice in signed["certificates"]:
        if choice.name != "certificate":
            continue
        if found is None and _is_named(choice.chosen, identifier):
            found = certificates.load(choice.chosen.dump())
        else:
            others.append(certificates.load(choice.chosen.dump()))
    if found is None:
        raise SignatureInvalid("certificate-missing")
    return found, tuple(others)


def _is_named(certificate: Any, identifier: Any) -> bool:
    if identifier.name == "subject_key_identifier":
        return bool(certificate.key_identifier == identifier.chosen.native)
    body, wanted = certificate["tbs_certificate"], identifier.chosen
    same_serial = body["serial_number"].native == wanted["serial_number"].native
    return bool(same_serial and body["issuer"].dump() == wanted["issuer"].dump())


def _require_binding(attributes: _Attributes, certificate: x509.Certificate) -> bool:
    """Is the certificate bound by signing-certificate-v2 (RFC 5035)? Refuses one that binds another certificate."""
    if not attributes.all(oids.SIGNING_CERTIFICATE_V2):
        return False
    value = attributes.only(oids.SIGNING_CERTIFICATE_V2)
    bound = tsp.SigningCertificateV2.load(value, strict=True)["certs"][0]
    hash_name = require_secure_hash(bound["hash_algorithm"]["algorithm"].native)
    digest = hashlib.new(hash_name, certificates.encoded(certificate)).digest()
    if not hmac.compare_digest(bound["cert_hash"].native, digest):
        raise SignatureInvalid("certificate-differs")
    return True


def _require_value(info: Any, data: bytes, certificate: x509.Certificate, *, value: bytes, hash_name: str) -> None:
    algorithm = info["signature_algorithm"]
    family = algorithm.signature_algo
    named = hash_name if algorithm["algorithm"].native == "rsassa_pkcs1v15" else algorithm.hash_algo
    if named != hash_name:
        require_secure_hash(named)
        raise SignatureInvalid("algorithm-unknown", algorithm=named)
    require_signature(certificate.public_key(), value, data, hash_name=hash_name, family=family)


def _signing_time(attributes: _Attributes) -> datetime | None:
    if not attributes.all(oids.SIGNING_TIME):
        return None
    claimed: datetime = cms.Time.load(attributes.only(oids.SIGNING_TIME)).native
    return claimed


def _role(attributes: _Attributes) -> str:
    """The claimed name of signer-attributes-v2; empty when there is none, or a claim of another kind."""
    if not attributes.all(oids.SIGNER_ATTRIBUTES_V2):
        return ""
    value = der.read(attributes.only(oids.SIGNER_ATTRIBUTES_V2)).children()
    claims = value[0].children()[0].children() if value and value[0].tag == _CLAIMED else []
    for kind, values in (claim.children() for claim in claims):
        if kind.encoded == der.oid(oids.CLAIMED_NAME):
            return values.children()[0].expect(der.UTF8).content.decode()
    return ""
