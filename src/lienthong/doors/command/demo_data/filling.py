"""Filling an empty installation: directory, officials, certificates, invented citizens, then documents on both cores.

Safe to interrupt: the next start goes on where this one ended.
"""

import multiprocessing
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Min

from lienthong.doors.command.demo_data import (
    accounts,
    births,
    changes,
    consultations,
    country,
    dossiers,
    petitions,
    procedures,
    sealed_days,
    share,
)
from lienthong.doors.command.demo_data.arrivals import LONGEST_UNOPENED_HOURS
from lienthong.doors.command.demo_data.documents import DAYS
from lienthong.doors.command.demo_data.people import ROLES, SOURCE, appoint_everybody
from lienthong.doors.command.speech import gettext as _
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.states import Role
from lienthong.ground.organisations import seed
from lienthong.ground.organisations.models import Post
from lienthong.ground.signatures import actions as signatures
from lienthong.kit.clock import local
from lienthong.kit.clock import now as clock_now
from lienthong.records.documents.models import Document
from lienthong.records.exchange.models import Delivery
from lienthong.records.exchange.states import DeliveryState
from lienthong.records.registers.synthetic import BATCH

Say = Callable[[str], None]
_PROCESSES = 2
_DOSSIERS = 396
"""Twenty-two for each of three procedures in six provinces: enough that no figure of theirs is hidden."""
_SIGNERS = {Role.LEADER, Role.HEAD_OF_UNIT}
_BEFORE_THE_FIRST = timedelta(days=30)


def fill(*, documents: int, people: int, say: Say, opening: int = 0, only_opening: bool = False) -> None:
    """Make what is missing of the demonstration, up to so many documents and people; says what it does.

    `opening` of the documents are the complete books of some bodies and come first, as do the well-known people;
    `only_opening` leaves it at them.
    """
    if not Mandate.objects.exists():
        say(_("Đang lập 95 cơ quan, bổ nhiệm người và cấp chứng thư …"))
        with transaction.atomic():
            since = clock_now() - timedelta(days=DAYS) - _BEFORE_THE_FIRST
            _country(since)
            procedures.publish(now=since)
            petitions.name_desks(now=since)
    country.settle(1 if only_opening else min(people, BATCH), founded_at=_founded_at(), say=say)
    petitions.fill(until=_founded_at())
    if not only_opening:
        dossiers.fill(count=_DOSSIERS, until=_founded_at())
        births.fill(now=_founded_at())
        sealed_days.seal(before=consultations.begins_on(now=clock_now()), now=clock_now())
        country.settle(people, founded_at=_founded_at(), say=say)
    work = share.Work(_founded_at(), documents, opening)
    for circle in share.circles(work)[: 1 if only_opening else None]:
        _fill_circle(work, circle.number, say)
    if not only_opening:
        consultations.fill(now=clock_now())
        sealed_days.seal(before=local(clock_now()).date(), now=clock_now())


def _founded_at() -> datetime:
    """When the demonstration was made: its three months end there, at whichever start they are written."""
    first: datetime = Mandate.objects.filter(source=SOURCE).aggregate(first=Min("valid_from"))["first"]
    return first + timedelta(days=DAYS) + _BEFORE_THE_FIRST


def _country(since: datetime) -> None:
    bodies = seed.directory(since)
    seed.units_and_posts(bodies, since)
    signatures.set_up_authority(now=since)
    posts = [p for p in Post.objects.select_related("body", "unit").order_by("id") if p.rank in ROLES]
    mandates = appoint_everybody(posts, since=since)
    for body in bodies:
        signatures.issue_seal(body_id=body.pk, name=body.name_vi, code=body.code, by=None, now=since)
    accounts.open_everywhere(bodies, since=since)
    for mandate in mandates:
        if mandate.role in _SIGNERS:
            signatures.issue_personal(
                account_id=mandate.account_id,
                name=mandate.account.full_name,
                title=mandate.post.title_vi,
                by=None,
                now=since,
                organisation=mandate.post.body.name_vi,
            )


def _fill_circle(work: share.Work, number: int, say: Say) -> None:
    """First all that its bodies write, then all that they take in, then their second thoughts; on both cores."""
    circle = share.circles(work)[number]
    bodies = [staff.body.pk for staff in circle.bodies]
    missing = circle.documents - Document.objects.filter(body__in=bodies, created_at__lte=work.until).count()
    if missing > 0:
        say(_("Đang viết {count} văn bản của ba tháng qua …").format(count=missing))
    elif not _something_lies_about(bodies, work.until) and not changes.to_recall(bodies, work.until):
        return
    everybody = [(work, number, place) for place in range(len(bodies))]
    connection.close()
    with multiprocessing.get_context("spawn").Pool(_PROCESSES, initializer=share.begin) as pool:
        pool.starmap(share.write, everybody, chunksize=1)
        pool.starmap(share.receive, everybody, chunksize=1)
        pool.starmap(share.recall, everybody, chunksize=1)
        pool.starmap(share.answer, everybody, chunksize=1)


def _something_lies_about(bodies: list[UUID], until: datetime) -> bool:
    """Was taking in interrupted? Then something waits that is older than the longest a clerk leaves it."""
    old = until - timedelta(hours=LONGEST_UNOPENED_HOURS)
    arrived = Delivery.objects.filter(state=DeliveryState.ARRIVED, arrived_at__lt=old)
    return arrived.filter(recipient__in=bodies).exists()
