"""Keeping the date in sight: the one apology, and the alarms that let nothing lie in silence."""

from datetime import datetime
from typing import Final

from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.work.onestop import rules, timing
from lienthong.work.onestop.actions.happening import happen, locked
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import Kind

UNANSWERED: Final = "unanswered"
NOT_RECEIVED: Final = "not_received"
DUE_SOON: Final = "due_soon"
OVERDUE: Final = "overdue"


def apologise(*, dossier: Dossier, reason: str, new_due_at: datetime, by: Mandate, now: datetime) -> Dossier:
    """Say sorry, why, and until when now (form 04): once; what was promised stays written.

    The new date is the end of its working day. Given less than a day before the old one, it is marked as too late.
    Refuses: NotInThisRole, NotYours, DossierMovedOn, ReasonEmpty, ApologisedBefore, DateNotLater.
    Source: Decree 61/2018 art. 19 (9).
    """
    held = locked(dossier)
    rules.require(by, Verb.OVERSEE_DOSSIERS, held, now=now)
    said, _law = rules.require_reason(reason, "Nghị định 61/2018/NĐ-CP, điều 19")
    calendar = timing.calendar_of(held, new_due_at)
    due = calendar.closes_at(new_due_at.date())
    rules.require_apology(held, due, now=now)
    details = {"reason": said, "due_at": due.isoformat(), "in_time": rules.is_in_time(held, now=now)}
    happen(held, Kind.APOLOGISED, by=by, now=now, details=details)
    return held


def alarm(*, dossier: Dossier, about: str, now: datetime) -> bool:
    """Raise an alarm once for each thing that is amiss since it is amiss; says whether it was raised now.

    `unanswered`: handed over and nobody has said that they have it; `not_received`: sent and not opened in time;
    `due_soon` and `overdue`: the legal date.
    """
    held = locked(dossier)
    if not held.is_open:
        return False
    last = held.events.filter(kind=Kind.ALARMED, details__about=about).order_by("seq").last()
    since = held.waiting_since if about == UNANSWERED else held.due_at if about != NOT_RECEIVED else held.submitted_at
    if last is not None and last.details.get("since") == (since.isoformat() if since else None):
        return False
    details = {"about": about, "since": since.isoformat() if since else None}
    happen(held, Kind.ALARMED, by=None, now=now, details=details)
    return True
