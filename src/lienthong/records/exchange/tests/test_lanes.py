"""The lanes: order, poison, repetition, crashes at every point, and two carriers at once."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction

from conftest import at
from lienthong.ground.journal.models import Act
from lienthong.records.exchange import checks, lanes, locks
from lienthong.records.exchange.actions import carrying
from lienthong.records.exchange.models import Delivery, Receipt, StatusChange
from lienthong.records.exchange.states import DeliveryState
from lienthong.records.exchange.tests.parcels import light

NOW = at("09:05")


@pytest.fixture
def trusting(monkeypatch):
    """Nothing is looked into: these tests are about carrying."""
    monkeypatch.setattr(checks, "on_arrival", lambda delivery, *, now: [])


def stands(delivery):
    delivery.refresh_from_db()
    return delivery.state


def in_order_of_arrival():
    return list(
        Delivery.objects.filter(inbox_position__isnull=False).order_by("inbox_position").values_list("pk", flat=True)
    )


def test_what_is_urgent_goes_first_and_then_what_waits_longest(country, trusting):
    young = light(country, queued_at=at("08:30"))
    old = light(country, queued_at=at("08:00"))
    express = light(country, urgency="3", queued_at=at("09:00"))
    urgent = light(country, urgency="1", queued_at=at("08:59"))
    assert lanes.carry_round(NOW) == 4
    assert in_order_of_arrival() == [express.pk, urgent.pk, old.pk, young.pk]


def test_a_round_with_nothing_to_carry_carries_nothing(db):
    assert lanes.carry_round(NOW) == 0
    assert lanes.seal_missing_receipts(NOW) == 0


def test_a_poisoned_delivery_waits_alone_and_longer_each_time(country, monkeypatch):
    poison, *healthy = [light(country, to=office) for office in (country.other, country.other, country.province)]

    def looked_into(delivery, *, now):
        if delivery.pk == poison.pk:
            raise RuntimeError("the file ate the reader")
        return []

    monkeypatch.setattr(checks, "on_arrival", looked_into)
    assert lanes.carry_round(NOW) == 2
    assert [stands(each) for each in (poison, *healthy)] == ["00", "01", "01"]
    assert "the file ate the reader" in poison.last_problem
    pauses = []
    for _again in range(7):
        assert lanes.carry_round(poison.next_try_at - timedelta(seconds=1)) == 0
        due = poison.next_try_at
        assert lanes.carry_round(due) == 0
        poison.refresh_from_db()
        pauses.append((poison.next_try_at - due).total_seconds())
    assert pauses == [30, 120, 600, 1800, 3600, 3600, 3600]
    assert (poison.attempts, poison.state) == (8, "00")
    monkeypatch.setattr(checks, "on_arrival", lambda delivery, *, now: [])
    assert lanes.carry_round(poison.next_try_at) == 1
    assert stands(poison) == "01"


def test_arriving_again_changes_nothing(country, trusting):
    delivery = light(country)
    carrying.arrive(delivery=delivery, now=NOW)
    before = (Act.objects.count(), StatusChange.objects.count())
    again = carrying.arrive(delivery=delivery, now=NOW + timedelta(hours=1))
    assert again.arrived_at == NOW
    assert (Act.objects.count(), StatusChange.objects.count()) == before


def test_the_receipt_is_sealed_once_and_returned_ever_after(country, trusting):
    delivery = light(country)
    lanes.carry_round(NOW)
    first = Receipt.objects.get(delivery=delivery)
    again = carrying.make_receipt(delivery=delivery, now=NOW + timedelta(days=1))
    assert (again.pk, bytes(again.seal)) == (first.pk, bytes(first.seal))
    assert Act.objects.filter(verb="exchange.receipt.sealed").count() == 1
    delivery.refresh_from_db()
    assert delivery.receipted_at == first.made_at == NOW


def test_a_receipt_left_out_by_a_crash_is_made_after_its_grace(country, trusting):
    delivery = light(country)
    with transaction.atomic():
        carrying.arrive(delivery=delivery, now=NOW)
    assert lanes.seal_missing_receipts(NOW + timedelta(seconds=4)) == 0
    assert lanes.seal_missing_receipts(NOW + timedelta(seconds=5)) == 1
    assert Receipt.objects.filter(delivery=delivery).exists()
    assert lanes.seal_missing_receipts(NOW + timedelta(hours=1)) == 0


def test_a_receipt_that_cannot_be_sealed_waits_alone(country, trusting, monkeypatch):
    without_seal, healthy = light(country), light(country, to=country.province)
    with transaction.atomic():
        for each in (without_seal, healthy):
            carrying.arrive(delivery=each, now=NOW)
    seal = carrying.sealing.seal_bytes

    def sealed(body, content, *, now):
        if body == country.other.body:
            raise RuntimeError("the token is away")
        return seal(body, content, now=now)

    monkeypatch.setattr(carrying.sealing, "seal_bytes", sealed)
    later = NOW + timedelta(seconds=10)
    assert lanes.seal_missing_receipts(later) == 1
    assert lanes.seal_missing_receipts(later) == 0
    without_seal.refresh_from_db()
    assert without_seal.state == "01"
    assert without_seal.next_try_at > later
    monkeypatch.setattr(carrying.sealing, "seal_bytes", seal)
    assert lanes.seal_missing_receipts(without_seal.next_try_at) == 1


def test_looking_for_missing_receipts_reads_an_index_of_what_is_missing(country, trusting):
    light(country)
    lanes.carry_round(NOW)
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        query, values = (
            Delivery.objects.without_receipt(NOW).order_by("next_try_at").values_list("pk").query.sql_with_params()
        )
        cursor.execute(f"explain {query}", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "delivery_without_receipt" in plan


def test_the_database_refuses_one_place_of_an_inbox_twice(country, trusting):
    delivery, other = light(country), light(country)
    lanes.carry_round(NOW)
    delivery.refresh_from_db()
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(pk=other.pk).update(inbox_position=delivery.inbox_position)


# -- several at once, on real connections
def in_thread(work):
    """Run it on a connection of its own."""
    failures = []

    def run():
        try:
            work()
        except BaseException as problem:  # noqa: BLE001 - told to the test
            failures.append(problem)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.failures = failures
    thread.start()
    return thread


def finished(*threads):
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()
        assert not thread.failures, thread.failures


@pytest.mark.django_db(transaction=True)
def test_two_carriers_at_once_carry_each_delivery_once(country, trusting):
    total = 40
    with transaction.atomic():
        for place in range(total):
            light(country, to=country.other if place % 3 else country.province)
    carried = []

    def carry():
        while Delivery.objects.filter(state=DeliveryState.QUEUED).exists():
            carried.append(lanes.carry_round(NOW))

    finished(in_thread(carry), in_thread(carry), in_thread(carry))
    assert Delivery.objects.filter(state=DeliveryState.ARRIVED).count() == total
    assert StatusChange.objects.count() == total
    assert Act.objects.filter(verb="exchange.document.arrived").count() == total
    assert Receipt.objects.count() == total
    for office in (country.other, country.province):
        places = Delivery.objects.filter(recipient=office.body).order_by("inbox_position")
        assert list(places.values_list("inbox_position", flat=True)) == list(range(1, places.count() + 1))


@pytest.mark.django_db(transaction=True)
def test_a_lane_in_other_hands_is_passed_by_and_the_others_are_carried(country, trusting):
    with transaction.atomic():
        held = [light(country, urgency="4") for _ in range(3)]
        free = light(country, to=country.province)
    taken, let_go = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            locks.hold_inbox(country.other.body.pk)
            taken.set()
            assert let_go.wait(30)

    holder = in_thread(hold)
    assert taken.wait(30)
    assert lanes.carry_round(NOW) == 1
    assert [stands(each) for each in (free, *held)] == ["01", "00", "00", "00"]
    let_go.set()
    finished(holder)
    assert lanes.carry_round(NOW) == 3


@pytest.mark.django_db(transaction=True)
def test_a_full_batch_in_other_hands_does_not_hide_what_is_behind_it(country, trusting, monkeypatch):
    monkeypatch.setattr(lanes, "BATCH", 2)
    with transaction.atomic():
        for _ in range(5):
            light(country, urgency="4")
        free = light(country, to=country.province)
    taken, let_go = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            locks.hold_inbox(country.other.body.pk)
            taken.set()
            assert let_go.wait(30)

    holder = in_thread(hold)
    assert taken.wait(30)
    assert lanes.carry_round(NOW) == 1
    assert stands(free) == "01"
    let_go.set()
    finished(holder)


@pytest.mark.django_db(transaction=True)
def test_carriers_run_until_told_to_stop_and_survive_a_bad_round(country, trusting, monkeypatch):
    with transaction.atomic():
        deliveries = [light(country) for _ in range(3)]
        forgotten = light(country, to=country.province, state=DeliveryState.ARRIVED)
    rounds, stop = [], threading.Event()
    real = lanes.carry_round

    def carry_round(now):
        rounds.append(now)
        if len(rounds) == 1:
            raise RuntimeError("the database is away")
        carried = real(now)
        if Receipt.objects.count() == 4:
            stop.set()
        return carried

    monkeypatch.setattr(lanes, "carry_round", carry_round)
    runner = in_thread(lambda: lanes.run_lanes(stop, interval=0.01, clock_now=lambda: NOW, carriers=2))
    runner.join(60)
    assert not runner.is_alive()
    assert [stands(each) for each in deliveries] == ["01", "01", "01"]
    assert Receipt.objects.filter(delivery=forgotten).exists()


@pytest.mark.django_db(transaction=True)
def test_somebody_else_was_quicker(country, trusting):
    with transaction.atomic():
        delivery = light(country)
    assert lanes._carry_one(delivery.pk, NOW) == 1
    assert lanes._carry_one(delivery.pk, NOW) == 0
    assert StatusChange.objects.filter(delivery=delivery).count() == 1


# -- killed at every point
CARRIER = """
import os, signal, sys
sys.path[:0] = {path!r}
import django
from django.conf import settings
django.setup()
settings.KEYS_HOME = __import__("pathlib").Path({keys!r})
settings.DATABASES["default"]["NAME"] = {database!r}
from datetime import datetime
from django.db import transaction
from lienthong.records.exchange import checks, lanes
from lienthong.records.exchange.actions import carrying, moving
from lienthong.ground.journal import actions as journal
checks.on_arrival = lambda delivery, *, now: []

def die(*_words, **_more):
    os.kill(os.getpid(), signal.SIGKILL)

{fault}
lanes.carry_round(datetime.fromisoformat({now!r}))
print("carried")
"""
FAULTS = {
    "before the status": "moving.move = die",
    "before the act": "carrying.journal.record = die",
    "before the first commit": "carrying.outbox.announce = die",
    "between arrival and receipt": "carrying.make_receipt = die",
    "before the second commit": "real = carrying.sealing.seal_bytes\ncarrying.sealing.seal_bytes = die",
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("point", FAULTS)
def test_a_carrier_killed_anywhere_loses_nothing_and_doubles_nothing(country, trusting, settings, point):
    with transaction.atomic():
        delivery = light(country)
    script = CARRIER.format(
        path=[part for part in sys.path if part],
        keys=str(settings.KEYS_HOME),
        database=connection.settings_dict["NAME"],
        fault=FAULTS[point],
        now=NOW.isoformat(),
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "lienthong.config.settings.test"}
    words = [sys.executable, "-c", script]
    ended = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    durable = point in {"between arrival and receipt", "before the second commit"}
    assert stands(delivery) == ("01" if durable else "00")
    assert not Receipt.objects.exists()
    later = NOW + timedelta(minutes=1)
    lanes.carry_round(later)
    lanes.seal_missing_receipts(later)
    assert stands(delivery) == "01"
    assert StatusChange.objects.filter(delivery=delivery).count() == 1
    assert Act.objects.filter(verb="exchange.document.arrived").count() == 1
    assert Receipt.objects.filter(delivery=delivery).count() == 1
