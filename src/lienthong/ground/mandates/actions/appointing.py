"""Appointing people to posts and ending it: the only place that writes mandates."""

from datetime import datetime

from lienthong.ground.identity.models import Account
from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates import rules
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.mandates.states import Capacity, Role
from lienthong.ground.organisations.models import Post
from lienthong.kit.errors import Conflict, Invalid


class CapacityNeedsPrincipal(Invalid):
    """KT., TL. and TUQ. mean signing in somebody's place: name the mandate of that person."""


class MandateOverlaps(Conflict):
    """This person already holds this post in this role at that time. End the earlier mandate first."""


_IN_ANOTHERS_PLACE = {Capacity.KT, Capacity.TL, Capacity.TUQ}


def appoint(
    *,
    account: Account,
    post: Post,
    role: Role,
    source: str,
    valid_from: datetime,
    by: Mandate | None,
    now: datetime,
    capacity: Capacity = Capacity.OWN,
    principal: Mandate | None = None,
    valid_until: datetime | None = None,
) -> Mandate:
    """Put a person into a post. `by` is None only when the installation itself appoints (set-up, demonstration).

    Refuses: NotInThisRole, NotYours, CapacityNeedsPrincipal, MandateOverlaps.
    Source: Decree 30/2020 art. 13 (who signs in whose place).
    """
    if by is not None:
        rules.require(by, Verb.MANAGE_MANDATES, PostOf(post), now=now)
    if capacity in _IN_ANOTHERS_PLACE and principal is None:
        raise CapacityNeedsPrincipal
    overlapping = Mandate.objects.filter(account=account, post=post, role=role).exclude(valid_until__lte=valid_from)
    if valid_until is not None:
        overlapping = overlapping.filter(valid_from__lt=valid_until)
    if overlapping.exists():
        raise MandateOverlaps
    mandate = Mandate.objects.create(
        account=account,
        post=post,
        role=role,
        capacity=capacity,
        principal=principal,
        source=source,
        valid_from=valid_from,
        valid_until=valid_until,
        granted_by=by.id if by else None,
    )
    journal.record(
        "mandates.mandate.granted",
        mandate,
        by=by,
        for_whom=account,
        at=now,
        body={"post": post.id, "role": role, "capacity": capacity, "source": source},
    )
    return mandate


def end(*, mandate: Mandate, by: Mandate | None, now: datetime, reason: str) -> None:
    """End a mandate at this instant; it takes effect with the next request.

    Refuses: NotInThisRole, NotYours, MandateEnded (it had already ended).
    """
    if by is not None:
        rules.require(by, Verb.MANAGE_MANDATES, PostOf(mandate.post), now=now)
    locked = Mandate.objects.select_for_update().get(pk=mandate.pk)
    if not locked.in_force_at(now):
        raise rules.MandateEnded
    Mandate.objects.filter(pk=locked.pk).update(valid_until=now)
    journal.record("mandates.mandate.ended", locked, by=by, for_whom=locked.account, at=now, body={"reason": reason})


class PostOf:
    """A post seen as something that belongs to a body."""

    def __init__(self, post: Post) -> None:
        self.body_id = post.body_id
        self.unit_id = post.unit_id

    def is_worked_on_by(self, mandate: Mandate) -> bool:
        """Nobody appoints to their own post by owning it."""
        return False
