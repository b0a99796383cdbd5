"""Dates: from the day it reached the office, in working days of the body, restarted or paused as the package says."""

from datetime import date, datetime, timedelta

import pytest

from conftest import at
from lienthong.work.onestop import actions, rules, timing
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import Alarm, Status
from lienthong.work.onestop.tests.made import REASON

MARK = {"kind": "question", "name": "full_name", "words": "Thiếu chữ đệm"}
FRIDAY, SATURDAY, THURSDAY = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 19)
DAYS = [
    ("on a working day", "09:00", date(2026, 11, 16), date(2026, 11, 23)),
    ("late in the evening", "22:00", date(2026, 11, 16), date(2026, 11, 23)),
    ("on a Saturday", "10:00", SATURDAY, date(2026, 12, 1)),
    ("over Culture Day", "09:00", FRIDAY, date(2026, 11, 30)),
    ("on National Day", "09:00", date(2026, 9, 2), date(2026, 9, 10)),
    ("before National Day", "09:00", date(2026, 8, 28), date(2026, 9, 9)),
    ("over New Year", "09:00", date(2026, 12, 30), date(2027, 1, 7)),
]


@pytest.mark.parametrize(("hour", "day", "due"), [each[1:] for each in DAYS], ids=[each[0] for each in DAYS])
def test_five_working_days_after_the_day_it_was_handed_in(waiting, hour, day, due):
    assert timing.plan(waiting, received_at=at(hour, day=day)).deadline.due_at == at("16:30", day=due)


def test_opening_it_late_gains_nothing(hall, waiting):
    late = actions.receive(dossier=waiting, by=hall.receiver, now=at("16:00", day=THURSDAY))
    assert (late.begins_at, late.due_at) == (at("09:00"), at("16:30", day=date(2026, 11, 23)))


def test_paid_after_it_was_handed_in_it_counts_from_the_payment(hall, waiting):
    Dossier.objects.filter(pk=waiting.pk).update(paid_at=at("10:00", day=THURSDAY))
    late = actions.receive(dossier=waiting, by=hall.receiver, now=at("11:00", day=THURSDAY))
    assert (late.begins_at, late.due_at) == (at("10:00", day=THURSDAY), at("16:30", day=date(2026, 11, 27)))


@pytest.mark.parametrize(
    ("hour", "day", "due"),
    [
        ("10:00", date(2026, 11, 16), at("16:30")),
        ("15:00", date(2026, 11, 16), at("16:30")),
        ("15:01", date(2026, 11, 16), at("12:00", day=date(2026, 11, 17))),
        ("15:01", FRIDAY, at("12:00", day=date(2026, 11, 23))),
        ("10:00", SATURDAY, at("12:00", day=date(2026, 11, 23))),
    ],
    ids=["in the morning", "at three", "after three", "on Friday after three", "on Saturday"],
)
def test_handed_over_the_same_day_and_after_three_the_next_morning(hall, waiting, hour, day, due):
    received = actions.receive(dossier=waiting, by=hall.receiver, now=at(hour, day=day))
    said = received.events.in_order().last().details["acknowledge_by"]
    assert datetime.fromisoformat(said) == due
    assert not rules.is_amiss(received, Alarm.UNANSWERED, now=due)
    assert rules.is_amiss(received, Alarm.UNANSWERED, now=due + timedelta(seconds=1))


def test_steps_use_up_their_shares_of_the_time_one_after_the_other(waiting):
    way = timing.plan(waiting, received_at=at("09:00"))
    dues = [each.due_at for each in way.steps]
    assert dues == sorted(dues)
    assert dues[-1] == way.deadline.due_at
    assert [way.after(each.plain["name"]) for each in way.steps] == [*way.steps[1:], None]


@pytest.fixture
def pausing(in_hand, monkeypatch):
    """As if the package said that the time goes on where it stood."""
    monkeypatch.setitem(in_hand.version.package.plain["steps"]["supplement"], "effect", "pauses")
    return in_hand


def asked_and_answered(dossier, hall, asked, answered):
    actions.ask_supplement(dossier=dossier, items=[MARK], **REASON, by=hall.officer, now=asked)
    given = {"full_name": "Nguyễn Thị Minh Anh"}
    return actions.supply(dossier=dossier, answers=given, files=[], by=hall.citizen, now=answered)


def test_restarting_counts_from_nought_also_the_step_at_hand(hall, in_hand):
    on = at("10:00", day=THURSDAY)
    given = asked_and_answered(in_hand, hall, at("11:00"), on)
    way = timing.plan(given, received_at=on)
    assert (given.begins_at, given.due_at) == (on, way.deadline.due_at)
    assert given.step_due_at == next(each.due_at for each in way.steps if each.plain["name"] == "verification")
    assert given.promised_at == in_hand.promised_at


def test_pausing_goes_on_with_what_was_left_also_of_the_step_at_hand(hall, pausing):
    calendar = timing.calendar_of(pausing, at("09:00"))
    asked, answered = at("11:00", day=date(2026, 11, 17)), at("11:00", day=THURSDAY)
    given = asked_and_answered(pausing, hall, asked, answered)
    for before, after in ((pausing.due_at, given.due_at), (pausing.step_due_at, given.step_due_at)):
        assert calendar.working_time_between(asked, before) == calendar.working_time_between(answered, after)
    following = actions.pass_on(dossier=given, by=hall.officer, now=answered)
    assert given.step_due_at < following.step_due_at < given.due_at


def test_pausing_and_going_on_at_once_changes_no_date(hall, pausing):
    given = asked_and_answered(pausing, hall, at("11:00"), at("11:00"))
    assert (given.due_at, given.step_due_at) == (pausing.due_at, pausing.step_due_at)


def test_pausing_after_the_date_gains_nothing(hall, pausing):
    late = at("09:00", day=date(2026, 11, 25))
    given = asked_and_answered(pausing, hall, late, late + timedelta(days=2))
    assert (given.due_at, given.status) == (pausing.due_at, Status.PROCESSING)


def test_an_apology_moves_the_steps_that_are_still_to_come(hall, in_hand):
    before = actions.pass_on(dossier=in_hand, by=hall.officer, now=at("11:00")).step_due_at
    actions.apologise(
        dossier=in_hand, reason=REASON["words"], new_due_at=at("16:00", day=date(2026, 11, 25)), by=hall.leader,
        now=at("11:30"),
    )  # fmt: skip
    later = actions.pass_on(dossier=in_hand, by=hall.officer, now=at("11:30"))
    way = timing.plan(in_hand, received_at=in_hand.begins_at)
    printing = next(each.due_at for each in way.steps if each.plain["name"] == "printing")
    assert before < printing < later.step_due_at < at("16:30", day=date(2026, 11, 25))


def test_before_reception_there_is_no_time_left_to_speak_of(waiting, in_hand):
    assert timing.left(waiting, now=at("10:00")) == {}
    assert timing.left(in_hand, now=at("16:30", day=date(2026, 11, 23))) == {"working_minutes_left": 0}
    assert timing.left(in_hand, now=at("08:00", day=date(2026, 11, 25))) == {"working_minutes_left": -30}
