"""Keeping the date in sight: the one apology, and the alarms that let nothing lie in silence."""

from datetime import datetime

from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.kit.clock import local
from lienthong.work.onestop import rules, states
from lienthong.work.onestop.actions.happening import happen, locked
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import Alarm, Kind


def apologise(*, dossier: Dossier, reason: str, new_due_at: datetime, by: Mandate, now: datetime) -> Dossier:
    """Say sorry, why, and until when now (form 04): once; what was promised stays written.

    The new date is the end of its working day. Given less than a day before the old one, it is marked as too late.
    Refuses: NotInThisRole, NotYours, DossierMovedOn, ApologyEmpty, ApologisedBefore, DateNotLater.
    Source: Decree 61/2018 art. 19 (9).
    """
    held = locked(dossier)
    rules.require(by, Verb.DECIDE_DOSSIER, held, now=now)
    states.require(held.status, Kind.APOLOGISED)
    said = rules.require_own_words(reason, refusal=rules.ApologyEmpty)
    due = rules.require_apology(held, local(new_due_at).date(), now=now)
    details = {"reason": said, "due_at": due.isoformat(), "in_time": rules.is_in_time(held, now=now)}
    happen(held, Kind.APOLOGISED, by=by, now=now, details=details)
    return held


def alarm(*, dossier: Dossier, about: Alarm, now: datetime) -> bool:
    """Say once that something is amiss, to the office and to the citizen; says whether it was said now.

    What is settled (received, acknowledged, a new date) may be said again when it is amiss anew; what somebody settled
    just before is not said at all.
    """
    held = locked(dossier)
    if about in held.alarms.split() or not rules.is_amiss(held, about, now=now):
        return False
    happen(held, Kind.ALARMED, by=None, now=now, details={"about": about.value})
    return True
