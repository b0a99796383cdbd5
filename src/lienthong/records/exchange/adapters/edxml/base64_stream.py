"""Base64 decoded as it arrives: text in pieces of any length in, bytes and their digests out, nothing kept."""

import binascii
import hashlib
from typing import Protocol

_WHITE_SPACE = b" \t\r\n"


class Sink(Protocol):
    """Where decoded bytes go; it belongs to the caller, who closes it or throws it away."""

    def write(self, piece: bytes, /) -> object:
        """Take the next bytes."""
        ...


class Base64Stream:
    """Decodes one attachment. Refuses nothing itself: `ValueError` means the text is not base64."""

    def __init__(self, sink: Sink, digests: frozenset[str]) -> None:
        """Decode into `sink`; `digests` are names of hashlib to compute beside SHA-256."""
        self._sink = sink
        self._hashes = {"sha256": hashlib.sha256()}
        for name in digests - {"sha256"}:
            self._hashes[name] = hashlib.new(name, usedforsecurity=False)
        self._rest = b""
        self._ended = False
        self.size_bytes = 0

    def feed(self, text: str) -> None:
        """The next piece of text. Raises ValueError for what is not base64."""
        piece = self._rest + text.encode("ascii").translate(None, _WHITE_SPACE)
        whole = len(piece) - len(piece) % 4
        self._rest = piece[whole:]
        if not whole:
            return
        if self._ended:
            raise ValueError("data after the padding")
        self._ended = piece[whole - 1 : whole] == b"="
        decoded = binascii.a2b_base64(piece[:whole] if self._rest else piece, strict_mode=True)
        self.size_bytes += len(decoded)
        for running in self._hashes.values():
            running.update(decoded)
        self._sink.write(decoded)

    def finish(self) -> dict[str, bytes]:
        """Digests by name. Raises ValueError when the text stops in the middle of four letters."""
        if self._rest:
            raise ValueError("the last group is not complete")
        return {name: running.digest() for name, running in self._hashes.items()}
