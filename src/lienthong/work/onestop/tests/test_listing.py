"""The list of changes of a body: places in the order in which events become visible, none skipped, none twice."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from conftest import at, submitted
from lienthong.ground.journal.models import Act
from lienthong.ground.mandates.rules import NotInThisRole, NotYours
from lienthong.work.onestop import actions, machines
from lienthong.work.onestop.actions import listing
from lienthong.work.onestop.models import Dossier, DossierReading, Event, ListedEvent
from lienthong.work.onestop.standing import Standing
from lienthong.work.onestop.states import Clock, Opened, Status
from lienthong.work.onestop.tests.test_at_once import together


def places(body):
    return list(
        ListedEvent.objects.filter(body=body)
        .order_by("position")
        .values_list("position", "event__dossier", "event__seq")
    )


def test_events_get_their_places_once_and_those_of_one_dossier_in_their_order(hall, waiting, in_hand):
    body = hall.office.body
    assert machines.has_unlisted(body)
    assert actions.list_events(body=body) == Event.objects.count()
    assert [place for place, _dossier, _seq in places(body)] == list(range(1, Event.objects.count() + 1))
    for dossier in (waiting, in_hand):
        assert [seq for _place, each, seq in places(body) if each == dossier.pk] == [*range(1, dossier.last_seq + 1)]
    assert not machines.has_unlisted(body)
    assert actions.list_events(body=body) == 0
    before = places(body)
    actions.withdraw(dossier=waiting, words="", by=hall.citizen, now=at("11:00"))
    assert actions.list_events(body=body) == 2
    nth, seq = len(before), waiting.last_seq
    assert places(body) == [*before, (nth + 1, waiting.pk, seq + 1), (nth + 2, waiting.pk, seq + 2)]


def test_a_few_dossiers_at_a_time_and_the_longest_unchanged_first(hall, waiting, in_hand):
    body = hall.office.body
    assert actions.list_events(body=body, most=1) == waiting.last_seq
    assert {each for _place, each, _seq in places(body)} == {waiting.pk}
    assert actions.list_events(body=body, most=1) == in_hand.last_seq


def test_an_act_after_the_listing_keeps_what_was_listed(hall, in_hand):
    actions.list_events(body=hall.office.body)
    actions.propose(dossier=in_hand, outcome="cap_moi", words="Đủ điều kiện.", by=hall.officer, now=at("11:00"))
    kept = Dossier.objects.get(pk=in_hand.pk)
    assert (kept.listed_seq, kept.last_seq) == (in_hand.last_seq, in_hand.last_seq + 1)


def test_another_body_has_a_list_of_its_own(hall, other, waiting):
    assert actions.list_events(body=other.body) == 0
    assert machines.listed_after(other.body, 0, most=10) == []
    assert not machines.has_unlisted(other.body)


def test_the_list_is_read_in_three_queries_whatever_its_length(hall, waiting, in_hand, django_assert_num_queries):
    body = hall.office.body
    actions.list_events(body=body)
    for most in (1, 50):
        with django_assert_num_queries(3):
            found = machines.listed_after(body, 0, most=most)
            assert [each.dossier.procedure.key for each in found]
    assert [each.position for each in machines.listed_after(body, 2, most=2)] == [3, 4]
    last = found[-1]
    assert last.standing == Dossier.objects.get(pk=last.dossier.pk).standing
    assert last.unit.pk == last.standing.unit_id


@pytest.mark.django_db(transaction=True)
def test_what_somebody_acts_on_at_this_moment_comes_the_next_time_and_no_place_is_given_twice(shop):
    """Two programs ask at once, while an officer's act is not committed yet."""
    body = shop.office.body
    with transaction.atomic():
        for day in range(16, 20):
            submitted(shop, day=date(2026, 11, day))
    busy = Dossier.objects.earliest("submitted_at")
    with transaction.atomic():
        actions.receive(dossier=busy, by=shop.receiver, now=at("10:00"))
        counts = together(*[lambda: listing.list_events(body=body, most=2)] * 2)
        assert sorted(counts) == [2, 4], "the third dossier was left over, and the busy one"
        assert busy.pk not in {each for _place, each, _seq in places(body)}
    with transaction.atomic():
        assert listing.list_events(body=body) == 4
    found = places(body)
    assert [place for place, _dossier, _seq in found] == list(range(1, Event.objects.count() + 1))
    assert [seq for _place, each, seq in found if each == busy.pk] == [1, 2, 3, 4]


# -- what software read -----------------------------------------------------------------------------------------------
def test_a_reading_is_kept_with_its_act_and_told_the_person_newest_first(hall, waiting, in_hand):
    leader = hall.office.leader
    given = {"system": "Phần mềm Một cửa", "by": leader}
    actions.note_reading(dossier=waiting, what=Opened.DOSSIER, now=at("11:00"), **given)
    later = actions.note_reading(dossier=in_hand, what=Opened.PAPER, name="giay.pdf", now=at("11:01"), **given)
    told = machines.readings_of(hall.citizen, "")
    assert [(each.dossier.code, each.what, each.name) for each in told] == [
        (in_hand.code, "paper", "giay.pdf"), (waiting.code, "dossier", ""),
    ]  # fmt: skip
    act = Act.objects.filter(verb="onestop.dossier.read").latest("at")
    assert (act.subject_id, act.by_id, act.for_whom_id) == (in_hand.pk, leader.pk, hall.office.body.pk)
    assert (act.body["system"], act.body["for_name"]) == ("Phần mềm Một cửa", in_hand.subject_name)
    assert later.by_body == hall.office.body.name_vi


def test_who_the_dossier_is_about_sees_it_by_their_number_and_strangers_do_not(hall, other, waiting):
    actions.note_reading(dossier=waiting, what=Opened.DOSSIER, system="x", by=hall.office.leader, now=at("11:00"))
    stranger = other.clerk.account
    assert len(machines.readings_of(stranger, waiting.subject_number)) == 1
    assert machines.readings_of(stranger, "001190099999") == machines.readings_of(stranger, "") == []


def test_no_reading_under_a_mandate_that_may_not_read(hall, other, waiting):
    for by, refused in ((hall.office.clerk, NotInThisRole), (other.leader, NotYours)):
        with pytest.raises(refused):
            actions.note_reading(dossier=waiting, what=Opened.DOSSIER, system="x", by=by, now=at("11:00"))
        with pytest.raises(refused):
            actions.note_opening(dossier=waiting, what=Opened.DOSSIER, by=by, now=at("11:00"))
    assert not DossierReading.objects.exists()


def test_an_official_who_opens_a_dossier_is_one_line_a_day_for_each_thing_opened(hall, in_hand):
    by, late, midnight = hall.officer, at("23:59"), at("23:59") + timedelta(minutes=1)
    for now in (at("11:00"), late):
        actions.note_opening(dossier=in_hand, what=Opened.DOSSIER, by=by, now=now)
        actions.note_opening(dossier=in_hand, what=Opened.PAPER, name="giay.pdf", by=by, now=now)
    actions.note_opening(dossier=in_hand, what=Opened.DOSSIER, by=hall.office.leader, now=late)
    actions.note_opening(dossier=in_hand, what=Opened.DOSSIER, by=by, now=midnight)
    me, leader = by.account.full_name, hall.office.leader.account.full_name
    told = machines.readings_of(hall.citizen, "")
    assert [(each.by_name, each.what, each.read_at) for each in told] == [
        (me, "dossier", midnight), (leader, "dossier", late), (me, "paper", at("11:00")), (me, "dossier", at("11:00")),
    ]  # fmt: skip
    assert {each.system for each in told} == {""}
    act = Act.objects.filter(verb="onestop.dossier.read").latest("at")
    assert (act.by_id, act.body["code"]) == (by.pk, in_hand.code)


def test_the_unit_that_decided_may_open_it_wherever_it_lies_since(hall, in_hand):
    in_hand.deciding_unit, in_hand.unit = in_hand.unit, None
    actions.note_opening(dossier=in_hand, what=Opened.DOSSIER, by=hall.officer, now=at("11:00"))
    assert DossierReading.objects.count() == 1


def test_the_database_itself_refuses_a_reading_by_nobody(hall, in_hand):
    with pytest.raises(IntegrityError), transaction.atomic():
        DossierReading.objects.create(
            dossier=in_hand, by=hall.officer, by_body="x", what=Opened.DOSSIER, read_at=at("11:00")
        )


# -- the clock --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("standing", "clock"),
    [
        (Standing(), Clock.NOT_BEGUN),
        (Standing(awaits_since=at("09:00")), Clock.AWAITS),
        (Standing(status=Status.RECEIVED), Clock.RUNS),
        (Standing(status=Status.PROCESSING, stands_since=at("09:00")), Clock.STANDS),
        (Standing(status=Status.SUPPLEMENT), Clock.STANDS),
        (Standing(status=Status.PAYMENT), Clock.STANDS),
        (Standing(status=Status.DONE), Clock.ENDED),
        (Standing(status=Status.RETURNED), Clock.ENDED),
        (Standing(status=Status.WITHDRAWN), Clock.ENDED),
    ],
)  # fmt: skip
def test_how_the_clock_of_the_office_stands(standing, clock):
    assert standing.clock is clock
