"""Requests to correct a register: the list of the keeping body, one case with its evidence, and how it is answered.

One official proposes to correct, with a reason and what they saw it in; a second one confirms. Both prove again who
they are. Refusing needs one of them, and a reason.
"""

import json
from collections.abc import Callable
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
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lienthong.doors.desk import acts
from lienthong.doors.desk.frame import OfficialRequest, official, page, stepped_up
from lienthong.ground.files import delivery as giving
from lienthong.ground.journal.models import Act
from lienthong.ground.mandates import rules as mandates
from lienthong.kit.clock import local
from lienthong.kit.errors import Conflict, Invalid
from lienthong.kit.web import pagination
from lienthong.records.registers import actions, declared, queries, rules, states
from lienthong.records.registers.models import SEEN_LETTERS, CorrectionRequest, Reading
from lienthong.records.registers.records import Attribute, Record
from lienthong.records.registers.states import CorrectionState
from lienthong.work.services import queries as services
from lienthong.work.services import telling

TABS = ("open", "answered")
MOST_LETTERS = 1_000

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


class ReasonForm(forms.Form):
    """Why, in words that somebody else reads."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do"), max_length=MOST_LETTERS, widget=forms.Textarea(attrs={"rows": 4})
    )


class RefusalForm(ReasonForm):
    """Why the record stays as it is."""

    reason = forms.CharField(
        label=gettext_lazy("Vì sao không sửa?"),
        help_text=gettext_lazy("Người đề nghị đọc đúng những lời này."),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class SendBackForm(ReasonForm):
    """Why what was proposed is not confirmed."""

    reason = forms.CharField(
        label=gettext_lazy("Vì sao trả lại?"),
        help_text=gettext_lazy("Đồng nghiệp đọc lời này trong diễn biến; đề nghị trở lại chờ trả lời."),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ProposalForm(ReasonForm):
    """Why the claim is right, and in what one saw it: a paper by its name, files of the request, or a scan."""

    reason = forms.CharField(
        label=gettext_lazy("Vì sao sửa?"),
        help_text=gettext_lazy("Điều bạn thấy ở chính mục này. Người xác nhận và người có dữ liệu đọc đúng lời này."),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    seen = forms.CharField(
        label=gettext_lazy("Giấy tờ đã xem"),
        help_text=gettext_lazy("Tên, số và ngày, ví dụ: Sổ gốc cấp giấy phép 2017, trang 41. Hoặc chọn, thêm tệp."),
        max_length=SEEN_LETTERS,
        required=False,
    )
    seen_files = forms.MultipleChoiceField(
        label=gettext_lazy("Tệp đã xem"), required=False, widget=forms.CheckboxSelectMultiple
    )

    needed_when = frozenset({"seen"})
    """Not by itself: a file does as well."""

    def __init__(self, data: Any, *, request: CorrectionRequest) -> None:
        """The files given for the request can be marked as seen."""
        super().__init__(data)
        given = request.evidence.select_related("file").order_by("given_at", "id")
        self.fields["seen_files"].choices = [(str(each.pk), each.file.name) for each in given]  # type: ignore[attr-defined]
        if not self.fields["seen_files"].choices:  # type: ignore[attr-defined]
            del self.fields["seen_files"]


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
    rules.require_may_read_any(request.mandate, request.now)
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
    return _shown(request, _found(request, correction_id))


@official
@stepped_up
@get_or_post
def propose(request: OfficialRequest, correction_id: UUID) -> HttpResponse:
    """Say that the claim is right, why and by what; a second person confirms.

    Refuses: NoSuchCorrection, and as `actions.propose_correction`.
    """
    found = _to_answer(request, correction_id)
    rules.require_may_answer(request.mandate, found, request.now)
    states.require(found.state, CorrectionState.PROPOSED)
    form = ProposalForm(request.POST or None, request=found)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            with transaction.atomic():
                actions.propose_correction(
                    request=found, reason=said["reason"], seen=said["seen"], by=request.mandate, now=request.now,
                    files=[UUID(each) for each in said.get("seen_files", ())],
                    uploads=request.FILES.getlist("evidence"),
                )  # fmt: skip
        except (Conflict, Invalid) as refused:
            form.add_error("reason" if isinstance(refused, rules.ReasonEmpty) else None, refused.detail)
        else:
            messages.success(request, _("Đã đề xuất. Người thứ hai của cơ quan được báo để xác nhận."))
            return redirect("desk:correction", correction_id)
    return _step(request, found, form, heading=_("Đề xuất sửa"))


@official
@stepped_up
@get_or_post
def confirm(request: OfficialRequest, correction_id: UUID) -> HttpResponse:
    """As the second person, correct the record. Refuses: NoSuchCorrection, and as `actions.confirm_correction`."""
    found = _to_answer(request, correction_id)
    rules.require_may_answer(request.mandate, found, request.now)
    rules.require_second(request.mandate, found)
    states.require(found.state, CorrectionState.AGREED)
    if request.method == "POST":
        try:
            with transaction.atomic():
                actions.confirm_correction(request=found, by=request.mandate, now=request.now)
        except (Conflict, Invalid) as refused:
            return _shown(request, _found(request, correction_id), problem=refused)
        messages.success(request, _("Đã sửa. Người đề nghị được báo; giá trị cũ được giữ trong lịch sử."))
        return redirect("desk:correction", correction_id)
    return _step(request, found, None, heading=_("Xác nhận sửa"))


@official
@require_POST
def send_back(request: OfficialRequest, correction_id: UUID) -> HttpResponse:
    """What was proposed is not confirmed. Refuses: NoSuchCorrection, and as `actions.send_back_correction`."""
    said = _("Đề nghị trở lại chờ trả lời; lời của bạn được giữ trong diễn biến.")
    form = SendBackForm(request.POST, auto_id=_BACK)
    return _said_why(request, correction_id, form, actions.send_back_correction, said)


@official
@require_POST
def refuse(request: OfficialRequest, correction_id: UUID) -> HttpResponse:
    """Leave the record as it is, with a reason. Refuses: NoSuchCorrection, and as `actions.refuse_correction`."""
    said = _("Đã từ chối. Người đề nghị đọc được lý do của bạn.")
    return _said_why(request, correction_id, RefusalForm(request.POST), actions.refuse_correction, said)


_BACK = "back_%s"
"""Ids of the fields of sending back, which stands on one page with refusing."""


def _said_why(
    request: OfficialRequest, correction_id: UUID, form: ReasonForm, act: Callable[..., Any], said: str
) -> HttpResponse:
    """Act with a reason; what is wrong with it stands beside it, with what was typed."""
    found = _to_answer(request, correction_id)
    if not form.is_valid():
        return _shown(request, found, form)
    try:
        with transaction.atomic():
            act(request=found, reason=form.cleaned_data["reason"], by=request.mandate, now=request.now)
    except Invalid as refused:
        form.add_error("reason", refused.detail)
        return _shown(request, found, form)
    except Conflict as refused:
        return _shown(request, _found(request, correction_id), problem=refused)
    messages.success(request, said)
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


def _to_answer(request: OfficialRequest, correction_id: UUID) -> CorrectionRequest:
    """For who answers; who only sees is told so first."""
    rules.require_may_answer_any(request.mandate, request.now)
    return _found(request, correction_id)


def _found(request: OfficialRequest, correction_id: UUID) -> CorrectionRequest:
    rules.require_may_read_any(request.mandate, request.now)
    return queries.correction_at(request.mandate.post.body, correction_id)


def _shown(
    request: OfficialRequest,
    found: CorrectionRequest,
    wrong: ReasonForm | None = None,
    *,
    problem: Conflict | Invalid | None = None,
) -> HttpResponse:
    """The case; `wrong` = the form that was sent and says what is wrong with it."""
    context = {
        **_about(request, found),
        "history": acts.timeline(Act.objects.about(found).oldest_first()),
        "form": wrong if isinstance(wrong, RefusalForm) else RefusalForm(),
        "back": wrong if isinstance(wrong, SendBackForm) else SendBackForm(auto_id=_BACK),
        "wrong": wrong,
        "problem": problem.detail if problem else "",
    }
    status = problem.status if problem else 422 if wrong else 200
    return page(request, "desk/corrections/case.html", context, status=status)


def _step(request: OfficialRequest, found: CorrectionRequest, form: forms.Form | None, *, heading: str) -> HttpResponse:
    context = {**_about(request, found), "form": form, "heading": heading}
    return page(request, "desk/corrections/step.html", context, status=422 if form and form.errors else 200)


def _law(reading: Reading) -> str:
    """By which law it was read, by name where a procedure says so; else as it was sealed."""
    package = services.packages_of([reading.subject_id]).get(reading.subject_id)
    return (telling.purpose_of(package, reading.register)[1] if package else "") or reading.law


def _about(request: OfficialRequest, found: CorrectionRequest) -> dict[str, Any]:
    """What is asked, by what it is judged, what was proposed, and whether this person may answer."""
    line, reading, who = _line(found), found.reading, queries.who_asked(found)
    record = queries.record(declared.find(found.register), found.person.number, local(request.now).date())
    return {
        "case": found,
        "line": line,
        "reading": reading,
        "law": _law(reading),
        "who": who,
        "helped": who != found.person.full_name,
        "proposed_by": queries.official(found.proposed_by) if found.proposed_by else "",
        "seen_files": [each.file.name for each in found.seen_files.select_related("file").order_by("given_at", "id")],
        "answered_by": queries.official(found.answered_by) if found.answered_by else "",
        "is_open": found.state in states.UNANSWERED,
        "is_proposed": found.state == CorrectionState.PROPOSED,
        "now_says": line.attribute.words(line.attribute.value(record)),
        "why_not": _why_not(line.attribute, record),
        "not_you": _not_you(request, found),
        "sealed": queries.is_as_sealed(reading, now=request.now),
        "evidence": [
            (each, queries.evidence_is_as_sealed(each, now=request.now))
            for each in found.evidence.select_related("file", "request__person").order_by("given_at", "id")
        ],
    }


def _not_you(request: OfficialRequest, found: CorrectionRequest) -> dict[str, str]:
    """Why this person may not `answer` at all, or not `confirm`; empty where they may."""
    told = {}
    try:
        rules.require_may_answer(request.mandate, found, request.now)
    except (rules.ConcernsYou, mandates.NotInThisRole) as refused:
        told["answer"] = refused.detail
    try:
        rules.require_second(request.mandate, found)
    except rules.SecondPersonNeeded:
        told["confirm"] = _("Bạn đã đề xuất; một người khác của cơ quan phải xác nhận.")
    return told


def _why_not(attribute: Attribute, record: Record) -> str:
    """Why this cannot be written by itself; empty where it can."""
    try:
        rules.require_settable(attribute, record)
    except rules.FollowsFromOthers as refused:
        return refused.detail
    return ""
