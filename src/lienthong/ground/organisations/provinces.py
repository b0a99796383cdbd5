"""Mergers of provinces, read from a table: which of the old codes become which new one. Reads, never writes.

Columns: `new_code`, `new_name`, `old_codes` and `old_names` (codes by spaces, names by ` + `, in the same order), and
perhaps `kind` (province or province_city; without it the body whose name survives keeps its own). Why the body whose
name survives goes on, and the others end: docs/decisions/province-mergers.md.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from unicodedata import combining, normalize

from django.utils.translation import gettext as _

from lienthong.ground.organisations import planning, queries
from lienthong.ground.organisations.models import Body, Change
from lienthong.ground.organisations.naming import Naming
from lienthong.ground.organisations.plans import Plan
from lienthong.ground.organisations.states import BodyKind, CodeScheme
from lienthong.kit import canonical
from lienthong.kit.errors import Invalid, NotFound
from lienthong.kit.text import normalise

DATA = Path(__file__).parent / "data"
_COLUMNS = {"new_code", "new_name", "old_codes", "old_names"}


class MergersMalformed(Invalid):
    """This table of mergers cannot be read. Correct the line named and try again."""


class NoSuchTable(NotFound):
    """There is no such file here, nor among the tables that come with the product. Check the name."""


class Standing(StrEnum):
    """How a row of the table stands to the directory."""

    NEW = "new"
    APPLIED = "applied"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Merger:
    """One row: the province that is from now on, and those it was, by code and name."""

    line: int
    code: str
    name: str
    old: tuple[tuple[str, str], ...]
    kind: BodyKind | None

    def reference(self, on: date) -> str:
        """What names this row on this day, so that it is not applied twice."""
        said = canonical.digest([self.code, self.name, self.old, self.kind, on]).hex()
        return f"province {self.code} {on.isoformat()} {said[:32]}"

    @property
    def surviving(self) -> str:
        """The old code whose name goes on, or the only one. Refuses: MergersMalformed."""
        if len(self.old) == 1:
            return self.old[0][0]
        for code, name in self.old:
            if name == self.name:
                return code
        raise _malformed(self.line, _("không tỉnh cũ nào mang tên %(name)s") % {"name": self.name})


@dataclass(frozen=True)
class Proposal:
    """A row with what it would do: a plan, or none where it was applied before or nothing changes."""

    merger: Merger
    standing: Standing
    plan: Plan | None = None


def find(name: str) -> Path:
    """The file of this name: in the place given, else among the tables that come with the product.

    Refuses: NoSuchTable.
    """
    given, bundled = Path(name), DATA / Path(name).name
    for path in (given, bundled):
        if path.is_file():
            return path
    known = ", ".join(sorted(path.name for path in DATA.glob("*-20*.csv")))
    raise NoSuchTable(_("Không có tệp “%(name)s”. Tệp đi kèm: %(known)s.") % {"name": name, "known": known})


def read(text: str) -> list[Merger]:
    """The rows of a table. Refuses: MergersMalformed, with the line."""
    rows = csv.DictReader(text.lstrip("\ufeff").splitlines())
    if missing := _COLUMNS - set(rows.fieldnames or ()):
        raise _malformed(1, _("thiếu cột %(columns)s") % {"columns": ", ".join(sorted(missing))})
    return [_merger(rows.line_num, row) for row in rows]


def _merger(line: int, row: dict[str, str]) -> Merger:
    codes, names = row["old_codes"].split(), [normalise(name) for name in row["old_names"].split(" + ")]
    if not codes or len(codes) != len(names):
        raise _malformed(line, _("số mã cũ và số tên cũ phải bằng nhau"))
    kind = row.get("kind") or None
    if kind not in {None, BodyKind.PROVINCE, BodyKind.PROVINCE_CITY}:
        raise _malformed(line, _("cột kind phải là province hoặc province_city"))
    old = tuple(zip(codes, names, strict=True))
    return Merger(line, row["new_code"].strip(), normalise(row["new_name"]), old, BodyKind(kind) if kind else None)


def _malformed(line: int, why: str) -> MergersMalformed:
    return MergersMalformed(_("Dòng %(line)d: %(why)s.") % {"line": line, "why": why}, line=line)


def propose(mergers: list[Merger], on: date) -> Iterator[Proposal]:
    """What each row would do on `on`. Refuses: UnknownCode, LaterFacts and whatever the verbs refuse."""
    applied = set(Change.objects.standing().exclude(reference="").values_list("reference", flat=True))
    for merger in mergers:
        if merger.reference(on) in applied:
            yield Proposal(merger, Standing.APPLIED)
        else:
            plan = _plan(merger, on)
            yield Proposal(merger, Standing.NEW if plan else Standing.NOTHING, plan)


def _plan(merger: Merger, on: date) -> Plan | None:
    """Merge the others into the body that goes on, then give it the new code and name; None if all is so already."""
    before = {code: _body(code, on - timedelta(days=1)) for code, _name in merger.old}
    into = before.pop(merger.surviving)
    others = list(before.values())
    plans: list[Plan] = []
    if others:
        plans.append(planning.merge(bodies=others, into=into, on=on))
    if merger.surviving != merger.code:
        freed = [body.id for body in others]
        plans.append(planning.recode(institution=into, scheme=CodeScheme.GSO, value=merger.code, on=on, freed=freed))
    kind = merger.kind or BodyKind(into.kind)
    name = naming(merger.name, kind)
    if (name.vi, kind) != (into.name_vi, into.kind):
        plans.append(planning.rename(institution=into, name=name, on=on, kind=kind))
    return plans[0].plus(*plans[1:]) if plans else None


def _body(code: str, on: date) -> Body:
    holder = queries.resolve_code(code, on)
    assert isinstance(holder, Body)
    return holder


def naming(name: str, kind: BodyKind) -> Naming:
    """How the people's committee of a province or city is called."""
    marks_off = "".join(c for c in normalize("NFD", name.replace("đ", "d").replace("Đ", "D")) if not combining(c))
    if kind == BodyKind.PROVINCE_CITY:
        return Naming(f"Ủy ban nhân dân thành phố {name}", f"People's Committee of {marks_off} City", "UBND")
    return Naming(f"Ủy ban nhân dân tỉnh {name}", f"People's Committee of {marks_off} Province", "UBND")
