"""Reads over notices."""

from datetime import datetime

from lienthong.ground.identity.models import Account
from lienthong.ground.notices.models import Email, Notice, Text
from lienthong.ground.notices.states import DeliveryState


def unread_count(account: Account) -> int:
    """How many notices the person has not seen."""
    return Notice.objects.of(account).unread().count()


def due_emails(now: datetime, most: int = 200) -> list[Email]:
    """E-mails whose next attempt is due, longest waiting first."""
    waiting = Email.objects.filter(state=DeliveryState.WAITING, next_try_at__lte=now)
    return list(waiting.order_by("next_try_at")[:most])


def failed_emails() -> list[Email]:
    """What was refused or given up: the operator looks at these."""
    return list(Email.objects.filter(state__in=[DeliveryState.REFUSED, DeliveryState.GIVEN_UP]).order_by("-settled_at"))


def due_texts(now: datetime, most: int = 200) -> list[Text]:
    """Texts whose next attempt is due, longest waiting first."""
    waiting = Text.objects.filter(state=DeliveryState.WAITING, next_try_at__lte=now)
    return list(waiting.order_by("next_try_at")[:most])


def simulated_texts(number: str = "", most: int = 50) -> list[Text]:
    """What the simulator took, newest first; of one number only, when it is given."""
    shown = Text.objects.exclude(shown="").order_by("-made_at", "-id")
    return list((shown.filter(address=number) if number else shown)[:most])
