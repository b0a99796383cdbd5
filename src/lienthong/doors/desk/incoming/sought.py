"""Words typed over the inbox: they occur in number, symbol or subject, or in the name of the sender."""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache, reduce
from uuid import UUID

from django.db.models import Q

from lienthong.doors.desk.reference.wording import Phrase, all_of, phrases
from lienthong.ground.organisations.models import Body
from lienthong.kit import search
from lienthong.kit.text import fold

_COLUMN = "message__document__words"
_words_of_a_name = lru_cache(4096)(search.words_of)


def ways(words: str) -> list[Q] | None:
    """The ways in which a delivery may hold all of these words, each a condition; None when nothing is asked.

    One way is that the document holds them. Of a sender whose name holds some of them, the document has to hold only
    the others.
    """
    if not words.strip():
        return None
    asked = [phrase for phrase in phrases(words) if phrase.asked]
    found = [all_of(asked, column=_COLUMN)]
    for said, senders in _senders(asked).items():
        others = [phrase for place, phrase in enumerate(asked) if place not in said]
        by_them = Q(message__sender__in=senders)
        found.append(by_them & all_of(others, column=_COLUMN) if others else by_them)
    return found


def _senders(asked: Sequence[Phrase]) -> dict[frozenset[int], list[UUID]]:
    """Bodies whose names hold some of the phrases, by the places of those they hold; one query."""
    found = defaultdict(list)
    names = [_may_name(each.word) for phrase in asked for each in phrase.asked]
    if names:
        for body, name in Body.objects.filter(reduce(Q.__or__, names)).values_list("pk", "lowered"):
            said = frozenset(place for place, phrase in enumerate(asked) if _names(phrase, name))
            if said:
                found[said].append(body)
    return found


def _may_name(word: str) -> Q:
    """Wider than what is asked, and asked by the database."""
    return Q(folded__contains=fold(word.partition("/")[0]))


def _names(phrase: Phrase, name: str) -> bool:
    words = _words_of_a_name(name)
    return all(each.occurs(words) for each in phrase.asked)
