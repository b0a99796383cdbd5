"""What people often ask for that this portal does not do: said plainly, with where it is done and what is nearest here.

Pure. A service that is published and fits the question as well counts before any of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lienthong.work.services import reading
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.finding import CLEAR, Described, Found, Index

_LIST = Path(__file__).parent / "data" / "elsewhere.yaml"
_BY_SO_MUCH = 0.07
"""So much better than any service here it must fit: a word they share (`sổ đỏ`, `bhyt`) means the service."""


@dataclass(frozen=True)
class Elsewhere:
    """One thing done elsewhere: what it is, where, and the services of the portal that are nearest to it, by key."""

    plain: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What it is, in the reader's language."""
        return in_language(self.plain["name"])

    @property
    def where(self) -> str:
        """Where it is done, in the reader's language."""
        return in_language(self.plain["where"])

    @property
    def near(self) -> tuple[str, ...]:
        """The nearest services here, the nearest first."""
        return tuple(self.plain.get("near", ()))


@cache
def known() -> Mapping[str, Elsewhere]:
    """All that the list names, by code."""
    node = reading.read(_LIST.read_bytes(), _LIST.name, [])
    assert node is not None
    lists: Any = node.plain()
    return {each["code"]: Elsewhere(each) for each in lists["elsewhere"]}


@cache
def _index() -> Index:
    names = {code: (*each.plain["name"].values(), *each.plain["said"]) for code, each in known().items()}
    return Index({code: Described(said) for code, said in names.items()})


def meant(text: str, here: list[Found]) -> Elsewhere | None:
    """What the question clearly means that is done elsewhere; `here` = what the portal's own services answer to it."""
    best = next(iter(_index().find(text, most=1)), None)
    if best is None or best.score < max([CLEAR, *(each.score + _BY_SO_MUCH for each in here)]):
        return None
    return known()[best.key]
