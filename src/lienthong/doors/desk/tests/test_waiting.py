"""What waits for whom, in which order, and at what cost."""

from datetime import timedelta

import pytest

from conftest import at
from lienthong.doors.desk import waiting
from lienthong.doors.desk.tests.incoming_desk import desk, light
from lienthong.ground.mandates import actions as mandates
from lienthong.ground.mandates.states import Role
from lienthong.kit import clock
from lienthong.records.documents import actions as documents
from lienthong.records.exchange import actions as exchange
from lienthong.records.exchange.models import Assignment, Delivery
from lienthong.records.exchange.states import DeliveryState

NOW = at("10:00")


def arrived(country, hours, **more):
    """A delivery to accept, due so many hours from now."""
    due = {"accept_due_at": NOW + timedelta(hours=hours)} if hours is not None else {"accept_due_at": None}
    return light(country, state=DeliveryState.ARRIVED, **{**due, **more})


def given(country, **more):
    delivery = light(country, state=DeliveryState.ACCEPTED, accepted_at=NOW)
    exchange.assign_document(delivery=delivery, unit=country.other.unit, by=country.other.leader, now=NOW, **more)
    return delivery


def lines(mandate, now=NOW):
    return [line.id for line in waiting.mine(mandate, now=now)]


def test_what_hurts_first_stands_first(country):
    """Late before soon before later; inside each, urgency, then the deadline, then age."""
    later, later_express = arrived(country, 90), arrived(country, 95, urgency="3")
    soon, soon_urgent = arrived(country, 2), arrived(country, 20, urgency="1")
    late, late_express = arrived(country, -50), arrived(country, -1, urgency="3")
    never_old = arrived(country, None, arrived_at=at("07:00"))
    never = arrived(country, None, arrived_at=at("08:00"))
    expected = [late_express, late, soon_urgent, soon, later_express, later, never_old, never]
    assert lines(country.other.clerk) == [each.pk for each in expected]


def test_the_most_painful_are_kept_when_there_are_too_many(country, monkeypatch):
    monkeypatch.setattr(waiting, "MOST", 2)
    for hours in (90, 80, 70):
        arrived(country, hours)
    late, soon = arrived(country, -1), arrived(country, 1)
    assert lines(country.other.clerk) == [late.pk, soon.pk]


@pytest.mark.parametrize(("hours", "band"), [(-0.1, 0), (0, 1), (24, 1), (24.1, 2), (None, 2)])
def test_a_deadline_presses_when_it_has_passed_or_comes_within_a_day(hours, band):
    due = None if hours is None else NOW + timedelta(hours=hours)
    assert waiting.band(due, NOW) == band


def test_each_step_waits_for_its_person(country):
    other = country.other
    to_accept, to_assign = arrived(country, 1), light(country, state=DeliveryState.ACCEPTED)
    to_unit, to_person = given(country), given(country, holder=other.specialist)
    light(country, state=DeliveryState.COMPLETED)
    light(country, state=DeliveryState.REFUSED)
    light(country)
    expected = {
        Role.CLERK: {to_accept.pk},
        Role.LEADER: {to_assign.pk},
        Role.HEAD_OF_UNIT: {to_unit.pk},
        Role.SPECIALIST: {to_person.pk},
        Role.RECORDS_KEEPER: set(),
        Role.AUDITOR: set(),
        Role.ONE_STOP: set(),
    }
    assert {role: set(lines(other.mandates[role])) for role in Role} == expected
    assert all(lines(country.province.mandates[role]) == [] for role in Role)
    counted = {role: waiting.counts(other.mandates[role], now=NOW)["incoming"] for role in Role}
    assert counted == {role: len(found) for role, found in expected.items()}


def test_what_lost_its_person_waits_for_the_head_and_what_lost_its_unit_for_the_leader(country):
    other = country.other
    delivery = given(country, holder=other.specialist)
    assert lines(other.head_of_unit) == []
    mandates.end(mandate=other.specialist, by=None, now=NOW, reason="Chuyển công tác")
    assert lines(other.head_of_unit, NOW + timedelta(minutes=1)) == [delivery.pk]
    Assignment.objects.filter(delivery=delivery).update(ended_at=NOW)
    Delivery.objects.filter(pk=delivery.pk).update(handling_unit=None)
    assert lines(other.leader) == [delivery.pk]


def test_ones_own_drafts_and_what_is_to_be_signed_wait_too(country):
    ministry = country.ministry
    draft = documents.draft(
        kind="cong_van",
        subject="Dự thảo trả lời",
        text="Nội dung.",
        by=ministry.specialist,
        now=NOW,
        signer=ministry.leader,
    )
    (line,) = waiting.mine(ministry.specialist, now=NOW)
    assert (line.id, line.kind, line.source) == (draft.pk, "document", ministry.specialist.account.full_name)
    draft.state, draft.drafted_by = "in_review", None
    draft.save()
    (line,) = waiting.mine(ministry.leader, now=NOW)
    assert line.source == ""
    draft.state, draft.number = "numbered", 7
    draft.save()
    assert lines(ministry.clerk) == [draft.pk]
    assert waiting.counts(ministry.clerk, now=NOW) == {
        "mine": 1, "incoming": 0, "outgoing": 1, "dossiers": 0, "petitions": 0, "petition_desk": 0,
        "escalated": 0, "petition": 0, "case": 0, "correction": 0, "payment": 0, "cash": 0, "fee": 0,
        "accounts": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("show", "words", "expected"),
    [("", "", 3), ("incoming", "", 2), ("outgoing", "", 1), ("late", "", 1), ("", "bo tai chinh", 2), ("", "DỰ THẢO", 1),
     ("late", "khong co", 0), ("nonsense", "", 3)],
)  # fmt: skip
def test_the_list_is_narrowed_by_kind_lateness_and_words(country, show, words, expected):
    other = country.other
    arrived(country, -1), arrived(country, 5)
    documents.draft(kind="cong_van", subject="Dự thảo", text="…", by=other.clerk, now=NOW)
    found = waiting.narrowed(waiting.mine(other.clerk, now=NOW), show=show, words=words, now=NOW)
    assert len(found) == expected


@pytest.mark.parametrize("name", ["", "incoming/", "incoming/?tab=in-hand"])
def test_a_list_costs_the_same_with_one_row_and_with_three(country, name, django_assert_max_num_queries):
    browser = desk(country.other.clerk)

    def fill(count):
        for _ in range(count):
            light(country, state=DeliveryState.ARRIVED, accept_due_at=clock.now())
            light(country, state=DeliveryState.ASSIGNED, handling_unit=country.other.unit)

    fill(1)
    browser.get(f"/desk/{name}")
    with django_assert_max_num_queries(12) as one:
        assert browser.get(f"/desk/{name}").status_code == 200
    fill(2)
    with django_assert_max_num_queries(len(one)):
        assert browser.get(f"/desk/{name}").content.count(b"/desk/deliveries/") >= 3
