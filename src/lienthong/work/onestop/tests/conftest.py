"""The shop of the small country, with a dossier that waits and one in hand."""

import pytest

from conftest import at, submitted
from conftest import at, let_sign, shop_for_a_module, submitted
from lienthong.ground.signatures import queries as signatures
from lienthong.work.onestop import actions
from lienthong.work.onestop.models import Dossier


@pytest.fixture
def hall(shop):
    """The shop; what a test does in it is gone afterwards."""
    return shop
@pytest.fixture(scope="module")
def _opened(country_once, django_db_blocker, tmp_path_factory):
    home = tmp_path_factory.mktemp("keys")
    with django_db_blocker.unblock(), shop_for_a_module(country_once, home) as (country, shop):
        waiting, in_hand = submitted(shop), submitted(shop)
        actions.receive(dossier=in_hand, by=shop.receiver, now=at("10:00"))
        actions.acknowledge(dossier=in_hand, by=shop.officer, now=at("10:30"))
        yield SimpleNamespace(shop=shop, country=country, waiting=waiting.pk, in_hand=in_hand.pk)


@pytest.fixture
def hall(_opened, country_once, db, settings):
    """The shop; what a test does in it is gone afterwards."""
    let_sign(Path(settings.KEYS_HOME), country_once[1])
    signatures.forget()
    yield _opened.shop
    signatures.forget()


@pytest.fixture
def other(country, hall):
    """The other ministry."""
    return country.other


@pytest.fixture
def waiting(hall) -> Dossier:
    """Handed in on Monday at nine, paid, not yet taken in."""
    return Dossier.objects.get(pk=submitted(hall).pk)


@pytest.fixture
def in_hand(hall) -> Dossier:
    """The same, taken in at ten and taken over by the officer at half past; due on Monday in a week, 16:30."""
    dossier = submitted(hall)
    actions.receive(dossier=dossier, by=hall.receiver, now=at("10:00"))
    actions.acknowledge(dossier=dossier, by=hall.officer, now=at("10:30"))
    return Dossier.objects.get(pk=dossier.pk)
