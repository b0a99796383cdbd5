"""Owing a report, giving it, giving it up, and asking for it again: the only place that writes reports."""

from datetime import datetime

from django.utils import translation

from lienthong.ground.journal import actions as journal
from lienthong.kit.errors import Refused
from lienthong.work.onestop.models import Dossier, Event
from lienthong.work.reporting import payloads, rules, states
from lienthong.work.reporting.adapters.dvcqg.client import Portal, PortalRefused, PortalUnreachable
from lienthong.work.reporting.models import PortalReport
from lienthong.work.reporting.states import State


def owe(*, dossier: Dossier, now: datetime) -> PortalReport:
    """Something happened to the dossier: the portal is owed all of it up to now. Twice is once."""
    first = {"owed_seq": dossier.last_seq, "waiting_since": now, "next_try_at": now}
    made, is_new = PortalReport.objects.get_or_create(dossier=dossier, defaults=first)
    if is_new:
        return made
    held = PortalReport.objects.select_for_update().get(pk=made.pk)
    if held.owed_seq < dossier.last_seq:
        held.owed_seq = dossier.last_seq
        if held.state != State.WAITING:
            _wait_anew(held, now)
        held.save()
    return held


def _wait_anew(held: PortalReport, now: datetime) -> None:
    """It waits again, with all its tries before it."""
    states.require(held.state, State.WAITING)
    held.state, held.tries, held.waiting_since, held.next_try_at = State.WAITING, 0, now, now


def give(*, report: PortalReport, portal: Portal, now: datetime) -> PortalReport:
    """Tell the portal what it is owed: the dossier as it stands, then each step it has not acknowledged.

    Only an answer with `error_code` 0 to both counts. Anything else is one more try, later; after the last one the
    report is given up, which an operator sees. A report that somebody gives at this moment is left to them.
    """
    held = PortalReport.objects.select_for_update(skip_locked=True).filter(pk=report.pk, state=State.WAITING).first()
    if held is None:
        return report
    dossier = Dossier.objects.select_related("application", "body", "unit", "result").get(pk=held.dossier_id)
    events = list(Event.objects.filter(dossier=dossier).select_related("by__post").in_order())
    try:
        with translation.override("vi"):
            _tell(portal, dossier, events, held)
    except (PortalUnreachable, PortalRefused) as refused:
        return _failed(held, dossier, refused, now)
    return _acknowledged(held, dossier, events[-1].seq, now)


def _tell(portal: Portal, dossier: Dossier, events: list[Event], held: PortalReport) -> None:
    """The dossier is new to the portal before it acknowledged anything; whether a try whose answer was lost has reached
    it, nobody knows, so every second try says that it is not new.
    """
    known = held.acknowledged_seq > 0 or held.tries % 2 == 1
    papers = dossier.application.attachments.select_related("file").order_by("attached_at", "id")
    told = payloads.dossier_of(dossier, events, papers)
    portal.sync(dossier.body.code, [told], updating=known)
    portal.progress(dossier.body.code, payloads.progress_of(dossier, events, after=held.acknowledged_seq))


def _acknowledged(held: PortalReport, dossier: Dossier, seq: int, now: datetime) -> PortalReport:
    states.require(held.state, State.ACKNOWLEDGED)
    held.state, held.owed_seq, held.acknowledged_seq = State.ACKNOWLEDGED, seq, seq
    held.acknowledged_at, held.tries, held.last_code, held.last_problem = now, 0, "", ""
    held.save()
    said = {"code": dossier.code, "seq": seq}
    journal.record("reporting.dossier.acknowledged", dossier, by=None, for_whom=dossier.body, at=now, body=said)
    return held


def _failed(held: PortalReport, dossier: Dossier, refused: Refused, now: datetime) -> PortalReport:
    held.tries += 1
    held.last_code = str(refused.facts.get("error_code", ""))[:40]
    held.last_problem = str(refused.facts.get("problem", refused.detail))[:500]
    held.next_try_at = now + rules.pause_after(held.tries)
    if rules.is_enough(held.tries):
        states.require(held.state, State.GIVEN_UP)
        held.state = State.GIVEN_UP
        said = {"code": dossier.code, "error_code": held.last_code, "problem": held.last_problem}
        journal.record("reporting.dossier.given_up", dossier, by=None, for_whom=dossier.body, at=now, body=said)
    held.save()
    return held


def ask_again(*, report: PortalReport, now: datetime) -> PortalReport:
    """The operator found out why: it is tried again, from the first try on. Refuses: ReportMovedOn."""
    held = PortalReport.objects.select_for_update(of=("self",)).select_related("dossier__body").get(pk=report.pk)
    states.require_given_up(held.state)
    _wait_anew(held, now)
    held.save()
    dossier = held.dossier
    said = {"code": dossier.code, "error_code": held.last_code}
    journal.record("reporting.dossier.asked_again", dossier, by=None, for_whom=dossier.body, at=now, body=said)
    return held
