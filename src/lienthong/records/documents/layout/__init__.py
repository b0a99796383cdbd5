"""The press of official documents: a `Sheet` in, a `Typeset` (PDF and the places of its fields) out.

Knows no database and no clock.
"""

from lienthong.records.documents.layout.press import LettersMissing, LineTooLong, set_template, typeset
from lienthong.records.documents.layout.sheet import Annex, Box, Sheet, Signer, Typeset, Urgency
from lienthong.records.documents.layout.wording import written_date

__all__ = [
    "Annex",
    "Box",
    "LettersMissing",
    "LineTooLong",
    "Sheet",
    "Signer",
    "Typeset",
    "Urgency",
    "set_template",
    "typeset",
    "written_date",
]
