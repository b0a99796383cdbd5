"""Tokens of the body's own software: listed, made (the secret is shown once), revoked."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lienthong.doors.desk.frame import OfficialRequest, official, page, stepped_up
from lienthong.ground.mandates import actions, rules
from lienthong.ground.mandates.models import MachineToken, MachineTokenQuerySet
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.mandates.states import Scope
from lienthong.kit.errors import NotFound, Refused

_LIVES = [(30, gettext_lazy("30 ngày")), (90, gettext_lazy("90 ngày")), (365, gettext_lazy("1 năm"))]


class UnknownToken(NotFound):
    """There is no such token. Open the list again: it may have been removed."""


class TokenForm(forms.Form):
    """What a new token is for, what it may do, and for how long."""

    name = forms.CharField(
        label=gettext_lazy("Phần mềm nào dùng"),
        max_length=100,
        help_text=gettext_lazy("Ví dụ: Hệ thống quản lý văn bản của Sở Tài chính."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Được làm gì"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Chỉ chọn quyền thật cần. Mã không bao giờ làm được nhiều hơn chính bạn."),
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Có hiệu lực trong"), choices=_LIVES, coerce=int, initial=90, widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, *, role: str) -> None:
        """Only what the role itself may do can be ticked."""
        super().__init__(data)
        given = [(scope.value, scope.label) for scope in rules.scopes_of(role)]
        self.fields["scopes"].choices = given  # type: ignore[attr-defined]


@never_cache
@official
@require_http_methods(["GET", "POST"])
def tokens(request: OfficialRequest) -> HttpResponseBase:
    """The list; POST makes one. Refuses: NotInThisRole, MandateEnded."""
    rules.require(request.mandate, Verb.MANAGE_TOKENS, now=request.now)
    return make(request) if request.method == "POST" else _shown(request, _form(request))


@stepped_up
def make(request: OfficialRequest) -> HttpResponse:
    """Make a token and show its secret on this one page. Refuses: as make_token does, on the form."""
    form = _form(request, request.POST)
    if not form.is_valid():
        return _shown(request, form, status=422)
    given = form.cleaned_data
    scopes = [Scope(scope) for scope in given["scopes"]]
    try:
        with transaction.atomic():
            token, secret = actions.make_token(
                name=given["name"], scopes=scopes, days=given["days"], by=request.mandate, now=request.now
            )
    except Refused as refused:
        form.add_error(None, refused.detail)
        return _shown(request, form, status=refused.status)
    return _shown(request, _form(request), made=token, secret=secret)


@official
@require_POST
def revoke(request: OfficialRequest, token_id: UUID) -> HttpResponse:
    """End a token at once. Refuses: NotInThisRole, MandateEnded, UnknownToken."""
    rules.require(request.mandate, Verb.MANAGE_TOKENS, now=request.now)
    token = _of_body(request).filter(pk=token_id).select_related("mandate__post").first()
    if token is None:
        raise UnknownToken
    with transaction.atomic():
        actions.revoke_token(token=token, by=request.mandate, now=request.now)
    messages.success(request, _("Đã thu hồi mã “%(name)s”. Phần mềm dùng mã này không vào được nữa.") % {"name": token})
    return redirect("desk:tokens")


def _form(request: OfficialRequest, data: Any = None) -> TokenForm:
    return TokenForm(data, role=request.mandate.role)


def _of_body(request: OfficialRequest) -> MachineTokenQuerySet:
    return MachineToken.objects.filter(mandate__post__body=request.mandate.post.body_id)


def _shown(
    request: OfficialRequest, form: TokenForm, *, made: MachineToken | None = None, secret: str = "", status: int = 200
) -> HttpResponse:
    rows = _of_body(request).select_related("mandate__account").order_by("-made_at")
    return page(
        request,
        "desk/reference/tokens.html",
        {
            "form": form,
            "tokens": [_line(token, request) for token in rows],
            "made": made,
            "secret": secret,
            "curl": f"curl -H 'Authorization: Bearer {secret}' {settings.PUBLIC_URL}/api/v1/{_first(made)}",
        },
        status=status,
    )


def _first(made: MachineToken | None) -> str:
    """An address at which a new token can be tried."""
    return "dossiers/changes" if made and Scope.READ not in made.scopes else "bodies"


def _line(token: MachineToken, request: OfficialRequest) -> dict[str, object]:
    usable = token.revoked_at is None and request.now < token.expires_at
    return {
        "token": token,
        "scopes": [Scope(scope).label for scope in token.scopes],
        "usable": usable,
        "state": _state(token, usable=usable),
    }


def _state(token: MachineToken, *, usable: bool) -> str:
    if token.revoked_at is not None:
        return _("Đã thu hồi")
    return _("Đang dùng được") if usable else _("Đã hết hạn")
