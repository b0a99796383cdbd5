"""Finding a service in everyday words: without tones, mistyped, by short forms, by synonyms, in English too.

Pure: an index is built once over the services and asked with a text. A service is found by its phrases (its names, what
people call it, each also as others would say it) and by all that is said about it together. A word of the question
counts the more, the fewer services share it.
"""

import heapq
import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from django.utils import translation

from lienthong.work.services.everyday import Everyday, Word, Words, as_word, plain, words
from lienthong.work.services.packages import Package, read_shipped, shipped
from lienthong.work.services.spelling import Spelling, heard, is_one_slip
from lienthong.work.services.states import LifeEvent

MOST_LETTERS = 200
MOST_WORDS = 16
SURE = 0.49
"""From this score on, of 1 at most, a service is offered; below it the honest answer is that nothing was found."""
CLEAR = 0.7
"""With a score like this there is no need to think of slips of the finger in words that exist."""
_CLOSE_TO_BEST = 0.55
"""What fits less than this part of the best is left out."""
_SMALL = 0.12
"""What a word that says little weighs beside others."""
_WHOLE = 0.85
"""What all that is said about a service weighs beside one of its names."""
_OTHER_MARKS = 0.65
_GUESSED = 0.3
"""What is left of a word with other marks than those written: a known one, and one that was guessed."""
_PARTS = (0.72, 0.18, 0.10)
"""What makes a score: the share of the question that fits, the share of the phrase that was asked for, the order."""
_NAMED = 0.55
_LEAST_NAMED = 2
_WHOLLY = 0.95
"""What the whole of a name, of two telling words at least, is worth in the midst of a long question."""
_MOST_LIKELY = 24
"""So many services are looked at closely."""


@lru_cache(maxsize=20_000)
def _writings(*written: str) -> frozenset[str]:
    """The same set for the same writings, so that a large index holds each once."""
    return frozenset(written)


@dataclass(frozen=True)
class Described:
    """A service in words: what it is called, by law and by people, and what else is said about it."""

    names: tuple[str, ...]
    about: tuple[str, ...] = ()

    @classmethod
    def of(cls, package: Package) -> "Described":
        """What a package says about itself, in both languages."""
        said = package.plain["procedure"]
        events = [LifeEvent(each) for each in said.get("life_events", [])]
        labels = [_in(language, event) for event in events for language in ("vi", "en")]
        names = (*said["name"].values(), *said.get("also_called", []))
        return cls(names, (*said["field"].values(), *said.get("summary", {}).values(), *labels))


def _in(language: str, event: LifeEvent) -> str:
    with translation.override(language):
        return event.label


@dataclass(frozen=True)
class Found:
    """A service with how well it fits, from 0 to 1."""

    key: str
    score: float


@dataclass(frozen=True)
class _Phrase:
    """One way to call a service: its words with how each is written; `total` = what they weigh, 0 = does not count."""

    words: Mapping[str, frozenset[str]]
    pairs: frozenset[tuple[str, str]]
    weight: float
    total: float


@dataclass(frozen=True)
class _Asked:
    """A word of the question: does it say little, what may be meant, each with how alike it is, what it weighs."""

    word: Word
    is_small: bool
    meant: Mapping[str, float]
    worth: float

    def marks(self, alike: float, written: frozenset[str]) -> float:
        """How far the marks that were written speak for a word; they say nothing where there are none."""
        if not self.word.is_marked or self.word.written in written:
            return 1.0
        if alike == 1:
            return _OTHER_MARKS
        mine = self.word.written
        return 1.0 if any(heard(mine) == heard(each) or is_one_slip(mine, each) for each in written) else _GUESSED


class Index:
    """Services by their words. It is built once; asking changes nothing."""

    def __init__(self, services: Mapping[str, Described], everyday: Everyday | None = None) -> None:
        self._everyday = everyday or Everyday.shipped()
        named = {key: self._variants(each.names) for key, each in services.items()}
        said = {key: [*named[key], *(words(text) for text in each.about)] for key, each in services.items()}
        self._weights = self._weighed(said)
        self._spelling = Spelling(self._weights)
        self._usual = statistics.median(self._weights.values() or [1.0])
        self._calls = {key: [*self._called(named[key], said[key])] for key in services}
        self._holding = defaultdict[str, list[str]](list)
        for key, (*_names, whole) in self._calls.items():
            for word in whole.words:
                self._holding[word].append(key)

    def _variants(self, names: tuple[str, ...]) -> list[Words]:
        return [*dict.fromkeys(variant for name in names for variant in self._everyday.variants(words(name)))]

    def _weighed(self, said: Mapping[str, list[Words]]) -> dict[str, float]:
        """What each word weighs: much where few services share it, little where it is a small word."""
        shared = Counter(word for texts in said.values() for word in {each.plain for text in texts for each in text})
        share = {word: _SMALL if (word,) in self._everyday.small else 1.0 for word in shared}
        return {word: share[word] * math.log(1 + len(said) / count) for word, count in shared.items()}

    def _called(self, named: list[Words], said: list[Words]) -> Iterator[_Phrase]:
        """Every way to call a service, and last the whole of what is said about it."""
        for phrase in named:
            yield self._phrase([phrase], 1.0, sum(self._weights[word] for word in {*plain(phrase)}))
        yield self._phrase(said, _WHOLE, 0.0)

    def _phrase(self, texts: list[Words], weight: float, total: float) -> _Phrase:
        written = defaultdict[str, set[str]](set)
        for word in (each for text in texts for each in text):
            written[word.plain].add(word.written)
        pairs = frozenset(pair for text in texts for pair in pairwise(plain(text)))
        return _Phrase({word: _writings(*sorted(each)) for word, each in written.items()}, pairs, weight, total)

    def find(self, text: str, most: int = 10) -> list[Found]:
        """The services that fit, best first; none where nothing fits for sure.

        Looks at 200 letters and 16 words at most.
        """
        question = tuple(dict.fromkeys(self._apart(words(text[:MOST_LETTERS])[:MOST_WORDS])))
        scores = self._scores(self._asked(question, exact=True))
        if max(scores.values(), default=0) < CLEAR:
            second = self._scores(self._asked(question, exact=False))
            scores = {key: max(scores.get(key, 0), second.get(key, 0)) for key in scores | second}
        least = max(SURE, max(scores.values(), default=0) * _CLOSE_TO_BEST)
        fit = [Found(key, round(score, 3)) for key, score in scores.items() if score >= least]
        return sorted(fit, key=lambda each: (-each.score, each.key))[:most]

    def _apart(self, question: Words) -> Iterator[Word]:
        """The words of the question; what was written without spaces is taken apart."""
        for word in question:
            known = word.plain in self._weights or (word.plain,) in self._everyday.small
            pieces = [] if known or self._spelling.near(word.plain) else self._spelling.pieces(word.plain)
            yield from (as_word(each) for each in pieces) if pieces else (word,)

    def _asked(self, question: Words, *, exact: bool) -> list[_Asked]:
        """The question, weighed; `exact` = a word that exists is the word that was meant."""
        little = self._everyday.say_little(question)
        return [self._one(word, is_small, exact) for word, is_small in zip(question, little, strict=True)]

    def _one(self, word: Word, is_small: bool, exact: bool) -> _Asked:
        known = word.plain in self._weights
        meant = {word.plain: 1.0} if is_small or (exact and known) else self._spelling.near(word.plain)
        return _Asked(word, is_small, meant, self._worth(word, meant, is_small=is_small))

    def _worth(self, word: Word, meant: Mapping[str, float], *, is_small: bool) -> float:
        """What a word of the question weighs: itself where it is known, no less than usual where it is guessed."""
        if is_small:
            return self._usual * _SMALL
        _alike, likeliest = max(((alike, self._weights[each]) for each, alike in meant.items()), default=(0.0, 0.0))
        return likeliest if word.plain in self._weights else max(likeliest, self._usual)

    def _scores(self, asked: list[_Asked]) -> dict[str, float]:
        """The best score of each service that has a chance."""
        meant = defaultdict[str, list[tuple[int, float]]](list)
        for place, one in enumerate(asked):
            for word, alike in one.meant.items():
                meant[word].append((place, alike))
        telling = {word for one in asked if not one.is_small for word in one.meant}
        return {
            key: max(
                self._score(phrase, asked, self._hits(phrase, asked, meant))
                for phrase in self._calls[key]
                if not telling.isdisjoint(phrase.words)
            )
            for key in self._likely(asked)
        }

    def _hits(
        self, phrase: _Phrase, asked: list[_Asked], meant: Mapping[str, list[tuple[int, float]]]
    ) -> list[tuple[float, str]]:
        """For each word of the question the word of the phrase that fits best, and how well."""
        hits = [(0.0, "")] * len(asked)
        for word in phrase.words.keys() & meant.keys():
            for place, alike in meant[word]:
                fit = (alike * asked[place].marks(alike, phrase.words[word]), word)
                hits[place] = max(hits[place], fit)
        return hits

    def _likely(self, asked: list[_Asked]) -> list[str]:
        """The services worth a look: those in which most of the question is found at all."""
        found = defaultdict[str, float](float)
        for one in (each for each in asked if not each.is_small):
            best: dict[str, float] = {}
            for word, alike in sorted(one.meant.items(), key=lambda each: each[1]):
                best |= dict.fromkeys(self._holding.get(word, ()), alike)
            for key, alike in best.items():
                found[key] += one.worth * alike
        return heapq.nsmallest(_MOST_LIKELY, found, key=lambda key: (-found[key], key))

    def _score(self, phrase: _Phrase, asked: list[_Asked], hits: list[tuple[float, str]]) -> float:
        """How well one phrase fits the question."""
        worth = sum(one.worth for one in asked)
        fits = sum(one.worth * alike for one, (alike, _word) in zip(asked, hits, strict=True)) / worth
        hit = {word: alike for alike, word in sorted(hits) if word}
        meant = sum(self._weights[word] * alike for word, alike in hit.items()) / phrase.total if phrase.total else 0
        pairs = [(one, other) in phrase.pairs for (_a, one), (_b, other) in pairwise(hits)] or [True]
        parts = zip(_PARTS, (1.0, meant, sum(pairs) / len(pairs)), strict=True)
        score = phrase.weight * fits * sum(share * part for share, part in parts)
        telling = {word for one, (_alike, word) in zip(asked, hits, strict=True) if word and not one.is_small}
        is_named = meant >= _WHOLLY and len(telling) >= _LEAST_NAMED
        return _NAMED + (1 - _NAMED) * score if is_named else score


@cache
def shipped_index() -> Index:
    """The index over the packages that come with the product."""
    return Index({name: Described.of(read_shipped(name)) for name in shipped()})
