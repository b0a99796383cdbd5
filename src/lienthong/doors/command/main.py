"""`lienthong`: one command for operators, clerks at a terminal, integrators and auditors.

With `--json` there is one JSON document on standard output and nothing else, also when it is refused.
Exit codes: 0 done · 1 refused or found wrong (the reason on standard error) · 2 the call's words are off.
"""

import importlib
import os
import sys
from pathlib import Path
from typing import Any

import click

from lienthong.doors.command import speech

_COMMANDS = {
    "backup": "backup:backup",
    "bank": "bank:bank",
    "demo": "demo:demo",
    "doctor": "doctor:doctor",
    "document": "document:document",
    "fees": "fees:fees",
    "figures": "figures:figures",
    "log": "log:log",
    "migrate": "database:migrate",
    "national-id": "national_id:national_id",
    "national-portal": "national_portal:national_portal",
    "organisation": "organisation:organisation",
    "procedure": "procedure:procedure",
    "restore": "backup:restore",
    "serve": "serve:serve",
    "token": "token:token",
    "user": "user:user",
    "verify": "verify:verify",
    "worker": "serve:worker",
}
_WITHOUT_DJANGO = {"bank", "demo", "document", "figures", "log", "national-id", "procedure", "verify"}
_BEHIND_THE_SCENES = {"serve", "worker"}
"""What these write is for persons they do not know yet, so it stays in the installation's language."""


_OF_AN_INSTALLATION = ("DJANGO_SETTINGS_MODULE", "LIENTHONG_SECRET_KEY", "DATABASE_URL")


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
        if cmd_name not in _WITHOUT_DJANGO | _BEHIND_THE_SCENES:
            speak()
        module, name = _COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(f"lienthong.doors.command.{module}"), name)
        return speech.in_language(command)


def speak() -> None:
    """What a command says is said in the language of the terminal."""
    from django.utils import translation

    translation.activate(speech.language())


def start_django() -> None:
    """Set Django up once; the settings are the production ones unless DJANGO_SETTINGS_MODULE says otherwise.

    Where nothing at all is set and a demonstration runs in this folder, it is the one that is meant.
    """
    from django.apps import apps

    if apps.ready:
        return
    if not any(os.environ.get(each) for each in _OF_AN_INSTALLATION):
        from lienthong.doors.command import demo

        demo.join(Path(os.environ.get("LIENTHONG_HOME", "var")).resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthong.config.settings.production")
    import django

    django.setup()


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name=None, version=__import__("lienthong").__version__)
def cli() -> None:
    """Liên Thông: the platform on which a country runs its e-government."""


def main(arguments: list[str] | None = None) -> Any:
    """Run the command line and end with its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    if not words or {"-h", "--help"} & set(words):  # help is to be had before anything is set up
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthong.config.settings.base")
    speech.teach_click()
    speech.in_language(cli)
    answer = speech.as_machines_read if "--json" in words else speech.as_people_read
    sys.exit(answer(lambda: cli.main(args=words, prog_name="lienthong", standalone_mode=False)))
