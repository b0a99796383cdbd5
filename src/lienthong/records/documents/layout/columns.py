"""How wide each column of a table is: short ones as wide as their words, the rest share what is left."""

import re
from typing import Any

from lienthong.records.documents.content import Align, Table, block_to_json, plain

_PORTRAIT, _LANDSCAPE = 165, 242
"""Width of the text on the page in millimetres."""

_SHORT = 12
_LONGEST_WEIGHT = 60
_NUMBER = re.compile(r"^[-+(]?\d[\d.,\s]*[%)]?$")
_SIZES = ((6, 13.0), (9, 12.0), (12, 11.0), (99, 10.0))
"""Up to so many columns: so many points."""

_LETTER_MM = 0.19
"""Mean width of a letter, in millimetres per point of its size."""

_BORDER_MM = 3.2
_LONG_CELL = 800
"""A row with more letters in one cell may be broken over two pages."""


def table(block: Table, *, landscape: bool) -> dict[str, Any]:
    """The table as the template reads it: cells, size of type, width and alignment of each column."""
    size = next(size for most, size in _SIZES if len(block.aligns) <= most)
    columns = [[plain(row[column]) for row in block.rows] for column in range(len(block.aligns))]
    widths = _widths(
        columns, header=block.header, letter=size * _LETTER_MM, room=_LANDSCAPE if landscape else _PORTRAIT
    )
    return {
        "block": "table",
        "header": block.header,
        "rows": block_to_json(block)["rows"],
        "size": size,
        "long": max(len(cell) for column in columns for cell in column) > _LONG_CELL,
        "columns": [
            width | {"align": (align if align is not Align.AUTO else _natural(column[block.header :])).value}
            for width, align, column in zip(widths, block.aligns, columns, strict=True)
        ],
    }


def _widths(columns: list[list[str]], *, header: bool, letter: float, room: float) -> list[dict[str, Any]]:
    """A fixed width in millimetres for short columns, a share of the rest for long ones, shares for all if crowded."""
    needs = [_need(column, header=header) for column in columns]
    widths = [{"fixed": need <= _SHORT, "width": need * letter + _BORDER_MM} for need in needs]
    kept = sum(width["width"] for width in widths if width["fixed"])
    if kept > room / 2 or all(width["fixed"] for width in widths):
        return [width | {"fixed": False} for width in widths]
    return widths


def _need(column: list[str], *, header: bool) -> int:
    """Letters the column wants: its longest cell; a header may take two or three lines, but breaks no word."""
    longest = max((len(cell) for cell in column[header:]), default=0)
    word = max((len(word) for cell in column for word in cell.split()), default=0)
    title = min(len(column[0]) // 2, _SHORT - 3) if header else 0
    return min(max(longest, word, title, 3), _LONGEST_WEIGHT)


def _natural(column: list[str]) -> Align:
    """Numbers to the right, except running numbers, which stand in the middle; words to the left."""
    filled = [cell for cell in column if cell]
    if not filled or not all(_NUMBER.match(cell) for cell in filled):
        return Align.LEFT
    counted = [str(step) for step in range(1, len(filled) + 1)]
    return Align.CENTER if [cell.rstrip(".") for cell in filled] == counted else Align.RIGHT
