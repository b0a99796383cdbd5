"""With full books, what a list needs is found by index: no list reads the finished past."""

import pytest

from conftest import at
from lienthong.doors.desk import waiting
from lienthong.doors.desk.incoming import lists
from lienthong.doors.desk.tests.full_books import fill, plan_of
from lienthong.doors.desk.tests.incoming_desk import desk, light
from lienthong.ground.mandates.states import Role
from lienthong.kit import clock
from lienthong.records.exchange.actions import reminding
from lienthong.records.exchange.models import Delivery
from lienthong.records.exchange.states import DeliveryState

FULL = 6000
GROWING = ("exchange_delivery", "exchange_message", "documents_document")


@pytest.fixture
def full(country):
    """The other ministry with thousands of completed documents and a few unfinished ones."""
    delivery = light(country, state=DeliveryState.ARRIVED)
    fill(delivery, FULL)
    return delivery


def reads_all_of_something_growing(plan: str) -> bool:
    return any(f"Seq Scan on {table}" in plan for table in GROWING)


def test_a_full_book_would_show_if_it_were_read(full):
    assert reads_all_of_something_growing(plan_of(Delivery.objects.filter(last_problem="x")))
    assert Delivery.objects.filter(state=DeliveryState.COMPLETED).count() > FULL * 0.9


@pytest.mark.parametrize("role", Role)
def test_my_list_and_its_counts_are_found_by_index(country, full, role):
    now, mandate = clock.now(), country.other.mandates[role]
    found = waiting.deliveries_waiting(mandate, now=now)
    assert not reads_all_of_something_growing(plan_of(found))
    assert not reads_all_of_something_growing(plan_of(waiting.documents_waiting(mandate, now=now)))


@pytest.mark.parametrize("tab", lists.TABS)
def test_a_page_of_the_inbox_is_found_by_index(country, full, tab):
    rows = (
        Delivery.objects.readable_by(country.other.clerk).filter(state__in=lists.TABS[tab]).order_by("-state_at", "-id")
    )
    assert not reads_all_of_something_growing(plan_of(rows.for_lists()[:31]))


def test_the_carriers_and_the_reminders_look_only_at_what_is_unfinished(country, full):
    light(country)
    now = at("12:00")
    for rows in (Delivery.objects.waiting(now), Delivery.objects.without_receipt(now)):
        assert not reads_all_of_something_growing(plan_of(rows))
    assert not reads_all_of_something_growing(plan_of(reminding._unfinished()[:500]))


def test_a_long_list_is_cut_and_says_so(country, full):
    page = desk(country.other.clerk).get("/desk/").content.decode()
    assert page.count('class="work-title"') == 50
    assert "Còn 11 việc nữa." in page
