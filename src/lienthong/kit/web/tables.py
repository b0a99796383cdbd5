"""Tables as files for spreadsheets: CSV streamed line by line, XLSX written through a temporary file.

Cells that a spreadsheet would run as a formula are made text: in CSV by a leading apostrophe, in XLSX by their type.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from tempfile import TemporaryFile

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import IllegalCharacterError

from lienthong.kit.text import safe_file_name

Cell = str | int | date | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel reads UTF-8 as something else and spoils every tone."""
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NARROW, _WIDE, _LONG = 14, 48, 24
_HEADER_ROW = 1


def harmless(cell: Cell) -> str:
    """The cell as text that no spreadsheet computes; days as dd/mm/yyyy."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and text.lstrip(" ").startswith(_STARTS_A_FORMULA) else text


class _Line:
    """The file that `csv` writes into: it gives each line straight back."""

    def write(self, text: str) -> str:
        return text


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The lines of a CSV file, byte order mark first."""
    writer = csv.writer(_Line())
    yield _BYTE_ORDER_MARK + writer.writerow([harmless(column) for column in columns])
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])


def as_csv(title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponseBase:
    """A download that begins with the first line and never holds the table."""
    response = StreamingHttpResponse(csv_lines(columns, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = _saved_as(title, "csv")
    return response


def _saved_as(title: str, extension: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(as_attachment=True, filename=safe_file_name(f"{title}.{extension}")) or ""


def as_xlsx(title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponseBase:
    """An Excel workbook with one sheet, head fixed and filterable, days as days."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = f"A{_HEADER_ROW + 1}"
    for place, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _width(column)
    sheet.append([_head(sheet, column) for column in columns])
    for row in rows:
        sheet.append([_cell(sheet, cell) for cell in row])
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    book.save(file)
    file.seek(0)
    response = FileResponse(file, content_type=XLSX)
    response.headers["Content-Disposition"] = _saved_as(title, "xlsx")
    return response


def _width(column: str) -> int:
    return _WIDE if len(column) > _LONG else max(_NARROW, len(column))


def _head(sheet: object, words: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, words)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _cell(sheet: object, value: Cell) -> WriteOnlyCell:
    try:
        cell = WriteOnlyCell(sheet, None if value == "" else value)
    except IllegalCharacterError:
        cell = WriteOnlyCell(sheet, "".join(letter for letter in str(value) if letter.isprintable()))
    if value and isinstance(value, str):
        cell.data_type = "s"
    if isinstance(value, date):
        cell.number_format = "DD/MM/YYYY"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
