"""Proving again who one is, before signing, sending and changing one's own account.

A proof holds ten minutes. Signing in is not such a proof: a session left open on a desk must not sign anything.
(allauth itself lets pass whoever has neither password nor second factor; `is_fresh` never does.)
"""

from datetime import datetime
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.flows.reauthentication import suspend_request
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from lienthong.ground.identity.models import Account


def is_fresh(request: HttpRequest) -> bool:
    """Did this person prove again, in this session and at most ten minutes ago, who they are?"""
    if not isinstance(request.user, Account):
        return False
    now: datetime = request.now  # type: ignore[attr-defined]
    proofs = [record for record in records(request) if record.get("reauthenticated")]
    return bool(proofs) and now.timestamp() - proofs[-1]["at"] <= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def ask(request: HttpRequest) -> HttpResponseRedirect:
    """Send the person to prove again who they are; what was asked for (a POST too) goes on afterwards by itself."""
    redirect: HttpResponseRedirect = suspend_request(request, reverse("step-up"))
    return redirect


def may_confirm_by_demonstration(request: HttpRequest) -> bool:
    """Only in the demonstration, and only for people who do not exist, one button is proof enough."""
    return bool(settings.DEMO and isinstance(request.user, Account) and request.user.synthetic)


def prove(request: HttpRequest, way: str) -> None:
    """Write down that the person has just proven who they are."""
    record_authentication(request, request.user, method=way, reauthenticated=True)


def records(request: HttpRequest) -> list[dict[str, Any]]:
    """What this session has shown so far, in its order; nothing of it belongs to another person."""
    found: list[dict[str, Any]] = get_authentication_records(request, request.user)
    return found
