"""`lienthong migrate`: bring the database to this release."""

import sys

import click

from lienthong.doors.command.speech import gettext as _
from lienthong.doors.command.speech import say


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would be done, change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def migrate(dry_run: bool, as_json: bool) -> None:
    """Bring the database to the schema of this release."""
    from django.core.management import call_command

    steps = _steps()
    if not dry_run:
        with_words = 0 if as_json else 1
        call_command("migrate", verbosity=with_words, interactive=False, stdout=sys.stderr)
    if as_json:
        say({"dry_run": dry_run, "steps": steps})
        return
    for step in steps:
        click.echo(step)
    told = _("Còn {count} bước chuyển lược đồ.") if dry_run else _("Đã chạy {count} bước chuyển lược đồ.")
    click.echo(told.format(count=len(steps)))


def _steps() -> list[str]:
    """What this release wants of the database and has not got yet, in order."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{step.app_label}.{step.name}" for step, _backwards in plan]
