"""The two lists: everything that waits for me, and the inbox of the body."""

import json
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lienthong.doors.desk import waiting
from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.doors.desk.incoming import sought
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.rules import Verb
from lienthong.kit import filling
from lienthong.kit.web import pagination
from lienthong.records.documents.models import Document
from lienthong.records.documents.states import Urgency
from lienthong.records.exchange.models import Delivery, DeliveryQuerySet
from lienthong.records.exchange.states import OPEN_AT_RECEIVER, DeliveryState

KEPT = "kept-filters"
MOST_KEPT = 6
_LONGEST_WORDS = 80
_LONGEST_LIST = 50
"""Nobody reads further down; words and filters narrow a longer list."""
_YEAR = 365 * 24 * 3600


@official
@require_GET
def mine(request: OfficialRequest) -> HttpResponse:
    """Everything that waits for me, what hurts first on top; `?show=` and `?q=` narrow it and make a link to keep."""
    pane = list_pane(request)
    late = sum(line.is_late(request.now) for line in pane["all_lines"])
    soon = sum(waiting.band(line.due_at, request.now) == waiting.SOON_BAND for line in pane["all_lines"])
    return page(request, "desk/incoming/mine.html", {**pane, "late": late, "soon": soon})


def list_pane(request: OfficialRequest) -> dict[str, Any]:
    """The left pane of the list and of every case opened from it; three queries."""
    lines = waiting.mine(request.mandate, now=request.now)
    show, words = _asked(request)
    fitting = waiting.narrowed(lines, show=show, words=words, now=request.now)
    return {
        "all_lines": lines,
        "lines": fitting[:_LONGEST_LIST],
        "beyond": len(fitting[_LONGEST_LIST:]),
        "show": show,
        "words": words,
        "chips": _chips(show, words),
        "kept": _kept(request, show, words),
        "narrowed": bool(show or words),
        "carried": _query(show, words),
        "urgencies": URGENCY_TONES,
    }


URGENCY_TONES = {
    Urgency.URGENT: "amber",
    Urgency.VERY_URGENT: "amber",
    Urgency.EXPRESS: "clay",
    Urgency.EXPRESS_TIMED: "clay",
}


def _asked(request: OfficialRequest) -> tuple[str, str]:
    show = request.GET.get("show", "")
    return (show if show in _SHOWN else ""), request.GET.get("q", "").strip()[:_LONGEST_WORDS]


_SHOWN = (waiting.INCOMING, waiting.OUTGOING, waiting.DOSSIERS, waiting.PEOPLE, waiting.LATE)


def _query(show: str, words: str) -> str:
    """`?show=late&q=…`, empty when nothing is narrowed."""
    asked = {name: value for name, value in (("show", show), ("q", words)) if value}
    return f"?{urlencode(asked)}" if asked else ""


def _name_of(show: str) -> str:
    return {
        "": _("Tất cả"),
        waiting.INCOMING: _("Đến"),
        waiting.OUTGOING: _("Đi"),
        waiting.DOSSIERS: _("Hồ sơ"),
        waiting.PEOPLE: _("Người dân"),
        waiting.LATE: _("Trễ hạn"),
    }[show]


def _chips(show: str, words: str) -> list[dict[str, Any]]:
    return [
        {"label": _name_of(each), "url": reverse("desk:mine") + _query(each, words), "current": each == show}
        for each in ("", *_SHOWN)
    ]


# -- filters a person keeps: words and narrowing, as links, in a cookie of this browser
def _kept(request: OfficialRequest, show: str, words: str) -> list[dict[str, Any]]:
    return [
        {
            "label": " · ".join(part for part in (each["q"], _name_of(each["show"]) if each["show"] else "") if part),
            "url": reverse("desk:mine") + _query(each["show"], each["q"]),
            "current": each == {"show": show, "q": words},
        }
        for each in _read_kept(request)
    ]


def _read_kept(request: OfficialRequest) -> list[dict[str, str]]:
    """What the cookie holds, as far as it makes sense; a cookie is never trusted."""
    try:
        stored = json.loads(request.COOKIES.get(KEPT, "[]"))
        found = [{"show": str(each["show"]), "q": str(each["q"])[:_LONGEST_WORDS]} for each in stored[:MOST_KEPT]]
    except (ValueError, TypeError, KeyError):
        return []
    return [each for each in found if each["show"] in {"", *_SHOWN} and any(each.values())]


@official
@require_POST
def keep_filter(request: OfficialRequest) -> HttpResponse:
    """Keep the filter of the list as a link, or let go of it when it is kept already."""
    show, words = request.POST.get("show", ""), request.POST.get("q", "").strip()[:_LONGEST_WORDS]
    this = {"show": show if show in _SHOWN else "", "q": words}
    kept = _read_kept(request)
    kept = [each for each in kept if each != this] if this in kept else [this, *kept][:MOST_KEPT]
    answer = redirect(reverse("desk:mine") + _query(this["show"], this["q"]))
    answer.set_cookie(KEPT, json.dumps(kept), max_age=_YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
    return answer


# -- the inbox
TABS: dict[str, tuple[DeliveryState, ...]] = {
    "arrived": (DeliveryState.ARRIVED,),
    "accepted": (DeliveryState.ACCEPTED,),
    "in-hand": (DeliveryState.ASSIGNED, DeliveryState.IN_PROCESS),
    "done": (DeliveryState.COMPLETED,),
    "refused": (DeliveryState.REFUSED,),
    "ended": (DeliveryState.TAKEN_BACK, DeliveryState.REPLACED),
}
_PAGE = 30
_ORDER = ("-state_at", "-id")
_JOINED = ("message__sender", "message__document", "addressed_to", "handling_unit", "entry")
_SHOWN_OF_A_DELIVERY = (
    "state", "state_at", "urgency", "refusal", "arrived_at", "accept_due_at", "handle_due_at", "completed_at",
    "change_asked_at", "message__document__subject", "message__document__number_and_symbol", "entry__arrival_number",
    *(f"{each}__name_{language}" for each in ("message__sender", "addressed_to", "handling_unit")
      for language in ("vi", "en")),
)  # fmt: skip
"""What a line shows, and no more."""


def tab_name(tab: str) -> str:
    """What a tab is called."""
    return {
        "arrived": _("Chờ tiếp nhận"),
        "accepted": _("Chờ phân công"),
        "in-hand": _("Đang xử lý"),
        "done": _("Đã xong"),
        "refused": _("Bị từ chối"),
        "ended": _("Thu hồi, thay thế"),
    }[tab]


@official
@require_GET
def inbox(request: OfficialRequest) -> HttpResponse:
    """What came to the body, by where it stands, the latest first; `?tab=`, `?q=`, cursor pages."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "arrived"
    words = request.GET.get("q", "").lstrip()[:_LONGEST_WORDS]
    readable = Delivery.objects.readable_by(request.mandate)
    shown = readable.filter(state__in=TABS[tab]).select_related(*_JOINED).only(*_SHOWN_OF_A_DELIVERY)
    rows = waiting.with_answer_by(shown)
    found = pagination.page(rows, request.GET, order=_ORDER, size=_PAGE, holding=sought.ways(words))
    may_accept = mandates.may(request.mandate, Verb.ACCEPT_DOCUMENT, now=request.now)
    return page(
        request,
        "desk/incoming/inbox.html",
        {
            "tab": tab,
            "tabs": _tabs(readable, tab, words),
            "words": words,
            "page": found,
            "found_after": filling.newest_without(Document) if words else None,
            "choosing": may_accept and tab == "arrived" and bool(found.rows),
            "urgencies": URGENCY_TONES,
        },
    )


def _tabs(readable: DeliveryQuerySet, chosen: str, words: str) -> list[dict[str, Any]]:
    """Tabs with how many are open in each; what is finished is not counted, it may be hundreds of thousands."""
    by_state = dict(
        readable.filter(state__in=OPEN_AT_RECEIVER).values_list("state").annotate(count=Count("pk")).order_by()
    )
    return [
        {
            "label": tab_name(tab),
            "url": "?" + urlencode({"tab": tab, **({"q": words} if words else {})}),
            "count": sum(by_state.get(state, 0) for state in states) if set(states) <= OPEN_AT_RECEIVER else None,
            "current": tab == chosen,
        }
        for tab, states in TABS.items()
    ]
