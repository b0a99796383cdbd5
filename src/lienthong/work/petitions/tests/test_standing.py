"""Where a petition stands is what its events say, without a database."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

import pytest

from conftest import at
from lienthong.kit.ids import new_id
from lienthong.work.petitions import standing, states
from lienthong.work.petitions.states import OPEN, Kind, PetitionMovedOn, Status

DAY = timedelta(days=1)
NOW = at("09:00")
BODY, UNIT = str(new_id()), str(new_id())


@dataclass
class Happened:
    kind: str
    at: object
    details: dict = field(default_factory=dict)


def happened(kind, days=0.0, *, due=None, **details):
    more = {"due_at": (NOW + due * DAY).isoformat()} if due is not None else {}
    return Happened(kind, NOW + days * DAY, {**more, **details})


def forwarded(days, *, due=20):
    return happened(Kind.FORWARDED, days, due=due, body=BODY, unit=UNIT)


WAY = [happened(Kind.SUBMITTED, due=5), happened(Kind.ACCEPTED, 1), forwarded(2), happened(Kind.ACKNOWLEDGED, 3)]


def test_the_way_of_a_petition_moves_its_clock_from_one_body_to_the_other():
    found = [standing.fold(WAY[:end]) for end in range(1, 5)]
    assert [each.status for each in found] == [Status.NEW, Status.ACCEPTED, Status.FORWARDED, Status.IN_HAND]
    assert [(each.due_at - NOW) // DAY for each in found] == [5, 5, 20, 20]
    assert str(found[2].answering_body_id) == BODY
    assert found[2].forwarded_in_time is True


@pytest.mark.parametrize(("days", "in_time"), [(20, True), (20.1, False)])
def test_an_answer_is_in_time_until_its_date(days, in_time):
    found = standing.fold([*WAY, happened(Kind.ANSWERED, days)])
    assert (found.answered_in_time, found.due_at, found.status) == (in_time, None, Status.ANSWERED)


def test_forwarded_after_its_date_it_was_late_for_ever():
    late = [WAY[0], WAY[1], forwarded(5.1)]
    back = [*late, happened(Kind.SENT_BACK, 6, due=11)]
    assert standing.fold(late).forwarded_in_time is False
    found = standing.fold(back)
    assert (found.status, found.answering_body_id, (found.due_at - NOW) // DAY) == (Status.ACCEPTED, None, 11)
    assert standing.fold([*back, forwarded(7)]).forwarded_in_time is False


def test_asking_stops_the_clock_but_does_not_heal_what_was_late():
    asked = [WAY[0], happened(Kind.CLARITY_ASKED, 5.1)]
    assert standing.fold(asked).due_at is None
    clear = [*asked, happened(Kind.CLARIFIED, 8, due=13)]
    found = standing.fold(clear)
    assert (found.status, found.clarity_count, (found.due_at - NOW) // DAY) == (Status.NEW, 1, 13)
    assert standing.fold([*clear, happened(Kind.ACCEPTED, 8), forwarded(9)]).forwarded_in_time is False
    in_time = [WAY[0], happened(Kind.CLARITY_ASKED, 2), happened(Kind.CLARIFIED, 8, due=13)]
    assert standing.fold([*in_time, happened(Kind.ACCEPTED, 8), forwarded(9)]).forwarded_in_time is True


def test_consent_may_end_at_any_time_and_moves_nothing_else():
    ended = happened(Kind.CONSENT_ENDED, 4)
    found = standing.fold([*WAY, ended])
    assert (found.status, found.due_at, found.last_at) == (Status.IN_HAND, NOW + 20 * DAY, ended.at)
    published = [*WAY, happened(Kind.ANSWERED, 4), happened(Kind.PUBLISHED, 5)]
    assert standing.fold([*published, ended]).status == Status.ANSWERED


SENT = happened(Kind.SUBMITTED, due=5, refuse_due_at=(NOW + 2 * DAY).isoformat())


@pytest.mark.parametrize(("days", "in_time"), [(2, True), (2.1, False)])
def test_a_refusal_is_in_time_for_two_days(days, in_time):
    found = standing.fold([SENT, happened(Kind.REFUSED, days)])
    assert (found.refused_in_time, found.due_at) == (in_time, None)


def test_who_was_asked_in_time_and_did_not_make_it_clear_is_refused_in_time():
    asked = [SENT, happened(Kind.CLARITY_ASKED, 4)]
    assert standing.fold([*asked, happened(Kind.REFUSED, 30)]).refused_in_time is True
    late = [SENT, happened(Kind.CLARITY_ASKED, 5.1)]
    assert standing.fold([*late, happened(Kind.REFUSED, 30)]).refused_in_time is False


def test_of_what_came_before_there_was_a_clock_of_refusing_nobody_says_it_was_late():
    assert standing.fold([WAY[0], happened(Kind.REFUSED, 9)]).refused_in_time is None


def test_what_is_new_has_the_clock_of_refusing_and_once_that_was_told_the_one_of_forwarding():
    told = [SENT, happened(Kind.ALARMED, 2.1, about="refuse")]
    first, then = standing.fold(told[:1]), standing.fold(told)
    assert [(each.due_at - NOW) // DAY for each in (first, then)] == [2, 5]
    assert [standing.clock_of(each) for each in (first, then)] == ["refuse", "forward"]
    both = standing.fold([*told, happened(Kind.ALARMED, 5.1, about="forward")])
    assert (both.alarms, (both.due_at - NOW) // DAY) == ("refuse forward", 5)
    assert standing.fold([*told, happened(Kind.ACCEPTED, 3)]).alarms == ""


ANSWERED = [*WAY, happened(Kind.ANSWERED, 10, publish_due_at=(NOW + 12 * DAY).isoformat())]


@pytest.mark.parametrize(("days", "in_time"), [(12, True), (12.1, False)])
def test_an_answer_is_published_in_time_for_two_days_and_late_stays_late(days, in_time):
    assert standing.fold(ANSWERED).due_at == NOW + 12 * DAY
    found = [*ANSWERED, happened(Kind.PUBLISHED, days)]
    assert (standing.fold(found).published_in_time, standing.fold(found).due_at) == (in_time, None)
    again = [*found, happened(Kind.WITHHELD, 20), happened(Kind.PUBLISHED, 21)]
    assert standing.fold(again).published_in_time is in_time


@pytest.mark.parametrize("ends", [Kind.WITHHELD, Kind.CONSENT_ENDED])
def test_nobody_publishes_what_is_withheld_and_what_was_late_by_then_stays_late(ends):
    found = standing.fold([*ANSWERED, happened(ends, 11)])
    assert (found.due_at, found.published_in_time, found.status) == (None, None, Status.ANSWERED)
    alarmed = [*ANSWERED, happened(Kind.ALARMED, 12.1, about="publish")]
    assert standing.fold(alarmed).alarms == "publish"
    late = standing.fold([*alarmed, happened(ends, 13)])
    assert (late.due_at, late.published_in_time, late.alarms) == (None, False, "")


def test_what_goes_along_with_another_one_stands_where_it_stood_and_can_be_parted():
    main = str(new_id())
    merged = [*WAY[:2], happened(Kind.MERGED, 1, main=main)]
    assert str(standing.fold(merged).main_id) == main
    parted = standing.fold([*merged, happened(Kind.PARTED, 2)])
    assert (parted.main_id, parted.status, parted.due_at) == (None, Status.ACCEPTED, NOW + 5 * DAY)
    joined = standing.fold([*WAY[:2], happened(Kind.JOINED, 1), happened(Kind.LEFT, 2)])
    assert joined.status == Status.ACCEPTED


def test_an_alarm_is_remembered_until_the_next_clock():
    alarmed = [WAY[0], happened(Kind.ALARMED, 6, about="forward")]
    assert (standing.fold(alarmed).alarms, standing.fold(alarmed).status) == ("forward", Status.NEW)
    assert standing.fold([*alarmed, happened(Kind.ACCEPTED, 6), forwarded(7)]).alarms == ""


@pytest.mark.parametrize(
    "events",
    [
        [happened(Kind.ACCEPTED)],
        [WAY[0], WAY[0]],
        [WAY[0], forwarded(1)],
        [*WAY, happened(Kind.REFUSED)],
        [WAY[0], happened(Kind.REFUSED), happened(Kind.ALARMED, about="forward")],
    ],
    ids=["begins_otherwise", "begins_twice", "not_accepted", "refused_late", "alarm_after_the_end"],
)
def test_an_order_that_cannot_be_is_refused(events):
    with pytest.raises(PetitionMovedOn):
        standing.fold(events)


def test_from_every_open_status_there_is_a_way_on_and_from_a_refusal_none():
    ways = states.diagram()
    assert all(ways[status] for status in OPEN)
    assert not ways[Status.REFUSED]
    way = [Status.NEW, Status.ACCEPTED, Status.FORWARDED, Status.IN_HAND, Status.ANSWERED, Status.PUBLISHED]
    assert all(after in ways[before] for before, after in pairwise(way))
