"""What documents and lines of the book are found by, written for those that were there before the column was."""

from typing import Final

from lienthong.kit import filling
from lienthong.records.documents.models import Document, IncomingEntry

FOUND_BY_WORDS: Final[dict[str, type[filling.FoundByWords]]] = {"documents": Document, "entries": IncomingEntry}


def fill_words(*, of: str, at_most: int) -> bool:
    """Write the words of so many, the newest first; is there perhaps more? No act: nothing of the document changes."""
    return filling.fill(FOUND_BY_WORDS[of], at_most=at_most)
