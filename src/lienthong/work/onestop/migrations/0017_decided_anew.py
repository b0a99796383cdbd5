"""A dossier points to the result that stands; one that was revoked stays beside it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("onestop", "0016_cash_slips")]

    operations = [
        migrations.AlterField(
            "result",
            "dossier",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="results", to="onestop.dossier"
            ),
        ),
        migrations.AddField(
            "dossier",
            "result",
            models.ForeignKey(
                help_text="What the last decision gave",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="onestop.result",
            ),
        ),
    ]
