"""The first and outer look at a message: expat, fed piece by piece, with limits, and nothing large ever held.

expat walks the whole stream once. It refuses what no message may hold, keeps the bytes of the envelope (bounded) until
the attachments begin, hands them over, and passes each attachment's base64 straight on to its decoder. What the
envelope *means* is read by libxml2 in `envelope.py`, from exactly those bytes; why two parsers is told in the decision
record `edxml-streaming`.
"""

import pyexpat
from collections.abc import Callable
from typing import NoReturn
from xml.parsers.expat import errors as expat_errors

from lienthong.records.exchange.adapters.edxml import refusals
from lienthong.records.exchange.adapters.edxml.attachments import ROOM, AttachmentReader, Manifest
from lienthong.records.exchange.adapters.edxml.names import EDXML, Limits, describe_namespace
from lienthong.records.exchange.adapters.edxml.sentences import _, say
from lienthong.records.exchange.adapters.edxml.warnings import Deviation, Notes

_OTHER_ENCODINGS = (
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
    (b"<\x00", "UTF-16"),
    (b"\x00<", "UTF-16"),
    (b"\x00\x00\x00<", "UTF-32"),
    (b"+/v", "UTF-7"),
)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_ROOM_DEPTH, _ATTACHMENT_DEPTH, _FIELD_DEPTH = 2, 3, 4
_UNBOUND_PREFIX = expat_errors.codes[expat_errors.XML_ERROR_UNBOUND_PREFIX]
_JUNK = expat_errors.codes[expat_errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]


class Scanner:
    """One message; feed it with `feed`, end it with `finish`."""

    def __init__(
        self,
        *,
        read_envelope: Callable[[bytes], Manifest],
        attachments: AttachmentReader,
        limits: Limits,
        notes: Notes,
    ) -> None:
        """`read_envelope` is called once, with the whole envelope as a document of its own."""
        self._read_envelope = read_envelope
        self._attachments = attachments
        self._limits = limits
        self._notes = notes
        self._buffer = bytearray()
        self._fed = 0
        self._elements = 0
        self._path: list[str] = []
        self._close_root = b""
        self._envelope_read = False
        self._ended = False
        self._parser = self._make_parser()

    def _make_parser(self) -> pyexpat.XMLParserType:
        parser = pyexpat.ParserCreate("UTF-8", " ")
        parser.namespace_prefixes = True
        parser.buffer_text = True
        parser.buffer_size = 65_536
        parser.ordered_attributes = True
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.ProcessingInstructionHandler = self._instruction
        parser.CommentHandler = self._comment
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        return parser

    # -- the stream ---------------------------------------------------------------------------------------------
    def feed(self, piece: bytes) -> None:
        """The next bytes of the message. Refuses: everything of `refusals` that concerns form."""
        if not self._fed:
            self._first(piece)
        self._fed += len(piece)
        if self._fed > self._limits.message_bytes:
            self._too_big(_("cả thông điệp (byte)"), self._limits.message_bytes)
        if not self._envelope_read:
            self._buffer += piece
        self._parse(piece, final=False)
        if len(self._buffer) > self._limits.envelope_bytes:
            self._too_big(_("phần đầu thông điệp (byte)"), self._limits.envelope_bytes)
        if self._fed - self._parser.CurrentByteIndex > self._limits.token_bytes:
            self._too_big(_("một thẻ (byte)"), self._limits.token_bytes)

    def finish(self) -> None:
        """No more bytes. Refuses: Truncated and what the envelope refuses."""
        self._parse(b"", final=True)
        if not self._envelope_read:
            self._read_envelope(bytes(self._buffer))

    def _first(self, piece: bytes) -> None:
        for mark, encoding in _OTHER_ENCODINGS:
            if piece.startswith(mark):
                raise refusals.WrongEncoding(line=1, found=encoding)
        if piece.startswith(_BYTE_ORDER_MARK):
            self._notes.warn(Deviation.BYTE_ORDER_MARK, line=1)

    def _parse(self, piece: bytes, *, final: bool) -> None:
        try:
            self._parser.Parse(piece, final)
        except pyexpat.ExpatError as error:
            self._malformed(error, final=final)

    def _malformed(self, error: pyexpat.ExpatError, *, final: bool) -> NoReturn:
        if error.code == _JUNK or self._ended:
            raise refusals.TrailingBytes(line=error.lineno) from None
        if error.code == _UNBOUND_PREFIX:
            raise refusals.UndeclaredPrefix(line=error.lineno, element=self._where) from None
        if final:
            raise refusals.Truncated(line=error.lineno, element=self._where) from None
        found = pyexpat.ErrorString(error.code)
        raise refusals.NotWellFormed(line=error.lineno, element=self._where, found=found) from None

    @property
    def _line(self) -> int:
        return self._parser.CurrentLineNumber

    @property
    def _where(self) -> str:
        return "/".join(self._path[-3:])

    def _too_big(self, what: str, limit: int) -> NoReturn:
        raise refusals.TooBig(line=self._line, element=self._where, what=say(what), limit=limit)

    # -- what no message may hold -------------------------------------------------------------------------------
    def _declaration(self, version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.upper() != "UTF-8":
            raise refusals.WrongEncoding(line=1, found=encoding)
        if version != "1.0":
            raise refusals.NotWellFormed(line=1, found=f"XML {version}")

    def _doctype(self, *_what: object) -> None:
        raise refusals.DoctypeForbidden(line=self._line)

    def _instruction(self, target: str, _data: str) -> None:
        raise refusals.InstructionForbidden(line=self._line, element=self._where, found=target)

    def _comment(self, _text: str) -> None:
        if self._envelope_read and len(self._path) >= _FIELD_DEPTH:
            raise refusals.MarkupInText(line=self._line, element=self._where)
        self._notes.warn(Deviation.COMMENT, line=self._line)

    # -- elements -----------------------------------------------------------------------------------------------
    def _start(self, name: str, attributes: list[str]) -> None:
        namespace, local, prefix = _split(name)
        self._path.append(local)
        self._elements += 1
        depth = len(self._path)
        if len(attributes) > 2 * self._limits.attribute_count:
            self._too_big(_("số thuộc tính của một thẻ"), self._limits.attribute_count)
        if depth > self._limits.depth:
            self._too_big(_("số tầng thẻ lồng nhau"), self._limits.depth)
        if self._elements > self._limits.element_count:
            self._too_big(_("số thẻ"), self._limits.element_count)
        if depth == 1:
            self._start_root(namespace, local, prefix)
        elif self._envelope_read or (depth == _ROOM_DEPTH and local == ROOM):
            self._start_in_room(namespace, local, prefix)

    def _start_root(self, namespace: str, local: str, prefix: str) -> None:
        if local != "edXML":
            raise refusals.NotEdxml(line=self._line, element=local, found=local)
        self._require_namespace(namespace, local)
        self._close_root = f"</{prefix}:{local}>".encode() if prefix else f"</{local}>".encode()

    def _require_namespace(self, namespace: str, element: str) -> None:
        if namespace != EDXML:
            found = describe_namespace(namespace)
            raise refusals.WrongNamespace(line=self._line, element=element, found=found, expected=EDXML)

    def _start_in_room(self, namespace: str, local: str, prefix: str) -> None:
        if namespace:
            self._require_namespace(namespace, local)
        depth = len(self._path)
        if depth == _ROOM_DEPTH:
            self._start_room(namespace, local, prefix)
        elif depth == _ATTACHMENT_DEPTH:
            self._attachments.start_attachment(local, self._line)
        elif depth == _FIELD_DEPTH:
            self._attachments.start_field(local, self._line)
        else:
            raise refusals.MarkupInText(line=self._line, element="/".join(self._path[-3:-1]))

    def _start_room(self, namespace: str, local: str, prefix: str) -> None:
        if self._envelope_read:
            kind = refusals.RepeatedElement if local in (ROOM, "edXMLEnvelope") else refusals.MisplacedElement
            raise kind(line=self._line, element="edXML", found=local)
        cut = self._parser.CurrentByteIndex
        if cut > self._limits.envelope_bytes:
            self._too_big(_("phần đầu thông điệp (byte)"), self._limits.envelope_bytes)
        manifest = self._read_envelope(bytes(self._buffer[:cut]) + self._close_root)
        self._envelope_read = True
        self._buffer = bytearray()
        self._attachments.begin(manifest, namespace=namespace, prefix=prefix, line=self._line)
        self._parser.CharacterDataHandler = self._characters

    def _characters(self, text: str) -> None:
        if len(self._path) >= _FIELD_DEPTH:
            self._attachments.text(self._path[-1], text, self._line)
        elif not text.isspace():
            raise refusals.StrayText(line=self._line, element=self._where, found=text.strip())

    def _end(self, _name: str) -> None:
        depth = len(self._path)
        local = self._path.pop()
        if self._envelope_read and depth == _FIELD_DEPTH:
            self._attachments.end_field(local)
        elif self._envelope_read and depth == _ATTACHMENT_DEPTH:
            self._attachments.end_attachment(self._line)
        self._ended = depth == 1


def _split(name: str) -> tuple[str, str, str]:
    """Namespace, local name and prefix of a name as expat reports it."""
    namespace, _space, rest = name.partition(" ")
    if not rest:
        return "", namespace, ""
    local, _space, prefix = rest.partition(" ")
    return namespace, local, prefix
