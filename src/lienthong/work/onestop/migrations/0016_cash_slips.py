import django.db.models.deletion
import lienthong.kit.ids
from django.db import migrations, models

TAKEN_BEFORE = """
insert into onestop_cashslip (id, body_id, number, dossier_id)
select distinct on (dossier.body_id, event.details ->> 'reference')
    event.id, dossier.body_id, left(event.details ->> 'reference', 60), dossier.id
from onestop_event as event join onestop_dossier as dossier on dossier.id = event.dossier_id
where event.kind = 'paid' and event.by_id is not null and event.details ->> 'reference' <> ''
order by dossier.body_id, event.details ->> 'reference', event.at
on conflict do nothing;
"""
"""What was taken at counters before holds its number too; of two that were taken at one instant, the first."""


class Migration(migrations.Migration):

    dependencies = [
        ('onestop', '0015_confirmation_of_submission'),
    ]

    operations = [
        migrations.CreateModel(
            name='CashSlip',
            fields=[
                ('id', models.UUIDField(default=lienthong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=60)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.body')),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='onestop.dossier')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('body', 'number'), name='cash_slip_once')],
            },
        ),
        migrations.RunSQL(TAKEN_BEFORE, migrations.RunSQL.noop),
    ]
