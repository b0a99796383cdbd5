"""Nouns of the room, one file each: document, numbers, books, archived forms."""

from lienthong.records.documents.models.archives import ArchivedForm
from lienthong.records.documents.models.books import IncomingEntry
from lienthong.records.documents.models.document import Annex, Comment, Document, Recipient, StateChange, Version
from lienthong.records.documents.models.numbers import Number, NumberSequence

__all__ = [
    "Annex",
    "ArchivedForm",
    "Comment",
    "Document",
    "IncomingEntry",
    "Number",
    "NumberSequence",
    "Recipient",
    "StateChange",
    "Version",
]
