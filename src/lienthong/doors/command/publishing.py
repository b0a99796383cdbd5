"""Publishing a package from the command line: checks, the dry run over recent dossiers, and the body's seal."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lienthong.ground.calendar.queries import calendar_for
from lienthong.ground.organisations.models import Body
from lienthong.ground.organisations.queries import resolve_code
from lienthong.kit import clock
from lienthong.kit.clock import local
from lienthong.kit.errors import Conflict, Invalid
from lienthong.work.onestop.queries import rehearsed
from lienthong.work.services import actions, checks, rules
from lienthong.work.services.models import Procedure
from lienthong.work.services.packages import Package
from lienthong.work.services.problems import PackageRefused
from lienthong.work.services.rehearsing import Rehearsal

Tell = Callable[[str], None]


class NotABody(Invalid):
    """This code is of a unit. Only a body publishes; give the code of the body."""


class JudgedOtherwise(Conflict):
    """Dossiers would be decided differently under this version. Read what changes, then publish it with --yes."""


def nothing(_line: str) -> None:
    """For machines no lines: everything is in the one JSON document."""


def publish(package: Package, key: str, code: str, *, yes: bool, tell: Tell) -> dict[str, Any]:
    """Check, rehearse, publish; all of it under one lock of the procedure, so that what was rehearsed is what changes.

    Refuses: UnknownCode, NotABody, NotAKey, PackageRefused, JudgedOtherwise, and as `services.publish`.
    """
    now = clock.now()
    owner = resolve_code(code, local(now).date())
    if not isinstance(owner, Body):
        raise NotABody
    rules.require_key(key)
    problems = checks.check(package, calendar_for(owner.pk, local(now).date()))
    if problems:
        raise PackageRefused(problems)
    with transaction.atomic():
        before = Procedure.objects.select_for_update().filter(key=key).first()
        rehearsal = rehearsed(before, package)
        _report(rehearsal, tell)
        if rehearsal.changed and not yes:
            raise JudgedOtherwise(rehearsal=rehearsal.plain())
        version = actions.publish(key=key, package=package, owner=owner, by=None, now=now)
    return {"key": key, "number": version.number, "address": version.address, "rehearsal": rehearsal.plain()}


def _report(rehearsal: Rehearsal, tell: Tell) -> None:
    words = _("Chạy thử trên %(count)s hồ sơ gần đây: %(changed)s hồ sơ sẽ khác.")
    tell(words % {"count": rehearsal.count, "changed": rehearsal.changed})
    for each in rehearsal.shifts:
        tell(f"  {each}")
