"""Books with very many lines, by SQL: half of them outgoing, half incoming, all of one body, over ten years.

Each row is a copy of a row that the product itself wrote, with another number, subject and moment. Constraints and
indexes are the product's; they are put aside while rows are written and made anew after.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection, transaction

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

_WAITING = {"documents_document": 60, "exchange_message": 0, "exchange_delivery": 300, "documents_incomingentry": 0}
"""How many of the last lines wait for the clerk: sealed documents not yet sent, arrivals not yet taken in."""

_MATTERS = """create unlogged table bench_matter (place serial, subject text, words tsvector)"""
_LINES = """
create unlogged table bench_line as
select n, n %% 2 = 0 as incoming, gen_random_uuid() as document, gen_random_uuid() as message,
       gen_random_uuid() as delivery, gen_random_uuid() as entry,
       now() - (%(upto)s - n) * interval '10 years' / %(upto)s as at,
       subject || ' (' || n || ')' as subject, words || array_to_tsvector(
           array[n::text, 'dl', 'đl', n || '/dl', n || '/đl']) as words
from generate_series(%(first)s, %(upto)s) as n join bench_matter on place = n::bigint * 7919 %% %(matters)s + 1"""
_WORDS = """line.words || (select array_to_tsvector(array_agg(word))
    from unnest(tsvector_to_array(sample.words)) as word where word like '=%%')"""
"""Those of the line; and of the copied row what nobody types, its kind and issuer."""
_IS_LATE = "n > %(upto)s - 2 * %(waiting)s"
_DOCUMENTS = {
    "id": "document",
    "body_id": "case when incoming then sample.body_id else %(body)s end",
    "number": "n",
    "number_and_symbol": "n || '/ĐL'",
    "identifier": "'bench,' || n",
    "subject": "line.subject",
    "words": _WORDS,
    "content_text": "''",
    "issued_on": "at::date",
    "issued_at": "at",
    "created_at": "at",
    "changed_at": "at",
    "state": f"case when not incoming and {_IS_LATE} then 'sealed' else sample.state end",
}
_MESSAGES = {
    "id": "message",
    "document_id": "document",
    "message_id": "'bench,' || n",
    "manifest": "''::bytea",
    "seal": "''::bytea",
    "sent_at": "at",
}
_DELIVERIES = {
    "id": "delivery",
    "message_id": "message",
    "recipient_id": "%(body)s",
    "inbox_position": "null",
    "entry_id": f"case when {_IS_LATE} then null else entry end",
    "unit_id": "null",
    "handling_unit_id": "null",
    "arrived_at": "at",
    "queued_at": "at",
    "state_at": "at",
    "accept_due_at": "at + interval '1 day'",
    "state": f"case when {_IS_LATE} then '01' else '06' end",
}
_ENTRIES = {
    "id": "entry",
    "body_id": "%(body)s",
    "year": "extract(year from at)::int",
    "arrival_number": "1000000 + n",
    "arrived_at": "at",
    "document_id": "document",
    "number_and_symbol": "n || '/ĐL'",
    "issued_on": "at::date",
    "subject": "line.subject",
    "words": _WORDS,
}
_WRITES = (
    ("documents_document", _DOCUMENTS, "true", "document"),
    ("exchange_message", _MESSAGES, "incoming", "message"),
    ("exchange_delivery", _DELIVERIES, "incoming", "delivery"),
    ("documents_incomingentry", _ENTRIES, "incoming", "entry"),
)
"""Table, its columns that differ from the copied row, which lines it gets, and the name of the copied row."""


@dataclass(frozen=True)
class Samples:
    """Rows the product wrote, to be copied, and the body whose books they fill."""

    body: UUID
    document: UUID
    message: UUID
    delivery: UUID
    entry: UUID


def samples() -> Samples:
    """A delivery that was taken into a book, with its document and message; the receiving body."""
    from lienthong.records.exchange.models import Delivery

    found = Delivery.objects.filter(entry__isnull=False).select_related("message").order_by("id").first()
    assert found is not None, "the demonstration always holds accepted documents"
    assert found.entry_id is not None
    return Samples(found.recipient_id, found.message.document_id, found.message_id, found.pk, found.entry_id)


def fill(sample: Samples, *, first: int, upto: int) -> None:
    """Write lines `first` to `upto` of the books of this body; the last few hundred wait for its clerk."""
    with indexes_aside(list(_WAITING)) as cursor:
        cursor.execute("drop table if exists bench_matter, bench_line")
        cursor.execute(_MATTERS)
        cursor.executemany("insert into bench_matter (subject, words) values (%s, %s)", subjects())
        cursor.execute(_LINES, {"first": first, "upto": upto, "matters": len(subjects())})
        for table, columns, which, copied in _WRITES:
            values = {"upto": upto, "body": sample.body, "waiting": _WAITING[table], "copied": getattr(sample, copied)}
            cursor.execute(_insert(table, columns, which), values)
    settle(list(_WAITING))


@contextmanager
def indexes_aside(tables: Sequence[str]) -> Iterator["CursorWrapper"]:
    """Write into these tables in one transaction without their indexes, which are made anew at its end."""
    put_aside = _indexes(tables)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("set local maintenance_work_mem = '512MB'")
        for name, _definition in put_aside:
            cursor.execute(f'drop index "{name}"')
        yield cursor
        for _name, definition in put_aside:
            cursor.execute(definition)


def _insert(table: str, columns: Mapping[str, str], which: str) -> str:
    """Copies of one row, one for each line, with these columns of their own."""
    with connection.cursor() as cursor:
        names = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    values = ", ".join(columns.get(name, f"sample.{name}") for name in names)
    return f"""insert into {table} ({", ".join(names)}) select {values}
        from bench_line line, {table} sample where {which} and sample.id = %(copied)s"""


def subjects() -> list[tuple[str, str]]:
    """Some thousand subjects as the demonstration writes them, each about a place, with the words it is found by."""
    from lienthong.doors.command.demo_data.subjects import matter
    from lienthong.ground.organisations.models import Body
    from lienthong.kit.search import vector

    chance = random.Random(2019)
    facts = {"sender": "", "year": 2026, "day": "", "due": ""}
    places = list(Body.objects.order_by("id").values_list("name_vi", flat=True))
    found = {f"{matter(chance, **facts).subject} tại {chance.choice(places)}" for _number in range(4000)}
    return [(one, vector(one)) for one in sorted(found)]


def _indexes(tables: Sequence[str]) -> list[tuple[str, str]]:
    """Indexes of these tables that are not constraints: name and how they were made."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select indexname, indexdef from pg_indexes where tablename = any(%s) and indexname not in
               (select conname from pg_constraint)""",
            [list(tables)],
        )
        return [(name, definition) for name, definition in cursor.fetchall() if "UNIQUE" not in definition]


def settle(tables: Sequence[str]) -> None:
    """Tell the planner what the tables hold now, as the database's own housekeeping would a little later."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"vacuum analyze {table}")
