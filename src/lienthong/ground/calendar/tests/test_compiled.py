"""Working time is reckoned exactly: known days by hand, everything else by its laws and by brute force."""

import time as stopwatch
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthong.ground.calendar import content, queries
from lienthong.ground.calendar.compiled import BeyondCalendar, Day, WorkingCalendar
from lienthong.ground.calendar.tests.conftest import at
from lienthong.kit.clock import VIETNAM

VIET_NAM = queries.compile_documents([content.parse(plain, whole=True) for plain in content.packaged()], [])
DAYS = st.dates(date(2019, 6, 1), date(2027, 2, 1))
COUNTS = st.integers(0, 120)
MOMENTS = st.datetimes(datetime(2019, 6, 1), datetime(2027, 6, 1)).map(lambda moment: moment.replace(tzinfo=VIETNAM))  # noqa: DTZ001
AMOUNTS = st.timedeltas(timedelta(0), timedelta(hours=500))
NONE = timedelta(0)


def in_working_time(moment):
    return any(begin <= moment.time() <= end for begin, end in VIET_NAM.day(moment.date()).spans)


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        ("2026-11-20", 1, "2026-11-23"),  # Friday to Monday
        ("2026-11-20", 2, "2026-11-25"),  # Tuesday 24 November is a holiday
        ("2026-08-21", 1, "2026-08-22"),  # a Saturday that is worked
        ("2026-08-28", 1, "2026-09-03"),  # the swapped Monday and two days of National Day
        ("2026-02-13", 1, "2026-02-23"),  # the whole of Tết
        ("2026-11-21", 0, "2026-11-23"),
        ("2026-11-20", 0, "2026-11-20"),
        ("2026-11-23", -1, "2026-11-20"),
        ("2026-11-22", -1, "2026-11-20"),
    ],
)
def test_working_days_are_added_over_weekends_holidays_and_swaps(start, count, expected):
    assert VIET_NAM.add_working_days(date.fromisoformat(start), count) == date.fromisoformat(expected)


def test_subtracting_no_days_steps_back_to_a_working_day():
    assert VIET_NAM.subtract_working_days(date(2026, 11, 22), 0) == date(2026, 11, 20)
    assert VIET_NAM.subtract_working_days(date(2026, 11, 20), 0) == date(2026, 11, 20)
    assert VIET_NAM.subtract_working_days(date(2026, 11, 20), -1) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-11-20 16:00", 1, "2026-11-23 08:00"),
        ("2026-11-20 11:30", 1, "2026-11-20 13:30"),  # over the midday pause
        ("2026-11-20 11:30", 0.5, "2026-11-20 12:00"),  # exactly to its beginning
        ("2026-11-20 12:30", 0, "2026-11-20 13:00"),
        ("2026-11-20 16:30", 0, "2026-11-23 07:30"),
        ("2026-11-21 09:00", 8, "2026-11-23 16:30"),
        ("2026-11-23 16:30", 8, "2026-11-25 16:30"),
        ("2026-11-23 08:00", -1, "2026-11-20 16:00"),
        ("2026-11-23 07:30", -8, "2026-11-20 07:30"),
    ],
)
def test_working_hours_are_added_over_pauses_nights_and_days_off(start, hours, expected):
    assert VIET_NAM.add_working_time(at(start), timedelta(hours=hours)) == at(expected)


def test_subtracting_nothing_goes_back_to_when_work_last_was():
    assert VIET_NAM.subtract_working_time(at("2026-11-22 10:00"), NONE) == at("2026-11-20 16:30")
    assert VIET_NAM.subtract_working_time(at("2026-11-20 10:00"), -timedelta(hours=1)) == at("2026-11-20 11:00")


def test_an_instant_in_any_time_zone_is_the_same_instant():
    utc = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    assert VIET_NAM.add_working_time(utc, timedelta(hours=1)) == at("2026-11-23 08:00")


def test_mornings_and_closings_are_those_of_working_days():
    friday = at("2026-11-20 15:00")
    assert VIET_NAM.next_morning(friday) == at("2026-11-23 07:30")
    assert VIET_NAM.end_of_next_morning(friday) == at("2026-11-23 12:00")
    assert VIET_NAM.closes_at(date(2026, 11, 20)) == at("2026-11-20 16:30")
    assert VIET_NAM.opens_at(date(2026, 11, 21)) == at("2026-11-23 07:30")


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-20 15:00", "2026-11-20"),
        ("2026-11-20 15:00:00.000001", "2026-11-23"),
        ("2026-11-21 09:00", "2026-11-23"),
        ("2026-11-21 16:00", "2026-11-23"),
        ("2026-11-23 15:01", "2026-11-25"),
    ],
)
def test_what_comes_after_fifteen_hours_counts_as_received_on_the_next_working_day(moment, expected):
    assert VIET_NAM.first_counted_day(at(moment)) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: VIET_NAM.day(date(2018, 12, 31)),
        lambda: VIET_NAM.add_working_days(date(2027, 12, 31), 1),
        lambda: VIET_NAM.add_working_days(date(2028, 1, 1), 0),
        lambda: VIET_NAM.subtract_working_days(date(2019, 1, 1), 1),
        lambda: VIET_NAM.add_working_time(at("2027-12-31 16:30"), timedelta(0)),
        lambda: VIET_NAM.add_working_time(at("2027-12-31 16:00"), timedelta(hours=1)),
        lambda: VIET_NAM.subtract_working_time(at("2019-01-01 09:00"), timedelta(0)),
        lambda: VIET_NAM.subtract_working_time(at("2019-01-02 08:00"), timedelta(hours=1)),
        lambda: VIET_NAM.working_days_between(date(2018, 1, 1), date(2020, 1, 1)),
    ],
)
def test_days_without_a_published_calendar_are_refused_not_guessed(ask):
    with pytest.raises(BeyondCalendar, match="31/12/2027"):
        ask()


def test_the_calendar_knows_its_own_ends():
    assert (VIET_NAM.first_day, VIET_NAM.last_day) == (date(2019, 1, 1), date(2027, 12, 31))


def test_working_days_between_two_dates_are_counted_without_the_first():
    assert VIET_NAM.working_days_between(date(2026, 11, 20), date(2026, 11, 25)) == 2
    assert VIET_NAM.working_days_between(date(2026, 11, 25), date(2026, 11, 20)) == -2


@given(DAYS, st.integers(1, 120))
def test_adding_lands_on_a_working_day_and_subtracting_comes_back(day, count):
    later = VIET_NAM.add_working_days(day, count)
    assert VIET_NAM.is_working_day(later)
    assert later > day
    assert VIET_NAM.working_days_between(day, later) == count
    assert VIET_NAM.subtract_working_days(later, count) == VIET_NAM.subtract_working_days(day, 0)


@given(DAYS, st.integers(1, 60), COUNTS)
def test_days_add_up(day, first, second):
    assert VIET_NAM.add_working_days(VIET_NAM.add_working_days(day, first), second) == VIET_NAM.add_working_days(
        day, first + second
    )


@given(DAYS, DAYS, COUNTS)
def test_a_later_start_is_never_due_earlier(one, other, count):
    early, late = sorted((one, other))
    assert VIET_NAM.add_working_days(early, count) <= VIET_NAM.add_working_days(late, count)


@given(DAYS, st.integers(0, 40))
def test_counting_days_one_by_one_gives_the_same(day, count):
    walked, left = day, count
    while left or (not count and not VIET_NAM.is_working_day(walked)):
        walked += timedelta(days=1)
        left -= VIET_NAM.is_working_day(walked) if left else 0
    assert VIET_NAM.add_working_days(day, count) == walked


@given(MOMENTS, AMOUNTS)
def test_added_working_time_is_what_lies_between_and_never_ends_off_hours(moment, amount):
    later = VIET_NAM.add_working_time(moment, amount)
    assert VIET_NAM.working_time_between(moment, later) == amount
    assert later >= moment
    assert in_working_time(later)


@given(MOMENTS, AMOUNTS)
def test_subtracted_working_time_is_what_lies_between_and_never_ends_off_hours(moment, amount):
    earlier = VIET_NAM.subtract_working_time(moment, amount)
    assert VIET_NAM.working_time_between(earlier, moment) == amount
    assert earlier <= moment
    assert in_working_time(earlier)


@given(MOMENTS, AMOUNTS)
def test_adding_and_taking_away_leaves_no_working_time_between(moment, amount):
    there_and_back = VIET_NAM.subtract_working_time(VIET_NAM.add_working_time(moment, amount), amount)
    assert VIET_NAM.working_time_between(moment, there_and_back) == NONE


@given(MOMENTS, AMOUNTS.filter(bool), AMOUNTS.filter(bool))
def test_hours_add_up(moment, first, second):
    at_once = VIET_NAM.add_working_time(moment, first + second)
    assert VIET_NAM.add_working_time(VIET_NAM.add_working_time(moment, first), second) == at_once


@given(MOMENTS, MOMENTS, AMOUNTS)
def test_a_later_instant_is_never_due_earlier(one, other, amount):
    early, late = sorted((one, other))
    assert VIET_NAM.add_working_time(early, amount) <= VIET_NAM.add_working_time(late, amount)


@given(MOMENTS, st.integers(0, 60 * 24 * 20))
def test_counting_minute_by_minute_gives_the_same_working_time(moment, minutes):
    moment = moment.replace(second=0, microsecond=0)
    end = moment + timedelta(minutes=minutes)
    worked, day = timedelta(0), moment.date()
    while day <= end.date():
        for opens, closes in VIET_NAM.day(day).spans:
            begin = max(moment, datetime.combine(day, opens, VIETNAM))
            worked += max(NONE, min(end, datetime.combine(day, closes, VIETNAM)) - begin)
        day += timedelta(days=1)
    assert VIET_NAM.working_time_between(moment, end) == worked


def test_the_smallest_calendar_works():
    short = WorkingCalendar(date(2026, 1, 1), [Day(((time(8), time(9)),), time(15))])
    assert short.add_working_time(at("2026-01-01 00:00"), timedelta(hours=1)) == at("2026-01-01 09:00")


def test_a_question_takes_microseconds():
    moment = at("2026-11-20 15:30")
    rounds = 2_000
    started = stopwatch.perf_counter()
    for _ in range(rounds):
        VIET_NAM.add_working_time(moment, timedelta(hours=300))
    each = (stopwatch.perf_counter() - started) / rounds
    assert each < 200e-6  # about 5 µs on an idle core; the bound only catches a walk day by day
