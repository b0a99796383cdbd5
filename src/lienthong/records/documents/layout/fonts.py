"""The only letters the press has: Liberation Serif, whose widths are those of Times New Roman (SIL OFL 1.1).

Decree 30/2020 Annex I asks Times New Roman in Unicode (TCVN 6909:2001). The four files beside this module are the
unchanged Liberation 2.1.5; fonts of the machine are never used, so that every machine prints the same bytes.
"""

import struct
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_name("fonts")
FAMILY = "Liberation Serif"
REGULAR = FOLDER / "LiberationSerif-Regular.ttf"
ITALIC = FOLDER / "LiberationSerif-Italic.ttf"
BOLD = FOLDER / "LiberationSerif-Bold.ttf"
BOLD_ITALIC = FOLDER / "LiberationSerif-BoldItalic.ttf"

_UNICODE_BMP = (3, 1)
_SEGMENTED = 4


@cache
def letters_of(font: Path) -> frozenset[str]:
    """Every character this font file can draw, read from its `cmap` table (OpenType, format 4)."""
    table = _unicode_table(font.read_bytes())
    count = struct.unpack_from(">H", table, 6)[0] // 2
    ends, starts, deltas, lists = (
        struct.unpack_from(f">{count}H", table, 14 + part * 2 * count + (2 if part else 0)) for part in range(4)
    )
    if any(lists):
        raise ValueError("the font lists glyphs one by one; only runs of glyphs are read here")
    runs = zip(starts, ends, deltas, strict=True)
    codes = ((code, delta) for first, last, delta in runs for code in range(first, min(last, 0xFFFE) + 1))
    return frozenset(chr(code) for code, delta in codes if (code + delta) & 0xFFFF)


def _unicode_table(data: bytes) -> bytes:
    """The part of `cmap` for the basic plane of Unicode, in its segmented form."""
    count = struct.unpack_from(">H", data, 4)[0]
    tables = {data[at : at + 4]: struct.unpack_from(">I", data, at + 8)[0] for at in range(12, 12 + 16 * count, 16)}
    cmap = tables[b"cmap"]
    for record in range(struct.unpack_from(">H", data, cmap + 2)[0]):
        platform, encoding, offset = struct.unpack_from(">HHI", data, cmap + 4 + 8 * record)
        if (platform, encoding) == _UNICODE_BMP and struct.unpack_from(">H", data, cmap + offset)[0] == _SEGMENTED:
            return data[cmap + offset :]
    raise ValueError("the font has no segmented Unicode table")


@cache
def _drawable() -> frozenset[str]:
    faces = [letters_of(font) for font in (REGULAR, ITALIC, BOLD, BOLD_ITALIC)]
    return frozenset.intersection(*faces)


def missing(text: str) -> str:
    """The characters of `text` that cannot be printed, each once, in order of appearance."""
    return "".join(dict.fromkeys(letter for letter in text if letter not in _drawable()))
