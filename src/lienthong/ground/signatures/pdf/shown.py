"""Does a filled text field show the very value it holds?

The picture of a field and its value are two things in a PDF; a forger can let them differ. The picture must be plain
text, in a font laid before signing, that reads as the value.
"""

import re
from typing import Any

import pikepdf

_PLAIN_OPERATORS = frozenset({
    "q", "Q", "BT", "ET", "g", "rg", "k", "G", "RG", "K", "Tf", "Td", "TD", "Tm", "T*", "Tj", "TJ", "'", "Tc", "Tw",
    "Tz", "TL", "BMC", "BDC", "EMC", "re", "W", "W*", "n", "cm",
})  # fmt: skip
_ROW = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_BLOCK = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)


def shows_its_value(field: pikepdf.Dictionary, fonts: set[tuple[int, int]]) -> bool:
    """`fonts` are the object numbers of the fonts that may be used. An empty value must show nothing."""
    value = _plain(str(field.get("/V", "")))
    look: Any = field.get("/AP", pikepdf.Dictionary()).get("/N")
    if look is None:
        return not value
    if not isinstance(look, pikepdf.Stream):
        return False
    resources = look.get("/Resources", pikepdf.Dictionary())
    usable = resources.get("/Font", pikepdf.Dictionary())
    if set(resources.keys()) - {"/Font", "/ProcSet"} or any(font.objgen not in fonts for font in usable.values()):
        return False
    return _plain(_read(look, usable)) == value


def _plain(text: str) -> str:
    return "".join(text.split())


def _read(look: Any, fonts: Any) -> str:
    """The text a picture shows; a mark no text contains when it shows anything else."""
    letters: dict[bytes, str] = {}
    found = []
    for step in pikepdf.parse_content_stream(look):
        operator, operands = str(step.operator), step.operands
        if operator not in _PLAIN_OPERATORS:
            return "\ufffe"
        if operator == "Tf":
            letters = _letters(fonts[str(operands[0])])
        if operator in {"Tj", "'", "TJ"}:
            found += [_decoded(bytes(part), letters) for part in _strings(operands[0])]
    return "".join(found)


def _strings(operand: Any) -> list[Any]:
    if isinstance(operand, pikepdf.Array):
        return [part for part in list(operand) if isinstance(part, pikepdf.String)]
    return [operand]


def _letters(font: Any) -> dict[bytes, str]:
    """Code → letter from the font's own map."""
    table = font["/ToUnicode"].read_bytes()
    rows = (row for block in _BLOCK.findall(table) for row in _ROW.findall(block))
    return {bytes.fromhex(code.decode()): bytes.fromhex(letter.decode()).decode("utf-16-be") for code, letter in rows}


def _decoded(text: bytes, letters: dict[bytes, str]) -> str:
    return "".join(letters.get(text[place : place + 2], "\ufffe") for place in range(0, len(text), 2))
