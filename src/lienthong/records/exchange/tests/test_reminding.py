"""Each deadline that comes near and each that passes is announced once, whatever runs how often."""

import threading
from datetime import timedelta

import pytest
from django.db import connections, transaction

from conftest import at
from lienthong.kit import outbox
from lienthong.records.documents.states import Urgency
from lienthong.records.exchange import actions, deadlines, jobs
from lienthong.records.exchange.actions import reminding
from lienthong.records.exchange.models import Delivery
from lienthong.records.exchange.states import DeliveryState
from lienthong.records.exchange.tests.parcels import light

NOW = at("10:00")
SOON, LATE = "exchange.delivery.due_soon", "exchange.delivery.overdue"


@pytest.fixture
def said(monkeypatch):
    """The events announced: `(name, delivery)`."""
    events = []
    monkeypatch.setattr(outbox, "announce", lambda event: events.append((event.name, event.subject)))
    return events


def due(country, *, after, **fields):
    fields = {"state": DeliveryState.ARRIVED, "accept_due_at": NOW + after, **fields}
    return light(country, **fields)


@pytest.mark.parametrize("urgency", Urgency)
def test_near_means_less_the_more_urgent_it_is(country, said, urgency):
    window = deadlines.soon_before(urgency)
    near = due(country, after=window, urgency=urgency)
    due(country, after=window + timedelta(seconds=1), urgency=urgency)
    assert actions.remind(now=NOW) == 1
    assert said == [(SOON, near.pk)]


def test_what_is_late_is_said_once_and_again_only_for_a_new_deadline(country, said):
    delivery = due(country, after=timedelta(hours=-1))
    assert [actions.remind(now=NOW) for _ in range(3)] == [1, 0, 0]
    assert said == [(LATE, delivery.pk)]
    Delivery.objects.filter(pk=delivery.pk).update(accept_due_at=NOW - timedelta(minutes=1))
    assert actions.remind(now=NOW) == 1


def test_a_deadline_is_first_near_and_then_late(country, said):
    delivery = due(country, after=timedelta(hours=1))
    actions.remind(now=NOW)
    actions.remind(now=NOW + timedelta(hours=1))
    actions.remind(now=NOW + timedelta(hours=1, seconds=1))
    assert said == [(SOON, delivery.pk), (LATE, delivery.pk)]


@pytest.mark.parametrize("state", DeliveryState)
def test_only_what_waits_at_the_receiver_is_reminded_of(country, said, state):
    due(country, after=timedelta(hours=-1), state=state)
    assert actions.remind(now=NOW) == (state in {"01", "03", "04", "05"})


def test_after_acceptance_the_deadline_of_the_next_step_counts(country, said):
    due(country, after=timedelta(hours=-1), state=DeliveryState.ACCEPTED, handle_due_at=NOW + timedelta(days=9))
    assert actions.remind(now=NOW) == 0


def test_many_are_said_in_several_rounds(country, said, monkeypatch):
    monkeypatch.setattr(reminding, "MOST", 2)
    for hours in (3, 2, 1):
        due(country, after=timedelta(hours=-hours))
    assert [actions.remind(now=NOW) for _ in range(3)] == [2, 1, 0]


def test_the_job_runs_every_few_minutes_and_asks_the_clock(country, said, monkeypatch):
    due(country, after=timedelta(hours=-1))
    monkeypatch.setattr("lienthong.kit.clock.now", lambda: NOW)
    jobs.remind(timestamp=0)
    assert len(said) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_say_it_once(country, said):
    with transaction.atomic():
        for _ in range(6):
            due(country, after=timedelta(hours=-1))

    def work():
        with transaction.atomic():
            actions.remind(now=NOW)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(said) == len(set(said)) == 6


def test_the_deadline_of_a_step_is_derived_in_sentences(country):
    arrived = due(country, after=timedelta(hours=1), arrived_at=NOW)
    accepted = due(country, after=timedelta(hours=1), state=DeliveryState.ACCEPTED, accepted_at=NOW)
    for delivery in (arrived, accepted):
        derived = (deadlines.accept_by if delivery is arrived else deadlines.assign_by)(delivery, NOW)
        assert derived.explain("vi")[0].startswith("Nhận lúc 10:00")
    urgent = due(country, after=timedelta(hours=1), urgency="2", arrived_at=NOW, accepted_at=NOW)
    assert deadlines.accept_by(urgent, NOW).due_at < deadlines.accept_by(arrived, NOW).due_at
    assert deadlines.assign_by(urgent, NOW).due_at < deadlines.assign_by(arrived, NOW).due_at
