"""Books as full as those of a large body, filled by the database itself in seconds."""

from django.db import connection

_ROWS = """
with source as (select * from documents_document where id = %(document)s),
made as (
    insert into documents_document ({document_columns})
    select {document_values} from source, generate_series(1, %(count)s) as n
    returning id, number
), sent as (
    insert into exchange_message ({message_columns})
    select {message_values} from exchange_message, made where exchange_message.id = %(message)s
    returning id, document_id
)
insert into exchange_delivery ({delivery_columns})
select {delivery_values} from exchange_delivery, sent join made on made.id = sent.document_id
where exchange_delivery.id = %(delivery)s
"""


def fill(delivery, count: int) -> None:
    """`count` more deliveries like this one to the same body: one in a hundred unfinished, the others completed."""
    document = {
        "id": "gen_random_uuid()",
        "subject": "'Báo cáo số ' || n || ' về dịch vụ công'",
        "number": "100000 + n",
        "number_and_symbol": "(100000 + n) || '/BTC-VP'",
    }
    message = {"id": "gen_random_uuid()", "message_id": "made.id::text", "document_id": "made.id"}
    delivery_columns = {
        "id": "gen_random_uuid()",
        "message_id": "sent.id",
        "state": "case when made.number % 100 = 0 then '01' when made.number % 100 = 1 then '03' else '06' end",
        "state_at": "exchange_delivery.state_at + made.number * interval '1 second'",
        "receipted_at": "exchange_delivery.arrived_at",
        "inbox_position": "null",
        "entry_id": "null",
    }
    parts = {
        **_columns("document", "documents_document", "source", document),
        **_columns("message", "exchange_message", "exchange_message", message),
        **_columns("delivery", "exchange_delivery", "exchange_delivery", delivery_columns),
    }
    values = {"document": delivery.message.document_id, "message": delivery.message_id, "delivery": delivery.pk}
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(**parts), {**values, "count": count})
        cursor.execute("analyze documents_document, exchange_message, exchange_delivery")


def fill_dossiers(dossier, count: int) -> None:
    """`count` more dossiers like this one, all of them open."""
    others = {
        "id": "gen_random_uuid()",
        "application_id": "gen_random_uuid()",
        "code": "'DAY-' || n",
        "submitted_at": "onestop_dossier.submitted_at - n * interval '1 minute'",
        "alarms": "''",
    }
    parts = _columns("dossier", "onestop_dossier", "onestop_dossier", others)
    command = """insert into onestop_dossier ({dossier_columns}) select {dossier_values}
        from onestop_dossier, generate_series(1, %(count)s) as n where id = %(dossier)s""".format(**parts)
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(command, {"count": count, "dossier": dossier.pk})
        cursor.execute("set local session_replication_role = origin")
        cursor.execute("analyze onestop_dossier")


def _columns(name: str, table: str, source: str, others: dict[str, str]) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("select column_name from information_schema.columns where table_name = %s", [table])
        columns = [column for (column,) in cursor.fetchall()]
    chosen = [others.get(column, f'{source}."{column}"') for column in columns]
    quoted = ", ".join(f'"{column}"' for column in columns)
    return {f"{name}_columns": quoted, f"{name}_values": ", ".join(chosen).replace("%", "%%")}


def plan_of(rows) -> str:
    """What the database would do for this query, and does."""
    query, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"explain (analyze, buffers off, timing off) {query}", values)
        return "\n".join(line for (line,) in cursor.fetchall())
