"""Offering a procedure at a body: opened with units of the body, opened anew with others, closed."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext as _

from lienthong.ground.journal import actions as journal
from lienthong.ground.organisations.models import Body, Unit
from lienthong.kit.clock import local
from lienthong.kit.errors import Conflict, Invalid
from lienthong.work.services import queries, rules
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.models import Offering, Procedure
from lienthong.work.services.rules import By


class OfferedAlready(Conflict):
    """This body already offers this procedure. Change its units, or stop offering it first."""


class UnitElsewhere(Invalid):
    """A unit of another body cannot stand in here. Choose units of the body that offers the procedure."""


class UnitGone(Invalid):
    """This unit no longer exists. Choose one that the body has today."""


class UnknownRole(Invalid):
    """The procedure names no such unit. Give a unit of the body for those that it names."""


class RoleOpen(Invalid):
    """The procedure names units that the body has not filled yet. Choose one of its units for each."""


def offer(
    *, procedure: Procedure, body: Body, receiving_unit: Unit, units: Mapping[str, Unit], by: By, now: datetime
) -> Offering:
    """Open a procedure at a body: the unit that receives, and who stands for each unit the package names.

    Refuses: NotYourProcedure, NotInThisRole, NoSuchProcedure, UnitElsewhere, UnitGone, UnknownRole, RoleOpen,
    OfferedAlready.
    """
    rules.require_may_offer(by, body, now=now)
    held = _locked(procedure)
    _require_fit(held, body, receiving_unit, units, local(now).date())
    if held.offerings.open().filter(body=body).exists():
        raise OfferedAlready
    return _opened(held, body, receiving_unit, units, by=by, now=now)


def change_units(
    *, offering: Offering, receiving_unit: Unit, units: Mapping[str, Unit], by: By, now: datetime
) -> Offering:
    """With other units from now on: the old offering is closed, and what was begun there keeps the units it began with.

    The same units again change nothing. Refuses: NotOfferedThere when it is closed, and as `offer`.
    """
    rules.require_may_offer(by, offering.body, now=now)
    procedure = _locked(offering.procedure)
    held = procedure.offerings.open().whole().filter(pk=offering.pk).first()
    if held is None:
        raise queries.NotOfferedThere
    _require_fit(procedure, held.body, receiving_unit, units, local(now).date())
    if (held.receiving_unit_id, held.units) == (receiving_unit.pk, _named(units)):
        return held
    close_offering(offering=held, by=by, now=now)
    return _opened(procedure, held.body, receiving_unit, units, by=by, now=now)


def close_offering(*, offering: Offering, by: By, now: datetime) -> Offering:
    """No new applications here from now on; what was begun may be finished. Twice is once.

    Refuses: NotYourProcedure, NotInThisRole.
    """
    rules.require_may_offer(by, offering.body, now=now)
    if offering.closed_at is None:
        offering.closed_at = now
        offering.save(update_fields=["closed_at"])
        journal.record("services.offering.closed", offering, by=by, for_whom=offering.body, at=now)
    return offering


def _locked(procedure: Procedure) -> Procedure:
    """As it is published now, for this transaction alone. Refuses: NoSuchProcedure."""
    held = Procedure.objects.published().select_for_update(of=("self",)).filter(pk=procedure.pk).first()
    if held is None:
        raise queries.NoSuchProcedure(key=procedure.key)
    return held


def _opened(
    procedure: Procedure, body: Body, receiving_unit: Unit, units: Mapping[str, Unit], *, by: By, now: datetime
) -> Offering:
    named = _named(units)
    made = Offering.objects.create(
        procedure=procedure, body=body, receiving_unit=receiving_unit, units=named, opened_at=now
    )
    said = {"body": body.pk, "procedure": procedure.key, "receives": str(receiving_unit.pk), "units": named}
    journal.record("services.offering.opened", made, by=by, for_whom=body, at=now, body=said)
    return made


def _named(units: Mapping[str, Unit]) -> dict[str, str]:
    return {code: str(unit.pk) for code, unit in units.items()}


def _require_fit(procedure: Procedure, body: Body, receiving: Unit, units: Mapping[str, Unit], on: date) -> None:
    """Units that the body has today, one for everything the package names and for nothing else."""
    chosen = (receiving, *units.values())
    if any(unit.body_id != body.pk for unit in chosen):
        raise UnitElsewhere
    if not all(unit.exists_on(on) for unit in chosen):
        raise UnitGone
    assert procedure.current is not None, "a published procedure has a version"
    roles = procedure.current.package.roles
    if unknown := sorted(set(units) - set(roles)):
        raise UnknownRole(roles=unknown)
    if left := [code for code in roles if code not in units]:
        names = ", ".join(f"{in_language(roles[code]['name'])} ({code})" for code in left)
        raise RoleOpen(_("Hãy chọn đơn vị của cơ quan cho: %(names)s.") % {"names": names}, roles=left)
