"""The tree as files: C2SP tlog-tiles (c2sp.org/tlog-tiles). Addressing, growing, reading back.

A hash tile at level L holds up to 256 hashes, each the root over 256^L entries; an entry bundle holds up to 256 entries
with their lengths. Full ones never change; a partial one carries its width in its name, so it never changes either.
Pure: where bytes are kept is the business of `store`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lienthong.ground.journal.tlog import HASH_BYTES, Frontier, leaf_hash, node_hash

WIDTH = 256
HEIGHT = 8
LEVELS = 8
ENTRIES = -1
"""The level number under which entry bundles are addressed here; on the wire it reads `entries`."""

_LENGTH_BYTES = 2
_PATH = re.compile(
    r"tile/(?P<level>entries|[0-9]|[1-5][0-9]|6[0-3])"
    r"/(?P<index>(?:x[0-9]{3}/){0,6}[0-9]{3})"
    r"(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)


class TileMalformed(ValueError):
    """These bytes are not the tile they should be."""


@dataclass(frozen=True)
class Tile:
    """Address of a tile: level (or ENTRIES), index within the level, and width (256 when full)."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def is_full(self) -> bool:
        """Will it never be followed by a wider one?"""
        return self.width == WIDTH

    @property
    def full(self) -> "Tile":
        """The full tile at the same place."""
        return Tile(self.level, self.index)

    @property
    def path(self) -> str:
        """`tile/0/x001/x234/067` or `tile/entries/000.p/17`."""
        digits = f"{self.index:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        number = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        level = "entries" if self.level == ENTRIES else str(self.level)
        return f"tile/{level}/{number}" + ("" if self.is_full else f".p/{self.width}")

    @classmethod
    def parse(cls, path: str) -> "Tile | None":
        """The address a path means, or None if it is not the one spelling of an address."""
        found = _PATH.fullmatch(path)
        if not found:
            return None
        level = ENTRIES if found["level"] == "entries" else int(found["level"])
        tile = cls(level, int(found["index"].replace("x", "").replace("/", "")), int(found["width"] or WIDTH))
        return tile if tile.width <= WIDTH and tile.path == path else None


def tile_at(level: int, index: int, size: int) -> Tile:
    """The tile at this place in a tree of `size` entries. Refuses a place where that tree has none."""
    have = size >> (HEIGHT * max(level, 0))
    width = min(have - index * WIDTH, WIDTH)
    if width < 1:
        raise TileMalformed(f"a tree of {size} entries has no tile {index} at level {level}")
    return Tile(level, index, width)


def bundle(entries: Sequence[bytes]) -> bytes:
    """Entries as an entry bundle: each after its length in two bytes, big-endian."""
    return b"".join(len(entry).to_bytes(_LENGTH_BYTES, "big") + entry for entry in entries)


def unbundle(data: bytes) -> list[bytes]:
    """Back from `bundle`. Refuses bytes cut short."""
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        start = at + _LENGTH_BYTES
        end = start + int.from_bytes(data[at:start], "big")
        if start > len(data) or end > len(data):
            raise TileMalformed("an entry bundle was cut short")
        entries.append(data[start:end])
        at = end
    return entries


def hashes_in(data: bytes) -> list[bytes]:
    """The hashes of a hash tile."""
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of neighbouring hashes."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


class Growth:
    """Turns entries, in order, into tiles: full ones as they fill up, partial ones when asked.

    Starts from an empty tree or from the right edge of one that exists. The same code writes the log and, fed with what
    should be there, tells the audit which file differs.
    """

    def __init__(self, size: int = 0, read: Callable[[Tile], bytes] | None = None) -> None:
        """`size` entries exist; `read` gives the bytes of their last, partial tiles."""
        self.size = size
        self._open: dict[int, list[bytes]] = {ENTRIES: []}
        for level in (ENTRIES, *range(LEVELS)):
            have = size >> (HEIGHT * max(level, 0))
            if read and have % WIDTH:
                data = read(tile_at(level, have // WIDTH, size))
                self._open[level] = unbundle(data) if level == ENTRIES else hashes_in(data)

    def add(self, entry: bytes) -> Iterator[tuple[Tile, bytes]]:
        """Append one entry; yields the tiles that it filled."""
        index = self.size // WIDTH
        self._open[ENTRIES].append(entry)
        if len(self._open[ENTRIES]) == WIDTH:
            yield Tile(ENTRIES, index), bundle(self._open[ENTRIES])
            self._open[ENTRIES] = []
        yield from self.add_hash(leaf_hash(entry))

    def add_hash(self, leaf: bytes) -> Iterator[tuple[Tile, bytes]]:
        """Append one entry known by its leaf hash only; yields the hash tiles that it filled, no bundles."""
        index = self.size // WIDTH
        self.size += 1
        yield from self._add(0, index, leaf)

    def _add(self, level: int, index: int, value: bytes) -> Iterator[tuple[Tile, bytes]]:
        row = self._open.setdefault(level, [])
        row.append(value)
        if len(row) == WIDTH:
            self._open[level] = []
            yield Tile(level, index), b"".join(row)
            yield from self._add(level + 1, index // WIDTH, root_of(row))

    def partial(self) -> Iterator[tuple[Tile, bytes]]:
        """The tiles on the right edge that are not full."""
        for level, row in self._open.items():
            if row:
                index = (self.size >> (HEIGHT * max(level, 0))) // WIDTH
                yield Tile(level, index, len(row)), bundle(row) if level == ENTRIES else b"".join(row)


class Tree:
    """A tree of `size` entries read from its tiles, each at most once."""

    def __init__(self, size: int, read: Callable[[Tile], bytes]) -> None:
        """`read` gives the bytes of a tile, or raises."""
        self.size = size
        self._read = read
        self._kept: dict[tuple[int, int], list[bytes]] = {}

    def node(self, level: int, index: int) -> bytes:
        """The root over the entries `index * 2^level` up to `(index + 1) * 2^level`."""
        tile_level, rest = divmod(level, HEIGHT)
        first = index << rest
        row = self._row(tile_level, first // WIDTH)
        wanted = row[first % WIDTH : first % WIDTH + (1 << rest)]
        return root_of(wanted)

    def _row(self, level: int, index: int) -> list[bytes]:
        if (level, index) not in self._kept:
            tile = tile_at(level, index, self.size)
            row = hashes_in(self._read(tile))
            if len(row) != tile.width or len(row[-1]) != HASH_BYTES:
                raise TileMalformed(f"{tile.path} does not hold {tile.width} hashes")
            self._kept[level, index] = row
        return self._kept[level, index]

    def frontier(self) -> Frontier:
        """The right edge of the tree."""
        return Frontier.of(self.size, self.node)

    def root(self) -> bytes:
        """The root of the tree."""
        return self.frontier().root()
