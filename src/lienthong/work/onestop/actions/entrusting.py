"""From other hands into one's own: the person a dossier is about takes it over."""

from datetime import datetime

from lienthong.ground.identity.models import Account
from lienthong.work.onestop import rules
from lienthong.work.onestop.actions.happening import happen, locked
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import Kind
from lienthong.work.services import actions as services


def take_over(*, dossier: Dossier, by: Account, now: datetime) -> Dossier:
    """Go on with a dossier that a clerk, a parent or a holder of a power handed in; a second time changes nothing.

    What was handed in with it about the same person, and has not ended, comes along in the same act. The door has
    seen code and second code. Refuses: NotAboutYou, DossierMovedOn when it has ended.
    """
    held = locked(dossier)
    rules.require_about(held, by, now=now)
    _entrusted(held, by=by, now=now)
    for one in held.links.select_related("dossier").order_by("dossier__code"):
        also = locked(one.dossier)
        if also.is_open and also.subject_number == held.subject_number:
            _entrusted(also, by=by, now=now, lead=held)
    return held


def _entrusted(held: Dossier, *, by: Account, now: datetime, lead: Dossier | None = None) -> None:
    """One locked dossier becomes one's own, unless it is; `lead` = with which it came along."""
    before = held.application
    if before.applicant_id == by.pk:
        return
    details = {"from": before.applicant_name, "relation": before.relation}
    details |= {"with": lead.code} if lead else {}
    happen(held, Kind.TAKEN_OVER, by=by, now=now, details=details)
    held.application = services.entrust(application=before, to=by, now=now)
