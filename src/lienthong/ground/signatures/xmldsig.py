"""XML signatures over a document and its attachments, made for edXML; verified by `xml_verify`, offered here as well.

Made with SHA-256 and exclusive canonicalisation. `SignedInfo` is written in canonical form at once, so that nothing
has to be canonicalised twice; attachments take part by the digest of their bytes under a `cid:` address.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from typing import Final
from xml.sax.saxutils import quoteattr

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from lxml import etree

from lienthong.ground.signatures import xml_names
from lienthong.ground.signatures.cms_verify import by_digest, of_bytes
from lienthong.ground.signatures.refusals import SignatureInvalid
from lienthong.ground.signatures.signer import Signer
from lienthong.ground.signatures.xml_reading import canonical, identified, parse
from lienthong.ground.signatures.xml_verify import VerifiedXml, verify

__all__ = ["VerifiedXml", "by_digest", "identified", "of_bytes", "parse", "sign_enveloped", "verify"]

_NAMESPACE: Final = f'xmlns:ds="{xml_names.DSIG}"'
_ENVELOPED: Final = (
    "<ds:Transforms>"
    f'<ds:Transform Algorithm="{xml_names.ENVELOPED}"></ds:Transform>'
    f'<ds:Transform Algorithm="{xml_names.EXCLUSIVE}"></ds:Transform>'
    "</ds:Transforms>"
)
_COORDINATE_BYTES: Final = 32


def sign_enveloped(
    root: etree._Element,
    signer: Signer,
    *,
    into: etree._Element | None = None,
    covers: etree._Element | None = None,
    attachments: Mapping[str, bytes] | None = None,
) -> etree._Element:
    """Sign an element of the tree (the root by default) and put the signature inside it; gives the signature back.

    `covers` other than the root must carry an `Id`; `into` is the element the signature is appended to, at or under
    `covers`; `attachments` are SHA-256 digests by content id. Nothing that is covered may be changed afterwards.
    Refuses: SignatureInvalid for a covered element without identifier, or a repeated one.
    """
    signed = root if covers is None else covers
    address = "" if signed is root else "#" + _identifier(root, signed)
    digest = hashlib.sha256(canonical(signed, exclusive=True)).digest()
    references = [_reference(address, digest, _ENVELOPED)]
    references.extend(_reference(f"cid:{name}", found) for name, found in (attachments or {}).items())
    signature = etree.fromstring(_signature(signer, _signed_info(signer, references)))
    (signed if into is None else into).append(signature)
    return signature


def _identifier(root: etree._Element, element: etree._Element) -> str:
    for identifier, found in identified(root).items():
        if found is element:
            return identifier
    raise SignatureInvalid("reference-unexpected", element=str(element.tag))


def _reference(address: str, digest: bytes, transforms: str = "") -> str:
    return (
        f"<ds:Reference URI={_attribute(address)}>{transforms}"
        f'<ds:DigestMethod Algorithm="{xml_names.SHA256}"></ds:DigestMethod>'
        f"<ds:DigestValue>{_base64(digest)}</ds:DigestValue></ds:Reference>"
    )


def _attribute(value: str) -> str:
    """A quoted attribute value exactly as canonical XML writes it. Refuses characters that would need escaping."""
    quoted = quoteattr(value)
    if quoted != f'"{value}"':
        raise SignatureInvalid("reference-unexpected", address=value)
    return quoted


def _signed_info(signer: Signer, references: Iterable[str]) -> str:
    """`SignedInfo`, as exclusive canonicalisation would write it."""
    return (
        f"<ds:SignedInfo {_NAMESPACE}>"
        f'<ds:CanonicalizationMethod Algorithm="{xml_names.EXCLUSIVE}"></ds:CanonicalizationMethod>'
        f'<ds:SignatureMethod Algorithm="{xml_names.PRODUCED[signer.algorithm]}"></ds:SignatureMethod>'
        f"{''.join(references)}</ds:SignedInfo>"
    )


def _signature(signer: Signer, signed_info: str) -> str:
    value = _base64(_wire_value(signer, signed_info.encode()))
    certificates = "".join(
        f"<ds:X509Certificate>{_base64(found)}</ds:X509Certificate>"
        for found in (signer.certificate_der, *signer.chain_der)
    )
    return (
        f"<ds:Signature {_NAMESPACE}>{signed_info}<ds:SignatureValue>{value}</ds:SignatureValue>"
        f"<ds:KeyInfo><ds:X509Data>{certificates}</ds:X509Data></ds:KeyInfo></ds:Signature>"
    )


def _wire_value(signer: Signer, data: bytes) -> bytes:
    """The signature as XML carries it: for ECDSA the two numbers side by side (xmldsig-core1 §6.4.3)."""
    value = signer.sign(data)
    if signer.algorithm == "rsa":
        return value
    return b"".join(number.to_bytes(_COORDINATE_BYTES, "big") for number in decode_dss_signature(value))


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()
