"""How far a message has come, by which channel it goes, and the hours in which people sleep."""

from datetime import datetime, time, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lienthong.kit import clock


class DeliveryState(TextChoices):
    """`SENT` and the two failures are ends; nothing is tried again after them."""

    WAITING = "waiting", _("Chờ gửi")
    SENT = "sent", _("Đã gửi")
    REFUSED = "refused", _("Địa chỉ không nhận thư")
    GIVEN_UP = "given_up", _("Không gửi được sau nhiều lần thử")


FIRST_PAUSE = timedelta(minutes=1)
PAUSE = timedelta(minutes=5)
MOST_ATTEMPTS = 48
"""At once, after a minute, then every five minutes for four hours (as GOV.UK Notify does), then a visible end."""


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many failed attempts; None = give up."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return FIRST_PAUSE if attempts == 1 else PAUSE


QUIET_FROM, QUIET_UNTIL = time(21), time(7)
"""Hours of the wall clock in which nobody is woken for what can wait until morning."""


def after_the_night(at: datetime) -> datetime:
    """The same instant by day; in the quiet hours of Viet Nam, seven o'clock of the coming morning."""
    local = clock.local(at)
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return at
    morning = local.date() + timedelta(days=1 if local.time() >= QUIET_FROM else 0)
    return datetime.combine(morning, QUIET_UNTIL, tzinfo=local.tzinfo).astimezone(at.tzinfo)
