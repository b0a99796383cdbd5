"""Getting back in: by a code and, for a proven account, a recovery code; by the national e-ID; or at a counter."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from lienthong.ground.identity import actions, citizen_forms, queries
from lienthong.ground.identity.adapters import national_id
from lienthong.ground.identity.models import Account
from lienthong.ground.identity.states import Purpose
from lienthong.ground.identity.views.citizens import CODES, ask_for, right
from lienthong.kit.errors import Refused
from lienthong.kit.web.limits import count

RECOVERING = "recovering"
"""The key of the session under which a half-done recovery waits."""
PROOF_HOLDS = 15 * 60
"""Seconds between the right code and the new password."""
MOST_SPARES = 5
"""Recovery codes tried in an hour for one account."""


@never_cache
@CODES
def begin(request: HttpRequest) -> HttpResponse:
    """The three ways, and the box for the first. Whether there is an account, the page does not tell."""
    form = citizen_forms.NewAddress(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():
                sent = actions.send_or_pretend(
                    means=form.means,
                    address=form.cleaned_data["address"],
                    purpose=Purpose.RECOVERY,
                    now=_now(request),
                    language=get_language() or "vi",
                )
        except Refused as refused:
            form.add_error("address", refused.detail)
        else:
            request.session[RECOVERING] = {"code": str(sent.pk)}
            return redirect("citizen-recover-code")
    context = {"form": form, "national_id": national_id.is_connected()}
    return render(request, "identity/citizen/recover.html", context)


@never_cache
@CODES
def code(request: HttpRequest) -> HttpResponse:
    """The code that was sent. Refuses: TooMany."""
    held = request.session.get(RECOVERING) or {}
    sent = queries.code_of(held.get("code"), purpose=Purpose.RECOVERY)
    if sent is None:
        return redirect("citizen-recover")
    form = citizen_forms.Code(request.POST or None)
    if right(request, form, sent):
        proven = {"account": str(sent.account_id), "proven_at": _now(request).timestamp()}
        request.session[RECOVERING] = proven
        return redirect("citizen-recover-password")
    return ask_for(request, form, sent, title=_("Nhập mã lấy lại tài khoản"), back="citizen-recover")


@never_cache
@sensitive_post_parameters()
@CODES
def password(request: HttpRequest) -> HttpResponse:
    """A new password; a proven account is asked for a recovery code too. Refuses: RecoverOtherwise."""
    held = request.session.get(RECOVERING) or {}
    account = _proven(held, _now(request).timestamp())
    if account is None:
        return redirect("citizen-recover")
    proven = queries.identification_of(account, _now(request)) is not None
    spare = citizen_forms.Spare(request.POST or None) if proven else None
    form = citizen_forms.ChosenPassword(account, request.POST or None)
    if form.is_bound and form.is_valid() and (spare is None or _is_theirs(spare, account, _now(request).timestamp())):
        del request.session[RECOVERING]
        with transaction.atomic():
            actions.recover_by_code(
                account=account, password=form.cleaned_data["password1"], spare=spare is not None, now=_now(request)
            )
        messages.success(request, _("Đã đặt mật khẩu mới. Hãy đăng nhập."))
        return redirect("citizen-sign-in")
    context = {"form": form, "spare": spare, "address": account.reached_at}
    return render(request, "identity/citizen/new_password.html", context)


def _proven(held: dict[str, Any], now: float) -> Account | None:
    """Whose contact was proven a short while ago; nobody's when the code was one that nobody had."""
    if now - held.get("proven_at", 0.0) > PROOF_HOLDS:
        return None
    found: Account | None = Account.objects.filter(pk=held["account"], is_active=True).first()
    return found


def _is_theirs(spare: citizen_forms.Spare, account: Account, at: float) -> bool:
    """Is this one of the account's recovery codes? It is spent by the asking."""
    if not spare.is_valid():
        return False
    count("recovery-code", str(account.pk), most=MOST_SPARES, seconds=3600, at=at)
    sheet: Any = Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).first()
    given = "".join(spare.cleaned_data["spare"].split())
    if sheet is not None and sheet.wrap().validate_code(given):
        return True
    spare.add_error("spare", _("Mã dự phòng không đúng hoặc đã dùng. Bạn vẫn có thể dùng cách khác."))
    return False


def _now(request: HttpRequest) -> datetime:
    now: datetime = request.now  # type: ignore[attr-defined]
    return now
