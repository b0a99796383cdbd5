"""Opening an account: name and address, the code that was sent there, a password."""

from datetime import datetime
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from lienthong.ground.identity import actions, citizen_forms, queries, stages, standing
from lienthong.ground.identity.adapters import national_id
from lienthong.ground.identity.models import Account
from lienthong.ground.identity.states import Means, Purpose, Way
from lienthong.ground.identity.views.citizens import CODES, ask_for, beyond, right
from lienthong.kit.errors import Refused

OPENING = "opening"
"""The key of the session under which a half-opened account waits."""
PROOF_HOLDS = 30 * 60
"""Seconds between the right code and the password."""


@never_cache
@CODES
def begin(request: HttpRequest) -> HttpResponse:
    """Name and address. Whether the address has an account already, the page does not tell. Refuses: TooMany."""
    if request.user.is_authenticated:
        return redirect(beyond(request))
    form = citizen_forms.SignUp(request.POST or None)
    if form.is_bound and form.is_valid():
        return _send(request, form, beyond(request))
    context = {"form": form, "next": beyond(request), "national_id": national_id.is_connected()}
    return render(request, "identity/citizen/sign_up.html", context)


def _send(request: HttpRequest, form: citizen_forms.SignUp, following: str) -> HttpResponse:
    address = form.cleaned_data["address"]
    try:
        with transaction.atomic():
            sent = actions.begin_opening(
                means=form.means, address=address, now=_now(request), language=get_language() or "vi"
            )
    except Refused as refused:
        form.add_error("address", refused.detail)
        context = {"form": form, "next": following, "national_id": national_id.is_connected()}
        return render(request, "identity/citizen/sign_up.html", context)
    request.session[OPENING] = {
        "name": form.cleaned_data["full_name"],
        "address": address,
        "means": str(form.means),
        "code": str(sent.pk),
        "next": following,
    }
    return redirect("citizen-sign-up-code")


@never_cache
@CODES
def code(request: HttpRequest) -> HttpResponse:
    """The code that was sent to the new address. Refuses: TooMany, TooManyCodes."""
    opening = request.session.get(OPENING) or {}
    sent = queries.code_of(opening.get("code"), purpose=Purpose.SIGN_UP)
    if sent is None:
        return redirect("citizen-sign-up")
    if "again" in request.POST:
        with transaction.atomic():
            again = actions.begin_opening(
                means=Means(sent.means), address=sent.address, now=_now(request), language=get_language() or "vi"
            )
        request.session[OPENING] = {**opening, "code": str(again.pk)}
        messages.success(request, _("Đã gửi mã mới. Mã cũ không dùng được nữa."))
        return redirect("citizen-sign-up-code")
    form = citizen_forms.Code(request.POST or None)
    if right(request, form, sent):
        request.session[OPENING] = {**opening, "proven_at": _now(request).timestamp()}
        return redirect("citizen-sign-up-password")
    return ask_for(request, form, sent, title=_("Nhập mã mở tài khoản"), back="citizen-sign-up")


@never_cache
@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """The password; then the account is open and the person signed in. Refuses: AccountExists, PhoneTaken."""
    opening = request.session.get(OPENING) or {}
    if _now(request).timestamp() - opening.get("proven_at", 0) > PROOF_HOLDS:
        return redirect("citizen-sign-up")
    form = citizen_forms.ChosenPassword(_to_be(opening, _now(request)), request.POST or None)
    if form.is_bound and form.is_valid():
        return _open(request, opening, form.cleaned_data["password1"])
    context = {"form": form, "address": opening["address"]}
    return render(request, "identity/citizen/password.html", context)


def _open(request: HttpRequest, opening: dict[str, Any], chosen: str) -> HttpResponse:
    with transaction.atomic():
        account = actions.open_account(
            means=Means(opening["means"]),
            address=opening["address"],
            full_name=opening["name"],
            password=chosen,
            now=_now(request),
            language=get_language() or "vi",
        )
    del request.session[OPENING]
    standing.enter(request, account, way=Way.PASSWORD, method="password")
    record_authentication(request, account, method=stages.METHODS[Means(opening["means"])])
    messages.success(request, _("Tài khoản đã mở."))
    return redirect(opening["next"])


def _to_be(opening: dict[str, Any], now: datetime) -> Account:
    """The account as it will be, for the validators; not stored."""
    if opening["means"] == Means.SMS:
        return Account(full_name=opening["name"], phone=opening["address"], phone_verified_at=now)
    return Account(full_name=opening["name"], email=opening["address"])


def _now(request: HttpRequest) -> datetime:
    now: datetime = request.now  # type: ignore[attr-defined]
    return now
