"""Files of the log appear whole or not at all; the key is its owner's alone."""

import os
import subprocess
import threading

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from lienthong.ground.journal import keys
from lienthong.ground.journal.store import LogStore, TileConflict, TileMissing
from lienthong.ground.journal.tiles import ENTRIES, Tile


@pytest.fixture
def place(tmp_path):
    return LogStore(tmp_path / "log")


def test_a_tile_is_read_as_it_was_written_and_nothing_else_is_left(place):
    place.write(Tile(0, 1234, 2), bytes(64))
    assert place.read(Tile(0, 1234, 2)) == bytes(64)
    assert [str(file.relative_to(place.home)) for file in place.home.rglob("*") if file.is_file()] == [
        "tile/0/x001/234.p/2"
    ]


def test_the_same_tile_may_be_written_again_another_one_not(place):
    place.write(Tile(0, 0, 1), bytes(32))
    place.write(Tile(0, 0, 1), bytes(32))
    with pytest.raises(TileConflict, match=r"tile/0/000\.p/1"):
        place.write(Tile(0, 0, 1), b"1" * 32)


@pytest.mark.parametrize("tile", [Tile(0, 0, 3), Tile(ENTRIES, 0, 3)])
def test_a_partial_tile_is_cut_from_the_full_one(place, tile):
    size = 34 if tile.level == ENTRIES else 32
    place.write(tile.full, bytes(range(256)) * size)
    assert place.read(tile) == (bytes(range(256)) * size)[: 3 * size]


def test_a_tile_that_is_not_there_is_missing(place):
    with pytest.raises(TileMissing, match="tile/0/000 is missing"):
        place.read(Tile(0, 0))


def test_partial_tiles_are_dropped_together_and_dropping_nothing_is_fine(place):
    for width in (1, 7):
        place.write(Tile(0, 0, width), bytes(32 * width))
    place.drop_partial(Tile(0, 0))
    place.drop_partial(Tile(0, 0))
    assert list((place.home / "tile/0").iterdir()) == []


def test_an_empty_log_has_neither_checkpoint_nor_key(place):
    assert (place.checkpoint(), place.verifier_key()) == (None, None)


def test_one_process_at_a_time_holds_the_log(place):
    order = []

    def second():
        with place.locked():
            order.append("second")

    with place.locked():
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.1)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]


def test_the_key_is_made_once_readable_by_its_owner_alone(tmp_path):
    first, again = keys.log_signer(tmp_path / "keys", "a"), keys.log_signer(tmp_path / "keys", "a")
    assert str(first.verifier) == str(again.verifier)
    assert oct((tmp_path / "keys/log.key").stat().st_mode & 0o777) == "0o600"
    assert [file.name for file in (tmp_path / "keys").iterdir()] == ["log.key"]


def test_of_two_who_make_the_key_at_once_the_first_wins(tmp_path, monkeypatch):
    """The other one has linked its key between our look and our link."""
    theirs = keys.log_signer(tmp_path / "other", "a")
    link = os.link

    def beaten(draft, target):
        link(tmp_path / "other/log.key", target)
        link(draft, target)

    monkeypatch.setattr(os, "link", beaten)
    assert keys.log_signer(tmp_path / "keys", "a").verifier == theirs.verifier
    assert [file.name for file in (tmp_path / "keys").iterdir()] == ["log.key"]


def test_a_key_of_another_kind_is_refused(tmp_path):
    key = generate_private_key(SECP256R1())
    (tmp_path / "log.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(TypeError, match="not an Ed25519 key"):
        keys.log_signer(tmp_path, "a")


@pytest.mark.foreign("openssl")
def test_openssl_reads_the_key(tmp_path):
    keys.log_signer(tmp_path, "a")
    done = subprocess.run(
        ["openssl", "pkey", "-in", tmp_path / "log.key", "-noout", "-text"], capture_output=True, text=True, check=True
    )
    assert "ED25519" in done.stdout
