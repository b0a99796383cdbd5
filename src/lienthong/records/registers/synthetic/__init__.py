"""An invented country of families, the same for the same seed. Nobody in it exists; every record says `synthetic`.

Pure: no database, no clock. It comes in batches that are each made from a seed of their own, so memory stays small and
any batch can be made alone; the first one holds the well-known characters of the demonstration.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from lienthong.records.registers.synthetic import driving, families, places
from lienthong.records.registers.synthetic.characters import Character, characters_of, demo_people
from lienthong.records.registers.synthetic.rows import Batch, Maker, first_id

__all__ = ["BATCH", "SEED", "Batch", "Character", "batch", "demo_people", "first_id", "people", "sizes"]

BATCH: Final = 5000
"""People in a batch."""
SEED: Final = 2019


def people(count: int, *, today: date, seed: int = SEED) -> Iterator[Batch]:
    """The characters, then others until there are `count` people, in batches of at most `BATCH`."""
    for number, size in sizes(count):
        yield batch(number, size, today=today, seed=seed)


def sizes(count: int) -> list[tuple[int, int]]:
    """Which batches `count` people are, by number and size; the characters, all of them, are number 0.

    Whole multiples of `BATCH` are whole batches, so that a country can grow later.
    """
    characters = len(demo_people())
    ends = [*range(BATCH, count, BATCH), count]
    others = [(1 + at, end - max(at * BATCH, characters)) for at, end in enumerate(ends)]
    return [(0, characters), *((number, size) for number, size in others if size > 0)]


def batch(number: int, size: int, *, today: date, seed: int = SEED) -> Batch:
    """One batch alone: from number 1 on exactly `size` people."""
    if number == 0:
        return characters_of(today, seed)
    maker = Maker(seed, number, today)
    rows, home = maker.batch.people, {province.code: province for province in places.provinces()}
    while size - len(rows) >= families.LARGEST:
        families.family(maker)
    while len(rows) < size:
        families.single(maker)
    for row in rows:
        driving.drive(maker, row, home[row["residence_code"]])
    return maker.batch
