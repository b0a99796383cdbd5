"""Status lists: the bits as the draft has them, places in an order that tells nothing, forgeries and bombs refused."""

import zlib
from datetime import timedelta
from itertools import pairwise

import pytest

from lienthong.ground.signatures import jose, statuslist
from lienthong.ground.signatures.refusals import SignatureInvalid
from lienthong.ground.signatures.states import CredentialStatus
from lienthong.ground.signatures.tests.credential_workshop import LIST, NOW, forged, house, seal

ADDED = {
    0: CredentialStatus.REVOKED,
    1: CredentialStatus.SUSPENDED,
    3: CredentialStatus.OTHER,
    7: CredentialStatus.REVOKED,
}


def read(token, *, at=NOW):
    return statuslist.read(token, trust=house().trust, at=at)


def made(said, **more):
    payload = {"sub": LIST, "iat": int(NOW.timestamp()), "status_list": said} | more
    return forged(payload, header=lambda own: own | {"typ": statuslist.KIND}, tail="")


def lst(data):
    return jose.to_text(zlib.compress(data))


def test_two_bits_a_place_the_first_in_the_lowest_bits():
    assert statuslist.packed(ADDED, size=8) == bytes([0b11_00_10_01, 0b01_00_00_00])


def test_a_list_is_read_back_as_it_was_made():
    token = jose.signed(
        seal(), statuslist.draft(seal(), uri=LIST, changes=ADDED | {65_535: CredentialStatus.SUSPENDED}, now=NOW)
    )
    known = read(token)
    assert (known.uri, known.issued_at, known.ends_at) == (LIST, NOW, NOW + timedelta(days=7))
    assert [known.at(index) for index in (0, 1, 2, 3, 65_534, 65_535)] == [1, 2, 0, 3, 0, 2]
    with pytest.raises(SignatureInvalid):
        known.at(65_536)
    assert len(token) < 4000
    assert jose.object_in(token.split(".")[1])["ttl"] == 30


@pytest.mark.parametrize(
    ("bits", "data", "expected"),
    [(1, b"\xb9\xa3", [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]),
     (2, b"\xc9\x44\xf9", [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]),
     (4, b"\x21", [1, 2]), (8, b"\x01\x09", [1, 3])],
    ids=["one", "two", "four", "eight"],
)  # fmt: skip
def test_lists_of_others_are_read_whatever_their_width(bits, data, expected):
    known = read(made({"bits": bits, "lst": lst(data)}))
    assert [known.at(index) for index in range(len(expected))] == expected


@pytest.mark.parametrize(
    ("bits", "lst", "expected"),
    [(1, "eNrbuRgAAhcBXQ", [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]),
     (2, "eNo76fITAAPfAgc", [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3])],
    ids=["one", "two"],
)  # fmt: skip
def test_the_examples_of_the_draft_are_read_as_it_says(bits, lst, expected):
    known = read(made({"bits": bits, "lst": lst}))
    assert [known.at(index) for index in range(len(expected))] == expected


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"bits": 3, "lst": lst(b"\0")}, "claim-missing"),
        ({"bits": True, "lst": lst(b"\0")}, "claim-missing"),
        ({"lst": lst(b"\0")}, "claim-missing"),
        ([], "claim-missing"),
        ({"bits": 1}, "claim-missing"),
        ({"bits": 1, "lst": "AAAA"}, "token-format"),
        ({"bits": 1, "lst": jose.to_text(zlib.compress(b"\0" * 9)[:-1])}, "token-format"),
        ({"bits": 1, "lst": jose.to_text(zlib.compress(b"\0") + b"\0")}, "token-format"),
        ({"bits": 1, "lst": lst(b"\0" * 9_000_000)}, "token-too-large"),
    ],
    ids=["three", "truth", "no width", "a list", "nothing", "noise", "cut", "more behind", "bomb"],
)
def test_a_list_that_is_none_is_refused_though_really_signed(said, why):
    with pytest.raises(SignatureInvalid) as refused:
        read(made(said))
    assert refused.value.reason == why


def test_a_list_of_tomorrow_or_of_no_time_or_of_another_type_is_refused():
    said = {"bits": 1, "lst": lst(b"\0")}
    for token in (made(said, iat=int(NOW.timestamp()) + 3600), made(said, sub=""), forged({"a": 1}, tail="")):
        with pytest.raises(SignatureInvalid):
            read(token)
    with pytest.raises(SignatureInvalid) as refused:
        read(forged({"sub": LIST}, header=lambda own: own | {"typ": statuslist.KIND}, tail=""))
    assert refused.value.reason == "claim-missing"


def test_every_place_is_given_out_once_in_an_order_only_the_key_tells():
    key, other = b"k" * 32, b"o" * 32
    order = [statuslist.place(key, number) for number in range(0, statuslist.SIZE, 16)]
    assert len(set(order)) == len(order)
    assert all(
        statuslist.order(key, index) == number
        for number, index in zip(range(0, statuslist.SIZE, 16), order, strict=True)
    )
    assert order[:64] != [statuslist.place(other, number) for number in range(0, 1024, 16)]
    steps = [abs(after - before) for before, after in pairwise(order)]
    assert sum(steps) / len(steps) > 15_000  # of 21,845 for places drawn by lot
