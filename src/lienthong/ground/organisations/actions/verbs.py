"""The verbs: each enacts its preview. Arguments and refusals are those of `planning`, plus those of `enact`."""

from collections.abc import Sequence
from datetime import date, datetime

from lienthong.ground.organisations import planning
from lienthong.ground.organisations.actions.changes import enact
from lienthong.ground.organisations.models import Body, Change, Post, Unit
from lienthong.ground.organisations.naming import Naming
from lienthong.ground.organisations.planning import NewBody
from lienthong.ground.organisations.planning.pieces import Codes
from lienthong.ground.organisations.reorganisation import By
from lienthong.ground.organisations.states import BodyKind, CodeScheme, Rank


def found_body(*, name: Naming, kind: BodyKind, on: date, by: By, now: datetime, codes: Codes | None = None) -> Body:
    """Found a body (thành lập cơ quan). Refuses: CodeMalformed, CodeTaken, NotYetInForce."""
    plan = planning.found_body(name=name, kind=kind, on=on, codes=codes)
    enact(plan=plan, by=by, now=now)
    return Body.objects.get(id=plan.made[0].id)


def found_unit(
    *, body: Body, name: Naming, on: date, by: By, now: datetime, parent: Unit | None = None, code: str = ""
) -> Unit:
    """Found a unit (thành lập đơn vị). Refuses: DoesNotExist, IntoItself, CodeMalformed, CodeTaken, NotYetInForce."""
    plan = planning.found_unit(body=body, name=name, on=on, parent=parent, code=code)
    enact(plan=plan, by=by, now=now)
    return Unit.objects.get(id=plan.made[0].id)


def found_post(
    *, body: Body, title: Naming, rank: Rank, on: date, by: By, now: datetime, unit: Unit | None = None
) -> Post:
    """Establish a post (lập vị trí). Refuses: DoesNotExist, IntoItself, NotYetInForce."""
    plan = planning.found_post(body=body, title=title, rank=rank, on=on, unit=unit)
    enact(plan=plan, by=by, now=now)
    return Post.objects.get(id=plan.made[0].id)


def rename(
    *, institution: Body | Unit, name: Naming, on: date, by: By, now: datetime, kind: BodyKind | None = None
) -> Change:
    """Rename (đổi tên). Refuses: DoesNotExist, LaterFacts, NotYetInForce."""
    plan = planning.rename(institution=institution, name=name, on=on, kind=kind)
    return enact(plan=plan, by=by, now=now)


def recode(*, institution: Body | Unit, scheme: CodeScheme, value: str, on: date, by: By, now: datetime) -> Change:
    """Give another code, or end one (đổi mã).

    Refuses: DoesNotExist, CodeMalformed, CodeTaken, LaterFacts, NotYetInForce.
    """
    plan = planning.recode(institution=institution, scheme=scheme, value=value, on=on)
    return enact(plan=plan, by=by, now=now)


def move(*, institution: Body | Unit, to: Body | Unit, on: date, by: By, now: datetime) -> Change:
    """Put under another parent (chuyển). Refuses: DoesNotExist, IntoItself, LaterFacts, NotYetInForce."""
    return enact(plan=planning.move(institution=institution, to=to, on=on), by=by, now=now)


def merge(*, bodies: Sequence[Body], into: Body, on: date, by: By, now: datetime) -> Change:
    """Merge bodies into one that goes on (sáp nhập). Refuses: DoesNotExist, IntoItself, LaterFacts, NotYetInForce."""
    return enact(plan=planning.merge(bodies=bodies, into=into, on=on), by=by, now=now)


def split(*, body: Body, into: Sequence[NewBody], on: date, by: By, now: datetime, keep: bool = False) -> Change:
    """Split a body (chia, tách).

    Refuses: DoesNotExist, IntoItself, CodeMalformed, CodeTaken, LaterFacts, NotYetInForce.
    """
    return enact(plan=planning.split(body=body, into=into, on=on, keep=keep), by=by, now=now)


def dissolve(
    *, institution: Body | Unit, on: date, by: By, now: datetime, successor: Body | Unit | None = None
) -> Change:
    """Dissolve (giải thể). Refuses: DoesNotExist, IntoItself, LaterFacts, NotYetInForce."""
    plan = planning.dissolve(institution=institution, on=on, successor=successor)
    return enact(plan=plan, by=by, now=now)
