"""Offering a published procedure at a body from the command line, and saying what is offered where."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lienthong.doors.command.publishing import NotABody
from lienthong.ground.organisations.models import Body, Unit
from lienthong.ground.organisations.queries import directory, resolve_code, units_of
from lienthong.kit import clock
from lienthong.kit.clock import local
from lienthong.kit.errors import NotFound
from lienthong.kit.web.words import called
from lienthong.work.services import actions, queries
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.models import Offering, Procedure


class NoSuchUnit(NotFound):
    """The body has no such unit today. Give the code or the abbreviation that the directory shows for it."""


def offer(key: str, code: str, *, receives: str, given: Mapping[str, str]) -> dict[str, Any]:
    """Open it, or open it anew with other units where it is open; the same again changes nothing.

    Refuses: UnknownCode, NotABody, NoSuchProcedure, NoSuchUnit, and as `services.offer`.
    """
    now = clock.now()
    body, procedure = _body(code, now), queries.procedure(key)
    units = list(units_of(body, local(now).date()))
    receiving = _unit(units, receives)
    chosen = {role: _unit(units, name) for role, name in given.items()}
    said: dict[str, Any] = {"receiving_unit": receiving, "units": chosen, "by": None, "now": now}
    with transaction.atomic():
        held = procedure.offerings.open().select_for_update().select_related("body").filter(body=body).first()
        if held is None:
            made = actions.offer(procedure=procedure, body=body, **said)
        else:
            made = actions.change_units(offering=held, **said)
    return _plain([made], now)[0]


def stop(key: str, code: str) -> dict[str, Any]:
    """Take no new applications there. Refuses: UnknownCode, NotABody, NoSuchProcedure, NotOfferedThere."""
    now = clock.now()
    body = _body(code, now)
    with transaction.atomic():
        found = queries.offering(queries.procedure(key), body.pk)
        closed = actions.close_offering(offering=found, by=None, now=now)
    return _plain([closed], now)[0]


def listed(key: str, code: str) -> dict[str, Any]:
    """What is offered where: of one procedure, with the roles its version names, of one body, or all of it.

    Refuses: UnknownCode, NotABody, NoSuchProcedure.
    """
    now = clock.now()
    found = Offering.objects.open().whole().order_by("procedure__key", "body__sort_key", "id")
    if code:
        found = found.filter(body=_body(code, now))
    if key:
        procedure = queries.procedure(key)
        found = found.filter(procedure=procedure)
    return {"roles": _roles(procedure) if key else [], "offerings": _plain(list(found), now)}


def _body(code: str, now: datetime) -> Body:
    found = resolve_code(code, local(now).date())
    if not isinstance(found, Body):
        raise NotABody
    return found


def _unit(units: list[Unit], name: str) -> Unit:
    """By its code, or by an abbreviation that no other unit of the body has."""
    wanted = name.strip().upper()
    by_code = [each for each in units if (vars(each)["code_then"] or "").upper() == wanted]
    found = by_code or [each for each in units if vars(each)["abbreviation_then"].upper() == wanted]
    if len(found) != 1:
        raise NoSuchUnit(_("Cơ quan không có đúng một đơn vị mang mã hoặc tên viết tắt “%(name)s”.") % {"name": name})
    return found[0]


def _roles(procedure: Procedure) -> list[dict[str, str]]:
    assert procedure.current is not None, "a published procedure has a version"
    roles = procedure.current.package.roles
    return [{"role": code, "name": in_language(each["name"]), "does": each["role"]} for code, each in roles.items()]


def _plain(found: list[Offering], now: datetime) -> list[dict[str, Any]]:
    """With the codes of today."""
    on = local(now).date()
    keys = {UUID(str(key)) for each in found for key in (each.receiving_unit_id, *each.units.values())}
    units = {str(each.pk): each for each in Unit.objects.filter(pk__in=keys).with_names_on(on)}
    bodies = {each.pk: vars(each)["code_then"] for each in directory(on)}
    return [
        {
            "procedure": each.procedure.key,
            "body": {"code": bodies.get(each.body_id) or "", "name": called(each.body)},
            "receives": _of(units, str(each.receiving_unit_id)),
            "units": {role: _of(units, key) for role, key in each.units.items()},
            "opened_at": each.opened_at,
            "closed_at": each.closed_at,
        }
        for each in found
    ]


def _of(units: Mapping[str, Unit], key: str) -> dict[str, str]:
    unit = units[key]
    return {"code": vars(unit)["code_then"] or "", "name": called(unit)}
