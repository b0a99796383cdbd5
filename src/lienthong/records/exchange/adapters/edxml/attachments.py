"""The attachments as they come by: each one found in the manifest, opened at the caller's and decoded into it.

Told of elements in their order by whoever walks the message (`scanner.py` for a stream, `small.py` for a tree).
"""

from collections.abc import Callable
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, NoReturn, Protocol

from lienthong.records.exchange.adapters.edxml import refusals
from lienthong.records.exchange.adapters.edxml.base64_stream import Base64Stream, Sink
from lienthong.records.exchange.adapters.edxml.names import Limits, without_cid
from lienthong.records.exchange.adapters.edxml.sentences import _, say
from lienthong.records.exchange.adapters.edxml.warnings import Deviation, Notes

ROOM = "AttachmentEncoded"
CONTENT = "ContentTransferEncoded"
FIELDS = frozenset({"ContentId", "AttachmentName", "Description", "FieldName", "MimeType", "ContentType"})
_SPOOL_BYTES = 1024**2

OpenAttachment = Callable[[str, str], Sink]
"""Given content id and name, where the bytes go. Called once for each attachment, in their order."""


class Manifest(Protocol):
    """What must be known of the envelope before an attachment is decoded."""

    digests: frozenset[str]

    def listed_name(self, content_id: str) -> str | None:
        """Name of the attachment in the manifest, or None when it is not listed."""
        ...


@dataclass(frozen=True, slots=True)
class Decoded:
    """An attachment that was decoded into its sink: what it said of itself, its size and digests."""

    content_id: str
    had_cid: bool
    fields: dict[str, str]
    size_bytes: int
    digests: dict[str, bytes]
    line: int


class AttachmentReader:
    """Takes the attachments of one message; `decoded` grows by one at each `end_attachment`."""

    def __init__(self, *, open_attachment: OpenAttachment, limits: Limits, notes: Notes) -> None:
        """Nothing is opened before `begin`."""
        self._open_attachment = open_attachment
        self._limits = limits
        self._notes = notes
        self._manifest: Manifest | None = None
        self._fields: dict[str, str] = {}
        self._text: list[str] = []
        self._text_length = 0
        self._stream: Base64Stream | None = None
        self._spool: IO[bytes] | None = None
        self.decoded: list[Decoded] = []

    def begin(self, manifest: Manifest, *, namespace: str, prefix: str, line: int) -> None:
        """`AttachmentEncoded` was opened; the envelope before it is known."""
        self._manifest = manifest
        if not namespace:
            self._notes.warn(Deviation.ATTACHMENT_NAMESPACE, line=line, element=ROOM)
        elif prefix:
            self._notes.warn(Deviation.ATTACHMENT_PREFIXED, line=line, element=ROOM)

    def start_attachment(self, local: str, line: int) -> None:
        """An element inside `AttachmentEncoded` was opened. Refuses: MisplacedElement."""
        if local != "Attachment":
            raise refusals.MisplacedElement(line=line, element=ROOM, found=local)
        self._fields, self._stream, self._spool = {}, None, None

    def start_field(self, local: str, line: int) -> None:
        """An element inside `Attachment` was opened. Refuses: RepeatedElement, ManifestMismatch."""
        self._text, self._text_length = [], 0
        if local in self._fields or (local == CONTENT and self._stream is not None):
            raise refusals.RepeatedElement(line=line, element="Attachment", found=local)
        if local == CONTENT:
            self._stream = Base64Stream(self._open_content(line), self._known.digests)
        elif local not in FIELDS:
            self._notes.warn(Deviation.UNKNOWN_ELEMENT, line=line, element="Attachment", found=local)

    def text(self, local: str, text: str, line: int) -> None:
        """The next piece of the text of a field. Refuses: BadBase64, TooBig."""
        if local == CONTENT:
            self._decode(text, line)
            return
        self._text_length += len(text)
        if self._text_length > self._limits.text_length:
            what = say(_("độ dài chữ của một phần"))
            raise refusals.TooBig(line=line, element=f"Attachment/{local}", what=what, limit=self._limits.text_length)
        self._text.append(text)

    def end_field(self, local: str) -> None:
        """A field was closed."""
        if local in FIELDS:
            self._fields[local] = "".join(self._text).strip()

    def end_attachment(self, line: int) -> None:
        """`Attachment` was closed. Refuses: MissingElement, BadBase64, ManifestMismatch."""
        written_id = self._fields.get("ContentId", "")
        content_id = without_cid(written_id)
        if not content_id:
            raise refusals.MissingElement(line=line, element="Attachment", missing="ContentId")
        if self._stream is None:
            raise refusals.MissingElement(line=line, element="Attachment", missing=CONTENT)
        digests = self._finished(self._stream, line)
        if self._spool is not None:
            self._pour(self._spool, self._open_listed(content_id, line))
        had_cid = written_id != content_id
        self.decoded.append(Decoded(content_id, had_cid, self._fields, self._stream.size_bytes, digests, line))

    def close(self) -> None:
        """Give back what is held, whether the message was whole or refused."""
        if self._spool is not None:
            self._spool.close()

    @property
    def _known(self) -> Manifest:
        assert self._manifest is not None, "begin comes first"
        return self._manifest

    def _open_content(self, line: int) -> Sink:
        content_id = without_cid(self._fields.get("ContentId", ""))
        if content_id:
            return self._open_listed(content_id, line)
        self._notes.warn(Deviation.ATTACHMENT_ORDER, line=line, element="Attachment")
        self._spool = SpooledTemporaryFile(max_size=_SPOOL_BYTES)  # noqa: SIM115 - closed when its attachment ends
        return self._spool

    def _open_listed(self, content_id: str, line: int) -> Sink:
        name = self._known.listed_name(content_id)
        if name is None:
            self._mismatch(say(_("tệp “{found}” không có trong danh mục"), found=content_id), line)
        if any(earlier.content_id == content_id for earlier in self.decoded):
            self._mismatch(say(_("tệp “{found}” có hai lần"), found=content_id), line)
        return self._open_attachment(content_id, name)

    def _mismatch(self, what: str, line: int) -> NoReturn:
        raise refusals.ManifestMismatch(line=line, element=f"{ROOM}/Attachment", what=what)

    def _decode(self, text: str, line: int) -> None:
        assert self._stream is not None, "the content was opened"
        try:
            self._stream.feed(text)
        except ValueError:
            self._not_base64(line)

    def _finished(self, stream: Base64Stream, line: int) -> dict[str, bytes]:
        try:
            return stream.finish()
        except ValueError:
            self._not_base64(line)

    def _not_base64(self, line: int) -> NoReturn:
        found = self._fields.get("AttachmentName") or self._fields.get("ContentId", "")
        raise refusals.BadBase64(line=line, element=f"Attachment/{CONTENT}", found=found) from None

    def _pour(self, spool: IO[bytes], sink: Sink) -> None:
        with spool:
            spool.seek(0)
            while piece := spool.read(_SPOOL_BYTES):
                sink.write(piece)
