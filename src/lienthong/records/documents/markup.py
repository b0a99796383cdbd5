r"""What a clerk types, and how it is read. Each line is a block; an empty line only parts two tables.

    > Căn cứ …                     legal basis (a line `Căn cứ …;` is one by itself)
    # Chương I. Quy định chung     centred heading; also `# QUYẾT ĐỊNH:`
    ## I. Tình hình                heading at the indent; also `## Điều 1. Phạm vi điều chỉnh`
    ### 1. Kết quả                 heading below it
    Điều 1. Phê duyệt …            provision: the label is set in bold
    1. …   1.1. …   a) …   (1) …   khoản and điểm, numbered as typed
    - …    + …                     dashes (also *, •, –)
    | STT | Nội dung |             table; `|---|--:|` under the first row makes it a header and aligns
    **đậm**  *nghiêng*             bold, italic
    \* \# \| 1\. …                 a backslash takes the meaning away

Reading is forgiving: a star that closes nothing is a star, a short row is filled up. `write` gives the canonical text:
`read(write(c)) == c` for every content that `read` can give.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from lienthong.records.documents.content import (
    MOST_CHARACTERS,
    Align,
    Article,
    Basis,
    Block,
    Content,
    Heading,
    Item,
    Paragraph,
    Run,
    Runs,
    Table,
    clean,
    require_printable_size,
    runs_of,
    too_long,
)

_HEADING = re.compile(r"^(#{1,3}) (.+)$")
_BASIS = re.compile(r"^> ?(.+)$")
_BASIS_WORDS = re.compile(r"^(?:Căn cứ|Theo đề nghị|Xét) .*[^\\]([;.,])$")
_ARTICLE = re.compile(r"^(Điều \d{1,4}[a-zđ]?\.) ?(.*)$")
_ITEM = re.compile(r"^([-+*•–—]|(?:\d{1,3}\.)+|[a-zđ]{1,2}\)|\d{1,3}\)|\(\d{1,3}\)) (.+)$")
_DASHES = str.maketrans("*•–—", "----")
_RULE = re.compile(r"^:?-+:?$")
_PUNCTUATION = r"[!-/:-@\[-`{-~]"
_TOKEN = re.compile(rf"\\({_PUNCTUATION})|(\*+)|(.)")


def read(text: str) -> Content:
    """Content of a typed text. Refuses: ContentTooLong, TableTooLarge."""
    if len(text) > MOST_CHARACTERS:
        raise too_long()
    content = Content(tuple(_blocks([clean(line) for line in text.splitlines()])))
    require_printable_size(content)
    return content


def write(content: Content) -> str:
    """The canonical text of a content; ends with a line feed unless empty."""
    lines = [_written(block) for block in content.blocks]
    tables = [isinstance(block, Table) for block in content.blocks]
    for position, (this, following) in enumerate(pairwise(tables)):
        if this and following:
            lines[position] += "\n"
    return "".join(f"{line}\n" for line in lines)


# -- reading -------------------------------------------------------------------------------------------------------
def _blocks(lines: list[str]) -> Iterator[Block]:
    rows: list[str] = []
    before: Block | None = None
    for line in [*lines, ""]:
        if line.startswith("|"):
            rows.append(line)
            continue
        if rows:
            before = _table(rows)
            rows = []
            yield before
        if line:
            before = _block(line, after_basis=isinstance(before, Basis))
            yield before


def _block(line: str, *, after_basis: bool) -> Block:
    if found := _HEADING.match(line):
        return Heading(len(found[1]), _inline(found[2]))
    if found := _BASIS.match(line):
        return Basis(_inline(found[1]))
    if found := _ARTICLE.match(line):
        return Article(found[1], _inline(found[2]))
    if found := _ITEM.match(line):
        return Item(found[1].translate(_DASHES), _inline(found[2]))
    if (found := _BASIS_WORDS.match(line)) and (found[1] == ";" or after_basis):
        return Basis(_inline(line))
    return Paragraph(_inline(line))


def _inline(line: str) -> Runs:
    """Runs of one line. Stars open before a letter and close after one; what is left open was a star after all."""
    tokens = list(_tokens(line))
    switches = _pairs(tokens, "**") | _pairs(tokens, "*")
    bold = italic = False
    letters: list[tuple[str, bool, bool]] = []
    for position, (part, *_) in enumerate(tokens):
        if position in switches:
            bold, italic = bold ^ (part == "**"), italic ^ (part == "*")
        else:
            letters += [(letter, bold, italic) for letter in part]
    return runs_of(letters)


_Token = tuple[str, bool, bool, bool]
"""Text; is it stars that may switch a style; does a letter stand before them; does one follow?"""


def _tokens(line: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(line):
        escaped, stars, other = found.groups()
        if not stars or len(stars) > len("***"):
            yield escaped or stars or other, False, False, False
            continue
        before = line[: found.start()][-1:].strip() != ""
        after = line[found.end() :][:1].strip() != ""
        for part in {"*": ["*"], "**": ["**"], "***": ["**", "*"]}[stars]:
            yield part, True, before, after


def _pairs(tokens: list[_Token], style: str) -> set[int]:
    """Positions of the stars that open and close this style, each with its partner."""
    paired: set[int] = set()
    opened: int | None = None
    for position, (part, is_star, before, after) in enumerate(tokens):
        if not is_star or part != style:
            continue
        if opened is None:
            opened = position if after else None
        elif before:
            paired |= {opened, position}
            opened = None
    return paired


def _table(lines: list[str]) -> Table:
    rows = [_cells(line) for line in lines]
    width = max(len(row) for row in rows)
    header = len(rows) > 1 and all(_RULE.match(cell) for cell in rows[1])
    rules = rows.pop(1) if header else []
    aligns = [_align(rule) for rule in rules]
    return Table(
        rows=tuple(tuple(_inline(cell) for cell in _filled(row, width)) for row in rows),
        header=header,
        aligns=tuple(aligns) + (Align.AUTO,) * (width - len(aligns)),
    )


def _cells(line: str) -> list[str]:
    """The cells of `| a | b |`; a border with a backslash before it is a letter of the cell."""
    cells = [""]
    for found in re.finditer(r"\\.|\||[^\\|]+|\\", line[1:]):
        if found[0] == "|":
            cells.append("")
        else:
            cells[-1] += found[0]
    if len(cells) > 1 and not cells[-1].strip():
        cells.pop()
    return [cell.strip() for cell in cells]


def _filled(row: list[str], width: int) -> list[str]:
    return row + [""] * (width - len(row))


def _align(rule: str) -> Align:
    left, right = rule.startswith(":"), rule.endswith(":")
    if left and right:
        return Align.CENTER
    return Align.LEFT if left else Align.RIGHT if right else Align.AUTO


# -- writing -------------------------------------------------------------------------------------------------------
_RULES = {Align.AUTO: "---", Align.LEFT: ":--", Align.RIGHT: "--:", Align.CENTER: ":-:"}


def _written(block: Block) -> str:
    match block:
        case Heading(level=level, runs=runs):
            return f"{'#' * level} {_line(runs)}"
        case Basis(runs=runs):
            return f"> {_line(runs)}"
        case Article(label=mark, runs=runs) | Item(marker=mark, runs=runs):
            return f"{mark} {_line(runs)}".rstrip()
        case Table():
            return _written_table(block)
        case _:
            return _guarded(_line(block.runs))


def _line(runs: Runs) -> str:
    """Runs with their stars; every star and backslash that is only a letter gets a backslash."""
    plain = Run("")
    steps = pairwise([plain, *runs, plain])
    return "".join(
        "**" * (before.bold != after.bold)
        + "*" * (before.italic != after.italic)
        + re.sub(r"[\\*]", r"\\\g<0>", after.text)
        for before, after in steps
    )


def _guarded(line: str) -> str:
    """A paragraph that looks like another block, with a backslash where the likeness lies."""
    if line.startswith("|") or any(shape.match(line) for shape in (_HEADING, _BASIS, _ARTICLE, _ITEM)):
        return re.sub(r"[^\w\s]", r"\\\g<0>", line, count=1)
    if _BASIS_WORDS.match(line):
        return f"{line[:-1]}\\{line[-1]}"
    return line


def _written_table(table: Table) -> str:
    lines = [_written_row([_cell(runs) for runs in row]) for row in table.rows]
    if table.header:
        lines.insert(1, _written_row([_RULES[align] for align in table.aligns]))
    return "\n".join(lines)


def _cell(runs: Runs) -> str:
    line = _line(runs).replace("|", "\\|")
    return f"\\{line}" if _RULE.match(line) else line


def _written_row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
