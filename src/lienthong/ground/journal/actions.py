"""Recording acts, and erasing what an act said."""

import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from lienthong.ground.journal import entries
from lienthong.ground.journal.models import Act, Subject, kind_and_id
from lienthong.kit.copying import copy_in
from lienthong.kit.errors import Conflict
from lienthong.kit.ids import new_id


class AlreadyErased(Conflict):
    """What this act said was erased before. There is nothing left to erase."""


def record(
    verb: str,
    subject: Subject,
    *,
    by: Subject | None,
    at: datetime,
    for_whom: Subject | None = None,
    capacity: str = "",
    body: dict[str, Any] | None = None,
) -> Act:
    """Record an official act in the caller's transaction: one INSERT, nothing else.

    `verb` reads `room.noun.past_verb`; `subject`, `by` and `for_whom` are rows with a UUID or `(kind, id)` pairs;
    `by=None` means the product itself acted. `body` holds what may be erased one day: everything about persons.
    Refuses (as errors of the program): Unprovable for a malformed verb, a naive time, floats or foreign objects.
    """
    act = Act(**compose(verb, subject, by=by, at=at, for_whom=for_whom, capacity=capacity, body=body))
    act.save(force_insert=True)
    return act


def record_many(rows: Iterable[Mapping[str, Any]]) -> None:
    """Store acts made by `compose`, in the caller's transaction, with one COPY for all of them."""
    copy_in(Act, rows)


def compose(
    verb: str,
    subject: Subject,
    *,
    by: Subject | None,
    at: datetime,
    for_whom: Subject | None = None,
    capacity: str = "",
    body: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The row of the act with all its digests, not stored yet; arguments and refusals as in `record`."""
    salt, plain = os.urandom(entries.SALT_BYTES), entries.plain_body(body)
    act_id, said = new_id(), entries.body_digest(salt, plain)
    subject_kind, subject_id = kind_and_id(subject)
    by_kind, by_id = kind_and_id(by) if by is not None else ("", None)
    for_whom_kind, for_whom_id = kind_and_id(for_whom) if for_whom is not None else ("", None)
    written = entries.record(
        act_id=act_id,
        verb=entries.require_verb(verb),
        subject=entries.Party(kind=subject_kind, id=str(subject_id)),
        by=entries.party(by_kind, by_id),
        for_whom=entries.party(for_whom_kind, for_whom_id),
        capacity=capacity,
        at=at,
        body_digest=said,
    )
    return {
        "id": act_id,
        "verb": verb,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "by_kind": by_kind,
        "by_id": by_id,
        "for_whom_kind": for_whom_kind,
        "for_whom_id": for_whom_id,
        "capacity": capacity,
        "at": at,
        "body": plain,
        "salt": salt,
        "body_digest": said,
        "record_digest": entries.entry_of(written),
        "leaf_index": None,
    }


def erase(*, act: Act, by: Subject | None, now: datetime) -> Act:
    """Take body and salt of an act away for ever; who, what and when stay provable. Returns the act of erasing.

    The caller's rules decide who may. Refuses: AlreadyErased.
    """
    erased = Act.objects.filter(id=act.id, salt__isnull=False).update(body=None, salt=None)
    if not erased:
        raise AlreadyErased
    act.body = act.salt = None
    return record("journal.act.erased", act, by=by, at=now)
