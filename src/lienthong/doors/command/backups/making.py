"""Making a backup of a living installation, consistent without stopping it.

The order carries the consistency. First the published log: whatever it proves, the database read later knows. Then one
snapshot of the database, which pg_dump and our own counts share. Then the bytes of the files that snapshot holds: they
never change, and are removed a day after their row at the earliest. Then the keys. So a restored database is never
older than its log, and no row lacks its bytes.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from lienthong.doors.command.backups import manifest, postgres, secrets
from lienthong.doors.command.backups.archive import PIECE_BYTES, OtherContent, Writer
from lienthong.doors.command.backups.refusals import TargetExists
from lienthong.ground.files import store
from lienthong.ground.files.models import StoredFile
from lienthong.ground.files.refusals import ContentMissing
from lienthong.ground.journal.models import Act, Head
from lienthong.ground.journal.store import CHECKPOINT, VERIFIER_KEY
from lienthong.records.documents.models import Document, Number
from lienthong.records.exchange.models import Delivery

Progress = Callable[[str, int, int | None], None]
"""Hears the name of the part, how much of it is done, and of how much, when that is known."""


def target_in(place: Path, now: datetime) -> Path:
    """The file to write: `place` itself, or in the folder `place` one named by the moment. Refuses: TargetExists."""
    target = place / f"lienthong-{now:%Y%m%dT%H%M%SZ}.tar" if place.is_dir() else place
    if target.exists():
        raise TargetExists(_("Đã có tệp {name}. Hãy chọn tên khác.").format(name=target.name))
    return target


def make(
    target: Path, *, now: datetime, passphrase: bytes | None, with_files: bool, progress: Progress
) -> manifest.Manifest:
    """Write the backup; it appears under its name only when it is whole and flushed to the disk.

    Refuses: ToolMissing, DatabaseToolFailed.
    """
    draft = target.with_name(f".{target.name}.partial")
    descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            writer = Writer(file, at=now)
            made = _fill(writer, now=now, passphrase=passphrase, with_files=with_files, progress=progress)
            writer.finish(made.encode())
            file.flush()
            os.fsync(file.fileno())
        draft.rename(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return made


def _fill(
    writer: Writer, *, now: datetime, passphrase: bytes | None, with_files: bool, progress: Progress
) -> manifest.Manifest:
    server = postgres.server_version()
    pg_dump = postgres.tool("pg_dump", server=server)
    note, vkey = _copy_log(writer, Path(settings.LOG_TILES), progress)
    with _snapshot() as snapshot:
        counts = counts_of_nouns()
        writer.add("database/dump", _watched(postgres.dump(pg_dump, snapshot=snapshot), "database", progress))
        damaged = _copy_files(writer, progress) if with_files else []
    member, content = secrets.pack(Path(settings.KEYS_HOME), passphrase)
    writer.add(member, [content])
    return manifest.Manifest(
        made_at=now.isoformat(),
        checkpoint=note,
        vkey=vkey,
        log_origin=settings.LOG_ORIGIN,
        server_version=server,
        tool_version=pg_dump.major,
        counts=counts,
        parts=writer.parts(),
        keys_encrypted=member == secrets.SEALED,
        files_included=with_files,
        damaged_files=damaged,
    )


def _copy_log(writer: Writer, home: Path, progress: Progress) -> tuple[str, str]:
    """Copy checkpoint and key first, then the tiles: those of the checkpoint are all there by then.

    A partial tile may vanish meanwhile, replaced by the full one, which is copied after it.
    """
    said = {name: _read_if_there(home / name) for name in (CHECKPOINT, VERIFIER_KEY)}
    for name, data in said.items():
        if data:
            writer.add(f"log/{name}", [data])
    for done, place in enumerate(sorted((home / "tile").rglob("*")), start=1):
        data = _read_if_there(place) if place.is_file() and not place.name.startswith(".") else b""
        if data:
            writer.add(f"log/{place.relative_to(home)}", [data])
        progress("log", done, None)
    return said[CHECKPOINT].decode(), said[VERIFIER_KEY].decode().strip()


def _read_if_there(place: Path) -> bytes:
    with contextlib.suppress(FileNotFoundError):
        return place.read_bytes()
    return b""


@contextlib.contextmanager
def _snapshot() -> Iterator[str]:
    """One view of the database, for us and for pg_dump, as long as the block lasts."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read, read only")
        cursor.execute("select pg_export_snapshot()")
        yield str(cursor.fetchone()[0])


def counts_of_nouns() -> dict[str, int]:
    """What the restored database must hold as well."""
    nouns = {"acts": Act, "documents": Document, "numbers": Number, "deliveries": Delivery, "files": StoredFile}
    counts = {noun: model._default_manager.count() for noun, model in nouns.items()}  # noqa: SLF001
    head = Head.objects.first()
    return {**counts, "log": head.size if head else 0}


def _copy_files(writer: Writer, progress: Progress) -> list[str]:
    """Copy each content once, compared with its address on the way; returns the addresses that were not intact."""
    addresses = StoredFile.objects.held().order_by("sha256").values_list("sha256", flat=True).distinct()
    total, damaged = addresses.count(), []
    for done, sha256 in enumerate(addresses.iterator(chunk_size=2_000), start=1):
        try:
            writer.add(f"files/{sha256}", store.stream(sha256), expected=sha256)
        except (ContentMissing, OtherContent):
            damaged.append(sha256)
        progress("files", done, total)
    return damaged


def _watched(pieces: Iterator[bytes], name: str, progress: Progress) -> Iterator[bytes]:
    for done, piece in enumerate(pieces, start=1):
        yield piece
        progress(name, done * PIECE_BYTES, None)
