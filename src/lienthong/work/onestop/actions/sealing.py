"""Sealing a day: its events are published under pseudonyms, and the root of the file stands in the public log."""

import contextlib
import os
import secrets
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from lienthong.ground.journal import actions as journal
from lienthong.ground.journal.models import Subject
from lienthong.kit.clock import VIETNAM, local
from lienthong.kit.errors import Conflict
from lienthong.work.onestop import published
from lienthong.work.onestop.models import SealedDay
from lienthong.work.onestop.published import Row

KEY_FILE = "dossier-pseudonyms.key"
_KEY_BYTES = 32
CATCH_UP_DAYS = 7

EVENTS = """
select e.dossier_id, b.code, p.key, e.kind, e.at, (
    select x.details->>'due_at' from onestop_event as x where x.dossier_id = e.dossier_id and x.seq <= e.seq
        and x.details->>'due_at' is not null order by x.seq desc limit 1
), (
    select x.details->>'due_at' from onestop_event as x where x.dossier_id = e.dossier_id and x.seq <= e.seq
        and x.kind = 'received' order by x.seq limit 1
)
from onestop_event as e join onestop_dossier as d on d.id = e.dossier_id
    join organisations_body as b on b.id = d.body_id join services_procedure as p on p.id = d.procedure_id
where e.at >= %s and e.at < %s order by e.at, e.dossier_id, e.seq
"""


class DayNotOver(Conflict):
    """This day is not over yet, so its events cannot be sealed. Seal it tomorrow."""


def seal_day(*, on: date, by: Subject | None, now: datetime) -> SealedDay:
    """Publish the events of a day and record the root of the file; once, and then never made again.

    Refuses: DayNotOver.
    """
    found = SealedDay.objects.filter(on=on).first()
    if found is not None:
        return found
    if local(now).date() <= on:
        raise DayNotOver
    content = published.write(_rows(on))
    read = published.read(content)
    sealed = SealedDay.objects.create(on=on, content=content, root=read.root, row_count=read.rows, sealed_at=now)
    said = {
        "on": on.isoformat(), "root": read.root.hex(), "rows": read.rows, "decided": read.decided,
        "on_time": read.on_time,
    }  # fmt: skip
    journal.record("observatory.day.sealed", sealed, by=by, at=now, body=said)
    return sealed


def seal_days(*, by: Subject | None, now: datetime) -> list[SealedDay]:
    """Every day of the last week that is over and was not sealed."""
    today = local(now).date()
    days = [today - timedelta(days=back) for back in range(CATCH_UP_DAYS, 0, -1)]
    done = set(SealedDay.objects.filter(on__in=days).values_list("on", flat=True))
    return [seal_day(on=on, by=by, now=now) for on in days if on not in done]


def _rows(on: date) -> list[Row]:
    since = datetime.combine(on, time(), tzinfo=VIETNAM)
    key = _key(Path(settings.KEYS_HOME))
    with connection.cursor() as cursor:
        cursor.execute(EVENTS, [since, since + timedelta(days=1)])
        return [
            Row(published.pseudonym(key, dossier), code, procedure, kind, at, _moment(due), _moment(promised))
            for dossier, code, procedure, kind, at, due, promised in cursor.fetchall()
        ]


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _key(home: Path) -> bytes:
    """The secret of the pseudonyms, made on first use; two processes at once end with the same one."""
    place = home / KEY_FILE
    if not place.exists():
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = place.with_name(f".{KEY_FILE}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
        with contextlib.suppress(FileExistsError):
            os.link(draft, place)
        draft.unlink()
    return place.read_bytes()
