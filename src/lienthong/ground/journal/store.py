"""The published log on disk: tiles and the checkpoint, exactly as any web server may serve them.

Every file appears whole or not at all: written beside its place, flushed, renamed, folder flushed. A file that exists
is never changed; the checkpoint is replaced, and never by a shorter one.
"""

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from lienthong.ground.journal.tiles import WIDTH, Tile

CHECKPOINT = "checkpoint"
VERIFIER_KEY = "vkey"


class TileConflict(RuntimeError):
    """A published file holds other bytes than the acts give: the log was altered. Keep everything and run the audit."""


class TileMissing(LookupError):
    """A file of the log is not there."""


class LogStore:
    """A folder that holds one log."""

    def __init__(self, home: Path) -> None:
        """`home` is made when the first file is written."""
        self.home = home

    def read(self, tile: Tile) -> bytes:
        """The bytes of a tile; a partial one may be cut from the full one. Raises TileMissing."""
        with contextlib.suppress(FileNotFoundError):
            return (self.home / tile.path).read_bytes()
        with contextlib.suppress(FileNotFoundError):
            whole = (self.home / tile.full.path).read_bytes()
            return whole[: len(whole) // WIDTH * tile.width]
        raise TileMissing(f"{tile.path} is missing")

    def write(self, tile: Tile, data: bytes) -> None:
        """Put a tile in its place. Raises TileConflict where another one is there."""
        place = self.home / tile.path
        if place.exists():
            if place.read_bytes() != data:
                raise TileConflict(f"{tile.path} is there already, with other bytes")
            return
        _write(place, data)

    def drop_partial(self, tile: Tile) -> None:
        """Remove the partial forerunners of a tile that is full now, as the format allows."""
        folder = self.home / f"{tile.full.path}.p"
        if folder.is_dir():
            for file in folder.iterdir():
                file.unlink(missing_ok=True)
            folder.rmdir()

    def checkpoint(self) -> str | None:
        """The published checkpoint, or None before the first."""
        try:
            return (self.home / CHECKPOINT).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def publish(self, note: str) -> None:
        """Replace the checkpoint."""
        _write(self.home / CHECKPOINT, note.encode())

    def verifier_key(self) -> str | None:
        """The published verifier key, or None before the log exists."""
        try:
            return (self.home / VERIFIER_KEY).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None

    def publish_verifier_key(self, vkey: str) -> None:
        """Publish the key by which everybody checks the log."""
        _write(self.home / VERIFIER_KEY, f"{vkey}\n".encode())

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder: one process at a time publishes, whatever the database says."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _write(place: Path, data: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(place)
    _flush_folder(place.parent)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
