"""Words typed into a search box, as conditions on text columns.

A word without tones may have any; a word typed with tones must occur with them. Letters of both cases are named one by
one in the pattern, because a database without ICU does not know the small letter of `Ổ`.
"""

import re
from functools import reduce

from django.db.models import Q

from lienthong.kit.text import fold, normalise

MOST_WORDS = 12
"""Further words are ignored: nobody types them, and each costs time."""


def holding(words: str, *, folded: str = "folded", written: tuple[str, ...]) -> Q:
    """Every word occurs in the column `folded`; those with tones also, as typed, in one of the columns `written`."""
    condition = Q()
    for word in normalise(words).lower().split()[:MOST_WORDS]:
        condition &= Q(**{f"{folded}__contains": fold(word)})
        if fold(word) != word:
            condition &= reduce(Q.__or__, (Q(**{f"{column}__regex": either_case(word)}) for column in written))
    return condition


def either_case(word: str) -> str:
    """A pattern of the word in capital or small letters: `đổi` → `[đĐ][ổỔ][iI]`."""
    return "".join(f"[{one}{one.upper()}]" if one != one.upper() else re.escape(one) for one in word)


def matches(words: str, text: str) -> bool:
    """The same question asked of a text in memory."""
    said, plain = normalise(text).lower(), fold(text)
    return all(word in (plain if word == fold(word) else said) for word in normalise(words).lower().split())
