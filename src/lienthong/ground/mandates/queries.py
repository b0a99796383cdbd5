"""Reads over mandates for pages and rules."""

from datetime import datetime
from uuid import UUID

from lienthong.ground.identity.models import Account
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.states import Role


def mandates_of(account: Account, at: datetime) -> list[Mandate]:
    """Every mandate the person may act under at this instant, leaders first; one query."""
    order = list(Role)
    held = Mandate.objects.of(account).in_force_at(at).with_people()
    return sorted(held, key=lambda mandate: (order.index(Role(mandate.role)), mandate.post.body.sort_key))


def holders(body_id: UUID, role: Role, at: datetime) -> list[Mandate]:
    """Who acts for the body in this role at this instant."""
    return list(Mandate.objects.in_force_at(at).filter(post__body_id=body_id, role=role).with_people())
