"""One shop for all tests of a module, with a dossier that waits and one in hand; each test takes back what it did."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import override_settings

from conftest import _as_country, at, open_shop, submitted
from lienthong.ground.signatures import queries as signatures
from lienthong.ground.signatures.adapters.base import key_store
from lienthong.work.onestop import actions
from lienthong.work.onestop.models import Dossier


@pytest.fixture(scope="module")
def _opened(country_once, django_db_blocker, tmp_path_factory):
    snapshot, passphrase = country_once
    home = tmp_path_factory.mktemp("keys")
    _let_sign(home, passphrase)
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(KEYS_HOME=home, FILES_STORE=str(home / "files"), LOG_TILES=home / "log"):
            key_store.cache_clear()
            signatures.forget()
            country = _as_country(snapshot.lay())
            shop = open_shop(country)
            waiting = submitted(shop).pk
            in_hand = submitted(shop)
            actions.receive(dossier=in_hand, by=shop.receiver, now=at("10:00"))
            actions.acknowledge(dossier=in_hand, by=shop.officer, now=at("10:30"))
        yield SimpleNamespace(shop=shop, country=country, waiting=waiting, in_hand=in_hand.pk, passphrase=passphrase)
        transaction.set_rollback(True)


def _let_sign(home, passphrase):
    (home / "passphrase").write_bytes(passphrase)
    (home / "passphrase").chmod(0o600)


@pytest.fixture
def hall(_opened, db, settings):
    """The shop; what a test does in it is gone afterwards."""
    home = Path(settings.KEYS_HOME)
    home.mkdir(mode=0o700)
    _let_sign(home, _opened.passphrase)
    signatures.forget()
    yield _opened.shop
    signatures.forget()


@pytest.fixture
def other(_opened, hall):
    """The other ministry."""
    return _opened.country.other


@pytest.fixture
def waiting(_opened, hall) -> Dossier:
    """Handed in on Monday at nine, paid, not yet taken in."""
    return Dossier.objects.get(pk=_opened.waiting)


@pytest.fixture
def in_hand(_opened, hall) -> Dossier:
    """The same, taken in at ten and taken over by the officer at half past; due on Monday in a week, 16:30."""
    return Dossier.objects.get(pk=_opened.in_hand)
