"""Files made on the spot: ordinary ones that must be taken, hostile ones that must be refused."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
EDXML = (
    b'<?xml version="1.0" encoding="utf-8"?><edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016">'
    b"<edXMLEnvelope/></edXML>"
)
_WORD = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def archive(entries: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An ordinary ZIP, of no particular minute: the same entries give the same bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as made:
        for name, body in entries.items():
            made.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_STORED if name == "mimetype" else method)
    return file.getvalue()


def docx(extra: dict[str, bytes] | None = None, *, main: bytes = _WORD) -> bytes:
    """The smallest Word file."""
    types = b'<Types><Override PartName="/word/document.xml" ContentType="' + main + b'"/></Types>'
    return archive({"[Content_Types].xml": types, "word/document.xml": b"<document/>", **(extra or {})})


def odt(extra: dict[str, bytes] | None = None) -> bytes:
    """The smallest OpenDocument text."""
    return archive({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<c/>", **(extra or {})})


def png(width: int = 2, height: int = 2) -> bytes:
    """A PNG that claims a size; a large one claims it without holding it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = zlib.compress(b"\x00\xff\xff\xff\xff\xff\xff" * 2)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(width: int = 2, height: int = 2) -> bytes:
    """The headers of a JPEG: application data, a restart mark, fill bytes, then the frame."""
    frame = struct.pack(">BHHB", 8, height, width, 3) + bytes(9)
    return b"\xff\xd8\xff\xe0\x00\x04ab\xff\xd0\xff\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame + b"\xff\xd9"


def bomb(megabytes: int = 300) -> bytes:
    """Zeros: a few hundred kilobytes that unpack to hundreds of megabytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made, made.open("zeros.txt", "w") as entry:
        for _ in range(megabytes):
            entry.write(bytes(1024 * 1024))
    return file.getvalue()


def lying(entry_size: int, *, name: str = "a.txt") -> bytes:
    """An archive whose directory declares another size than the entry has."""
    made = bytearray(archive({name: b"x" * 5000}))
    at = made.index(b"PK\x01\x02") + 24
    made[at : at + 4] = struct.pack("<I", entry_size)
    return bytes(made)


def overlapping() -> bytes:
    """Two directory entries over the same bytes: the trick of the densest bombs."""
    made = bytearray(archive({"a.txt": b"same", "b.txt": b"same"}))
    second = made.index(b"PK\x01\x02", made.index(b"PK\x01\x02") + 4)
    made[second + 42 : second + 46] = struct.pack("<I", 0)
    return bytes(made)


def renamed_in_directory() -> bytes:
    """The entry calls itself otherwise than the directory does."""
    made = archive({"a.txt": b"same"})
    return made[: made.index(b"PK\x01\x02")] + made[made.index(b"PK\x01\x02") :].replace(b"a.txt", b"b.exe")


def with_flag(flag: int) -> bytes:
    """An archive whose entry carries a flag (1: encrypted)."""
    made = bytearray(archive({"a.txt": b"x"}))
    at = made.index(b"PK\x01\x02") + 8
    made[at : at + 2] = struct.pack("<H", flag)
    return bytes(made)


def with_link() -> bytes:
    """An archive with a symbolic link in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        entry = zipfile.ZipInfo("link")
        entry.external_attr = 0o120777 << 16
        made.writestr(entry, "/etc/passwd")
    return file.getvalue()


def doubled() -> bytes:
    """The same name twice: readers disagree about which one counts."""
    return archive({"a.txt": b"good", "b.txt": b"evil"}).replace(b"b.txt", b"a.txt")


BILLION_LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>"""


def readable_pdf() -> bytes:
    """A PDF of one page that a viewer opens."""
    import typst

    return typst.compile(b"#set page(width: 6cm, height: 6cm)\n= A")


class Endless:
    """A stream of `size` bytes made while it is read: `first`, filling, `last`. Never whole in memory."""

    def __init__(self, size: int, *, first: bytes = PDF[:9], last: bytes = PDF[9:], seed: bytes = b"fill\n") -> None:
        self.read_bytes = 0
        self._pieces = self._make(size, first, last, (seed * (1024 * 1024 // len(seed) + 1))[: 1024 * 1024])

    def _make(self, size: int, first: bytes, last: bytes, filling: bytes) -> Iterator[bytes]:
        yield first
        left = size - len(first) - len(last)
        while left > 0:
            yield filling[:left]
            left -= len(filling)
        yield last

    def read(self, _size: int = -1) -> bytes:
        piece = next(self._pieces, b"")
        self.read_bytes += len(piece)
        return piece
