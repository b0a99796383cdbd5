"""Tiles: addresses as c2sp.org/tlog-tiles writes them, growth across tile borders, proofs out of tiles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthong.ground.journal import tiles, tlog
from lienthong.ground.journal.tests.test_tlog import mth
from lienthong.ground.journal.tiles import ENTRIES, Tile

DATA = [index.to_bytes(32, "big") for index in range(1300)]
LEAVES = [tlog.leaf_hash(entry) for entry in DATA]
sizes = st.integers(0, 1300) | st.sampled_from([255, 256, 257, 511, 512, 513])


def grown(size, *, since=0, files=None):
    """Files of a tree of `size` entries, grown further from those of `since`."""
    files = dict(files or {})
    growth = tiles.Growth(since, files.__getitem__)
    for entry in DATA[since:size]:
        files.update(growth.add(entry))
    files.update(growth.partial())
    return files


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(3, 1234067), "tile/3/x001/x234/067"),
        (Tile(0, 999), "tile/0/999"),
        (Tile(0, 1000), "tile/0/x001/000"),
        (Tile(0, 273, 112), "tile/0/273.p/112"),
        (Tile(ENTRIES, 0, 17), "tile/entries/000.p/17"),
        (Tile(ENTRIES, 1234067), "tile/entries/x001/x234/067"),
    ],
)
def test_an_address_is_written_and_read_as_the_format_says(tile, path):
    assert tile.path == path
    assert Tile.parse(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "", "tile", "tile/0", "tile/0/", "tile/0/00", "tile/0/0000", "tile/00/000", "tile/64/000", "tile/-1/000", "tile/0/x000/000",
        "tile/0/001/000", "tile/0/x001/x000", "tile/0/000.p/0", "tile/0/000.p/01", "tile/0/000.p/256", "tile/0/000.p/300", "tile/0/000.p/",
        "tile/0/000/", "/tile/0/000", "tile/0/000\n", "tile/../checkpoint", "tile/0/../../log.key", "tile/entries/../0/000", "tile/0/٠٠٠",
        "tile/0/000.p/1/2", "tile/0/%2e%2e/000", "TILE/0/000", "tile/data/000", "tile/0/" + "x001/" * 7 + "000",
    ],
)  # fmt: skip
def test_any_other_spelling_is_no_address(path):
    assert Tile.parse(path) is None


@given(st.integers(0, 63) | st.just(ENTRIES), st.integers(0, 2**60), st.integers(1, 256))
def test_every_address_reads_back(level, index, width):
    assert Tile.parse(Tile(level, index, width).path) == Tile(level, index, width)


def test_the_example_of_the_format_a_tree_of_70000():
    """ "273 full level 0 tiles, one partial of width 112, one full level 1 tile, one of width 17, one level 2 of width 1"."""
    growth = tiles.Growth()
    full = [tile for index in range(70_000) for tile, _ in growth.add_hash(index.to_bytes(32, "big"))]
    assert [sum(tile.level == level for tile in full) for level in range(3)] == [273, 1, 0]
    assert {tile for tile, _ in growth.partial()} == {Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)}
    assert tiles.tile_at(1, 1, 70_000) == Tile(1, 1, 17)


def test_a_tree_of_256_has_a_full_tile_and_a_partial_one_above():
    assert {tile.path for tile in grown(256)} == {"tile/entries/000", "tile/0/000", "tile/1/000.p/1"}


@given(sizes, sizes)
def test_a_log_grown_in_two_goes_has_the_same_tiles_as_one_grown_at_once(size, since):
    since = min(since, size)
    once = grown(size)
    twice = grown(size, since=since, files=grown(since))
    assert twice.items() >= once.items()


@given(st.integers(1, 1300) | st.sampled_from([255, 256, 257]))
def test_the_root_read_from_tiles_is_that_of_the_definition(size):
    assert tiles.Tree(size, grown(size).__getitem__).root() == mth(LEAVES[:size])


def test_the_empty_tree_reads_no_tile():
    assert tiles.Tree(0, {}.__getitem__).root() == tlog.EMPTY_ROOT
    assert grown(0) == {}


@given(st.integers(1, 600) | st.sampled_from([255, 256, 257]), st.data())
def test_proofs_read_from_tiles_are_accepted(size, data):
    tree = tiles.Tree(size, grown(size).__getitem__)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    root = mth(LEAVES[:size])
    tlog.check_inclusion(
        leaf=LEAVES[index], index=index, size=size, proof=tlog.prove_inclusion(index, size, tree.node), root=root
    )
    proof = tlog.prove_consistency(old, size, tree.node)
    tlog.check_consistency(old=old, old_root=mth(LEAVES[:old]), new=size, new_root=root, proof=proof)


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_a_bundle_reads_back(entries):
    assert tiles.unbundle(tiles.bundle(entries)) == entries


@pytest.mark.parametrize("data", [b"\x00", b"\x00\x02a"])
def test_a_bundle_cut_short_is_refused(data):
    with pytest.raises(tiles.TileMalformed):
        tiles.unbundle(data)


@pytest.mark.parametrize("data", [b"", bytes(32), bytes(33), bytes(95), bytes(97), bytes(128)])
def test_a_hash_tile_of_another_length_is_refused(data):
    with pytest.raises(tiles.TileMalformed, match=r"tile/0/000\.p/3 does not hold 3 hashes"):
        tiles.Tree(3, lambda _: data).root()


def test_a_tree_has_no_tile_beyond_its_end():
    with pytest.raises(tiles.TileMalformed):
        tiles.tile_at(0, 1, 256)
