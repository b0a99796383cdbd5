"""Rows made once a process and laid again for each test; and a database emptied where it is full, not everywhere."""

import pickle
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from lienthong.kit import copying

_TRIGGERS = "set local session_replication_role"
OF_THE_MIGRATIONS = {"django_migrations", "django_content_type", "auth_permission"}


@dataclass(frozen=True)
class Snapshot:
    """What a maker wrote into an empty database, table by table as COPY reads it, its files, and what it returned."""

    tables: tuple[str, ...]
    rows: tuple[bytes, ...]
    made: bytes
    files: tuple["Kept", ...] = ()

    def lay(self) -> Any:
        """Write rows and files for this test; returns what the maker returned, each time as new objects."""
        words = "; ".join(f'copy "{table}" from stdin (format binary)' for table in self.tables)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{_TRIGGERS} = replica")  # what they did lies in the rows already; also begins
            copying._send(connection.connection.pgconn, words.encode(), list(self.rows))  # noqa: SLF001
            cursor.execute(f"{_TRIGGERS} = origin")
        for file in self.files:
            file.lay()
        return pickle.loads(self.made)


@dataclass(frozen=True)
class Kept:
    """A file in the folder that a setting names."""

    setting: str
    path: Path
    content: bytes
    mode: int

    def lay(self) -> None:
        place = Path(getattr(settings, self.setting)) / self.path
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.write_bytes(self.content)
        place.chmod(self.mode)


def take(make: Callable[[], Any], *, folders: tuple[str, ...] = ()) -> Snapshot:
    """Let `make` write into the database and the folders these settings name, keep what it wrote, and take it back.

    Fails when it began in a database that was not empty, or touched what the migrations left there.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        before = dict(_filled(cursor))
        made = pickle.dumps(make())
        connection.check_constraints()
        after = dict(_filled(cursor))
        transaction.set_rollback(True)
    kept = {table: rows for table, rows in after.items() if before.get(table) != rows}
    assert not kept.keys() & before.keys(), f"not empty before: {sorted(kept.keys() & before.keys())}"
    return Snapshot(tuple(kept), tuple(kept.values()), made, tuple(_files_taken_from(folders)))


def _files_taken_from(folders: tuple[str, ...]) -> Iterator[Kept]:
    for setting in folders:
        folder = Path(getattr(settings, setting))
        for place in sorted(path for path in folder.rglob("*") if path.is_file()):
            yield Kept(setting, place.relative_to(folder), place.read_bytes(), place.stat().st_mode & 0o777)
        shutil.rmtree(folder, ignore_errors=True)


def _filled(cursor: Any) -> Iterator[tuple[str, bytes]]:
    """Every table that holds rows, with them."""
    for table in filled_tables(cursor):
        with cursor.copy(f'copy "{table}" to stdout (format binary)') as out:
            yield table, b"".join(bytes(piece) for piece in out)


def empty() -> None:
    """Delete every row but those the migrations left, after waiting for whoever still writes.

    Django's own `flush` truncates all tables, full or not, and makes all permissions anew.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        every = ", ".join(f'"{table}"' for table in connection.introspection.table_names(cursor))
        cursor.execute(f"lock table {every} in exclusive mode")
        filled = [f'delete from "{table}"' for table in filled_tables(cursor) if table not in OF_THE_MIGRATIONS]
        if filled:
            cursor.execute("; ".join([f"{_TRIGGERS} = replica", *filled, f"{_TRIGGERS} = origin"]))


def filled_tables(cursor: Any) -> list[str]:
    """The tables that hold at least one row, found with one question."""
    names = connection.introspection.table_names(cursor)
    cursor.execute(" union all ".join(f"(select '{name}' from \"{name}\" limit 1)" for name in names))
    return sorted(name for (name,) in cursor.fetchall())
