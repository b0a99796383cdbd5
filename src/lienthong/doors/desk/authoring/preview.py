"""A draft as an applicant would go through it: the same questions, one page after the other; nothing is kept."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.ground.calendar.queries import calendar_for
from lienthong.kit.clock import local
from lienthong.work.services import queries, rules, telling
from lienthong.work.services.asking import QuestionForm
from lienthong.work.services.binding import Page, Question
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.packages import Package
from lienthong.work.services.simulating import simulate

PAGE, GO, END = "_page", "_go", "_end"
"""No question can be called so."""


@official
@require_GET
def preview(request: OfficialRequest, draft_id: UUID) -> HttpResponse:
    """One page of the draft with the answers in the address; after the last, what the tables say.

    Refuses: NoSuchDraft, BeyondCalendar.
    """
    rules.require_may_read(request.mandate, now=request.now)
    draft = queries.draft_of(request.mandate.post.body, draft_id)
    package = queries.checked(draft, at=request.now).package
    if package is None:
        return redirect("desk:procedure-draft", draft_id)
    given = answers(package, request.GET)
    calendar = calendar_for(draft.owner_id, local(request.now).date())
    found = simulate(package, queries.facts_of(package, given), request.now, calendar)
    pages = list(found.walk.pages)
    shown = next((each for each in pages if each.name == request.GET.get(PAGE)), pages[0])
    form = QuestionForm(shown.questions, given, request.GET if GO in request.GET else None)
    if GO in request.GET and form.is_valid():
        place = pages.index(shown) + 1
        name = pages[place].name if place < len(pages) else ""
        return redirect(f"{reverse('desk:procedure-preview', args=[draft.pk])}?{_address(package, request.GET, name)}")
    is_over = END in request.GET
    context = {
        "draft": draft,
        "name": in_language(package.plain["procedure"]["name"]),
        "title": _title(package, shown),
        "form": form,
        "fields": [(form[each.name], _why(each)) for each in shown.questions],
        "page_name": shown.name,
        "carried": _carried(package, request.GET, shown),
        "place": pages.index(shown) + 1,
        "total": len(pages),
        "told": list(telling.tell(package, found)) if is_over else [],
        "is_over": is_over,
    }
    return page(request, "desk/authoring/preview.html", context)


def answers(package: Package, said: QueryDict) -> dict[str, Any]:
    """The answers in the address; what does not fit its question is left out."""
    given: dict[str, Any] = {}
    for question in package.questions.values():
        form = QuestionForm((question,), {}, said if question.name in said else None)
        if form.is_valid():
            given |= form.plain()
    return {name: value for name, value in given.items() if value is not None}


def _address(package: Package, said: QueryDict, name: str) -> str:
    """The same answers, at another page; nameless is the end."""
    kept = QueryDict(mutable=True)
    for question in package.questions:
        if question in said:
            kept.setlist(question, said.getlist(question))
    kept[PAGE if name else END] = name or "1"
    return kept.urlencode()


def _carried(package: Package, said: QueryDict, shown: Page) -> list[tuple[str, str]]:
    """Answers of the other pages, which go along with this one."""
    here = {each.name for each in shown.questions}
    return [(name, value) for name in package.questions if name not in here for value in said.getlist(name)]


def _title(package: Package, shown: Page) -> str:
    pages: list[Mapping[str, Any]] = package.plain["questions"]["pages"]
    return in_language(next(each["title"] for each in pages if each["name"] == shown.name))


def _why(question: Question) -> str:
    return in_language(question.plain["why"]) if "why" in question.plain else ""
