"""What the bank's own statement shows is counted too: calls get lost, statements do not."""

import hashlib
import logging
from collections import Counter
from datetime import datetime, timedelta

from django.db import connection

from lienthong.ground.journal import actions as journal
from lienthong.work.payments import camt
from lienthong.work.payments.actions import counting
from lienthong.work.payments.actions.counting import Teller
from lienthong.work.payments.adapters.base import Bank
from lienthong.work.payments.models import Statement
from lienthong.work.payments.states import Outcome

OVERLAP = timedelta(hours=6)
"""Fetched again each time: banks book late. The same bytes are taken once, the same money counted once."""
FIRST = timedelta(days=7)
log = logging.getLogger("lienthong.payments")


def reconcile(*, bank: Bank, now: datetime) -> list[Statement]:
    """Fetch what the bank's account shows since the last time, and count it.

    Refuses: BankUnreachable, StatementUnreadable.
    """
    last = Statement.objects.filter(bank=bank.name).order_by("-taken_at").first()
    since = last.taken_at - OVERLAP if last else now - FIRST
    return [take_statement(bank=bank, content=content, now=now) for content in bank.fetch_statement(since)]


def take_statement(*, bank: Bank, content: bytes, now: datetime) -> Statement:
    """Take a camt.053 or camt.054: every booked entry becomes a credit, once, whoever told of it first.

    The same bytes again give the same row and no effect. Refuses: StatementUnreadable, as a whole, when any entry
    cannot be read or has no number of the bank's own, because then nothing could be counted just once.
    """
    _one_at_a_time(bank)
    digest = hashlib.sha256(content).hexdigest()
    known = Statement.objects.filter(bank=bank.name, sha256=digest).first()
    if known is not None:
        return known
    movements = sorted(camt.read(content), key=lambda movement: movement.transaction)
    statement = Statement.objects.create(
        bank=bank.name, sha256=digest, content=content, taken_at=now, entry_count=len(movements)
    )
    counting.lock_intents(movements)
    told = Teller(bank.name, bank.bin, statement=statement)
    outcomes = Counter(counting.count(movement, told=told, now=now) for movement in movements)
    statement.new_count = outcomes[Outcome.CREDITED]
    statement.contradicting_count = outcomes[Outcome.CONTRADICTS]
    statement.save(update_fields=["new_count", "contradicting_count"])
    _tell(statement, now=now)
    return statement


def _tell(statement: Statement, *, now: datetime) -> None:
    """Money no call had told of, or told otherwise, is worth an operator's look: calls get lost."""
    said = {"entries": statement.entry_count, "new": statement.new_count}
    journal.record("payments.statement.taken", statement, by=None, at=now, body=said)
    if statement.contradicting_count:
        log.error("a statement contradicts what was counted", extra={"statement": str(statement.pk)})


def _one_at_a_time(bank: Bank) -> None:
    """Statements of one bank one after the other, held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"payments.statement.{bank.name}"])
