"""Previews of what is said of one institution: its name, its codes, its parent."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from lienthong.ground.organisations import rules
from lienthong.ground.organisations.models import Body, Code, Name, Parentage, Post, Unit
from lienthong.ground.organisations.naming import Naming
from lienthong.ground.organisations.planning.pieces import (
    IntoItself,
    below,
    code_from,
    day_text,
    deed,
    ended,
    holder_of,
    name_from,
    parentage_from,
    require_free,
)
from lienthong.ground.organisations.plans import Altered, Made, Plan
from lienthong.ground.organisations.states import BodyKind, ChangeKind, CodeScheme


def rename(*, institution: Body | Unit, name: Naming, on: date, kind: BodyKind | None = None) -> Plan:
    """A new name from `on`; the old one stays true before. A body may become of another `kind` with it.

    Refuses: DoesNotExist, LaterFacts.
    """
    rules.require_exists(institution, on)
    old = ended(Name, [institution], on)
    line = _("%(old)s đổi tên thành %(new)s từ ngày %(day)s.")
    becomes = {"kind": kind} if kind and isinstance(institution, Body) else {}
    return Plan(
        ChangeKind.RENAME,
        on,
        made=(name_from(holder_of(institution), name, on),),
        altered=(*old, Altered.of(institution, **name.cached(), **becomes)),
        deeds=(deed(institution, "renamed", new_name=name.vi, on=on),),
        lines=(line % {"old": institution.name_vi, "new": name.vi, "day": day_text(on)},),
    )


def recode(*, institution: Body | Unit, scheme: CodeScheme, value: str, on: date, freed: Collection[UUID] = ()) -> Plan:
    """Another code in `scheme` from `on`, or none (`value` empty).

    `freed` are bodies that lose their codes in the same change.
    Refuses: DoesNotExist, CodeMalformed, CodeTaken, LaterFacts.
    """
    rules.require_exists(institution, on)
    old = ended(Code, [institution], on, Q(scheme=scheme))
    made: tuple[Made, ...] = ()
    if value:
        require_free(scheme, value, on, besides={institution.id, *freed})
        made = (code_from(holder_of(institution), scheme, value, on),)
    given, taken = (
        _("%(name)s mang %(scheme)s: %(code)s từ ngày %(day)s."),
        _("%(name)s thôi mang %(scheme)s từ ngày %(day)s."),
    )
    words = {"name": institution.name_vi, "code": value, "scheme": scheme.label, "day": day_text(on)}
    return Plan(
        ChangeKind.RECODE,
        on,
        made=made,
        altered=(*old, *([Altered.of(institution, code=value)] if scheme == CodeScheme.DECISION20 else [])),
        deeds=(deed(institution, "recoded", scheme=scheme.value, code=value, on=on),),
        lines=((given if value else taken) % words,),
    )


def move(*, institution: Body | Unit, to: Body | Unit, on: date) -> Plan:
    """Another parent from `on`; a unit takes its units and posts along, into another body if need be.

    Refuses: DoesNotExist, IntoItself, LaterFacts.
    """
    rules.require_exists(institution, on)
    rules.require_exists(to, on)
    if isinstance(institution, Unit):
        moved = moved_unit(institution, to, to.id if isinstance(to, Body) else to.body_id, on)
    else:
        moved = _moved_body(institution, to, on)
    line = _("%(name)s trực thuộc %(parent)s từ ngày %(day)s.")
    return replace(
        moved,
        deeds=(deed(institution, "moved", to=to.id, on=on),),
        lines=(line % {"name": institution.name_vi, "parent": to.name_vi, "day": day_text(on)},),
    )


def _moved_body(body: Body, to: Body | Unit, on: date) -> Plan:
    if isinstance(to, Unit) or body.id in {to.id, *_above(to, on)}:
        raise IntoItself(_("Không thể chuyển cơ quan vào chính nó hoặc vào một phần của nó."))
    made = parentage_from({"body_id": body.id}, to, None, on)
    return Plan(ChangeKind.MOVE, on, made=(made,), altered=tuple(ended(Parentage, [body], on)))


def _above(body: Body, on: date) -> Iterator[UUID]:
    """The bodies over `body` on `on`, the nearest first."""
    above: UUID | None = body.id
    while above := Parentage.objects.filter(body=above).on(on).values_list("parent_body_id", flat=True).first():
        yield above


def moved_unit(unit: Unit, to: Body | Unit | UUID, body_id: UUID, on: date) -> Plan:
    """A unit with all units below it and their posts under `to`: a unit, a body, or the id of a body yet to be made."""
    under = below([unit], on)
    if isinstance(to, Unit) and to.id in {unit.id, *(each.id for each in under)}:
        raise IntoItself(_("Không thể chuyển đơn vị vào chính nó hoặc vào một phần của nó."))
    along = under if body_id != unit.body_id else []
    posts = Post.objects.filter(unit__in=[unit, *along]).exclude(body=body_id)
    return Plan(
        ChangeKind.MOVE,
        on,
        made=(
            parentage_from({"unit_id": unit.id}, to, body_id, on),
            *(parentage_from({"unit_id": each.id}, each.parent or body_id, body_id, on) for each in along),
        ),
        altered=(
            *ended(Parentage, [unit, *along], on),
            Altered.of(unit, body_id=body_id, parent_id=to.id if isinstance(to, Unit) else None),
            *(Altered.of(each, body_id=body_id) for each in along),
            *(Altered.of(post, body_id=body_id) for post in posts),
        ),
    )
