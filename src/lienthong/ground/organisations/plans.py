"""A plan: everything one change of the directory would do, worked out before anything is written. Pure.

A plan makes rows and alters rows, nothing else; so that to preview is to read it, to enact is to write it, and to take
it back is to write it the other way round. It never deletes: what was made and taken back holds on no day.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models

from lienthong.ground.organisations.states import ChangeKind
from lienthong.kit.ids import new_id


@dataclass(frozen=True)
class Made:
    """A row that would be made: its table, its id and its values (foreign keys as `body_id`)."""

    table: str
    values: dict[str, Any]
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Altered:
    """A row that would be altered: the columns it touches, as they are and as they would be."""

    table: str
    id: UUID
    before: dict[str, Any]
    after: dict[str, Any]

    @classmethod
    def of(cls, row: models.Model, **after: Any) -> "Altered":
        """The alteration that gives `row` the values `after`."""
        before = {column: getattr(row, column) for column in after}
        return cls(row._meta.model_name or "", row.pk, before, after)  # noqa: SLF001 - the documented way to a name

    def back(self) -> "Altered":
        """The alteration that undoes this one."""
        return replace(self, before=self.after, after=self.before)


@dataclass(frozen=True)
class Moves:
    """Who takes over from whom: what rooms above need to move their open work.

    `bodies`: dissolved body to successor (None: nobody follows). `units`: dissolved unit to the unit that follows, or
    None where the body's successor takes over. `posts`: abolished posts.
    """

    bodies: dict[UUID, UUID | None] = field(default_factory=dict)
    units: dict[UUID, UUID | None] = field(default_factory=dict)
    posts: tuple[UUID, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.bodies or self.units or self.posts)


@dataclass(frozen=True)
class Deed:
    """What the journal will say about one body, unit or post."""

    verb: str
    kind: str
    id: UUID
    body: dict[str, Any]


@dataclass(frozen=True)
class Affected:
    """How many things of one sort a plan touches; `label` says of what, in the language of the reader."""

    name: str
    label: str
    count: int


@dataclass(frozen=True)
class Plan:
    """What would change, in rows to write, in `lines` to read, in numbers (`affected`) to decide by."""

    kind: ChangeKind
    on: date
    made: tuple[Made, ...] = ()
    altered: tuple[Altered, ...] = ()
    moves: Moves = Moves()
    deeds: tuple[Deed, ...] = ()
    lines: tuple[str, ...] = ()
    affected: tuple[Affected, ...] = ()

    def plus(self, *others: "Plan") -> "Plan":
        """This plan and `others` as one change of this plan's kind; only this one may dissolve."""
        return replace(
            self,
            made=tuple(row for plan in (self, *others) for row in plan.made),
            altered=tuple(row for plan in (self, *others) for row in plan.altered),
            deeds=tuple(deed for plan in (self, *others) for deed in plan.deeds),
            lines=tuple(line for plan in (self, *others) for line in plan.lines),
        )

    @property
    def subjects(self) -> list[UUID]:
        """Every body, unit and post the plan speaks of or touches, each once."""
        rows: list[Made | Altered] = [*self.made, *self.altered]
        touched = [row.id for row in rows if row.table in {"body", "unit", "post"}]
        return sorted({*touched, *(deed.id for deed in self.deeds)})

    @property
    def changes_nothing(self) -> bool:
        """Whether there is nothing to enact."""
        return not (self.made or self.altered)

    def as_json(self) -> dict[str, Any]:
        """The plan as it is kept with the change: rows and sentences."""
        return {
            "made": [{"table": row.table, "id": row.id, "values": row.values} for row in self.made],
            "altered": [
                {"table": row.table, "id": row.id, "before": row.before, "after": row.after} for row in self.altered
            ],
            "deeds": [{"verb": deed.verb, "kind": deed.kind, "id": deed.id} for deed in self.deeds],
            "lines": list(self.lines),
            "affected": {each.name: each.count for each in self.affected},
        }


def made_from(stored: Iterable[dict[str, Any]]) -> list[Made]:
    """Rows made, from a plan kept as JSON."""
    return [Made(row["table"], row["values"], UUID(row["id"])) for row in stored]


def altered_from(stored: Iterable[dict[str, Any]]) -> list[Altered]:
    """Rows altered, from a plan kept as JSON; values stay as JSON wrote them."""
    return [Altered(row["table"], UUID(row["id"]), row["before"], row["after"]) for row in stored]
