"""Open figures: what is counted, when, and what is hidden."""

from datetime import UTC, date, datetime, timedelta

import pytest

from conftest import at
from lienthong.ground.organisations.models import Body
from lienthong.kit.ids import new_id
from lienthong.records.documents.models import Document
from lienthong.records.exchange import figures
from lienthong.records.exchange.figures import FEWEST, OfBody, Period, Prices, shown
from lienthong.records.exchange.models import Delivery, Message

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)
WEEK = Period(date(2026, 11, 11), TUESDAY)
NOW = at("17:00", day=TUESDAY)
HELD = [{"check": "seal", "passed": True}, {"check": "signatures", "passed": True, "sentence": "…"}]
BROKEN = [{"check": "signatures", "passed": False, "sentence": "…"}]


@pytest.fixture
def bodies():
    return [
        Body.objects.create(
            name_vi=name,
            abbreviation="X",
            kind="ministry",
            established_on=date(2019, 3, 12),
            sort_key=name,
            folded="",
            lowered="",
        )
        for name in ("A", "B", "C")
    ]


def sent(sender, when, *recipients, pages=2):
    document = Document.objects.create(
        body=sender, kind="cong_van", subject="x", state="received", created_at=when, changed_at=when, page_count=pages
    )
    message = Message.objects.create(
        sender=sender,
        message_id=str(new_id()),
        document=document,
        manifest=b"",
        manifest_digest=b"",
        seal=b"",
        sent_at=when,
    )
    return [received(message, body, when) for body in recipients]


def received(message, body, when, **more):
    return Delivery.objects.create(
        message=message, recipient=body, state="01", state_at=when, queued_at=when, next_try_at=when,
        arrived_at=when + timedelta(seconds=1), accept_due_at=at("17:00", day=MONDAY), checks=HELD, **more,
    )  # fmt: skip


def accept(delivery, when):
    Delivery.objects.filter(pk=delivery.pk).update(accepted_at=when, state="03")


def test_nothing_is_counted_where_nothing_happened():
    found = figures.count(WEEK, now=NOW)
    assert (found.sent, found.received, found.late, found.pages, found.saved_dong) == (0, 0, 0, 0, 0)
    assert (found.median_seconds, found.signed_share, found.late_share) == (None, None, None)
    assert [day.on for day in found.days] == [date(2026, 11, day) for day in range(11, 18)]
    assert found.bodies == ()
    assert found.waits == (0,) * 6


def test_a_document_sent_to_two_bodies_is_sent_once_and_received_twice(bodies):
    first, second, third = bodies
    sent(first, at("09:00"), second, third, pages=3)
    found = figures.count(WEEK, now=NOW)
    assert (found.sent, found.received, found.pages) == (1, 2, 6)
    assert [(body.name_vi, body.sent, body.received) for body in found.bodies] == [
        ("A", 1, 0),
        ("B", 0, 1),
        ("C", 0, 1),
    ]
    assert [(day.sent, day.received) for day in found.days if day.on == MONDAY] == [(1, 2)]


def test_days_are_those_of_viet_nam(bodies):
    sent(bodies[0], datetime(2026, 11, 15, 17, 30, tzinfo=UTC), bodies[1])  # half past midnight on Monday
    by_day = {day.on: day.sent for day in figures.count(WEEK, now=NOW).days}
    assert (by_day[MONDAY], by_day[date(2026, 11, 15)]) == (1, 0)


def test_a_period_ends_with_its_last_moment(bodies):
    sent(bodies[0], at("23:59", day=TUESDAY), bodies[1])
    sent(bodies[0], at("00:00", day=date(2026, 11, 18)), bodies[1])
    sent(bodies[0], at("23:59", day=date(2026, 11, 10)), bodies[1])
    assert figures.count(WEEK, now=NOW).sent == 1
    assert Period.of_days(7, now=NOW) == WEEK


def test_waiting_is_from_sending_to_acceptance_and_only_of_what_was_accepted(bodies):
    minutes = [4, 10, 30, 120, 600, 2000]
    for wait in minutes:
        [delivery] = sent(bodies[0], at("08:00"), bodies[1])
        accept(delivery, at("08:00") + timedelta(minutes=wait))
    sent(bodies[0], at("08:00"), bodies[1])
    found = figures.count(WEEK, now=NOW)
    assert found.waits == (1, 1, 1, 1, 1, 1)
    assert found.median_seconds == (30 + 120) / 2 * 60
    assert found.slow_seconds == pytest.approx((600 + 0.75 * 1400) * 60)
    assert (found.received, found.accepted) == (7, 6)


def test_late_is_accepted_after_its_time_or_past_it_now_but_never_refused(bodies):
    in_time, late, waiting, refused = (sent(bodies[0], at("09:00"), bodies[1])[0] for _ in range(4))
    accept(in_time, at("17:00"))
    accept(late, at("17:01"))
    Delivery.objects.filter(pk=refused.pk).update(state="02")
    assert waiting.accepted_at is None
    assert figures.count(WEEK, now=at("16:00")).late == 1
    assert figures.count(WEEK, now=NOW).late == 2
    [_sender, receiver] = figures.count(WEEK, now=NOW).bodies
    assert (receiver.received, receiver.late, receiver.accepted) == (4, 2, 2)


def test_same_day_is_the_day_of_arrival(bodies):
    for hour in range(5):
        [delivery] = sent(bodies[0], at("09:00"), bodies[1])
        accept(delivery, at("09:00", day=TUESDAY) if hour == 0 else at("18:00"))
    receiver = figures.count(WEEK, now=NOW).bodies[1]
    assert (receiver.same_day, receiver.same_day_share) == (4, 0.8)


def test_signed_is_what_was_found_valid_on_arrival(bodies):
    for checks in (HELD, HELD, HELD, HELD, BROKEN):
        [delivery] = sent(bodies[0], at("09:00"), bodies[1])
        Delivery.objects.filter(pk=delivery.pk).update(checks=checks)
    found = figures.count(WEEK, now=NOW)
    assert (found.signed, found.signed_share) == (4, 0.8)


def test_money_saved_is_pages_and_dispatches_at_the_operators_prices(bodies, settings):
    settings.FIGURES_SAVING_PER_PAGE, settings.FIGURES_SAVING_PER_DISPATCH = 100, 1000
    sent(bodies[0], at("09:00"), bodies[1], bodies[2], pages=3)
    sent(bodies[0], at("09:00"), bodies[1], pages=0)  # imported, pages unknown: one at least
    found = figures.count(WEEK, now=NOW)
    assert found.prices == Prices(100, 1000)
    assert found.saved_dong == 7 * 100 + 3 * 1000


@pytest.mark.parametrize(("count", "seen"), [(0, 0), (1, None), (4, None), (5, 5), (6, 6)])
def test_counts_from_one_to_four_are_hidden(count, seen):
    assert shown(count) == seen


def test_shares_of_few_are_hidden(bodies):
    few = OfBody(new_id(), "A", "", 0, FEWEST - 1, 4, 4, 0)
    assert few.same_day_share is None


def test_any_number_of_documents_costs_five_queries(bodies, django_assert_num_queries):
    for _ in range(3):
        sent(bodies[0], at("09:00"), bodies[1])
    with django_assert_num_queries(5):
        figures.count(WEEK, now=NOW)
