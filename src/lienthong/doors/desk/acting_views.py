"""As whom one acts: in the demonstration anybody of any body, otherwise one's own posts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from lienthong.doors.desk import frame, stage
from lienthong.doors.desk.middleware import CHOSEN
from lienthong.ground.identity import receivers
from lienthong.ground.identity.models import Account
from lienthong.ground.identity.rules import OnlyInTheDemonstration
from lienthong.ground.identity.states import Way
from lienthong.ground.organisations.models import Body
from lienthong.kit import clock
from lienthong.kit.errors import NotFound

NOBODY = UUID(int=0)


class NoSuchBody(NotFound):
    """There is no such body today. Choose one from the list."""


class NotYourPost(NotFound):
    """You do not hold this post at this moment. Choose one from the list."""


@never_cache
@require_GET
def bodies(request: HttpRequest) -> HttpResponse:
    """Choose the body, then the person. Only in the demonstration."""
    _require_demonstration()
    words = request.GET.get("q", "").strip()
    found = stage.bodies(_now(request), words)
    context = {"words": words, "groups": stage.by_kind(found), "count": len(found), "next": _next(request)}
    if not words:
        context["well_known"] = stage.well_known(found)
    return render(request, "desk/acting/bodies.html", context)


@never_cache
@require_GET
def people(request: HttpRequest, body_id: UUID) -> HttpResponse:
    """Whom the story names in one body, and everybody else in it. Only in the demonstration. Refuses: NoSuchBody."""
    _require_demonstration()
    body = Body.objects.filter(id=body_id).existing_on(clock.local(_now(request)).date()).first()
    if body is None:
        raise NoSuchBody
    cast = stage.cast(body, _now(request))
    return render(request, "desk/acting/people.html", {"line": stage.Line(body), "cast": cast, "next": _next(request)})


@never_cache
@require_POST
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """Be this person, in this post. Refuses: OnlyInTheDemonstration, unless both the place and the person are one."""
    _require_demonstration()
    wanted = _uuid(request.POST.get("account"))
    account = Account.objects.filter(id=wanted or NOBODY, synthetic=True, is_active=True).first()
    if account is None:
        raise OnlyInTheDemonstration
    setattr(request, receivers.WAY, Way.DEMONSTRATION)
    request.session.flush()
    get_adapter().login(request, account)
    if request.POST.get("mandate"):
        request.session[CHOSEN] = str(_uuid(request.POST["mandate"]))
    return redirect(_next(request) or settings.LOGIN_REDIRECT_URL)


@never_cache
@frame.official
def posts(request: frame.OfficialRequest) -> HttpResponse:
    """Which of my posts I act in. Refuses: NotYourPost."""
    if request.method != "POST":
        return frame.page(request, "desk/acting/posts.html", {"mandates": request.mandates, "next": _next(request)})
    wanted = _uuid(request.POST.get("mandate"))
    if all(mandate.pk != wanted for mandate in request.mandates):
        raise NotYourPost
    request.session[CHOSEN] = str(wanted)
    return redirect(_next(request) or settings.LOGIN_REDIRECT_URL)


def _require_demonstration() -> None:
    if not settings.DEMO:
        raise OnlyInTheDemonstration


def _now(request: Any) -> datetime:
    now: datetime = request.now
    return now


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _next(request: HttpRequest) -> str:
    """Where the person wanted to go, when that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else ""
