"""The evidence file as a container: a ZIP as ASiC packages are, so plain that the same parts give the same bytes.

`mimetype` comes first and everything is stored, not compressed (as ETSI EN 319 162-1 has it), so that any tool opens
it, nothing can unpack to more than it is, and a verifier can write the file anew and compare every byte. Pure.
"""

import hashlib
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final, Protocol

MEDIA_TYPE: Final = "application/vnd.lienthong.evidence+zip"
MIMETYPE: Final = "mimetype"
MOST_BYTES: Final = 2**32 - 2**26
"""Without ZIP64: larger files travel by digest."""
PIECE_BYTES: Final = 256 * 1024

_MIDNIGHT_1980: Final = (0, 0x21)
_UTF8_NAMES: Final = 0x0800
_VERSION: Final = 20


class Sink(Protocol):
    """Where the bytes go: a file, or a hash that compares."""

    def write(self, data: bytes, /) -> object:
        """Take some bytes."""
        ...


@dataclass(frozen=True)
class Part:
    """One entry: its name, and its bytes piece by piece as often as they are asked for."""

    name: str
    pieces: Callable[[], Iterator[bytes]]

    @classmethod
    def of(cls, name: str, content: bytes) -> "Part":
        """An entry held in memory."""
        return cls(name, lambda: iter((content,)))

    def measured(self) -> "Measured":
        """Size, CRC and SHA-256, reading it once."""
        size, crc, digest = 0, 0, hashlib.sha256()
        for piece in self.pieces():
            size += len(piece)
            crc = zlib.crc32(piece, crc)
            digest.update(piece)
        return Measured(self.name, size, crc, digest.hexdigest())


@dataclass(frozen=True)
class Measured:
    """What an entry turned out to be."""

    name: str
    size: int
    crc: int
    sha256: str


def mimetype() -> Part:
    """The first entry: it says what the file is."""
    return Part.of(MIMETYPE, MEDIA_TYPE.encode())


def write(target: Sink, parts: Sequence[Part]) -> None:
    """Write the archive, the parts in the order given. The total stays below `MOST_BYTES`."""
    directory: list[bytes] = []
    offset = 0
    for part in parts:
        measured = part.measured()
        head = _local_header(measured)
        target.write(head)
        for piece in part.pieces():
            target.write(piece)
        directory.append(_directory_entry(measured, offset))
        offset += len(head) + measured.size
    listed = b"".join(directory)
    target.write(listed)
    target.write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(parts), len(parts), len(listed), offset, 0))


def _common(measured: Measured) -> bytes:
    name = measured.name.encode()
    return struct.pack(
        "<5H3L2H", _VERSION, _UTF8_NAMES, 0, *_MIDNIGHT_1980, measured.crc, measured.size, measured.size, len(name), 0
    )


def _local_header(measured: Measured) -> bytes:
    return b"PK\3\4" + _common(measured) + measured.name.encode()


def _directory_entry(measured: Measured, offset: int) -> bytes:
    more = struct.pack("<3H2L", 0, 0, 0, 0, offset)
    return b"PK\1\2" + struct.pack("<H", _VERSION) + _common(measured) + more + measured.name.encode()


class Comparing:
    """A sink that compares what would be written with what is there."""

    def __init__(self, there: BinaryIO) -> None:
        """`there` is compared from its beginning; others may read it meanwhile."""
        self._there = there
        self._at = 0
        self.same = True

    def write(self, data: bytes, /) -> None:
        """Compare the next bytes."""
        self._there.seek(self._at)
        self.same = self.same and self._there.read(len(data)) == data
        self._at += len(data)

    def is_whole(self) -> bool:
        """Were all bytes the same, and is nothing left over?"""
        self._there.seek(self._at)
        return self.same and not self._there.read(1)
