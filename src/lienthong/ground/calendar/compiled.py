"""Arithmetic over working time: prefix sums over the days, binary search over the sums, microseconds per question.

Pure: built once from documents, then only asked. An instant is any aware datetime; answers are in the time of Viet Nam
(UTC+7 without daylight saving, so a day always has 24 hours).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate

from django.utils.translation import gettext as _

from lienthong.ground.calendar.content import NamedDay, Span
from lienthong.kit.clock import VIETNAM, local
from lienthong.kit.errors import Conflict

_MICROSECOND = timedelta(microseconds=1)


class BeyondCalendar(Conflict):
    """No calendar has been published for those days yet. Ask the operator to publish the calendar of that year."""


@dataclass(frozen=True)
class Day:
    """One day: its working hours (none = a day off), the 15:00-like cut-off, and what it is called if anything."""

    spans: tuple[Span, ...]
    cutoff: time
    named: NamedDay | None = None


class WorkingCalendar:
    """The working time of one body over all the days that have been published."""

    def __init__(self, first: date, days: Sequence[Day]) -> None:
        """`days` = every day in turn from `first` on; at least one of them is a working day."""
        self._first = first.toordinal()
        self._days = list(days)
        self._working = [self._first + index for index, day in enumerate(days) if day.spans]
        self._off = [self._first + index for index, day in enumerate(days) if not day.spans]
        self._named = [self._first + index for index, day in enumerate(days) if day.named]
        self._edges = [
            tuple((_since_midnight(begin), _since_midnight(end)) for begin, end in day.spans) for day in days
        ]
        lengths = (sum(end - begin for begin, end in edges) for edges in self._edges)
        self._worked = list(accumulate(lengths, initial=0))

    # -- days ---------------------------------------------------------------------------------------------------
    @property
    def first_day(self) -> date:
        """The first day this calendar knows."""
        return date.fromordinal(self._first)

    @property
    def last_day(self) -> date:
        """The last day this calendar knows."""
        return date.fromordinal(self._first + len(self._days) - 1)

    def day(self, on: date) -> Day:
        """What a day is. Refuses: BeyondCalendar."""
        return self._days[self._index(on.toordinal())]

    def is_working_day(self, on: date) -> bool:
        """Does this body work on that day? Refuses: BeyondCalendar."""
        return bool(self.day(on).spans)

    def add_working_days(self, on: date, count: int) -> date:
        """The `count`-th working day after `on`, which itself is not counted; 0 = `on`, or the next working day.

        A negative count goes back. Refuses: BeyondCalendar.
        """
        if count < 0:
            return self.subtract_working_days(on, -count)
        ordinal = on.toordinal()
        if self._edges[self._index(ordinal)] and not count:
            return on
        behind = bisect_right(self._working, ordinal)
        return self._nth_working(behind + max(count - 1, 0))

    def subtract_working_days(self, on: date, count: int) -> date:
        """The `count`-th working day before `on`, which is not counted; 0 = `on`, or the working day before it.

        Refuses: BeyondCalendar.
        """
        if count < 0:
            return self.add_working_days(on, -count)
        ordinal = on.toordinal()
        self._index(ordinal)
        ahead = bisect_left(self._working, ordinal) if count else bisect_right(self._working, ordinal)
        return self._nth_working(ahead - max(count, 1))

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days lie after `after` up to and including `until`; negative when `until` comes first."""
        self._index(after.toordinal())
        self._index(until.toordinal())
        return bisect_right(self._working, until.toordinal()) - bisect_right(self._working, after.toordinal())

    def days_off(self, after: date, until: date) -> list[date]:
        """The days off after `after` up to and including `until`."""
        return [date.fromordinal(each) for each in self._among(self._off, after, until)]

    def named_days(self, after: date, until: date) -> list[NamedDay]:
        """Holidays and swapped days after `after` up to and including `until`."""
        among = self._among(self._named, after, until)
        return [named for each in among if (named := self._days[each - self._first].named)]

    # -- moments of a day ---------------------------------------------------------------------------------------
    def opens_at(self, on: date) -> datetime:
        """When work begins on that working day, or on the next one. Refuses: BeyondCalendar."""
        working = self.add_working_days(on, 0)
        return _at(working, self._edges[self._index(working.toordinal())][0][0])

    def closes_at(self, on: date) -> datetime:
        """When work ends on that working day, or on the next one. Refuses: BeyondCalendar."""
        working = self.add_working_days(on, 0)
        return _at(working, self._edges[self._index(working.toordinal())][-1][1])

    def next_morning(self, at: datetime) -> datetime:
        """When work begins on the first working day after the day of `at`. Refuses: BeyondCalendar."""
        return self.opens_at(self.add_working_days(local(at).date(), 1))

    def end_of_next_morning(self, at: datetime) -> datetime:
        """When the first stretch of work ends on the first working day after the day of `at`."""
        working = self.add_working_days(local(at).date(), 1)
        return _at(working, self._edges[self._index(working.toordinal())][0][1])

    def is_after_cutoff(self, at: datetime) -> bool:
        """Did it come too late on its day to be passed on that same day (after 15:00, Decree 61/2018 art. 18)?"""
        moment = local(at)
        return moment.time() > self.day(moment.date()).cutoff

    def first_counted_day(self, at: datetime) -> date:
        """The working day something counts as received on: its own, or the next when late, or on a day off."""
        on = local(at).date()
        return self.add_working_days(on, 1 if self.is_after_cutoff(at) else 0)

    # -- stretches of time --------------------------------------------------------------------------------------
    def working_time_between(self, begin: datetime, end: datetime) -> timedelta:
        """Working time from `begin` to `end`; negative when `end` comes first. Refuses: BeyondCalendar."""
        return timedelta(microseconds=self._elapsed(end) - self._elapsed(begin))

    def add_working_time(self, at: datetime, amount: timedelta) -> datetime:
        """The first instant by which `amount` of working time has passed since `at`; nothing = when work goes on.

        Never off hours; a negative amount goes back. Refuses: BeyondCalendar.
        """
        if amount < timedelta(0):
            return self.subtract_working_time(at, -amount)
        elapsed = self._elapsed(at) + amount // _MICROSECOND
        if not amount:
            index = bisect_right(self._worked, elapsed) - 1
            return self._instant(index, elapsed - self._worked[self._within(index)], late=True)
        index = bisect_left(self._worked, elapsed) - 1
        return self._instant(index, elapsed - self._worked[self._within(index)], late=False)

    def subtract_working_time(self, at: datetime, amount: timedelta) -> datetime:
        """The last instant from which `amount` of working time remains until `at`; nothing = when work last was.

        Never off hours; a negative amount goes forward. Refuses: BeyondCalendar.
        """
        if amount < timedelta(0):
            return self.add_working_time(at, -amount)
        elapsed = self._elapsed(at) - amount // _MICROSECOND
        if not amount:
            index = bisect_left(self._worked, elapsed) - 1
            return self._instant(index, elapsed - self._worked[self._within(index)], late=False)
        index = bisect_right(self._worked, elapsed) - 1
        return self._instant(index, elapsed - self._worked[self._within(index)], late=True)

    # -- inside -------------------------------------------------------------------------------------------------
    def _index(self, ordinal: int) -> int:
        return self._within(ordinal - self._first)

    def _within(self, index: int) -> int:
        if not 0 <= index < len(self._days):
            raise BeyondCalendar(
                _("Lịch làm việc mới công bố đến %(last)s. Hãy công bố lịch năm tiếp theo.")
                % {"last": self.last_day.strftime("%d/%m/%Y")},
                first_day=self.first_day,
                last_day=self.last_day,
            )
        return index

    def _among(self, ordinals: list[int], after: date, until: date) -> list[int]:
        self._index(until.toordinal())
        return ordinals[bisect_right(ordinals, after.toordinal()) : bisect_right(ordinals, until.toordinal())]

    def _nth_working(self, position: int) -> date:
        if not 0 <= position < len(self._working):
            self._within(-1)
        return date.fromordinal(self._working[position])

    def _elapsed(self, at: datetime) -> int:
        """Microseconds of working time from the beginning of the calendar to `at`."""
        moment = local(at)
        index = self._index(moment.toordinal())
        clock = _since_midnight(moment.time())
        return self._worked[index] + sum(max(0, min(clock, end) - begin) for begin, end in self._edges[index])

    def _instant(self, index: int, into: int, *, late: bool) -> datetime:
        """The instant `into` microseconds of work into a day; where two fit (a pause), the later or the earlier."""
        for begin, end in self._edges[index]:
            length = end - begin
            if into < length or (into == length and not late):
                return _at(date.fromordinal(self._first + index), begin + into)
            into -= length
        raise AssertionError("the sums and the hours of a day disagree")


def _since_midnight(clock: time) -> int:
    return ((clock.hour * 60 + clock.minute) * 60 + clock.second) * 1_000_000 + clock.microsecond


def _at(on: date, microseconds: int) -> datetime:
    return datetime.combine(on, time(), VIETNAM) + timedelta(microseconds=microseconds)
