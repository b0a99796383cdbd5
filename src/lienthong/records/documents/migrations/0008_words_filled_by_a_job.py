"""Words are written anew by a job, some thousand rows at a time: with the tone before its syllable, and in no upgrade.

A new column is empty at once, however many rows there are; the old one takes its index with it.
"""

import django.contrib.postgres.indexes
from django.db import migrations, models

import lienthong.kit.search


def _words() -> lienthong.kit.search.WordsField:
    return lienthong.kit.search.WordsField(default="", editable=False, help_text="What it is found by")


class Migration(migrations.Migration):
    dependencies = [("documents", "0007_search_by_words")]

    operations = [
        migrations.RemoveField(model_name="document", name="words"),
        migrations.RemoveField(model_name="incomingentry", name="words"),
        migrations.AddField(model_name="document", name="words", field=_words()),
        migrations.AddField(model_name="incomingentry", name="words", field=_words()),
        migrations.AddIndex(
            model_name="document",
            index=django.contrib.postgres.indexes.GinIndex(fields=["body", "words"], name="document_by_words"),
        ),
        migrations.AddIndex(
            model_name="incomingentry",
            index=django.contrib.postgres.indexes.GinIndex(fields=["body", "year", "words"], name="incoming_by_words"),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                fields=["-created_at"], condition=models.Q(("words__missing", True)), name="document_without_words"
            ),
        ),
        migrations.AddIndex(
            model_name="incomingentry",
            index=models.Index(
                fields=["-arrived_at"], condition=models.Q(("words__missing", True)), name="incoming_without_words"
            ),
        ),
    ]
