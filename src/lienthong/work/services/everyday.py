"""Everyday words: how a text is taken apart, what people say for what, and which words say little."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from lienthong.kit.text import fold, normalise
from lienthong.work.services import reading
from lienthong.work.services.spelling import one_writing

_LIST = Path(__file__).parent / "data" / "everyday_words.yaml"
_LONGEST_SMALL = 4


@dataclass(frozen=True)
class Word:
    """A word as it was written, in small letters, and without its marks."""

    written: str
    plain: str

    @property
    def is_marked(self) -> bool:
        """Was it written with tones or shapes?"""
        return self.written != self.plain


Words = tuple[Word, ...]


def words(text: str) -> Words:
    """The words of a text: `Đổi bằng lái xe?` → `doi`, `bang`, `lai`, `xe`."""
    found = re.findall(r"[^\W_]+", re.sub("['’]", "", normalise(text).lower()))
    return tuple(word for each in found if (word := as_word(each)).plain)


@lru_cache(maxsize=20_000)
def as_word(written: str) -> Word:
    """One word, in small letters already."""
    written = one_writing(written)
    return Word(written, re.sub("[^a-z0-9]", "", fold(written)))


def plain(text: Words) -> tuple[str, ...]:
    """The words without their marks."""
    return tuple(each.plain for each in text)


@dataclass(frozen=True)
class Everyday:
    """What people say for what: groups of phrases that mean the same, and words that say little.

    `small` without marks stands for both ways of writing; what is in `small_as_written` is small with its marks only.
    """

    same: tuple[tuple[Words, ...], ...]
    small: frozenset[tuple[str, ...]]
    small_as_written: frozenset[tuple[str, ...]]

    @classmethod
    def shipped(cls) -> "Everyday":
        """The list that comes with the product."""
        node = reading.read(_LIST.read_bytes(), _LIST.name, [])
        assert node is not None
        lists: Any = node.plain()
        listed = {name: [[words(str(each)) for each in group] for group in lists[name]] for name in lists}
        small = frozenset(plain(each) for group in listed["small"] for each in group)
        written = frozenset(
            tuple(word.written for word in each) for group in listed["small_as_written"] for each in group
        )
        return cls(tuple(tuple(group) for group in listed["same"]), small, written)

    @cached_property
    def _groups(self) -> Mapping[Word, list[tuple[int, Words]]]:
        """By their first word: the phrases of all groups, each with the number of its group."""
        groups = defaultdict[Word, list[tuple[int, Words]]](list)
        for number, group in enumerate(self.same):
            for each in group:
                groups[each[0]].append((number, each))
        return groups

    def variants(self, phrase: Words) -> Iterator[Words]:
        """The phrase, and what it becomes when one part of it is said otherwise: the longest that a group has."""
        yield phrase
        longest: dict[int, tuple[int, int]] = {}
        for at, first in enumerate(phrase):
            for number, said in self._groups.get(first, ()):
                if phrase[at : at + len(said)] == said:
                    longest[number] = max(longest.get(number, (0, 0)), (len(said), at))
        for number, (length, at) in longest.items():
            said = phrase[at : at + length]
            yield from (phrase[:at] + other + phrase[at + length :] for other in self.same[number] if other != said)

    def say_little(self, text: Words) -> list[bool]:
        """Which words of a text belong to a small word or phrase."""
        little = [False] * len(text)
        for begin in range(len(text)):
            for end in range(begin + 1, min(begin + _LONGEST_SMALL, len(text)) + 1):
                part = text[begin:end]
                if plain(part) in self.small or tuple(each.written for each in part) in self.small_as_written:
                    little[begin:end] = [True] * (end - begin)
        return little
