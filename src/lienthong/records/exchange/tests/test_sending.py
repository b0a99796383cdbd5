"""Sending: who may, to whom, and what stands in the lanes afterwards."""

import hashlib
import json

import pytest

from conftest import at
from lienthong.ground.journal.models import Act
from lienthong.ground.mandates.rules import NotInThisRole, NotYours
from lienthong.records.documents.models import Recipient
from lienthong.records.documents.states import WrongState
from lienthong.records.exchange import actions, lanes, rules
from lienthong.records.exchange.actions.sending import living_recipients
from lienthong.records.exchange.models import Delivery, Message
from lienthong.records.exchange.tests.parcels import light, sent


def test_one_message_stands_once_in_the_lane_of_each_recipient(country):
    message = sent(country, urgency="2")
    deliveries = Delivery.objects.filter(message=message)
    assert {each.recipient for each in deliveries} == {country.other.body, country.province.body}
    assert {(each.state, each.urgency, each.next_try_at) for each in deliveries} == {("00", "2", at("09:00"))}
    said = json.loads(bytes(message.manifest))
    assert [party["id"] for party in said["to"]] == [str(each.recipient_id) for each in deliveries.order_by("id")]
    assert hashlib.sha256(bytes(message.manifest)).digest() == bytes(message.manifest_digest)
    assert Act.objects.get(verb="exchange.message.sent").body["recipients"] == 2


def test_what_has_left_does_not_leave_again(country):
    document = sent(country).document
    with pytest.raises(WrongState):
        actions.send_document(document=document, by=country.ministry.clerk, now=at("10:00"))
    assert Message.objects.count() == 1


def test_only_the_clerk_of_the_sender_sends(country):
    document = light(country).message.document
    with pytest.raises(NotInThisRole):
        actions.send_document(document=document, by=country.ministry.specialist, now=at("10:00"))
    with pytest.raises(NotYours):
        actions.send_document(document=document, by=country.other.clerk, now=at("10:00"))


def test_nobody_sends_to_themselves_or_to_nobody(country):
    document = light(country).message.document
    with pytest.raises(rules.NoRecipientLeft):
        living_recipients(document, at("10:00").date())
    Recipient.objects.create(document=document, body=country.ministry.body)
    with pytest.raises(rules.SenderMayNotReceive):
        living_recipients(document, at("10:00").date())


def test_a_unit_of_ones_own_body_may_receive(country):
    document = light(country).message.document
    Recipient.objects.create(document=document, body=country.ministry.body, unit=country.ministry.unit)
    assert living_recipients(document, at("10:00").date()) == [(country.ministry.body, country.ministry.unit, None)]


def test_what_fails_the_checks_counts_as_carried_and_gets_no_receipt(country):
    delivery = light(country)
    assert lanes.carry_round(at("09:05")) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.receipted_at) == ("02", None)
    assert str(delivery.message) in str(delivery)
