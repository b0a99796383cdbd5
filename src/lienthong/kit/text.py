"""Vietnamese text: folding for search, a stored sort key, safe file names.

Sort order follows the Vietnamese alphabet (a ă â b c d đ e ê … o ô ơ … u ư … y), letters before tones, tones in the
order of TCVN dictionaries: level, grave, hook, tilde, acute, dot. PostgreSQL wheels have no ICU, so the key is stored,
in a column whose collation is "C" (plain bytes).
"""

import re
import unicodedata

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_KEY = {letter: chr(ord("A") + rank) for rank, letter in enumerate(_LETTERS)}  # 33 letters: A … Z [ \\ ] ^ _ ` a
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_LONGEST_EXTENSION = 10
_MARKS = re.compile("[\u0300-\u036f]+")
"""Every mark of Vietnamese, decomposed, and the Latin ones beside them."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def normalise(text: str) -> str:
    """NFC, white space collapsed and trimmed: how every line of text is stored."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def fold(text: str) -> str:
    """Lower case without tones and shapes, for search: `Đổi bằng lái xe` → `doi bang lai xe`."""
    plain = _MARKS.sub("", unicodedata.normalize("NFD", text.lower().replace("đ", "d")))
    if not plain.isascii():
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    return normalise(plain)


def sort_key(text: str) -> str:
    """Key whose byte order is the Vietnamese dictionary order of `text`; ASCII, shorter names before longer ones."""
    letters: list[str] = []
    tones: list[str] = []
    for word in normalise(text).lower().split(" "):
        for character in word:
            parts = unicodedata.normalize("NFD", character)
            base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
            if base in _LETTER_KEY or base.isdigit():
                letters.append(_LETTER_KEY.get(base, base))
                tones.append(next((str(_TONES[part]) for part in parts if part in _TONES), "0"))
        letters.append(" ")
        tones.append(" ")
    return "".join(letters).strip() + "\t" + "".join(tones).strip()


def is_name_of_person(text: str) -> bool:
    """Letters of any alphabet, with spaces, hyphens, dots and apostrophes between them: no digit, no other sign."""
    plain = "".join(sign for sign in unicodedata.normalize("NFC", text) if sign not in " -.'’")
    return len(plain) > 1 and all(unicodedata.category(sign)[0] in "LM" for sign in plain)


def safe_file_name(name: str, *, fallback: str = "tep", limit_bytes: int = 200) -> str:
    """A name to show and to offer for saving: no path, no control or direction marks, bounded in UTF-8 bytes."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    base = _CONTROL.sub("", base).strip(" .")
    while len(base.encode()) > limit_bytes:
        stem, dot, extension = base.rpartition(".")
        base = f"{stem[:-1]}{dot}{extension}" if stem and len(extension) <= _LONGEST_EXTENSION else base[:-1]
    return base or fallback
