"""How far the e-mail of a notice has come."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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
