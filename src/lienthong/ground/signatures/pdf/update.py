"""One incremental update of a PDF that `prepare` wrote: a few objects added or replaced at its end, nothing else moved.

A dictionary is kept as its entries, each value still as it was written, so what we do not change stays as it is to the
byte. Only the objects asked for are read, which is why a signature costs less than a millisecond.
Source: ISO 32000-1 §7.5.4 (cross-reference table), §7.5.6 (incremental updates).
"""

import hashlib
import itertools
import re

from lienthong.ground.signatures.pdf.refusals import Broken

Entries = dict[bytes, bytes]
"""A PDF dictionary: `/Key` → the value as written."""

_TOKEN = re.compile(
    rb"\s*(<<|>>|\[|\]|\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f\s]*>|/[^\s<>\[\]()/%]*|\d+\s+\d+\s+R(?![^\s<>\[\]()/%])|[^\s<>\[\]()/%]+)",
    re.DOTALL,
)
_OPENED = {b"<<": 1, b"[": 1, b">>": -1, b"]": -1}
_REFERENCE = re.compile(rb"(\d+)\s+(\d+)\s+R")
_HEADER = re.compile(rb"(\d+)\s+(\d+)\s+obj\b")
_SECTION = re.compile(rb"\s*(\d+) (\d+)\s*?\r?\n")
_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_ENTRY_BYTES = 20
_LONGEST_HISTORY = 1000


def reference_number(value: bytes) -> int:
    """The object a reference `12 0 R` points to. Refuses: Broken."""
    found = _REFERENCE.fullmatch(value)
    if found is None:
        raise Broken(reason="a reference was expected")
    return int(found[1])


def items(array: bytes) -> list[bytes]:
    """The values of an array as written. Refuses: Broken."""
    if not (array.startswith(b"[") and array.endswith(b"]")):
        raise Broken(reason="an array was expected")
    found, place = [], 1
    while array[place:-1].strip():
        value, place = _value(array, place)
        found.append(value)
    return found


def entries(data: bytes, place: int = 0) -> Entries:
    """The dictionary that begins at `place`. Refuses: Broken."""
    token, place = _token(data, place)
    if token != b"<<":
        raise Broken(reason="a dictionary was expected")
    found: Entries = {}
    while True:
        key, place = _token(data, place)
        if key == b">>":
            return found
        found[key], place = _value(data, place)


def written(dictionary: Entries) -> bytes:
    """The dictionary as bytes."""
    return b"<< " + b" ".join(key + b" " + value for key, value in dictionary.items()) + b" >>"


def stream(dictionary: Entries, content: bytes) -> bytes:
    """A stream object's body; its length is added."""
    whole = written({**dictionary, b"/Length": b"%d" % len(content)})
    return whole + b"\nstream\n" + content + b"\nendstream"


def reference(number: int) -> bytes:
    """A reference to an object of this file."""
    return b"%d 0 R" % number


def _token(data: bytes, place: int) -> tuple[bytes, int]:
    found = _TOKEN.match(data, place)
    if found is None:
        raise Broken(reason="unexpected characters")
    return found[1], found.end()


def _value(data: bytes, place: int) -> tuple[bytes, int]:
    """One value, nested ones whole: its bytes and the place after it."""
    token, end = _token(data, place)
    start = end - len(token)
    depth = _OPENED.get(token, 0)
    while depth > 0:
        token, end = _token(data, end)
        depth += _OPENED.get(token, 0)
    return data[start:end], end


class Update:
    """New and replaced objects for the end of a file. Only files with cross-reference tables, as `prepare` writes."""

    def __init__(self, data: bytes) -> None:
        """Refuses: Broken."""
        found = _START.search(data, max(len(data) - 64, 0))
        if found is None:
            raise Broken(reason="no end of file mark")
        self.data = data
        self._last_table = int(found[1])
        self._sections: list[tuple[int, int, int]] = []
        self.trailer = self._read_history()
        self._next = int(self.trailer.get(b"/Size", b"0"))
        self._objects: dict[int, bytes] = {}
        self.places: dict[int, int] = {}
        self.root_number = reference_number(self.trailer.get(b"/Root", b""))

    def _read_history(self) -> Entries:
        """Find every section of the tables, newest first; the newest trailer comes back."""
        newest: Entries | None = None
        place: int | None = self._last_table
        for _ in range(_LONGEST_HISTORY):
            if place is None:
                break
            trailer = self._read_table(place)
            newest = newest or trailer
            place = int(trailer[b"/Prev"]) if b"/Prev" in trailer else None
        if newest is None or place is not None:
            raise Broken(reason="cross-reference tables do not end")
        return newest

    def _read_table(self, place: int) -> Entries:
        if self.data[place : place + 4] != b"xref":
            raise Broken(reason="no cross-reference table")
        place += 4
        while section := _SECTION.match(self.data, place):
            first, count = int(section[1]), int(section[2])
            self._sections.append((first, count, section.end()))
            place = section.end() + _ENTRY_BYTES * count
        keyword, place = _token(self.data, place)
        if keyword != b"trailer":
            raise Broken(reason="no trailer")
        return entries(self.data, place)

    def read(self, number: int) -> Entries:
        """A dictionary object as it stands now. Refuses: Broken."""
        if number in self._objects:
            return entries(self._objects[number])
        for first, count, place in self._sections:
            if first <= number < first + count:
                row = self.data[place + _ENTRY_BYTES * (number - first) :][:_ENTRY_BYTES]
                return self._read_at(number, row)
        raise Broken(reason="object missing", object=number)

    def _read_at(self, number: int, row: bytes) -> Entries:
        offset = int(row[:10]) if row[17:18] == b"n" and row[:10].isdigit() else len(self.data)
        header = _HEADER.match(self.data, offset)
        if header is None or int(header[1]) != number:
            raise Broken(reason="object not where the table says", object=number)
        return entries(self.data, header.end())

    def add(self, body: bytes) -> int:
        """A new object; its number."""
        self._next += 1
        self._objects[self._next - 1] = body
        return self._next - 1

    def replace(self, number: int, dictionary: Entries) -> None:
        """A new state of an existing object."""
        self._objects[number] = written(dictionary)

    def finish(self) -> bytearray:
        """The whole file with this update at its end; `places` then says where each object of it begins."""
        out = bytearray(self.data)
        for number, body in self._objects.items():
            self.places[number] = len(out)
            out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
        start = len(out)
        out += self._table() + b"trailer\n" + written(self._new_trailer()) + b"\nstartxref\n%d\n%%%%EOF\n" % start
        return out

    def _new_trailer(self) -> Entries:
        first = items(self.trailer[b"/ID"])[0] if b"/ID" in self.trailer else b"<" + b"0" * 32 + b">"
        seed = b"".join(self._objects.values()) + first
        second = hashlib.sha256(seed).hexdigest()[:32].encode("ascii")
        kept = {key: self.trailer[key] for key in (b"/Root", b"/Info") if key in self.trailer}
        return kept | {
            b"/Size": b"%d" % self._next,
            b"/Prev": b"%d" % self._last_table,
            b"/ID": b"[" + first + b" <" + second + b">]",
        }

    def _table(self) -> bytes:
        rows = [b"xref\n"]
        for number in sorted(self.places):
            if number - 1 not in self.places:
                until = next(n for n in itertools.count(number) if n not in self.places)
                rows.append(b"%d %d\n" % (number, until - number))
            rows.append(b"%010d 00000 n \n" % self.places[number])
        return b"".join(rows)
