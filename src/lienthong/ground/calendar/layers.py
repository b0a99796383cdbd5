"""Calendar documents laid over each other, later over earlier and a body's own over the country's. Pure."""

import functools
from datetime import date, time, timedelta

from django.utils.translation import gettext as _

from lienthong.ground.calendar import content
from lienthong.ground.calendar.compiled import BeyondCalendar, Day, WorkingCalendar
from lienthong.ground.calendar.content import Content


@functools.cache
def packaged_calendar() -> WorkingCalendar:
    """The country's calendar as it comes with the product: for a simulation that needs no database."""
    return compile_documents([content.parse(plain, whole=True) for plain in content.packaged()], [])


def compile_documents(national: list[Content], own: list[Content]) -> WorkingCalendar:
    """Lay documents over each other, later over earlier and a body's own over the country's.

    Refuses: BeyondCalendar when the national documents leave a gap between their first and last day.
    """
    first, last = min(each.valid_from for each in national), max(each.valid_until for each in national)
    days = []
    for offset in range((last - first).days + 1):
        on = first + timedelta(days=offset)
        covering = next((each for each in reversed(national) if each.valid_from <= on <= each.valid_until), None)
        if covering is None:
            raise BeyondCalendar(_("Chưa có lịch làm việc cho ngày %(day)s.") % {"day": f"{on:%d/%m/%Y}"}, gap=on)
        days.append(_day(on, covering, [each for each in own if each.valid_from <= on <= each.valid_until]))
    return WorkingCalendar(first, days)


def _day(on: date, national: Content, own: list[Content]) -> Day:
    layers = [national, *own]
    week = next(each.week for each in reversed(layers) if each.week is not None)
    hours = next(each.hours for each in reversed(layers) if each.hours is not None)
    cutoff: time = next(each.cutoff for each in reversed(layers) if each.cutoff is not None)
    named = next((each.days[on] for each in reversed(layers) if on in each.days), None)
    works = named.working if named else on.isoweekday() in week
    return Day(hours if works else (), cutoff, named)
