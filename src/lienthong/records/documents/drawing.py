"""Draws pages of a PDF as PNG pictures. Runs as a program of its own, because the file may come from anywhere.

    python drawing.py WIDTH FIRST LAST < file.pdf

writes for each page four bytes of length and the picture. Signatures, seals and filled fields are drawn into the page.
The process has bounded memory and time; whatever goes wrong ends it, and nothing but this page is lost.
"""

import resource
import sys
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import typst

MEMORY_BYTES = 3 * 1024**3
SECONDS = 20
_POINTS_PER_INCH = 72
_PAGE = '#set page(width: auto, height: auto, margin: 0pt)\n#image("page.pdf", page: {page})\n'


def draw(source: bytes, *, width: int, first: int, last: int) -> Iterator[bytes]:
    """Pictures of pages `first` to `last` (from 1, the last one at most), each `width` pixels wide."""
    with pikepdf.open(BytesIO(source)) as pdf, tempfile.TemporaryDirectory(prefix="lienthong-page-") as folder:
        pdf.flatten_annotations("all")
        pdf.save(Path(folder) / "page.pdf")
        for place, page in enumerate(pdf.pages, start=1):
            if first <= place <= last:
                yield _drawn(Path(folder), place, inches=_width_of(page) / _POINTS_PER_INCH, width=width)


def _width_of(page: pikepdf.Page) -> float:
    """Points across, as a person sees the page."""
    left, low, right, high = (float(edge) for edge in page.cropbox)
    turned = int(page.obj.get("/Rotate", 0)) % 180
    return abs(high - low) if turned else abs(right - left)


def _drawn(folder: Path, place: int, *, inches: float, width: int) -> bytes:
    (folder / "page.typ").write_text(_PAGE.format(page=place), encoding="utf-8")
    made = typst.compile(str(folder / "page.typ"), root=str(folder), format="png", ppi=width / inches)
    assert isinstance(made, bytes)
    return made


def main() -> None:
    """The program."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    width, first, last = map(int, sys.argv[1:])
    for picture in draw(sys.stdin.buffer.read(), width=width, first=first, last=last):
        sys.stdout.buffer.write(len(picture).to_bytes(4, "big") + picture)


if __name__ == "__main__":
    main()
