"""The pieces every preview is made of: facts begun, facts ended, who is free to take a code."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext as _

from lienthong.ground.organisations import rules
from lienthong.ground.organisations.models import Body, Code, Institution, Name, Parentage, Unit
from lienthong.ground.organisations.naming import Naming
from lienthong.ground.organisations.plans import Altered, Deed, Made
from lienthong.ground.organisations.states import CodeScheme
from lienthong.kit.errors import Conflict, Invalid

Codes = Mapping[CodeScheme, str]
Holder = dict[str, UUID]
"""`{"body_id": …}` or `{"unit_id": …}`: whom a dated fact is about."""


class LaterFacts(Conflict):
    """Something later is recorded about this body or unit. Choose a later day, or take the later change back."""


class CodeTaken(Conflict):
    """Another body or unit holds this code from that day on. Choose another code, or end the other one first."""


class IntoItself(Invalid):
    """A body or unit cannot go into itself or into a part of itself. Choose another one."""


def day_text(day: date) -> str:
    """A day as officials write it."""
    return f"{day:%d/%m/%Y}"


def holder_of(institution: Body | Unit) -> Holder:
    """Whom a fact about `institution` is about."""
    return {"body_id": institution.id} if isinstance(institution, Body) else {"unit_id": institution.id}


def deed(institution: Body | Unit, verb: str, **said: Any) -> Deed:
    """What the journal will say of `institution`; its name then goes along."""
    kind = "body" if isinstance(institution, Body) else "unit"
    said = {"name": institution.name_vi, **{key: value for key, value in said.items() if value is not None}}
    return Deed(f"organisations.{kind}.{verb}", kind, institution.id, said)


def name_from(holder: Holder, name: Naming, on: date) -> Made:
    """A name that holds from `on`."""
    return Made("name", {**holder, **name.fact(), "valid_from": on})


def code_from(holder: Holder, scheme: CodeScheme, value: str, on: date) -> Made:
    """A code that holds from `on`."""
    return Made("code", {**holder, "scheme": scheme, "value": value, "valid_from": on})


def parentage_from(holder: Holder, parent: Institution | UUID, within: UUID | None, on: date) -> Made:
    """A parent from `on`: a unit, or a body given as row or by its id alone."""
    if isinstance(parent, Unit):
        above = {"parent_unit_id": parent.id}
    else:
        above = {"parent_body_id": parent if isinstance(parent, UUID) else parent.pk}
    return Made("parentage", {**holder, **above, "within_id": within, "valid_from": on})


def ended(
    table: type[Name | Code | Parentage], institutions: Iterable[Institution], on: date, which: Q | None = None
) -> list[Altered]:
    """The facts of `institutions` that hold on `on`, ended then. Refuses: LaterFacts."""
    ids = [institution.pk for institution in institutions]
    about = Q(body__in=ids) | Q(unit__in=ids)
    rows = table.objects.filter(about, which or Q()).exclude(valid_until__lte=on).exclude(valid_until=F("valid_from"))
    for row in rows:
        if row.valid_from > on or row.valid_until is not None:
            refuse_later(on)
    return [Altered.of(row, valid_until=on) for row in rows]


def refuse_later(on: date) -> None:
    """Refuses: LaterFacts."""
    detail = _("Đã ghi nhận thay đổi sau ngày %(day)s đối với cơ quan, đơn vị này. Hãy chọn ngày muộn hơn.")
    raise LaterFacts(detail % {"day": day_text(on)}, on=on.isoformat())


def require_free(scheme: CodeScheme, value: str, on: date, *, besides: Collection[UUID] = ()) -> None:
    """Refuses: CodeMalformed, CodeTaken (by one that is not among `besides`, on `on` or later)."""
    rules.require_code(scheme, value)
    rows = Code.objects.filter(scheme=scheme, value=value).exclude(valid_until__lte=on)
    rows = rows.exclude(valid_until=F("valid_from")).select_related("body", "unit")
    for row in rows:
        if row.holder.id not in besides:
            detail = _("Mã %(code)s đang thuộc %(name)s. Hãy chọn mã khác, hoặc chấm dứt mã cũ trước.")
            raise CodeTaken(detail % {"code": value, "name": row.holder.name_vi}, value=value, scheme=scheme.value)


def below(units: Iterable[Unit], on: date) -> list[Unit]:
    """All units under `units`, level by level, that exist on `on`."""
    found: list[Unit] = []
    level = [unit.id for unit in units]
    while level:
        children = list(Unit.objects.filter(parent__in=level).existing_on(on).select_related("parent"))
        found += children
        level = [child.id for child in children]
    return found
