"""Many rows in one go: PostgreSQL's binary COPY into a model's table, several times faster than INSERT.

Columns, types and defaults are read from the model, so a new column needs no change here. Rooms use it inside their
own actions; what the database checks (constraints, triggers) it checks here as well.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.db import connection, models

_TYPES = {
    "timestamp with time zone": "timestamptz",
    "smallint": "int2",
    "integer": "int4",
    "bigint": "int8",
    "boolean": "bool",
}


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

    def row(self, **values: Any) -> dict[str, Any]:
        """A row with the model's defaults where `values` says nothing; the primary key must be given."""
        return {**self.blank, **values}


@lru_cache(maxsize=64)
def table_of(model: type[models.Model]) -> Table:
    """The table of a model, worked out once."""
    return Table(model)


def copy_in(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows (by attribute names, as `Table.row` gives them) in the caller's transaction."""
    table = table_of(model)
    with connection.cursor() as cursor, cursor.copy(table.statement) as copy:
        copy.set_types(table.types)
        for row in rows:
            copy.write_row([row[name] for name in table.names])


def as_row(instance: models.Model) -> dict[str, Any]:
    """The row of an instance that was made but not saved."""
    return {name: getattr(instance, name) for name in table_of(type(instance)).names}


def _type_of(field: Any) -> str:
    """PostgreSQL's short name of a column's type."""
    declared = str(field.db_type(connection)).partition("(")[0]
    return _TYPES.get(declared, declared)
