"""What was decided before points to its result, too."""

from django.db import migrations

_POINT = "update onestop_dossier as d set result_id = r.id from onestop_result as r where r.dossier_id = d.id"


class Migration(migrations.Migration):
    dependencies = [("onestop", "0017_decided_anew")]

    operations = [migrations.RunSQL(_POINT, migrations.RunSQL.noop)]
