"""Many rows in one go: PostgreSQL's binary COPY into models' tables, several times faster than INSERT.

Columns, types and defaults are read from the model, so a new column needs no change here. Rooms use it inside their
own actions; what the database checks (constraints, triggers) it checks here as well. Inside `together` the rows of all
rooms go in one command: on the intake the waits for the server between commands cost more than the rows.
"""

import select
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property, lru_cache
from typing import Any

from django.db import connection, models
from psycopg import adapters, errors
from psycopg._copy_base import format_row_binary  # the documented way to it waits for the server twice a table
from psycopg.adapt import Transformer
from psycopg.pq import ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

Rows = Iterable[Mapping[str, Any]]

_TYPES = {
    "timestamp with time zone": "timestamptz",
    "smallint": "int2",
    "integer": "int4",
    "bigint": "int8",
    "boolean": "bool",
}
_SIGNATURE, _TRAILER = b"PGCOPY\n\xff\r\n\x00" + bytes(8), b"\xff\xff"
_PIECE_BYTES = 128 * 1024
_collected: ContextVar["list[tuple[Table, list[Mapping[str, Any]]]] | None"] = ContextVar("collected", default=None)


class Table:
    """The table of a model, as COPY needs to know it."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = model._meta.concrete_fields  # noqa: SLF001 - Django's documented way to a model's columns
        columns = ", ".join(f'"{field.column}"' for field in fields)
        self.statement = f'copy "{model._meta.db_table}" ({columns}) from stdin (format binary)'  # noqa: SLF001
        self.names = tuple(field.attname for field in fields)
        self.types = tuple(_type_of(field) for field in fields)
        self.blank: dict[str, Any] = {
            field.attname: None if field.primary_key else field.get_default() for field in fields
        }
        self._kept = threading.local()

    def row(self, **values: Any) -> dict[str, Any]:
        """A row with the model's defaults where `values` says nothing; the primary key must be given."""
        return {**self.blank, **values}

    def binary(self, rows: Rows) -> bytes:
        """The rows as COPY takes them. Source: PostgreSQL's documentation of COPY, "Binary Format"."""
        written = bytearray(_SIGNATURE)
        for row in rows:
            format_row_binary([row[name] for name in self.names], self._transformer, written)
        return bytes(written + _TRAILER)

    @property
    def _transformer(self) -> Any:
        """What turns values into bytes of this table's types; one for each thread."""
        if not hasattr(self._kept, "transformer"):
            self._kept.transformer = Transformer()
            self._kept.transformer.set_dumper_types(self._oids, Format.BINARY)
        return self._kept.transformer

    @cached_property
    def _oids(self) -> list[int]:
        return [adapters.types.get_oid(name) for name in self.types]


@lru_cache(maxsize=64)
def table_of(model: type[models.Model]) -> Table:
    """The table of a model, worked out once."""
    return Table(model)


def copy_in(model: type[models.Model], rows: Rows) -> None:
    """Write rows (by attribute names, as `Table.row` gives them) in the caller's transaction."""
    wanted = (table_of(model), list(rows))
    collected = _collected.get()
    if collected is None:
        _write([wanted])
    else:
        collected.append(wanted)


@contextmanager
def together() -> Iterator[None]:
    """Inside, `copy_in` only collects; at the end all is written in the order in which it came."""
    collected: list[tuple[Table, list[Mapping[str, Any]]]] = []
    before = _collected.set(collected)
    try:
        yield
    finally:
        _collected.reset(before)
    _write(collected)


def _write(wanted: Sequence[tuple[Table, list[Mapping[str, Any]]]]) -> None:
    """All tables with one command. Refuses: what the database refuses, as Django's own errors."""
    copies = [(table.statement, table.binary(rows)) for table, rows in wanted if rows]
    if not copies:
        return
    connection.ensure_connection()
    with connection.wrap_database_errors:
        pgconn, words = connection.connection.pgconn, "; ".join(statement for statement, _data in copies)
        if pgconn.transaction_status == TransactionStatus.IDLE and not connection.connection.autocommit:
            words = f"begin; {words}"
        _send(pgconn, words.encode(), [data for _statement, data in copies])
    if connection.queries_logged:
        connection.queries_log.append({"sql": words, "time": ""})


def _send(pgconn: PGconn, words: bytes, data: list[bytes]) -> None:
    """One command, and its data each time the server is ready for the next table."""
    waiting, refused = iter(data), None
    pgconn.send_query(words)
    while (result := _next_result(pgconn)) is not None:
        if result.status == ExecStatus.COPY_IN:
            _send_data(pgconn, next(waiting))
        elif result.status == ExecStatus.FATAL_ERROR:
            refused = errors.error_from_result(result)
    if refused is not None:
        raise refused


def _send_data(pgconn: PGconn, data: bytes) -> None:
    """Into libpq's buffer, which grows as it must; `_next_result` sees it off."""
    pieces = (data[start : start + _PIECE_BYTES] for start in range(0, len(data), _PIECE_BYTES))
    if not (all(pgconn.put_copy_data(piece) for piece in pieces) and pgconn.put_copy_end()):
        raise MemoryError


def _next_result(pgconn: PGconn) -> PGresult | None:
    """What the server says next, None when it has said everything; others may work while it is awaited."""
    while pgconn.flush():
        _await(pgconn, select.POLLIN | select.POLLOUT)
        pgconn.consume_input()
    while pgconn.is_busy():
        _await(pgconn, select.POLLIN)
        pgconn.consume_input()
    return pgconn.get_result()


def _await(pgconn: PGconn, for_what: int) -> None:
    poll = select.poll()
    poll.register(pgconn.socket, for_what)
    poll.poll()


def _type_of(field: Any) -> str:
    """PostgreSQL's short name of a column's type."""
    declared = str(field.db_type(connection)).partition("(")[0]
    return _TYPES.get(declared, declared)
