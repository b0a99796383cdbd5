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

    The door has seen code and second code. Refuses: NotAboutYou, DossierMovedOn when it has ended.
    """
    held = locked(dossier)
    rules.require_about(held, by, now=now)
    before = held.application
    if before.applicant_id == by.pk:
        return held
    details = {"from": before.applicant_name, "relation": before.relation}
    happen(held, Kind.TAKEN_OVER, by=by, now=now, details=details)
    held.application = services.entrust(application=before, to=by, now=now)
    return held
