"""The press: one typst compiler kept warm, one sheet at a time through it.

The same sheet and instant give the same bytes on every machine: own fonts only, a fixed time of creation, no network,
no packages. Output is PDF/A-2b with structure tags; form fields and signatures are laid into it later.
"""

import json
import threading
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext as _

from lienthong.kit.errors import Invalid
from lienthong.records.documents import content as model
from lienthong.records.documents.layout import fonts
from lienthong.records.documents.layout.sheet import Box, Sheet, Typeset
from lienthong.records.documents.layout.wording import copy_of

TEMPLATE = Path(__file__).with_name("sheet.typ")
_LONGEST_LINE = 1_000
_PAGE = "page"
"""Name of the mark the template leaves once on every page."""

_one_at_a_time = threading.Lock()


class LettersMissing(Invalid):
    """The text holds characters that cannot be printed. Replace them with letters or words."""


class LineTooLong(Invalid):
    """A line around the text is too long to print. Shorten it."""


@cache
def _compiler(template: Path) -> typst.Compiler:
    own = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts.FOLDER)])
    nowhere = template.parent / "packages"
    return typst.Compiler(
        str(template),
        root=str(template.parent),
        font_paths=own,
        package_path=str(nowhere),
        package_cache_path=str(nowhere),
    )


def typeset(sheet: Sheet, *, made_at: datetime) -> Typeset:
    """The sheet as pages. `made_at` is written into the file as its time of creation, to the second.

    Refuses: LettersMissing, LineTooLong, ContentTooLong, TableTooLarge.
    """
    copy = copy_of(sheet)
    _require_printable(sheet)
    return set_template(TEMPLATE, copy, made_at=made_at)


def set_template(template: Path, sheet: dict[str, Any], *, made_at: datetime) -> Typeset:
    """Any template of ours with its words: it reads `sheet` as JSON and marks its fields with `<spot>`, one named
    `page`.

    Refuses: LettersMissing.
    """
    if letters := fonts.missing("".join(_strings(sheet))):
        raise LettersMissing(
            _("Không in được các ký tự: %(letters)s") % {"letters": letters[:50]}, letters=letters[:50]
        )
    words = {"sheet": json.dumps(sheet, ensure_ascii=False)}
    with _one_at_a_time:
        pdf = _compiler(template).compile(
            sys_inputs=words, format="pdf", pdf_standards="a-2b", timestamp=int(made_at.timestamp())
        )
        spots = json.loads(_compiler(template).query("<spot>", field="value"))
    assert isinstance(pdf, bytes)
    return _typeset(pdf, spots)


def _typeset(pdf: bytes, spots: list[dict[str, Any]]) -> Typeset:
    boxes = tuple(Box(**spot) for spot in spots)
    pages = sum(box.name == _PAGE for box in boxes)
    return Typeset(pdf, page_count=pages, boxes=tuple(box for box in boxes if box.name != _PAGE))


def _require_printable(sheet: Sheet) -> None:
    model.require_printable_size(sheet.content)
    for annex in sheet.annexes:
        model.require_printable_size(annex.content)
    for line in _lines(sheet):
        if len(line) > _LONGEST_LINE:
            raise LineTooLong(line=line[:100], longest=_LONGEST_LINE)


def _lines(sheet: Sheet) -> list[str]:
    around = [sheet.issuer, sheet.symbol, sheet.number, sheet.place, sheet.subject, sheet.filed, sheet.circulation]
    signed = [
        line for by in (sheet.signer, sheet.co_signer) if by for line in (*by.capacities, *by.positions, by.full_name)
    ]
    listed = [*sheet.parents, *sheet.addressed_to, *sheet.sent_to, sheet.urgent_until]
    return [*around, *signed, *listed, *(annex.title for annex in sheet.annexes)]


def _strings(value: Any) -> list[str]:
    """Every string of a JSON value, names of keys left out."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [text for part in parts for text in _strings(part)]
