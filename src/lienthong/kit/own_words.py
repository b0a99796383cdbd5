"""Words of one's own: what somebody says beyond the words that set phrases are made of."""

import json
import re
from functools import cache
from pathlib import Path

from lienthong.kit.text import fold, normalise

_SHORTEST = 2
"""A single letter says nothing; a number does."""


def own_words(words: str, phrases: Path) -> set[str]:
    """The different words that no set phrase of the file (a JSON list) holds, with tones as written, or without any."""
    plain = normalise(words).lower()
    said = {word for word in re.findall(r"\w+", plain) if len(word) >= _SHORTEST or word.isdigit()}
    return said - _empty_words(phrases, toned=plain != fold(plain))


@cache
def _empty_words(phrases: Path, *, toned: bool) -> frozenset[str]:
    plain = normalise(" ".join(json.loads(phrases.read_text("utf-8")))).lower()
    return frozenset(re.findall(r"\w+", plain if toned else fold(plain)))
