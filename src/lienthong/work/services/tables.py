"""Decision tables: rows with a condition, an answer and the law they stand on; evaluated with a trace of every row.

First hit: the first row that holds answers. Unique: at most one row may hold. Collect: every row that holds answers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lienthong.work.services.expressions.evaluating import Trace, evaluate, trace
from lienthong.work.services.expressions.tree import YES_NO, Expression
from lienthong.work.services.expressions.values import UNKNOWN, Value
from lienthong.work.services.states import Policy, Purpose

ALWAYS = Expression(YES_NO, value=True)


@dataclass(frozen=True)
class Row:
    """One row: when it holds, what it answers, on which law. `amount` only where money is asked."""

    name: str
    when: Expression
    give: str | bool
    amount: Expression | None
    plain: dict[str, Any]

    @property
    def is_last_resort(self) -> bool:
        """Does it hold whatever was answered?"""
        return self.when == ALWAYS


@dataclass(frozen=True)
class Hit:
    """A row that holds, with the reason, and the amount it asks for (None = none, or not known yet)."""

    row: Row
    reason: Trace
    amount: int | None = None


@dataclass(frozen=True)
class Decision:
    """What a table says. `pending` = rows that may still decide once more is answered."""

    purpose: Purpose
    hits: tuple[Hit, ...]
    pending: tuple[Row, ...]
    traces: tuple[tuple[Row, Trace], ...]

    @property
    def gives(self) -> tuple[str | bool, ...]:
        """The answers, in the order of the rows."""
        return tuple(hit.row.give for hit in self.hits)

    @property
    def is_final(self) -> bool:
        """Can no further answer change it?"""
        return not self.pending


@dataclass(frozen=True)
class Table:
    """One decision table."""

    purpose: Purpose
    policy: Policy
    rows: tuple[Row, ...]

    def names(self) -> frozenset[str]:
        """The questions on which it depends."""
        trees = [tree for row in self.rows for tree in (row.when, row.amount) if tree is not None]
        return frozenset().union(*(tree.names() for tree in trees))

    def in_force(self, today: date) -> tuple[tuple[Row, bool], ...]:
        """The rows that may still answer on this day, and whether one does whatever is answered."""
        said = [(row, evaluate(row.when, {}, today, closed=False)) for row in self.rows]
        return tuple((row, value is True) for row, value in said if value is not False)

    def holding(self, facts: Mapping[str, Any], today: date) -> tuple[int, ...]:
        """The numbers of the rows that hold, whatever the policy, when everything that is asked has been answered."""
        return tuple(index for index, row in enumerate(self.rows) if evaluate(row.when, facts, today) is True)


def decide(table: Table, facts: Mapping[str, Any], today: date, *, closed: bool) -> Decision:
    """What the table says to these answers on this day.

    `closed` = everything that is asked has been answered; then what is still unknown was never asked, and a row that
    depends on it does not hold. While it is open, such a row is pending, and first hit decides below it only what is
    certain: the same answer, whichever of them it will be.
    """
    traces = tuple((row, trace(row.when, facts, today, closed=closed)) for row in table.rows)
    pending = [] if closed else [row for row, said in traces if said.value is UNKNOWN]
    hits = [Hit(row, said, _amount(row, facts, today, closed=closed)) for row, said in traces if said.value is True]
    if table.policy is not Policy.COLLECT:
        hits = hits[:1]
        pending = _before(table.rows, pending, hits)
        hits = hits if table.policy is not Policy.FIRST or _agree([*pending, *(hit.row for hit in hits)]) else []
    return Decision(table.purpose, tuple(hits), tuple(pending), traces)


def _agree(rows: list[Row]) -> bool:
    """Do they all answer the same?"""
    return len({row.give for row in rows}) <= 1


def _before(rows: tuple[Row, ...], pending: list[Row], hits: list[Hit]) -> list[Row]:
    """The pending rows that stand before the one that holds."""
    reached = rows.index(hits[0].row) if hits else len(rows)
    return [row for row in pending if rows.index(row) < reached]


def _amount(row: Row, facts: Mapping[str, Any], today: date, *, closed: bool) -> int | None:
    value: Value = UNKNOWN if row.amount is None else evaluate(row.amount, facts, today, closed=closed)
    return value if isinstance(value, int) else None


@dataclass(frozen=True)
class Findings:
    """What going through every possible set of answers found."""

    without_answer: Mapping[str, Any] | None
    never: tuple[Row, ...]
    together: tuple[tuple[Row, Row], ...]


def examine(table: Table, worlds: Iterable[Mapping[str, Any]], today: date) -> Findings:
    """Go through all possible answers: a set without an answer, rows that never answer, rows that answer together."""
    rows, gap = table.rows, None
    reached: set[int] = set()
    together: set[tuple[int, int]] = set()
    for facts in worlds:
        holding = table.holding(facts, today)
        gap = facts if gap is None and not holding else gap
        reached.update(holding[:1] if table.policy is Policy.FIRST else holding)
        together.update((left, right) for place, left in enumerate(holding) for right in holding[place + 1 :])
    never = tuple(row for index, row in enumerate(rows) if index not in reached)
    return Findings(gap, never, tuple((rows[left], rows[right]) for left, right in sorted(together)))
