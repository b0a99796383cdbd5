"""Reads over the directory: who holds a code on a day, who follows a dissolved body, the list as of any day."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from lienthong.ground.organisations import rules
from lienthong.ground.organisations.models import Body, Code, Institution, Name, Post, Succession, Unit
from lienthong.ground.organisations.models.facts import DatedQuerySet
from lienthong.ground.organisations.models.institutions import InstitutionQuerySet, PostQuerySet
from lienthong.kit.errors import NotFound

_LEVEL_ONE_OF_QCVN = re.compile(r"000\.00\.00\.([A-Y][0-9]{2})")
_LEVEL_ONE = re.compile(r"[A-Y][0-9]{2}")


class UnknownCode(NotFound):
    """Nobody holds this code on this day. Check the code and the day: codes were re-used after mergers."""


class NoSuccessor(NotFound):
    """This body was dissolved and nobody follows it. Ask the body that dissolved it who answers now."""


@dataclass(frozen=True)
class Addressee:
    """Who receives what is addressed to a code: `asked` held it, `receives` stands for it today, `chain` says why."""

    asked: Body | Unit
    receives: Body | Unit
    chain: tuple[Succession, ...]

    @property
    def is_successor(self) -> bool:
        """Whether somebody other than the one asked for receives, which must be said to the sender."""
        return bool(self.chain)


def resolve_code(value: str, on: date) -> Body | Unit:
    """The body or unit that holds `value` on `on`, in any scheme.

    At level 1 the two styles `G12` and `000.00.00.G12` stand for each other; below it only recorded rows count.

    Refuses: CodeMalformed, UnknownCode.
    Source: QCVN 102:2016 and Decision 20/2020 (structure of codes).
    """
    return (_code_on(value, on) or _refuse_unknown(value, on)).holder


def _code_on(value: str, on: date) -> Code | None:
    """The code row that holds on `on`: as written, or at level 1 in the other style."""
    return next((code for style in _styles(value) if (code := _rows(style).on(on).first())), None)


def _styles(value: str) -> Iterator[str]:
    """The code as written, then the other way to write the same level-1 code."""
    value = value.strip().upper()
    if rules.scheme_of(value) is None:
        raise rules.CodeMalformed(value=value)
    yield value
    if legacy := _LEVEL_ONE_OF_QCVN.fullmatch(value):
        yield legacy.group(1)
    elif _LEVEL_ONE.fullmatch(value):
        yield f"000.00.00.{value}"


def _rows(value: str) -> DatedQuerySet[Code]:
    return Code.objects.filter(scheme=rules.scheme_of(value), value=value).select_related("body", "unit__body")


def addressee(value: str, on: date) -> Addressee:
    """Who receives on `on` what is addressed to `value`: its holder, or who follows the one that held it last.

    Refuses: CodeMalformed, UnknownCode, NoSuccessor.
    """
    code = _code_on(value, on) or _last_before(value, on) or _refuse_unknown(value, on)
    receives, chain = heir_of(code.holder, on)
    return Addressee(code.holder, receives, chain)


def _last_before(value: str, on: date) -> Code | None:
    """The row of a code that ended before `on`, the latest first; rows taken back never counted."""
    ended = (
        _rows(style).filter(valid_until__lte=on, valid_until__gt=F("valid_from")).order_by("-valid_until").first()
        for style in _styles(value)
    )
    return next((code for code in ended if code), None)


def _refuse_unknown(value: str, on: date) -> NoReturn:
    detail = _("Ngày %(day)s không có cơ quan, đơn vị nào mang mã %(code)s. Hãy kiểm tra lại mã và ngày.")
    raise UnknownCode(detail % {"code": value.strip(), "day": f"{on:%d/%m/%Y}"}, value=value.strip(), on=on.isoformat())


def successor_of(body: Body, on: date) -> tuple[Body, tuple[Succession, ...]]:
    """The body that stands for `body` on `on`, and the successions that lead there (none: it still exists).

    Refuses: NoSuccessor.
    """
    heir, chain = heir_of(body, on)
    return (heir if isinstance(heir, Body) else heir.body), chain


def heir_of(institution: Institution, on: date) -> tuple[Body | Unit, tuple[Succession, ...]]:
    """The same for a body or a unit; a unit without a successor of its own is followed by its body's."""
    assert isinstance(institution, Body | Unit)
    chain: list[Succession] = []
    while not institution.exists_on(on):
        step = _succession_from(institution, on)
        chain.append(step)
        institution = step.successor
    return institution, tuple(chain)


def _succession_from(institution: Body | Unit, on: date) -> Succession:
    """The principal succession from one dissolved by `on`."""
    step = (
        institution.successions.standing()
        .filter(on__lte=on, is_principal=True)
        .select_related("successor_body", "successor_unit__body")
        .first()
    )
    if step is None:
        detail = _("%(name)s đã giải thể mà chưa có cơ quan kế thừa. Hãy hỏi cơ quan đã quyết định việc giải thể.")
        raise NoSuccessor(detail % {"name": institution.name_vi}, on=on.isoformat())
    return step


def directory(on: date, search: str = "") -> InstitutionQuerySet[Body]:
    """The bodies that existed on `on`, under the names and codes of that day, in Vietnamese order: one query."""
    bodies = Body.objects.existing_on(on).with_names_on(on)
    if search.strip():
        bodies = bodies.called_then(search)
    return bodies.in_vietnamese_order_then()


def units_of(body: Body, on: date) -> InstitutionQuerySet[Unit]:
    """The units of `body` that existed on `on` and belonged to it then, under the names of that day: one query."""
    units = Unit.objects.existing_on(on).belonging_on(body, on)
    return units.with_names_on(on).in_vietnamese_order_then()


def search(words: str, on: date) -> tuple[InstitutionQuerySet[Body], InstitutionQuerySet[Unit]]:
    """Bodies and units existing on `on` by name, abbreviation or code recorded last, with or without tones."""
    bodies = Body.objects.existing_on(on).called(words).in_vietnamese_order()
    units = Unit.objects.existing_on(on).called(words).select_related("body").in_vietnamese_order()
    return bodies, units


def posts_of(body: Body, on: date) -> PostQuerySet:
    """The posts of `body` on `on`, by unit and title."""
    return Post.objects.filter(body=body).existing_on(on).select_related("unit").in_vietnamese_order()


def history(institution: Body | Unit, on: date) -> dict[str, Any]:
    """Everything recorded about one body or unit, in plain values: as it was on `on`, then its names, codes, parents.

    Facts that were taken back (a period that is empty) are left out; the changes and the journal keep them.
    """
    names = list(_lasting(institution.names))
    then = institution.names.on(on).first()
    return {
        "id": institution.id,
        "name": then.vi if then else "",
        "exists": institution.exists_on(on),
        "established_on": institution.established_on,
        "dissolved_on": institution.dissolved_on,
        "names": [{"name": name.vi, **_period(name)} for name in names],
        "codes": [{"scheme": code.scheme, "code": code.value, **_period(code)} for code in _lasting(institution.codes)],
        "predecessors": [
            {"name": each.predecessor.name_vi, "id": each.predecessor.id, "kind": each.kind, "on": each.on}
            for each in institution.inheritances.standing().select_related("predecessor_body", "predecessor_unit")
        ],
        "successors": [
            {"name": each.successor.name_vi, "id": each.successor.id, "kind": each.kind, "on": each.on}
            for each in institution.successions.standing().select_related("successor_body", "successor_unit")
        ],
        "units": [
            {"code": code or "", "name": name, "id": identity} for code, name, identity in _units_then(institution, on)
        ],
    }


def _units_then(institution: Body | Unit, on: date) -> Iterable[tuple[str | None, str, UUID]]:
    """Code, name and id of the units a body had on `on`; a unit has none of its own here."""
    units: Iterable[Any] = () if isinstance(institution, Unit) else units_of(institution, on)
    return ((unit.code_then, unit.vi_then, unit.id) for unit in units)


def _lasting(facts: Any) -> Any:
    """Facts that held on at least one day, the oldest first."""
    return facts.exclude(valid_until=F("valid_from")).order_by("valid_from", "id")


def _period(fact: Name | Code) -> dict[str, date | None]:
    return {"from": fact.valid_from, "until": fact.valid_until}
