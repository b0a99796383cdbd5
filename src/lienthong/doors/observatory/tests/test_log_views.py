"""The public log over HTTP: what is there is served with the right caching, nothing else can be reached."""

import pytest
from django.test import RequestFactory
from django.urls import resolve

from lienthong.doors.observatory import log_views
from lienthong.ground.journal import actions, installation, tiles, tlog
from lienthong.ground.journal.note import Verifier, open_checkpoint
from lienthong.ground.journal.sequencer import sequence_now
from lienthong.kit import clock
from lienthong.kit.ids import new_id


@pytest.fixture(autouse=True)
def own_log(settings, tmp_path):
    settings.LOG_TILES = tmp_path / "log"
    settings.KEYS_HOME = tmp_path / "keys"
    return tmp_path


@pytest.fixture
def log_of_300(db):
    actions.record_many(
        [
            actions.compose("exchange.document.sent", ("documents.document", new_id()), by=None, at=clock.now())
            for _ in range(300)
        ]
    )
    sequence_now()


def ask(address, method="get"):
    found = resolve(address, urlconf=log_views)
    return found.func(getattr(RequestFactory(), method)(address), *found.args, **found.kwargs)


def test_a_stranger_checks_the_whole_log_with_nothing_but_http(log_of_300):
    verifier = Verifier.parse(ask("/log/vkey").content.decode())
    checkpoint = open_checkpoint(ask("/log/checkpoint").content.decode(), verifier)
    assert checkpoint.size == 300
    entries = [
        entry
        for address in ("/log/tile/entries/000", "/log/tile/entries/001.p/44")
        for entry in tiles.unbundle(ask(address).content)
    ]
    assert tlog.Frontier().grown(map(tlog.leaf_hash, entries)).root() == checkpoint.root
    assert tiles.Tree(300, lambda tile: ask(f"/log/{tile.path}").content).root() == checkpoint.root


def test_the_checkpoint_is_text_and_hardly_cached(log_of_300):
    response = ask("/log/checkpoint")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=1"
    assert response["Access-Control-Allow-Origin"] == "*"


def test_a_full_tile_is_cached_for_ever_and_a_partial_one_is_not(log_of_300):
    full, partial = ask("/log/tile/0/000"), ask("/log/tile/0/001.p/44")
    assert full["Content-Type"] == "application/octet-stream"
    assert (len(full.content), len(partial.content)) == (8192, 44 * 32)
    assert "immutable" in full["Cache-Control"]
    assert "immutable" not in partial["Cache-Control"]


@pytest.mark.parametrize(
    "address", ["0/001", "0/001.p/45", "1/001", "2/000", "entries/002", "0/001.p/0", "0/../checkpoint", "0/000/"]
)
def test_what_the_log_does_not_have_is_not_found(log_of_300, address):
    assert ask(f"/log/tile/{address}").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "../keys/log.key",
        "../../keys/log.key",
        "/etc/hostname",
        "0/../../../keys/log.key",
        "..",
        ".",
        "0/000.p/../../000",
        "%2e%2e/keys/log.key",
        "0/000\x00",
        ".lock",
    ],
)
def test_no_address_leads_out_of_the_log(log_of_300, address):
    response = log_views.tile(RequestFactory().get("/log/tile/x"), address)
    assert (response.status_code, response.content) == (404, b"not found\n")


@pytest.mark.parametrize("address", ["/log/checkpoint", "/log/vkey", "/log/tile/0/000"])
def test_before_the_first_act_there_is_nothing(address):
    assert ask(address).status_code == 404


@pytest.mark.parametrize("address", ["/log/checkpoint", "/log/vkey", "/log/tile/0/000"])
def test_the_log_is_read_only(address):
    assert ask(address, "post").status_code == 405


def test_asking_for_the_log_never_makes_a_key(own_log):
    ask("/log/vkey")
    with pytest.raises(installation.NoLogYet):
        installation.verifier()
    assert not (own_log / "keys").exists()
