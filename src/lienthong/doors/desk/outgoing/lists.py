"""The list of outgoing documents, also as the left pane beside an open case."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.ground.mandates.rules import Verb, reach_of
from lienthong.kit import filling, search
from lienthong.kit.web import pagination
from lienthong.records.documents import queries
from lienthong.records.documents.models import Document
from lienthong.records.documents.models.document import DocumentQuerySet
from lienthong.records.documents.states import EDITABLE, WAITS_FOR_CLERK, DocumentState, Urgency

ORDER = ("-changed_at", "-id")
SIZE = 40


@dataclass(frozen=True)
class Tab:
    """One tab of the list: its name in the address, its label, and the states it shows."""

    name: str
    label: str
    states: frozenset[DocumentState]


def tabs() -> list[Tab]:
    """The tabs, in the order of the work."""
    return [
        Tab("all", _("Tất cả"), frozenset(DocumentState)),
        Tab("drafts", _("Bản thảo"), EDITABLE),
        Tab("review", _("Chờ ký"), frozenset({DocumentState.IN_REVIEW})),
        Tab("dispatch", _("Chờ phát hành"), WAITS_FOR_CLERK),
        Tab("issued", _("Đã phát hành"), frozenset({DocumentState.ISSUED})),
        Tab("abandoned", _("Đã bỏ"), frozenset({DocumentState.ABANDONED})),
    ]


@require_safe
@official
def outgoing(request: OfficialRequest) -> HttpResponse:
    """Outgoing documents of the body, the last changed first; on wide screens with room for a case beside."""
    return page(
        request, "desk/outgoing/list.html", {**pane(request), "may_number": _may(request, Verb.NUMBER_DOCUMENT)}
    )


def pane(request: OfficialRequest, *, chosen: UUID | None = None) -> dict[str, Any]:
    """What the left pane shows for this address: three queries, whatever the number of rows."""
    given = request.GET
    readable = queries.readable_by(request.mandate)
    shown = tabs()
    current = next((tab for tab in shown if tab.name == given.get("tab")), shown[0])
    found = _filtered(readable.in_state(*current.states), given).for_lists().defer("words", "content_text")
    counts = queries.counts_by_state(readable)
    return {
        "tabs": [
            {
                "label": tab.label,
                "url": _address(given, tab=tab.name),
                "count": sum(counts.get(state, 0) for state in tab.states),
                "current": tab is current,
            }
            for tab in shown
        ],
        "page": pagination.page(found, given, order=ORDER, size=SIZE, holding=_holding(given)),
        "chosen": chosen,
        "words": given.get("q", ""),
        "found_after": filling.newest_without(Document) if given.get("q", "").strip() else None,
        "tab": current.name,
        "urgency": given.get("urgency", ""),
        "urgencies": Urgency.choices,
        "kept": _kept(given),
        "may_draft": _may(request, Verb.DRAFT_DOCUMENT),
    }


def _filtered(documents: DocumentQuerySet, given: QueryDict) -> DocumentQuerySet:
    if given.get("urgency") in Urgency.values:
        documents = documents.filter(urgency=given["urgency"])
    return documents


def _holding(given: QueryDict) -> Q | None:
    words = given.get("q", "")
    return Q(words__hold=search.question(search.asked(words))) if words.strip() else None


def _address(given: QueryDict, *, tab: str) -> str:
    """The list itself with this tab, search and urgency kept, from the first page."""
    query = given.copy()
    for gone in ("after", "before"):
        query.pop(gone, None)
    query["tab"] = tab
    return f"{reverse('desk:outgoing')}?{query.urlencode()}"


def _kept(given: QueryDict) -> str:
    """What of the address a row's link carries on, so that the pane beside the case shows the same list."""
    query = QueryDict(mutable=True)
    for name in ("tab", "q", "urgency", "after", "before"):
        if value := given.get(name):
            query[name] = value
    return f"?{query.urlencode()}" if query else ""


def _may(request: OfficialRequest, verb: Verb) -> bool:
    return reach_of(request.mandate.role, verb) is not None
