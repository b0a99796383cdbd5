"""Books with very many lines, by SQL: half of them outgoing, half incoming, all of one body, over ten years.

Each row is a copy of a row that the product itself wrote, with another number, subject and moment. Constraints and
indexes are the product's; they are put aside while rows are written and made anew after.
"""

import random
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

_WAITING_DELIVERIES, _WAITING_DOCUMENTS = 300, 60
_TABLES = ("documents_document", "exchange_message", "exchange_delivery", "documents_incomingentry")

_MATTERS = """create unlogged table bench_matter (place serial, subject text, folded text)"""
_LINES = """
create unlogged table bench_line as
select n, n %% 2 = 0 as incoming, gen_random_uuid() as document, gen_random_uuid() as message,
       gen_random_uuid() as delivery, gen_random_uuid() as entry,
       now() - (%(upto)s - n) * interval '10 years' / %(upto)s as at,
       subject || ' (' || n || ')' as subject, folded || ' (' || n || ')' as folded
from generate_series(%(first)s, %(upto)s) as n join bench_matter on place = n * 7919 %% %(matters)s + 1"""
_DOCUMENTS = """
insert into documents_document select (jsonb_populate_record(sample, jsonb_build_object(
    'id', document, 'body_id', case when incoming then sample.body_id else %(body)s end,
    'number', n, 'number_and_symbol', n || '/ĐL', 'identifier', 'bench,' || n, 'subject', line.subject,
    'folded', n || '/dl ' || line.folded, 'content_text', '', 'issued_on', at::date, 'issued_at', at,
    'created_at', at, 'changed_at', at,
    'state', case when not incoming and n > %(upto)s - 2 * %(waiting)s then 'sealed' else sample.state end))).*
from bench_line line, documents_document sample where sample.id = %(document)s"""
_MESSAGES = """
insert into exchange_message select (jsonb_populate_record(sample, jsonb_build_object(
    'id', message, 'document_id', document, 'message_id', 'bench,' || n, 'manifest', '\\x00', 'seal', '\\x00',
    'sent_at', at))).*
from bench_line line, exchange_message sample where incoming and sample.id = %(message)s"""
_DELIVERIES = """
insert into exchange_delivery select (jsonb_populate_record(sample, jsonb_build_object(
    'id', delivery, 'message_id', message, 'recipient_id', %(body)s, 'inbox_position', null, 'entry_id',
    case when n > %(upto)s - 2 * %(waiting)s then null else entry end, 'unit_id', null, 'handling_unit_id', null,
    'arrived_at', at, 'queued_at', at, 'state_at', at, 'accept_due_at', at + interval '1 day',
    'state', case when n > %(upto)s - 2 * %(waiting)s then '01' else '06' end))).*
from bench_line line, exchange_delivery sample where incoming and sample.id = %(delivery)s"""
_ENTRIES = """
insert into documents_incomingentry select (jsonb_populate_record(sample, jsonb_build_object(
    'id', entry, 'body_id', %(body)s, 'year', extract(year from at)::int, 'arrival_number', 1000000 + n,
    'arrived_at', at, 'document_id', document, 'number_and_symbol', n || '/ĐL', 'issued_on', at::date,
    'subject', line.subject, 'folded', n || '/dl ' || line.folded))).*
from bench_line line, documents_incomingentry sample where incoming and sample.id = %(entry)s"""


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
    put_aside = _indexes()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("set local maintenance_work_mem = '512MB'")
        for name, _definition in put_aside:
            cursor.execute(f'drop index "{name}"')
        cursor.execute("drop table if exists bench_matter, bench_line")
        cursor.execute(_MATTERS)
        cursor.executemany("insert into bench_matter (subject, folded) values (%s, %s)", subjects())
        values: dict[str, int | UUID] = {"first": first, "upto": upto, "matters": len(subjects()), "body": sample.body}
        values |= {"document": sample.document, "message": sample.message}
        values |= {"delivery": sample.delivery, "entry": sample.entry}
        cursor.execute(_LINES, values)
        cursor.execute(_DOCUMENTS, values | {"waiting": _WAITING_DOCUMENTS})
        cursor.execute(_MESSAGES, values)
        cursor.execute(_DELIVERIES, values | {"waiting": _WAITING_DELIVERIES})
        cursor.execute(_ENTRIES, values)
        for _name, definition in put_aside:
            cursor.execute(definition)
    _settle()


def subjects() -> list[tuple[str, str]]:
    """Some thousand subjects as the demonstration writes them, each about a place, with its form without tones."""
    from lienthong.doors.command.demo_data.subjects import matter
    from lienthong.ground.organisations.models import Body
    from lienthong.kit.text import fold

    chance = random.Random(2019)
    facts = {"sender": "", "year": 2026, "day": "", "due": ""}
    places = list(Body.objects.order_by("id").values_list("name_vi", flat=True))
    found = {f"{matter(chance, **facts).subject} tại {chance.choice(places)}" for _number in range(4000)}
    return [(one, fold(one)) for one in sorted(found)]


def _indexes() -> list[tuple[str, str]]:
    """Indexes of the tables that are not constraints: name and how they were made."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select indexname, indexdef from pg_indexes where tablename = any(%s) and indexname not in
               (select conname from pg_constraint)""",
            [list(_TABLES)],
        )
        return [(name, definition) for name, definition in cursor.fetchall() if "UNIQUE" not in definition]


def _settle() -> None:
    """Tell the planner what the tables hold now, as the database's own housekeeping would a little later."""
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"vacuum analyze {table}")
