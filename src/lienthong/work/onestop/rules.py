"""Who may do what with a dossier, and what words, items and dates are accepted."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from lienthong.ground.identity.models import Account
from lienthong.ground.identity.queries import identification_of
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.organisations.models import Unit
from lienthong.kit.clock import local
from lienthong.kit.errors import Conflict, Invalid, NotAllowed
from lienthong.kit.own_words import own_words
from lienthong.kit.text import normalise
from lienthong.records.registers import enterprise_codes
from lienthong.work.onestop import results, states, timing
from lienthong.work.onestop.models import SLIP_LETTERS, WINDOW_LETTERS, Dossier, Event, Ticket
from lienthong.work.onestop.states import BY_PEOPLE, NOTHING_CAME, UNDO_MINUTES, Alarm, Kind, RefusalReason, Status
from lienthong.work.services.states import NAME_OF_PERSON, NUMBER_OF_PERSON

FEWEST_LETTERS = 20
_SET_PHRASES = Path(__file__).parent / "data" / "set_phrases.json"
_FEWEST_OWN = 4
"""So many words of one's own make a reason."""
_FEWEST_OF_A_LAW, _SHORTEST_LAW = 2, 5
"""No provision is named in fewer words and letters than “Điều 5”."""


class NotYours(NotAllowed):
    """This dossier is somebody else's. Open your own from your list, or look it up with its code."""


class ReasonEmpty(Invalid):
    """Say in your own words what is wrong with this dossier and what the person has to do, not a stock phrase."""


class ApologyEmpty(ReasonEmpty):
    """Say in your own words why this particular dossier is late; a stock phrase is no apology."""


class BasisMissing(Invalid):
    """Name the provision on which this rests: act and article."""


class ReasonUnchosen(Invalid):
    """Choose from the list why it is refused; your own words are shown beside it."""


class NothingMarked(Invalid):
    """Mark at least one answer or paper that is to be supplemented, each with what is wrong with it."""


class NoSuchItem(Invalid):
    """One of the marks points to nothing in this dossier. Reload the page."""


class SubjectSettled(Invalid):
    """Who the dossier is for was settled at the start and cannot be supplemented. Mark something else."""


class AnotherPerson(Invalid):
    """A supplement cannot move the dossier to another person. Withdraw it, and start a new one for them."""


class UnmarkedChange(Invalid):
    """Only what the office asked for can be changed now. Answer the marked places."""


class NothingSupplied(Invalid):
    """Some of what the office asked for is still open. Answer every marked place."""


class TooLateToUndo(Conflict):
    """The ten minutes are over, or it was not your step: the citizen has been told. Take the next step instead."""


class ApologisedBefore(Conflict):
    """A new date can be given only once, and it was. Finish the dossier, or let your leader talk to the applicant."""


class DateNotLater(Invalid):
    """The new date must be a working day after the present one. Choose another."""


class NotPaid(Conflict):
    """The fee has not been paid. The dossier is waiting for it; remind the applicant if they do not know."""


class NothingDue(Conflict):
    """Nothing is due for this dossier, or it has been paid. Do not ask for payment, and do not take any."""


class OpenAlready(Conflict):
    """This person has an open dossier for the same procedure. Continue it, or say why another is submitted."""


class SlipMissing(Invalid):
    """Enter the number of the receipt you gave for the money."""


class NothingToHandBack(Conflict):
    """There is no cash to refund for this dossier. Reload its page to see what became of the fee."""


class RecipientMissing(Invalid):
    """Enter the full name of the person who took the money."""


class SlipUsed(Conflict):
    """This receipt number is already in another dossier of your office. Enter the number of the receipt you gave."""


class HolderElsewhere(Invalid):
    """This person does not work in the unit that has the dossier. Choose somebody of the unit."""


def require(by: Mandate, verb: Verb, dossier: Dossier, *, now: datetime) -> None:
    """Refuses: MandateEnded, NotInThisRole, NotYours (of mandates)."""
    mandates.require(by, verb, dossier, now=now)


def require_reading(by: Mandate, dossier: Dossier, *, now: datetime) -> None:
    """Whose unit has it, or decided it. Refuses: MandateEnded, NotInThisRole, NotYours."""
    if not may(by, Verb.READ_DOSSIER, dossier, now=now):
        decided = Dossier(body_id=dossier.body_id, unit_id=dossier.deciding_unit_id)
        require(by, Verb.READ_DOSSIER, decided, now=now)


def require_deciding(by: Mandate, dossier: Dossier, *, now: datetime) -> None:
    """Of the unit that decided, wherever the dossier lies since. Refuses: MandateEnded, NotInThisRole, NotYours."""
    require(by, Verb.DECIDE_DOSSIER, _as_decided(dossier), now=now)


def _as_decided(dossier: Dossier) -> Dossier:
    return Dossier(body_id=dossier.body_id, unit_id=dossier.deciding_unit_id)


def may(by: Mandate, verb: Verb, dossier: Dossier, *, now: datetime) -> bool:
    """The same as a question."""
    return mandates.may(by, verb, dossier, now=now)


def require_mine(dossier: Dossier, by: Account) -> None:
    """The citizen who applied. Refuses: NotYours."""
    if dossier.application.applicant_id != by.pk:
        raise NotYours


def require_reason(words: str, law: str) -> tuple[str, str]:
    """Words of one's own about this dossier, and the provision. Refuses: ReasonEmpty, BasisMissing."""
    said, basis = require_own_words(words), " ".join(law.split())
    named = re.findall(r"\w+", basis)
    if len(named) < _FEWEST_OF_A_LAW or len("".join(named)) < _SHORTEST_LAW:
        raise BasisMissing
    return said, basis


def require_refusal(reason: str | None, words: str, law: str) -> dict[str, str]:
    """Why a dossier ends without what was asked for, as an event keeps it: a reason of the list, words, the provision.

    Refuses: ReasonUnchosen, ReasonEmpty, BasisMissing.
    """
    if reason not in BY_PEOPLE:
        raise ReasonUnchosen
    said, basis = require_reason(words, law)
    return {"reason": RefusalReason(reason).value, "plain": said, "law": basis}


def require_own_words(words: str, *, refusal: type[ReasonEmpty] = ReasonEmpty) -> str:
    """Words of one's own about this dossier, as they are kept. Refuses: ReasonEmpty, or as `refusal` says it."""
    said = " ".join(words.split())
    if len(said) < FEWEST_LETTERS or len(own_words(said, _SET_PHRASES)) < _FEWEST_OWN:
        raise refusal
    return said


def require_items(dossier: Dossier, items: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Marks on answers and papers, each with words. Refuses: NothingMarked, NoSuchItem, SubjectSettled."""
    package = dossier.version.package
    papers = {each["code"] for each in package.plain["procedure"]["papers"]}
    known = {"question": set(package.questions), "paper": papers}
    marks = [{name: str(item.get(name, "")).strip() for name in ("kind", "name", "words")} for item in items]
    if not marks or any(not mark["words"] for mark in marks):
        raise NothingMarked
    if any(mark["name"] not in known.get(mark["kind"], set()) for mark in marks):
        raise NoSuchItem
    if any(mark["kind"] == "question" and settled(dossier, mark["name"]) for mark in marks):
        raise SubjectSettled
    return marks


def settled(dossier: Dossier, question: str) -> str:
    """What an answer must stay because it says whom the dossier is about; empty where it may be another.

    The number always (of an enterprise, who represents it); the name where a register gave it. What the person called
    wrong meanwhile is their own word.
    """
    held, about = dossier.application, dossier.version.package.questions[question].plain.get("about")
    fact = held.facts.get(question) or {}
    if about == NUMBER_OF_PERSON:
        own = "" if enterprise_codes.is_one(dossier.subject_number) else dossier.subject_number
        return own or str(held.given.get(question) or "")
    is_known = fact.get("register") and not fact.get("disputed")
    return str(fact["value"] or "") if about == NAME_OF_PERSON and is_known else ""


def require_same_subject(dossier: Dossier, answers: Mapping[str, Any]) -> None:
    """Nothing that says whom the dossier is about is another answer now. Refuses: AnotherPerson."""
    for name, value in answers.items():
        must = settled(dossier, name)
        if must and normalise(str(value)) != normalise(must):
            raise AnotherPerson(question=name)


def require_supplied(asked: Sequence[Mapping[str, str]], answers: Mapping[str, Any], papers: Sequence[str]) -> None:
    """Everything that was marked, and nothing else. Refuses: UnmarkedChange, NothingSupplied."""
    questions = {item["name"] for item in asked if item["kind"] == "question"}
    wanted = {item["name"] for item in asked if item["kind"] == "paper"}
    if set(answers) - questions or set(papers) - wanted:
        raise UnmarkedChange
    if questions - set(answers) or wanted - set(papers):
        raise NothingSupplied


def require_undo(last: Event, by: Mandate, *, now: datetime) -> None:
    """The `last` that was done: by the same person, still in office, at most ten minutes ago.

    Refuses: MandateEnded (of mandates), TooLateToUndo.
    """
    if not by.in_force_at(now):
        raise mandates.MandateEnded
    mine = last.by_id == by.pk and last.kind in {Kind.REFUSED, Kind.SUPPLEMENT_ASKED, Kind.STOPPED}
    if not mine or now > last.at + timedelta(minutes=UNDO_MINUTES):
        raise TooLateToUndo


def require_first_apology(dossier: Dossier) -> None:
    """Refuses: ApologisedBefore."""
    if dossier.apologised_at is not None:
        raise ApologisedBefore


def require_apology(dossier: Dossier, new_day: date, *, now: datetime) -> datetime:
    """Once, to a later working day; returns when that day's work ends. Refuses: ApologisedBefore, DateNotLater.

    Source: Decree 61/2018 art. 19 (9).
    """
    require_first_apology(dossier)
    assert dossier.due_at is not None, "a dossier at the office has its date"
    calendar = timing.calendar_of(dossier, now)
    new_due = calendar.closes_at(new_day)
    if not calendar.is_working_day(new_day) or new_due <= max(dossier.due_at, now):
        raise DateNotLater
    return new_due


def is_in_time(dossier: Dossier, *, now: datetime) -> bool:
    """Was the apology given at least one day before the date?"""
    assert dossier.due_at is not None
    return (local(dossier.due_at).date() - local(now).date()).days >= 1


def require_paid(dossier: Dossier) -> None:
    """Refuses: NotPaid."""
    if dossier.fee and dossier.paid_at is None:
        raise NotPaid


def waits_for_fee(dossier: Dossier) -> bool:
    """Handed in and not paid: the office need not take it in yet, so nothing runs against it."""
    return dossier.status == Status.SUBMITTED and bool(dossier.fee) and dossier.paid_at is None


def require_unpaid(dossier: Dossier) -> None:
    """Refuses: NothingDue."""
    if not dossier.fee or dossier.paid_at is not None:
        raise NothingDue


def require_slip(slip: str) -> str:
    """The number of the receipt for cash, in at most sixty letters. Refuses: SlipMissing."""
    number = " ".join(slip.split())
    if not any(each.isdigit() for each in number) or len(number) > SLIP_LETTERS:
        raise SlipMissing
    return number


def may_hand_back(by: Mandate, dossier: Dossier, *, now: datetime) -> bool:
    """Whoever takes cash at the counter, and whoever handles the money of the body."""
    verbs = (Verb.RECEIVE_DOSSIER, Verb.MANAGE_PAYMENTS)
    return dossier.cash_due_since is not None and any(may(by, verb, dossier, now=now) for verb in verbs)


def require_may_hand_back(by: Mandate, dossier: Dossier, *, now: datetime) -> None:
    """Refuses: MandateEnded, NotInThisRole, NotYours, NothingToHandBack."""
    if not may(by, Verb.MANAGE_PAYMENTS, dossier, now=now):
        require(by, Verb.RECEIVE_DOSSIER, dossier, now=now)
    if dossier.cash_due_since is None:
        raise NothingToHandBack


def require_recipient(name: str) -> str:
    """The name of who took it. Refuses: RecipientMissing."""
    plain = " ".join(name.split())
    if not any(each.isalpha() for each in plain):
        raise RecipientMissing
    return plain


def require_holder(dossier: Dossier, holder: Mandate, *, now: datetime) -> None:
    """Somebody of the unit that has it, in office now. Refuses: HolderElsewhere."""
    if holder.post.unit_id != dossier.unit_id or not holder.in_force_at(now):
        raise HolderElsewhere


_SOON = timedelta(days=1)


def is_amiss(dossier: Dossier, about: Alarm, *, now: datetime) -> bool:
    """Does this hold of the dossier as it stands now?"""
    if waits_for_fee(dossier):
        return False
    if about is Alarm.NOT_RECEIVED:
        return dossier.status == Status.SUBMITTED and dossier.step_due_at is not None and dossier.step_due_at < now
    if dossier.status not in {Status.RECEIVED, Status.PROCESSING} or dossier.due_at is None:
        return False
    if about is Alarm.UNANSWERED:
        return timing.is_unanswered(dossier, now=now)
    if dossier.stands_since is not None:
        return False
    left = dossier.due_at - now
    return left < timedelta(0) if about is Alarm.OVERDUE else timedelta(0) <= left < _SOON


def require_again(open_ones: Sequence[Dossier], why: str) -> dict[str, Any]:
    """What the first event keeps where an official hands the same in once more for a person; else nothing.

    Refuses: OpenAlready, ReasonEmpty.
    """
    if not open_ones:
        return {}
    codes = [each.code for each in open_ones]
    if not why.strip():
        raise OpenAlready(open=codes)
    return {"again": {"codes": codes, "why": require_own_words(why)}}


def require_undecided(by: Mandate, dossier: Dossier, *, now: datetime) -> None:
    """Said before anything else to who could have decided: after a decision the dossier lies at another unit.

    Refuses: DecidedAlready, with by whom and when; of what they may not read nothing is said here.
    """
    decided = Dossier(body_id=dossier.body_id, unit_id=dossier.deciding_unit_id)
    if dossier.decided_at is None or not may(by, Verb.DECIDE_DOSSIER, decided, now=now):
        return
    last = dossier.events.filter(kind=Kind.DECIDED).latest("seq")
    words = _("Hồ sơ này đã có kết quả: %(who)s ký lúc %(at)s. Tải lại trang để xem; không ký lần thứ hai.")
    raise states.DecidedAlready(words % {"who": last.by_name, "at": f"{local(last.at):%H:%M %d/%m/%Y}"})


def moved_on(dossier: Dossier) -> states.DossierMovedOn:
    """That it was handled further, with what was done last, by whom and when."""
    last = dossier.events.latest("seq")
    words = _("Hồ sơ này đã được xử lý tiếp: “%(what)s”, %(who)s, lúc %(at)s. Tải lại trang để xem bước hiện tại.")
    told = {"what": Kind(last.kind).label, "who": last.by_name or _("hệ thống")}
    return states.DossierMovedOn(words % {**told, "at": f"{local(last.at):%H:%M %d/%m/%Y}"}, event=last.kind)


def is_own_doing(dossier: Dossier, by: Mandate) -> bool:
    """Was the last thing that happened to it this very person's act? Then what they pressed again is done."""
    return dossier.events.latest("seq").by_id == by.pk


def is_over_for_good(dossier: Dossier, *, now: datetime) -> bool:
    """Did it end without a result, and can nobody take that back any more?"""
    if dossier.ended_at is None or dossier.status not in NOTHING_CAME:
        return False
    undone_until = dossier.ended_at + timedelta(minutes=UNDO_MINUTES)
    return dossier.status == Status.WITHDRAWN or now > undone_until


class NotEscalated(Conflict):
    """Nothing in this dossier is waiting for a leader. Reload the page to see where it is."""


def is_silent(dossier: Dossier, *, now: datetime) -> bool:
    """Is the step it is in past its date, while the office has it and its clock does not stand?"""
    running = dossier.status in {Status.RECEIVED, Status.PROCESSING} and dossier.stands_since is None
    return running and dossier.step_due_at is not None and dossier.step_due_at < now


def is_unheeded(dossier: Dossier, escalated: Event, *, now: datetime) -> bool:
    """Has no leader said in time that they have seen it?"""
    late = datetime.fromisoformat(escalated.details["acknowledge_by"]) < now
    return late and Alarm.ESCALATED in dossier.alarms.split()


class NoQueueHere(Conflict):
    """No queue is kept here: this unit takes no dossiers. Ask at the information desk which unit does."""


class WindowMissing(Invalid):
    """Enter your window number first, so that people know where to go."""


class NotAtYourWindow(NotAllowed):
    """This ticket was called to another window, or has ended. Call the next one."""


class NotAboutYou(NotAllowed):
    """This dossier is about somebody other than the person your account belongs to. Use that person's account."""


def require_counter(by: Mandate, *, now: datetime) -> Unit:
    """The unit at whose counter this person sits. Refuses: MandateEnded, NotInThisRole, NoQueueHere."""
    mandates.require(by, Verb.RECEIVE_DOSSIER, now=now)
    if by.post.unit is None:
        raise NoQueueHere
    return by.post.unit


def require_window(window: str) -> str:
    """The number of a window, in few letters. Refuses: WindowMissing."""
    plain = " ".join(window.split())
    if not plain or len(plain) > WINDOW_LETTERS:
        raise WindowMissing
    return plain


def require_at_window(ticket: Ticket, by: Mandate) -> None:
    """Called by this person and still open. Refuses: NotAtYourWindow."""
    if ticket.called_by_id != by.pk or ticket.ended_at is not None:
        raise NotAtYourWindow


def require_about(dossier: Dossier, by: Account, *, now: datetime) -> None:
    """The person the dossier is about, proven by the identification of their account. Refuses: NotAboutYou."""
    held = identification_of(by, now)
    if held is None or not dossier.subject_number or held.number != dossier.subject_number:
        raise NotAboutYou


def _asking(by: Mandate, now: datetime) -> list[str]:
    """Who asks another body does so by an official document, and so must be allowed to draft one."""
    return ["consult"] if mandates.may(by, Verb.DRAFT_DOCUMENT, now=now) else []


class PostedAnotherDay(Invalid):
    """The date of posting must be between the decision and today. Check the post office receipt."""


@dataclass(frozen=True, slots=True)
class Posted:
    """On which day a result was given to the post, and the post's number of the letter where there is one."""

    on: date
    tracking: str = ""


def require_posted(dossier: Dossier, posted: Posted, *, now: datetime) -> None:
    """Refuses: PostedAnotherDay."""
    if dossier.decided_at is not None and not local(dossier.decided_at).date() <= posted.on <= local(now).date():
        raise PostedAnotherDay


def next_steps(by: Mandate, dossier: Dossier, *, now: datetime) -> list[str]:
    """What this person may do with it now, the step that brings it forward first."""
    status = Status(dossier.status)
    offered: list[str] = []
    if dossier.awaits_since is not None:
        return offered
    if may(by, Verb.RECEIVE_DOSSIER, dossier, now=now):
        unpaid = bool(dossier.fee) and dossier.paid_at is None
        first = ["cash", "remind"] if unpaid else ["receive"]
        offered += [*first, "supplement", "refuse"] if status == Status.SUBMITTED else []
        offered += ["cash"] if status == Status.PAYMENT and unpaid else []
    if may(by, Verb.RETURN_RESULT, dossier, now=now) and status == Status.DONE and dossier.revoked_at is None:
        offered.append("return")
    if may(by, Verb.HANDLE_DOSSIER, dossier, now=now) and status in {Status.RECEIVED, Status.PROCESSING}:
        offered += ["acknowledge"] if dossier.waiting_since else ["pass-on", "propose", *_asking(by, now), "supplement"]
    if may(by, Verb.DECIDE_DOSSIER, dossier, now=now) and status == Status.PROCESSING and not dossier.waiting_since:
        offered += ["decide", "assign"]
    if may(by, Verb.DECIDE_DOSSIER, dossier, now=now) and status in {Status.RECEIVED, Status.PROCESSING}:
        offered += _of_a_leader(dossier)
    stands = dossier.result is not None and dossier.result.revoked_at is None
    if stands and may(by, Verb.DECIDE_DOSSIER, _as_decided(dossier), now=now):
        offered.append("revoke")
    return list(dict.fromkeys(offered))


def _of_a_leader(dossier: Dossier) -> list[str]:
    """What whoever decides may do besides; to oversee is only to see."""
    heed = ["heed"] if Alarm.ESCALATED in dossier.alarms.split() else []
    sorry = ["apologise"] if dossier.apologised_at is None else []
    return [*heed, *sorry, "stop"]


_STEPS: dict[str, tuple[Verb, Kind]] = {
    "cash": (Verb.RECEIVE_DOSSIER, Kind.PAID),
    "refuse": (Verb.RECEIVE_DOSSIER, Kind.REFUSED),
    "supplement": (Verb.HANDLE_DOSSIER, Kind.SUPPLEMENT_ASKED),
    "propose": (Verb.HANDLE_DOSSIER, Kind.PROPOSED),
    "decide": (Verb.DECIDE_DOSSIER, Kind.DECIDED),
    "assign": (Verb.DECIDE_DOSSIER, Kind.ASSIGNED),
    "apologise": (Verb.DECIDE_DOSSIER, Kind.APOLOGISED),
    "stop": (Verb.DECIDE_DOSSIER, Kind.STOPPED),
    "return": (Verb.RETURN_RESULT, Kind.RETURNED),
    "revoke": (Verb.DECIDE_DOSSIER, Kind.REVOKED),
}
"""Steps that ask for words first: who may, and what then happens."""


def require_step(by: Mandate, step: str, dossier: Dossier, *, now: datetime) -> None:
    """Could this person do the step now? Asked before anybody types words for it; the action asks again.

    Refuses: MandateEnded, NotInThisRole, NotYours (of mandates), DecidedAlready, DossierMovedOn, AwaitsLead,
    NotAcknowledged, NothingDue, ApologisedBefore, RevokedAlready, RevokedMeanwhile.
    """
    verb, kind = _STEPS[step]
    if kind is Kind.DECIDED:
        require_undecided(by, dossier, now=now)
    if step == "supplement" and dossier.status == Status.SUBMITTED:
        verb = Verb.RECEIVE_DOSSIER
    require(by, verb, _as_decided(dossier) if kind is Kind.REVOKED else dossier, now=now)
    waits, awaits = dossier.waiting_since is not None, dossier.awaits_since is not None
    states.require(dossier.status, kind, waits=waits, awaits=awaits)
    if kind is Kind.PAID:
        require_unpaid(dossier)
    if kind is Kind.APOLOGISED:
        require_first_apology(dossier)
    if kind is Kind.REVOKED:
        results.require_standing(dossier)
    if kind is Kind.RETURNED:
        results.require_to_hand_over(dossier)
