"""The applicant's turn: what must be supplemented or paid, and what comes back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from lienthong.ground.files.models import StoredFile
from lienthong.ground.identity.models import Account
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.work.onestop import paying, rules, states, timing
from lienthong.work.onestop.actions import linking
from lienthong.work.onestop.actions.happening import Actor, happen, locked
from lienthong.work.onestop.models import CashSlip, Dossier, Event
from lienthong.work.onestop.states import Kind, Status
from lienthong.work.services import actions as services
from lienthong.work.services import matters


def ask_supplement(
    *,
    dossier: Dossier,
    items: Sequence[Mapping[str, str]],
    words: str,
    law: str,
    by: Mandate,
    now: datetime,
    seen: int | None = None,
) -> Dossier:
    """Ask for everything at once (form 02): each mark names one answer or paper and says what is wrong with it.

    The office's clock stands until the applicant has answered.
    Refuses: NotInThisRole, NotYours, DossierMovedOn, NothingMarked, NoSuchItem, SubjectSettled, ReasonEmpty,
    BasisMissing.
    Source: Decree 61/2018 arts 17, 19 (4).
    """
    held = locked(dossier, seen=seen)
    verb = Verb.RECEIVE_DOSSIER if held.status == Status.SUBMITTED else Verb.HANDLE_DOSSIER
    rules.require(by, verb, held, now=now)
    marks = rules.require_items(held, items)
    said, basis = rules.require_reason(words, law)
    details = {"items": marks, "words": said, "law": basis, **timing.left(held, now=now)}
    happen(held, Kind.SUPPLEMENT_ASKED, by=by, now=now, details=details)
    return held


def supply(
    *,
    dossier: Dossier,
    answers: Mapping[str, Any],
    files: Sequence[tuple[str, StoredFile]],
    by: Account | Mandate,
    now: datetime,
) -> Dossier:
    """Give what was asked for, all of it, and nothing else; the date is counted anew or goes on, as the package says.

    What linked dossiers took over of it is corrected in each, and each body is told.
    Refuses: NotYours, DossierMovedOn, UnmarkedChange, NothingSupplied, AnotherPerson, AnswersUnfit.
    """
    held = locked(dossier)
    if isinstance(by, Account):
        rules.require_mine(held, by)
    else:
        rules.require(by, Verb.RECEIVE_DOSSIER, held, now=now)
    states.require(held.status, Kind.SUPPLIED)
    asked = last_request(held)
    rules.require_supplied(asked.details["items"], answers, [paper for paper, _file in files])
    rules.require_same_subject(held, answers)
    before = dict(held.application.given)
    held.application = services.supplement(application=held.application, answers=answers, files=files, now=now)
    held.matter = matters.matter_of(held.application)
    details: dict[str, Any] = {
        "answers": {name: {"from": before.get(name), "to": value} for name, value in answers.items()},
        "files": [{"paper": paper, "sha256": file.sha256} for paper, file in files],
    }
    details |= timing.resuming(held, now=now)
    told = linking.correct_linked(held, before=before, files=files, by=by, now=now)
    details |= {"linked": told} if told else {}
    happen(held, Kind.SUPPLIED, by=by, now=now, details=details)
    return held


def last_request(dossier: Dossier) -> Event:
    """The latest request for a supplement of a dossier that waits for one."""
    return dossier.events.filter(kind=Kind.SUPPLEMENT_ASKED).latest("seq")


def ask_payment(*, dossier: Dossier, by: Mandate, now: datetime) -> Dossier:
    """Remind that the fee is open; the clock stands until it is paid.

    Refuses: NotInThisRole, NotYours, DossierMovedOn, NothingDue.
    """
    held = locked(dossier)
    verb = Verb.RECEIVE_DOSSIER if held.status == Status.SUBMITTED else Verb.HANDLE_DOSSIER
    rules.require(by, verb, held, now=now)
    rules.require_unpaid(held)
    happen(held, Kind.PAYMENT_ASKED, by=by, now=now, details={"amount": held.fee})
    return held


def pay(*, dossier: Dossier, reference: str, by: Actor, now: datetime) -> Dossier:
    """The fee has come in; told by payments, never by a browser. A second telling changes nothing."""
    held = locked(dossier)
    if held.paid_at is None and held.is_open:
        details: dict[str, Any] = {"amount": held.fee, "reference": reference}
        if held.status in {Status.PAYMENT, Status.SUBMITTED}:
            details |= timing.resuming(held, now=now)
        happen(held, Kind.PAID, by=by, now=now, details=details)
    return held


_PAID_IN_CASH = "Đã nộp tiền mặt tại quầy."


def take_cash(*, dossier: Dossier, slip: str, by: Mandate, now: datetime) -> Dossier:
    """The fee was paid at the counter, against a slip with this number; by transfer it is asked for no longer.

    Refuses: NotInThisRole, NotYours, DossierMovedOn, NothingDue, SlipMissing, SlipUsed.
    """
    held = locked(dossier)
    rules.require(by, Verb.RECEIVE_DOSSIER, held, now=now)
    states.require(held.status, Kind.PAID)
    rules.require_unpaid(held)
    number = rules.require_slip(slip)
    if Event.objects.paid_by(number, held.body_id).exists():
        raise rules.SlipUsed(slip=number)
    try:
        with transaction.atomic():
            CashSlip.objects.create(body=held.body, number=number, dossier=held)
    except IntegrityError as taken:  # by another window, at this very moment
        raise rules.SlipUsed(slip=number) from taken
    paying.ask_no_longer(held, reason=_PAID_IN_CASH, now=now)
    return pay(dossier=held, reference=number, by=by, now=now)
