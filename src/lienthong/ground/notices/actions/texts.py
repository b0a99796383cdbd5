"""Texting people who need no account: one sentence to a telephone number or an e-mail address."""

from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from lienthong.ground.identity import sealing
from lienthong.ground.identity.states import Means
from lienthong.ground.notices import wording
from lienthong.ground.notices.actions.channels import channel_for
from lienthong.ground.notices.adapters.base import NeverAgain, TryAgainLater
from lienthong.ground.notices.models import Text
from lienthong.ground.notices.states import DeliveryState, after_the_night, pause_after
from lienthong.kit import jobs

SEALED = "sealed"
"""The one fact of a text that holds a secret: all its facts, encrypted until it has left."""


def text(
    *, phone: str, kind: str, facts: dict[str, Any], now: datetime, language: str = "vi", once_key: str = ""
) -> Text | None:
    """Tell a telephone number (E.164) something; it leaves after the commit, or after the night when it can wait.

    With `once_key` the same thing is told once only (None = it was told before). An unknown kind is a mistake of the
    program: KeyError.
    """
    if once_key and Text.objects.filter(address=phone, once_key=once_key).exists():
        return None
    return _lay_out(Text(means=Means.SMS, address=phone, kind=kind, language=language, once_key=once_key), facts, now)


def write(*, email: str, kind: str, facts: dict[str, Any], now: datetime, language: str = "vi") -> Text:
    """The same to an e-mail address that may belong to no account."""
    return _lay_out(Text(means=Means.EMAIL, address=email, kind=kind, language=language), facts, now)


def _lay_out(laid: Text, facts: dict[str, Any], now: datetime) -> Text:
    said = wording.TEXTS[laid.kind]
    laid.facts = {SEALED: sealing.seal(facts)} if said.secret else facts
    laid.made_at = now
    laid.next_try_at = after_the_night(now) if said.can_wait and laid.means == Means.SMS else now
    laid.expires_at = now + said.holds if said.holds else None
    laid.save(force_insert=True)
    jobs.defer("notices.text.send", queue="notices", text=str(laid.pk))
    return laid


def send_text(*, text: Text, now: datetime) -> None:
    """Try once; afterwards it is sent, refused, given up, or waits for the next step of the ladder."""
    held = Text.objects.select_for_update().get(pk=text.pk)
    if held.state != DeliveryState.WAITING or held.next_try_at > now:
        return
    if held.expires_at is not None and held.expires_at <= now:
        _settle(held, DeliveryState.GIVEN_UP, now, "it was of no use any more")
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


def _carry(held: Text) -> None:
    facts = sealing.unseal(held.facts[SEALED]) if SEALED in held.facts else held.facts
    with translation.override(held.language):
        words = wording.text(held.kind, facts)
        subject = _("Liên Thông: tin nhắn cho bạn")
    channel = channel_for(Means(held.means), held.address)
    channel.carry(address=held.address, subject=subject, text=words, attempt=held.attempts)
    held.shown = words if channel.simulates else ""


def _settle(held: Text, state: DeliveryState, now: datetime, problem: str) -> None:
    held.state, held.settled_at, held.last_problem = state, now, problem
    held.facts = {}
    held.save()


def _postpone(held: Text, now: datetime, problem: str) -> None:
    pause = pause_after(held.attempts)
    if pause is None:
        _settle(held, DeliveryState.GIVEN_UP, now, problem)
        return
    held.next_try_at, held.last_problem = now + pause, problem
    held.save()
