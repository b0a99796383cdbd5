"""`lienthong fees settle-withdrawn`: what was withdrawn before fees went back is settled once, after a preview."""

import json

import pytest
from click.testing import CliRunner

from conftest import at, submitted
from lienthong.doors.command.fees import fees
from lienthong.kit import clock
from lienthong.work.onestop import actions
from lienthong.work.onestop.actions import ending, settling
from lienthong.work.onestop.models import Dossier, Event
from lienthong.work.onestop.states import Kind
from lienthong.work.onestop.tests.test_settling import owed, transferred  # noqa: F401 - a fixture
from lienthong.work.payments.models import Refund

LATER = at("15:00")


@pytest.fixture(autouse=True)
def later(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: LATER)


@pytest.fixture
def hall(shop):
    return shop


def withdrawn(shop, dossier, monkeypatch):
    """As it went before the settling existed: the end is written, and nothing of the fee."""
    with monkeypatch.context() as before:
        before.setattr(ending.settling, "give_back", lambda *_held, **_more: None)
        actions.withdraw(dossier=dossier, words="", by=shop.citizen, now=at("11:00"))
    return Dossier.objects.get(pk=dossier.pk)


@pytest.fixture
def in_cash(shop, monkeypatch):
    dossier = submitted(shop, paid=False)
    actions.take_cash(dossier=dossier, slip="BL 12", by=shop.receiver, now=at("09:30"))
    return withdrawn(shop, dossier, monkeypatch)


def ran(*words):
    return CliRunner().invoke(fees, ["settle-withdrawn", *words], catch_exceptions=False)


def settled(dossier):
    return Event.objects.filter(dossier=dossier, kind=Kind.FEE_SETTLED)


def test_a_preview_says_how_much_and_changes_nothing(in_cash):
    told = ran("--preview").output
    assert in_cash.code in told
    assert "tiền mặt 135.000" in told
    assert "Chưa ghi gì. Sẽ hoàn phí của 1 hồ sơ đã rút." in told
    assert not settled(in_cash).exists()
    assert Dossier.objects.get(pk=in_cash.pk).cash_due_since is None


def test_cash_is_owed_afterwards_and_a_second_call_finds_nothing(in_cash):
    (row,) = json.loads(ran("--json").output)["settled"]
    assert row == {
        "code": in_cash.code, "body": in_cash.body.name_vi, "transfer_dong": 0, "cash_dong": 135_000,
    }  # fmt: skip
    assert Dossier.objects.get(pk=in_cash.pk).cash_due_since == LATER
    assert settled(in_cash).get().details == {"transfer": 0, "cash": 135_000}
    assert json.loads(ran("--json").output) == {"preview": False, "settled": []}
    assert "Đã hoàn phí của 0 hồ sơ đã rút" in ran().output
    assert settling.settle_withdrawn(dossier=in_cash, now=LATER).whole == 0


def test_a_transfer_goes_back_to_its_account(shop, owed, monkeypatch):  # noqa: F811 - the fixture
    transferred(owed)
    dossier = withdrawn(shop, owed, monkeypatch)
    assert "chuyển khoản 135.000" in ran("--preview").output
    assert not Refund.objects.exists()
    ran()
    assert Refund.objects.get().amount_dong == 135_000
    assert settled(dossier).get().details == {"transfer": 135_000, "cash": 0}


def test_what_was_interrupted_goes_on_and_each_is_settled_alone(shop, in_cash, monkeypatch):
    other = submitted(shop, paid=False)
    actions.take_cash(dossier=other, slip="BL 13", by=shop.receiver, now=at("09:40"))
    other = withdrawn(shop, other, monkeypatch)
    done = []

    def once(**given):
        if done:
            raise KeyboardInterrupt
        done.append(given["dossier"].pk)
        return settling.settle_withdrawn(**given)

    with monkeypatch.context() as stopped:
        stopped.setattr(actions, "settle_withdrawn", once)
        ran()
    assert settled(in_cash).count() + settled(other).count() == 1
    ran()
    assert (settled(in_cash).count(), settled(other).count()) == (1, 1)


def test_what_ended_otherwise_or_was_settled_is_left_alone(shop):
    taken_in, settled_before = submitted(shop), submitted(shop, paid=False)
    actions.receive(dossier=taken_in, by=shop.receiver, now=at("10:00"))
    actions.withdraw(dossier=taken_in, words="", by=shop.citizen, now=at("11:00"))
    actions.take_cash(dossier=settled_before, slip="BL 14", by=shop.receiver, now=at("09:30"))
    actions.withdraw(dossier=settled_before, words="", by=shop.citizen, now=at("11:00"))
    last = Dossier.objects.get(pk=settled_before.pk).last_seq
    assert json.loads(ran("--json").output)["settled"] == []
    assert Dossier.objects.get(pk=settled_before.pk).last_seq == last
