"""Which counts may be shown beside each other so that nobody can compute one that may not. Pure.

Whatever is computed from sums that are shown is a combination of them, and a combination cannot tell apart two cells
which stand in the same sums. So cells that stand in the same shown sums are one block, and whoever is counted by a
combination fills whole blocks. Where every block has none or at least `fewest`, nothing that can be computed is about
fewer, and no cell below it is determined. Small blocks therefore grow: sums that set them apart are withheld, too.
"""

from collections import Counter
from collections.abc import Sequence

from lienthong.work.feedback.indices import FEWEST

Sum = frozenset[int]
"""The places of the cells that are added up; a cell alone is a sum of one."""
_Block = frozenset[int]


def shown(sums: Sequence[Sum], counts: Sequence[int], *, fewest: int = FEWEST) -> set[int]:
    """Places of the sums that may be shown: what is nought, and what is not few, less what would tell of the few."""
    sizes = [sum(counts[cell] for cell in each) for each in sums]
    left = {place for place, size in enumerate(sizes) if size >= fewest}
    blocks = _blocks(sums, counts, left)
    while weak := _weakest(blocks, fewest):
        lost = _cheapest(weak, blocks, sizes)
        left -= lost
        blocks = _without(lost, blocks)
    return left | {place for place, size in enumerate(sizes) if size == 0}


def _blocks(sums: Sequence[Sum], counts: Sequence[int], left: set[int]) -> dict[_Block, int]:
    """How many are counted in the cells that stand in the same shown sums; a block is named by the places of these."""
    member: list[set[int]] = [set() for _cell in counts]
    for place in left:
        for cell in sums[place]:
            member[cell].add(place)
    found: Counter[_Block] = Counter()
    for places, count in zip(member, counts, strict=True):
        if places and count:
            found[frozenset(places)] += count
    return found


def _without(lost: _Block, blocks: dict[_Block, int]) -> dict[_Block, int]:
    """The same when these sums are withheld; what then stands in no shown sum cannot be computed at all."""
    found: Counter[_Block] = Counter()
    for block, count in blocks.items():
        if rest := block - lost:
            found[rest] += count
    return found


def _weakest(blocks: dict[_Block, int], fewest: int) -> _Block | None:
    """The smallest block that is few."""
    weak = ((count, sorted(block), block) for block, count in blocks.items() if count < fewest)
    return min(weak, default=(0, [], None))[2]


def _cheapest(weak: _Block, blocks: dict[_Block, int], sizes: Sequence[int]) -> _Block:
    """The fewest and smallest sums without which the block is one with another, or stands in none."""
    apart = [weak, *(weak ^ other for other in blocks if other != weak)]
    return min(apart, key=lambda lost: (len(lost), sum(sizes[place] for place in lost), sorted(lost)))


def column(counts: Sequence[int], *, of: Sequence[object] = (), fewest: int = FEWEST) -> list[int | None]:
    """Counts as they may be shown where their sum is known, and of those that share an `of`; None is hidden."""
    cells = [frozenset({cell}) for cell in range(len(counts))]
    parts: dict[object, set[int]] = {}
    for cell, name in enumerate(of):
        parts.setdefault(name, set()).add(cell)
    free = shown([*cells, *map(frozenset, parts.values()), frozenset(range(len(counts)))], counts, fewest=fewest)
    return [count if cell in free else None for cell, count in enumerate(counts)]
