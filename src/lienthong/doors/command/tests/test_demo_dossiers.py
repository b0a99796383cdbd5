"""The demonstration's dossiers: as many as were asked for, whatever licences have ended long ago."""

from datetime import timedelta

import pytest

from conftest import at
from lienthong.doors.command.demo_data import country as settling
from lienthong.doors.command.demo_data import dossiers
from lienthong.ground.identity.models import Account
from lienthong.kit.clock import local
from lienthong.records.registers.models import DrivingLicence
from lienthong.work.onestop.models import Dossier

NOW = at("16:00")
COUNT = 8


@pytest.fixture
def people(shop, keeper):
    """Some hundreds, of whom many hold a licence that has ended."""
    Account.objects.update(synthetic=True)
    settling.settle(1500, founded_at=at("08:00"), say=lambda _said: None)
    held = DrivingLicence.objects.filter(valid_until__isnull=False).order_by("valid_until")
    ended = local(NOW).date() - timedelta(days=400)
    DrivingLicence.objects.filter(pk__in=held.values("pk")[: 5 * COUNT], issued_on__lt=ended).update(valid_until=ended)
    assert DrivingLicence.objects.filter(valid_until=ended).count() >= 3 * COUNT
    return shop


def test_each_licence_that_is_taken_can_be_exchanged_and_becomes_a_dossier_once(people):
    for _again in range(2):
        dossiers.fill(count=COUNT, until=NOW)
        assert Dossier.objects.count() == COUNT
