"""Verifying XML signatures, strictly: one signature, exactly the expected references, and only what was verified back.

Most attacks on signed XML sign one element and let the program read another. Here the caller says beforehand which
element must be signed, and gets a new tree, parsed from the very bytes whose digest was signed: nothing else exists.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from lxml import etree

from lienthong.ground.signatures import certificates, xml_names
from lienthong.ground.signatures.algorithms import require_secure_hash, require_signature
from lienthong.ground.signatures.carried import require_undamaged
from lienthong.ground.signatures.cms_reading import DigestOf
from lienthong.ground.signatures.cms_verify import SignedBy
from lienthong.ground.signatures.refusals import SignatureInvalid
from lienthong.ground.signatures.trust import Trust
from lienthong.ground.signatures.xml_reading import canonical, detach, identified, parse, require_no_doctype

_MOST_REFERENCES: Final = 1000
_MOST_CERTIFICATES: Final = 16
_ECDSA: Final = "ecdsa"
_INCLUSIVE: Final = f"{{{xml_names.EXCLUSIVE}}}InclusiveNamespaces"
_REFERENCE_PARTS: Final = frozenset({"Transforms", "DigestMethod", "DigestValue"})
_SIGNED_INFO_PARTS: Final = ("CanonicalizationMethod", "SignatureMethod", "Reference")
_COMMON_NAMES: Final = ("SignedInfo", "SignatureValue", "KeyInfo", "Transform", *_SIGNED_INFO_PARTS, *_REFERENCE_PARTS)


@dataclass(frozen=True)
class VerifiedXml:
    """What an XML signature proves. `octets` are the signed bytes, None if only attachments were signed."""

    signed_by: SignedBy
    octets: bytes | None
    attachments: tuple[str, ...]

    @cached_property
    def root(self) -> etree._Element | None:
        """A new tree, parsed from the signed bytes and nothing else: read this one, not the one given in."""
        return None if self.octets is None else parse(self.octets)


@dataclass(frozen=True)
class _Reference:
    """One reference of a SignedInfo that was signed."""

    address: str
    kind: str
    transforms: tuple[etree._Element, ...]
    hash_name: str
    digest: bytes


def verify(
    root: etree._Element,
    *,
    trust: Trust,
    at: datetime,
    covers: etree._Element | None = None,
    covers_nothing: bool = False,
    attachments: Mapping[str, DigestOf] | None = None,
    by_id: Mapping[str, etree._Element] | None = None,
    namespace: str = xml_names.DSIG,
) -> VerifiedXml:
    """Verify the one signature in a tree that the caller gives up (the signature is taken out of it).

    `covers` is the element that must be signed (the root by default); with `covers_nothing` only attachments are.
    `attachments` gives the digest of each attachment by content id: exactly these must be signed. `by_id` is what
    `identified` found in this very tree, if the caller has asked it already. `namespace` is where
    the signature's elements live, should a sender use its own instead of the standard one.
    Refuses with `SignatureInvalid`, `NotSecure` or `NotTrusted`; anything unforeseen is "invalid" as well.
    """
    expected = None if covers_nothing else (root if covers is None else covers)
    try:
        return _verify(root, expected, attachments or {}, by_id=by_id, namespace=namespace, trust=trust, at=at)
    except SignatureInvalid:
        raise
    except Exception as broken:
        raise SignatureInvalid("unreadable") from broken


def _verify(
    root: etree._Element,
    expected: etree._Element | None,
    attachments: Mapping[str, DigestOf],
    *,
    by_id: Mapping[str, etree._Element] | None,
    namespace: str,
    trust: Trust,
    at: datetime,
) -> VerifiedXml:
    # 1. No DOCTYPE, no identifier twice, one signature, built as it must be.
    require_no_doctype(root)
    by_id = identified(root) if by_id is None else by_id
    signature = _only_signature(root, namespace)
    signed_info, value, carried = _parts(signature, namespace)

    # 2. SignedInfo is signed by the key of a certificate that came along.
    octets = _canonical_by(signed_info[0], signed_info)
    method, references = _read_signed_info(parse(octets), signed_info, namespace)
    signer = _signer(carried, value, octets, method)

    # 3. Exactly the expected references were signed, and each digest is right.
    addresses = {f"cid:{name}": digest_of for name, digest_of in attachments.items()}
    document, properties = _sorted_out(references, addresses, expected, root=root, by_id=by_id, signature=signature)
    for reference in properties:
        _require_digest(reference, _octets(reference, by_id[reference.address[1:]], None))
    signed = None
    if document is not None and expected is not None:
        signed = _octets(document, expected, signature)
        _require_digest(document, signed)

    # 4. The certificate was in order, and what came along with it is whole.
    others = tuple(c for c in carried if c != signer)
    path = trust.path(signer, at=at, extra=others)
    require_undamaged(others, trust)
    signed_by = SignedBy(
        certificate=signer,
        holder=certificates.holder_of(signer),
        role="",
        signing_time=None,
        judged_at=at,
        stamps=(),
        path=path,
        hash_name=method[1],
        level="XML",
    )
    return VerifiedXml(signed_by, signed, tuple(attachments))


# -- structure --------------------------------------------------------------------------------------------------------


def _only_signature(root: etree._Element, namespace: str) -> etree._Element:
    found = list(root.iter(f"{{{namespace}}}Signature", f"{{{xml_names.DSIG}}}Signature"))
    if len(found) != 1 or found[0] is root:
        raise SignatureInvalid("signature-count", count=len(found))
    return found[0]


def _parts(signature: etree._Element, namespace: str) -> tuple[etree._Element, bytes, tuple[x509.Certificate, ...]]:
    """`SignedInfo`, the value and the certificates. Refuses another order, repetition, foreign children or remarks."""
    _require_nothing_else(signature)
    names = [_local(child, namespace) for child in signature]
    if names[:3] != ["SignedInfo", "SignatureValue", "KeyInfo"] or any(name != "Object" for name in names[3:]):
        raise SignatureInvalid("structure", line=signature.sourceline)
    signed_info, value, key_info = signature[0], signature[1], signature[2]
    if len(value) or not len(signed_info):
        raise SignatureInvalid("structure", line=value.sourceline)
    carried = [_decoded(found) for found in key_info.iter(f"{{{namespace}}}X509Certificate")]
    if not 1 <= len(carried) <= _MOST_CERTIFICATES:
        raise SignatureInvalid("certificate-missing", count=len(carried))
    return signed_info, _decoded(value), tuple(certificates.load(found) for found in carried)


def _require_nothing_else(signature: etree._Element) -> None:
    """What no reference covers must not be there: remarks, text beside the parts, objects other than XAdES's own."""
    remarks = signature.iter(etree.Comment, etree.ProcessingInstruction)
    beside = [signature.text, *(part.tail for part in signature)]
    inside = [child for part in signature if str(part.tag).endswith("}Object") for child in part]
    strange = any(not str(child.tag).startswith(xml_names.XADES) for child in inside)
    if next(remarks, None) is not None or strange or any(text and not text.isspace() for text in beside):
        raise SignatureInvalid("structure", line=signature.sourceline)


@lru_cache(maxsize=8)
def _common(namespace: str) -> dict[object, str]:
    """Tags that every signature has, with their local names."""
    return {f"{{{namespace}}}{name}": name for name in _COMMON_NAMES}


def _local(element: etree._Element, namespace: str) -> str:
    """Local name of an element of this namespace; refuses comments, instructions and foreign elements."""
    if common := _common(namespace).get(element.tag):
        return common
    prefix = f"{{{namespace}}}"
    name = str(element.tag)  # of a comment or an instruction, something that is no such name
    if not name.startswith(prefix):
        raise SignatureInvalid("structure", line=element.sourceline)
    return name[len(prefix) :]


def _decoded(element: etree._Element) -> bytes:
    try:
        return base64.b64decode("".join((element.text or "").split()), validate=True)
    except binascii.Error as wrong:
        raise SignatureInvalid("structure", line=element.sourceline) from wrong


def _read_signed_info(
    signed: etree._Element, original: etree._Element, namespace: str
) -> tuple[tuple[str, str], tuple[_Reference, ...]]:
    """Method and references, read from the signed bytes alone. Refuses whatever is not in its place."""
    names = [_local(child, namespace) for child in signed]
    references = list(signed)[2:]
    method, value, reference = _SIGNED_INFO_PARTS
    expected = [method, value, *[reference] * len(references)]
    if names != expected or not 1 <= len(references) <= _MOST_REFERENCES:
        raise SignatureInvalid("structure", line=original.sourceline)
    name = signed[1].get("Algorithm", "")
    if name not in xml_names.SIGNATURES:
        raise SignatureInvalid("method-forbidden", method=name)
    family, hash_name = xml_names.SIGNATURES[name]
    require_secure_hash(hash_name)
    return (family, hash_name), tuple(_reference(element, namespace) for element in references)


def _reference(element: etree._Element, namespace: str) -> _Reference:
    children = {_local(child, namespace): child for child in element}
    if len(children) != len(element) or not {"DigestMethod", "DigestValue"} <= set(children) <= _REFERENCE_PARTS:
        raise SignatureInvalid("structure", reference=element.get("URI", ""))
    method = children["DigestMethod"].get("Algorithm", "")
    if method not in xml_names.DIGESTS or "URI" not in element.attrib:
        raise SignatureInvalid("method-forbidden", method=method)
    transforms = tuple(children["Transforms"]) if "Transforms" in children else ()
    if any(_local(transform, namespace) != "Transform" for transform in transforms):
        raise SignatureInvalid("structure", reference=element.get("URI", ""))
    return _Reference(
        address=str(element.get("URI")),
        kind=str(element.get("Type", "")),
        transforms=transforms,
        hash_name=require_secure_hash(xml_names.DIGESTS[method]),
        digest=_decoded(children["DigestValue"]),
    )


# -- value ------------------------------------------------------------------------------------------------------------


def _signer(
    carried: tuple[x509.Certificate, ...], value: bytes, octets: bytes, method: tuple[str, str]
) -> x509.Certificate:
    """The certificate whose key made the value. Refuses when none of those that came along did."""
    family, hash_name = method
    refused: SignatureInvalid | None = None
    for certificate in carried:
        key = certificates.key_of(certificate)
        try:
            wire = _from_wire(value, key) if family == _ECDSA else value
            require_signature(key, wire, octets, hash_name=hash_name, family=family)
        except SignatureInvalid as wrong:
            refused = wrong
            continue
        return certificate
    raise refused or SignatureInvalid("certificate-missing")


def _from_wire(value: bytes, key: object) -> bytes:
    """ECDSA's two numbers side by side, as DER."""
    size = (key.curve.key_size + 7) // 8 if isinstance(key, ec.EllipticCurvePublicKey) else 0
    if len(value) != 2 * size:
        raise SignatureInvalid("value-wrong")
    return encode_dss_signature(int.from_bytes(value[:size], "big"), int.from_bytes(value[size:], "big"))


# -- references -------------------------------------------------------------------------------------------------------


def _sorted_out(
    references: tuple[_Reference, ...],
    attachments: Mapping[str, DigestOf],
    expected: etree._Element | None,
    *,
    root: etree._Element,
    by_id: Mapping[str, etree._Element],
    signature: etree._Element,
) -> tuple[_Reference | None, list[_Reference]]:
    """The reference to the document and those to signed properties; attachments are checked on the way.

    Refuses a reference nobody expected, one given twice, and an expected one that is absent.
    """
    document, properties, seen = None, [], set()
    for reference in references:
        if reference.address in seen:
            raise SignatureInvalid("reference-unexpected", address=reference.address)
        seen.add(reference.address)
        target = root if not reference.address else by_id.get(reference.address.removeprefix("#"))
        if reference.address in attachments:
            _require_attachment(reference, attachments[reference.address])
        elif expected is not None and target is expected and reference.address[:1] in {"", "#"}:
            document = reference
        elif reference.kind == xml_names.SIGNED_PROPERTIES and target is not None and _is_in(target, signature):
            properties.append(reference)
        else:
            raise SignatureInvalid("reference-unexpected", address=reference.address)
    missing = set(attachments) - seen
    if missing or (expected is not None and document is None) or len(properties) > 1:
        raise SignatureInvalid("reference-unexpected", missing=sorted(missing))
    return document, properties


def _is_in(element: etree._Element, other: etree._Element) -> bool:
    return any(above is other for above in element.iterancestors())


def _require_attachment(reference: _Reference, digest_of: DigestOf) -> None:
    if reference.transforms:
        raise SignatureInvalid("transform-forbidden", address=reference.address)
    if not hmac.compare_digest(digest_of(reference.hash_name), reference.digest):
        raise SignatureInvalid("digest-differs", address=reference.address)


def _octets(reference: _Reference, element: etree._Element, signature: etree._Element | None) -> bytes:
    """Canonical bytes of what a reference covers; `signature` is taken out when it lies inside and says so."""
    transforms = list(reference.transforms)
    inside = signature is not None and _is_in(signature, element)
    enveloped = bool(transforms) and transforms[0].get("Algorithm") == xml_names.ENVELOPED
    if inside != enveloped:
        raise SignatureInvalid("transform-forbidden", address=reference.address)
    if enveloped and signature is not None:
        transforms.pop(0)
        detach(signature)
    if len(transforms) > 1:
        raise SignatureInvalid("transform-forbidden", address=reference.address)
    return _canonical_by(transforms[0], element) if transforms else canonical(element, exclusive=False)


def _canonical_by(method: etree._Element, element: etree._Element) -> bytes:
    """Canonical bytes by the method an element names. Refuses XSLT, XPath and whatever else is no such method."""
    name = method.get("Algorithm", "")
    if name not in xml_names.CANONICAL:
        raise SignatureInvalid("transform-forbidden", transform=name)
    exclusive = xml_names.CANONICAL[name]
    prefixes: list[str] = []
    for child in method:
        if not exclusive or child.tag != _INCLUSIVE:
            raise SignatureInvalid("transform-forbidden", transform=name)
        prefixes.extend(child.get("PrefixList", "").split())
    if "#default" in prefixes:  # the library would pass over it in silence
        raise SignatureInvalid("transform-forbidden", transform=name)
    return canonical(element, exclusive=exclusive, inclusive_prefixes=prefixes)


def _require_digest(reference: _Reference, octets: bytes) -> None:
    if not hmac.compare_digest(hashlib.new(reference.hash_name, octets).digest(), reference.digest):
        raise SignatureInvalid("digest-differs", address=reference.address)
