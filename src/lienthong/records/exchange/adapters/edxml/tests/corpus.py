"""The corpus of `tests/vectors/edxml/generate.py`, and small helpers to read with."""

import importlib.util
import io
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from lienthong.records.exchange.adapters.edxml.reader import Received, read

ROOT = next(parent for parent in Path(__file__).parents if (parent / "pyproject.toml").exists())
VECTORS = ROOT / "tests" / "vectors" / "edxml"


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("edxml_corpus", VECTORS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


generate = _load()


class Pieces(io.RawIOBase):
    """A stream that gives the pieces it was made of, however much is asked for at once."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        super().__init__()
        self._pieces = iter(pieces)
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = piece
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken


class Sinks(dict[str, io.BytesIO]):
    """Attachments by content id, in memory."""

    def __call__(self, content_id: str, name: str) -> io.BytesIO:
        assert content_id not in self, "opened once"
        self[content_id] = io.BytesIO()
        return self[content_id]


class Nowhere:
    """A sink that only counts."""

    size_bytes = 0

    def write(self, piece: bytes) -> None:
        self.size_bytes += len(piece)


def read_bytes(data: bytes) -> tuple[Received, Sinks]:
    """Read a message from bytes."""
    sinks = Sinks()
    return read(io.BytesIO(data), open_attachment=sinks), sinks


def read_the_long_way(data: bytes) -> tuple[Received, Sinks]:
    """The same message, made too long for the short way by blanks after its end."""
    return read_bytes(data + b" " * (70 * 1024))
