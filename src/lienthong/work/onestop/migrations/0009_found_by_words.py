"""Dossiers are found by words, which a job writes for those that are there; what lies before a leader has an index.

The old column takes its index with it.
"""

import django.contrib.postgres.indexes
from django.db import migrations, models

import lienthong.kit.literals
import lienthong.kit.search


class Migration(migrations.Migration):
    dependencies = [("onestop", "0008_corrections_of_linked")]

    operations = [
        migrations.RemoveField(model_name="dossier", name="subject_folded"),
        migrations.AddField(
            model_name="dossier",
            name="words",
            field=lienthong.kit.search.WordsField(default="", editable=False, help_text="What it is found by"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=django.contrib.postgres.indexes.GinIndex(fields=["body", "words"], name="dossiers_by_words"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                fields=["-submitted_at"], condition=models.Q(("words__missing", True)), name="dossiers_without_words"
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                fields=["body", "unit"], condition=models.Q(("alarms__mentions", "escalated"), ("status__among", [2, 4])), name="dossiers_laid_before"
            ),
        ),
    ]
