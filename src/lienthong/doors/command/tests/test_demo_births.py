"""The demonstration's births: three families, once, through the same actions as everybody's."""

import pytest

from conftest import at, offered
from lienthong.doors.command.demo_data import births, country
from lienthong.ground.identity.models import Account
from lienthong.work.onestop.models import Dossier, Link
from lienthong.work.onestop.states import Status

NOW = at("16:00")


@pytest.fixture
def shop_of_births(shop, country):
    shop.offerings[births.KEY] = offered(shop, births.KEY, owner=country.other.body)
    Account.objects.update(synthetic=True)
    return shop


@pytest.mark.parametrize("people", [1, 400])
def test_one_family_waits_one_is_in_hand_and_one_has_gone_on(shop_of_births, people):
    country.settle(people, founded_at=at("08:00"), say=lambda _said: None)
    for _again in range(2):
        births.fill(now=NOW)
    assert Link.objects.count() == 6
    leads = Dossier.objects.filter(links__name="residence").order_by("-submitted_at")
    assert [each.status for each in leads] == [Status.SUBMITTED, Status.PROCESSING, Status.DONE]
    waiting = [[link.dossier.awaits_since is not None for link in each.links.all()] for each in leads]
    assert waiting == [[True, True], [True, True], [False, False]]


def test_without_the_procedure_there_is_none(shop):
    births.fill(now=NOW)
    assert not Link.objects.exists()
