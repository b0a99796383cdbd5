"""Counters need no durability: after a crash everybody begins the minute anew."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("api", "0001_initial")]

    operations = [
        migrations.RunSQL("alter table api_spending set unlogged", reverse_sql="alter table api_spending set logged")
    ]
