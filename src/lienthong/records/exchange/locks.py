"""One lock for each inbox: whoever puts something into it holds the lock until the commit.

Positions are therefore given in the order in which they become visible, and software that reads an inbox by cursor
misses nothing. The lock belongs to the transaction, so a crash lets go of it.
"""

from uuid import UUID

from django.db import connection

_POSITIVE = 0x7FFF_FFFF_FFFF_FFFF


def hold_inbox(body_id: UUID) -> None:
    """Wait for the inbox of this body; holding it already costs nothing."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_key(body_id)])


def try_inbox(body_id: UUID) -> bool:
    """Take the inbox if nobody else has it; never waits."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [_key(body_id)])
        (taken,) = cursor.fetchone()
    return bool(taken)


def _key(body_id: UUID) -> int:
    return body_id.int & _POSITIVE
