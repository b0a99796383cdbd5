"""Who may open and do what: role by page, own unit or not, own body or another one; a stranger finds nothing."""

import pytest
from django.urls import reverse

from conftest import at
from lienthong.doors.desk.tests.incoming_desk import arrived, desk, light
from lienthong.ground.mandates.states import Role
from lienthong.records.exchange import actions as exchange
from lienthong.records.exchange.models import Delivery, StatusChange
from lienthong.records.exchange.states import DeliveryState

READ = ["delivery", "delivery-file", "receipt", "receipt-content", "receipt-seal", "slip"]
STEPS = {
    "accept": {Role.CLERK},
    "refuse": {Role.CLERK},
    "start": set(),
    "complete": set(),
}
FORMS = {"refuse": {"reason": "other", "text": "Không thuộc chức năng."}, "complete": {"outcome": "Đã xong."}}
WHOLE_BODY = {Role.LEADER, Role.CLERK, Role.RECORDS_KEEPER, Role.AUDITOR}


def opened(mandate, name, delivery, **form):
    browser, address = desk(mandate), reverse(f"desk:{name}", args=[delivery.pk])
    return (
        browser.post(address, form) if name in {*STEPS, "assign", "contribute"} else browser.get(address)
    ).status_code


@pytest.fixture
def delivery(country):
    return arrived(country)


def test_reading_is_for_the_body_or_for_who_had_it_in_hand_and_for_nobody_elsewhere(country, delivery):
    for role in Role:
        expected = 200 if role in WHOLE_BODY else 404
        assert {opened(country.other.mandates[role], name, delivery) for name in READ} == {expected}, role
        for stranger in (country.ministry, country.province):
            assert {opened(stranger.mandates[role], name, delivery) for name in READ} == {404}, role
    exchange.accept_document(delivery=delivery, by=country.other.clerk, now=at("10:00"))
    holder = country.other.specialist
    exchange.assign_document(
        delivery=delivery, unit=country.other.unit, holder=holder, by=country.other.leader, now=at("10:00")
    )
    for role in (Role.HEAD_OF_UNIT, Role.SPECIALIST):
        assert {opened(country.other.mandates[role], name, delivery) for name in READ} == {200}, role


@pytest.mark.parametrize("name", [*STEPS, "assign", "contribute"])
def test_doing_is_for_its_roles_and_leaves_no_trace_of_others(country, name):
    """In the state a delivery arrives in: what is not allowed answers 403, 404 or 409 and changes nothing."""
    form = FORMS.get(name, {"given_to": f"unit:{country.other.unit.pk}", "outcome": "Đã góp ý."})
    for office in (country.other, country.province, country.ministry):
        for role in Role:
            delivery = light(country, state=DeliveryState.ARRIVED)
            answer = opened(office.mandates[role], name, delivery, **form)
            allowed = STEPS.get(name, {Role.CLERK} if name == "assign" else set())
            delivery.refresh_from_db()
            if office is country.other and role in allowed:
                assert answer == 302, role
                assert delivery.state != DeliveryState.ARRIVED
            else:
                assert answer in ({403, 404, 409} if office is country.other else {404}), (office, role, answer)
                assert delivery.state == DeliveryState.ARRIVED
                assert not StatusChange.objects.filter(delivery=delivery).exists()


def test_a_unit_sees_in_its_inbox_only_what_is_its_own(country):
    light(country, state=DeliveryState.ARRIVED)
    named = light(country, state=DeliveryState.ARRIVED, unit=country.other.unit)
    rows = {role: desk(country.other.mandates[role]).get(reverse("desk:incoming")).content.decode() for role in Role}
    for role, page in rows.items():
        seen = page.count("/desk/deliveries/")
        assert seen == (2 if role in WHOLE_BODY else 1 if role == Role.HEAD_OF_UNIT else 0), role
    assert str(named.pk) in rows[Role.HEAD_OF_UNIT]


def test_several_are_accepted_only_where_they_are_ones_own_to_accept(country):
    own = light(country, state=DeliveryState.ARRIVED)
    strange = light(country, to=country.province, state=DeliveryState.ARRIVED)
    for role in Role:
        page = desk(country.other.mandates[role]).post(reverse("desk:accept-many"), {"delivery": [own.pk, strange.pk]})
        assert page.status_code == 200
        expected = role == Role.CLERK
        assert (Delivery.objects.get(pk=own.pk).state == "03") == expected, role
        assert Delivery.objects.get(pk=strange.pk).state == "01"
        Delivery.objects.filter(pk=own.pk).update(state="01", entry=None)


@pytest.mark.parametrize("name", ["accept", "start"])
def test_nothing_changes_by_looking(country, delivery, name):
    assert desk(country.other.clerk).get(reverse(f"desk:{name}", args=[delivery.pk])).status_code == 405


def test_whoever_is_not_signed_in_or_holds_no_post_gets_no_further(country, delivery, client):
    from lienthong.ground.identity.models import Account

    address = reverse("desk:delivery", args=[delivery.pk])
    assert client.get(address).status_code == 302
    nobody = Account.objects.create_user("nobody@lienthong.example", "Người Chưa Có Vị Trí")
    client.force_login(nobody)
    assert client.get(address).status_code == 403
