"""Words typed into a search box, as a condition on a column of words (`kit.search`)."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db.models import Q

from lienthong.kit import search
from lienthong.kit.text import fold
from lienthong.records.documents import kinds


class Phrase(NamedTuple):
    """Words asked for together: as typed, the kinds of document they name, and whether the last may go on."""

    words: list[str]
    kinds: list[str]
    goes_on: bool = False

    @property
    def asked(self) -> list[search.Asked]:
        """The words alone."""
        return search.asked(" ".join(self.words) + ("" if self.goes_on else " "))

    def __str__(self) -> str:
        """All of the words, or the mark of a kind; nothing of which nothing can be looked up."""
        said = search.question(self.asked)
        marks = [str(search.Asked(search.mark(code))) for code in self.kinds]
        return f"({' | '.join([said, *marks])})" if marks else said


def holding(words: str, *, column: str = "words") -> Q:
    """Every word occurs; the name of a kind may stand for it: `báo cáo` finds every report.

    Words of which nothing can be looked up (`***`) find nothing.
    """
    return all_of(phrases(words), column=column)


def all_of(asked: Iterable[Phrase], *, column: str = "words") -> Q:
    """The condition that all of these are held."""
    return Q(**{f"{column}__hold": search.question(filter(None, map(str, asked)))})


def phrases(words: str) -> Iterator[Phrase]:
    """The words one by one, with no kinds; but the name of a kind together, whole or begun by the last word."""
    waiting = search.chunks_of(words)
    while waiting:
        goes_on = search.is_unfinished(words)
        named = {length: _named(waiting[:length], goes_on=goes_on and length == len(waiting)) for length in (3, 2)}
        length = next((length for length, found in named.items() if found and length <= len(waiting)), 1)
        yield Phrase(waiting[:length], named.get(length, []), goes_on and length == len(waiting))
        waiting = waiting[length:]


def _named(phrase: list[str], *, goes_on: bool) -> list[str]:
    """Codes of the kinds that are called so, tones ignored where none were typed."""
    names = [(kind.code, kind.vietnamese.lower().split()) for kind in kinds.KINDS]
    return [code for code, name in names if len(name) == len(phrase) and _calls(phrase, name, goes_on=goes_on)]


def _calls(phrase: list[str], name: list[str], *, goes_on: bool) -> bool:
    *before, last = zip(phrase, name, strict=True)
    ends = _begins(*last) if goes_on and search.may_go_on(last[0]) else _is(*last)
    return ends and all(_is(*each) for each in before)


def _is(typed: str, said: str) -> bool:
    return typed in {said, fold(said)}


def _begins(typed: str, said: str) -> bool:
    return said.startswith(typed) or fold(said).startswith(typed)
