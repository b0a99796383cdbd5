"""Identifiers of bodies on the wire, in both styles that coexist, and the identifier of a document.

No conversion is made here: only the directory knows which code is which below the first level.
"""

import re
from datetime import date
from functools import lru_cache

NEW_STYLE = re.compile(r"[A-Y][0-9]{2}(\.[0-9A-Z]+)*")
"""Decision 20/2020/QĐ-TTg: `G12.18`, first level first, at most 35 characters."""

LEGACY_STYLE = re.compile(r"[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Y][0-9]{2}")
"""QCVN 102:2016: `000.00.18.G12`, first level last."""

LONGEST = 35
_LONGEST_NAME = 255
_PATH_OR_CONTROL = re.compile("[/\\\\\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_DOCUMENT_ID = re.compile(r"[^,\s]+,[0-9]{4}(/[0-9]{2}/[0-9]{2})?,[^,]+")


@lru_cache(maxsize=4096)
def is_identifier(text: str) -> bool:
    """Is this an identifier of a body, in either style?"""
    return len(text) <= LONGEST and bool(NEW_STYLE.fullmatch(text) or LEGACY_STYLE.fullmatch(text))


def is_document_id(text: str) -> bool:
    """Has the text the usual form `000.00.00.G22,2015/09/30,7816/VPCP-TTĐT`?"""
    return bool(_DOCUMENT_ID.fullmatch(text))


def is_file_name(text: str) -> bool:
    """Is this the name of a file and nothing more: no folder, drive, control or direction marks? "" is allowed."""
    return (
        not _PATH_OR_CONTROL.search(text)
        and text not in (".", "..")
        and text[1:2] != ":"
        and len(text) <= _LONGEST_NAME
    )


def document_id(*, organ: str, issued_on: date, number: str, notation: str) -> str:
    """The usual identifier of a document: body, date of issue, number and notation."""
    return f"{organ},{issued_on:%Y/%m/%d},{number}/{notation}"
