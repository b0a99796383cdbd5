"""A real installation of the product in the scratch database: 95 bodies, their people and keys, a few documents."""

import os
import shutil

from scratch import Scratch

DATABASE = "lienthong"
FIRST_DOCUMENTS = 40
FIRST_PEOPLE = 1
_opened: set[str] = set()


def open_installation(scratch: Scratch) -> str:
    """Set Django up on a filled installation; its database address. Once a run: the process then belongs to it."""
    address = scratch.database(DATABASE)
    if address in _opened:
        return address
    home = scratch.home / "home"
    shutil.rmtree(home, ignore_errors=True)
    os.environ |= settings(scratch)
    from lienthong.doors.command.main import start_django

    start_django()
    from django.core.management import call_command

    from lienthong.doors.command.demo_data import filling

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    filling.fill(documents=FIRST_DOCUMENTS, people=FIRST_PEOPLE, say=lambda _said: None)
    _opened.add(address)
    return address


def settings(scratch: Scratch) -> dict[str, str]:
    """The environment in which processes of the product find this installation."""
    return {
        "LIENTHONG_HOME": str(scratch.home / "home"),
        "DATABASE_URL": scratch.database(DATABASE),
        "DJANGO_SETTINGS_MODULE": "lienthong.config.settings.demo",
        "LIENTHONG_LOG_LEVEL": "ERROR",
    }
