"""The dossiers of a body are shown newest first, whatever has become of them."""

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
    ]
