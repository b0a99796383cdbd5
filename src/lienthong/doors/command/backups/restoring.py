"""Making an installation out of a backup, and proving that it is the one that was saved."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _

from lienthong.doors.command.backups import archive, manifest, postgres, secrets
from lienthong.doors.command.backups.making import Progress, counts_of_nouns
from lienthong.doors.command.backups.refusals import PassphraseNeeded, PlaceNotEmpty
from lienthong.ground.files import queries as files
from lienthong.ground.files import store
from lienthong.ground.journal.note import Verifier
from lienthong.ground.journal.queries.audit import audit
from lienthong.ground.journal.store import LogStore
from lienthong.records.documents.actions.books import ARRIVALS


@dataclass
class Restored:
    """What came back, and what is wrong with it."""

    manifest: manifest.Manifest
    log_size: int = 0
    problems: list[str] = field(default_factory=list)
    moved_aside: list[Path] = field(default_factory=list)


def examine(path: Path) -> manifest.Manifest:
    """Read all of a backup and compare it with its manifest. Refuses: BackupBroken, BackupOfNewerRelease."""
    data, parts = archive.examine(path)
    said = manifest.decode(data)
    manifest.require_whole(said, parts)
    manifest.require_not_newer(said)
    return said


def manifest_of(path: Path) -> bytes:
    """The manifest as it stands in the archive. Refuses: BackupBroken."""
    return archive.examine(path)[0]


def restore(path: Path, *, replace: bool, passphrase: bytes | None, now: datetime, progress: Progress) -> Restored:
    """Put a backup back, after it has been examined. Nothing is touched before everything about it is known to fit.

    Refuses: PlaceNotEmpty, PassphraseNeeded, ToolMissing, DatabaseToolFailed.
    """
    said = examine(path)
    server = postgres.server_version()
    pg_restore = postgres.tool("pg_restore", server=server, at_least=said.tool_version)
    keys = _keys_of(path, passphrase)
    restored = Restored(said)
    _make_room(restored, replace=replace, now=now)
    _unpack(path, pg_restore, keys, said, progress)
    connection.close()
    call_command("migrate", verbosity=0)
    _hand_over()
    restored.problems = list(_problems(said, restored, now=now))
    return restored


def _keys_of(path: Path, passphrase: bytes | None) -> bytes:
    """The keys, opened before anything is touched. Refuses: PassphraseNeeded."""
    for member in archive.read(path):
        if member.part == "keys":
            return secrets.open_packed(member.name, member.read(), passphrase)
    raise PassphraseNeeded


# -- room ---------------------------------------------------------------------------------------------------------


def _folders() -> list[Path]:
    own = [Path(settings.LOG_TILES), Path(settings.KEYS_HOME)]
    return own if _in_a_bucket() else [*own, Path(settings.FILES_STORE)]


def _in_a_bucket() -> bool:
    return str(settings.FILES_STORE).startswith("s3://")


def _make_room(restored: Restored, *, replace: bool, now: datetime) -> None:
    """Refuses: PlaceNotEmpty. What stood in the way is moved aside, except the rows of the database."""
    full = [folder for folder in _folders() if folder.is_dir() and any(folder.iterdir())]
    if not replace and (full or not postgres.is_empty()):
        names = ", ".join([*(folder.name for folder in full), *([] if postgres.is_empty() else [_("cơ sở dữ liệu")])])
        raise PlaceNotEmpty(
            _("Nơi khôi phục chưa trống: {names}. Hãy chọn nơi trống, hoặc thêm --replace.").format(names=names)
        )
    for folder in full:
        aside = folder.with_name(f"{folder.name}.before-{now:%Y%m%dT%H%M%SZ}")
        folder.rename(aside)
        restored.moved_aside.append(aside)
    if not postgres.is_empty():
        postgres.give_up()


# -- content ------------------------------------------------------------------------------------------------------


def _unpack(path: Path, pg_restore: postgres.Tool, keys: bytes, said: manifest.Manifest, progress: Progress) -> None:
    sizes = {part.name: part.members for part in said.parts}
    done = dict.fromkeys(sizes, 0)
    for member in archive.read(path):
        if member.name == archive.MANIFEST:
            break
        if member.part == "database":
            postgres.load(pg_restore, member.pieces())
        elif member.part == "log":
            _write(Path(settings.LOG_TILES) / member.path, member.pieces())
        elif member.part == "files":
            _keep(member)
        done[member.part] += 1
        progress(member.part, done[member.part], sizes[member.part])
    secrets.unpack(keys, Path(settings.KEYS_HOME))


def _write(place: Path, pieces: Iterator[bytes]) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _keep(member: archive.Member) -> None:
    """Give the bytes back to the store, by its own way in."""
    with store.arrival() as arrived:
        shutil.copyfileobj(member, arrived, archive.PIECE_BYTES)
        arrived.flush()
        store.put(Path(arrived.name), member.path)


def _hand_over() -> None:
    """Restored by root: give everything to the account that owns the home, for the product runs as that account."""
    if os.geteuid() != 0:
        return
    owner = Path(settings.HOME).stat()
    for folder in _folders():
        for place in (folder, *folder.rglob("*")):
            os.chown(place, owner.st_uid, owner.st_gid)


# -- proof --------------------------------------------------------------------------------------------------------


def _problems(said: manifest.Manifest, restored: Restored, *, now: datetime) -> Iterator[str]:
    """Everything that is not as it was, in sentences."""
    counts = counts_of_nouns()
    for noun, wanted in said.counts.items():
        if counts.get(noun) != wanted:
            yield _("{noun}: bản sao lưu có {wanted}, khôi phục được {found}").format(
                noun=noun, wanted=wanted, found=counts.get(noun)
            )
    yield from _problems_of_log(said, restored, now=now)
    if said.files_included:
        known = set(said.damaged_files)
        for file in files.damaged():
            if file.sha256 not in known:
                yield _("tệp {sha256} thiếu hoặc sai nội dung").format(sha256=file.sha256)
        for sha256 in sorted(known):
            yield _("tệp {sha256} đã hỏng từ trước khi sao lưu").format(sha256=sha256)
    yield from gaps()


def _problems_of_log(said: manifest.Manifest, restored: Restored, *, now: datetime) -> Iterator[str]:
    if not said.checkpoint:
        return
    report = audit(
        store=LogStore(Path(settings.LOG_TILES)), verifier=Verifier.parse(said.vkey), now=now, kept=[said.checkpoint]
    )
    restored.log_size = report.size
    late = "late"  # acts recorded before the backup and not yet published: the sequencer places them when it runs
    for finding in report.findings:
        if finding.kind != late:
            yield f"{finding.title}: {finding.detail}"


def gaps() -> Iterator[str]:
    """Sequences with a value missing or given beyond the counter; arrival numbers stand in the book itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "with given as (select sequence_id, value from documents_number union all"
            " select a.id, e.arrival_number from documents_numbersequence a join documents_incomingentry e"
            " on e.body_id = a.body_id and e.year = a.year where a.series = %s)"
            " select b.name_vi, s.series, s.year, s.last, count(n.value), coalesce(max(n.value), 0)"
            " from documents_numbersequence s join organisations_body b on b.id = s.body_id"
            " left join given n on n.sequence_id = s.id"
            " group by b.name_vi, s.id having count(n.value) <> s.last or coalesce(max(n.value), 0) <> s.last",
            [ARRIVALS],
        )
        for body, series, year, last, count, highest in cursor.fetchall():
            yield _("dãy số {series}/{year} của {body}: bộ đếm {last}, có {count} số, số lớn nhất {highest}").format(
                series=series, year=year, body=body, last=last, count=count, highest=highest
            )
