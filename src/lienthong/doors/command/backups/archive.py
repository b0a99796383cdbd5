"""The file of a backup: an ordinary tar. What passes is hashed, and the last member is the manifest of all others.

Four parts, in the order that makes them consistent (see `making`): `log/`, `database/`, `files/`, `keys/`. The digest
of a part is the SHA-256 over one line for each member, `sha256 size name`, so a manifest stays small however many
files there are. A backup cut short has no manifest; a changed one has other digests.
"""

import hashlib
import re
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from lienthong.doors.command.backups.refusals import BackupBroken

PARTS = ("log", "database", "files", "keys")
MANIFEST = "manifest.json"
PIECE_BYTES = 256 * 1024
_MANIFEST_MOST_BYTES = 4 * 1024 * 1024
_OWNER_ONLY = 0o600
_MEMBER = re.compile(r"(?:log|database|files|keys)(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)+")


@dataclass(frozen=True)
class Part:
    """One part of a backup, summed up."""

    name: str
    members: int
    size_bytes: int
    sha256: str


class Tally:
    """Sums up a part while its members pass."""

    def __init__(self, name: str) -> None:
        """`name` is one of `PARTS`."""
        self._name, self._members, self._size_bytes, self._digest = name, 0, 0, hashlib.sha256()

    def add(self, member: str, size_bytes: int, sha256: str) -> None:
        """Count one member."""
        self._members += 1
        self._size_bytes += size_bytes
        self._digest.update(f"{sha256} {size_bytes} {member}\n".encode())

    def part(self) -> Part:
        """What has passed so far."""
        return Part(self._name, self._members, self._size_bytes, self._digest.hexdigest())


class OtherContent(Exception):
    """The bytes that came are not those that were announced; the archive is as if they had never come."""


class Writer:
    """Writes a backup, one member after the other, each of a size nobody knows beforehand."""

    def __init__(self, file: BinaryIO, *, at: datetime) -> None:
        """`file` is seekable and empty; `at` is the time every member carries."""
        self._file, self._at = file, at
        self._tallies = {name: Tally(name) for name in PARTS}

    def add(self, member: str, pieces: Iterable[bytes], *, expected: str | None = None) -> None:
        """Write a member. Raises OtherContent when its SHA-256 is not the expected one."""
        start = self._file.tell()
        self._file.write(bytes(tarfile.BLOCKSIZE))
        digest, size_bytes = hashlib.sha256(), 0
        for piece in pieces:
            self._file.write(piece)
            digest.update(piece)
            size_bytes += len(piece)
        if expected not in {None, digest.hexdigest()}:
            self._file.seek(start)
            self._file.truncate()
            raise OtherContent(member)
        self._close_member(member, start, size_bytes)
        if member != MANIFEST:
            self._tallies[member.split("/", maxsplit=1)[0]].add(member, size_bytes, digest.hexdigest())

    def _close_member(self, member: str, start: int, size_bytes: int) -> None:
        self._file.write(bytes(-size_bytes % tarfile.BLOCKSIZE))
        end = self._file.tell()
        self._file.seek(start)
        self._file.write(_header(member, size_bytes, self._at))
        self._file.seek(end)

    def parts(self) -> list[Part]:
        """What was written so far."""
        return [tally.part() for tally in self._tallies.values()]

    def finish(self, manifest: bytes) -> None:
        """Write the manifest and the end of the archive."""
        self.add(MANIFEST, [manifest])
        self._file.write(bytes(2 * tarfile.BLOCKSIZE))


def _header(member: str, size_bytes: int, at: datetime) -> bytes:
    about = tarfile.TarInfo(member)
    about.size, about.mode, about.mtime = size_bytes, _OWNER_ONLY, int(at.timestamp())
    header = about.tobuf(tarfile.GNU_FORMAT)
    if len(header) != tarfile.BLOCKSIZE:
        raise ValueError(f"the name {member} is too long for one header")
    return header


@dataclass(frozen=True)
class Member:
    """One member as it is read; its content must be read before the next member is asked for."""

    name: str
    size_bytes: int
    content: BinaryIO

    @property
    def part(self) -> str:
        """Which part it belongs to."""
        return self.name.split("/", maxsplit=1)[0]

    @property
    def path(self) -> str:
        """Its name inside the part."""
        return self.name.split("/", 1)[1]

    def read(self, most: int = -1) -> bytes:
        """Content from where the last reading ended. Refuses: BackupBroken, when it ends before it should."""
        try:
            return self.content.read(most)
        except (tarfile.TarError, EOFError) as reason:
            raise _unreadable(reason) from reason

    def pieces(self) -> Iterator[bytes]:
        """The content, a piece at a time."""
        while piece := self.read(PIECE_BYTES):
            yield piece


def _unreadable(reason: Exception) -> BackupBroken:
    return BackupBroken(_("Bản sao lưu không đọc được: {reason}").format(reason=reason))


def read(path: Path) -> Iterator[Member]:
    """Every member in order, the manifest last. Refuses: BackupBroken, for anything a backup of ours cannot hold."""
    try:
        with tarfile.open(path, "r:", errorlevel=2) as archive:
            for about in archive:
                content = archive.extractfile(about) if about.isreg() else None
                if content is None or not (about.name == MANIFEST or _MEMBER.fullmatch(about.name)):
                    raise BackupBroken(_("Bản sao lưu chứa mục lạ: {name}").format(name=about.name[:100]))
                yield Member(about.name, about.size, content)  # type: ignore[arg-type]
    except (tarfile.TarError, EOFError) as reason:
        raise _unreadable(reason) from reason


def examine(path: Path) -> tuple[bytes, list[Part]]:
    """Read all of a backup: its manifest as it stands there, and the parts as they really are.

    Refuses: BackupBroken, when the manifest is missing, not last, or too large.
    """
    tallies, manifest = {name: Tally(name) for name in PARTS}, b""
    for member in read(path):
        if manifest:
            raise BackupBroken(_("Sau bản kê của bản sao lưu còn dữ liệu khác."))
        if member.name == MANIFEST:
            manifest = member.read(_MANIFEST_MOST_BYTES)
            continue
        digest = hashlib.sha256()
        for piece in member.pieces():
            digest.update(piece)
        tallies[member.part].add(member.name, member.size_bytes, digest.hexdigest())
    if not manifest:
        raise BackupBroken(_("Bản sao lưu bị cắt ngắn: không có bản kê ở cuối."))
    return manifest, [tally.part() for tally in tallies.values()]
