"""Uploads in pieces: what is announced of a file, and the pieces read as one stream."""

import re
from typing import TypedDict

from lienthong.ground.files.limits import PIECE_BYTES
from lienthong.ground.files.models import Upload
from lienthong.ground.files.refusals import UploadUnclear
from lienthong.kit.text import safe_file_name

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Announced(TypedDict):
    """What a device says of a file before it sends it."""

    name: str
    size_bytes: int
    beginning: str
    sha256: str


def announced(*, name: str, size_bytes: int, beginning: str, sha256: str) -> Announced:
    """The same as it is kept. Refuses: UploadUnclear when a digest is none."""
    if not _DIGEST.fullmatch(beginning) or not _DIGEST.fullmatch(sha256):
        raise UploadUnclear
    return {"name": safe_file_name(name), "size_bytes": size_bytes, "beginning": beginning, "sha256": sha256}


class Joined:
    """The pieces of an upload one after the other, at most one of them in memory."""

    def __init__(self, upload: Upload) -> None:
        """`upload` = of which every piece is there."""
        self.size = upload.size_bytes
        self._pieces = upload.pieces.order_by("start").values_list("data", flat=True).iterator(chunk_size=1)
        self._rest = memoryview(b"")

    def read(self, size: int = PIECE_BYTES, /) -> bytes:
        """At most `size` bytes; none at the end."""
        if not self._rest:
            self._rest = memoryview(next(self._pieces, b""))
        given, self._rest = self._rest[:size], self._rest[size:]
        return bytes(given)
