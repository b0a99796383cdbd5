"""Where rooms above say what they keep open at a body, and how it moves when that body is dissolved.

A room registers once, from its `apps.py`. Its three functions run in the transaction of the change: either everything
has an owner afterwards, or nothing changed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.functional import Promise

from lienthong.ground.organisations.plans import Affected, Moves

By = models.Model | tuple[str, UUID] | None
"""Who acts: a row with a UUID, a `(kind, id)` pair, or None for the product itself; as the journal takes it."""

Count = Callable[[Moves], int]
"""How many open things of the room stand at what would be dissolved."""

Rehome = Callable[[Moves, By, datetime], Any]
"""Move them to the successors; returns what was moved, as JSON, for the way back."""

Restore = Callable[[Any, By, datetime], None]
"""Move back what `Rehome` returned."""


@dataclass(frozen=True)
class Holder:
    """A room that keeps something open at bodies, units or posts."""

    name: str
    label: str | Promise
    count: Count
    rehome: Rehome
    restore: Restore


_holders: dict[str, Holder] = {}


def register(name: str, *, label: str | Promise, count: Count, rehome: Rehome, restore: Restore) -> None:
    """Take part in reorganisations; `name` is stable (it is kept with each change), `label` is what people read."""
    _holders[name] = Holder(name, label, count, rehome, restore)


def count(moves: Moves) -> tuple[Affected, ...]:
    """How much of each room would move."""
    return tuple(Affected(holder.name, str(holder.label), holder.count(moves)) for holder in _holders.values())


def rehome(moves: Moves, *, by: By, now: datetime) -> dict[str, Any]:
    """Let every room move its open things; returns what each moved, by name."""
    return {name: holder.rehome(moves, by, now) for name, holder in _holders.items()} if moves else {}


def restore(rehomed: dict[str, Any], *, by: By, now: datetime) -> None:
    """Let every room that moved something move it back, the last first.

    A room that is no longer registered cannot move back: that is an error of the program, not a refusal.
    """
    for name, moved in reversed(rehomed.items()):
        _holders[name].restore(moved, by, now)
