"""The past days of the demonstration's dossiers are published, so that there is something to compute again."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Min

from lienthong.kit.clock import local
from lienthong.work.onestop import actions
from lienthong.work.onestop.models import Event


def seal(*, before: date, now: datetime) -> None:
    """Every day from the first event on that is over and lies before that day; harmless twice.

    A sealed day is never made again: call it only for days to which nothing is written any more.
    """
    first: datetime | None = Event.objects.aggregate(first=Min("at"))["first"]
    if first is None:
        return
    began, end = local(first).date(), min(before, local(now).date())
    for back in range((end - began).days):
        with transaction.atomic():
            actions.seal_day(on=began + timedelta(days=back), by=None, now=now)
