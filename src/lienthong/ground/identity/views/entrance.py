"""Coming in and going out: password, passkey, second step, one-time link."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import AccountInactiveView, LoginView, LogoutView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.forms import SignupWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from lienthong.ground.identity import actions, forms, queries, receivers, rules, step_up
from lienthong.ground.identity.models import Account, Invitation
from lienthong.ground.identity.states import Way
from lienthong.kit.web.waiting import gated


@method_decorator(gated(), name="dispatch")
class SignIn(LoginView):  # type: ignore[misc]
    """E-mail and password, or a passkey."""

    template_name = "identity/sign_in.html"
    form_class = forms.SignIn


class SecondStep(AuthenticateView):  # type: ignore[misc]
    """After the password: a code, or a passkey."""

    template_name = "identity/second_step.html"
    form_class = forms.SecondStep


class ByPasskey(LoginWebAuthnView):  # type: ignore[misc]
    """What the browser's passkey dialogue sends; a mistake is said on the sign-in page."""


class Locked(AccountInactiveView):  # type: ignore[misc]
    """The password was right, the account is disabled."""

    template_name = "identity/locked.html"


class SignOut(LogoutView):  # type: ignore[misc]
    """Asks first; leaves by POST only."""

    template_name = "identity/sign_out.html"


@never_cache
@sensitive_post_parameters()
@transaction.atomic
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A one-time link: choose a passkey or a password, and be signed in. Refuses: LinkSpent.

    Opening the page does not spend the link: mail programs and scanners open pages too.
    """
    invitation = queries.invitation_of(token, at=request.now)  # type: ignore[attr-defined]
    if invitation is None:
        raise rules.LinkSpent
    password = forms.FirstPassword(invitation.account, request.POST if "password1" in request.POST else None)
    passkey = SignupWebAuthnForm(request.POST if "credential" in request.POST else None, user=invitation.account)
    if password.is_bound and password.is_valid():
        return _enter(request, invitation, lambda: password.save())  # noqa: PLW0108 - read when it is called
    if passkey.is_bound and passkey.is_valid():
        return _enter(request, invitation, lambda: _keep(passkey, invitation.account))
    options = webauthn.begin_registration(invitation.account, passwordless=True)
    context = {"form": password, "passkey": passkey, "account": invitation.account, "options": options}
    return render(request, "identity/link.html", context)


def _keep(form: Any, account: Account) -> None:
    webauthn.WebAuthn.add(account, form.cleaned_data["name"], form.cleaned_data["credential"])


def _enter(request: HttpRequest, invitation: Invitation, set_way: Any) -> HttpResponse:
    """Spend the link, set the way in, sign in; what was just set counts as a fresh proof."""
    account = actions.use_invitation(invitation=invitation, now=request.now)  # type: ignore[attr-defined]
    set_way()
    account.refresh_from_db()
    setattr(request, receivers.WAY, Way.LINK)
    get_adapter().login(request, account)
    step_up.prove(request, Way.LINK)
    return redirect("my-account")
