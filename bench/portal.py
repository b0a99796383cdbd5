"""The portal as it is served, over HTTP: dossiers handed in a second, and the public look-up at a rate that is asked.

Two worker processes as an installation on this machine runs them, the database beside them, and the program that asks
on the same processors. What was handed in is counted in the database afterwards, not by the answers.
"""

import itertools
import json
import random
import string
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import burst
import looks
from figures import Figure, Result
from http_load import post, write_requests
from installation import settings
from scratch import CannotRun, Scratch, Server, free_port

if TYPE_CHECKING:
    from lienthong.records.registers.models import Person
    from lienthong.work.onestop.models import Dossier
    from lienthong.work.services.models import Application, Offering, Procedure

BENCH = Path(__file__).resolve().parent
LOOKED_UP = 4_000
"""So many of the copied dossiers have an application and events of their own, to be looked up."""
DRAFTS = 600
AT_ONCE = 3
"""Citizens who press the button at the same moment; more would see the page that keeps their place."""
LOOK_UPS_A_SECOND = (100, 300)
OPEN_ZAAK = 25
"""Cases a second that Open Zaak publishes for its own API (2021)."""
_SECONDS, _LONGEST = 10, 60
_TOKEN = "".join(random.Random(2019).choices(string.ascii_letters + string.digits, k=32))
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Load:
    """What the load program printed."""

    accepted: int
    seconds: float
    p50_ms: float
    p95_ms: float
    errors: int
    first_errors: list[str]


def measure(sample: "Dossier", count: int, scratch: Scratch) -> Iterator[Result]:
    """Start the pages, look up, hand in, first evenly and then in a burst, sign in, stop the pages."""
    from lienthong.doors.command import processes

    made = list(drafts(sample.procedure, DRAFTS + burst.people(burst.SUBMISSIONS_A_SECOND)))
    _copy_what_is_looked_up(sample)
    place = scratch.home / "portal"
    place.mkdir(exist_ok=True)
    port = free_port()
    server = Server("pages", processes.pages(port).words, port, settings(scratch), place)
    load = partial(_load, place, port)
    try:
        _asked(load, sample, 2, 20)
        yield from looks.first_visits(f"http://127.0.0.1:{port}", _pages(made[0][0]), made[0][1])
        yield from (_look_ups(load, sample, count, rate) for rate in LOOK_UPS_A_SECOND)
        yield _submissions(load, made[:DRAFTS])
        yield from burst.submissions(port, made[DRAFTS:])
        yield from burst.sign_ins(port)
    finally:
        server.stop()


def _pages(draft: "Application") -> dict[str, str]:
    """What people read of a service, and a question of a draft."""
    from django.urls import reverse

    return {
        "service": reverse("portal:service", args=[draft.version.procedure.key]),
        looks.QUESTION: reverse("portal:question", args=[draft.pk, "reason"]),
    }


def _load(place: Path, port: int, requests: list[bytes], *, at_once: int, seconds: float, rate: float = 0) -> Load:
    file = place / "requests"
    write_requests(file, requests)
    words = [sys.executable, str(BENCH / "http_load.py"), *map(str, (port, at_once, seconds, file, "", rate))]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=seconds + _LONGEST)
    if done.returncode:
        raise CannotRun(done.stderr[-300:])
    said = json.loads(done.stdout)
    return Load(**{name: said[name] for name in Load.__dataclass_fields__})


def _form(path: str, cookies: dict[str, str], number: int, **fields: str) -> bytes:
    """One request by a browser behind our own proxy, each from an address of its own."""
    body = urlencode({"csrfmiddlewaretoken": _TOKEN, **fields}).encode()
    kept = "; ".join(f"{name}={value}" for name, value in {"csrftoken": _TOKEN, **cookies}.items())
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    return post(path, body, _FORM, Cookie=kept, X_Forwarded_For=address, Accept_Encoding="gzip")


def _asked(load: Callable[..., Load], sample: "Dossier", seconds: float, rate: float) -> Load:
    codes = (f"BENCH-{1 + number % LOOKED_UP}" for number in range(int(seconds * rate)))
    requests = [
        _form("/lookup/", {}, number, code=code, second=sample.lookup_code) for number, code in enumerate(codes)
    ]
    return load(requests, at_once=32, seconds=seconds + 5, rate=rate)


def _look_ups(load: Callable[..., Load], sample: "Dossier", count: int, rate: float) -> Result:
    found = _asked(load, sample, _SECONDS, rate)
    done = found.accepted / found.seconds
    note = f"p50 {found.p50_ms:.1f} ms; {done:.0f}/s answered, {found.errors} errors; asker and database beside it"
    name = f"public look-up among {count:,} dossiers, {rate:.0f}/s asked, p95"
    goal = 30 if rate == max(LOOK_UPS_A_SECOND) else None
    return Figure(name, found.p95_ms, "ms", at_most=goal, note=note)


def _submissions(load: Callable[..., Load], drafts: list[tuple["Application", str]]) -> Result:
    from django.urls import reverse

    from lienthong.work.onestop.models import Dossier

    requests = [
        _form(reverse("portal:check", args=[draft.pk]), {"sessionid": session}, number, sure="1")
        for number, (draft, session) in enumerate(drafts)
    ]
    found = load(requests, at_once=AT_ONCE, seconds=_LONGEST)
    made = Dossier.objects.filter(application__in=[draft.pk for draft, _session in drafts]).count()
    if not made:
        raise CannotRun(f"no dossier was made: {found.first_errors}")
    note = (
        f"{made} of {len(drafts)}, {AT_ONCE} at once; p50/p95 {found.p50_ms:.0f}/{found.p95_ms:.0f} ms; each with a"
        f" file, receipt, events, act, notices; Open Zaak publishes {OPEN_ZAAK}/s"
    )
    return Figure("dossiers handed in a second, over HTTP", made / found.seconds, "/s", at_least=60, note=note)


def drafts(procedure: "Procedure", count: int) -> Iterator[tuple["Application", str]]:
    """Complete drafts of as many people who never asked for anything, each with a file, to every body in turn.

    With the session of each.
    """
    from django.db import transaction

    from lienthong.records.registers.models import DrivingLicence
    from lienthong.work.services.models import Application

    offered = list(procedure.offerings.open().whole().order_by("body__sort_key"))
    living = DrivingLicence.objects.filter(person__died_on__isnull=True)
    held = living.filter(withheld_since__isnull=True, valid_until__isnull=False)
    others = held.exclude(person__number__in=Application.objects.values("subject_number"))
    licences = others.select_related("person").order_by("-valid_until", "id")[:count]
    for licence, offering in zip(licences, itertools.cycle(offered), strict=False):
        with transaction.atomic():
            draft = _draft(offering, licence.person)
        yield draft, _session(draft.applicant)


def _draft(offering: "Offering", person: "Person") -> "Application":
    from lienthong.doors.command.demo_data.dossiers import account_of
    from lienthong.ground.files import actions as files
    from lienthong.ground.identity.actions import identify
    from lienthong.ground.identity.states import AccountLevel, Proof
    from lienthong.kit.clock import now
    from lienthong.work.services import actions as services
    from lienthong.work.services.actions.applying import Whom
    from lienthong.work.services.queries import filled
    from lienthong.work.services.states import Channel

    at, by = now(), account_of(person)
    identify(
        account=by,
        number=person.number,
        level=AccountLevel.TWO,
        way=Proof.DEMONSTRATION,
        evidence="bench",
        by=None,
        now=at,
    )
    whom = Whom(person.number, person.full_name, phone=person.phone or "")
    draft = services.begin(offering=offering, whom=whom, by=by, now=at, channel=Channel.ONLINE)
    draft = services.read_registers(application=draft, by=by, now=at)
    answers = {
        "reason": {"reason": "damaged"},
        "health": {"health_on_record": True},
        "filing": {"delivery": "counter"},
    }
    for page, given in answers.items():
        services.answer(application=draft, page=page, given=given, by=by, now=at)
    file = files.keep(BytesIO(_PDF % str(draft.pk).encode()), name="giay.pdf", by=by, now=at)
    draft.refresh_from_db()
    papers = filled(draft, at=at).missing_papers
    for paper in papers or [draft.version.package.plain["procedure"]["papers"][0]["code"]]:
        services.attach(application=draft, paper=paper, file=file, by=by, now=at)
    return draft


_PDF = b"%%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%% %s\n%%%%EOF\n"


def _session(account: Any) -> str:
    """A session as the sign-in by password leaves it."""
    from django.test import Client

    from lienthong.kit.clock import now

    browser = Client(SERVER_NAME="localhost")
    browser.force_login(account)
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": now().timestamp()}]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()
    return str(session.session_key)


def _copy_what_is_looked_up(sample: "Dossier") -> None:
    """Applications and events for the first of the copied dossiers, as the sample has them."""
    from django.db import connection, transaction

    from lienthong.work.onestop.models import Event
    from lienthong.work.services.models import Application

    application = {"id": "md5('a' || n)::uuid", "resume_code": "'B' || n", "subject_number": "lpad(n::text, 12, '0')"}
    event = {"id": "gen_random_uuid()", "dossier_id": "md5('d' || n)::uuid"}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        for model, other, condition, value in (
            (Application, application, "one.id = %(it)s", sample.application_id),
            (Event, event, "one.dossier_id = %(it)s", sample.pk),
        ):
            names = [field.column for field in model._meta.concrete_fields]  # noqa: SLF001 - Django's documented way
            values = ", ".join(other.get(name, f"one.{name}") for name in names)
            cursor.execute(
                f"insert into {model._meta.db_table} ({', '.join(names)}) select {values}"  # noqa: SLF001
                f" from {model._meta.db_table} as one, generate_series(1, {LOOKED_UP}) as n where {condition}",  # noqa: SLF001
                {"it": value},
            )
    with connection.cursor() as cursor:
        cursor.execute("analyze onestop_event; analyze services_application")
