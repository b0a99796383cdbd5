"""The demonstration's dossiers: as many as were asked for, whatever licences have ended long ago."""

import random
from datetime import timedelta

import pytest
from django.db.models import Count

from conftest import at, offered, submitted
from lienthong.doors.command.demo_data import country as settling
from lienthong.doors.command.demo_data import dossiers
from lienthong.ground.identity.models import Account
from lienthong.kit.clock import local
from lienthong.records.registers.models import DrivingLicence
from lienthong.work.feedback.models import Invitation
from lienthong.work.onestop import asking
from lienthong.work.onestop.models import Dossier, Event
from lienthong.work.onestop.states import Kind, ResultKind, Status

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


class Lot(random.Random):
    """Always the same lot."""

    def __init__(self, lot):
        super().__init__(1)
        self.lot = lot

    def random(self):
        return self.lot


@pytest.mark.parametrize(("lot", "paid"), [(0.01, False), (0.5, True)], ids=["refused", "taken_in"])
def test_nobody_is_owed_the_fee_of_what_was_refused(shop, lot, paid):
    """What came to the wrong place is refused before anything was paid."""
    dossier = submitted(shop, paid=False)
    staff = dossiers.Staff(receiver=shop.receiver, officer=shop.officer, chief=shop.chief, leader=shop.leader)
    for step in dossiers._lot(dossier, dossiers.WANTED[0], staff, Lot(lot), at("09:00"), "DEMO1"):
        step(at("09:00") + timedelta(days=20))
    ended = Dossier.objects.get(pk=dossier.pk)
    assert (ended.status == Status.NOT_RECEIVED, ended.paid_at is not None) == (not paid, paid)
    assert ended.cash_due_since is None
    assert not Dossier.objects.owed_in_cash(dossier.body).exists()
    if not paid:
        assert ended.events.get(kind=Kind.FEE_SETTLED).details == {"transfer": 0, "cash": 0}


def test_what_is_asked_for_is_decided_and_people_say_how_it_was(people, country):
    for key in ("cap_lai_the_bhyt", "xac_nhan_tinh_trang_hon_nhan"):
        people.offerings[key] = offered(people, key, owner=country.ministry.body)
    dossiers.fill(count=12, until=NOW)
    spread = dict(Dossier.objects.values_list("procedure__key").annotate(many=Count("id")))
    assert spread == dict.fromkeys(people.offerings, 4), "each as often as the others"
    granted = Dossier.objects.filter(result__kind=ResultKind.GRANTED)
    assert set(granted.values_list("procedure__key", flat=True)) == set(people.offerings)
    ended = Event.objects.filter(kind__in=asking.ENDS)
    assert Invitation.objects.count() == ended.count() >= 6
    assert Invitation.objects.filter(level__isnull=False).exists()
    assert not Invitation.objects.exclude(phone="").exists(), "nobody is sent a text about the past"


def test_a_country_where_nothing_is_offered_has_no_dossiers(db):
    dossiers.fill(count=12, until=NOW)
    assert not Dossier.objects.exists()
