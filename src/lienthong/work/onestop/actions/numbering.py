"""The code of a dossier: receiving unit, day, number of the day, in both styles of identifiers.

Source: Decree 61/2018 art. 26 and Circular 01/2018 art. 19 (`000.00.18.H56-190624-0007`); Decision 20/2020 (`H56.18`).
"""

from datetime import datetime

from django.db import connection

from lienthong.ground.organisations.models import Body, Unit
from lienthong.kit.clock import local
from lienthong.kit.ids import new_id

_LEVELS = (2, 2, 3)
"""Digits of the second, third and fourth level of an identifier (QCVN 102:2016)."""


_COUNTED = """
insert into onestop_counter as counted (id, body_id, series, last) values (%s, %s, %s, 1)
on conflict (body_id, series) do update set last = counted.last + 1 returning last"""


def codes(body: Body, unit: Unit, now: datetime) -> tuple[str, str]:
    """The next code of the day of this body, in the style of Decision 20/2020 and in that of QCVN 102:2016.

    One number without a gap: it stands or falls with the caller's transaction, which holds the counter until then.
    """
    on = local(now)
    tail = f"{on:%y%m%d}-{_next(body, f'dossiers {on:%Y-%m-%d}'):04d}"
    code = unit.code or body.code
    return f"{code or _nameless(body)}-{tail}", f"{_legacy(code)}-{tail}" if code else ""


def result_number(body: Body, now: datetime) -> str:
    """The next number of the body's results in this year; the first nine take a leading zero."""
    return f"{_next(body, f'results {local(now):%Y}'):02d}"


def _nameless(body: Body) -> str:
    """Stands for a body to which no code was given; its own, since every body counts for itself."""
    return f"LT.{body.pk.hex[-12:].upper()}"


def ticket_number(body: Body, unit: Unit, now: datetime) -> int:
    """The next number of the day in the queue of a unit, without a gap."""
    return _next(body, f"q{unit.pk.hex}{local(now):%y%m%d}")


def _legacy(code: str) -> str:
    """`H41.06` was written `000.00.06.H41`: the levels the other way round, and the missing ones as noughts."""
    head, *below = code.split(".")
    levels = [level.zfill(digits) for level, digits in zip([*below, *"000"], _LEVELS, strict=False)]
    return ".".join([*reversed(levels), head])


def _next(body: Body, series: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [new_id(), body.pk, series])
        return int(cursor.fetchone()[0])
