"""Publishing a package under the seal of its body, and offering a procedure at a body."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from lienthong.ground.calendar.queries import calendar_for
from lienthong.ground.journal import actions as journal
from lienthong.ground.organisations.models import Body, Unit
from lienthong.ground.signatures import cms
from lienthong.ground.signatures import queries as signatures
from lienthong.kit import outbox
from lienthong.kit.clock import local
from lienthong.kit.errors import Conflict, Invalid
from lienthong.work.services import checks, events, queries, rules
from lienthong.work.services.models import Offering, Procedure, Version
from lienthong.work.services.packages import Package
from lienthong.work.services.problems import PackageRefused
from lienthong.work.services.rules import By


class PublishedBefore(Conflict):
    """This very version is published already. Change the package first."""


class OfferedAlready(Conflict):
    """This procedure is open at this body already. Close it first, then open it with the other units."""


class UnitElsewhere(Invalid):
    """A unit of another body cannot stand in here. Choose units of the body that offers the procedure."""


def publish(*, key: str, package: Package, owner: Body, by: By, now: datetime) -> Version:
    """Put a version in force: every check passes, the body seals the compiled bytes, new dossiers come under it.

    Refuses: NotYourProcedure, NotInThisRole, PackageRefused (with every problem), PublishedBefore, NoCertificate.
    """
    rules.require_may_publish(by, owner, now=now)
    problems = checks.check(package, calendar_for(owner.pk, local(now).date()), queries.find_package, key)
    if problems:
        raise PackageRefused(problems)
    procedure, _made = Procedure.objects.select_for_update().get_or_create(key=key, defaults={"owner": owner})
    if procedure.owner_id != owner.pk:
        raise rules.NotYourProcedure
    if Version.objects.filter(address=package.address).exists():
        raise PublishedBefore(address=package.address)
    version = Version.objects.create(
        procedure=procedure,
        number=procedure.versions.count() + 1,
        address=package.address,
        compiled=package.encoded,
        seal=_sealed(owner, package.encoded, now=now),
        published_at=now,
        published_by=by,
    )
    procedure.current = version
    procedure.save(update_fields=["current"])
    journal.record(
        "services.version.published",
        version,
        by=by,
        for_whom=owner,
        at=now,
        body={"key": key, "number": version.number, "address": version.address},
    )
    outbox.announce(events.version_published(version.pk, at=now))
    return version


def _sealed(owner: Body, compiled: bytes, *, now: datetime) -> bytes:
    signer = signatures.signer_of(owner.pk, now=now)
    return cms.detached(signer, hashlib.sha256(compiled).digest(), signing_time=now)


def offer(
    *, procedure: Procedure, body: Body, receiving_unit: Unit, units: Mapping[str, Unit], by: By, now: datetime
) -> Offering:
    """Open a procedure at a body: the unit that receives, and who stands for each unit the package names.

    Refuses: NotYourProcedure, NotInThisRole, UnitElsewhere, OfferedAlready.
    """
    rules.require_may_offer(by, body, now=now)
    if any(unit.body_id != body.pk for unit in (receiving_unit, *units.values())):
        raise UnitElsewhere
    Procedure.objects.select_for_update().get(pk=procedure.pk)
    if procedure.offerings.open().filter(body=body).exists():
        raise OfferedAlready
    offering = Offering.objects.create(
        procedure=procedure,
        body=body,
        receiving_unit=receiving_unit,
        units={code: str(unit.pk) for code, unit in units.items()},
        opened_at=now,
    )
    said = {"body": body.pk, "procedure": procedure.key}
    journal.record("services.offering.opened", offering, by=by, for_whom=body, at=now, body=said)
    return offering


def close_offering(*, offering: Offering, by: By, now: datetime) -> Offering:
    """No new applications here from now on; what was begun may be finished. Twice is once.

    Refuses: NotYourProcedure, NotInThisRole.
    """
    rules.require_may_offer(by, offering.body, now=now)
    if offering.closed_at is None:
        offering.closed_at = now
        offering.save(update_fields=["closed_at"])
        journal.record("services.offering.closed", offering, by=by, for_whom=offering.body, at=now)
    return offering
