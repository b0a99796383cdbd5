"""Which unit receives petitions for its body."""

from datetime import datetime

from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.organisations.models import Body, Unit
from lienthong.work.petitions import rules
from lienthong.work.petitions.models import Desk


def name_desk(*, unit: Unit, by: Mandate | None, now: datetime) -> Desk:
    """From now on this unit receives petitions for its body; open ones stay where they are. Twice changes nothing.

    `by=None` = the operator who sets a body up. Refuses: MandateEnded, NotInThisRole, UnitElsewhere.
    """
    if by is not None:
        mandates.require(by, Verb.NAME_PETITION_DESK, now=now)
    rules.require_own_unit(by, unit)
    body = Body.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.body_id)
    held = Desk.objects.filter(body=body, ended_at__isnull=True).first()
    if held is not None and held.unit_id == unit.pk:
        return held
    if held is not None:
        held.ended_at = now
        held.save(update_fields=["ended_at"])
    desk = Desk.objects.create(body=body, unit=unit, named_at=now)
    journal.record("petitions.desk.named", desk, by=by, for_whom=body, at=now, body={"unit": unit.name_vi})
    return desk
