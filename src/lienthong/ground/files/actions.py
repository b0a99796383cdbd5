"""Keeping bytes, scanning them again, and letting them go."""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from lienthong.ground.files import content, events, limits, queries, scanning, store
from lienthong.ground.files.joining import Joined, announced
from lienthong.ground.files.limits import PIECE_BYTES
from lienthong.ground.files.models import StoredFile, Upload, UploadPiece
from lienthong.ground.files.refusals import (
    ContentDropped,
    DigestDiffers,
    FileEmpty,
    FileTooLarge,
    Infected,
    NoSuchUpload,
    OffsetDiffers,
    PieceTooLarge,
    StillInUse,
    TooManyUploads,
    UploadNotWhole,
)
from lienthong.ground.files.states import Scan
from lienthong.ground.identity.models import Account
from lienthong.ground.journal import actions as journal
from lienthong.ground.journal.models import Subject, kind_and_id
from lienthong.kit import outbox
from lienthong.kit.text import safe_file_name

log = logging.getLogger("lienthong.files")


class Readable(Protocol):
    """Anything that gives bytes piece by piece: an upload, an open file, a response."""

    def read(self, size: int = ..., /) -> bytes:
        """At most `size` bytes; none at the end."""
        ...


def keep(
    stream: Readable,
    *,
    name: str,
    by: Subject | None,
    now: datetime,
    allowed: frozenset[str] | None = None,
    largest_bytes: int | None = None,
) -> StoredFile:
    """Take bytes in: streamed to the store while they are hashed, checked for size, type and malware, made durable.

    `allowed` = media types taken here (see `content`; None = every type we can check); `largest_bytes` = a limit below
    the installation's own. The row is written only after the bytes are durable; `by=None` = the product itself.
    Refuses: FileTooLarge, FileEmpty, TypeNotAllowed, NameAndContentDiffer, FileBroken, FileAmbiguous, ArchiveUnsafe,
    UnpacksTooLarge, MacrosInside, MarkupUnsafe, PictureTooLarge, Infected, ScannerUnreachable.
    """
    shown = safe_file_name(name)
    with store.arrival() as arrived:
        sha256, size_bytes = _receive(stream, arrived, _limit(largest_bytes))
        media_type = content.inspect(arrived, name=shown, allowed=allowed, limits=limits.current())
        finding = scanning.scan(arrived)
        if finding.scan == Scan.INFECTED:
            raise Infected(
                _("Tệp %(name)s có mã độc (%(malware)s) nên không được nhận.")
                % {"name": shown, "malware": finding.malware},
                sha256=sha256, malware=finding.malware, name=shown,
            )  # fmt: skip
        _lock(sha256, shared=True)
        store.put(Path(arrived.name), sha256)
    kind, identifier = kind_and_id(by) if by is not None else ("", None)
    return StoredFile.objects.create(
        sha256=sha256,
        size_bytes=size_bytes,
        media_type=media_type,
        name=shown,
        kept_at=now,
        kept_by_kind=kind,
        kept_by_id=identifier,
        scan=finding.scan,
        scanner=finding.scanner,
        scanned_at=now if finding.scan != Scan.NOT_SCANNED else None,
    )


@contextmanager
def infections_recorded(*, by: Subject | None, now: datetime) -> Iterator[None]:
    """Around the transaction of an edge that takes files: when one was infected, that is recorded after the rollback.

    The refusal goes on to the caller; the act `files.file.refused` stays.
    """
    try:
        with transaction.atomic():
            yield
    except Infected as refused:
        record_infection(refused=refused, by=by, now=now)
        raise


def record_infection(*, refused: Infected, by: Subject | None, now: datetime) -> None:
    """Record that an infected file was refused. The subject is made of the digest: there is no row of it."""
    log.warning("infected file refused", extra={"sha256": refused.facts["sha256"], "malware": refused.facts["malware"]})
    subject = ("files.content", UUID(refused.facts["sha256"][:32]))
    journal.record("files.file.refused", subject, by=by, at=now, body=dict(refused.facts))


def scan_again(*, file: StoredFile, now: datetime) -> StoredFile:
    """Scan a kept file; malware found late is recorded and announced, and the file is not delivered any more.

    Refuses: ContentDropped, ContentMissing, ScannerUnreachable.
    """
    if file.dropped_at:
        raise ContentDropped(_("Nội dung tệp đã được hủy khi hết thời hạn lưu."))
    with store.open(file.sha256) as bytes_kept:
        finding = scanning.scan(bytes_kept)
    if finding.scan == Scan.NOT_SCANNED:
        return file
    was = file.scan
    file.scan, file.scanner, file.malware, file.scanned_at = finding.scan, finding.scanner, finding.malware, now
    file.save(update_fields=["scan", "scanner", "malware", "scanned_at"])
    if finding.scan == Scan.INFECTED and was != Scan.INFECTED:
        body = {"sha256": file.sha256, "malware": finding.malware, "scanner": finding.scanner}
        journal.record("files.file.found_infected", file, by=None, at=now, body=body)
        outbox.announce(events.found_infected(file.id, at=now))
    return file


def drop_file(*, file: StoredFile, because: str, by: Subject | None, now: datetime) -> StoredFile:
    """Let the content of a file go: nothing may point to it any more. The row stays and says when and why.

    The bytes themselves go with the next `sweep`, once no other row claims them.
    Refuses: ContentDropped, StillInUse.
    """
    if file.dropped_at:
        raise ContentDropped(_("Nội dung tệp đã được hủy khi hết thời hạn lưu."))
    if queries.is_referenced(file):
        raise StillInUse(_("Tệp vẫn đang được dùng nên chưa hủy được."))
    file.dropped_at, file.dropped_because = now, because
    file.save(update_fields=["dropped_at", "dropped_because"])
    body = {"sha256": file.sha256, "name": file.name, "because": because}
    journal.record("files.file.dropped", file, by=by, at=now, body=body)
    return file


def sweep(*, sha256: str) -> bool:
    """Remove bytes that no held row claims. Says whether they were removed.

    An address that somebody is keeping at this moment is left for the next sweep.
    """
    if not _lock(sha256, shared=False) or StoredFile.objects.held().with_content(sha256).exists():
        return False
    store.drop(sha256)
    return True


def begin_upload(
    *,
    purpose: str,
    name: str,
    size_bytes: int,
    beginning: str,
    sha256: str,
    by: Account,
    now: datetime,
    largest_bytes: int | None = None,
) -> Upload:
    """Announce a file that will come in pieces; one that was begun and is still unfinished is gone on with.

    `purpose` = for what it is, in the caller's own words; `beginning`, `sha256` = digests of how it begins and of all.
    Refuses: FileEmpty, FileTooLarge, UploadUnclear, TooManyUploads.
    """
    if size_bytes > _limit(largest_bytes):
        raise _too_large(_limit(largest_bytes))
    if size_bytes <= 0:
        raise FileEmpty(_("Tệp rỗng. Hãy chọn đúng tệp rồi gửi lại."))
    Account.objects.select_for_update(of=("self",)).get(pk=by.pk)
    mine = Upload.objects.begun_by(by).unfinished()
    facts = {"purpose": purpose, **announced(name=name, size_bytes=size_bytes, beginning=beginning, sha256=sha256)}
    if (begun := mine.filter(**facts).first()) is not None:
        begun.touched_at = now
        begun.save(update_fields=["touched_at"])
        return begun
    mine.filter(purpose=purpose, name=facts["name"], sha256=sha256).delete()
    if mine.count() >= limits.MOST_UNFINISHED_UPLOADS:
        raise TooManyUploads
    return Upload.objects.create(account=by, begun_at=now, touched_at=now, **facts)


def add_piece(*, upload_id: UUID, start: int, data: bytes, by: Account, now: datetime) -> Upload:
    """Take the next bytes of an upload; with the commit they are durable. `start` = how many came before them.

    Refuses: NoSuchUpload, OffsetDiffers (with `received`, from where to go on), PieceTooLarge.
    """
    upload = _upload(upload_id, by)
    if start != upload.received_bytes:
        raise OffsetDiffers(received=upload.received_bytes)
    if len(data) > min(limits.LARGEST_PIECE_BYTES, upload.size_bytes - start):
        raise PieceTooLarge
    if data:
        UploadPiece.objects.create(upload=upload, start=start, data=data)
        upload.received_bytes, upload.touched_at = start + len(data), now
        upload.save(update_fields=["received_bytes", "touched_at"])
    return upload


def finish_upload(
    *, upload_id: UUID, by: Account, now: datetime, allowed: frozenset[str] | None = None,
    largest_bytes: int | None = None,
) -> StoredFile:  # fmt: skip
    """Make a file of an upload that is whole: its digest is compared, then it is kept as any other (see `keep`).

    Twice gives the same file. Refuses: NoSuchUpload, UploadNotWhole, DigestDiffers, and whatever `keep` refuses.
    """
    upload = _upload(upload_id, by)
    if upload.file is not None:
        return upload.file
    if upload.received_bytes < upload.size_bytes:
        raise UploadNotWhole
    file = keep(Joined(upload), name=upload.name, by=by, now=now, allowed=allowed, largest_bytes=largest_bytes)
    if file.sha256 != upload.sha256:
        raise DigestDiffers
    upload.pieces.all().delete()
    upload.file, upload.touched_at = file, now
    upload.save(update_fields=["file", "touched_at"])
    return file


def drop_upload(*, upload_id: UUID, by: Account) -> None:
    """Throw away what came of it; a file it has become stays. Refuses: NoSuchUpload."""
    _upload(upload_id, by).delete()


def drop_abandoned(*, untouched_since: datetime) -> int:
    """Throw away uploads of which nothing came since then, and the memory of finished ones; says how many."""
    gone = Upload.objects.filter(touched_at__lt=untouched_since)
    count = gone.count()
    gone.delete()
    return count


def _upload(upload_id: UUID, by: Account) -> Upload:
    """The upload, locked; for whoever began it and nobody else."""
    found = Upload.objects.select_for_update(of=("self",)).begun_by(by).filter(pk=upload_id).first()
    if found is None:
        raise NoSuchUpload
    return found


def _limit(largest_bytes: int | None) -> int:
    most: int = settings.FILES_LARGEST_BYTES
    return min(largest_bytes or most, most)


def _receive(stream: Readable, arrived: BinaryIO, limit: int) -> tuple[str, int]:
    """Copy the stream piece by piece; returns its SHA-256 and its size. Stops at the first byte over the limit."""
    announced = getattr(stream, "size", None)
    if isinstance(announced, int) and announced > limit:
        raise _too_large(limit)
    fingerprint, size_bytes = hashlib.sha256(), 0
    while piece := stream.read(PIECE_BYTES):
        size_bytes += len(piece)
        if size_bytes > limit:
            raise _too_large(limit)
        fingerprint.update(piece)
        arrived.write(piece)
    if not size_bytes:
        raise FileEmpty(_("Tệp rỗng. Hãy chọn đúng tệp rồi gửi lại."))
    arrived.flush()
    return fingerprint.hexdigest(), size_bytes


def _too_large(limit: int) -> FileTooLarge:
    megabytes = max(1, limit // 1024**2)
    return FileTooLarge(_("Tệp lớn hơn mức cho phép (%(limit)d MB).") % {"limit": megabytes}, largest_bytes=limit)


def _lock(sha256: str, *, shared: bool) -> bool:
    """Hold the address until the end of the transaction: many may keep the same bytes, only one may remove them."""
    number = int(sha256[:16], 16) - 2**63
    call = "pg_advisory_xact_lock_shared" if shared else "pg_try_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"select {call}(%s)", [number])
        (answer,) = cursor.fetchone()
    return shared or bool(answer)
