"""ZIP archives, and the office files that are ZIP archives: every entry is really unpacked, counted and thrown away.

What an archive declares about itself is never believed: sizes, names and places in the directory are compared with
what the entries really hold. Source of the layout: PKWARE APPNOTE 6.3.10, sections 4.3 and 4.4.
"""

import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext as _

from lienthong.ground.files.limits import MIB, PIECE_BYTES, Limits
from lienthong.ground.files.markup import MarkupCheck
from lienthong.ground.files.refusals import ArchiveUnsafe, FileBroken, MacrosInside, UnpacksTooLarge

ZIP = "application/zip"
ASICE = "application/vnd.etsi.asic-e+zip"
_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
DOCX, XLSX, PPTX = (
    f"{_OOXML}{kind}" for kind in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
)
ODT, ODS, ODP = (f"{_ODF}{kind}" for kind in ("text", "spreadsheet", "presentation"))
OFFICE = frozenset({DOCX, XLSX, PPTX, ODT, ODS, ODP})

_CONTENT_TYPES = "[Content_Types].xml"
_MAIN_PARTS = {DOCX: "word/document.xml", XLSX: "xl/workbook.xml", PPTX: "ppt/presentation.xml"}
_DECLARED = {ODT: ODT, ODS: ODS, ODP: ODP, ASICE: ASICE}
_MACRO_NAMES = ("vbaproject.bin", "vbadata.xml", "vbaprojectsignature.bin")
_MACRO_FOLDERS = ("xl/macrosheets/", "xl/dialogsheets/", "basic/", "scripts/")
_PACKED = {
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!\x1a\x07": "rar",
    b"\xfd7zXZ\x00": "xz",
    b"BZh": "bzip2",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"MSCF": "cab",
}
_PROGRAMS = {b"MZ": "Windows", b"\x7fELF": "Linux", b"\xcf\xfa\xed\xfe": "macOS", b"\xca\xfe\xba\xbe": "Java"}
_REMEMBERED_BYTES = MIB
_HEAD_BYTES = 512
_END_BYTES = 22
_FIRST_PRINTABLE = 32
_PASSWORD_FLAGS = 0x41
_SIZES_FOLLOW_FLAG = 0x08
_UTF8_FLAG = 0x800
_HEADER = struct.Struct("<4s2xHH4xIIIHH")


@dataclass
class Budget:
    """How much may still be unpacked, shared by an archive and the archives inside it."""

    unpacked_left: int
    packed_bytes: int
    ratio: int
    ratio_free: int
    unpacked: int = 0

    def spend(self, count: int) -> None:
        """Count unpacked bytes. Refuses: UnpacksTooLarge."""
        self.unpacked += count
        too_dense = self.unpacked > self.ratio_free and self.unpacked > self.ratio * self.packed_bytes
        if self.unpacked > self.unpacked_left or too_dense:
            raise UnpacksTooLarge(_("Tệp nén bung ra quá lớn so với mức cho phép. Hãy gửi từng phần riêng."))


@dataclass
class Contents:
    """What the walk through an archive has seen: names in the directory, and the few entries worth remembering."""

    names: list[str]
    remembered: dict[str, bytes] = field(default_factory=dict)

    def remember(self, name: str, piece: bytes) -> None:
        """Keep the beginning of the entries that say what kind of file this is, and what it would load."""
        so_far = self.remembered.get(name, b"")
        if (name in {_CONTENT_TYPES, "mimetype"} or name.endswith(".rels")) and len(so_far) < _REMEMBERED_BYTES:
            self.remembered[name] = so_far + piece


@dataclass
class Walk:
    """Once through an archive and the archives inside it."""

    limits: Limits
    budget: Budget
    depth: int = 0

    def through(self, file: BinaryIO) -> str:
        """Read every entry; return the media type. Refuses: what `inspect` refuses."""
        if self.depth > self.limits.depth:
            raise ArchiveUnsafe(_("Tệp nén lồng trong tệp nén quá nhiều lớp. Hãy gửi từng tệp riêng."))
        entries = sorted(_directory(file, self.limits), key=lambda each: each.header_offset)
        contents = Contents([entry.filename for entry in entries])
        end_of_previous = 0
        for entry in entries:
            _require_ordinary(entry)
            if entry.header_offset < end_of_previous:
                raise ArchiveUnsafe(_("Các mục trong tệp nén chồng lên nhau; tệp này được tạo bất thường."))
            start = _start_of_data(file, entry)
            end_of_previous = start + entry.compress_size
            self._read(entry, _unpacked(file, entry, start), contents)
        _refuse_macros(contents)
        return _kind(contents, entries)

    def _read(self, entry: zipfile.ZipInfo, pieces: Iterator[bytes], contents: Contents) -> None:
        is_markup = entry.file_size > 0 and entry.filename.lower().endswith((".xml", ".rels"))
        markup = MarkupCheck(self.limits) if is_markup else None
        head = b""
        with tempfile.TemporaryFile() as nested:
            for piece in pieces:
                self.budget.spend(len(piece))
                if len(head) < _HEAD_BYTES:
                    head += piece[: _HEAD_BYTES - len(head)]
                    _refuse_inside(entry.filename, head)
                if markup:
                    markup.feed(piece)
                contents.remember(entry.filename, piece)
                if head.startswith(b"PK\x03\x04"):
                    nested.write(piece)
            if markup:
                markup.feed(b"", last=True)
            if nested.tell() and Walk(self.limits, self.budget, self.depth + 1).through(nested) == ZIP:
                raise _archive_inside(entry.filename)


def end_of_archive(file: BinaryIO) -> int | None:
    """Position of the end record when the file ends as a ZIP archive does, else None (so polyglots are seen)."""
    size = file.seek(0, 2)
    start = max(0, size - _END_BYTES - 0xFFFF)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    while at >= 0:
        if len(tail) - at >= _END_BYTES and at + _END_BYTES + int.from_bytes(tail[at + 20 : at + 22], "little") == len(
            tail
        ):
            return start + at
        at = tail.rfind(b"PK\x05\x06", 0, at)
    return None


def inspect(file: BinaryIO, limits: Limits) -> str:
    """Walk the whole archive; return its media type.

    Refuses: FileBroken, ArchiveUnsafe, UnpacksTooLarge, MacrosInside, MarkupUnsafe.
    """
    budget = Budget(limits.unpacked_bytes, file.seek(0, 2), limits.unpacked_ratio, limits.ratio_free_bytes)
    return Walk(limits, budget).through(file)


def _directory(file: BinaryIO, limits: Limits) -> list[zipfile.ZipInfo]:
    """The central directory, refused before it is read when it is huge, and when something hides around it."""
    end = end_of_archive(file)
    if end is None:
        raise _broken()
    file.seek(end)
    record = file.read(_END_BYTES)
    count = int.from_bytes(record[10:12], "little")
    length = int.from_bytes(record[12:16], "little")
    offset = int.from_bytes(record[16:20], "little")
    if count > limits.entries or length > limits.directory_bytes:
        raise UnpacksTooLarge(
            _("Tệp nén có quá nhiều mục (tối đa %(most)d). Hãy chia nhỏ rồi gửi lại.") % {"most": limits.entries}
        )
    if offset + length != end:
        raise ArchiveUnsafe(_("Tệp nén có dữ liệu lạ nằm ngoài các mục. Hãy nén lại bằng phần mềm thông thường."))
    try:
        entries = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, RuntimeError, ValueError) as wrong:
        raise _broken() from wrong
    if len(entries) != count or len({entry.filename for entry in entries}) != count:
        raise ArchiveUnsafe(_("Tệp nén có hai mục trùng tên hoặc sai số lượng mục. Hãy nén lại rồi gửi."))
    return entries


def _require_ordinary(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0] or any(ord(c) < _FIRST_PRINTABLE for c in name):
        raise ArchiveUnsafe(_("Tệp nén có mục mang tên trỏ ra ngoài thư mục: %(name)s") % {"name": ascii(name)})
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise ArchiveUnsafe(_("Tệp nén có liên kết thay cho tệp: %(name)s") % {"name": ascii(name)})
    if entry.flag_bits & _PASSWORD_FLAGS:
        raise ArchiveUnsafe(_("Tệp nén có mật khẩu nên không kiểm tra được. Hãy bỏ mật khẩu rồi gửi lại."))
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ArchiveUnsafe(_("Tệp nén dùng cách nén lạ. Hãy nén lại dạng ZIP thông thường."))


def _start_of_data(file: BinaryIO, entry: zipfile.ZipInfo) -> int:
    """Where the bytes of an entry begin; its own header must agree with the directory, or readers would differ."""
    file.seek(entry.header_offset)
    header = file.read(_HEADER.size)
    if len(header) < _HEADER.size:
        raise _broken()
    magic, flags, method, checksum, packed, unpacked, name_length, extra_length = _HEADER.unpack(header)
    name = file.read(name_length)
    encoded = entry.orig_filename.encode("utf-8" if entry.flag_bits & _UTF8_FLAG else "cp437", "replace")
    facts = (checksum, packed, unpacked)
    agrees = flags & _SIZES_FOLLOW_FLAG or facts == (entry.CRC, entry.compress_size, entry.file_size)
    if (magic, flags, method, name) != (b"PK\x03\x04", entry.flag_bits, entry.compress_type, encoded) or not agrees:
        raise ArchiveUnsafe(_("Một mục trong tệp nén không đúng như mục lục khai. Hãy nén lại rồi gửi."))
    return entry.header_offset + _HEADER.size + int(name_length) + int(extra_length)


def _unpacked(file: BinaryIO, entry: zipfile.ZipInfo, start: int) -> Iterator[bytes]:
    """The real bytes of an entry in pieces; length and checksum must be the declared ones."""
    file.seek(start)
    left, count, checksum = entry.compress_size, 0, 0
    inflate = zlib.decompressobj(-15) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    while left:
        packed = file.read(min(PIECE_BYTES, left))
        if not packed:
            raise _broken()
        left -= len(packed)
        for piece in _inflated(inflate, packed) if inflate else (packed,):
            count += len(piece)
            checksum = zlib.crc32(piece, checksum)
            yield piece
    whole = inflate is None or (inflate.eof and not inflate.unused_data)
    if not whole or count != entry.file_size or checksum != entry.CRC:
        raise ArchiveUnsafe(_("Một mục trong tệp nén không đúng như mục lục khai. Hãy nén lại rồi gửi."))


def _inflated(inflate: "zlib._Decompress", packed: bytes) -> Iterator[bytes]:
    try:
        while packed:
            yield inflate.decompress(packed, PIECE_BYTES)
            packed = inflate.unconsumed_tail
    except zlib.error as wrong:
        raise _broken() from wrong


def _refuse_inside(name: str, head: bytes) -> None:
    """Refuse programs and archives that we cannot look into, by their first bytes, whatever they are called."""
    packed = next((kind for magic, kind in _PACKED.items() if head.startswith(magic)), None)
    if packed or head[257:262] == b"ustar":
        raise _archive_inside(name)
    if any(head.startswith(magic) for magic in _PROGRAMS):
        raise ArchiveUnsafe(_("Trong tệp nén có chương trình chạy được: %(name)s.") % {"name": ascii(name)})


def _refuse_macros(contents: Contents) -> None:
    names = [name.lower() for name in contents.names]
    by_name = any(name.endswith(_MACRO_NAMES) or name.startswith(_MACRO_FOLDERS) for name in names)
    by_type = b"macroEnabled" in contents.remembered.get(_CONTENT_TYPES, b"")
    template = any(
        b"attachedTemplate" in relations and b'"External"' in relations for relations in contents.remembered.values()
    )
    if by_type or template or (by_name and (_CONTENT_TYPES in contents.names or "mimetype" in contents.names)):
        raise MacrosInside(_("Tệp có macro hoặc mẫu tải từ nơi khác. Hãy lưu lại bản không có macro rồi gửi."))


def _kind(contents: Contents, entries: list[zipfile.ZipInfo]) -> str:
    first = min(entries, key=lambda each: each.header_offset, default=None)
    if first and first.filename == "mimetype" and first.compress_type == zipfile.ZIP_STORED:
        declared = contents.remembered["mimetype"].decode("ascii", "replace").strip()
        return _DECLARED.get(declared, ZIP)
    if _CONTENT_TYPES in contents.names:
        return next((kind for kind, part in _MAIN_PARTS.items() if part in contents.names), ZIP)
    return ZIP


def _archive_inside(name: str) -> ArchiveUnsafe:
    return ArchiveUnsafe(
        _("Trong tệp nén còn một tệp nén khác: %(name)s. Hãy gửi riêng từng tệp.") % {"name": ascii(name)}
    )


def _broken() -> FileBroken:
    return FileBroken(_("Tệp nén bị hỏng hoặc thiếu phần cuối. Hãy nén lại rồi gửi."))
