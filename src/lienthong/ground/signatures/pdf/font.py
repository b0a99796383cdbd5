"""One TrueType font, cut down to the letters Vietnamese needs and embedded so that any reader shows it.

The form fields of a document keep their font inside the file from before anyone signs; filling them later only adds
text. The cut is deterministic: the same font gives the same glyph numbers in every process.

Sources: ISO 32000-1 §9.7 (composite fonts), §9.9 (embedded font programs); OpenType `glyf`, `loca`, `cmap`.
"""

import hashlib
import struct
import unicodedata
import zlib
from dataclasses import dataclass
from functools import lru_cache

from lienthong.ground.signatures.pdf.refusals import LetterMissing

_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_LOWER = "bcdđfghjklmnpqrstvwxz" + "".join(unicodedata.normalize("NFC", v + t) for v in _VOWELS for t in _TONES)
LETTERS = "".join(sorted({chr(c) for c in range(0x20, 0x7F)} | set(_LOWER + _LOWER.upper()) | set("\u00a0–—“”‘’…°§")))
"""Every character a field may hold: Vietnamese letters of both cases, ASCII and the usual punctuation."""

_MORE_COMPONENTS, _WORDS, _SCALE, _SCALE_XY, _SCALE_2X2 = 0x20, 0x01, 0x08, 0x40, 0x80
_KEPT_TABLES = ("cvt ", "fpgm", "prep")


@dataclass(frozen=True)
class Font:
    """A cut font program and what is needed to set a line of text in it."""

    name: str
    program: bytes
    glyphs: dict[str, int]
    widths: tuple[int, ...]
    ascent: int
    descent: int
    italic_angle: float
    box: tuple[int, int, int, int]

    def width(self, text: str, size: float) -> float:
        """Length of the line in points at `size` points. Refuses: LetterMissing."""
        return sum(self.widths[self._glyph(letter)] for letter in text) * size / 1000

    def encode(self, text: str) -> str:
        """The line as a hexadecimal PDF string of two-byte glyph numbers. Refuses: LetterMissing."""
        return "<" + "".join(f"{self._glyph(letter):04X}" for letter in text) + ">"

    def _glyph(self, letter: str) -> int:
        try:
            return self.glyphs[letter]
        except KeyError:
            raise LetterMissing(letter=letter) from None


class _Tables:
    """The tables of a TrueType file, read on demand."""

    def __init__(self, data: bytes) -> None:
        count = struct.unpack(">H", data[4:6])[0]
        rows = (struct.unpack(">4sLLL", data[12 + 16 * i : 28 + 16 * i]) for i in range(count))
        self._tables = {tag.decode("latin-1"): data[offset : offset + length] for tag, _, offset, length in rows}

    def __getitem__(self, tag: str) -> bytes:
        return self._tables[tag]

    def kept(self) -> dict[str, bytes]:
        return {tag: self._tables[tag] for tag in _KEPT_TABLES if tag in self._tables}

    def number(self, tag: str, offset: int, kind: str = "H") -> int:
        return int(struct.unpack_from(">" + kind, self._tables[tag], offset)[0])

    def offsets(self) -> tuple[int, ...]:
        long = self.number("head", 50, "h") == 1
        count = self.number("maxp", 4) + 1
        raw = struct.unpack(f">{count}{'L' if long else 'H'}", self["loca"][: count * (4 if long else 2)])
        return raw if long else tuple(2 * value for value in raw)

    def metric(self, glyph: int) -> tuple[int, int]:
        """Advance width and left side bearing of a glyph, in font units."""
        long_ones = self.number("hhea", 34)
        if glyph < long_ones:
            return self.number("hmtx", 4 * glyph), self.number("hmtx", 4 * glyph + 2, "h")
        return self.number("hmtx", 4 * (long_ones - 1)), self.number(
            "hmtx", 4 * long_ones + 2 * (glyph - long_ones), "h"
        )


def _character_map(tables: _Tables) -> dict[int, int]:
    """Code point → glyph, from the Unicode subtable in format 4 (every text font has one)."""
    table = tables["cmap"]
    for index in range(struct.unpack_from(">H", table, 2)[0]):
        platform, encoding, offset = struct.unpack_from(">HHL", table, 4 + 8 * index)
        if (platform, encoding) in {(3, 1), (0, 3)} and struct.unpack_from(">H", table, offset)[0] == 4:  # noqa: PLR2004 - format number
            return _segments(table[offset:])
    raise ValueError("the font has no Unicode character map")


def _segments(table: bytes) -> dict[int, int]:
    double = struct.unpack_from(">H", table, 6)[0]
    count = double // 2
    found: dict[int, int] = {}
    for index in range(count):
        last = struct.unpack_from(">H", table, 14 + 2 * index)[0]
        first = struct.unpack_from(">H", table, 16 + double + 2 * index)[0]
        delta = struct.unpack_from(">h", table, 16 + 2 * double + 2 * index)[0]
        place = 16 + 3 * double + 2 * index
        jump = struct.unpack_from(">H", table, place)[0]
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = struct.unpack_from(">H", table, place + jump + 2 * (code - first))[0] if jump else code
            if glyph:
                found[code] = (glyph + delta) & 0xFFFF
    return found


def _parts(outline: bytes) -> list[tuple[int, int]]:
    """Where a composite outline names its parts: (offset of the number, glyph number)."""
    if len(outline) < 10 or struct.unpack_from(">h", outline)[0] >= 0:  # noqa: PLR2004 - header length
        return []
    place, found = 10, []
    while True:
        flags, glyph = struct.unpack_from(">HH", outline, place)
        found.append((place + 2, glyph))
        place += 8 if flags & _WORDS else 6
        place += 2 * bool(flags & _SCALE) + 4 * bool(flags & _SCALE_XY) + 8 * bool(flags & _SCALE_2X2)
        if not flags & _MORE_COMPONENTS:
            return found


class _Cut:
    """The chosen glyphs in their new order, with the parts their outlines are made of."""

    def __init__(self, tables: _Tables, wanted: list[int]) -> None:
        self._tables = tables
        self._offsets = tables.offsets()
        self.order = [0]
        self.number = {0: 0}
        for glyph in wanted:
            self._take(glyph)

    def outline(self, glyph: int) -> bytes:
        return self._tables["glyf"][self._offsets[glyph] : self._offsets[glyph + 1]]

    def _take(self, glyph: int) -> None:
        if glyph in self.number:
            return
        self.number[glyph] = len(self.order)
        self.order.append(glyph)
        for _, part in _parts(self.outline(glyph)):
            self._take(part)

    def renumbered(self, glyph: int) -> bytes:
        outline = bytearray(self.outline(glyph))
        for place, part in _parts(bytes(outline)):
            struct.pack_into(">H", outline, place, self.number[part])
        return bytes(outline) + bytes(-len(outline) % 4)

    def program(self) -> bytes:
        outlines = [self.renumbered(glyph) for glyph in self.order]
        places = [0]
        for outline in outlines:
            places.append(places[-1] + len(outline))
        return _assemble(
            self._tables.kept()
            | {
                "head": self._tables["head"][:50] + struct.pack(">h", 1) + self._tables["head"][52:],
                "hhea": self._tables["hhea"][:34] + struct.pack(">H", len(self.order)),
                "maxp": self._tables["maxp"][:4] + struct.pack(">H", len(self.order)) + self._tables["maxp"][6:],
                "hmtx": b"".join(struct.pack(">Hh", *self._tables.metric(glyph)) for glyph in self.order),
                "loca": struct.pack(f">{len(places)}L", *places),
                "glyf": b"".join(outlines),
            }
        )


def _assemble(tables: dict[str, bytes]) -> bytes:
    """A TrueType file of these tables, with directory and check sums."""
    power = len(tables).bit_length() - 1
    header = struct.pack(">LHHHH", 0x00010000, len(tables), 16 << power, power, 16 * len(tables) - (16 << power))
    directory, body, place = b"", b"", 12 + 16 * len(tables)
    for tag in sorted(tables):
        data = tables[tag] + bytes(-len(tables[tag]) % 4)
        total = sum(struct.unpack(f">{len(data) // 4}L", data)) & 0xFFFFFFFF
        directory += struct.pack(">4sLLL", tag.encode("latin-1"), total, place, len(tables[tag]))
        body += data
        place += len(data)
    return header + directory + body


def _tag(data: bytes) -> str:
    """Six letters that name this very font program, as subset names must begin (ISO 32000-1 §9.6.4)."""
    return "".join(chr(ord("A") + byte % 26) for byte in hashlib.sha256(data).digest()[:6])


@lru_cache(maxsize=16)
def cut(data: bytes) -> Font:
    """The Vietnamese letters of a TrueType font. Raises ValueError when it is not one."""
    try:
        return _cut(data)
    except (struct.error, LookupError) as reason:
        raise ValueError("not a TrueType font") from reason


def _cut(data: bytes) -> Font:
    tables = _Tables(data)
    codes = _character_map(tables)
    held = [letter for letter in LETTERS if ord(letter) in codes]
    chosen = _Cut(tables, [codes[ord(letter)] for letter in held])
    scale = 1000 / tables.number("head", 18)
    return Font(
        name=f"{_tag(data)}+LienThong",
        program=zlib.compress(chosen.program(), 9),
        glyphs={letter: chosen.number[codes[ord(letter)]] for letter in held},
        widths=tuple(round(tables.metric(glyph)[0] * scale) for glyph in chosen.order),
        ascent=round(tables.number("hhea", 4, "h") * scale),
        descent=round(tables.number("hhea", 6, "h") * scale),
        italic_angle=tables.number("post", 4, "l") / 65536,
        box=_box(tables, scale),
    )


def _box(tables: _Tables, scale: float) -> tuple[int, int, int, int]:
    left, low, right, high = (round(tables.number("head", 36 + 2 * i, "h") * scale) for i in range(4))
    return left, low, right, high


def unicode_map(font: Font) -> bytes:
    """The ToUnicode stream, so that the text of a field can be searched and copied."""
    rows = [f"<{glyph:04X}> <{ord(letter):04X}>" for letter, glyph in font.glyphs.items()]
    blocks = [rows[i : i + 100] for i in range(0, len(rows), 100)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{body}\nendcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode("ascii")
