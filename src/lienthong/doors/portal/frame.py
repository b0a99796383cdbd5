"""What every page of the portal stands in: its few places, the citizen who is signed in, and for whom they may act."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache, wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lienthong.ground.identity.models import Account

View = Callable[..., HttpResponseBase]

_PARTS = {
    "services": ("home", "services", "service", "simulate", "life-event", "begin"),
    "mine": (
        "mine",
        "application",
        "question",
        "dispute",
        "papers",
        "check",
        "dossier",
        "supplement",
        "withdraw",
        "pay",
        "my-data",
        "locker",
        "notices",
        "take-over",
        "resume",
        "resume-code",
    ),
    "lookup": ("lookup",),
    "feedback": ("feedback", "feedback-code", "feedback-of"),
    "petitions": ("petitions", "petition", "petition-write", "petition-lookup", "petition-answer"),
}
"""Places of the header, and the pages that belong to each."""


class CitizenRequest(HttpRequest):
    """A request of a citizen who is signed in, with its one `now`."""

    user: Account
    now: datetime
    trace_id: str


def citizen(view: View) -> View:
    """Only for people who are signed in; others sign in first and come back to this very page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect(f"{entrance()}?{urlencode({'next': request.get_full_path()})}")
        answer = view(request, *args, **kwargs)
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    return guarded


def entrance() -> str:
    """Where a citizen signs in; in the demonstration among the people of the story."""
    return reverse("portal:demo-citizens") if settings.DEMO else reverse("citizen-sign-in")


def page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Render a page of the portal in its frame."""
    return render(request, template, {"public_nav": places(request), **context}, status=status)


def places(request: HttpRequest) -> SafeString:
    """The header: services, look-up, one's own things or signing in, and the open figures; put together once each."""
    here = request.resolver_match.url_name if request.resolver_match else ""
    part = next((name for name, pages in _PARTS.items() if here in pages), here or "")
    return _places(part, get_language() or "", signed_in=request.user.is_authenticated, entrance=entrance())


@lru_cache(maxsize=256)
def _places(part: str, language: str, *, signed_in: bool, entrance: str) -> SafeString:
    """In this language, which is the active one."""
    labels = {
        "services": (_("Dịch vụ"), "portal:services"),
        "lookup": (_("Tra cứu hồ sơ"), "portal:lookup"),
        "feedback": (_("Đánh giá"), "portal:feedback"),
        "petitions": (_("Phản ánh"), "portal:petitions"),
        **({"mine": (_("Việc của tôi"), "portal:mine")} if signed_in else {}),
    }
    own = [
        {"label": label, "url": reverse(target), "current": part == name} for name, (label, target) in labels.items()
    ]
    figures = {"label": _("Số liệu"), "url": reverse("observatory:home"), "current": False}
    way_in = {"label": _("Đăng nhập"), "url": entrance, "current": part == "demo-citizens"}
    return render_to_string("portal/nav.html", {"places": [*own, figures, *([] if signed_in else [way_in])]})
