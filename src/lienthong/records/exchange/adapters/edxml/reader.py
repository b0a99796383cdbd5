"""Reading a message from a stream: the one function others call, and what it returns."""

import hashlib
import unicodedata
from dataclasses import dataclass
from typing import BinaryIO

from lxml import etree

from lienthong.records.exchange.adapters.edxml import refusals
from lienthong.records.exchange.adapters.edxml.attachments import ROOM, AttachmentReader, Decoded, OpenAttachment
from lienthong.records.exchange.adapters.edxml.envelope import EnvelopeReader, parse
from lienthong.records.exchange.adapters.edxml.message import Attachment, DocumentMessage, Message
from lienthong.records.exchange.adapters.edxml.names import Limits
from lienthong.records.exchange.adapters.edxml.scanner import Scanner
from lienthong.records.exchange.adapters.edxml.sentences import _, say
from lienthong.records.exchange.adapters.edxml.signature import SignatureFacts, digests_named_in, facts
from lienthong.records.exchange.adapters.edxml.small import SMALL_BYTES, plain_tree, read_attachments
from lienthong.records.exchange.adapters.edxml.warnings import Deviation, Notes, Warned

PIECE_BYTES = 128 * 1024
DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class ReceivedAttachment:
    """An attachment that was decoded into the caller's sink."""

    content_id: str
    name: str
    content_type: str
    description: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Received:
    """A message as read. Nothing here says that its signature is true: see `sealing.verify`."""

    message: Message
    attachments: tuple[ReceivedAttachment, ...]
    signature: SignatureFacts | None
    warnings: tuple[Warned, ...]
    size_bytes: int
    sha256: str
    """SHA-256 of the whole message as it came, in hex (the exchange axis calls it `hash-file`)."""


def read(stream: BinaryIO, *, open_attachment: OpenAttachment, limits: Limits = DEFAULT_LIMITS) -> Received:
    """Read one document or status message, decoding each attachment into `open_attachment(content_id, name)`.

    Memory stays bounded whatever the size of the attachments. The sinks belong to the caller: they are written to,
    never closed, and hold rubbish when this refuses.

    Refuses: the classes of `refusals`, each with line, element and what to do.
    Source: QCVN 102:2016/BTTTT.
    """
    return _Reading(open_attachment, limits).run(stream)


class _Opened:
    """The envelope, read when it is complete and before the first attachment."""

    def __init__(self, document: bytes, reader: EnvelopeReader, *, is_whole: bool) -> None:
        self.document = document
        self.is_whole = is_whole
        self.reader = reader
        self.message = reader.read(beside=ROOM if is_whole else "")
        self.signature: etree._Element | None = reader.signature
        self.listed: dict[str, Attachment] = {}
        if isinstance(self.message, DocumentMessage):
            self.listed = {attachment.content_id: attachment for attachment in self.message.attachments}
        self.digests = digests_named_in(document) if reader.signature is not None else frozenset()

    def listed_name(self, content_id: str) -> str | None:
        """Name of the attachment in the manifest, or None."""
        attachment = self.listed.get(content_id)
        return None if attachment is None else attachment.name


class _Reading:
    def __init__(self, open_attachment: OpenAttachment, limits: Limits) -> None:
        self._limits = limits
        self._notes = Notes()
        self._opened: _Opened | None = None
        self._attachments = AttachmentReader(open_attachment=open_attachment, limits=limits, notes=self._notes)

    def run(self, stream: BinaryIO) -> Received:
        first = _read_full(stream, SMALL_BYTES)
        tree = plain_tree(first, self._limits) if len(first) < SMALL_BYTES else None
        try:
            if tree is None:
                return self._read_streaming(first, stream)
            return self._read_tree(first, tree)
        finally:
            self._attachments.close()

    def _read_tree(self, document: bytes, root: etree._Element) -> Received:
        opened = self._open(document, root, is_whole=True)
        room = opened.reader.beside
        if room is not None:
            read_attachments(room, opened, self._attachments, opened.reader)
        return self._received(hashlib.sha256(document).hexdigest(), len(document))

    def _read_streaming(self, first: bytes, stream: BinaryIO) -> Received:
        scanner = Scanner(
            read_envelope=lambda document: self._open(document, parse(document), is_whole=False),
            attachments=self._attachments,
            limits=self._limits,
            notes=self._notes,
        )
        whole = hashlib.sha256()
        size_bytes = 0
        piece = first
        while piece:
            whole.update(piece)
            size_bytes += len(piece)
            scanner.feed(piece)
            piece = stream.read(PIECE_BYTES)
        scanner.finish()
        return self._received(whole.hexdigest(), size_bytes)

    def _open(self, document: bytes, root: etree._Element, *, is_whole: bool) -> _Opened:
        reader = EnvelopeReader(root, limits=self._limits, notes=self._notes)
        self._opened = _Opened(document, reader, is_whole=is_whole)
        return self._opened

    def _received(self, sha256: str, size_bytes: int) -> Received:
        opened = self._opened
        assert opened is not None, "a scan that ends without refusal has read the envelope"
        decoded = self._attachments.decoded
        attachments = tuple(self._match(each, opened.listed) for each in decoded)
        for missing in opened.listed.keys() - {each.content_id for each in decoded}:
            what = say(_("danh mục có tệp “{found}” nhưng thông điệp không kèm tệp này"), found=missing)
            raise refusals.ManifestMismatch(element="edXMLManifest", what=what)
        signature = None
        if opened.signature is not None:
            signature = facts(
                opened.signature, opened.message, document=opened.document, is_whole=opened.is_whole, decoded=decoded
            )
            self._warn_of(signature)
        return Received(opened.message, attachments, signature, tuple(self._notes.kept), size_bytes, sha256)

    def _match(self, found: Decoded, listed: dict[str, Attachment]) -> ReceivedAttachment:
        """One attachment beside its line in the manifest; where names differ, the (signed) manifest decides."""
        entry = listed[found.content_id]
        name = found.fields.get("AttachmentName", "")
        if name and _composed(name) != _composed(entry.name):
            self._notes.warn(
                Deviation.ATTACHMENT_NAME, line=found.line, element="Attachment", found=name, listed=entry.name
            )
        if found.had_cid:
            self._notes.warn(Deviation.CID_PREFIX, line=found.line, element="Attachment/ContentId")
        return ReceivedAttachment(
            content_id=found.content_id,
            name=entry.name,
            content_type=entry.content_type or found.fields.get("ContentType", ""),
            description=entry.description or found.fields.get("Description", ""),
            size_bytes=found.size_bytes,
            sha256=found.digests["sha256"].hex(),
        )

    def _warn_of(self, signature: SignatureFacts) -> None:
        for used in signature.insecure:
            self._notes.warn(Deviation.SIGNATURE_INSECURE, element="Signature", found=used)
        if signature.not_covered:
            self._notes.warn(Deviation.SIGNATURE_COVERAGE, element="Signature", found=", ".join(signature.not_covered))


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _read_full(stream: BinaryIO, wanted: int) -> bytes:
    """Up to `wanted` bytes; fewer only at the end, for a stream may give less than was asked."""
    first = stream.read(wanted)
    pieces = [first]
    have = len(first)
    while have < wanted and (piece := stream.read(wanted - have)):
        pieces.append(piece)
        have += len(piece)
    return b"".join(pieces) if len(pieces) > 1 else first
