"""Are two objects of two revisions the same, with everything they lead to?

Both are walked together. A pair already under comparison counts as equal, so circles end; pages and form fields are
compared elsewhere and count as equal here when they are the same page or the same field.
"""

from decimal import Decimal
from typing import Any

import pikepdf

Landmarks = dict[tuple[int, int], tuple[str, str]]
"""Object number → what it is (kind, name or position)."""

_Pair = tuple[tuple[int, int], tuple[int, int]]
_DEEPEST = 400


class Sameness:
    """Compares objects of an older with objects of a newer revision; keeps only what it has proven the same."""

    def __init__(self, landmarks: Landmarks, newer_landmarks: Landmarks) -> None:
        """What is compared elsewhere, by object number, in both revisions."""
        self._landmarks, self._newer_landmarks = landmarks, newer_landmarks
        self._proven: set[_Pair] = set()
        self._assumed: set[_Pair] = set()

    def holds(self, old: Any, new: Any, *, skip: frozenset[str] = frozenset()) -> bool:
        """`skip` leaves out entries of these two dictionaries only. Too deep a nesting counts as different.

        Pairs met on the way are assumed the same, so circles end. The assumption is kept only when everything held:
        a difference found in one place must never hide the same difference in another.
        """
        self._assumed = set()
        same = self._inside(old, new, skip, 0)
        if same:
            self._proven |= self._assumed
        return same

    def _same(self, old: Any, new: Any, depth: int) -> bool:
        if depth > _DEEPEST:
            return False
        if not isinstance(old, pikepdf.Object) or not isinstance(new, pikepdf.Object):
            return _same_plain(old, new)
        if old.is_indirect and new.is_indirect:
            if old.objgen in self._landmarks or new.objgen in self._newer_landmarks:
                return self._landmarks.get(old.objgen) == self._newer_landmarks.get(new.objgen)
            pair = (old.objgen, new.objgen)
            if pair in self._proven or pair in self._assumed:
                return True
            self._assumed.add(pair)
        return self._inside(old, new, frozenset(), depth)

    def _inside(self, old: Any, new: Any, skip: frozenset[str], depth: int) -> bool:
        if isinstance(old, pikepdf.Stream) or isinstance(new, pikepdf.Stream):
            both = isinstance(old, pikepdf.Stream) and isinstance(new, pikepdf.Stream)
            if not both or old.read_raw_bytes() != new.read_raw_bytes():
                return False
            return self._same_entries(old, new, skip | {"/Length"}, depth)
        if isinstance(old, pikepdf.Dictionary) and isinstance(new, pikepdf.Dictionary):
            return self._same_entries(old, new, skip, depth)
        if isinstance(old, pikepdf.Array) and isinstance(new, pikepdf.Array):
            return len(old) == len(new) and all(
                self._same(one, other, depth + 1) for one, other in zip(list(old), list(new), strict=True)
            )
        return _same_plain(old, new)

    def _same_entries(self, old: Any, new: Any, skip: frozenset[str], depth: int) -> bool:
        keys, others = set(old.keys()) - skip, set(new.keys()) - skip
        return keys == others and all(self._same(old[key], new[key], depth + 1) for key in keys)


def _same_plain(old: Any, new: Any) -> bool:
    if isinstance(old, pikepdf.Object) and isinstance(new, pikepdf.Object):
        return type(old) is type(new) and bool(old == new)
    numbers = int | float | Decimal
    comparable = type(old) is type(new) or (
        isinstance(old, numbers) and isinstance(new, numbers) and bool not in {type(old), type(new)}
    )
    return comparable and bool(old == new)
