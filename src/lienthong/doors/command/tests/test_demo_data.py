"""The demonstration's plan and its books: numbers rise with dates, however the work was shared and interrupted."""

import random
from itertools import pairwise
from uuid import uuid4

import pytest
from django.db.models import F

from conftest import at
from lienthong.doors.command.backups.restoring import gaps
from lienthong.doors.command.demo_data import changes
from lienthong.doors.command.demo_data.arrivals import Receiver
from lienthong.doors.command.demo_data.changes import SecondThoughts
from lienthong.doors.command.demo_data.documents import Writer
from lienthong.doors.command.demo_data.plan import Staff, circles, staff_of
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.models import Body
from lienthong.kit import outbox
from lienthong.records.documents.models import Document, IncomingEntry, Number, NumberSequence
from lienthong.records.exchange.models import ChangeRequest, Delivery, StatusChange
from lienthong.records.exchange.states import ENDED_BY_SENDER, Business, ChangeState

UNTIL = at("17:00")


def strangers(count: int) -> list[Staff]:
    return [Staff(Body(id=uuid4())) for _ in range(count)]


def in_dates(moments) -> bool:
    return all(earlier <= later for earlier, later in pairwise(moments))


@pytest.mark.parametrize("opening", [0, 1, 12, 240, 1999, 2000, 5000])
def test_circles_part_all_bodies_and_all_documents(opening):
    everybody = strangers(95)
    found = circles(everybody, documents=2000, opening=opening)
    assert sum(circle.documents for circle in found) == 2000
    assert sorted(id(staff) for circle in found for staff in circle.bodies) == sorted(map(id, everybody))
    assert all(len(circle.bodies) >= 2 for circle in found)


def test_the_first_circle_writes_what_opens_the_doors_and_every_month_has_its_share():
    first = circles(strangers(95), documents=2000, opening=240)[0]
    shares = sorted(one.share for planned in first.plan().values() for one in planned)
    assert len(shares) == first.documents == 240
    assert [sum(third <= share * 3 < third + 1 for share in shares) for third in range(3)] == [80, 80, 80]


def test_nobody_writes_into_the_books_of_an_earlier_circle():
    found = circles(strangers(95), documents=2000, opening=240)
    before = {id(staff) for staff in found[0].bodies}
    assert all(id(staff) not in before for circle in found[1:] for staff in (*circle.bodies, *circle.later))


def test_the_same_plan_is_made_at_every_start():
    everybody = strangers(12)
    first, second = (circles(everybody, documents=50, opening=20) for _ in range(2))
    assert [circle.plan() for circle in first] == [circle.plan() for circle in second]


def write_everything(documents: int) -> None:
    people = list(Mandate.objects.with_people().order_by("post_id"))
    (circle,) = circles(staff_of(people), documents=documents, opening=0)
    planned = circle.plan()
    with outbox.quiet():
        for staff in circle.bodies:
            Writer(circle, staff, until=UNTIL).write(planned[staff.body.pk])
        for staff in circle.bodies:
            Receiver(staff, until=UNTIL).receive()
        for staff in circle.bodies:
            SecondThoughts(staff, until=UNTIL).recall()
        for staff in circle.bodies:
            SecondThoughts(staff, until=UNTIL).answer()


def test_in_every_book_numbers_rise_with_dates_also_when_it_is_filled_in_two_goes(country):
    write_everything(6)
    write_everything(14)
    assert Document.objects.count() == 14
    for body in Body.objects.all():
        entries = IncomingEntry.objects.filter(body=body).order_by("year", "arrival_number")
        assert in_dates(entries.values_list("arrived_at", flat=True))
    for sequence in set(Number.objects.values_list("sequence_id", flat=True)):
        numbers = Number.objects.filter(sequence=sequence).order_by("value")
        assert in_dates(numbers.values_list("document__issued_on", flat=True))
        assert in_dates(numbers.values_list("reserved_at", flat=True))
    assert not Delivery.objects.filter(accepted_at__lt=F("arrived_at")).exists()


def test_filling_again_what_is_full_changes_nothing(country):
    write_everything(6)
    before = list(Delivery.objects.order_by("id").values("id", "state", "state_at"))
    write_everything(6)
    assert list(Delivery.objects.order_by("id").values("id", "state", "state_at")) == before


def test_no_sequence_has_a_gap_arrivals_among_them_and_a_real_gap_is_named(country):
    write_everything(6)
    assert IncomingEntry.objects.exists()
    assert list(gaps()) == []
    NumberSequence.objects.filter(series="arrivals").update(last=F("last") + 1)
    assert "arrivals" in "".join(gaps())


def test_a_little_is_recalled_updated_and_replaced_and_answered_in_the_order_of_time(country, monkeypatch):
    monkeypatch.setattr(changes, "_RECALLED", 0.4)
    monkeypatch.setattr(changes, "_AMENDED", 0.6)
    write_everything(24)
    requests = ChangeRequest.objects.select_related("delivery")
    assert {Business(one.business) for one in requests} == {Business.RECALL, Business.UPDATE, Business.REPLACE}
    states = {one.state for one in requests}
    assert {ChangeState.AGREED, ChangeState.DECLINED} <= states
    assert {one.delivery.state for one in requests} & ENDED_BY_SENDER
    for one in requests:
        codes = StatusChange.objects.filter(delivery=one.delivery).order_by("at", "id").values_list("code", flat=True)
        assert not set(list(codes)[:-1]) & ENDED_BY_SENDER, list(codes)
    before = sorted(requests.values_list("id", "state"))
    write_everything(24)
    assert sorted(ChangeRequest.objects.values_list("id", "state")) == before
    assert Document.objects.count() == 24


def test_the_demonstration_holds_a_few_of_them_and_not_many():
    lots = [random.Random(f"recall G12,2026/11/16,{number}/BTC-VP").random() for number in range(2000)]
    assert 8 < sum(lot < changes._RECALLED for lot in lots) < 60
