"""The open file of a day's events: what is in it, its Merkle root, and what anybody can compute from it again. Pure.

A dossier is named by HMAC-SHA-256 over its id under one secret key, the same for all days and all bodies: rows of one
dossier can be joined over days and when it moves, which the on-time share needs; nobody without the key can go from a
code on a receipt to a row, and when the key is destroyed nobody ever can. A day with a single dossier of a rare
procedure still tells whoever knows of it that it is that one: the file says no more of it than its times.
Times are full minutes, rounded up, so that what was late by seconds stays late.
"""

import csv
import hashlib
import hmac
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from lienthong.ground.journal import tlog
from lienthong.kit.clock import local

COLUMNS = ("dossier", "body", "procedure", "event", "at", "due_at", "promised_at")
_PSEUDONYM_BYTES = 16
DECIDED = "decided"


class FileMalformed(ValueError):
    """It is not a file of events, or a line of it is broken."""


@dataclass(frozen=True)
class Row:
    """One event as it is published."""

    dossier: str
    body: str
    procedure: str
    event: str
    at: datetime
    due_at: datetime | None
    promised_at: datetime | None


@dataclass(frozen=True)
class Read:
    """What a file says: its root, its rows, how many were decided and how many of those by the promised time."""

    root: bytes
    rows: int
    decided: int
    on_time: int


def file_name(on: date) -> str:
    """`events-2026-11-16.csv`."""
    return f"events-{on:%Y-%m-%d}.csv"


def pseudonym(key: bytes, dossier: UUID) -> str:
    """The name of a dossier in the files: 128 bits in hex."""
    return hmac.new(key, dossier.bytes, hashlib.sha256).digest()[:_PSEUDONYM_BYTES].hex()


def to_minute(at: datetime) -> datetime:
    """The full minute that is not before it."""
    whole = local(at).replace(second=0, microsecond=0)
    return whole if whole == at else whole + timedelta(minutes=1)


def write(rows: Iterable[Row]) -> str:
    """The file: a line of columns, then events by minute and, within one, by pseudonym; lines end in LF."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in sorted(rows, key=lambda each: (to_minute(each.at), each.dossier)):
        moments = (
            to_minute(row.at),
            row.due_at and to_minute(row.due_at),
            row.promised_at and to_minute(row.promised_at),
        )
        told = [moment.isoformat(timespec="minutes") if moment else "" for moment in moments]
        writer.writerow([row.dossier, row.body, row.procedure, row.event, *told])
    return out.getvalue()


def read(text: str) -> Read:
    """Everything again from the file alone. Raises FileMalformed."""
    lines = text.split("\n")
    if lines[0] != ",".join(COLUMNS) or lines[-1] != "":
        raise FileMalformed(
            _("Tệp phải bắt đầu bằng dòng tên các cột (%(columns)s) và kết thúc bằng hết dòng.")
            % {"columns": ",".join(COLUMNS)}
        )
    leaves = [tlog.leaf_hash(line.encode()) for line in lines[1:-1]]
    rows = list(_parsed(lines[1:-1]))
    decided = [row for row in rows if row.event == DECIDED and row.promised_at is not None]
    on_time = sum(row.at <= row.promised_at for row in decided if row.promised_at is not None)
    return Read(tlog.Frontier().grown(leaves).root(), len(rows), len(decided), on_time)


def _parsed(lines: list[str]) -> Iterator[Row]:
    for place, cells in enumerate(csv.reader(lines), start=2):
        try:
            dossier, body, procedure, event, at, due_at, promised_at = cells
            yield Row(
                dossier, body, procedure, event, datetime.fromisoformat(at), _moment(due_at), _moment(promised_at)
            )
        except ValueError as reason:
            raise FileMalformed(_("Dòng %(place)s không phải một sự kiện đủ các cột.") % {"place": place}) from reason


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
