"""What was open at a dissolved body, or on its way there, reaches the body that follows, says so, and can come back."""

import json
from datetime import timedelta

import pytest

from conftest import at
from lienthong.ground.journal.models import Act
from lienthong.ground.organisations import actions as organisations
from lienthong.ground.organisations import planning
from lienthong.ground.organisations.models import Change
from lienthong.ground.organisations.naming import Naming
from lienthong.records.exchange import actions, checks, lanes
from lienthong.records.exchange.actions import carrying, rehoming
from lienthong.records.exchange.models import Assignment, Delivery, Receipt
from lienthong.records.exchange.states import DeliveryState
from lienthong.records.exchange.tests.parcels import light, sent

NOW = at("10:00")
TODAY = NOW.date()


@pytest.fixture
def trusting(monkeypatch):
    monkeypatch.setattr(checks, "on_arrival", lambda delivery, *, now: [])


def merged(country, *, now=NOW):
    """The province goes into the other ministry (only here)."""
    return organisations.merge(bodies=[country.province.body], into=country.other.body, on=TODAY, by=None, now=now)


def reloaded(delivery):
    return Delivery.objects.whole().get(pk=delivery.pk)


@pytest.mark.parametrize("state", DeliveryState)
def test_what_is_unfinished_moves_to_the_successor_and_what_is_finished_stays(country, state):
    delivery = light(country, to=country.province, state=state)
    plan = planning.merge(bodies=[country.province.body], into=country.other.body, on=TODAY)
    moving = state in rehoming.UNFINISHED
    assert {each.name: each.count for each in plan.affected}["exchange.deliveries"] == int(moving)
    change = organisations.enact(plan=plan, by=None, now=NOW)
    now_at = reloaded(delivery)
    assert now_at.recipient == (country.other.body if moving else country.province.body)
    assert now_at.addressed_to == (country.province.body if moving else None)
    assert Act.objects.filter(verb="exchange.delivery.rehomed").count() == int(moving)
    organisations.reverse(change=Change.objects.get(pk=change.pk), by=None, now=NOW)
    back = reloaded(delivery)
    assert (back.recipient, back.addressed_to) == (country.province.body, None)
    assert Act.objects.filter(verb="exchange.delivery.returned").count() == int(moving)


def test_both_copies_of_one_message_live_on_side_by_side(country, trusting):
    """Sent to the body that ends and to the one that goes on: two lines for the sender, two places in the inbox."""
    first = light(country, to=country.other)
    second = Delivery.objects.create(
        message=first.message, recipient=country.province.body, state_at=NOW, queued_at=NOW, next_try_at=NOW
    )
    lanes.carry_round(NOW)
    merged(country)
    assert reloaded(first).recipient == reloaded(second).recipient == country.other.body
    places = {reloaded(each).inbox_position for each in (first, second)}
    assert places == {1, 2}


def test_what_is_on_its_way_arrives_at_the_successor_and_the_receipt_says_so(country):
    message = sent(country, to=[country.province.body])
    merged(country, now=at("09:02"))
    assert lanes.carry_round(at("09:05")) == 1
    delivery = Delivery.objects.whole().get(message=message)
    assert (delivery.state, delivery.recipient) == ("01", country.other.body)
    addressee = next(check for check in delivery.checks if check["check"] == "addressee")
    assert addressee["passed"]
    assert country.province.body.name_vi in addressee["sentence"]
    said = json.loads(bytes(Receipt.objects.get(delivery=delivery).content))
    assert said["recipient"]["id"] == str(country.other.body.pk)
    assert said["addressed_to"]["id"] == str(country.province.body.pk)


def test_what_was_sent_just_after_the_dissolution_follows_at_arrival(country, trusting):
    """The sender still saw the old body: the lane notices, and the successor has it under its own next place."""
    merged(country)
    delivery = light(country, to=country.province)
    light(country, state=DeliveryState.QUEUED)
    lanes.carry_round(NOW)
    now_at = reloaded(delivery)
    assert (now_at.state, now_at.recipient, now_at.addressed_to) == ("01", country.other.body, country.province.body)
    assert sorted(Delivery.objects.values_list("inbox_position", flat=True)) == [1, 2]


def test_nobody_follows_so_the_sender_is_told(country, monkeypatch):
    monkeypatch.setattr(checks, "_OWN", (checks._addressee,))
    organisations.dissolve(institution=country.province.body, on=TODAY, by=None, now=NOW)
    delivery = light(country, to=country.province)
    carrying.arrive(delivery=delivery, now=NOW)
    refused = reloaded(delivery)
    assert (refused.state, refused.refusal) == ("02", "not_for_us")
    assert "không có cơ quan kế thừa" in refused.checks[-1]["sentence"]


def test_what_stands_at_a_body_nobody_follows_stays_there(country):
    delivery = light(country, to=country.province, state=DeliveryState.ACCEPTED)
    organisations.dissolve(institution=country.province.body, on=TODAY, by=None, now=NOW)
    assert reloaded(delivery).recipient == country.province.body


def test_what_was_sent_to_a_dissolved_body_goes_to_its_successor_from_the_start(country):
    merged(country, now=at("08:30"))
    message = sent(country, to=[country.province.body])
    delivery = Delivery.objects.get(message=message)
    assert (delivery.recipient, delivery.addressed_to) == (country.other.body, country.province.body)


# -- units
@pytest.fixture
def legal(country):
    body = country.other.body
    return organisations.found_unit(
        body=body, name=Naming("Vụ Pháp chế", "Legal", "PC"), on=body.established_on, by=None, now=country.since
    )


def in_hand(country, unit, **more):
    delivery = light(country, state=DeliveryState.ACCEPTED, accepted_at=at("09:30"))
    actions.assign_document(delivery=delivery, unit=unit, by=country.other.leader, now=at("09:40"), **more)
    return delivery


def test_work_of_a_unit_that_ends_goes_on_in_the_unit_that_follows_for_its_head_to_give_on(country, legal):
    delivery = in_hand(country, country.other.unit, holder=country.other.specialist, cooperating=[legal])
    change = organisations.dissolve(institution=country.other.unit, successor=legal, on=TODAY, by=None, now=NOW)
    assert reloaded(delivery).handling_unit == legal
    lead = Assignment.objects.get(delivery=delivery, lead=True)
    assert (lead.unit, lead.holder, lead.ended_at) == (legal, None, None)
    organisations.reverse(change=Change.objects.get(pk=change.pk), by=None, now=NOW + timedelta(hours=1))
    lead.refresh_from_db()
    assert (lead.unit, lead.holder, lead.ended_at) == (country.other.unit, country.other.specialist, None)
    assert reloaded(delivery).handling_unit == country.other.unit


def test_work_of_a_unit_nobody_follows_waits_to_be_assigned_again_and_comes_back_as_it_was(country, legal):
    delivery = in_hand(country, legal)
    change = organisations.dissolve(institution=legal, on=TODAY, by=None, now=NOW)
    orphan = reloaded(delivery)
    assert (orphan.state, orphan.handling_unit, orphan.recipient) == ("04", None, country.other.body)
    assert not Assignment.objects.filter(delivery=delivery, ended_at__isnull=True).exists()
    actions.assign_document(delivery=delivery, unit=country.other.unit, by=country.other.leader, now=NOW)
    organisations.reverse(change=Change.objects.get(pk=change.pk), by=None, now=NOW + timedelta(hours=1))
    assert reloaded(delivery).handling_unit == legal
    open_now = Assignment.objects.get(delivery=delivery, ended_at__isnull=True)
    assert open_now.unit == legal


def test_what_was_finished_meanwhile_stays_finished_where_it_was(country):
    delivery = light(country, to=country.province, state=DeliveryState.ARRIVED)
    change = merged(country)
    words = {"reason": "other", "text": "Không thuộc chức năng."}
    actions.refuse_document(delivery=delivery, by=country.other.clerk, now=NOW, **words)
    organisations.reverse(change=Change.objects.get(pk=change.pk), by=None, now=NOW)
    assert reloaded(delivery).recipient == country.other.body
