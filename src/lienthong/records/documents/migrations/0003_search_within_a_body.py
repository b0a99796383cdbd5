"""Search words are looked up within one body and year: one index answers all three conditions at once."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import BtreeGinExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_initial")]

    operations = [
        BtreeGinExtension(),
        migrations.RemoveIndex(model_name="incomingentry", name="incoming_folded_trigram"),
        migrations.RemoveIndex(model_name="document", name="document_folded_trigram"),
        migrations.AddIndex(
            model_name="incomingentry",
            index=django.contrib.postgres.indexes.GinIndex(
                "body",
                "year",
                django.contrib.postgres.indexes.OpClass("folded", "gin_trgm_ops"),
                name="incoming_searched_by_year",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=django.contrib.postgres.indexes.GinIndex(
                "body",
                django.contrib.postgres.indexes.OpClass("folded", "gin_trgm_ops"),
                name="document_searched_by_body",
            ),
        ),
    ]
