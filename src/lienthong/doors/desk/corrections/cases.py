"""Requests to correct a register: the list of the keeping body, one case with its evidence, correcting and refusing."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lienthong.doors.desk import acts
from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.ground.files import delivery as giving
from lienthong.ground.journal.models import Act
from lienthong.kit.clock import local
from lienthong.kit.errors import Conflict, Invalid
from lienthong.kit.web import pagination
from lienthong.records.registers import actions, declared, queries, rules
from lienthong.records.registers.models import CorrectionRequest
from lienthong.records.registers.records import Attribute, Record
from lienthong.records.registers.states import CorrectionState

TABS = ("open", "answered")
MOST_LETTERS = 1_000


class RefusalForm(forms.Form):
    """Why the record stays as it is."""

    reason = forms.CharField(
        label=gettext_lazy("Vì sao không sửa?"),
        help_text=gettext_lazy("Người đề nghị đọc đúng những lời này."),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@dataclass(frozen=True)
class Line:
    """A request as the list shows it."""

    request: CorrectionRequest
    attribute: Attribute
    register: str

    @property
    def value(self) -> str:
        """What the register said when it was read."""
        return self.attribute.words(self.request.reading.values[self.attribute.name])

    @property
    def claimed(self) -> str:
        """What would be right."""
        return self.attribute.words(self.request.claimed)


def _line(request: CorrectionRequest) -> Line:
    register = declared.find(request.register)
    return Line(request, register.attribute(request.attribute), str(register.title))


@official
@require_safe
def corrections(request: OfficialRequest) -> HttpResponse:
    """What waits, the oldest first, and what was answered. Refuses: NotInThisRole, KeepsNoRegister."""
    rules.require_may_answer_any(request.mandate, request.now)
    tab = "answered" if request.GET.get("tab") == "answered" else "open"
    mine = CorrectionRequest.objects.at(request.mandate.post.body).with_reading()
    found = mine.waiting() if tab == "open" else mine.answered()
    order = ("asked_at", "id") if tab == "open" else ("-answered_at", "-id")
    listed: pagination.Page[CorrectionRequest] = pagination.page(found, request.GET, order=order, size=50)
    names = {"open": _("Chờ trả lời"), "answered": _("Đã trả lời")}
    base = reverse("desk:corrections")
    context = {
        "page": listed,
        "lines": [_line(each) for each in listed.rows],
        "tab": tab,
        "tabs": [{"label": names[each], "url": f"{base}?tab={each}", "current": each == tab} for each in TABS],
    }
    return page(request, "desk/corrections/list.html", context)


@official
@require_safe
def correction(request: OfficialRequest, correction_id: UUID) -> HttpResponse:
    """One request with its evidence. Refuses: NotInThisRole, KeepsNoRegister, NoSuchCorrection."""
    return _shown(request, _found(request, correction_id), RefusalForm())


@official
@require_POST
def agree(request: OfficialRequest, correction_id: UUID) -> HttpResponse:
    """Correct the record. Refuses: NoSuchCorrection, and as `actions.agree_correction`."""
    found = _found(request, correction_id)
    try:
        with transaction.atomic():
            actions.agree_correction(request=found, by=request.mandate, now=request.now)
    except (Conflict, Invalid) as refused:
        return _shown(request, _found(request, correction_id), RefusalForm(), problem=refused)
    messages.success(request, _("Đã sửa. Người đề nghị được báo; giá trị cũ được giữ trong lịch sử."))
    return redirect("desk:correction", correction_id)


@official
@require_POST
def refuse(request: OfficialRequest, correction_id: UUID) -> HttpResponse:
    """Leave the record as it is, with a reason. Refuses: NoSuchCorrection, and as `actions.refuse_correction`."""
    found, form = _found(request, correction_id), RefusalForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, form)
    try:
        with transaction.atomic():
            reason = form.cleaned_data["reason"]
            actions.refuse_correction(request=found, reason=reason, by=request.mandate, now=request.now)
    except Invalid as refused:
        form.add_error("reason", refused.detail)
        return _shown(request, found, form)
    except Conflict as refused:
        return _shown(request, _found(request, correction_id), RefusalForm(), problem=refused)
    messages.success(request, _("Đã từ chối. Người đề nghị đọc được lý do của bạn."))
    return redirect("desk:correction", correction_id)


@official
@require_safe
def receipt(request: OfficialRequest, correction_id: UUID) -> HttpResponse:
    """The sealed reading the request is about, as a file that anybody can check. Refuses: NoSuchCorrection."""
    reading = _found(request, correction_id).reading
    body = json.dumps(queries.receipt(reading), ensure_ascii=False, indent=1, default=str)
    answer = HttpResponse(body, content_type="application/json")
    answer.headers["Content-Disposition"] = giving.disposition(f"reading-{reading.pk}.json", inline=False)
    return answer


@official
@require_safe
def evidence(request: OfficialRequest, correction_id: UUID, evidence_id: UUID) -> HttpResponseBase:
    """A file given for the request. Refuses: NoSuchCorrection, NoSuchEvidence."""
    return giving.download(request, queries.evidence_at(_found(request, correction_id), evidence_id).file)


def _found(request: OfficialRequest, correction_id: UUID) -> CorrectionRequest:
    rules.require_may_answer_any(request.mandate, request.now)
    return queries.correction_at(request.mandate.post.body, correction_id)


def _shown(
    request: OfficialRequest, found: CorrectionRequest, form: forms.Form, *, problem: Conflict | Invalid | None = None
) -> HttpResponse:
    line, reading, who = _line(found), found.reading, queries.who_asked(found)
    record = queries.record(declared.find(found.register), found.person.number, local(request.now).date())
    context: dict[str, Any] = {
        "case": found,
        "line": line,
        "reading": reading,
        "who": who,
        "helped": who != found.person.full_name,
        "answered_by": queries.official(found.answered_by) if found.answered_by else "",
        "is_open": found.state == CorrectionState.OPEN,
        "now_says": line.attribute.words(line.attribute.value(record)),
        "why_not": _why_not(line.attribute, record),
        "sealed": queries.is_as_sealed(reading, now=request.now),
        "evidence": [
            (each, queries.evidence_is_as_sealed(each, now=request.now))
            for each in found.evidence.select_related("file", "request__person").order_by("given_at", "id")
        ],
        "history": acts.timeline(Act.objects.about(found).oldest_first()),
        "form": form,
        "problem": problem.detail if problem else "",
    }
    status = problem.status if problem else 422 if form.errors else 200
    return page(request, "desk/corrections/case.html", context, status=status)


def _why_not(attribute: Attribute, record: Record) -> str:
    """Why this cannot be written by itself; empty where it can."""
    try:
        rules.require_settable(attribute, record)
    except rules.FollowsFromOthers as refused:
        return refused.detail
    return ""
