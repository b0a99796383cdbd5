"""From a `Sheet` to the copy the press sets: plain strings and numbers, every word in its final form.

Source of forms: Decree 30/2020 Annex I (two-digit days, two-digit January and February, `Lưu:` as the last recipient,
`./.` is custom rather than law) and its model documents.
"""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from lienthong.records.documents import content as model
from lienthong.records.documents.content import Article, Content, Heading, Item, Paragraph, Run, Runs, Table
from lienthong.records.documents.layout import columns
from lienthong.records.documents.layout.sheet import Annex, Sheet, Signer, Urgency

_STAMPS: dict[Urgency, dict[str, Any]] = {
    Urgency.URGENT: {"text": "KHẨN", "width": 20},
    Urgency.VERY_URGENT: {"text": "THƯỢNG KHẨN", "width": 40},
    Urgency.EXPRESS: {"text": "HỎA TỐC", "width": 30},
    Urgency.EXPRESS_TIMED: {"text": "HỎA TỐC HẸN GIỜ", "width": 50},
}
"""Words and width in millimetres; all are 8 mm high. The decree gives no size for the timed one."""

_HEAD_LETTERS = 22
"""Capitals that fit one line over the number, at 13 points."""

_BREAKS = re.compile(r"(?<=[-,]) | (?=(?:VÀ|TẠI|TỈNH|THÀNH PHỐ|QUẬN|HUYỆN|XÃ|PHƯỜNG|VIỆT NAM|CHỦ TỊCH|HỒ CHÍ MINH)\b)")
_BREAKS_AFTER = re.compile(r"(?:(?<=^TỔNG CỤC)|(?<=^HỌC VIỆN)|(?<=^VĂN PHÒNG)|(?<=^TRUNG TÂM)|(?<=^CỤC)|(?<=^SỞ)) ")
_CLOSING = "./."
_SUBJECT_WORDS = re.compile(r"^(?:V/v|Về việc|Về)[\s:]+", re.IGNORECASE)
_PART = re.compile(r"^((?:Phần|Chương|Mục|Tiểu mục)(?: thứ)? [^\s.:]+)[.:]? ?(.*)$", re.IGNORECASE)
_WITH_NEXT_CHARACTERS = 900
_ROMAN = (("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1))


def written_date(day: dt.date) -> str:
    """`ngày 05 tháng 02 năm 2026`: days in two digits, of the months only January and February."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)  # noqa: PLR2004
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def roman(number: int) -> str:
    """`4` → `IV`, for the numbers of annexes (up to 39)."""
    numeral = ""
    for letters, value in _ROMAN:
        numeral += letters * (number // value)
        number %= value
    return numeral


def head_lines(name: str) -> list[str]:
    """The name of a body in capitals, on one line or broken where it is read: `BỘ LAO ĐỘNG -`, `THƯƠNG BINH VÀ XÃ HỘI`.

    Where no sensible place gives two lines that fit, one line is returned and the press breaks it evenly.
    """
    words = name.upper()
    if len(words) <= _HEAD_LETTERS:
        return [words]
    for places in (_BREAKS, _BREAKS_AFTER):
        pairs = [(words[: found.start()], words[found.end() :]) for found in places.finditer(words)]
        fitting = [pair for pair in pairs if max(map(len, pair)) <= _HEAD_LETTERS]
        if fitting:
            first, second = min(fitting, key=_unevenness)
            return [first, second]
    return [words]


def _unevenness(pair: tuple[str, str]) -> int:
    return abs(len(pair[0]) - len(pair[1]))


def copy_of(sheet: Sheet) -> dict[str, Any]:
    """Everything the template reads, as JSON values."""
    body, tail = _split_tail(_closed(sheet.content) if sheet.closing_mark else sheet.content)
    return {
        "title": _document_title(sheet),
        "issuer": head_lines(sheet.issuer),
        "author": sheet.issuer,
        "parents": [head_lines(line) for line in sheet.parents],
        "number": sheet.number,
        "symbol": sheet.symbol,
        "place": sheet.place,
        "date": written_date(sheet.date) if sheet.date else "",
        "kind": "" if sheet.kind.is_letter else sheet.kind.title,
        "subject": f"V/v {_SUBJECT_WORDS.sub('', sheet.subject)}" if sheet.kind.is_letter else sheet.subject,
        "salutation": f"{sheet.issuer} điện:" if sheet.kind.is_telegram else "Kính gửi:",
        "addressed": _punctuated(sheet.addressed_to),
        "stamp": _STAMPS.get(sheet.urgency),
        "until": sheet.urgent_until,
        "circulation": sheet.circulation.upper(),
        "body": body,
        "tail": tail,
        "signers": [_signer(signer) for signer in (sheet.signer, sheet.co_signer) if signer],
        "recipients": _recipients(sheet),
        "annexes": [_annex(sheet, annex, place) for place, annex in enumerate(sheet.annexes, 1)],
        "draft": sheet.draft,
        "seal": sheet.seal_mm,
        "qr": sheet.qr,
    }


def _document_title(sheet: Sheet) -> str:
    symbol = f"{sheet.number}/{sheet.symbol}" if sheet.number else sheet.symbol
    return f"{sheet.kind.vietnamese} {symbol}: {sheet.subject}".strip()


def _signer(signer: Signer) -> dict[str, Any]:
    return {
        "lines": [line.upper() for line in (*signer.capacities, *signer.positions)],
        "name": signer.full_name,
    }


def _punctuated(names: Iterable[str]) -> list[str]:
    """One name ends with a full stop; several end with semicolons and the last with a full stop."""
    bare = [name.rstrip(" ;.,") for name in names]
    return [f"{name}{'.' if place == len(bare) else ';'}" for place, name in enumerate(bare, 1)]


def _recipients(sheet: Sheet) -> list[str]:
    filed = (f"Lưu: {sheet.filed}",) if sheet.filed else ()
    return [f"- {line}" for line in _punctuated((*sheet.sent_to, *filed))]


# -- the body ------------------------------------------------------------------------------------------------------
def _closed(content: Content) -> Content:
    """The same content with `./.` after its last word, unless it stands there or the last block is no running text."""
    last = content.blocks[-1] if content.blocks else None
    if not isinstance(last, Paragraph | Article | Item) or model.plain(last.runs).endswith(_CLOSING):
        return content
    words = model.plain(last.runs)
    mark = _CLOSING if not words.endswith(".") else "/."
    return Content((*content.blocks[:-1], _with_runs(last, (*last.runs, Run(mark)))))


def _with_runs(block: Paragraph | Article | Item, runs: Runs) -> Paragraph | Article | Item:
    match block:
        case Article(label=label):
            return Article(label, runs)
        case Item(marker=marker):
            return Item(marker, runs)
        case _:
            return Paragraph(runs)


def _split_tail(content: Content) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The body, and its last words apart: a signature never stands alone on a page."""
    blocks = _blocks(content)
    last = content.blocks[-1] if content.blocks else None
    together = isinstance(last, Paragraph | Article | Item) and len(model.plain(last.runs)) <= _WITH_NEXT_CHARACTERS
    return (blocks[:-1], blocks[-1:]) if together else (blocks, [])


def _blocks(content: Content, *, landscape: bool = False) -> list[dict[str, Any]]:
    return [_block(block, landscape=landscape) for block in content.blocks]


def _block(block: model.Block, *, landscape: bool) -> dict[str, Any]:
    match block:
        case Table():
            return columns.table(block, landscape=landscape)
        case Heading(level=1, runs=runs) if found := _PART.match(model.plain(runs)):
            return {"block": "part", "label": found[1], "title": found[2].upper()}
        case _:
            return model.block_to_json(block)


# -- annexes -------------------------------------------------------------------------------------------------------
def _annex(sheet: Sheet, annex: Annex, place: int) -> dict[str, Any]:
    return {
        "label": f"Phụ lục {roman(place)}" if len(sheet.annexes) > 1 else "Phụ lục",
        "title": annex.title.upper(),
        "reference": f"Kèm theo {sheet.kind.vietnamese} số ",
        "issuer": f" của {sheet.issuer}",
        "landscape": annex.landscape,
        "body": _blocks(annex.content, landscape=annex.landscape),
    }
