"""A repeat has the effect and the answer of the first: `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header).

The row of the key is written first, in the transaction of the effect: repeats at the same time wait for it, and then
find the answer. A request that was refused leaves no row, so a corrected one may use the same key.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from lienthong.doors.api.models import Answer
from lienthong.doors.api.problems import KeyMalformed, KeyUsedForOther
from lienthong.ground.mandates.models import MachineToken
from lienthong.kit.ids import new_id

KEPT = timedelta(hours=48)
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_CLAIM = """
insert into {table} (id, token_id, key, fingerprint, status, body, location, made_at)
values (%s, %s, %s, null, 0, ''::bytea, '', %s) on conflict (token_id, key) do nothing
"""


@dataclass(frozen=True)
class Made:
    """An answer in bytes, as it can be given again."""

    status: int
    body: bytes
    location: str = ""
    repeated: bool = False


def key_of(header: str | None) -> str:
    """The key in the header, or nothing. Refuses: KeyMalformed."""
    if header is None:
        return ""
    key = header.strip().strip('"')
    if not _KEY.fullmatch(key):
        raise KeyMalformed
    return key


def once(
    *, token: MachineToken, key: str, fingerprint: Callable[[], str], run: Callable[[], Made], now: datetime
) -> Made:
    """Run, or give the stored answer of the first run. Needs the caller's transaction.

    `fingerprint` is asked after `run`, or instead of it: only then has all of the content passed.
    Refuses: KeyUsedForOther.
    """
    if _claimed(token, key, now):
        made = run()
        Answer.objects.filter(token=token, key=key).update(
            fingerprint=bytes.fromhex(fingerprint()), status=made.status, body=made.body, location=made.location
        )
        return made
    stored = Answer.objects.get(token=token, key=key)
    if bytes(stored.fingerprint or b"") != bytes.fromhex(fingerprint()):
        raise KeyUsedForOther
    return Made(stored.status, bytes(stored.body), stored.location, repeated=True)


def _claimed(token: MachineToken, key: str, now: datetime) -> bool:
    """Write the row of the key; waits for another transaction that is doing so. False = it was there before."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM.format(table=Answer._meta.db_table), [new_id(), token.pk, key, now])  # noqa: SLF001
        return bool(cursor.rowcount)


def forget(now: datetime) -> int:
    """Drop answers older than `KEPT`; returns how many."""
    dropped, _each = Answer.objects.given_before(now - KEPT).delete()
    return dropped
