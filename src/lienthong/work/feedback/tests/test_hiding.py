"""What is hidden cannot be computed from what is shown: judged by elimination over fractions, which knows no blocks."""

from fractions import Fraction
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthong.work.feedback.hiding import column, shown

COUNTS = st.lists(st.integers(0, 25), min_size=1, max_size=7)


def reduced(rows):
    """A basis of what the rows span, each with its leading place."""
    basis = []
    for row in rows:
        rest = rest_of(row, basis)
        if any(rest):
            lead = next(place for place, value in enumerate(rest) if value)
            basis.append((lead, [value / rest[lead] for value in rest]))
    return basis


def rest_of(row, basis):
    rest = [Fraction(value) for value in row]
    for lead, known in basis:
        rest = [value - rest[lead] * other for value, other in zip(rest, known, strict=True)]
    return rest


def is_determined(group, basis, cells):
    return not any(rest_of([int(cell in group) for cell in range(cells)], basis))


def groups_of(cells):
    return (set(each) for each in chain.from_iterable(combinations(range(cells), many) for many in range(1, cells + 1)))


@st.composite
def tables(draw):
    """Cells and any sums of them: totals, crossing margins, periods within periods."""
    counts = draw(COUNTS)
    cells = st.frozensets(st.integers(0, len(counts) - 1), min_size=1)
    alone = [frozenset({cell}) for cell in range(len(counts))]
    return [*alone, *draw(st.lists(cells, max_size=6))], counts


@given(tables())
def test_no_few_can_be_computed_from_what_is_shown(table):
    sums, counts = table
    free = shown(sums, counts)
    known_empty = {cell for cell, count in enumerate(counts) if not count}
    rows = [[int(cell in sums[place]) for cell in range(len(counts))] for place in sorted(free)]
    rows += [[int(cell == empty) for cell in range(len(counts))] for empty in known_empty]
    basis = reduced(rows)
    for group in groups_of(len(counts)):
        if is_determined(group, basis, len(counts)):
            total = sum(counts[cell] for cell in group)
            assert total == 0 or total >= 10, (sums, counts, free, group)


@given(tables())
def test_each_hidden_cell_could_be_another_number_than_it_is(table):
    """Bounds: some other table without negative counts shows the very same, so no bound is tight from both sides."""
    sums, counts = table
    free = shown(sums, counts)
    basis = reduced([int(cell in sums[place]) for cell in range(len(counts))] for place in sorted(free))
    for cell, count in enumerate(counts):
        if count and cell not in free:
            way = a_way_to_change(
                cell, basis, len(counts), fixed=[place for place, one in enumerate(counts) if not one]
            )
            assert way is not None
            step = min(Fraction(counts[place]) / abs(by) for place, by in enumerate(way) if by)
            other = [have + step * by for have, by in zip(counts, way, strict=True)]
            assert min(other) >= 0
            assert other[cell] != count
            assert all(
                sum(other[one] for one in sums[place]) == sum(counts[one] for one in sums[place]) for place in free
            )


def a_way_to_change(cell, basis, cells, fixed):
    """A direction that changes the cell, no shown sum and no empty cell; None where there is none."""
    rows = [known for _lead, known in basis] + [[int(cell == each) for cell in range(cells)] for each in fixed]
    pivots = []
    for lead, known in reduced(rows):
        pivots = [(at, [a - have[lead] * b for a, b in zip(have, known, strict=True)]) for at, have in pivots]
        pivots.append((lead, known))
    led = dict(pivots)
    for free in (place for place in range(cells) if place not in led):
        way = [Fraction(0)] * cells
        way[free] = Fraction(1)
        for lead, row in led.items():
            way[lead] = -row[free]
        if way[cell]:
            return way
    return None


@given(COUNTS)
def test_nothing_is_hidden_without_need(counts):
    told = column(counts)
    if all(count == 0 or count >= 10 for count in counts):
        assert told == counts
    assert all(cell is None or cell == count for cell, count in zip(told, counts, strict=True))


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([40, 3, 25], [40, None, None]), ([40, 3, 4], [None, None, None]), ([40, 0, 25], [40, 0, 25]), ([3], [None]),
        ([], []), ([3, 0], [None, 0]), ([12, 11, 9, 30], [12, None, None, 30]), ([5, 6, 30], [None, None, 30]),
    ],
)  # fmt: skip
def test_beside_the_few_the_smallest_of_the_others_is_hidden_too(counts, told):
    assert column(counts) == told


def test_the_sum_of_a_body_tells_nothing_of_its_few():
    """Without the sums of bodies, 3 and 8 would do; with them, each body hides another of its own."""
    counts, bodies = [40, 3, 25, 8, 60], ["a", "a", "a", "b", "b"]
    assert column(counts) == [40, None, 25, None, 60]
    assert column(counts, of=bodies) == [40, None, None, None, None]
