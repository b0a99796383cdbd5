"""Writing a message to a stream: the envelope from THE table, then each attachment as base64, piece by piece.

Nothing large is held. When the message is signed its attachments are read twice unless their SHA-256 is already known
(the file store knows it): the signature stands before what it signs.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO
from xml.sax.saxutils import escape, quoteattr

from lienthong.records.exchange.adapters.edxml import identifiers, refusals, values
from lienthong.records.exchange.adapters.edxml.base64_stream import Sink
from lienthong.records.exchange.adapters.edxml.message import Attachment, DocumentMessage, Message, StatusMessage
from lienthong.records.exchange.adapters.edxml.names import EDXML, ENVELOPE_ID, TRACE_ACTOR, XLINK
from lienthong.records.exchange.adapters.edxml.sentences import _, say
from lienthong.records.exchange.adapters.edxml.wire import (
    BLOCKS,
    DOCUMENT_HEADER,
    MANIFEST,
    ROUTING,
    STATUS_HEADER,
    Block,
    Part,
)

_PIECE_BYTES = 3 * 64 * 1024
"""A multiple of three, so that base64 of the pieces is base64 of the whole."""

_HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<edXML xmlns="{EDXML}" xmlns:xlink="{XLINK}">'
_ENVELOPE = f'<edXML:edXMLEnvelope xmlns:edXML="{EDXML}" Id="{ENVELOPE_ID}">'
_TRACES = (
    f'edXML:TraceHeaderList edXML:id="trace" edXML:version="1.0" edXML:mustUnderstand="1" edXML:actor="{TRACE_ACTOR}"'
)
_CR = {"\r": "&#13;"}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Enclosure:
    """The bytes of one attachment of the message: how to open them, and their SHA-256 in hex when it is known."""

    content_id: str
    open: Callable[[], BinaryIO]
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Unsigned:
    """What is to be signed: the envelope document (with `Id="envelope"`) and the digest of each attachment."""

    document: bytes
    attachments: tuple[tuple[str, bytes], ...]
    """(`cid:…`, SHA-256) of each attachment, in the order of the manifest."""


Sign = Callable[[Unsigned], bytes]
"""Makes the `Signature` element (namespace of XML signatures, UTF-8, no XML declaration) for an unsigned envelope."""


def write(message: Message, out: Sink, *, enclosures: Iterable[Enclosure] = (), sign: Sign | None = None) -> str:
    """Write a document or status message to `out`; the SHA-256 of the whole, in hex, is returned.

    Refuses: ManifestMismatch (enclosures are not those of the message, or changed while they were written),
    BadIdentifier, BadValue, MissingElement, for a message that no reader could accept.
    Source: QCVN 102:2016/BTTTT.
    """
    _require_writable(message)
    files = _in_order(message, tuple(enclosures))
    hashed = _Hashed(out)
    before, after = _envelope(message)
    signature = b"" if sign is None else sign(_unsigned(before + after, files))
    hashed.write(before + signature + after)
    if files:
        hashed.write(b"\n<AttachmentEncoded>")
        for attachment, enclosure in files:
            _write_attachment(attachment, enclosure, hashed)
        hashed.write(b"\n</AttachmentEncoded>")
    hashed.write(b"\n</edXML>\n")
    return hashed.digest.hexdigest()


class _Hashed:
    """Passes bytes on and keeps their SHA-256."""

    def __init__(self, out: Sink) -> None:
        self._out = out
        self.digest = hashlib.sha256()

    def write(self, piece: bytes, /) -> None:
        self.digest.update(piece)
        self._out.write(piece)


# -- what may be written ------------------------------------------------------------------------------------------
def _require_writable(message: Message) -> None:
    organs = (message.sender, *message.recipients)
    for organ in organs:
        if not identifiers.is_identifier(organ.code):
            raise refusals.BadIdentifier(element="OrganId", found=organ.code)
    if isinstance(message, DocumentMessage):
        required = {"To": message.recipients, "DocumentId": message.document_id, "CodeNumber": message.code.number}
    else:
        required = {"ResponseFor/DocumentId": message.response.document_id}
        if not identifiers.is_identifier(message.response.organ):
            raise refusals.BadIdentifier(element="ResponseFor/OrganId", found=message.response.organ)
    for missing, present in required.items():
        if not present:
            raise refusals.MissingElement(missing=missing)


def _in_order(message: Message, enclosures: tuple[Enclosure, ...]) -> tuple[tuple[Attachment, Enclosure], ...]:
    """Attachments of the message beside their bytes. Refuses: ManifestMismatch, BadValue."""
    listed = message.attachments if isinstance(message, DocumentMessage) else ()
    by_id = {enclosure.content_id: enclosure for enclosure in enclosures}
    ids = [attachment.content_id for attachment in listed]
    if len(set(ids)) != len(ids) or set(ids) != by_id.keys() or len(by_id) != len(enclosures) or "" in ids:
        raise refusals.ManifestMismatch(element="edXMLManifest", what=say(_("tệp đưa vào không đúng danh mục")))
    for attachment in listed:
        if not identifiers.is_file_name(attachment.name):
            expected = say(_("tên tệp không có thư mục và không có ký tự điều khiển"))
            raise refusals.BadValue(element="AttachmentName", found=attachment.name, expected=expected)
    return tuple((attachment, by_id[attachment.content_id]) for attachment in listed)


# -- the envelope -------------------------------------------------------------------------------------------------
def _envelope(message: Message) -> tuple[bytes, bytes]:
    """The document up to the place of the signature, and the rest of the envelope after it."""
    lines: list[str] = [_HEAD, _ENVELOPE, "<edXML:edXMLHeader>", "<edXML:MessageHeader>"]
    if isinstance(message, StatusMessage):
        _write_block(message, STATUS_HEADER, lines)
        lines.append("</edXML:MessageHeader>")
        return _encode(lines), b"\n</edXML:edXMLHeader>\n</edXML:edXMLEnvelope>"
    _write_block(message, DOCUMENT_HEADER, lines)
    lines += ["</edXML:MessageHeader>", f"<{_TRACES}>"]
    _write_block(message, ROUTING, lines)
    lines.append("</edXML:TraceHeaderList>")
    after = ["", "</edXML:edXMLHeader>", "<edXML:edXMLBody>", '<edXML:edXMLManifest edXML:version="1.0">']
    _write_block(message, MANIFEST, after)
    after += ["</edXML:edXMLManifest>", "</edXML:edXMLBody>", "</edXML:edXMLEnvelope>"]
    return _encode(lines), _encode(after)


def _encode(lines: list[str]) -> bytes:
    return "\n".join(lines).encode()


def _write_block(noun: Any, block: Block, lines: list[str]) -> None:
    for part in block.parts:
        value = getattr(noun, part.field)
        if part.within and value:
            lines.append(f"<edXML:{part.within}>")
            _write_each(value, part, lines)
            lines.append(f"</edXML:{part.within}>")
        elif part.many:
            _write_each(value, part, lines)
        else:
            _write_part(value, part, lines)


def _write_each(present: Sequence[Any], part: Part, lines: list[str]) -> None:
    for value in present:
        _write_part(value, part, lines)


def _write_part(value: Any, part: Part, lines: list[str]) -> None:
    """One element; what is empty is left out unless every reader expects it."""
    if part.noun is not None:
        _write_noun(value, part, lines)
        return
    text = values.write(value, part.holds)
    if text or part.required or part.expected:
        lines.append(f"<edXML:{part.element}>{_escaped(text, part.element)}</edXML:{part.element}>")


def _write_noun(noun: Any, part: Part, lines: list[str]) -> None:
    inside: list[str] = []
    _write_block(noun, BLOCKS[type(noun)], inside)
    if inside or part.required or part.expected or part.many:
        lines.append(f"<edXML:{part.element}{_link(noun)}>")
        lines += inside
        lines.append(f"</edXML:{part.element}>")


def _link(noun: Any) -> str:
    """The link that the manifest's references carry beside their ContentId."""
    if not isinstance(noun, Attachment):
        return ""
    href = quoteattr(f"cid:{_escaped(noun.content_id, 'ContentId')}")
    return f' xlink:href={href} xlink:role="XLinkRole" xlink:type="simple"'


def _escaped(text: str, element: str) -> str:
    """Text safe inside an element. Refuses: BadValue for what XML 1.0 cannot carry."""
    if _NOT_XML.search(text):
        expected = say(_("chữ không có ký tự điều khiển"))
        raise refusals.BadValue(element=element, found=text, expected=expected)
    return escape(text, _CR)


# -- attachments --------------------------------------------------------------------------------------------------
def _unsigned(envelope: bytes, files: tuple[tuple[Attachment, Enclosure], ...]) -> Unsigned:
    digests = tuple((f"cid:{attachment.content_id}", _sha256(enclosure)) for attachment, enclosure in files)
    return Unsigned(envelope + b"\n</edXML>\n", digests)


def _sha256(enclosure: Enclosure) -> bytes:
    if enclosure.sha256:
        return bytes.fromhex(enclosure.sha256)
    digest = hashlib.sha256()
    with enclosure.open() as stream:
        while piece := stream.read(_PIECE_BYTES):
            digest.update(piece)
    return digest.digest()


def _write_attachment(attachment: Attachment, enclosure: Enclosure, out: Sink) -> None:
    lines = ["", "<Attachment>"]
    for element, text in (
        ("ContentId", attachment.content_id),
        ("AttachmentName", attachment.name),
        ("Description", attachment.description),
        ("ContentType", attachment.content_type),
    ):
        if text:
            lines.append(f"<{element}>{_escaped(text, element)}</{element}>")
    out.write(_encode([*lines, "<ContentTransferEncoded>"]))
    digest = hashlib.sha256()
    with enclosure.open() as stream:
        while piece := _read_full(stream):
            digest.update(piece)
            out.write(base64.b64encode(piece))
    if enclosure.sha256 and digest.hexdigest() != enclosure.sha256.lower():
        what = say(_("tệp “{found}” đã thay đổi trong lúc ghi"), found=attachment.name)
        raise refusals.ManifestMismatch(element="Attachment", what=what)
    out.write(b"</ContentTransferEncoded>\n</Attachment>")


def _read_full(stream: BinaryIO) -> bytes:
    """The next whole piece; shorter only at the end, for a stream may give less than was asked."""
    pieces: list[bytes] = []
    wanted = _PIECE_BYTES
    while wanted and (piece := stream.read(wanted)):
        pieces.append(piece)
        wanted -= len(piece)
    return b"".join(pieces)
