"""What was proposed lies before who decides, and what is late before head and leader: both are found by index."""

from django.db import migrations, models

FOLDED = """
update onestop_dossier as dossier set proposed_at = last.at
from (
    select distinct on (dossier_id) dossier_id, kind, at from onestop_event
    where kind in ('proposed', 'handed_over', 'acknowledged', 'assigned', 'supplied', 'decided')
    order by dossier_id, seq desc
) as last
where last.dossier_id = dossier.id and last.kind = 'proposed'"""
"""As `standing.fold` says it: a proposal stands until the dossier is decided, given to somebody, or supplemented."""
_AT_OFFICE = ("status__among", [2, 4])


class Migration(migrations.Migration):
    dependencies = [("onestop", "0020_fee_settled_once")]

    operations = [
        migrations.AddField(
            "dossier",
            "proposed_at",
            models.DateTimeField(help_text="A result lies since then before who decides", null=True),
        ),
        migrations.RunSQL(FOLDED, migrations.RunSQL.noop),
        migrations.AddIndex(
            "dossier",
            models.Index(
                condition=models.Q(("stands_since__isnull", True), _AT_OFFICE),
                fields=["body", "due_at"],
                name="dossiers_late",
            ),
        ),
        migrations.AddIndex(
            "dossier",
            models.Index(
                condition=models.Q(("proposed_at__isnull", False), _AT_OFFICE),
                fields=["body", "unit"],
                name="dossiers_proposed",
            ),
        ),
    ]
