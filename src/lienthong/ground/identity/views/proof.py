"""Proving again who one is: password, passkey or code on one page; in the demonstration, one button."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from lienthong.ground.identity import forms, queries, step_up
from lienthong.ground.identity.adapters import national_id
from lienthong.ground.identity.models import Account
from lienthong.kit.errors import TooMany


class TooManyProofs(TooMany):
    """Too many tries to confirm. Wait a minute and try again."""


@dataclass
class Ways:
    """The ways in which this person can prove again; None where one is not set up."""

    password: Any = None
    code: Any = None
    passkey: Any = None
    demonstration: bool = False
    national_id: bool = False

    @property
    def any(self) -> bool:
        """Is there one at all?"""
        return bool(self.password or self.code or self.passkey or self.demonstration or self.national_id)


@never_cache
@login_required
@sensitive_post_parameters()
def again(request: HttpRequest) -> HttpResponse:
    """Ask, unless the person proved less than ten minutes ago. Refuses: TooManyProofs."""
    if request.method == "GET" and step_up.is_fresh(request):
        return redirect(_back(request))
    ways = _ways(request)
    if request.method == "POST":
        if not ratelimit.consume(request, action="reauthenticate", user=request.user):
            raise TooManyProofs
        if _proven(request, ways):
            return resume_request(request) or redirect(_back(request))
    context: dict[str, Any] = {"ways": ways, "next": get_next_redirect_url(request) or ""}
    if ways.passkey:
        context["options"] = webauthn.begin_authentication(request.user)
    return render(request, "identity/step_up.html", context)


def _ways(request: HttpRequest) -> Ways:
    """Forms, the one that was sent filled in."""
    user, sent = request.user, request.POST.get("way", "")
    assert isinstance(user, Account)
    data = {way: request.POST if sent == way else None for way in ("password", "code", "passkey")}
    codes = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
    keys = is_mfa_enabled(user, [Authenticator.Type.WEBAUTHN])
    return Ways(
        password=forms.PasswordAgain(data["password"], user=user) if user.has_usable_password() else None,
        code=forms.CodeAgain(data["code"], user=user) if is_mfa_enabled(user, codes) else None,
        passkey=ReauthenticateWebAuthnForm(data["passkey"], user=user) if keys else None,
        demonstration=step_up.may_confirm_by_demonstration(request),
        national_id=national_id.is_connected() and queries.identification_of(user, _now(request)) is not None,
    )


def _proven(request: HttpRequest, ways: Ways) -> bool:
    """Was what was sent a proof? Then it is written down."""
    sent = request.POST.get("way", "")
    if sent == "demonstration" and ways.demonstration:
        step_up.prove(request, sent)
        return True
    form = {"password": ways.password, "code": ways.code, "passkey": ways.passkey}.get(sent)
    if form is None or not form.is_valid():
        return False
    if sent == "password":
        step_up.prove(request, sent)
    else:
        form.save()
    return True


def _now(request: HttpRequest) -> datetime:
    now: datetime = request.now  # type: ignore[attr-defined]
    return now


def _back(request: HttpRequest) -> str:
    return get_next_redirect_url(request) or "my-account"
