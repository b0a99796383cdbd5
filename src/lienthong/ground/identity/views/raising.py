"""One's own levels: what they are, by which ways they rise; another contact."""

from datetime import datetime
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from lienthong.ground.identity import actions, citizen_forms, queries, stages, standing, step_up
from lienthong.ground.identity.adapters import national_id
from lienthong.ground.identity.models import Account, OneTimeCode
from lienthong.ground.identity.states import Means, Purpose
from lienthong.ground.identity.views.citizens import CODES, ask_for, beyond, right
from lienthong.kit.errors import Refused

NEXT, CODE, CONTACT = "raising_next", "raising_code", "contact_code"
"""Keys of the session."""

signed_in = login_required(login_url=reverse_lazy("citizen-sign-in"))


@never_cache
@signed_in
@require_GET
def level(request: HttpRequest) -> HttpResponse:
    """Both levels of this session, and what raises them."""
    account = _account(request)
    request.session[NEXT] = beyond(request)
    context = {
        "sure": standing.of_request(request),
        "identification": queries.identification_of(account, _now(request)),
        "national_id": national_id.is_connected(),
        "second_factor": queries.has_second_factor(account),
        "next": beyond(request),
    }
    return render(request, "identity/citizen/level.html", context)


@never_cache
@signed_in
@CODES
def code(request: HttpRequest) -> HttpResponse:
    """A code to one's own telephone, as a second factor of a session that has only one. Refuses: TooManyCodes."""
    account = _account(request)
    if not account.phone or account.phone_verified_at is None:
        return redirect("citizen-level")
    sent = queries.code_of(request.session.get(CODE), purpose=Purpose.SIGN_IN)
    if sent is None or "again" in request.POST:
        _send(request, account)
        return redirect("citizen-level-code")
    form = citizen_forms.Code(request.POST or None)
    if right(request, form, sent):
        del request.session[CODE]
        record_authentication(request, account, method=stages.METHODS[Means.SMS])
        return redirect(request.session.pop(NEXT, "citizen-level"))
    return ask_for(request, form, sent, title=_("Nhập mã xác nhận"), back="citizen-level")


def _send(request: HttpRequest, account: Account) -> None:
    assert account.phone is not None
    with transaction.atomic():
        sent = actions.send_code(
            means=Means.SMS,
            address=account.phone,
            purpose=Purpose.SIGN_IN,
            account=account,
            now=_now(request),
            language=account.language,
        )
    request.session[CODE] = str(sent.pk)


@never_cache
@signed_in
@CODES
def contact(request: HttpRequest) -> HttpResponse:
    """Another telephone number or e-mail address; asks first to confirm again who one is. Refuses: TooMany."""
    if not step_up.is_fresh(request):
        return step_up.ask(request)
    form = citizen_forms.NewAddress(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            _send_to_new(request, form.means, form.cleaned_data["address"])
        except Refused as refused:
            form.add_error("address", refused.detail)
        else:
            return redirect("citizen-contact-code")
    return render(request, "identity/citizen/contact.html", {"form": form})


@never_cache
@signed_in
@CODES
def contact_code(request: HttpRequest) -> HttpResponse:
    """The code that was sent to the new address; the old ones are told. Refuses: AccountExists, PhoneTaken."""
    sent = queries.code_of(request.session.get(CONTACT), purpose=Purpose.CONTACT)
    if sent is None or sent.account_id != _account(request).pk:
        return redirect("citizen-contact")
    if "again" in request.POST:
        _send_to_new(request, Means(sent.means), sent.address)
        return redirect("citizen-contact-code")
    form = citizen_forms.Code(request.POST or None)
    if right(request, form, sent):
        del request.session[CONTACT]
        _change(request, sent)
        return redirect("citizen-level")
    return ask_for(request, form, sent, title=_("Nhập mã xác nhận"), back="citizen-contact")


def _send_to_new(request: HttpRequest, means: Means, address: str) -> None:
    account = _account(request)
    facts: dict[str, Any] = {"means": means, "address": address, "now": _now(request), "language": account.language}
    with transaction.atomic():
        sent = actions.send_code(purpose=Purpose.CONTACT, account=account, **facts)
    request.session[CONTACT] = str(sent.pk)


def _change(request: HttpRequest, sent: OneTimeCode) -> None:
    account = _account(request)
    with transaction.atomic():
        actions.change_contact(
            account=account, means=Means(sent.means), address=sent.address, by=account, now=_now(request)
        )
    messages.success(request, _("Đã đổi. Số và địa chỉ cũ đã được báo."))


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user


def _now(request: HttpRequest) -> datetime:
    now: datetime = request.now  # type: ignore[attr-defined]
    return now
