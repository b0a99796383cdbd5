"""Previews of founding: a body, a unit, a post."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from lienthong.ground.organisations import rules
from lienthong.ground.organisations.models import Body, Unit
from lienthong.ground.organisations.naming import Naming
from lienthong.ground.organisations.planning.pieces import (
    Codes,
    IntoItself,
    code_from,
    day_text,
    name_from,
    parentage_from,
    require_free,
)
from lienthong.ground.organisations.plans import Deed, Made, Plan
from lienthong.ground.organisations.states import BodyKind, ChangeKind, CodeScheme, Rank
from lienthong.kit.ids import new_id


def found_body(
    *, name: Naming, kind: BodyKind, on: date, codes: Codes | None = None, freed: Collection[UUID] = ()
) -> Plan:
    """A new body from `on`, named and coded from its first day.

    `freed` are bodies that lose their codes in the same change. Refuses: CodeMalformed, CodeTaken.
    """
    codes = codes or {}
    for scheme, value in codes.items():
        require_free(scheme, value, on, besides=freed)
    body_id = new_id()
    values = {"kind": kind, "established_on": on, "code": codes.get(CodeScheme.DECISION20, ""), **name.cached()}
    line = _("Thành lập %(name)s từ ngày %(day)s.") % {"name": name.vi, "day": day_text(on)}
    return Plan(
        ChangeKind.FOUND,
        on,
        made=(
            Made("body", values, body_id),
            name_from({"body_id": body_id}, name, on),
            *(code_from({"body_id": body_id}, scheme, value, on) for scheme, value in codes.items()),
        ),
        deeds=(Deed("organisations.body.founded", "body", body_id, {"name": name.vi, "on": on}),),
        lines=(line,),
    )


def found_unit(*, body: Body, name: Naming, on: date, parent: Unit | None = None, code: str = "") -> Plan:
    """A new unit of `body` from `on`, under `parent` or directly under the body.

    Refuses: DoesNotExist, IntoItself (a parent of another body), CodeMalformed, CodeTaken.
    """
    rules.require_exists(body, on)
    _require_part_of(body, parent, on)
    unit_id = new_id()
    holder = {"unit_id": unit_id}
    facts = [name_from(holder, name, on), parentage_from(holder, parent or body, body.id, on)]
    if code:
        require_free(CodeScheme.DECISION20, code, on)
        facts.append(code_from(holder, CodeScheme.DECISION20, code, on))
    values = {"body_id": body.id, "parent_id": parent and parent.id, "established_on": on, "code": code}
    line = _("Thành lập %(name)s thuộc %(parent)s từ ngày %(day)s.")
    return Plan(
        ChangeKind.FOUND,
        on,
        made=(Made("unit", {**values, **name.cached()}, unit_id), *facts),
        deeds=(Deed("organisations.unit.founded", "unit", unit_id, {"name": name.vi, "on": on, "body": body.id}),),
        lines=(line % {"name": name.vi, "parent": (parent or body).name_vi, "day": day_text(on)},),
    )


def found_post(*, body: Body, title: Naming, rank: Rank, on: date, unit: Unit | None = None) -> Plan:
    """A new post in `body`, in `unit` or at its head, from `on`. Refuses: DoesNotExist, IntoItself."""
    rules.require_exists(body, on)
    _require_part_of(body, unit, on)
    post_id = new_id()
    values = {"body_id": body.id, "unit_id": unit and unit.id, "rank": rank, "established_on": on, **title.title()}
    line = _("Lập vị trí %(title)s tại %(place)s từ ngày %(day)s.")
    return Plan(
        ChangeKind.FOUND,
        on,
        made=(Made("post", values, post_id),),
        deeds=(Deed("organisations.post.founded", "post", post_id, {"title": title.vi, "on": on, "body": body.id}),),
        lines=(line % {"title": title.vi, "place": (unit or body).name_vi, "day": day_text(on)},),
    )


def _require_part_of(body: Body, unit: Unit | None, on: date) -> None:
    """Refuses: DoesNotExist, IntoItself."""
    if unit is None:
        return
    rules.require_exists(unit, on)
    if unit.body_id != body.id:
        raise IntoItself(_("Đơn vị cấp trên phải thuộc cùng cơ quan."))
