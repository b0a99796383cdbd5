"""What follows from signing in and out: the session is described, the attempt logged, other sessions ended."""

from typing import Any

from allauth.account import signals as account_signals
from allauth.account.adapter import get_adapter
from django.contrib.auth import signals
from django.http import HttpRequest

from lienthong.ground.identity import actions, queries, sessions
from lienthong.ground.identity.models import DEVICE_LENGTH, Account
from lienthong.ground.identity.states import Outcome, Way
from lienthong.kit import clock

WAY = "_signing_in_by"
"""The attribute of a request on which a view says by what it signs a person in."""


def connect() -> None:
    """Subscribe to Django and allauth."""
    signals.user_logged_in.connect(on_signed_in, dispatch_uid="identity.signed_in")
    signals.user_login_failed.connect(on_refused, dispatch_uid="identity.refused")
    account_signals.password_changed.connect(on_new_password, dispatch_uid="identity.password_changed")
    account_signals.password_set.connect(on_new_password, dispatch_uid="identity.password_set")


def on_signed_in(*, request: HttpRequest, user: Account, **more: Any) -> None:
    """The session gets its columns; the person's log a line."""
    facts = _facts(request)
    now = getattr(request, "now", None) or clock.now()
    way = _way(request)
    request.session[sessions.ABOUT] = sessions.describe(way=way, at=now, **facts)
    actions.log_sign_in(account=user, way=way, outcome=Outcome.SIGNED_IN, now=now, **facts)


def on_refused(*, credentials: dict[str, Any], request: HttpRequest | None = None, **more: Any) -> None:
    """A line in the log of the account that was tried; the address that was typed is not kept."""
    if request is None:
        return
    account = queries.reached_by(credentials.get("email") or "@")
    now = getattr(request, "now", None) or clock.now()
    actions.log_sign_in(account=account, way=Way.PASSWORD, outcome=Outcome.REFUSED, now=now, **_facts(request))


def on_new_password(*, request: HttpRequest, user: Account, **more: Any) -> None:
    """Whoever knew the old password is out."""
    actions.end_other_sessions(account=user, keep=request.session.session_key)


def _facts(request: HttpRequest) -> dict[str, Any]:
    address = get_adapter().get_client_ip(request) if request.META.get("REMOTE_ADDR") else None
    return {"device": request.META.get("HTTP_USER_AGENT", "")[:DEVICE_LENGTH], "address": address}


def _way(request: HttpRequest) -> Way:
    """What the view said, or what allauth wrote down last."""
    said = getattr(request, WAY, None)
    if said:
        return Way(said)
    records = request.session.get("account_authentication_methods") or [{}]
    by_passkey = any(record.get("passwordless") for record in records)
    by_password = any(record.get("method") == "password" for record in records)
    return Way.PASSKEY if by_passkey else Way.PASSWORD if by_password else Way.OTHER
