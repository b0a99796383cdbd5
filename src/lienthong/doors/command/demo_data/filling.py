"""Filling an empty installation: directory, people, certificates, then documents on both cores. Safe to interrupt:
the next start goes on where this one ended.
"""

import multiprocessing
import os
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction

from lienthong.doors.command.demo_data.documents import DAYS
from lienthong.doors.command.demo_data.people import ROLES, appoint_everybody
from lienthong.doors.command.demo_data.share import write_share
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.states import Role
from lienthong.ground.organisations import seed
from lienthong.ground.organisations.models import Post
from lienthong.ground.signatures import actions as signatures
from lienthong.kit.clock import now as clock_now
from lienthong.records.documents.models import Document

Say = Callable[[str], None]
_PROCESSES = 2
_SIGNERS = {Role.LEADER, Role.HEAD_OF_UNIT}


def fill(*, documents: int, say: Say) -> None:
    """Make what is missing of the demonstration, up to so many documents; says what it does."""
    now = clock_now()
    since = now - timedelta(days=DAYS + 30)
    if not Mandate.objects.exists():
        say("Founding 95 bodies, appointing their people, issuing certificates …")
        with transaction.atomic():
            _country(since)
    done = Document.objects.count()
    if done < documents:
        say(f"Writing {documents - done} documents of the last three months …")
        _write(done, documents, now)


def _country(since: datetime) -> None:
    bodies = seed.directory(since)
    seed.units_and_posts(bodies, since)
    signatures.set_up_authority(now=since)
    posts = [p for p in Post.objects.select_related("body", "unit").order_by("id") if p.rank in ROLES]
    mandates = appoint_everybody(posts, since=since)
    for body in bodies:
        signatures.issue_seal(body_id=body.pk, name=body.name_vi, code=body.code, by=None, now=since)
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


def _write(done: int, total: int, until: datetime) -> None:
    """Share the work between processes; each writes every second document."""
    connection.close()
    context = multiprocessing.get_context("spawn")
    workers = [
        context.Process(target=write_share, args=(range(done + n, total, _PROCESSES), until, dict(os.environ)))
        for n in range(_PROCESSES)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        raise SystemExit("writing the demonstration's documents failed; the reason stands above")
