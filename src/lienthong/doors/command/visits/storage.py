"""Files, the scanner that looks at them, and room on the disk."""

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from lienthong.doors.command.visits.finding import Finding, Visit, attention, either, well, wrong
from lienthong.ground.files import queries, scanning, store
from lienthong.ground.files.models import StoredFile

_SCARCE_BYTES, _NONE_LEFT_BYTES = 5_000_000_000, 500_000_000
_NOWHERE = "0" * 64


def examine(visit: Visit) -> Iterator[Finding]:
    """Can files be kept, are they still what they were, are they scanned, and is there room."""
    yield _writable()
    yield _intact(visit)
    yield _scanner()
    yield from _room()


def _writable() -> Finding:
    try:
        with store.arrival() as file:
            file.write(b"doctor")
            file.flush()
        store.has(_NOWHERE)
    except Exception as problem:  # noqa: BLE001 - an adapter of any kind: whatever it says is the finding
        return wrong("files.store", _("Không ghi được vào kho tệp: {problem}").format(problem=problem))
    return well("files.store", _("Kho tệp ghi được: {place}").format(place=settings.FILES_STORE))


def _intact(visit: Visit) -> Finding:
    if visit.sample:
        chosen = StoredFile.objects.held().filter(sha256__gte=secrets.token_hex(32)).order_by("sha256")[: visit.sample]
        looked = list(chosen) or list(StoredFile.objects.held().order_by("sha256")[: visit.sample])
        damaged = [file.sha256 for file in looked if not store.is_intact(file.sha256)]
        count = len(looked)
    else:
        damaged, count = [file.sha256 for file in queries.damaged()], StoredFile.objects.held().count()
    return either(
        "files.intact",
        not damaged,
        yes=_("{count} tệp đọc thử đều nguyên vẹn.").format(count=count),
        no=_("{count} tệp thiếu hoặc sai nội dung, tệp đầu là {sha256}. Hãy khôi phục từ bản sao lưu.").format(
            count=len(damaged), sha256=damaged[0] if damaged else ""
        ),
    )


def _scanner() -> Finding:
    if not scanning.is_configured():
        return attention("files.scanner", _("TỆP KHÔNG ĐƯỢC QUÉT MÃ ĐỘC: chưa đặt LIENTHONG_CLAMD."))
    try:
        version = scanning.Daemon(settings.FILES_CLAMD).version()
    except (OSError, scanning.ScanFailed) as problem:
        return wrong("files.scanner", _("Máy quét mã độc không trả lời: {problem}").format(problem=problem))
    return well("files.scanner", _("Máy quét mã độc: {version}").format(version=version))


def _room() -> Iterator[Finding]:
    local = [] if str(settings.FILES_STORE).startswith("s3://") else [Path(settings.FILES_STORE)]
    seen = set()
    for place in (Path(settings.HOME), *local):
        there = next(folder for folder in (place, *place.parents) if folder.exists())
        if there.stat().st_dev in seen:
            continue
        seen.add(there.stat().st_dev)
        free = shutil.disk_usage(there).free
        said = _("Còn {size:.1f} GB trống tại {place}.").format(size=free / 1e9, place=there)
        health = wrong if free < _NONE_LEFT_BYTES else attention if free < _SCARCE_BYTES else well
        yield health("disk.room", said)
