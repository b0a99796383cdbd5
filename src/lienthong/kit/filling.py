"""Words of rows that were there before their column was: written some thousand at a time, the newest row first.

Nobody waits for it: an upgrade adds an empty column, a job fills it, each time in a transaction of its own, and after
a stop goes on where it was. No row that has words is without one again, so an index of those without (`FOUND_FROM`
and the condition `WITHOUT_WORDS`) says at once how far it is, and costs nothing when it is done.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db import connection, models
from django.db.models import Q

from lienthong.kit.search import WordsField

WITHOUT_WORDS = Q(words__missing=True)
"""Of such rows the words are still to be written: each has at least one."""


class FoundByWords(models.Model):
    """A row found by the words of its columns `FOUND_BY`; `FOUND_FROM` names the moment since when it is there."""

    FOUND_BY: ClassVar[Sequence[str]]
    FOUND_FROM: ClassVar[str]

    words = WordsField(editable=False, default="", help_text="What it is found by")

    class Meta:
        abstract = True

    def renew_words(self) -> None:
        """Keep what it is found by in step with its columns."""


def fill(model: type[FoundByWords], *, at_most: int) -> bool:
    """Write the words of the newest rows that have none; is there perhaps more? One at a time, a second does none."""
    if not _alone(model):
        return False
    rows = list(_lacking(model).select_for_update(skip_locked=True).only(*model.FOUND_BY)[:at_most])
    for row in rows:
        row.renew_words()
    _write(model, {row.pk: row.words for row in rows})
    return len(rows) == at_most


def newest_without(model: type[FoundByWords]) -> datetime | None:
    """The moment of the newest row that is not found by words yet; None when all are, as they nearly always are."""
    newest: datetime | None = _lacking(model).values_list(model.FOUND_FROM, flat=True).first()
    return newest


def _lacking(model: type[FoundByWords]) -> "models.QuerySet[Any]":
    every: models.QuerySet[Any] = model._default_manager.all()  # noqa: SLF001 - Django's documented way to any model's rows
    return every.filter(WITHOUT_WORDS).order_by(f"-{model.FOUND_FROM}")


def _alone(model: type[FoundByWords]) -> bool:
    """Until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtext(%s))", [f"words of {_table(model)}"])
        return bool(cursor.fetchone()[0])


def _write(model: type[FoundByWords], words: dict[Any, str]) -> None:
    """Many rows with one command."""
    command = f"""update {_table(model)} as one set words = other.words::tsvector
        from unnest(%s::uuid[], %s::text[]) as other (id, words) where one.id = other.id"""  # noqa: S608  a model's own
    with connection.cursor() as cursor:
        cursor.execute(command, [list(words), list(words.values())])


def _table(model: type[FoundByWords]) -> str:
    return str(model._meta.db_table)  # noqa: SLF001 - as above
