"""Owing a report, trying to give it, what comes of a try, and asking for it again: all that writes reports."""

from datetime import datetime

import msgspec
from django.utils import translation

from lienthong.ground.journal import actions as journal
from lienthong.kit.errors import Refused
from lienthong.work.onestop.models import Dossier, Event
from lienthong.work.reporting import payloads, rules, states
from lienthong.work.reporting.models import PortalReport
from lienthong.work.reporting.states import State


class Telling(msgspec.Struct, frozen=True):
    """What one try says to the portal: the dossier as it stands after `seq`, and each step not yet acknowledged."""

    body_code: str
    dossier: payloads.Json
    progress: list[payloads.Json]
    is_known: bool
    seq: int
    until: datetime


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


def take(*, report: PortalReport, now: datetime) -> Telling | None:
    """Begin a try: what the portal is owed, or None when nothing is to be tried now or somebody else is at it.

    Until `Telling.until` it is nobody else's; a try that never came back (its process died) is then made again. Whether
    it reached the portal nobody knows, so every second try says that the dossier is not new.
    """
    due = PortalReport.objects.due(now)
    held = due.select_for_update(skip_locked=True).filter(pk=report.pk).first()
    if held is None:
        return None
    is_known = held.acknowledged_seq > 0 or held.tries % 2 == 1
    held.tries, held.next_try_at = held.tries + 1, now + rules.LONGEST_TRY
    held.save(update_fields=["tries", "next_try_at"])
    dossier = Dossier.objects.select_related("application", "body", "unit", "result").get(pk=held.dossier_id)
    events = list(Event.objects.filter(dossier=dossier).select_related("by__post").in_order())
    papers = dossier.application.attachments.select_related("file").order_by("attached_at", "id")
    with translation.override("vi"):
        return Telling(
            body_code=dossier.body.code,
            dossier=payloads.dossier_of(dossier, events, papers),
            progress=payloads.progress_of(dossier, events, after=held.acknowledged_seq),
            is_known=is_known,
            seq=events[-1].seq,
            until=held.next_try_at,
        )


def settle(*, report: PortalReport, telling: Telling, refused: Refused | None, now: datetime) -> PortalReport:
    """What came of a try: acknowledged, or one more later; after the last one it is given up, which an operator sees.

    What comes back after its time counts for nothing: another try may be on its way.
    """
    held = PortalReport.objects.select_for_update(of=("self",)).select_related("dossier__body").get(pk=report.pk)
    if held.state == State.WAITING and held.next_try_at == telling.until:
        if refused is None:
            _acknowledged(held, telling.seq, now)
        else:
            _failed(held, refused, now)
        held.save()
    return held


def _acknowledged(held: PortalReport, seq: int, now: datetime) -> None:
    """What happened while it was told still waits."""
    held.acknowledged_seq, held.owed_seq, held.acknowledged_at = seq, max(held.owed_seq, seq), now
    held.tries, held.last_code, held.last_problem = 0, "", ""
    if held.owed_seq > seq:
        held.waiting_since, held.next_try_at = now, now
    else:
        states.require(held.state, State.ACKNOWLEDGED)
        held.state = State.ACKNOWLEDGED
    _say("acknowledged", held, now, seq=seq)


def _failed(held: PortalReport, refused: Refused, now: datetime) -> None:
    held.last_code = str(refused.facts.get("error_code", ""))[:40]
    held.last_problem = str(refused.facts.get("problem", refused.detail))[:500]
    held.next_try_at = now + rules.pause_after(held.tries)
    if rules.is_enough(held.tries):
        states.require(held.state, State.GIVEN_UP)
        held.state = State.GIVEN_UP
        _say("given_up", held, now, error_code=held.last_code, problem=held.last_problem)


def ask_again(*, report: PortalReport, now: datetime) -> PortalReport:
    """The operator found out why: it is tried again, from the first try on. Refuses: ReportMovedOn."""
    held = PortalReport.objects.select_for_update(of=("self",)).select_related("dossier__body").get(pk=report.pk)
    states.require_given_up(held.state)
    _wait_anew(held, now)
    held.save()
    _say("asked_again", held, now, error_code=held.last_code)
    return held


def _say(what: str, held: PortalReport, now: datetime, **facts: str | int) -> None:
    dossier = held.dossier
    said = {"code": dossier.code, **facts}
    journal.record(f"reporting.dossier.{what}", dossier, by=None, for_whom=dossier.body, at=now, body=said)
