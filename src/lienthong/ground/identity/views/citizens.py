"""The citizens' door: coming in with a password and a code, a passkey, or the national e-ID."""

from typing import Any

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import perform_password_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from lienthong.ground.identity import actions, citizen_forms, stages
from lienthong.ground.identity.adapters import national_id
from lienthong.ground.identity.models import OneTimeCode
from lienthong.ground.identity.states import Means
from lienthong.kit.web.limits import limited
from lienthong.kit.web.waiting import gated

CODES = limited("citizen-code", most=60, seconds=600, methods=("POST",))
"""Codes asked for and tried from one address: a ward's network may hold many people, a guesser never needs few."""


def beyond(request: HttpRequest) -> str:
    """Where the person wanted to go, when that is a page of ours; else where citizens begin."""
    return get_next_redirect_url(request) or settings.CITIZEN_HOME


@never_cache
@sensitive_post_parameters("password")
@gated()
@limited("citizen-sign-in", most=600, seconds=60, methods=("POST",))
def sign_in(request: HttpRequest) -> HttpResponse:
    """Telephone or e-mail and password; a code by text follows. Refuses: TooMany, TooManyCodes, NobodyCarries."""
    if request.user.is_authenticated:
        return redirect(beyond(request))
    form = citizen_forms.CitizenSignIn(request, request.POST or None)
    if form.is_bound and form.is_valid():
        state = {stages.BY_THE_CITIZENS_DOOR: True}
        login = Login(user=form.account, redirect_url=beyond(request), state=state)
        try:
            answer: HttpResponse = perform_password_login(request, {"email": form.cleaned_data["address"]}, login)
        except ImmediateHttpResponse as immediate:
            answer = immediate.response
        return answer
    context = {"form": form, "next": beyond(request), "national_id": national_id.is_connected()}
    return render(request, "identity/citizen/sign_in.html", context)


@never_cache
@login_stage_required(stage=stages.CodeStage.key, redirect_urlname="citizen-sign-in")  # type: ignore[untyped-decorator]
@CODES
def code(request: HttpRequest) -> HttpResponse:
    """The code that completes signing in. Refuses: TooMany, TooManyCodes, NobodyCarries."""
    stage: stages.CodeStage = request._login_stage  # type: ignore[attr-defined]  # noqa: SLF001 - allauth's own way
    sent = stage.code()
    if sent is None:
        return redirect("citizen-sign-in")
    if "again" in request.POST:
        stage.send_again()
        messages.success(request, _("Đã gửi mã mới. Mã cũ không dùng được nữa."))
        return redirect("citizen-code")
    form = citizen_forms.Code(request.POST or None)
    if right(request, form, sent):
        record_authentication(request, stage.login.user, method=stages.METHODS[Means(sent.means)])
        answer: HttpResponse = stage.exit()
        return answer
    return ask_for(request, form, sent, title=_("Nhập mã đăng nhập"))


def right(request: HttpRequest, form: citizen_forms.Code, sent: OneTimeCode) -> bool:
    """Was the code given, and the right one? If not, the form says so. A try counts whatever happens afterwards."""
    if not form.is_bound or not form.is_valid():
        return False
    with transaction.atomic():
        found = actions.check_code(code=sent, given=form.cleaned_data["code"], now=request.now)  # type: ignore[attr-defined]
    if not found:
        form.add_error("code", _("Mã không đúng, đã dùng, hoặc đã quá 5 phút. Sau năm lần sai phải lấy mã mới."))
    return found


def ask_for(request: HttpRequest, form: Any, sent: OneTimeCode, *, title: str, back: str = "") -> HttpResponse:
    """The page that asks for a code: says where it went, and sends another one."""
    context = {"form": form, "sent": sent, "title": title, "by_sms": sent.means == Means.SMS, "back": back}
    return render(request, "identity/citizen/code.html", context)
