"""Reading a finished PDF back: words and their places by poppler, letters, sizes and rules by pypdf.

Points, origin at the lower left. Nothing here knows how the pages were made.
"""

import io
import re
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import dataclass

import pypdf

MM = 72 / 25.4


def mm(points):
    return points / MM


@dataclass(frozen=True)
class Stretch:
    """Letters set at one place in one font; `y` is their baseline."""

    page: int
    x: float
    y: float
    size: float
    font: str
    text: str

    @property
    def is_bold(self):
        return "Bold" in self.font

    @property
    def is_italic(self):
        return "Italic" in self.font


@dataclass(frozen=True)
class Word:
    page: int
    left: float
    bottom: float
    right: float
    top: float
    text: str


@dataclass(frozen=True)
class Line:
    """Several words poppler saw on one line."""

    words: tuple[Word, ...]

    @property
    def text(self):
        return " ".join(word.text for word in self.words)

    @property
    def page(self):
        return self.words[0].page

    @property
    def left(self):
        return self.words[0].left

    @property
    def right(self):
        return self.words[-1].right

    @property
    def middle(self):
        return (self.left + self.right) / 2

    @property
    def width(self):
        return self.right - self.left

    @property
    def top(self):
        return max(word.top for word in self.words)


@dataclass(frozen=True)
class Rule:
    page: int
    left: float
    y: float
    length: float


class Paper:
    """One PDF, read with other people's eyes."""

    def __init__(self, pdf, folder):
        self.path = folder / "paper.pdf"
        self.path.write_bytes(pdf)
        self.reader = pypdf.PdfReader(io.BytesIO(pdf))
        self.sizes = [(float(page.mediabox.width), float(page.mediabox.height)) for page in self.reader.pages]
        self.stretches = [s for number, page in enumerate(self.reader.pages, 1) for s in _stretches(number, page)]
        self.rules = [r for number, page in enumerate(self.reader.pages, 1) for r in _rules(number, page)]
        self.lines = list(self._poppler_lines())

    def _poppler_lines(self):
        page_xml = _run("pdftotext", "-bbox-layout", str(self.path), "-")
        tree = ET.fromstring(re.sub(r'\sxmlns="[^"]+"', "", page_xml, count=1))
        for number, page in enumerate(tree.iter("page"), 1):
            height = float(page.get("height"))
            for line in page.iter("line"):
                yield Line(tuple(_word(number, height, word) for word in line.iter("word")))

    @property
    def words(self):
        return [word for line in self.lines for word in line.words]

    @property
    def text(self):
        return _run("pdftotext", "-raw", str(self.path), "-")

    def fonts(self):
        """(name, embedded, subset, has Unicode map) of each font, as pdffonts says."""
        rows = _run("pdffonts", str(self.path)).splitlines()[2:]
        return [(row.split()[0], *re.search(r"(yes|no) +(yes|no) +(yes|no) +\d+ +\d+$", row).groups()) for row in rows]

    def stretch(self, text):
        """The first stretch that starts with this text."""
        found = [stretch for stretch in self.stretches if stretch.text.startswith(text)]
        assert found, f"{text!r} is not on the paper"
        return found[0]

    def line(self, text):
        """The first line that holds this text."""
        found = [line for line in self.lines if text in line.text]
        assert found, f"{text!r} is on no line"
        return found[0]

    def rule_under(self, text, *, within=12):
        """The nearest horizontal rule below a stretch."""
        above = self.stretch(text)
        found = [rule for rule in self.rules if rule.page == above.page and 0 < above.y - rule.y < within]
        near = [rule for rule in found if rule.left + rule.length > above.x]
        assert near, f"no rule under {text!r}"
        return min(near, key=lambda rule: (above.y - rule.y, abs(rule.left - above.x)))


def _run(*words):
    return subprocess.run(words, check=True, capture_output=True).stdout.decode()


def _word(page, height, element):
    left, top, right, bottom = (float(element.get(side)) for side in ("xMin", "yMin", "xMax", "yMax"))
    return Word(page, left, height - bottom, right, height - top, element.text)


def _stretches(number, page):
    found = []

    def visit(text, matrix, text_matrix, font, size):
        if text.strip() and font:
            found.append(Stretch(number, matrix[4], matrix[5], float(size), font["/BaseFont"], text.strip()))

    page.extract_text(visitor_text=visit)
    return found


def _rules(number, page):
    """Horizontal strokes: a moving of the origin, a start and an end."""
    origin = start = (0.0, 0.0)
    for operands, operator in page.get_contents().operations:
        if operator == b"cm":
            origin = float(operands[4]), float(operands[5])
        elif operator == b"m":
            start = float(operands[0]), float(operands[1])
        elif operator == b"l" and float(operands[1]) == start[1] and float(operands[0]) > start[0]:
            yield Rule(number, origin[0] + start[0], origin[1] - start[1], float(operands[0]) - start[0])
