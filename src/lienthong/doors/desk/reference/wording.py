"""Words typed into a search box, as conditions on text columns.

A word without tones may have any; a word typed with tones must occur with them. Letters of both cases are named one by
one in the pattern, because a database without ICU does not know the small letter of `Ổ`.
"""

import re
from collections.abc import Iterator
from functools import reduce

from django.db.models import Q

from lienthong.kit.text import fold, normalise
from lienthong.records.documents import kinds

MOST_WORDS = 12
"""Further words are ignored: nobody types them, and each costs time."""


def holding(words: str, *, folded: str = "folded", written: tuple[str, ...], kind: str = "") -> Q:
    """Every word occurs in the column `folded`; those with tones also, as typed, in one of the columns `written`.

    With `kind`, the column of the document's kind, the name of a kind may stand for it: `báo cáo` finds every report.
    """
    condition = Q()
    for phrase, codes in phrases(words):
        found = reduce(Q.__and__, (_word(word, folded, written) for word in phrase))
        condition &= found | Q(**{f"{kind}__in": codes}) if kind and codes else found
    return condition


def _word(word: str, folded: str, written: tuple[str, ...]) -> Q:
    found = Q(**{f"{folded}__contains": fold(word)})
    if fold(word) == word:
        return found
    return found & reduce(Q.__or__, (Q(**{f"{column}__regex": either_case(word)}) for column in written))


def phrases(words: str) -> Iterator[tuple[list[str], list[str]]]:
    """The words one by one, with no codes; but the whole name of a kind together, with the codes of that kind."""
    waiting = normalise(words).lower().split()[:MOST_WORDS]
    while waiting:
        codes = {length: _named(waiting[:length]) for length in (3, 2) if len(waiting) >= length}
        length = next((length for length, found in codes.items() if found), 1)
        yield waiting[:length], codes.get(length, [])
        waiting = waiting[length:]


def _named(phrase: list[str]) -> list[str]:
    """Codes of the kinds that are called so, tones ignored where none were typed."""
    names = [(kind.code, kind.vietnamese.lower().split()) for kind in kinds.KINDS]
    return [
        code
        for code, name in names
        if len(name) == len(phrase)
        and all(asked in {said, fold(said)} for asked, said in zip(phrase, name, strict=True))
    ]


def either_case(word: str) -> str:
    """A pattern of the word in capital or small letters: `đổi` → `[đĐ][ổỔ][iI]`."""
    return "".join(f"[{one}{one.upper()}]" if one != one.upper() else re.escape(one) for one in word)


def matches(words: str, text: str) -> bool:
    """The same question asked of a text in memory."""
    said, plain = normalise(text).lower(), fold(text)
    return all(word in (plain if word == fold(word) else said) for word in normalise(words).lower().split())
