"""Are two objects of two revisions the same, with everything they lead to?

Both are walked together, pair by pair. A pair already on the list counts as the same, so circles end; root, pages and
form fields are compared elsewhere and count as the same here when they are the same page or the same field.
"""

from decimal import Decimal
from typing import Any

import pikepdf

Landmarks = dict[tuple[int, int], tuple[str, str]]
"""Object number → what it is (kind, name or position)."""

_Pair = tuple[tuple[int, int], tuple[int, int]]
_NOTHING: frozenset[str] = frozenset()


class Sameness:
    """Compares objects of an older with objects of a newer revision; keeps only what it has proven the same."""

    def __init__(self, landmarks: Landmarks, newer_landmarks: Landmarks) -> None:
        """What is compared elsewhere, by object number, in both revisions."""
        self._landmarks, self._newer_landmarks = landmarks, newer_landmarks
        self._proven: set[_Pair] = set()

    def holds(self, old: Any, new: Any, *, skip: frozenset[str] = _NOTHING) -> bool:
        """`skip` leaves out entries of these two dictionaries only.

        Pairs met on the way are assumed the same. The assumption is kept only when everything held: a difference
        found in one place must never hide the same difference in another.
        """
        assumed: set[_Pair] = set()
        waiting = _inside(old, new, skip)
        while waiting:
            one, other = waiting.pop()
            known = self._known(one, other, assumed)
            below = _inside(one, other, _NOTHING) if known is None else []
            if known is False or below is None:
                return False
            waiting += below
        if waiting is None:
            return False
        self._proven |= assumed
        return True

    def _known(self, old: Any, new: Any, assumed: set[_Pair]) -> bool | None:
        """True or False when there is no need to look inside, None when there is."""
        if not (_is_indirect(old) and _is_indirect(new)):
            return None
        if old.objgen in self._landmarks or new.objgen in self._newer_landmarks:
            return self._landmarks.get(old.objgen) == self._newer_landmarks.get(new.objgen)
        pair = (old.objgen, new.objgen)
        if pair in self._proven or pair in assumed:
            return True
        assumed.add(pair)
        return None


def _is_indirect(value: Any) -> bool:
    return isinstance(value, pikepdf.Object) and value.is_indirect


def _inside(old: Any, new: Any, skip: frozenset[str]) -> list[tuple[Any, Any]] | None:
    """The pairs that must be the same for these two to be the same; None when they are different already."""
    if isinstance(old, pikepdf.Stream) or isinstance(new, pikepdf.Stream):
        both = isinstance(old, pikepdf.Stream) and isinstance(new, pikepdf.Stream)
        same = both and old.read_raw_bytes() == new.read_raw_bytes()
        return _entries(old, new, skip | {"/Length"}) if same else None
    if isinstance(old, pikepdf.Dictionary) and isinstance(new, pikepdf.Dictionary):
        return _entries(old, new, skip)
    if isinstance(old, pikepdf.Array) and isinstance(new, pikepdf.Array):
        return list(zip(list(old), list(new), strict=True)) if len(old) == len(new) else None
    return [] if _same_plain(old, new) else None


def _entries(old: Any, new: Any, skip: frozenset[str]) -> list[tuple[Any, Any]] | None:
    keys, others = set(old.keys()) - skip, set(new.keys()) - skip
    return [(old[key], new[key]) for key in keys] if keys == others else None


def _same_plain(old: Any, new: Any) -> bool:
    numbers = int | float | Decimal
    comparable = type(old) is type(new) or (
        isinstance(old, numbers) and isinstance(new, numbers) and bool not in {type(old), type(new)}
    )
    return comparable and bool(old == new)
