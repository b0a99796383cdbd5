"""Words typed into a search box, as a condition on a column of words (`kit.search`)."""

from collections.abc import Iterator

from django.db.models import Q

from lienthong.kit import search
from lienthong.kit.text import fold, normalise
from lienthong.records.documents import kinds


def holding(words: str, *, column: str = "words") -> Q:
    """Every word occurs; the name of a kind may stand for it: `báo cáo` finds every report.

    Words of which nothing can be looked up (`***`) find nothing.
    """
    terms = [_term(phrase, codes) for phrase, codes in phrases(words)]
    return Q(**{f"{column}__hold": search.question(filter(None, terms))})


def _term(phrase: list[str], codes: list[str]) -> str:
    said = search.question(search.asked(" ".join(phrase)))
    if not codes:
        return said
    return f"({' | '.join([said, *(str(search.Asked(search.mark(code))) for code in codes)])})"


def phrases(words: str) -> Iterator[tuple[list[str], list[str]]]:
    """The words one by one, with no codes; but the whole name of a kind together, with the codes of that kind."""
    waiting = normalise(words).lower().split()[: search.MOST_WORDS]
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
