"""Lists of dossiers: what waits for this person, and all of the body by step."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.ground.mandates.rules import Verb, reach_of
from lienthong.kit import filling, search
from lienthong.kit.web import pagination
from lienthong.work.onestop.models import Dossier, DossierQuerySet
from lienthong.work.onestop.states import PAUSED, Status

MOST_IN_PANE = 50
_LONGEST_WORDS = 80
TABS = ("waiting", "arrived", "in-hand", "with-citizen", "results", "ended")


def pane(request: OfficialRequest) -> dict[str, Any]:
    """What waits for this person, the earliest date first; one query."""
    waiting = Dossier.objects.waiting_for(request.mandate, request.now).whole().defer("application")
    order = (F("awaits_since").asc(nulls_first=True), F("due_at").asc(nulls_first=True), "submitted_at", "id")
    return {"pane_lines": list(waiting.order_by(*order)[:MOST_IN_PANE])}


@official
@require_GET
def dossiers(request: OfficialRequest) -> HttpResponse:
    """Dossiers by step, found by code, name or number; a page costs the same at any length."""
    chosen = request.GET.get("tab", "")
    tab = chosen if chosen in TABS else "waiting"
    words = request.GET.get("q", "").lstrip()[:_LONGEST_WORDS]
    found = _of_tab(request, tab).whole().defer("words")
    holding = Q(words__hold=search.question(search.asked(words))) if words else None
    listed = pagination.page(found, request.GET, order=("-submitted_at", "-id"), size=50, holding=holding)
    context = {
        "tab": tab,
        "tabs": _tabs(tab, words),
        "words": words,
        "page": listed,
        "found_after": filling.newest_without(Dossier) if words else None,
        "may_enter": reach_of(request.mandate.role, Verb.RECEIVE_DOSSIER) is not None,
    }
    return page(request, "desk/dossiers/list.html", context)


def _of_tab(request: OfficialRequest, tab: str) -> DossierQuerySet:
    mine = Dossier.objects.readable_by(request.mandate)
    return {
        "waiting": Dossier.objects.waiting_for(request.mandate, request.now),
        "arrived": mine.at(Status.SUBMITTED),
        "in-hand": mine.at(Status.RECEIVED, Status.PROCESSING),
        "with-citizen": mine.at(*PAUSED),
        "results": mine.to_hand_over(),
        "ended": mine.ended(),
    }[tab]


def _tabs(tab: str, words: str) -> list[dict[str, Any]]:
    names = {
        "waiting": _("Chờ tôi"),
        "arrived": _("Mới nộp"),
        "in-hand": _("Đang giải quyết"),
        "with-citizen": _("Chờ người nộp"),
        "results": _("Chờ trả kết quả"),
        "ended": _("Đã kết thúc"),
    }
    base, carried = reverse("desk:dossiers"), {"q": words} if words else {}
    return [
        {"label": names[each], "url": f"{base}?{urlencode({'tab': each, **carried})}", "current": each == tab}
        for each in TABS
    ]
