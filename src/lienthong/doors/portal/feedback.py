"""How was it? One page, five buttons: the answer counts at the first press; the rest may follow, or not."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lienthong.doors.portal.frame import CitizenRequest, citizen, page
from lienthong.ground.identity.models import Account
from lienthong.ground.mandates import queries as mandates
from lienthong.kit.errors import Refused
from lienthong.kit.web import limits
from lienthong.kit.web.middleware import Request
from lienthong.work.feedback import actions, browsers, queries, rules
from lienthong.work.feedback.models import Invitation
from lienthong.work.feedback.rules import Visit
from lienthong.work.feedback.states import MOST_WORDS, CaseState, Level, Reason
from lienthong.work.petitions.actions.asking import SUBJECT as PETITION

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
_BEGAN = "feedback"
_TRIES_A_MINUTE = 10
_MOST_REMEMBERED = 20


class CodeForm(forms.Form):
    """The code of the message or the letter."""

    code = forms.CharField(
        label=gettext_lazy("Mã đánh giá"),
        max_length=30,
        help_text=gettext_lazy("12 chữ và số trong tin nhắn hoặc trên thư trả lời, viết hoa hay thường đều được."),
        widget=forms.TextInput(attrs={"class": "input-medium", "autocomplete": "off", "spellcheck": "false"}),
    )


class AnswerForm(forms.Form):
    """A level; reasons and words if one likes."""

    level = forms.TypedChoiceField(
        label=gettext_lazy("Bạn thấy thế nào?"), coerce=int, choices=Level.choices, widget=forms.RadioSelect
    )
    reasons = forms.MultipleChoiceField(
        label=gettext_lazy("Vì điều gì?"), required=False, choices=Reason.choices, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label=gettext_lazy("Nói thêm"),
        required=False,
        max_length=MOST_WORDS,
        help_text=gettext_lazy("Nhiều nhất 1000 chữ. Cơ quan giải quyết đọc được; không đăng công khai."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@never_cache
@get_or_post
def enter(request: Request) -> HttpResponse:
    """Type the code of the message or the letter. Refuses: TooMany."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _count(request)
        try:
            queries.by_code(form.cleaned_data["code"])
        except rules.NoSuchInvitation as refused:
            form.add_error("code", refused.detail)
        else:
            return redirect("portal:feedback-code", _plain(form.cleaned_data["code"]))
    return page(request, "portal/feedback_enter.html", {"form": form}, status=422 if form.errors else 200)


def _plain(code: str) -> str:
    return "".join(each for each in code.upper() if each.isalnum())


def _count(request: Request) -> None:
    caller = limits.caller_of(request)
    limits.count("feedback", caller, most=_TRIES_A_MINUTE, seconds=60, at=request.now.timestamp())


@never_cache
@get_or_post
def by_code(request: Request, code: str) -> HttpResponse:
    """The page behind the code. Refuses: NoSuchInvitation, TooMany, and as `actions.answer`."""
    _count(request)
    return _asked(request, queries.by_code(code))


@citizen
@get_or_post
def of_account(request: CitizenRequest, invitation_id: UUID) -> HttpResponse:
    """The same for the person who was asked, signed in. Refuses: NoSuchInvitation, and as `actions.answer`."""
    return _asked(request, queries.of_account(request.user, invitation_id))


@citizen
@require_POST
def dispute(request: CitizenRequest, invitation_id: UUID) -> HttpResponse:
    """Nobody called. Refuses: NoSuchInvitation, MovedOn."""
    found = queries.of_account(request.user, invitation_id)
    case = getattr(found, "case", None)
    if case is None:
        raise rules.NoSuchInvitation
    with transaction.atomic():
        actions.dispute_closing(case=case, by=request.user, now=request.now)
    messages.success(request, _("Đã báo lãnh đạo cơ quan: chưa ai gọi cho bạn."))
    return redirect("portal:feedback-of", invitation_id)


def _asked(request: Any, found: Invitation) -> HttpResponse:
    visit = visit_of(request)
    given = queries.latest(found) if rules.holds(found, visit) else None
    initial = {"level": given.level, "reasons": given.reasons, "words": given.words} if given else {}
    form = AnswerForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        _answer(request, found, visit, form.cleaned_data)
        messages.success(request, _("Đã ghi câu trả lời của bạn. Cảm ơn bạn."))
        answer = redirect(request.path)
        browsers.keep_device(request, answer, visit.device)
        return answer
    case = getattr(found, "case", None)
    context = {
        "asked": found,
        "given": given,
        "form": form,
        "is_petition": found.subject_kind == PETITION,
        "levels": Level.choices,
        "chosen": _chosen(request),
        "is_withdrawn": found.withdrawn_at is not None,
        "is_over": request.now >= found.expires_at,
        "is_used": found.level is not None and given is None,
        "case": case if given else None,
        "may_object": bool(case and case.state == CaseState.CLOSED and found.account_id == request.user.pk),
    }
    return page(request, "portal/feedback.html", context, status=422 if form.errors else 200)


def _chosen(request: HttpRequest) -> tuple[int, str] | None:
    """The level that a link carried: it still needs one press, or programs that open links would answer."""
    asked = request.GET.get("level", "")
    return next(((value, str(label)) for value, label in Level.choices if str(value) == asked), None)


def _answer(request: Any, found: Invitation, visit: Visit, said: dict[str, Any]) -> None:
    """Count it, or keep on record that it was refused."""
    try:
        with transaction.atomic():
            actions.answer(invitation=found, visit=visit, by=visit.account, now=request.now, **said)
    except Refused as refused:
        with transaction.atomic():
            actions.note_refused(invitation=found, reason=refused.code(), by=visit.account, now=request.now)
        raise
    began = [each for each in request.session.get(_BEGAN, []) if each != str(found.pk)]
    request.session[_BEGAN] = [str(found.pk), *began][:_MOST_REMEMBERED]


def visit_of(request: Any) -> Visit:
    """Who is there, from the connection, the session and the browser's marks."""
    account: Account | None = request.user if request.user.is_authenticated else None
    return Visit(
        address=limits.address_of(request),
        account=account,
        is_official=account is not None and bool(mandates.mandates_of(account, request.now)),
        worked_for=browsers.worked_for(request),
        began=frozenset(UUID(each) for each in request.session.get(_BEGAN, [])),
        device=browsers.device_of(request),
    )
