"""How Vietnamese is really typed: without tones, with leftovers of Telex and VNI, as heard, with a slip of the finger.

All words here are folded already (`kit.text.fold`): small ASCII letters and digits.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

AS_HEARD = 0.8
ONE_SLIP = 0.7
ONE_SLIP_IN_A_SHORT_WORD = 0.55
"""How far a word is taken for another: spelled as it sounds, or with one letter missing, added, wrong or swapped."""
_SHORT = 4
_LEAST_SLIPPED = 3
_LEAST_RUN_TOGETHER = 4
_MOST_LETTERS = 24
_MOST_ALIKE = 3
_ONE_WRITING = (
    re.compile(r"^(h|k|l|m|s|t|qu)([yýỳỷỹỵ])$"),
    str.maketrans("yýỳỷỹỵ", "iíìỉĩị"),
)
_HEARD = (
    (re.compile("^tr"), "ch"),
    (re.compile("^x"), "s"),
    (re.compile("^(gi(?=[aeouy])|r)"), "d"),
    (re.compile("^ngh"), "ng"),
    (re.compile("^gh"), "g"),
    (re.compile("^k(?!h)"), "c"),
    (re.compile("^l"), "n"),
    (re.compile("y"), "i"),
    (re.compile("ng$"), "n"),
)


def one_writing(word: str) -> str:
    """`ký` and `kí`, `lý` and `lí`, `quý` and `quí` are one word, kept with i. Small letters, with marks."""
    alone, with_i = _ONE_WRITING
    return word.translate(with_i) if alone.match(word) else word


def is_no_word(word: str) -> bool:
    """Longer than any word, or one letter held down: nobody can tell what was meant."""
    return len(word) > _MOST_LETTERS or re.search(f"(.)\\1{{{_MOST_ALIKE},}}", word) is not None


def typed(word: str) -> str:
    """What was meant by raw Telex or VNI keys, and without doubled letters: `ddooir`, `d9o6i3`, `doii` → `doi`."""
    word = re.sub("(?<=[a-z])[0-9]+", "", word)
    word = re.sub("[fj]", "", word)
    word = re.sub("^w", "u", re.sub("(?<=[aou])w", "", word))
    word = re.sub("(?<=[aeiouymncgthp])[srx]+$", "", word)
    word = re.sub("(?<=[aeiouy])[srx](?=[aeiouymncgthp])", "", word)
    word = re.sub("([aeo])([a-z]{1,2})\\1$", "\\1\\2", word)
    return re.sub("(.)\\1+", "\\1", word)


def heard(word: str) -> str:
    """One writing for what sounds alike somewhere in the country: `xinh`, `sinh`; `ki`, `ky`; `chung`, `trung`."""
    for sound, written in _HEARD:
        word = sound.sub(written, word)
    return word


def shortened(word: str) -> set[str]:
    """The word, and the word without each of its letters."""
    return {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}


def is_one_slip(left: str, right: str) -> bool:
    """Does one letter missing, added, wrong or two neighbours swapped make one out of the other?"""
    if abs(len(left) - len(right)) == 1:
        return min(left, right, key=len) in shortened(max(left, right, key=len))
    if len(left) != len(right):
        return False
    wrong = [at for at in range(len(left)) if left[at] != right[at]]
    if len(wrong) <= 1:
        return True
    at = wrong[0]
    return left[:at] + left[at + 1] + left[at] + left[at + 2 :] == right


class Spelling:
    """The words of a vocabulary, found by whatever may have been typed for them."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._words = frozenset(vocabulary)
        self._heard = defaultdict[str, set[str]](set)
        self._shortened = defaultdict[str, set[str]](set)
        for word in self._words:
            self._heard[heard(typed(word))].add(word)
            if len(word) >= _LEAST_SLIPPED:
                for part in shortened(word):
                    self._shortened[part].add(word)

    def near(self, word: str) -> dict[str, float]:
        """The words that may be meant, each with how alike it is: 1 the same, 0 nothing in common."""
        if is_no_word(word):
            return {}
        found = {each: self._slip(each) for form in (word, typed(word)) for each in self._slipped(form)}
        return found | dict.fromkeys(self._heard.get(heard(typed(word)), ()), AS_HEARD) | self._same(word)

    def _same(self, word: str) -> dict[str, float]:
        return {word: 1.0} if word in self._words else {}

    def _slip(self, meant: str) -> float:
        return ONE_SLIP_IN_A_SHORT_WORD if len(meant) <= _SHORT else ONE_SLIP

    def _slipped(self, word: str) -> set[str]:
        if len(word) < _LEAST_SLIPPED:
            return set()
        maybe = {each for part in shortened(word) for each in self._shortened.get(part, ())}
        return {each for each in maybe if is_one_slip(word, each)}

    def pieces(self, word: str) -> list[str]:
        """The fewest known words that stand in it without spaces (`banglaixe`); none when there is no such reading."""
        if not _LEAST_RUN_TOGETHER <= len(word) <= _MOST_LETTERS:
            return []
        best: list[list[str] | None] = [[]] + [None] * len(word)
        for end in range(2, len(word) + 1):
            ways = [
                [*before, word[begin:end]]
                for begin in range(end - 1)
                if (before := best[begin]) is not None and word[begin:end] in self._words
            ]
            best[end] = min(ways, key=len, default=None)
        return best[-1] or []
