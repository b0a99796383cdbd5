"""Previews of endings: merge, dissolve, split. What ends takes its units and posts along."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from lienthong.ground.organisations import reorganisation, rules
from lienthong.ground.organisations.models import Body, Code, Name, Parentage, Post, Unit
from lienthong.ground.organisations.naming import Naming
from lienthong.ground.organisations.planning.facts import moved_unit
from lienthong.ground.organisations.planning.founding import found_body
from lienthong.ground.organisations.planning.pieces import (
    Codes,
    IntoItself,
    below,
    day_text,
    deed,
    ended,
    parentage_from,
    refuse_later,
)
from lienthong.ground.organisations.plans import Affected, Altered, Made, Moves, Plan
from lienthong.ground.organisations.states import BodyKind, ChangeKind, SuccessionKind


@dataclass(frozen=True)
class NewBody:
    """A body that a split founds, and the units that go with it."""

    name: Naming
    kind: BodyKind
    codes: Codes = field(default_factory=dict)
    units: Sequence[Unit] = ()


def merge(*, bodies: Sequence[Body], into: Body, on: date) -> Plan:
    """`bodies` end on `on` and `into` goes on for them, with their open work.

    Names, codes and parents of what ends are closed; a unit is followed by the unit of the same name in `into`, or by
    `into` itself. Refuses: DoesNotExist, IntoItself, LaterFacts.
    """
    rules.require_exists(into, on)
    if not bodies or into in bodies:
        raise IntoItself(_("Không thể sáp nhập cơ quan vào chính nó. Hãy chọn cơ quan khác."))
    line = _("%(name)s sáp nhập vào %(into)s từ ngày %(day)s.")
    return _weighed(
        replace(
            _ending(bodies, on, into, SuccessionKind.MERGE),
            kind=ChangeKind.MERGE,
            deeds=(
                *(deed(body, "merged_away", into=into.id, on=on) for body in bodies),
                deed(into, "merged", merged=[body.id for body in bodies], on=on),
            ),
            lines=tuple(line % {"name": body.name_vi, "into": into.name_vi, "day": day_text(on)} for body in bodies),
        )
    )


def dissolve(*, institution: Body | Unit, on: date, successor: Body | Unit | None = None) -> Plan:
    """A body or unit ends on `on` with everything in it; `successor` answers from then on.

    Refuses: DoesNotExist, IntoItself, LaterFacts.
    """
    if successor is not None:
        rules.require_exists(successor, on)
    plan = _ending([institution], on, successor, SuccessionKind.DISSOLVE)
    if successor is not None and _ends(plan, successor):
        raise IntoItself(_("Cơ quan, đơn vị kế thừa phải còn tồn tại. Hãy chọn nơi khác."))
    alone, followed = (
        _("%(name)s giải thể từ ngày %(day)s."),
        _("%(name)s giải thể từ ngày %(day)s; kế thừa: %(heir)s."),
    )
    words = {"name": institution.name_vi, "day": day_text(on), "heir": successor.name_vi if successor else ""}
    said = deed(institution, "dissolved", successor=successor and successor.id, on=on)
    return _weighed(replace(plan, deeds=(said,), lines=((followed if successor else alone) % words,)))


def _ends(plan: Plan, institution: Body | Unit) -> bool:
    """Whether `plan` ends `institution` or the body it is in."""
    body_id = institution.id if isinstance(institution, Body) else institution.body_id
    return body_id in plan.moves.bodies or institution.id in plan.moves.units


def split(*, body: Body, into: Sequence[NewBody], on: date, keep: bool = False) -> Plan:
    """New bodies from parts of `body`, each with its units; `body` ends, or goes on with the rest (`keep`).

    When it ends, the first of `into` follows it in all that is addressed to it.
    Refuses: DoesNotExist, IntoItself, CodeMalformed, CodeTaken, LaterFacts.
    """
    rules.require_exists(body, on)
    if not into or any(unit.body_id != body.id for new in into for unit in new.units):
        raise IntoItself(_("Chia tách cần ít nhất một cơ quan mới, gồm các đơn vị của cơ quan bị chia."))
    freed = () if keep else (body.id,)
    founded = [found_body(name=new.name, kind=new.kind, on=on, codes=new.codes, freed=freed) for new in into]
    ids = [plan.made[0].id for plan in founded]
    parts = [moved_unit(unit, to, to, on) for to, new in zip(ids, into, strict=True) for unit in new.units]
    gone = {row.id for part in parts for row in part.altered if row.table in {"unit", "post"}}
    rest = Plan(ChangeKind.SPLIT, on) if keep else _ending([body], on, ids[0], SuccessionKind.SPLIT, besides=gone)
    others = ids if keep else ids[1:]
    whole = replace(
        rest,
        kind=ChangeKind.SPLIT,
        made=(*rest.made, *(_followed_by(body, to, on, SuccessionKind.SPLIT, principal=False) for to in others)),
        deeds=(deed(body, "split", into=ids, on=on),),
        lines=(_("%(name)s được chia tách từ ngày %(day)s.") % {"name": body.name_vi, "day": day_text(on)},),
    )
    return _weighed(whole.plus(*founded, *parts))


def _ending(
    institutions: Sequence[Body | Unit],
    on: date,
    heir: Body | Unit | UUID | None,
    kind: SuccessionKind,
    besides: Collection[UUID] = (),
) -> Plan:
    """What ends with `institutions`: units, posts, dated facts. `heir` follows (an id: a body yet to be made)."""
    for each in institutions:
        rules.require_exists(each, on)
    bodies = [each for each in institutions if isinstance(each, Body)]
    units = [unit for unit in _units_ending(institutions, bodies, on) if unit.id not in besides]
    posts = [post for post in _posts_ending(bodies, units) if post.id not in besides]
    ending: list[Body | Unit] = [*bodies, *units]
    _require_nothing_later([*ending, *posts], on)
    follows = _unit_heirs(units, heir, on)
    adopted = _adopted(bodies, heir, on)
    return Plan(
        ChangeKind.DISSOLVE,
        on,
        made=(
            *adopted.made,
            *(_followed_by(each, follows.get(each.id, heir), on, kind) for each in ending if heir is not None),
        ),
        altered=(
            *adopted.altered,
            *(Altered.of(each, dissolved_on=on) for each in [*ending, *posts]),
            *(row for table in (Name, Code, Parentage) for row in ended(table, ending, on)),
        ),
        moves=Moves(
            bodies={body.id: _id_of(heir) for body in bodies},
            units={unit.id: unit_heir.id if (unit_heir := follows.get(unit.id)) else None for unit in units},
            posts=tuple(post.id for post in posts),
        ),
    )


def _units_ending(institutions: Sequence[Body | Unit], bodies: Sequence[Body], on: date) -> list[Unit]:
    units = [each for each in institutions if isinstance(each, Unit)]
    within = Unit.objects.filter(body__in=bodies).exclude(dissolved_on__lte=on).select_related("parent")
    return [*units, *below(units, on), *within]


def _posts_ending(bodies: Sequence[Body], units: Sequence[Unit]) -> Iterable[Post]:
    in_bodies = Post.objects.filter(body__in=bodies, dissolved_on__isnull=True)
    return in_bodies | Post.objects.filter(unit__in=units, dissolved_on__isnull=True)


def _require_nothing_later(ending: Iterable[Body | Unit | Post], on: date) -> None:
    """Refuses: LaterFacts, for what is founded or ends after `on`."""
    if any(each.established_on > on or each.dissolved_on is not None for each in ending):
        refuse_later(on)


def _unit_heirs(units: Sequence[Unit], heir: Body | Unit | UUID | None, on: date) -> dict[UUID, Unit]:
    """For each ending unit the unit that follows it: the one given, or the one of the same name in the body given."""
    if isinstance(heir, Unit):
        return {unit.id: heir for unit in units}
    if not isinstance(heir, Body):
        return {}
    same = {unit.name_vi: unit for unit in Unit.objects.filter(body=heir).existing_on(on)}
    return {unit.id: same[unit.name_vi] for unit in units if unit.name_vi in same}


def _adopted(bodies: Sequence[Body], heir: Body | Unit | UUID | None, on: date) -> Plan:
    """Bodies under those that end go to the heir, or stand alone."""
    children = Body.objects.existing_on(on).filter(
        parentages__parent_body__in=bodies, parentages__valid_until__isnull=True
    )
    to = _id_of(heir)
    made = tuple(parentage_from({"body_id": child.id}, to, None, on) for child in children if to and child.id != to)
    return Plan(ChangeKind.MOVE, on, made=made, altered=tuple(ended(Parentage, children, on)))


def _id_of(heir: Body | Unit | UUID | None) -> UUID | None:
    """The body that takes over, by id."""
    if isinstance(heir, Unit):
        return heir.body_id
    return heir.id if isinstance(heir, Body) else heir


def _followed_by(
    ended_one: Body | Unit, heir: Body | Unit | UUID, on: date, kind: SuccessionKind, *, principal: bool = True
) -> Made:
    """That `heir` follows `ended_one`."""
    before = {"predecessor_body_id" if isinstance(ended_one, Body) else "predecessor_unit_id": ended_one.id}
    if isinstance(heir, Unit):
        after = {"successor_unit_id": heir.id}
    else:
        after = {"successor_body_id": heir if isinstance(heir, UUID) else heir.id}
    return Made("succession", {**before, **after, "on": on, "kind": kind, "is_principal": principal})


def _weighed(plan: Plan) -> Plan:
    """The plan with the numbers of what it ends, here and in the rooms above."""
    moves = plan.moves
    own = (
        Affected("bodies", _("cơ quan chấm dứt"), len(moves.bodies)),
        Affected("units", _("đơn vị chấm dứt"), len(moves.units)),
        Affected("posts", _("vị trí chấm dứt"), len(moves.posts)),
    )
    return replace(plan, affected=(*own, *reorganisation.count(moves)))
