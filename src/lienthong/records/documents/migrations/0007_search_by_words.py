"""Documents and lines of the incoming book are found by words instead of by pieces of text."""

from collections.abc import Iterator
from typing import Any

import django.contrib.postgres.indexes
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import lienthong.kit.search
from lienthong.kit.search import vector

_AT_ONCE = 5000


def write_words(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """What each row is found by, worked out from its columns."""
    document, entry = apps.get_model("documents", "Document"), apps.get_model("documents", "IncomingEntry")
    for some in _handfuls(document, "number_and_symbol", "subject", "kind"):
        _write(editor, document, {key: _words(kind, number, subject) for key, number, subject, kind in some})
    for some in _handfuls(entry, "number_and_symbol", "subject", "issuer_name", "kind"):
        words = {key: _words(kind, number, subject, issuer) for key, number, subject, issuer, kind in some}
        _write(editor, entry, words)


def _words(kind: str, number: str, subject: str, issuer: str = "") -> str:
    return vector(f"{number} {subject} {issuer}", marks=[kind], marked=issuer)


def _handfuls(model: Any, *columns: str) -> Iterator[list[Any]]:
    """All rows by their key, some thousand at a time."""
    rows = model.objects.order_by("pk").values_list("pk", *columns)
    some = list(rows[:_AT_ONCE])
    while some:
        yield some
        some = list(rows.filter(pk__gt=some[-1][0])[:_AT_ONCE])


def _write(editor: BaseDatabaseSchemaEditor, model: Any, words: dict[Any, str]) -> None:
    """Some thousand rows with one command."""
    with editor.connection.cursor() as cursor:
        cursor.execute(
            f"""update {model._meta.db_table} as one set words = other.words::tsvector
                from unnest(%s::uuid[], %s::text[]) as other (id, words) where one.id = other.id""",
            [list(words), list(words.values())],
        )


class Migration(migrations.Migration):
    dependencies = [("documents", "0006_renewed_archives")]

    operations = [
        migrations.RemoveIndex(model_name="document", name="document_searched_by_body"),
        migrations.RemoveIndex(model_name="incomingentry", name="incoming_searched_by_year"),
        migrations.RemoveField(model_name="document", name="folded"),
        migrations.RemoveField(model_name="incomingentry", name="folded"),
        migrations.AddField(
            model_name="document",
            name="words",
            field=lienthong.kit.search.WordsField(default="", editable=False, help_text="What it is found by"),
        ),
        migrations.AddField(
            model_name="incomingentry",
            name="words",
            field=lienthong.kit.search.WordsField(default="", editable=False, help_text="What it is found by"),
        ),
        migrations.RunPython(write_words, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                fields=["body", "-changed_at"],
                condition=models.Q(("state", "received"), _negated=True),
                name="document_last_changed",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=django.contrib.postgres.indexes.GinIndex(fields=["body", "words"], name="document_by_words"),
        ),
        migrations.AddIndex(
            model_name="incomingentry",
            index=django.contrib.postgres.indexes.GinIndex(fields=["body", "year", "words"], name="incoming_by_words"),
        ),
    ]
