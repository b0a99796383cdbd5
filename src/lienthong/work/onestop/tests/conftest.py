"""The shop of the small country, with a dossier that waits and one in hand."""

import pytest

from conftest import at, submitted
from lienthong.work.onestop import actions
from lienthong.work.onestop.models import Dossier


@pytest.fixture
def hall(shop):
    """The shop; what a test does in it is gone afterwards."""
    return shop


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
