"""Since when what was granted no longer holds stands on the dossier, as everything else that its events say."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def revoked_before(apps, schema_editor):
    """What was revoked until now; a refusal that was is decided anew and points to its result no more."""
    revoked = apps.get_model("onestop", "Result").objects.filter(pk=OuterRef("result"))
    held = apps.get_model("onestop", "Dossier").objects.filter(result__revoked_at__isnull=False)
    held.update(revoked_at=Subquery(revoked.values("revoked_at")), waiting_since=None)


class Migration(migrations.Migration):
    dependencies = [("onestop", "0021_proposed_and_late")]

    operations = [
        migrations.AddField(
            "dossier",
            "revoked_at",
            models.DateTimeField(help_text="What was granted no longer holds since then", null=True),
        ),
        migrations.RunPython(revoked_before, migrations.RunPython.noop, elidable=True),
    ]
