"""Search by words: what is stored beside a text, and what a question asks of it.

A word is a whole syllable, number or code, in any case. Typed without tones it may have any; typed with tones it must
have them, wherever their mark is put (`hoà` is `hòa`). The last word may be unfinished (`khai si`): nobody has typed a
space after it. What is written together (`123/QĐ-BTC`) is found whole, by its parts, and by a beginning of two parts or
more (`123/Q`). PostgreSQL sees finished words (`tsvector` without positions): it needs neither a dictionary nor ICU,
and one index answers words with and without tones alike.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import models
from psycopg import adapters
from psycopg.adapt import Dumper
from psycopg.pq import Format
from psycopg.types import TypeInfo

from lienthong.kit.text import fold, normalise

MOST_WORDS = 12
"""Further words of a question are ignored: nobody types them, and each costs time."""
LEAST_BEGUN = 2
"""Letters an unfinished word must have to stand for what begins so: one letter begins a twentieth of all words."""
_TOGETHER = 4
"""So many parts written together are found as one."""
_LONGEST = 60
"""Letters of a part that count."""
_PARTS = re.compile(r"[^\W_]+")
_TONES = re.compile("[\u0300\u0309\u0303\u0301\u0323]")
_TSVECTOR, _TSVECTOR_ARRAY = 3614, 3643
"""What PostgreSQL calls these types among themselves, the same in every installation."""


class Asked(NamedTuple):
    """One word that must occur; with `is_begun`, or one that begins so."""

    word: str
    is_begun: bool = False

    def __str__(self) -> str:
        return f"'{self.word}':*" if self.is_begun else f"'{self.word}'"

    def occurs(self, words: Iterable[str]) -> bool:
        """The same question, asked of words in memory."""
        return any(word.startswith(self.word) if self.is_begun else word == self.word for word in words)


def words_of(text: str) -> set[str]:
    """Every word under which a text is found: without tones and, where it has some, with them."""
    found: set[str] = set()
    for chunk in normalise(text).lower().split():
        found |= _words_of_syllable(chunk) if len(chunk) <= _LONGEST else _words_of_chunk(chunk)
    return found


def _words_of_chunk(chunk: str) -> frozenset[str]:
    """Those of what stands between two spaces."""
    parts, found = _parts(chunk), set()
    for first in range(len(parts)):
        for last in range(first + 1, min(first + _TOGETHER, len(parts)) + 1):
            found |= {_plain(parts[first:last]), _toned(parts[first:last])}
    return frozenset(found)


_words_of_syllable = lru_cache(8192)(_words_of_chunk)
"""Most of what stands between two spaces is a syllable, and comes again and again."""


def vector(text: str, *, marks: Iterable[str] = (), marked: str = "") -> str:
    """What is stored beside a text (a literal of `tsvector`), its words in order.

    `marks` are further words nobody can type (`mark`); the words of `marked` are stored once more under a mark.
    """
    found = words_of(text) | {mark(word) for word in marks} | {mark(word) for word in words_of(marked)}
    return "'" + "' '".join(sorted(found)) + "'" if found else ""


def mark(word: str) -> str:
    """A word that no typed word is: no typed word begins with a sign."""
    return f"={word}"


def asked(words: str, *, marked: bool = False) -> list[Asked]:
    """What is asked by words typed into a box; with `marked`, of the words under a mark. Signs alone ask nothing.

    The last word may be unfinished; a space or a sign after it says that it is not.
    """
    chunks = chunks_of(words)
    last = len(chunks) - 1 if is_unfinished(words) else None
    found = [each for at, chunk in enumerate(chunks) for each in _asked(_parts(chunk), unfinished=at == last)]
    return [each._replace(word=mark(each.word)) for each in found] if marked else found


def chunks_of(words: str) -> list[str]:
    """What is typed between spaces, in small letters, as much of it as counts."""
    return normalise(words).lower().split()[:MOST_WORDS]


def is_unfinished(words: str) -> bool:
    """May the last of these words go on? It ends in a letter, and it is among those that count."""
    typed = unicodedata.normalize("NFC", words)
    return typed[-1:].isalpha() and len(typed.split()) <= MOST_WORDS


def question(terms: Iterable[object]) -> str:
    """All of these terms, as PostgreSQL asks (a literal of `tsquery`); of none of them nothing is found."""
    return " & ".join(str(term) for term in terms)


def holds(text: str, words: str) -> bool:
    """The question of a search box, asked of a text in memory; no words ask nothing."""
    found = words_of(text)
    return all(each.occurs(found) for each in asked(words))


def _asked(parts: Sequence[str], *, unfinished: bool) -> Iterator[Asked]:
    for first in range(0, len(parts), _TOGETHER):
        together = parts[first : first + _TOGETHER]
        plain, toned = _plain(together), _toned(together)
        goes_on = unfinished and first + _TOGETHER >= len(parts) and may_go_on(together[0])
        yield Asked(toned if toned != plain else plain, is_begun=len(together) > 1 or goes_on)


def may_go_on(part: str) -> bool:
    """Is it the beginning of a syllable? Numbers and codes with digits are typed whole."""
    return len(part) >= LEAST_BEGUN and part.isalpha()


def _parts(chunk: str) -> list[str]:
    return [part[:_LONGEST] for part in _PARTS.findall(chunk)]


def _plain(parts: Sequence[str]) -> str:
    return "/".join(map(_without_tones, parts))


def _toned(parts: Sequence[str]) -> str:
    return "/".join(map(_with_tone_first, parts))


_without_tones = lru_cache(4096)(fold)


@lru_cache(4096)
def _with_tone_first(part: str) -> str:
    """The mark of the tone, and after it the letters with their shapes.

    The mark is written on either of two vowels, so it stands apart; and before them, so that `đấ` begins `đất`, and
    `đâ`, which has another tone, does not.
    """
    letters = unicodedata.normalize("NFD", part)
    return "".join(_TONES.findall(letters)) + unicodedata.normalize("NFC", _TONES.sub("", letters))


# -- the column
class WordsField(models.TextField):  # type: ignore[type-arg]
    """A column of words for search, as `vector` writes them; `words__hold=question(…)` asks it."""

    def db_type(self, connection: Any) -> str:
        """PostgreSQL's type."""
        return "tsvector"


@WordsField.register_lookup
class Hold(models.Lookup):
    """Does the column hold what is asked? A GIN index answers it."""

    lookup_name = "hold"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """PostgreSQL's own operator."""
        column, values = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", (*values, self.rhs)


@WordsField.register_lookup
class Read(Hold):
    """The same, asked of each row that is read: a function no index serves, and of which nothing is guessed."""

    lookup_name = "read"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """What stands behind PostgreSQL's operator."""
        column, values = self.process_lhs(compiler, connection)
        return f"ts_match_vq({column}, %s::tsquery)", (*values, self.rhs)


@WordsField.register_lookup
class Missing(models.Lookup):
    """Has it no words? It stands so in the statement, for an index of only those rows."""

    lookup_name = "missing"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The empty vector."""
        column, values = self.process_lhs(compiler, connection)
        return f"{column} {'=' if self.rhs else '<>'} ''::tsvector", tuple(values)


def row_by_row(condition: models.Q) -> models.Q:
    """The same condition, its words not looked up in an index but read in each row."""
    return models.Q.create(list(map(_read, condition.children)), condition.connector, negated=condition.negated)


def _read(part: Any) -> Any:
    if isinstance(part, models.Q):
        return row_by_row(part)
    if isinstance(part, tuple) and part[0].endswith("__hold"):
        return part[0].removesuffix("hold") + "read", part[1]
    return part


class _WordsDumper(Dumper):
    """Words for a binary COPY: how many, then each with an end and no positions. Source: `tsvectorsend`."""

    oid = _TSVECTOR
    format = Format.BINARY

    def dump(self, obj: str) -> bytes:
        """Of what `vector` gave."""
        words = obj[1:-1].split("' '") if obj else []
        return len(words).to_bytes(4, "big") + b"".join(word.encode() + bytes(3) for word in words)


adapters.types.add(TypeInfo("tsvector", _TSVECTOR, _TSVECTOR_ARRAY))
adapters.register_dumper(WordsField, _WordsDumper)
