"""Signing and verifying a message with the keys and the trust of `ground.signatures`.

Our own signature has one reference to the whole envelope (`Id="envelope"`: header, transaction, manifest, all but the
signature itself) and one to each attachment. In verification the older forms are accepted too, and what a form leaves
open is returned as `not_covered`. Nothing can be signed here and meant there: the first verification is made on the
very tree that the message was read from, any later one reads the message again from the bytes that were signed.
"""

from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from lienthong.ground.signatures import xmldsig
from lienthong.ground.signatures.cms_verify import SignedBy
from lienthong.ground.signatures.refusals import NotSecure
from lienthong.ground.signatures.signer import Signer
from lienthong.ground.signatures.trust import Trust
from lienthong.records.exchange.adapters.edxml.envelope import EnvelopeReader, parse
from lienthong.records.exchange.adapters.edxml.message import Message
from lienthong.records.exchange.adapters.edxml.names import EDXML, Limits
from lienthong.records.exchange.adapters.edxml.reader import Received
from lienthong.records.exchange.adapters.edxml.refusals import BadSignature
from lienthong.records.exchange.adapters.edxml.sentences import _, say
from lienthong.records.exchange.adapters.edxml.signature import Reference, SignatureFacts, Tree, target
from lienthong.records.exchange.adapters.edxml.warnings import Notes
from lienthong.records.exchange.adapters.edxml.writer import Sign, Unsigned

_ENVELOPE = f"{{{EDXML}}}edXMLEnvelope"
_HEADER = f"{{{EDXML}}}edXMLEnvelope/{{{EDXML}}}edXMLHeader"


@dataclass(frozen=True, slots=True)
class Verified:
    """A message whose signature is true: by whom, and what may still have been changed on the way."""

    message: Message
    signed_by: SignedBy
    not_covered: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Is every part of the message protected by the signature?"""
        return not self.not_covered


def seal_with(signer: Signer) -> Sign:
    """A way of signing for `writer.write`: with the organisation's seal, over envelope and attachments, SHA-256."""

    def sign(unsigned: Unsigned) -> bytes:
        root = parse(unsigned.document)
        signature = xmldsig.sign_enveloped(
            root,
            signer,
            into=root.find(_HEADER),
            covers=root.find(_ENVELOPE),
            attachments={address.removeprefix("cid:"): digest for address, digest in unsigned.attachments},
        )
        return etree.tostring(signature, method="c14n", exclusive=True, with_tail=False)

    return sign


def verify(received: Received, *, trust: Trust, at: datetime) -> Verified:
    """Verify the signature of a message that was read; judged at the instant `at`.

    Refuses: BadSignature when there is none or it is of a form that cannot be checked; SignatureInvalid, NotSecure and
    NotTrusted of `ground.signatures`.
    """
    facts = received.signature
    if facts is None:
        raise BadSignature(element="edXMLHeader", what=say(_("thông điệp không có chữ ký")))
    if facts.insecure:
        raise NotSecure("hash-weak", algorithms=list(facts.insecure))
    tree = facts.tree()
    covered = _covered(tree, facts)
    digests = {attachment.content_id: bytes.fromhex(attachment.sha256) for attachment in received.attachments}
    signed = [reference.content_id for reference in facts.references if reference.content_id]
    proven = xmldsig.verify(
        tree.root,
        trust=trust,
        at=at,
        covers=covered,
        covers_nothing=covered is None,
        by_id=tree.by_id,
        attachments={content_id: xmldsig.by_digest(digests[content_id]) for content_id in signed},
    )
    same = tree.message is received.message
    message = received.message if same else _message(received, proven.root)
    return Verified(message, proven.signed_by, facts.not_covered)


def _covered(tree: Tree, facts: SignatureFacts) -> etree._Element | None:
    """The one element the signature claims to cover, or None for the form that covers attachments only."""
    inside: list[Reference] = [reference for reference in facts.references if not reference.content_id]
    if not inside:
        return None
    found = target(tree, inside[0])
    if len(inside) > 1 or found is None or (found is tree.root and not facts.is_whole):
        raise BadSignature(
            line=inside[0].line,
            element="Signature/Reference",
            what=say(_("dạng tham chiếu này không kiểm tra được; hãy ký phần edXMLEnvelope và từng tệp kèm")),
        )
    return found


def _message(received: Received, signed: etree._Element | None) -> Message:
    """The message as the signed bytes have it, where they hold all of it. Refuses: BadSignature when they differ."""
    if signed is None:
        return received.message
    envelope = signed if signed.tag == _ENVELOPE else signed.find(_ENVELOPE)
    if envelope is None:
        return received.message
    message = EnvelopeReader(envelope, limits=Limits(), notes=Notes()).read_envelope(envelope)
    if message != received.message:
        raise BadSignature(element="edXMLEnvelope", what=say(_("nội dung đã đọc khác nội dung được ký")))
    return message
