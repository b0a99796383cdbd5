"""Telling people: into the inbox of the product at once, and by e-mail with a ladder of retries."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from lienthong.ground.identity.models import Account
from lienthong.ground.identity.states import Means
from lienthong.ground.notices import templates
from lienthong.ground.notices.actions.channels import channel_for
from lienthong.ground.notices.adapters.base import NeverAgain, TryAgainLater
from lienthong.ground.notices.models import Email, Notice
from lienthong.ground.notices.states import DeliveryState, pause_after
from lienthong.kit import jobs


def notify(
    *, account: Account, kind: str, facts: dict[str, Any], url: str, now: datetime, once_key: str = ""
) -> Notice | None:
    """Tell a person something; with `once_key` the same thing is told once only (None = it was told before).

    The e-mail leaves after the commit; synthetic people of the demonstration get none.
    """
    if once_key and Notice.objects.filter(account=account, once_key=once_key).exists():
        return None
    notice = Notice.objects.create(account=account, kind=kind, facts=facts, url=url, made_at=now, once_key=once_key)
    if account.email and not account.synthetic:
        email = Email.objects.create(notice=notice, address=account.email, next_try_at=now)
        jobs.defer("notices.email.send", queue="notices", email=str(email.pk))
    return notice


def mark_read(*, notice: Notice, now: datetime) -> None:
    """The person has seen it; seen once is seen."""
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=now)


def mark_all_read(*, account: Account, now: datetime, outside: str = "") -> None:
    """The person has seen them all, or all but those that lead below this address."""
    Notice.objects.of(account).outside(outside).unread().update(read_at=now)


def send_email(*, email: Email, now: datetime) -> None:
    """Try once; afterwards it is sent, refused, given up, or waits for the next step of the ladder."""
    held = Email.objects.select_for_update().select_related("notice__account").get(pk=email.pk)
    if held.state != DeliveryState.WAITING or held.next_try_at > now:
        return
    held.attempts += 1
    try:
        _carry(held)
    except NeverAgain as refused:
        _settle(held, DeliveryState.REFUSED, now, str(refused))
    except TryAgainLater as problem:
        _postpone(held, now, str(problem))
    else:
        _settle(held, DeliveryState.SENT, now, "")


def _carry(email: Email) -> None:
    notice = email.notice
    with translation.override(notice.account.language):
        subject, text = templates.letter(notice.kind, notice.facts, settings.PUBLIC_URL + notice.url)
    channel = channel_for(Means.EMAIL, email.address)
    channel.carry(address=email.address, subject=subject, text=text, attempt=email.attempts)


def _settle(email: Email, state: DeliveryState, now: datetime, problem: str) -> None:
    email.state, email.settled_at, email.last_problem = state, now, problem
    email.save()


def _postpone(email: Email, now: datetime, problem: str) -> None:
    pause = pause_after(email.attempts)
    if pause is None:
        _settle(email, DeliveryState.GIVEN_UP, now, problem)
        return
    email.next_try_at, email.last_problem = now + pause, problem
    email.save()
