"""Signing in by the national e-ID: there and back."""

from datetime import datetime
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from lienthong.ground.identity import actions, standing
from lienthong.ground.identity.adapters import national_id
from lienthong.ground.identity.adapters.national_id import Asked, NationalIdSilent, Person
from lienthong.ground.identity.models import Account
from lienthong.ground.identity.states import Way
from lienthong.ground.identity.views.citizens import beyond
from lienthong.kit.errors import Refused
from lienthong.kit.web.limits import limited

ASKED = "national_id"
"""The key of the session under which questions wait for their answers, by their state."""
MOST_ASKED = 5


@never_cache
@require_GET
@limited("national-id", most=120, seconds=60)
def there(request: HttpRequest) -> HttpResponse:
    """Off to the provider. Refuses: NotConnected; a provider that is silent gets a page that says what still works."""
    binds = request.user.is_authenticated and request.GET.get("for") == "level"
    try:
        address, asked = national_id.ask(
            redirect_uri=request.build_absolute_uri(reverse("citizen-national-id-back")),
            following=beyond(request),
            binds=binds,
            language=get_language() or "vi",
            now=_now(request),
        )
    except (NationalIdSilent, national_id.AnswerNotBelieved) as problem:
        return _not_now(request, problem)
    waiting = request.session.get(ASKED) or {}
    kept = dict(list(waiting.items())[-MOST_ASKED + 1 :])
    request.session[ASKED] = {**kept, asked.state: asked.plain()}
    return redirect(address)


@never_cache
@require_GET
@limited("national-id-back", most=120, seconds=60)
def back(request: HttpRequest) -> HttpResponse:
    """Back from the provider, with an answer that is believed or not; a question is good for one answer."""
    waiting = request.session.get(ASKED) or {}
    asked = waiting.pop(request.GET.get("state", ""), None)
    request.session[ASKED] = waiting
    if asked is None:
        return _not_now(request, national_id.AnswerNotBelieved())
    try:
        person = national_id.believe(asked=Asked(**asked), answer=request.GET.dict(), now=_now(request))
        with transaction.atomic():
            return _enter(request, person, Asked(**asked))
    except Refused as refused:
        return _not_now(request, refused)


def _enter(request: HttpRequest, person: Person, asked: Asked) -> HttpResponse:
    """Bind the person to the account that asked, or sign them in to their own, made now when there is none."""
    held = request.user if asked.binds and isinstance(request.user, Account) else None
    account = actions.meet(
        number=person.number,
        full_name=person.full_name,
        level=person.account_level,
        evidence=person.evidence,
        account=held,
        now=_now(request),
        language=get_language() or "vi",
    )
    if not account.is_active:
        return redirect("account_inactive")
    said: dict[str, Any] = {"authentication_level": int(person.authentication_level), "acr": person.acr}
    if held is None:
        standing.enter(request, account, way=Way.NATIONAL_ID, method=Way.NATIONAL_ID, **said)
    else:
        record_authentication(request, account, method=Way.NATIONAL_ID, reauthenticated=True, **said)
        messages.success(request, _("Tài khoản đã được định danh."))
    return redirect(asked.following)


def _not_now(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Nobody was signed in; the page says why, and what works without the national e-ID."""
    context = {"refused": refused, "silent": isinstance(refused, NationalIdSilent)}
    return render(request, "identity/citizen/national_id_refused.html", context, status=refused.status)


def _now(request: HttpRequest) -> datetime:
    now: datetime = request.now  # type: ignore[attr-defined]
    return now
