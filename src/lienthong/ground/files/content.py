"""What a file really is, decided by its bytes; its name must agree, and its inside must be safe.

Everything here reads from a seekable file in pieces; nothing is held whole in memory.
"""

import codecs
import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import BinaryIO

import filetype  # type: ignore[import-untyped]
from django.utils.translation import gettext as _

from lienthong.ground.files import archives, pictures
from lienthong.ground.files.limits import KIB, PIECE_BYTES, Limits
from lienthong.ground.files.markup import MarkupCheck
from lienthong.ground.files.refusals import FileAmbiguous, FileBroken, FileEmpty, NameAndContentDiffer, TypeNotAllowed

PDF = "application/pdf"
PNG, JPEG = "image/png", "image/jpeg"
XML, EDXML = "application/xml", "application/vnd.edxml+xml"
TEXT, CSV, JSON = "text/plain", "text/csv", "application/json"
CMS = "application/pkcs7-signature"
ZIP, ASICE = archives.ZIP, archives.ASICE
DOCX, XLSX, PPTX = archives.DOCX, archives.XLSX, archives.PPTX
ODT, ODS, ODP = archives.ODT, archives.ODS, archives.ODP

EXTENSIONS: dict[str, tuple[str, ...]] = {
    PDF: ("pdf",), DOCX: ("docx",), XLSX: ("xlsx",), PPTX: ("pptx",), ODT: ("odt",), ODS: ("ods",), ODP: ("odp",),
    PNG: ("png",), JPEG: ("jpg", "jpeg"), EDXML: ("edxml", "xml"), XML: ("xml",), TEXT: ("txt",), CSV: ("csv",),
    JSON: ("json",), CMS: ("p7s", "p7m", "p7b"), ZIP: ("zip",), ASICE: ("asice", "sce"),
}  # fmt: skip
"""Every type this room can check, with the endings its names may have; the first is the usual one."""

KNOWN = frozenset(EXTENSIONS)
"""Taken when the caller names no types of its own."""

_EDXML_NAMESPACES = ("http://www.mic.gov.vn/TBT/QCVN_102_2016", "http://www.e-doc.vn/Schema/")
_BYTE_ORDER_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_HTML = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body|script)\b",
    re.IGNORECASE | re.DOTALL,
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_CONTROL_BYTES = bytes(code for code in range(0x20) if _CONTROLS.match(chr(code)))
_WRITTEN_AS_TEXT = (b"{\\rtf", b"%!")
"""RTF and PostScript are written in letters, and are programs rather than texts."""
_LONGEST_LETTER = 4
_SIGNED_DATA = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
_HEAD_BYTES = 8 * KIB


def inspect(file: BinaryIO, *, name: str, allowed: frozenset[str] | None, limits: Limits) -> str:
    """Decide the media type of `file`, look inside it, and compare it with `name` and with what is allowed here.

    Refuses: FileEmpty, TypeNotAllowed, NameAndContentDiffer, FileAmbiguous, FileBroken, and what the looks inside
    refuse (ArchiveUnsafe, UnpacksTooLarge, MacrosInside, MarkupUnsafe, PictureTooLarge).
    """
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    if not head:
        raise FileEmpty(_("Tệp rỗng. Hãy chọn đúng tệp rồi gửi lại."))
    family = _family(head)
    if family is None or _HTML.match(head):
        raise _not_allowed(_guess(head), allowed, name)
    _refuse_two_faces(file, head, family)
    if allowed is not None and family == XML and allowed.isdisjoint({XML, EDXML}):
        raise _not_allowed(
            family, allowed, name
        )  # a drawing (SVG) is told which types are taken, not what its markup holds
    media_type = _refined(_LOOKS[family](file, limits), name)
    if allowed is not None and media_type not in allowed:
        raise _not_allowed(media_type, allowed, name)
    _require_fitting_name(name, media_type)
    return media_type


def usual_extension(media_type: str) -> str:
    """The ending a file of this type usually has, without the dot; empty for a type unknown here."""
    return EXTENSIONS.get(media_type, ("",))[0]


def _family(head: bytes) -> str | None:
    """The kind of file its first bytes promise; text is what promises nothing else and has no zero byte."""
    for magic, family in _MAGIC:
        if head.startswith(magic):
            return family
    if head[:1] == b"\x30" and _SIGNED_DATA in head[:32]:
        return CMS
    if _looks_like_xml(head):
        return XML
    if _reads_as_text(head) and not head.startswith(_WRITTEN_AS_TEXT):
        return TEXT
    return None if b"\x00" in head or filetype.guess(head) else TEXT


def _reads_as_text(head: bytes) -> bool:
    """UTF-8 without control characters, as far as the head goes: no binary format begins like that."""
    if head.translate(None, _CONTROL_BYTES) != head:
        return False
    try:
        head.decode()
    except UnicodeDecodeError as wrong:
        return len(head) == _HEAD_BYTES and wrong.start > _HEAD_BYTES - _LONGEST_LETTER
    return True


_MAGIC = (
    (b"%PDF-", PDF),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
)


def _looks_like_xml(head: bytes) -> bool:
    mark = next((m for m in _BYTE_ORDER_MARKS if head.startswith(m)), b"")
    text = head[len(mark) :].replace(b"\x00", b"") if mark else head
    return (
        re.match(rb"\s*<(\?xml|!DOCTYPE\s+(?!html)|!--|[A-Za-z_][\w.-]*:?[\w.-]*[\s/>])", text, re.IGNORECASE)
        is not None
    )


def _refuse_two_faces(file: BinaryIO, head: bytes, family: str) -> None:
    """A file that starts as one type and is also readable as another is a trick, whatever else it is."""
    hidden_pdf = family != PDF and b"%PDF-" in head[:KIB] and family != TEXT
    hidden_archive = family != ZIP and archives.end_of_archive(file) is not None
    if hidden_pdf or hidden_archive:
        raise FileAmbiguous(_("Tệp này đọc được theo hai loại khác nhau. Hãy lưu lại bằng phần mềm thông thường."))


def _look_at_pdf(file: BinaryIO, _limits: Limits) -> str:
    size = file.seek(0, 2)
    file.seek(max(0, size - 2 * KIB))
    if b"%%EOF" not in file.read():
        raise FileBroken(_("Tệp PDF thiếu phần cuối. Hãy tải hoặc xuất lại tệp rồi gửi."))
    return PDF


def _look_at_archive(file: BinaryIO, limits: Limits) -> str:
    return archives.inspect(file, limits)


def _look_at_markup(file: BinaryIO, limits: Limits) -> str:
    check = MarkupCheck(limits)
    file.seek(0)
    while piece := file.read(PIECE_BYTES):
        check.feed(piece)
    check.feed(b"", last=True)
    namespace, _space, _local = check.root.rpartition(" ")
    return EDXML if namespace in _EDXML_NAMESPACES else XML


def _look_at_png(file: BinaryIO, limits: Limits) -> str:
    pictures.require_bounded(pictures.png_size(file), limits)
    return PNG


def _look_at_jpeg(file: BinaryIO, limits: Limits) -> str:
    pictures.require_bounded(pictures.jpeg_size(file), limits)
    return JPEG


def _look_at_signature(_file: BinaryIO, _limits: Limits) -> str:
    return CMS


def _look_at_text(file: BinaryIO, _limits: Limits) -> str:
    """UTF-8 text and nothing else: no zero bytes, no control characters but white space and escape."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    file.seek(0)
    try:
        while piece := file.read(PIECE_BYTES):
            if _CONTROLS.search(decoder.decode(piece)):
                raise TypeNotAllowed(_("Tệp có ký tự điều khiển nên không phải tệp chữ. Hãy gửi loại tệp khác."))
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as wrong:
        raise TypeNotAllowed(_("Tệp chữ phải dùng bảng mã UTF-8. Hãy lưu lại với mã UTF-8 rồi gửi.")) from wrong
    return TEXT


_LOOKS: dict[str, Callable[[BinaryIO, Limits], str]] = {
    PDF: _look_at_pdf,
    ZIP: _look_at_archive,
    XML: _look_at_markup,
    PNG: _look_at_png,
    JPEG: _look_at_jpeg,
    CMS: _look_at_signature,
    TEXT: _look_at_text,
}


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lstrip(".").lower()


def _refined(media_type: str, name: str) -> str:
    """Text has no marks of its own: its name says whether it is a table or JSON."""
    if media_type == TEXT:
        return {"csv": CSV, "json": JSON}.get(_ending(name), TEXT)
    return media_type


def _require_fitting_name(name: str, media_type: str) -> None:
    """A name without an ending passes; an ending that says something else does not."""
    ending = _ending(name)
    if ending and ending not in EXTENSIONS[media_type]:
        raise NameAndContentDiffer(
            _("Tên tệp có đuôi .%(ending)s nhưng nội dung là .%(real)s. Hãy đặt lại tên hoặc lưu lại tệp.")
            % {"ending": ending, "real": usual_extension(media_type)},
            media_type=media_type,
        )


def _guess(head: bytes) -> str:
    if _HTML.match(head):
        return "text/html"
    kind = filetype.guess(head)
    return str(kind.mime) if kind else "application/octet-stream"


def _not_allowed(media_type: str, allowed: frozenset[str] | None, name: str) -> TypeNotAllowed:
    """What is not taken here; under a name that is, it is said that the content is something else."""
    endings = ", ".join(sorted(f".{usual_extension(each)}" for each in (allowed or KNOWN)))
    ending = _ending(name)
    if any(ending in EXTENSIONS[each] for each in (allowed or KNOWN)):
        differs = _("Tên tệp là .%(ending)s nhưng nội dung không phải loại đó. Mở tệp xem, lưu lại cho đúng rồi gửi.")
        return TypeNotAllowed(differs % {"ending": ending}, media_type=media_type)
    return TypeNotAllowed(
        _("Ở đây không nhận loại tệp này. Các loại nhận được: %(endings)s. Hãy lưu lại thành một loại đó rồi gửi.")
        % {"endings": endings},
        media_type=media_type,
    )
