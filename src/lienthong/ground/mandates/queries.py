"""Reads over mandates for pages and rules."""

import hashlib
from datetime import datetime
from uuid import UUID

from lienthong.ground.identity.models import Account
from lienthong.ground.mandates.models import MachineToken, Mandate
from lienthong.ground.mandates.states import Role


def mandates_of(account: Account, at: datetime) -> list[Mandate]:
    """Every mandate the person may act under at this instant, leaders first; one query."""
    order = list(Role)
    held = Mandate.objects.of(account).in_force_at(at).with_people()
    return sorted(held, key=lambda mandate: (order.index(Role(mandate.role)), mandate.post.body.sort_key))


def holders(body_id: UUID, role: Role, at: datetime) -> list[Mandate]:
    """Who acts for the body in this role at this instant."""
    return list(Mandate.objects.in_force_at(at).filter(post__body_id=body_id, role=role).with_people())


def token_by_secret(secret: str, at: datetime) -> MachineToken | None:
    """The usable token with this secret, with its mandate's people and body; None when there is none."""
    usable = MachineToken.objects.usable_at(at).filter(digest=hashlib.sha256(secret.encode()).digest())
    found = usable.select_related("mandate__account", "mandate__post__body", "mandate__post__unit").first()
    return found if found is not None and found.mandate.in_force_at(at) else None
