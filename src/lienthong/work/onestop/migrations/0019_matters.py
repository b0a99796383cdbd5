"""Two dossiers that speak of one matter are found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("onestop", "0018_point_to_results")]

    operations = [
        migrations.AddField(
            "dossier",
            "matter",
            models.CharField(
                blank=True,
                default="",
                help_text="The same in two dossiers of one matter; empty = unknown",
                max_length=64,
            ),
        ),
        migrations.AddIndex(
            "dossier",
            models.Index(condition=models.Q(("matter", ""), _negated=True), fields=["matter"], name="dossiers_by_matter"),
        ),
    ]
