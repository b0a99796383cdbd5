"""Cases of people who were not satisfied: the list, one case, taking it, and closing it with words."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.ground.calendar.deadlines import Deadline
from lienthong.kit.errors import Invalid, NotFound
from lienthong.kit.web import pagination
from lienthong.work.feedback import actions, queries, rules
from lienthong.work.feedback.models import RecoveryCase
from lienthong.work.feedback.states import MOST_WORDS, CaseState, Reached, Reason

TABS = ("open", "closed")


class NoSuchCase(NotFound):
    """There is no such case in your reach. Choose the post in which it is yours, or open it from the list."""


class ClosingForm(forms.Form):
    """How the person was spoken with, and what was done."""

    reached = forms.ChoiceField(
        label=gettext_lazy("Đã liên hệ thế nào?"), choices=Reached.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("Đã tìm hiểu và làm gì?"),
        max_length=MOST_WORDS,
        help_text=gettext_lazy("Người dân đọc đúng những lời này và có thể báo là chưa ai gọi."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


@official
@require_GET
def cases(request: OfficialRequest) -> HttpResponse:
    """Open cases, the earliest time first, and closed ones."""
    tab = "closed" if request.GET.get("tab") == "closed" else "open"
    mine = RecoveryCase.objects.readable_by(request.mandate).whole()
    found = mine.open() if tab == "open" else mine.filter(state=CaseState.CLOSED)
    order = ("due_at", "id") if tab == "open" else ("-due_at", "-id")
    listed = pagination.page(found, request.GET, order=order, size=50)
    names = {"open": _("Chờ gọi lại"), "closed": _("Đã khép lại")}
    base = reverse("desk:feedback")
    tabs = [{"label": names[each], "url": f"{base}?tab={each}", "current": each == tab} for each in TABS]
    return page(request, "desk/feedback/list.html", {"page": listed, "tab": tab, "tabs": tabs})


@official
@require_GET
def case(request: OfficialRequest, case_id: UUID) -> HttpResponse:
    """What was said, until when somebody calls back and why then. Refuses: NoSuchCase."""
    return _shown(request, _found(request, case_id), ClosingForm())


@official
@require_POST
def take(request: OfficialRequest, case_id: UUID) -> HttpResponse:
    """Take it on. Refuses: NoSuchCase, and as `actions.take_case`."""
    with transaction.atomic():
        actions.take_case(case=_found(request, case_id), by=request.mandate, now=request.now)
    return redirect("desk:feedback-case", case_id)


@official
@require_POST
def close(request: OfficialRequest, case_id: UUID) -> HttpResponse:
    """Close it with words. Refuses: NoSuchCase, and as `actions.close_case`."""
    found, form = _found(request, case_id), ClosingForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, form, status=422)
    try:
        with transaction.atomic():
            actions.close_case(case=found, by=request.mandate, now=request.now, **form.cleaned_data)
    except Invalid as refused:
        form.add_error("words", refused.detail)
        return _shown(request, found, form, status=422)
    messages.success(request, _("Đã khép lại; người dân đọc được lời của bạn."))
    return redirect("desk:feedback-case", case_id)


def _found(request: OfficialRequest, case_id: UUID) -> RecoveryCase:
    found = queries.case_readable(request.mandate, case_id)
    if found is None:
        raise NoSuchCase
    return found


def _shown(request: OfficialRequest, found: RecoveryCase, form: forms.Form, *, status: int = 200) -> HttpResponse:
    given = queries.latest(found.invitation)
    context: dict[str, Any] = {
        "case": found,
        "asked": found.invitation,
        "given": given,
        "reasons": [Reason(each).label for each in given.reasons] if given else [],
        "why": Deadline.restored(found.trace).explain(get_language() or "vi"),
        "steps": rules.next_steps(request.mandate, found, now=request.now),
        "form": form,
    }
    return page(request, "desk/feedback/case.html", context, status=status)
