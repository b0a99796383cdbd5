"""Going on with a draft on another device, without signing in: its code, then the six digits that were sent for it.

No page tells whether a draft with some code exists: both ways look alike until the digits are right.
"""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lienthong.doors.portal.frame import page
from lienthong.doors.portal.opened import close_here, open_here
from lienthong.ground.identity import actions as identity
from lienthong.ground.identity import queries as people
from lienthong.ground.identity.states import Purpose
from lienthong.kit.web import limits
from lienthong.kit.web.middleware import Request
from lienthong.work.services import actions, queries
from lienthong.work.services.models import Application

ASKED = "resuming"
"""The key of the session: the code that was sent and the draft it opens, if there is one."""
_TRIES_A_MINUTE = 10
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


class ResumeForm(forms.Form):
    """The code of a draft, however it is typed."""

    code = forms.CharField(
        label=gettext_lazy("Mã bản nháp"),
        max_length=40,
        help_text=gettext_lazy("Mười chữ và số, ghi ở trang của bản nháp, mục «Làm tiếp ở máy khác»."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "input-medium"}),
        error_messages={"required": gettext_lazy("Ghi mã bản nháp.")},
    )


class DigitsForm(forms.Form):
    """Six digits that were sent."""

    digits = forms.CharField(
        label=gettext_lazy("Mã sáu số"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "input-short input-code"}
        ),
        error_messages={"required": gettext_lazy("Ghi mã sáu số.")},
    )


@never_cache
@get_or_post
def resume(request: Request) -> HttpResponse:
    """Asks for the draft's code and sends digits to its applicant. Refuses: TooMany, TooManyCodes, NobodyCarries."""
    form = ResumeForm(request.POST or None, initial={"code": request.GET.get("code", "")[:40]})
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        own = queries.open_draft(code, at=request.now)
        if own is not None and own.applicant == request.user:
            return redirect("portal:application", own.pk)
        _count(request)
        with transaction.atomic():
            asked = actions.ask_to_resume(code=code, now=request.now, language=get_language() or "vi")
        draft = str(asked.draft.pk) if asked.draft else ""
        request.session[ASKED] = {"code": str(asked.sent.pk), "draft": draft}
        return redirect("portal:resume-code")
    return page(request, "portal/resume.html", {"form": form}, status=422 if form.errors else 200)


def _count(request: Request) -> None:
    limits.count("resume", limits.caller_of(request), most=_TRIES_A_MINUTE, seconds=60, at=request.now.timestamp())


@never_cache
@get_or_post
def code(request: Request) -> HttpResponse:
    """The digits; when they are right the draft is open in this session for two hours. Refuses: TooMany."""
    form = DigitsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _count(request)
        draft = _opened_by(request, form.cleaned_data["digits"])
        if draft is not None:
            return redirect("portal:application", draft.pk)
        form.add_error("digits", _("Mã không đúng, đã dùng, hoặc đã quá 5 phút. Xem lại mã bản nháp rồi lấy mã mới."))
    return page(request, "portal/resume_code.html", {"form": form}, status=422 if form.errors else 200)


def _opened_by(request: Request, digits: str) -> Application | None:
    """The draft, if these are the digits that were sent for it; a try counts whatever happens afterwards."""
    asked = request.session.get(ASKED) or {}
    sent = people.code_of(asked.get("code"), purpose=Purpose.RESUME)
    if sent is None:
        return None
    with transaction.atomic():
        is_right = identity.check_code(code=sent, given=digits, now=request.now)
    draft = queries.draft(asked["draft"], at=request.now) if is_right else None
    if draft is not None:
        with transaction.atomic():
            actions.open_by_code(application=draft, now=request.now)
        del request.session[ASKED]
        open_here(request.session, draft.pk, request.now)
    return draft


@require_POST
def close(request: Request, application_id: UUID) -> HttpResponse:
    """On a device that others use too: the draft is not open here any more."""
    close_here(request.session, application_id)
    messages.success(request, _("Đã đóng bản nháp ở máy này. Bản nháp vẫn còn; mở lại bằng mã hoặc đăng nhập."))
    return redirect("portal:resume")
