"""When a step's date has passed in silence: before the leader, or, where the law says so, taken as consent."""

from datetime import datetime
from typing import Any

from lienthong.ground.calendar.deadlines import hand_over_by
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.work.onestop import rules, timing
from lienthong.work.onestop.actions.happening import happen, locked
from lienthong.work.onestop.actions.receiving import pass_to
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import Alarm, Kind
from lienthong.work.services import silence
from lienthong.work.services.silence import Meaning
from lienthong.work.services.states import Silence

RUNGS = 2
"""First the leader of the unit; when nobody says that they have seen it, the leader of the body."""


def answer_silence(*, dossier: Dossier, now: datetime) -> Kind | None:
    """Do what the package says of the silence in the step it is in; says which event that was, None = nothing to do.

    An alarm is said elsewhere (`alarm`): the step itself stays where it is. Source: Decree 61/2018 arts 18-19; the
    package names the provision for each step.
    """
    held = locked(dossier)
    if not rules.is_silent(held, now=now):
        return None
    meaning = silence.of_step(held.version.package, held.step)
    act = {Silence.ESCALATE: _escalate, Silence.AGREED: _agree}.get(meaning.means)
    return act(held, meaning, now) if act else None


def _escalate(held: Dossier, meaning: Meaning, now: datetime) -> Kind | None:
    """Once, and once more when the first was not acknowledged in time."""
    details = _derivation(held, meaning)
    before = held.events.filter(
        kind=Kind.ESCALATED, details__silent_step=held.step, details__was_due_at=details["was_due_at"]
    ).order_by("seq")
    rung = len(before) + 1
    if rung > RUNGS or (rung > 1 and not rules.is_unheeded(held, before[0], now=now)):
        return None
    details |= {"rung": rung, "acknowledge_by": hand_over_by(timing.calendar_of(held, now), now).due_at.isoformat()}
    happen(held, Kind.ESCALATED, by=None, now=now, details=details)
    return Kind.ESCALATED


def _agree(held: Dossier, meaning: Meaning, now: datetime) -> Kind:
    """The step counts as answered, and the next unit is to take the dossier over."""
    assert held.begins_at is not None, "a dossier in hand was received"
    way = timing.plan(held, received_at=held.begins_at)
    following = way.after(held.step)
    assert following is not None, "publishing allows consent by silence in a middle step only"
    happen(held, Kind.SILENCE_AGREED, by=None, now=now, details=_derivation(held, meaning))
    pass_to(held, following, way=way, by=None, now=now)
    return Kind.SILENCE_AGREED


def _derivation(held: Dossier, meaning: Meaning) -> dict[str, Any]:
    """From which it follows: the step, when it was given, until when, and on which law silence has this meaning."""
    assert held.step_due_at is not None, "what is silent has a date"
    steps = held.version.package.plain["steps"]["steps"]
    given = held.events.filter(details__step=held.step).order_by("seq").last()
    assert given is not None, "some event brought it to this step"
    return {
        "silent_step": held.step,
        "title_of_step": next(each["title"] for each in steps if each["name"] == held.step),
        "given_at": given.at.isoformat(),
        "was_due_at": held.step_due_at.isoformat(),
        "basis": meaning.law,
    }


def heed_escalation(*, dossier: Dossier, by: Mandate, now: datetime) -> Dossier:
    """A leader says that they know of the step past its date. Refuses: NotInThisRole, NotYours, NotEscalated."""
    held = locked(dossier)
    rules.require(by, Verb.DECIDE_DOSSIER, held, now=now)
    if Alarm.ESCALATED not in held.alarms.split():
        raise rules.NotEscalated
    happen(held, Kind.ESCALATION_SEEN, by=by, now=now)
    return held
