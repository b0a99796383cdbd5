"""Deadlines of the law over a working calendar: each carries its own derivation, in sentences, in both languages.

Pure: takes a compiled calendar and instants, returns a `Deadline`. Who is bound by it, the caller knows.
"""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop as _

from lienthong.ground.calendar.compiled import WorkingCalendar
from lienthong.ground.calendar.explaining import Step, Words, skipped, step
from lienthong.kit.clock import local

RECEIVED = _("Nhận lúc %(at)s.")
SIGNED = _("Ký lúc %(at)s.")
DUE = _("Hạn: %(at)s.")
SEND_RULE = _("Văn bản phải gửi trong ngày ký, chậm nhất trong buổi sáng ngày làm việc tiếp theo.")
ACKNOWLEDGE_RULE = _("Phải thông báo đã nhận trong ngày nhận văn bản.")
SUBMIT_RULE = _("Văn bản đến phải trình trong ngày, chậm nhất trong ngày làm việc tiếp theo.")
HAND_OVER_RULE = _(
    "Phải chuyển ngay trong ngày làm việc; nhận sau %(cutoff)s thì chuyển đầu giờ ngày làm việc tiếp theo."
)
OUT_OF_HOURS = _("Nhận ngoài giờ làm việc nên tính từ %(at)s.")
AFTER_CUTOFF = _("Nhận sau %(cutoff)s nên tính như nhận vào %(day)s.")
DAY_OFF = _("Nhận vào ngày nghỉ nên tính như nhận vào %(day)s.")
WORKING_DAYS = _("Thời hạn %(count)s ngày làm việc, không tính ngày nhận.")
CALENDAR_DAYS = _("Thời hạn %(count)s ngày, tính cả ngày nghỉ, không tính ngày nhận.")
ROLLED_OVER = _("Ngày cuối là ngày nghỉ nên lùi đến %(day)s.")
WORKING_HOURS = _("Thời hạn %(amount)s giờ làm việc.")
AROUND_THE_CLOCK = _("Mức %(level)s: tính liên tục cả ngoài giờ và ngày nghỉ, %(amount)s giờ.")
URGENT_HOURS = _("Mức %(level)s: làm ngay, nhiều nhất %(amount)s giờ làm việc.")
BY_THE_HOUR = _("Mức %(level)s: đến trước giờ hẹn ghi trên văn bản.")

_DATA = Path(__file__).parent / "data" / "urgency.json"


@dataclass(frozen=True)
class Deadline:
    """When something is due, and why: `explain` says it, `plain` stores it beside the promise that was made."""

    begins_at: datetime
    due_at: datetime
    steps: tuple[Step, ...]

    def explain(self, language: str = "vi") -> list[str]:
        """The derivation, one sentence a step, ending with the date itself."""
        return [each.say(language) for each in (*self.steps, step(DUE, at=self.due_at))]

    def is_late(self, at: datetime) -> bool:
        """Is it past due at this instant? The due instant itself is still in time."""
        return at > self.due_at

    def plain(self) -> dict[str, Any]:
        """As JSON, so that an old promise keeps its own reasons when the calendar changes."""
        return {
            "begins_at": self.begins_at.isoformat(),
            "due_at": self.due_at.isoformat(),
            "steps": [each.plain() for each in self.steps],
        }

    @classmethod
    def restored(cls, plain: Mapping[str, Any]) -> "Deadline":
        """Back from JSON."""
        steps = tuple(Step.restored(each) for each in plain["steps"])
        return cls(datetime.fromisoformat(plain["begins_at"]), datetime.fromisoformat(plain["due_at"]), steps)


@dataclass(frozen=True)
class Level:
    """How fast a level of urgency asks to be: minutes to send and to handle; None = the ordinary rule."""

    name: Words
    send: timedelta | None
    handle: timedelta
    around_the_clock: bool


def level(urgency: str) -> Level:
    """The level of an urgency code `0`-`4` (edXML Priority: thường, khẩn, thượng khẩn, hỏa tốc, hỏa tốc hẹn giờ).

    The law says "at once" and no number: the minutes are the product's assumption, changed by `CALENDAR_URGENCY`.
    """
    plain = {**_levels()[urgency], **getattr(settings, "CALENDAR_URGENCY", {}).get(urgency, {})}
    send = plain["send_minutes"]
    return Level(
        name=Words(plain["vi"], plain["en"]),
        send=None if send is None else timedelta(minutes=send),
        handle=timedelta(minutes=plain["handle_minutes"]),
        around_the_clock=plain["around_the_clock"],
    )


def send_by(calendar: WorkingCalendar, signed_at: datetime, urgency: str = "0") -> Deadline:
    """When a signed document must have left: the same day, at the latest the next working morning; urgent at once.

    Source: Decision 28/2018 and Decree 30/2020 art. 18. The morning ends where the first stretch of work ends.
    """
    asked = level(urgency)
    if asked.send is not None:
        return _within(calendar, signed_at, asked, asked.send, step(SIGNED, at=signed_at))
    due = calendar.end_of_next_morning(signed_at)
    return _derived(calendar, signed_at, due, step(SIGNED, at=signed_at), step(SEND_RULE))


def acknowledge_by(calendar: WorkingCalendar, received_at: datetime) -> Deadline:
    """When a received document must be acknowledged: within the day of receipt (Decree 30/2020 art. 21).

    What arrives after work has ended, or on a day off, counts as received when work begins again.
    """
    begins = calendar.add_working_time(received_at, timedelta(0))
    due = calendar.closes_at(local(begins).date())
    opening = _opening(received_at, begins)
    return _derived(calendar, received_at, due, step(RECEIVED, at=received_at), *opening, step(ACKNOWLEDGE_RULE))


def submit_by(calendar: WorkingCalendar, received_at: datetime) -> Deadline:
    """When a received document must lie before its leader: the same day, at the latest the next working day.

    Source: Decree 30/2020 art. 23.
    """
    due = calendar.closes_at(calendar.add_working_days(local(received_at).date(), 1))
    return _derived(calendar, received_at, due, step(RECEIVED, at=received_at), step(SUBMIT_RULE))


def hand_over_by(calendar: WorkingCalendar, received_at: datetime) -> Deadline:
    """When a dossier must be passed on: the same working day, or first thing next when received after the cut-off.

    Source: Decree 61/2018 art. 18 (15:00). "First thing" = by the end of that day's first stretch of work.
    """
    on = local(received_at).date()
    cutoff = f"{calendar.day(on).cutoff:%H:%M}"
    if calendar.is_after_cutoff(received_at) or not calendar.is_working_day(on):
        due = calendar.end_of_next_morning(received_at)
    else:
        due = calendar.closes_at(on)
    rule = step(HAND_OVER_RULE, cutoff=cutoff)
    return _derived(calendar, received_at, due, step(RECEIVED, at=received_at), rule)


def handle_by(
    calendar: WorkingCalendar, received_at: datetime, urgency: str, *, by_hour: datetime | None = None
) -> Deadline:
    """When a received document must be handled, by its urgency; `by_hour` = the hour a "hỏa tốc hẹn giờ" names.

    "Hỏa tốc" counts around the clock. A set hour decides whatever the budget says.
    """
    asked = level(urgency)
    if by_hour is not None:
        steps = (step(RECEIVED, at=received_at), step(BY_THE_HOUR, level=asked.name))
        return Deadline(received_at, by_hour, steps)
    return _within(calendar, received_at, asked, asked.handle, step(RECEIVED, at=received_at))


def working_days(
    calendar: WorkingCalendar, received_at: datetime, count: int, *, with_cutoff: bool = False
) -> Deadline:
    """End of the `count`-th working day; the day of receipt is not counted.

    `with_cutoff`: what comes after 15:00 counts as received on the next working day. Law does not ask this for the
    counting of days (only for passing on), so it is off unless a procedure says so.
    """
    on = local(received_at).date()
    counted = calendar.first_counted_day(received_at) if with_cutoff else calendar.add_working_days(on, 0)
    due = calendar.closes_at(calendar.add_working_days(counted, count))
    reason = _counted(calendar, received_at, counted)
    rule = step(WORKING_DAYS, count=count)
    return _derived(calendar, received_at, due, step(RECEIVED, at=received_at), *reason, rule)


def calendar_days(calendar: WorkingCalendar, received_at: datetime, count: int) -> Deadline:
    """End of the `count`-th day, days off counted; an end on a day off moves to the next working day.

    Source: Civil Code 2015 art. 148 (5).
    """
    last = local(received_at).date() + timedelta(days=count)
    due = calendar.closes_at(last)
    rolled = [] if calendar.is_working_day(last) else [step(ROLLED_OVER, day=local(due).date())]
    steps = (step(RECEIVED, at=received_at), step(CALENDAR_DAYS, count=count), *rolled)
    return Deadline(received_at, due, (*steps, *skipped(calendar, last - timedelta(days=1), local(due).date())))


def working_hours(calendar: WorkingCalendar, received_at: datetime, amount: timedelta) -> Deadline:
    """When so much working time has passed since `received_at`."""
    begins = calendar.add_working_time(received_at, timedelta(0))
    due = calendar.add_working_time(received_at, amount)
    opening = _opening(received_at, begins)
    rule = step(WORKING_HOURS, amount=_hours(amount))
    return _derived(calendar, received_at, due, step(RECEIVED, at=received_at), *opening, rule)


def _within(calendar: WorkingCalendar, at: datetime, asked: Level, amount: timedelta, first: Step) -> Deadline:
    """So much time from an instant: around the clock, or working time only."""
    if asked.around_the_clock:
        return Deadline(at, at + amount, (first, step(AROUND_THE_CLOCK, level=asked.name, amount=_hours(amount))))
    begins = calendar.add_working_time(at, timedelta(0))
    rule = step(URGENT_HOURS, level=asked.name, amount=_hours(amount))
    return _derived(calendar, at, calendar.add_working_time(at, amount), first, *_opening(at, begins), rule)


def _derived(calendar: WorkingCalendar, begins_at: datetime, due_at: datetime, *steps: Step) -> Deadline:
    """A deadline whose last steps name every day that was skipped on the way."""
    days = skipped(calendar, local(begins_at).date() - timedelta(days=1), local(due_at).date())
    return Deadline(begins_at, due_at, (*steps, *days))


def _opening(at: datetime, begins: datetime) -> list[Step]:
    return [step(OUT_OF_HOURS, at=begins)] if begins != at else []


def _counted(calendar: WorkingCalendar, received_at: datetime, counted: date) -> list[Step]:
    on = local(received_at).date()
    if counted == on:
        return []
    if not calendar.is_working_day(on):
        return [step(DAY_OFF, day=counted)]
    return [step(AFTER_CUTOFF, cutoff=f"{calendar.day(on).cutoff:%H:%M}", day=counted)]


def _hours(amount: timedelta) -> str:
    """`2`, `0,5`: hours with a decimal comma, as both languages of the product write them."""
    return f"{amount / timedelta(hours=1):g}".replace(".", ",")


@functools.cache
def _levels() -> dict[str, dict[str, Any]]:
    levels: dict[str, dict[str, Any]] = json.loads(_DATA.read_text(encoding="utf-8"))["levels"]
    return levels
