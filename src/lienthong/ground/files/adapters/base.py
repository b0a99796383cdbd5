"""What every place of bytes can do. Bytes are addressed by the SHA-256 (64 hex digits) of their content."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

_DIGITS = 64


class Place(Protocol):
    """A place of bytes. What `put` has returned from is durable."""

    def arrival(self) -> AbstractContextManager[BinaryIO]:
        """A named temporary file, near enough to be moved in without copying; gone at the end of the block."""
        ...

    def put(self, arrived: Path, sha256: str) -> None:
        """Make the bytes at `arrived` durable under their address; the same content twice is kept once."""
        ...

    def size(self, sha256: str) -> int | None:
        """Bytes kept under the address, or None when there are none."""
        ...

    def open(self, sha256: str) -> BinaryIO:
        """A seekable file over the bytes. Raises FileNotFoundError."""
        ...

    def pieces(self, sha256: str, start: int, length: int) -> Iterator[bytes]:
        """`length` bytes from `start`, in pieces. Raises FileNotFoundError."""
        ...

    def drop(self, sha256: str) -> None:
        """Remove the bytes; nothing happens when they are gone already."""
        ...

    def tidy(self, before: datetime) -> None:
        """Remove temporary files that a crash left behind, when they were last written before a moment."""
        ...

    def walk(self) -> Iterator[tuple[str, datetime]]:
        """Every address kept, with the moment it was last written."""
        ...


def key_of(sha256: str) -> str:
    """The name of the bytes inside a place: `ab/cd/abcd…`, so that no folder holds too many."""
    if len(sha256) != _DIGITS or set(sha256) - set("0123456789abcdef"):
        raise ValueError("an address is 64 lower-case hex digits")
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
