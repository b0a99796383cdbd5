"""The dossiers of a body are found by names, and shown newest first whatever has become of them."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import BtreeGinExtension, TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("onestop", "0006_linked_procedures")]

    operations = [
        BtreeGinExtension(),
        TrigramExtension(),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(fields=["body", "-submitted_at", "-id"], name="dossiers_newest"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=django.contrib.postgres.indexes.GinIndex(
                "body",
                django.contrib.postgres.indexes.OpClass("subject_folded", "gin_trgm_ops"),
                name="dossiers_by_name",
            ),
        ),
    ]
