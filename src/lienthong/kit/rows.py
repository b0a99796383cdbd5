"""Rows for pages that are asked very often: by a statement written out, or by a key that only one row has."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
Reader = Callable[[Any, None, Any], Any]


def columns(model: type[Model]) -> tuple[str, ...]:
    """All columns of a table, in the order of its fields."""
    return tuple(field.attname for field in model._meta.concrete_fields)  # noqa: SLF001 - Django's documented way


def written(model: type[M], names: tuple[str, ...], words: str, asked: Sequence[Any]) -> list[M]:
    """Rows of a statement that gives columns `names` in this order; one that is no field becomes an attribute.

    Django's own `raw` finds out anew each time what every column is, which costs more than a small answer.
    """
    fields, readers = _shape(model, names)
    with connection.cursor() as cursor:
        cursor.execute(words, asked)
        found = [list(row) for row in cursor.fetchall()]
    for row in found:
        for place, reader in readers:
            row[place] = reader(row[place], None, connection)
    return [_made(model, names, fields, row) for row in found]


@lru_cache(maxsize=64)
def _shape(model: type[Model], names: tuple[str, ...]) -> tuple[tuple[int, ...], tuple[tuple[int, Reader], ...]]:
    """Which places hold fields, in the model's own order, and what has to be read before it is one, such as JSON."""
    known = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001 - Django's documented way
    fields = tuple(names.index(name) for name in known if name in names)
    read = ((place, getattr(known[names[place]], "from_db_value", None)) for place in fields)
    return fields, tuple((place, reader) for place, reader in read if reader is not None)


def _made(model: type[M], names: tuple[str, ...], fields: tuple[int, ...], row: list[Any]) -> M:
    made = model.from_db(DEFAULT_DB_ALIAS, [names[place] for place in fields], [row[place] for place in fields])
    for place in range(len(names)):
        if place not in fields:
            setattr(made, names[place], row[place])
    return made


def only(found: QuerySet[M]) -> M | None:
    """The row, if any, of a question that can have one at most: nothing is put in order for it, as `first` would."""
    return next(iter(found[:1]), None)
