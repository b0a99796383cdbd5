"""Publishing a package under the seal of its body."""

import hashlib
from datetime import datetime

from lienthong.ground.calendar.queries import calendar_for
from lienthong.ground.journal import actions as journal
from lienthong.ground.organisations.models import Body
from lienthong.ground.signatures import cms
from lienthong.ground.signatures import queries as signatures
from lienthong.kit import outbox
from lienthong.kit.clock import local
from lienthong.kit.errors import Conflict
from lienthong.work.services import checks, events, queries, rules
from lienthong.work.services.models import Procedure, Version
from lienthong.work.services.packages import Package
from lienthong.work.services.problems import PackageRefused
from lienthong.work.services.rules import By


class PublishedBefore(Conflict):
    """This very version is published already. Change the package first."""


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
