"""The body of a document as a small tree that can hold nothing dangerous: text with bold and italic, and seven blocks.

A clerk types it as plain text (`markup.py`), the press sets it (`layout/`), the database keeps it as JSON. There is no
raw block, no link, no image and no expression: whatever a string holds, it is only ever printed.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from lienthong.kit.errors import Invalid, TooLarge

MOST_CHARACTERS = 300_000
MOST_BLOCKS = 5_000
MOST_COLUMNS = 16
MOST_ROWS = 2_000


class ContentTooLong(TooLarge):
    """The text is too long for one document. Move a part of it into an attached file."""


class TableTooLarge(TooLarge):
    """The table is too large to print. Attach it as a file, or split it."""


class ContentNotReadable(Invalid):
    """This is not the content of a document. Send it in the published form."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """A line of legal basis: `Căn cứ Luật Tổ chức Chính phủ ngày …;` (set in italics)."""

    runs: Runs


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1: Phần, Chương, Mục or a word alone on its line (`QUYẾT ĐỊNH:`); 2: `I.` or a titled Điều; 3: below."""

    level: int
    runs: Runs


@dataclass(frozen=True, slots=True)
class Article:
    """A provision that starts on its own label, `Điều 1.`, and goes on in the same line."""

    label: str
    runs: Runs


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    runs: Runs


@dataclass(frozen=True, slots=True)
class Item:
    """A khoản `1.`, a điểm `a)` or a dash. The marker is kept as typed, because others will cite it."""

    marker: str
    runs: Runs


class Align(StrEnum):
    """How a column stands; `AUTO` leaves it to the press (numbers to the right, words to the left)."""

    AUTO = ""
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of equal length; with `header` the first row is repeated on every page."""

    rows: tuple[tuple[Runs, ...], ...]
    header: bool
    aligns: tuple[Align, ...]


Block = Basis | Heading | Article | Paragraph | Item | Table


@dataclass(frozen=True, slots=True)
class Content:
    """The whole body, in order."""

    blocks: tuple[Block, ...] = ()

    def plain_text(self) -> str:
        """Its words, one block a line, cells parted by tabs: for search and for the short content of edXML."""
        return "\n".join(_words(block) for block in self.blocks)


def plain(runs: Runs) -> str:
    """The words of some runs, without their style."""
    return "".join(run.text for run in runs)


def _words(block: Block) -> str:
    match block:
        case Table(rows=rows):
            return "\n".join("\t".join(plain(cell) for cell in row) for row in rows)
        case Article(label=mark, runs=runs) | Item(marker=mark, runs=runs):
            return f"{mark} {plain(runs)}".strip()
        case _:
            return plain(block.runs)


# -- what may stand in a line --------------------------------------------------------------------------------------
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


def clean(line: str) -> str:
    """NFC without control, direction, private or unassigned characters; white space becomes one space, ends trimmed."""
    seen = (character if _may_stand(character) else " " if character in "\t\x0b\x0c" else "" for character in line)
    return " ".join(unicodedata.normalize("NFC", "".join(seen)).split())


def _may_stand(character: str) -> bool:
    return unicodedata.category(character) not in _UNSEEN


def runs_of(letters: Iterable[tuple[str, bool, bool]]) -> Runs:
    """Runs of (character, bold, italic); a space is bold or italic only when both its neighbours are."""
    line = list(letters)
    styled: list[tuple[str, bool, bool]] = []
    for position, (character, bold, italic) in enumerate(line):
        if character == " ":
            around = line[max(position - 1, 0)], line[min(position + 1, len(line) - 1)]
            bold, italic = all(near[1] for near in around), all(near[2] for near in around)  # noqa: PLW2901
        styled.append((character, bold, italic))
    return tuple(_grouped(styled))


def _grouped(letters: Iterable[tuple[str, bool, bool]]) -> Iterator[Run]:
    run = Run("")
    for character, bold, italic in letters:
        if run.text and (run.bold, run.italic) != (bold, italic):
            yield run
            run = Run("")
        run = Run(run.text + character, bold, italic)
    if run.text:
        yield run


# -- limits --------------------------------------------------------------------------------------------------------
def require_printable_size(content: Content) -> None:
    """Refuses: ContentTooLong, TableTooLarge."""
    if len(content.blocks) > MOST_BLOCKS or len(content.plain_text()) > MOST_CHARACTERS:
        raise too_long()
    for block in content.blocks:
        if isinstance(block, Table) and (len(block.rows) > MOST_ROWS or len(block.aligns) > MOST_COLUMNS):
            raise TableTooLarge(
                _("Bảng có tối đa %(rows)d dòng và %(columns)d cột. Hãy tách bảng hoặc đính kèm thành tệp.")
                % {"rows": MOST_ROWS, "columns": MOST_COLUMNS}
            )


def too_long() -> ContentTooLong:
    """The refusal of a text over the limits, in the words of the reader."""
    return ContentTooLong(
        _("Nội dung dài quá %(characters)d ký tự hoặc %(blocks)d đoạn. Hãy chuyển một phần thành tệp kèm theo.")
        % {"characters": MOST_CHARACTERS, "blocks": MOST_BLOCKS}
    )


# -- JSON ----------------------------------------------------------------------------------------------------------
def to_json(content: Content) -> dict[str, Any]:
    """A dictionary JSON can hold: `{"version": 1, "blocks": [{"block": "paragraph", "runs": [["text", "b"]]}]}`."""
    return {"version": 1, "blocks": [block_to_json(block) for block in content.blocks]}


def block_to_json(block: Block) -> dict[str, Any]:
    """One block of `to_json`."""
    named: dict[str, Any] = {"block": type(block).__name__.lower()}
    match block:
        case Table(rows=rows, header=header, aligns=aligns):
            cells = [[_runs_to_json(cell) for cell in row] for row in rows]
            return named | {"rows": cells, "header": header, "aligns": [align.value for align in aligns]}
        case Heading(level=level):
            named["level"] = level
        case Article(label=label):
            named["label"] = label
        case Item(marker=marker):
            named["marker"] = marker
        case _:
            pass
    return named | {"runs": _runs_to_json(block.runs)}


def _runs_to_json(runs: Runs) -> list[list[str]]:
    return [[run.text, "b" * run.bold + "i" * run.italic] for run in runs]


def from_json(data: Any) -> Content:
    """What `to_json` made, back again. Refuses: ContentNotReadable, ContentTooLong, TableTooLarge."""
    try:
        if data["version"] != 1:
            raise ContentNotReadable(version=data["version"])
        content = Content(tuple(_READERS[block["block"]](block) for block in data["blocks"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ContentNotReadable(reason=type(error).__name__) from error
    require_printable_size(content)
    return content


def _string(value: Any) -> str:
    if not isinstance(value, str) or clean(value) != value.strip() or "  " in value:
        raise ValueError
    return value


def _runs(data: Any) -> Runs:
    styles = {"": (False, False), "b": (True, False), "i": (False, True), "bi": (True, True)}
    letters = [(letter, *styles[style]) for text, style in data for letter in _string(text)]
    return runs_of(letters)


def _level(data: Any) -> int:
    if data not in {1, 2, 3}:
        raise ValueError
    return int(data)


def _table(data: Any) -> Table:
    rows = tuple(tuple(_runs(cell) for cell in row) for row in data["rows"])
    aligns = tuple(Align(align) for align in data["aligns"])
    if not rows or {len(row) for row in rows} != {len(aligns)}:
        raise ValueError
    return Table(rows, bool(data["header"]), aligns)


_READERS: dict[str, Callable[[Any], Block]] = {
    "basis": lambda data: Basis(_runs(data["runs"])),
    "heading": lambda data: Heading(_level(data["level"]), _runs(data["runs"])),
    "article": lambda data: Article(_string(data["label"]), _runs(data["runs"])),
    "paragraph": lambda data: Paragraph(_runs(data["runs"])),
    "item": lambda data: Item(_string(data["marker"]), _runs(data["runs"])),
    "table": _table,
}
