"""What comes from the person: a petition sent in, or written down by an official, and made clearer."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from lienthong.ground.files.models import StoredFile
from lienthong.ground.identity.models import Account
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.models import Body
from lienthong.kit.clock import local
from lienthong.kit.text import fold
from lienthong.work.onestop.models import Dossier
from lienthong.work.petitions import queries, rules, states
from lienthong.work.petitions.actions import happening, telling
from lienthong.work.petitions.actions.happening import Actor
from lienthong.work.petitions.models import Desk, Petition
from lienthong.work.petitions.rules import Said
from lienthong.work.petitions.states import MARK, Kind
from lienthong.work.services.models import Procedure


def submit_petition(
    *, body: Body, said: Said, by: Account | None, now: datetime, files: Sequence[StoredFile] = ()
) -> Petition:
    """Send a petition to a body; it has a code at once and must be forwarded within five working days.

    `by=None` = a person without an account, known by name, address and contact alone. A dossier's code that is none
    stays as it was typed. Refuses: NoDeskThere, PhoneUnreadable, AnonymousNotHandled, SaidTooLittle, TooManyFiles.
    Source: Decree 20/2008, as amended by 48/2013 and 92/2017.
    """
    told = rules.require_said(replace(said, way=""))
    rules.require_few(files)
    desk = _desk(body)
    return _filed(desk, told, by=by, now=now, files=files, account=by, submitted_at=now)


def enter_petition(
    *,
    said: Said,
    channel: str,
    by: Mandate,
    now: datetime,
    files: Sequence[StoredFile] = (),
    came_on: date | None = None,
) -> Petition:
    """Write down what a person said at the counter or by telephone, or sent on paper, for the official's own body.

    `came_on` = the day a paper arrived: its clocks began then. Who wrote it down is kept with it. Refuses:
    MandateEnded, NotInThisRole, NotYours, NoDeskThere, PhoneUnreadable, AnonymousNotHandled, SaidTooLittle,
    WayWithoutContact, CameUnfit, ScanMissing, TooManyFiles.
    Source: Decree 20/2008 (in writing, by telephone, by opinion form).
    """
    desk = rules.require_may_enter(by, _desk(by.post.body), now=now)
    told = rules.require_said(said)
    rules.require_few(files)
    came = rules.require_came(channel, came_on, files, now=now)
    return _filed(desk, told, by=by, now=now, files=files, channel=channel, entered_by=by, submitted_at=came)


def _filed(desk: Desk, told: Said, *, by: Actor, now: datetime, files: Sequence[StoredFile], **more: Any) -> Petition:
    """The petition with its first event; its clocks run since it came."""
    petition = Petition(
        body=desk.body, unit=desk.unit, code=_code(desk, now),
        procedure=Procedure.objects.published().filter(key=told.procedure_key).first(),
        dossier=_dossier(told.dossier_code), official_folded=fold(told.official),
        folded=fold(f"{told.subject} {told.about} {told.content}"), **_columns(told), **more,
    )  # fmt: skip
    clocks = happening.receiving_clocks(desk.body, petition.submitted_at)
    details = {"subject": petition.subject, "matter": petition.matter, "channel": petition.channel, **clocks}
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
    series = f"{head}-{MARK}-{local(now):%y%m%d}-"
    return f"{series}{Petition.objects.filter(code__startswith=series).count() + 1:04d}"


def _dossier(code: str) -> Dossier | None:
    return Dossier.objects.filter(code=code).first() if code else None


def _columns(told: Said) -> dict[str, Any]:
    named = ("matter", "subject", "content", "about", "petitioner", "name", "address", "phone", "email", "official")
    return {each: getattr(told, each) for each in (*named, "dossier_code", "may_publish", "way")}


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
    details = {"words": rules.require_words(words), **happening.receiving_clocks(held.body, now)}
    event = happening.record(
        "petitions.petition.clarified", held, by=by, now=now, for_whom=held.body, details=details, files=files
    )
    telling.tell_office(event, held.receiving)
    return held
