"""Whose fee is to go back after a decided refusal, and whose went back by one that was revoked: two short lists."""

from django.db import migrations, models

OWED = """
update onestop_dossier as dossier set fee_owed_since = dossier.decided_at
from onestop_result as result, services_version as version
where result.id = dossier.result_id and result.kind = 'refused' and result.revoked_at is null
  and dossier.fee > 0 and dossier.paid_at is not null and version.id = dossier.version_id
  and convert_from(version.compiled, 'UTF8')::jsonb #>> '{procedure,refused_fee,becomes}' = 'returned'
  and not exists (
    select from onestop_event as event where event.dossier_id = dossier.id and event.kind = 'fee_settled')"""
"""Decided, not granted, paid, under a package that gives the fee back, and nothing became of it yet."""

GONE = """
update onestop_dossier as dossier set fee_gone_since = revoked.at
from onestop_event as settled, onestop_event as revoked
where settled.kind = 'fee_settled' and settled.dossier_id = dossier.id
  and revoked.kind = 'revoked' and revoked.dossier_id = dossier.id and revoked.seq > settled.seq
  and (revoked.details ->> 'anew')::boolean"""


class Migration(migrations.Migration):
    dependencies = [("onestop", "0022_result_revoked")]

    operations = [
        migrations.AddField(
            "dossier",
            "fee_owed_since",
            models.DateTimeField(help_text="The fee of what was not granted is to go back since", null=True),
        ),
        migrations.AddField(
            "dossier",
            "fee_gone_since",
            models.DateTimeField(
                help_text="The refusal by which the fee went back was revoked: none is held since then", null=True
            ),
        ),
        migrations.RunSQL(OWED, migrations.RunSQL.noop),
        migrations.RunSQL(GONE, migrations.RunSQL.noop),
        migrations.AddIndex(
            "dossier",
            models.Index(
                condition=models.Q(("fee_owed_since__isnull", False)),
                fields=["body", "fee_owed_since", "id"],
                name="dossiers_fee_owed",
            ),
        ),
        migrations.AddIndex(
            "dossier",
            models.Index(
                condition=models.Q(("fee_gone_since__isnull", False)),
                fields=["body", "fee_gone_since", "id"],
                name="dossiers_fee_gone",
            ),
        ),
    ]
