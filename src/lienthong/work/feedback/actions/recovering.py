"""Calling back who was unhappy: an owner, two working days, and words that the person reads."""

from datetime import datetime

from lienthong.ground.calendar import deadlines
from lienthong.ground.calendar.deadlines import Deadline
from lienthong.ground.calendar.queries import calendar_for
from lienthong.ground.identity.models import Account
from lienthong.ground.journal import actions as journal
from lienthong.ground.journal.models import Subject
from lienthong.ground.mandates import queries as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.states import Role
from lienthong.ground.notices import actions as notices
from lienthong.kit.clock import local
from lienthong.work.feedback import rules, states
from lienthong.work.feedback.models import Invitation, RecoveryCase
from lienthong.work.feedback.states import CALL_BACK_DAYS, CaseState, Reached


def open_case(*, invitation: Invitation, by: Subject | None, now: datetime) -> RecoveryCase:
    """A low level: the head of the deciding unit owns it, the leader where there is none. Once for an invitation."""
    found = RecoveryCase.objects.filter(invitation=invitation).first()
    if found is not None:
        return found
    due = _due(invitation, now)
    case = RecoveryCase.objects.create(
        invitation=invitation, body=invitation.body, unit=invitation.unit, owner=_owner(invitation, now),
        opened_at=now, due_at=due.due_at, trace=due.plain(),
    )  # fmt: skip
    _record("feedback.case.opened", case, by=by, now=now)
    if case.owner is not None:
        _tell_office(case, [case.owner], "opened", now)
    return case


def _due(invitation: Invitation, now: datetime) -> Deadline:
    calendar = calendar_for(invitation.body_id, local(now).date())
    return deadlines.working_days(calendar, now, CALL_BACK_DAYS)


def _owner(invitation: Invitation, now: datetime) -> Mandate | None:
    heads = mandates.holders(invitation.body_id, Role.HEAD_OF_UNIT, now)
    own = [each for each in heads if each.post.unit_id == invitation.unit_id and invitation.unit_id]
    return next(iter([*own, *mandates.holders(invitation.body_id, Role.LEADER, now)]), None)


def take_case(*, case: RecoveryCase, by: Mandate, now: datetime) -> RecoveryCase:
    """Say "I call". From here on it is this person's. Refuses: MandateEnded, NotInThisRole, NotYours, MovedOn."""
    held = _locked(case)
    rules.require(by, held, now=now)
    states.require_case(held.state, CaseState.TAKEN)
    held.state, held.owner, held.taken_at = CaseState.TAKEN, by, now
    held.save()
    _record("feedback.case.taken", held, by=by, now=now)
    return held


def close_case(*, case: RecoveryCase, reached: str, words: str, by: Mandate, now: datetime) -> RecoveryCase:
    """Say how the person was spoken with and what was done; they read these very words, and can object.

    Refuses: MandateEnded, NotInThisRole, NotYours, MovedOn, NotCalledYet, WordsEmpty.
    """
    held = _locked(case)
    rules.require(by, held, now=now)
    states.require_case(held.state, CaseState.CLOSED)
    held.reached, held.words = rules.require_reached(reached), rules.require_own_words(words)
    held.state, held.closed_at = CaseState.CLOSED, now
    held.save()
    _record("feedback.case.closed", held, by=by, now=now, reached=Reached(held.reached).value, words=held.words)
    _tell_person(held, now)
    return held


def dispute_closing(*, case: RecoveryCase, by: Account, now: datetime) -> RecoveryCase:
    """Say "nobody called me": the case is open again, its clock past or not, and now it is the leader's.

    Refuses: NotTheirs, MovedOn.
    """
    held = _locked(case)
    rules.require_asked(held.invitation, by)
    states.require_case(held.state, CaseState.OPEN)
    leaders = mandates.holders(held.body_id, Role.LEADER, now)
    held.state, held.owner, held.reopened_count = CaseState.OPEN, next(iter(leaders), None), held.reopened_count + 1
    held.save()
    _record("feedback.case.reopened", held, by=by, now=now)
    _tell_office(held, leaders, f"reopened {held.reopened_count}", now)
    return held


def tell_overdue(*, now: datetime) -> int:
    """Tell the leaders of every case past its time that they were not told of; returns of how many."""
    late = RecoveryCase.objects.overdue(now).filter(overdue_told_at__isnull=True)
    cases = list(late.select_for_update(of=("self",), skip_locked=True).whole().order_by("due_at"))
    for case in cases:
        case.overdue_told_at = now
        case.save(update_fields=["overdue_told_at"])
        _record("feedback.case.overdue", case, by=None, now=now)
        _tell_office(case, mandates.holders(case.body_id, Role.LEADER, now), "overdue", now)
    return len(cases)


def _locked(case: RecoveryCase) -> RecoveryCase:
    return RecoveryCase.objects.select_for_update(of=("self",)).whole().get(pk=case.pk)


def _record(verb: str, case: RecoveryCase, *, by: Subject | None, now: datetime, **said: str) -> None:
    body = {"code": case.invitation.code, "due_at": case.due_at.isoformat(), **said}
    journal.record(verb, case, by=by, for_whom=case.body, at=now, body=body)


def _tell_office(case: RecoveryCase, people: list[Mandate], about: str, now: datetime) -> None:
    facts = {"code": case.invitation.code, "title": case.invitation.title}
    kind = f"feedback.case.{about.split(maxsplit=1)[0]}"
    for mandate in people:
        url, key = f"/desk/feedback/{case.pk}/", f"case {case.pk} {about}"
        notices.notify(account=mandate.account, kind=kind, facts=facts, url=url, now=now, once_key=key)


def _tell_person(case: RecoveryCase, now: datetime) -> None:
    """In their inbox the words and the way to object; by text that an answer is there."""
    asked = case.invitation
    if asked.account is not None:
        url, key = f"/feedback/of/{asked.pk}/", f"closed {case.pk} {case.reopened_count}"
        facts = {"code": asked.code, "words": case.words}
        notices.notify(account=asked.account, kind="feedback.case.closed", facts=facts, url=url, now=now, once_key=key)
    elif asked.phone:
        notices.text(phone=asked.phone, kind="feedback.case.closed", facts={"code": asked.code}, now=now)
