"""Periodic work of the store."""

from datetime import timedelta

from lienthong.ground.files import actions, queries, scanning, store
from lienthong.ground.files.models import StoredFile
from lienthong.kit import clock
from lienthong.kit.jobs import job

_AT_ONCE = 200
_GRACE = timedelta(days=1)


@job("files.scan_waiting", queue="files", cron="*/15 * * * *")
def scan_waiting(timestamp: int) -> None:
    """Scan what was kept while no scanner answered."""
    if scanning.is_configured():
        for file in StoredFile.objects.not_scanned()[:_AT_ONCE]:
            actions.scan_again(file=file, now=clock.now())


@job("files.drop_abandoned", queue="files", cron="41 * * * *")
def drop_abandoned(timestamp: int) -> None:
    """Throw away what came of uploads that nobody has gone on with for a day."""
    actions.drop_abandoned(untouched_since=clock.now() - _GRACE)


@job("files.sweep", queue="files", cron="17 2 * * *")
def sweep(timestamp: int) -> None:
    """Remove the bytes that no row claims, and what crashes left, a day after they were written."""
    before = clock.now() - _GRACE
    store.tidy(before)
    for sha256 in queries.orphans(written_before=before):
        actions.sweep(sha256=sha256)
