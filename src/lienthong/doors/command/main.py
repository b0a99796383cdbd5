"""`lienthong`: one command for operators, clerks at a terminal, integrators and auditors.

Exit codes: 0 done · 1 refused or found wrong (the reason on standard error) · 2 the call's words are off.
"""

import importlib
import os
import sys
from typing import Any

import click

_COMMANDS = {
    "backup": "backup:backup",
    "demo": "demo:demo",
    "doctor": "doctor:doctor",
    "document": "document:document",
    "log": "log:log",
    "migrate": "database:migrate",
    "organisation": "organisation:organisation",
    "restore": "backup:restore",
    "serve": "serve:serve",
    "token": "token:token",
    "user": "user:user",
    "verify": "verify:verify",
    "worker": "serve:worker",
}
_WITHOUT_DJANGO = {"demo", "document", "verify"}


class Lazy(click.Group):
    """Loads a subcommand when it is called, so that `lienthong verify` starts without a database."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names, in alphabetical order."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of the command."""
        if cmd_name not in _COMMANDS:
            return None
        if cmd_name not in _WITHOUT_DJANGO:
            start_django()
        module, name = _COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(f"lienthong.doors.command.{module}"), name)
        return command


def start_django() -> None:
    """Set Django up once; the settings are the production ones unless DJANGO_SETTINGS_MODULE says otherwise."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthong.config.settings.production")
    import django

    django.setup()


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name=None, version=__import__("lienthong").__version__)
def cli() -> None:
    """Liên Thông: the platform on which a country runs its e-government."""


def main(arguments: list[str] | None = None) -> Any:
    """Run the command line; a refusal is a sentence on standard error and exit code 1."""
    from lienthong.kit.errors import Refused

    try:
        return cli.main(args=arguments, prog_name="lienthong")
    except Refused as refused:
        click.echo(f"lienthong: {refused.detail}", err=True)
        sys.exit(1)
