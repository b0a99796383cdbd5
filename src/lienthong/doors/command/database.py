"""`lienthong migrate`: bring the database to this release."""

import click


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would be done, change nothing.")
def migrate(dry_run: bool) -> None:
    """Bring the database to the schema of this release."""
    from django.core.management import call_command

    if dry_run:
        call_command("migrate", plan=True)
        return
    call_command("migrate", verbosity=1)
