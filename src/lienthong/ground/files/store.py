"""The content-addressed store: bytes go in by their SHA-256 and come out by it, whole, in pieces, or verified."""

import functools
import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from lienthong.ground.files.adapters.base import Place
from lienthong.ground.files.limits import PIECE_BYTES
from lienthong.ground.files.refusals import ContentDamaged, ContentMissing


def place() -> Place:
    """The place this installation keeps bytes in: a directory, or a bucket when the setting says `s3://…`."""
    return _place(str(settings.FILES_STORE))


@functools.lru_cache(maxsize=8)
def _place(address: str) -> Place:
    if address.startswith("s3://"):
        from lienthong.ground.files.adapters.s3 import S3Place

        return S3Place(address)
    from lienthong.ground.files.adapters.local import LocalPlace

    return LocalPlace(location=address)


def arrival() -> AbstractContextManager[BinaryIO]:
    """A temporary file for bytes that are not yet known; it vanishes unless `put` has moved it."""
    return place().arrival()


def put(arrived: Path, sha256: str) -> None:
    """Keep the bytes at `arrived`; when this returns they are durable."""
    place().put(arrived, sha256)


def has(sha256: str) -> bool:
    """Are the bytes there?"""
    return place().size(sha256) is not None


def open(sha256: str, *, verify: bool = False) -> BinaryIO:  # noqa: A001 - reads as `store.open(sha256)`
    """A seekable file over the bytes; `verify` reads them all first and compares. The caller closes it.

    Refuses: ContentMissing, ContentDamaged.
    """
    try:
        file = place().open(sha256)
    except FileNotFoundError as absent:
        raise ContentMissing(
            _("Không tìm thấy nội dung của tệp trong kho. Hãy báo người quản trị."), sha256=sha256
        ) from absent
    if verify and digest(file) != sha256:
        file.close()
        raise ContentDamaged(_("Nội dung tệp trong kho đã bị thay đổi. Hãy báo người quản trị."), sha256=sha256)
    file.seek(0)
    return file


def stream(sha256: str, *, start: int = 0, length: int | None = None) -> Iterator[bytes]:
    """Bytes from `start` in pieces of at most 256 KiB; to the end unless `length` says less.

    Refuses: ContentMissing, before the first piece is asked for.
    """
    size = place().size(sha256)
    if size is None:
        raise ContentMissing(_("Không tìm thấy nội dung của tệp trong kho. Hãy báo người quản trị."), sha256=sha256)
    left = max(0, size - start)
    return place().pieces(sha256, start, left if length is None else min(length, left))


def is_intact(sha256: str) -> bool:
    """Are the bytes there, and still what their address says?"""
    try:
        open(sha256, verify=True).close()
    except (ContentMissing, ContentDamaged):
        return False
    return True


def drop(sha256: str) -> None:
    """Remove the bytes. Only `actions` calls this, under the lock of the address."""
    place().drop(sha256)


def tidy(before: datetime) -> None:
    """Remove temporary files older than `before` that a crash left behind."""
    place().tidy(before)


def walk() -> Iterator[tuple[str, datetime]]:
    """Every address kept, with the moment it was last written."""
    return place().walk()


def digest(file: BinaryIO) -> str:
    """SHA-256 of an open file from its beginning, 64 hex digits."""
    file.seek(0)
    fingerprint = hashlib.sha256()
    while piece := file.read(PIECE_BYTES):
        fingerprint.update(piece)
    return fingerprint.hexdigest()
