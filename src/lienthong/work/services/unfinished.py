"""What is typed and not yet answered: kept with the draft page by page, apart from answers, and never counted as one.

Of each page the draft remembers what its fields held, which edition that is, which tab wrote it, and which edition it
was when the page was last answered. A tab says which edition it saw; so two tabs on one page notice each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

LONGEST_VALUE, MOST_VALUES = 500, 200
"""Letters of one value and values of one field; what is beyond is cut off, for typed text is never refused."""
Typed = dict[str, list[str]]
State = Mapping[str, Any]


@dataclass(frozen=True)
class Kept:
    """What came of keeping: the edition there is now, whether it holds this text, and whether another tab was newer."""

    edition: int
    is_kept: bool
    was_newer: bool


def keep(
    state: State, typed: Mapping[str, Sequence[str]], *, seen: int, tab: str, at: datetime
) -> tuple[dict[str, Any], Kept]:
    """The state of a page after a tab sent what its fields hold; the last one wins.

    Only what was seen before the page was answered does not: it would stand over a newer answer when it came late.
    """
    edition, answered = edition_of(state), int(state.get("answered", 0))
    if seen < answered:
        return dict(state), Kept(edition, is_kept=False, was_newer=True)
    by_another = seen < edition and state.get("tab") != tab
    new = {
        "typed": {name: [value[:LONGEST_VALUE] for value in values[:MOST_VALUES]] for name, values in typed.items()},
        "edition": edition + 1,
        "answered": answered,
        "tab": tab,
        "at": at.isoformat(),
    }
    return new, Kept(edition + 1, is_kept=True, was_newer=by_another)


def answered(state: State) -> dict[str, Any]:
    """The state of a page that was just answered: nothing is unfinished, and what was seen before is out of date."""
    edition = edition_of(state) + 1
    return {"edition": edition, "answered": edition}


def edition_of(state: State) -> int:
    """How often anything was kept or answered on the page."""
    return int(state.get("edition", 0))


def typed_of(state: State) -> Typed:
    """What the fields of the page held, as it was typed; empty when the page is answered or untouched."""
    return dict(state.get("typed", {}))


def typed_at(state: State) -> datetime | None:
    """Since when that is kept."""
    return datetime.fromisoformat(state["at"]) if "at" in state else None
