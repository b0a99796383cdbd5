"""The new columns of dossiers that are there already, from their events; their questions are looked for by night."""

from django.db import migrations

COURSE = """
update onestop_dossier as d set
    law_due_at = (select (e.details->>'due_at')::timestamptz from onestop_event as e where e.dossier_id = d.id
        and e.kind in ('received', 'supplied', 'paid') and e.details->>'due_at' is not null order by e.seq desc limit 1),
    ended_at = case when d.status in (3, 7, 8, 9, 10) then (select e.at from onestop_event as e
        where e.dossier_id = d.id and e.kind in ('refused', 'withdrawn', 'stopped', 'decided')
        order by e.seq desc limit 1) end,
    officer_id = (select (e.details->>'holder')::uuid from onestop_event as e where e.dossier_id = d.id
        and e.kind in ('acknowledged', 'assigned') order by e.seq desc limit 1)
"""


class Migration(migrations.Migration):
    dependencies = [("onestop", "0002_course_and_questions")]

    operations = [migrations.RunSQL(COURSE, reverse_sql=migrations.RunSQL.noop)]
