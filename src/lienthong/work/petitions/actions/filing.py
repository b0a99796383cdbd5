"""What the person does: sending a petition in, and making it clearer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from lienthong.ground.files.models import StoredFile
from lienthong.ground.identity.models import Account
from lienthong.ground.organisations.models import Body
from lienthong.kit.clock import local
from lienthong.kit.text import fold
from lienthong.work.onestop.models import Dossier
from lienthong.work.petitions import queries, rules, states
from lienthong.work.petitions.actions import happening, telling
from lienthong.work.petitions.models import Desk, Petition
from lienthong.work.petitions.rules import Said
from lienthong.work.petitions.states import FORWARD_DAYS, Kind
from lienthong.work.services.models import Procedure


def submit_petition(
    *, body: Body, said: Said, by: Account | None, now: datetime, files: Sequence[StoredFile] = ()
) -> Petition:
    """Send a petition to a body; it has a code at once and must be forwarded within five working days.

    `by=None` = a person without an account, known by name, address and contact alone. A dossier's code that is none
    stays as it was typed. Refuses: NoDeskThere, AnonymousNotHandled, SaidTooLittle, TooManyFiles.
    Source: Decree 20/2008, as amended by 48/2013 and 92/2017.
    """
    told = rules.require_said(said)
    rules.require_few(files)
    desk = _desk(body)
    petition = Petition(
        body=desk.body, unit=desk.unit, code=_code(desk, now), account=by, submitted_at=now,
        procedure=Procedure.objects.published().filter(key=told.procedure_key).first(),
        dossier=_dossier(told.dossier_code), official_folded=fold(told.official), **_columns(told),
    )  # fmt: skip
    begun = happening.due(desk.body, now, FORWARD_DAYS)
    details = {"subject": petition.subject, "matter": petition.matter, **happening.clock(begun)}
    event = happening.record(
        "petitions.petition.submitted", petition, by=by, now=now, for_whom=desk.body, details=details, files=files
    )
    telling.tell_codes(petition, now)
    telling.tell_office(event, petition.receiving)
    return petition


def _desk(body: Body) -> Desk:
    """The desk of the body, held: petitions of one body are numbered one after the other. Refuses: NoDeskThere."""
    held = Desk.objects.select_for_update(of=("self",)).select_related("body", "unit")
    found = held.filter(body=body, ended_at__isnull=True).first()
    if found is None:
        raise rules.NoDeskThere
    return found


def _code(desk: Desk, now: datetime) -> str:
    """`H41-PAKN-261116-0001`: body, "phản ánh, kiến nghị", day, number of the day."""
    head = desk.body.code or f"LT.{desk.body_id.hex[-12:].upper()}"
    series = f"{head}-PAKN-{local(now):%y%m%d}-"
    return f"{series}{Petition.objects.filter(code__startswith=series).count() + 1:04d}"


def _dossier(code: str) -> Dossier | None:
    return Dossier.objects.filter(code=code).first() if code else None


def _columns(told: Said) -> dict[str, Any]:
    named = ("matter", "subject", "content", "about", "petitioner", "name", "address", "phone", "email", "official")
    return {each: getattr(told, each) for each in (*named, "dossier_code", "may_publish")}


def clarify_petition(
    *,
    petition: Petition,
    words: str,
    by: Account | None,
    now: datetime,
    opened: bool = False,
    files: Sequence[StoredFile] = (),
) -> Petition:
    """Answer what the office asked; the five working days begin again. `opened` = the code is open in this session.

    Refuses: NotYourPetition, PetitionMovedOn, AnswerEmpty, TooManyFiles.
    """
    held = happening.locked(petition)
    rules.require_petitioner(held, by, opened=opened)
    states.require(held.status, Kind.CLARIFIED)
    rules.require_few([*queries.enclosed(held), *files])
    begun = happening.due(held.body, now, FORWARD_DAYS)
    details = {"words": rules.require_words(words), **happening.clock(begun)}
    event = happening.record(
        "petitions.petition.clarified", held, by=by, now=now, for_whom=held.body, details=details, files=files
    )
    telling.tell_office(event, held.receiving)
    return held
