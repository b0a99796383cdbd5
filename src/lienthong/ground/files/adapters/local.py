"""A local directory: written to a temporary file, flushed to the disk, then renamed to its address in one step."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast

from django.core.files.storage import FileSystemStorage

from lienthong.ground.files.adapters.base import key_of
from lienthong.ground.files.limits import PIECE_BYTES

_READ_ONLY = 0o440


class LocalPlace(FileSystemStorage):
    """Django's own storage over a directory, with writing replaced by one that survives a power cut."""

    @property
    def _arrivals(self) -> Path:
        return Path(self.location) / "incoming"

    @contextlib.contextmanager
    def arrival(self) -> Iterator[BinaryIO]:
        """A temporary file on the same disk; its name is random."""
        self._arrivals.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._arrivals, delete=False) as file:
            try:
                yield cast("BinaryIO", file)
            finally:
                Path(file.name).unlink(missing_ok=True)

    def put(self, arrived: Path, sha256: str) -> None:
        """Flush the file, rename it, flush the folders: after this a power cut does not take it back."""
        target = Path(self.path(key_of(sha256)))
        if target.exists() and target.stat().st_size == arrived.stat().st_size:
            return
        made = _make_folder(target.parent)
        _flush(arrived)
        arrived.chmod(_READ_ONLY)
        arrived.rename(target)
        for folder in (target.parent, *made):
            _flush(folder)

    def size(self, sha256: str) -> int | None:  # type: ignore[override]
        """Bytes kept under the address, or None."""
        with contextlib.suppress(FileNotFoundError):
            return Path(self.path(key_of(sha256))).stat().st_size
        return None

    def open(self, sha256: str, mode: str = "rb") -> BinaryIO:  # type: ignore[override]
        """The bytes as an ordinary file, for reading only."""
        if mode != "rb":
            raise ValueError("kept bytes are only read")
        return Path(self.path(key_of(sha256))).open("rb")

    def pieces(self, sha256: str, start: int, length: int) -> Iterator[bytes]:
        """Part of the bytes."""
        with self.open(sha256) as file:
            file.seek(start)
            while length and (piece := file.read(min(PIECE_BYTES, length))):
                length -= len(piece)
                yield piece

    def drop(self, sha256: str) -> None:
        """Remove the bytes."""
        Path(self.path(key_of(sha256))).unlink(missing_ok=True)

    def tidy(self, before: datetime) -> None:
        """Remove what arrived and was never put nor thrown away, because the process died."""
        for path in self._arrivals.glob("*"):
            if path.stat().st_mtime < before.timestamp():
                path.unlink(missing_ok=True)

    def walk(self) -> Iterator[tuple[str, datetime]]:
        """Every address kept."""
        for path in sorted(Path(self.location).glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")):
            yield path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _make_folder(folder: Path) -> list[Path]:
    """Make the folder and its parents; returns the folders whose own entries changed by it."""
    changed = []
    for each in (folder.parent, folder):
        if not each.is_dir():
            each.mkdir(parents=True, exist_ok=True)
            changed.append(each.parent)
    return changed


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
