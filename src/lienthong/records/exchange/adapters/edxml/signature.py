"""What the signature of a message says and covers; whether it is true is judged in `sealing.py`.

Our own messages are signed over the whole envelope (header, transaction, manifest) and over every attachment. The
looser form of older software, where only attachments are referenced, is read too: what it leaves open is said.
"""

import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from lienthong.ground.signatures import xmldsig
from lienthong.ground.signatures.refusals import SignatureInvalid
from lienthong.records.exchange.adapters.edxml import refusals
from lienthong.records.exchange.adapters.edxml.attachments import Decoded
from lienthong.records.exchange.adapters.edxml.message import Message
from lienthong.records.exchange.adapters.edxml.names import DSIG, EDXML, line_of, without_cid
from lienthong.records.exchange.adapters.edxml.sentences import _, say

DIGESTS: dict[str, str] = {
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
    "http://www.w3.org/2000/09/xmldsig#sha1": "sha1",
}
"""Digest methods that can be compared; SHA-1 is compared too, and called insecure."""

_INSECURE = ("#sha1", "#rsa-sha1", "#dsa-sha1", "#ecdsa-sha1", "#hmac-sha1", "#md5", "#rsa-md5")
_PARTS = {f"{{{EDXML}}}{part}": part for part in ("MessageHeader", "TraceHeaderList", "edXMLManifest")}
_SIGNED_INFO, _SIGNATURE_METHOD, _REFERENCE, _DIGEST_METHOD, _DIGEST_VALUE = (
    f"{{{DSIG}}}{name}" for name in ("SignedInfo", "SignatureMethod", "Reference", "DigestMethod", "DigestValue")
)
_CALLED = etree.XPath("descendant-or-self::*/@*[. = $wanted and translate(local-name(), 'ID', 'id') = 'id']/..")


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference of the signature: what it points at and the digest it claims."""

    uri: str
    digest_method: str
    digest: bytes
    line: int

    @property
    def content_id(self) -> str:
        """Content id of an attachment, or "" for another kind of reference."""
        return without_cid(self.uri) if self.uri[:4].lower() == "cid:" else ""


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """The signature as found. `not_covered` names what may be changed without breaking it."""

    references: tuple[Reference, ...]
    signature_method: str
    insecure: tuple[str, ...]
    not_covered: tuple[str, ...]
    document: bytes
    is_whole: bool
    """Is `document` the whole message, attachments and all (small messages), or the envelope without them?"""
    read: "list[Tree]" = field(default_factory=list, compare=False, repr=False)
    """The tree that was read, until somebody takes it to verify the signature."""

    def tree(self) -> "Tree":
        """The tree that was read; after the first time `document` parsed afresh, from which no message was read."""
        if self.read:
            return self.read.pop()
        from lienthong.records.exchange.adapters.edxml.envelope import parse

        return tree_of(parse(self.document), None)


@dataclass(frozen=True, slots=True)
class Tree:
    """Root `edXML`, for whoever takes it to keep, the message read from this very tree, and its elements by id.

    `by_id` is None where an id stands twice: then each reference is looked up with care.
    """

    root: etree._Element
    message: Message | None
    by_id: Mapping[str, etree._Element] | None


def tree_of(root: etree._Element, message: Message | None) -> Tree:
    """A tree with its elements by id."""
    try:
        return Tree(root, message, xmldsig.identified(root))
    except SignatureInvalid:
        return Tree(root, message, None)


def facts(
    signature: etree._Element, message: Message, *, document: bytes, is_whole: bool, decoded: list[Decoded]
) -> SignatureFacts:
    """Read a signature and compare the digests of the attachments. Refuses: BadSignature, WrongDigest."""
    signed_infos = list(signature.iterchildren(_SIGNED_INFO))
    found = tuple(_reference(element) for info in signed_infos for element in info.iterchildren(_REFERENCE))
    if not found:
        raise _bad(signature, _("không có tham chiếu nào"))
    by_id = {attachment.content_id: attachment for attachment in decoded}
    for reference in found:
        _compare(reference, by_id)
    method = _algorithm(signed_infos[0], _SIGNATURE_METHOD)
    tree = tree_of(signature.getroottree().getroot(), message)
    methods = dict.fromkeys((method, *(reference.digest_method for reference in found)))
    return SignatureFacts(
        references=found,
        signature_method=method,
        insecure=tuple(used for used in methods if used.endswith(_INSECURE)),
        not_covered=_not_covered(signature, found, by_id, tree, is_whole=is_whole),
        document=document,
        is_whole=is_whole,
        read=[tree],
    )


def digests_named_in(document: bytes) -> frozenset[str]:
    """Digests that the attachments must be given, by what the envelope mentions."""
    return frozenset(name for uri, name in DIGESTS.items() if uri.encode() in document)


def _reference(element: etree._Element) -> Reference:
    value = element.findtext(_DIGEST_VALUE, "")
    try:
        digest = binascii.a2b_base64("".join(value.split()), strict_mode=True)
    except ValueError:
        raise _bad(element, _("giá trị băm không phải base64")) from None
    return Reference(element.get("URI", ""), _algorithm(element, _DIGEST_METHOD), digest, line_of(element))


def _algorithm(element: etree._Element, tag: str) -> str:
    method = element.find(tag)
    return method.get("Algorithm", "") if method is not None else ""


def _compare(reference: Reference, by_id: dict[str, Decoded]) -> None:
    if not reference.content_id:
        return
    attachment = by_id.get(reference.content_id)
    if attachment is None:
        what = say(_("chữ ký nói đến tệp kèm không có trong thông điệp"))
        raise refusals.BadSignature(line=reference.line, element="Signature/Reference", what=what)
    name = DIGESTS.get(reference.digest_method, "")
    if name not in attachment.digests:
        what = say(_("thuật toán băm {found} không được hỗ trợ"), found=reference.digest_method)
        raise refusals.BadSignature(line=reference.line, element="Signature/Reference", what=what)
    if attachment.digests[name] != reference.digest:
        raise refusals.WrongDigest(line=reference.line, element="Signature/Reference", found=reference.uri, digest=name)


def _not_covered(
    signature: etree._Element,
    references: tuple[Reference, ...],
    by_id: dict[str, Decoded],
    tree: Tree,
    *,
    is_whole: bool,
) -> tuple[str, ...]:
    covered = {found for reference in references if (found := target(tree, reference)) is not None}
    unprotected = {
        _PARTS[str(element.tag)]
        for element in tree.root.iter(*_PARTS)
        if not covered & (around := {element, *element.iterancestors()}) or signature in around
    }
    open_parts = [part for part in _PARTS.values() if part in unprotected]
    signed_ids = set(by_id) if is_whole and tree.root in covered else {each.content_id for each in references}
    return (*open_parts, *(f"cid:{each}" for each in by_id if each not in signed_ids))


def target(tree: Tree, reference: Reference) -> etree._Element | None:
    """The element a same-document reference covers. Refuses an id that stands twice: which one is signed?"""
    if reference.uri == "":
        return tree.root
    if not reference.uri.startswith("#"):
        return None
    wanted = reference.uri[1:]
    if tree.by_id is not None and wanted in tree.by_id:
        return tree.by_id[wanted]
    found: Any = _CALLED(tree.root, wanted=wanted)
    if len(found) != 1:
        raise refusals.BadSignature(
            line=reference.line,
            element="Signature/Reference",
            what=say(_("mã “{found}” phải chỉ đúng một phần"), found=wanted),
        )
    one: etree._Element = found[0]
    return one


def _bad(element: etree._Element, what: str) -> refusals.BadSignature:
    return refusals.BadSignature(line=line_of(element), element="Signature", what=say(what))
