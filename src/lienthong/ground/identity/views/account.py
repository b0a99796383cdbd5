"""One's own account: passkeys, app, recovery codes, sessions, password."""

from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from allauth.account.views import PasswordChangeView, PasswordSetView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import DownloadRecoveryCodesView, GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.views import AddWebAuthnView, EditWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lienthong.ground.identity import actions, forms, queries, rules
from lienthong.ground.identity.models import Account

HOME = reverse_lazy("my-account")


@never_cache
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Everything about how I sign in, on one page."""
    account = _account(request)
    factors = {kind: [] for kind in Authenticator.Type.values}  # type: ignore[var-annotated]
    for factor in Authenticator.objects.filter(user=account).order_by("created_at"):
        factors[factor.type].append(factor)
    codes = factors[Authenticator.Type.RECOVERY_CODES]
    context = {
        "passkeys": factors[Authenticator.Type.WEBAUTHN],
        "app": next(iter(factors[Authenticator.Type.TOTP]), None),
        "codes_left": len(codes[0].wrap().get_unused_codes()) if codes else None,
        "sessions": queries.open_sessions(account, at=request.now),  # type: ignore[attr-defined]
        "current": request.session.session_key,
        "sign_ins": queries.recent_sign_ins(account),
    }
    return render(request, "identity/account.html", context)


@require_POST
@login_required
def shortcuts(request: HttpRequest) -> HttpResponse:
    """Let single letters press buttons, or not."""
    on = request.POST.get("shortcuts") == "on"
    actions.choose_shortcuts(account=_account(request), on=on)
    messages.success(request, _("Đã bật phím tắt.") if on else _("Đã tắt phím tắt: không phím chữ nào tự làm gì nữa."))
    return redirect(f"{HOME}#keys")


@require_POST
@login_required
def end_session(request: HttpRequest, handle: UUID) -> HttpResponse:
    """End one session of mine."""
    actions.end_session(account=_account(request), handle=handle)
    messages.success(request, _("Đã kết thúc phiên."))
    return redirect("my-account")


@require_POST
@login_required
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all my sessions but this one."""
    actions.end_other_sessions(account=_account(request), keep=request.session.session_key)
    messages.success(request, _("Đã kết thúc mọi phiên khác."))
    return redirect("my-account")


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user


class ChangePassword(PasswordChangeView):  # type: ignore[misc]
    """Another password; the other sessions end."""

    template_name = "identity/password.html"
    form_class = forms.NewPassword
    success_url = HOME


class SetPassword(PasswordSetView):  # type: ignore[misc]
    """A first password."""

    template_name = "identity/password.html"
    form_class = forms.FirstPassword
    success_url = HOME


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    """A new passkey: bound to this site, unlocked by finger, face or PIN, enough to sign in by itself."""

    template_name = "identity/passkey_add.html"
    form_class = forms.AddPasskey

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the options of the browser's dialogue, always for a key that can sign in by itself."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "options": webauthn.begin_registration(self.request.user, passwordless=True)}


class RenamePasskey(EditWebAuthnView):  # type: ignore[misc]
    """Another name."""

    template_name = "identity/passkey_rename.html"
    form_class = forms.RenamePasskey
    success_url = HOME


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]
    """Give a passkey up. Refuses: FactorNeeded, LastWayIn."""

    template_name = "identity/passkey_remove.html"
    success_url = HOME

    def form_valid(self, form: Any) -> HttpResponse:
        """Ask the rule first."""
        rules.require_may_remove(self.get_object(), _account(self.request))
        answer: HttpResponse = super().form_valid(form)
        return answer


class JoinApp(ActivateTOTPView):  # type: ignore[misc]
    """Connect an authenticator app."""

    template_name = "identity/app_join.html"
    form_class = forms.JoinApp


class LeaveApp(DeactivateTOTPView):  # type: ignore[misc]
    """Disconnect the app; the rule is asked by the form."""

    template_name = "identity/app_leave.html"


class RecoveryCodes(ViewRecoveryCodesView):  # type: ignore[misc]
    """The codes that are left, to print."""

    template_name = "identity/recovery_codes.html"


class NewRecoveryCodes(GenerateRecoveryCodesView):  # type: ignore[misc]
    """Ten new codes instead of the old ones."""

    template_name = "identity/recovery_codes_new.html"


@method_decorator(reauthentication_required, name="dispatch")
class SavedRecoveryCodes(DownloadRecoveryCodesView):  # type: ignore[misc]
    """The same as a text file."""

    template_name = "identity/recovery_codes.txt"
