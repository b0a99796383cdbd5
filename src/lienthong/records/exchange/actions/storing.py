"""Storing what was taken: the rows of one message or of many, in the caller's transaction, in a handful of statements.

A message that is here already is answered with its stored receipt; the same id with other content is refused. Both are
decided before anything is written, also among the messages of one batch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from lienthong.ground.journal import actions as journal
from lienthong.kit import outbox
from lienthong.kit.copying import copy_in, together
from lienthong.records.documents.actions.imported import store_received
from lienthong.records.exchange import events
from lienthong.records.exchange.actions import changing
from lienthong.records.exchange.intake.refusals import IdentifierTaken, IssuedHere
from lienthong.records.exchange.intake.rows import Rows
from lienthong.records.exchange.models import Amendment, Delivery, Intake, Message

Key = tuple[UUID, str]

_KNOWN = """
select wanted.sender, wanted.name, m.id, i.sha256, i.receipt, i.seal, (
    select true from documents_document d
    where d.identifier = wanted.name and d.body_id = wanted.sender and d.state = 'issued' limit 1) as issued_here
from unnest(%s::uuid[], %s::text[]) as wanted(sender, name)
left join exchange_message m on m.sender_id = wanted.sender and m.message_id = wanted.name
left join exchange_intake i on i.message_id = m.id
"""
_PLAN_SECONDS = 10
"""So long a plan may be kept: planning costs more than asking, and a plan made while the table was small must go."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A message that is kept: its receipt, sealed by the exchange. `repeated` = it had been kept before."""

    message_id: UUID
    receipt: bytes
    seal: bytes
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class _Held:
    sha256: str
    accepted: Accepted


Outcome = Accepted | IdentifierTaken | IssuedHere


def store(*, rows: Sequence[Rows], now: datetime) -> list[Outcome]:
    """Store messages that were taken, all or none; an outcome for each, in their order. Release them after the commit.

    Two writers of the same message at once: the later one fails as a whole by the database's constraint, and finds the
    stored receipt when it tries again.
    """
    held, issued = _known({each.key for each in rows}, now=now)
    fresh: list[Rows] = []
    outcomes: list[Outcome] = []
    for each in rows:
        outcome = _outcome(each, held, issued)
        if isinstance(outcome, Accepted) and not outcome.repeated:
            fresh.append(each)
            held[each.key] = _Held(each.intake["sha256"], outcome)
        outcomes.append(outcome)
    _write(fresh, now)
    return outcomes


def outcome_if_stored(*, rows: Rows, now: datetime) -> Outcome | None:
    """What the message would be answered without storing anything; None for one that is new."""
    outcome = _outcome(rows, *_known({rows.key}, now=now))
    return None if isinstance(outcome, Accepted) and not outcome.repeated else outcome


def _outcome(rows: Rows, held: dict[Key, _Held], issued: set[Key]) -> Outcome:
    if rows.key in issued:
        return IssuedHere(element="DocumentId", found=rows.key[1])
    kept = held.get(rows.key)
    if kept is None:
        return Accepted(rows.message["id"], rows.intake["receipt"], rows.intake["seal"])
    if kept.sha256 != rows.intake["sha256"]:
        return IdentifierTaken(element="DocumentId", found=rows.key[1])
    return Accepted(kept.accepted.message_id, kept.accepted.receipt, kept.accepted.seal, repeated=True)


def _write(fresh: list[Rows], now: datetime) -> None:
    if not fresh:
        return
    with together():
        store_received(rows=[each.document for each in fresh if each.document is not None])
        copy_in(Message, [each.message for each in fresh])
        copy_in(Delivery, [row for each in fresh for row in each.deliveries])
        copy_in(Amendment, [row for each in fresh for row in each.amendments])
        copy_in(Intake, [each.intake for each in fresh])
        journal.record_many(each.act for each in fresh)
    for each in fresh:
        if each.recall is not None:
            changing.ask_imported(recall=each.recall, message_id=each.message["id"], now=now)
        outbox.announce(events.message_sent(each.message["id"], at=now))


def _known(keys: set[Key], *, now: datetime) -> tuple[dict[Key, _Held], set[Key]]:
    """Which of these messages are kept already, and which documents were issued here."""
    words = f"{_KNOWN}-- {int(now.timestamp()) // _PLAN_SECONDS}"  # what is asked in other words is planned anew
    connection.ensure_connection()
    with connection.wrap_database_errors:
        asked = [[sender for sender, _name in keys], [name for _sender, name in keys]]
        found = connection.connection.execute(words, asked, prepare=True).fetchall()
    held: dict[Key, _Held] = {
        (sender, name): _Held(sha256 or "", Accepted(message_id, bytes(receipt or b""), bytes(seal or b"")))
        for sender, name, message_id, sha256, receipt, seal, _issued in found
        if message_id is not None
    }
    return held, {(sender, name) for sender, name, *_kept, issued_here in found if issued_here}
