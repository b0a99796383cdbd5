"""The steps from draft to dispatch. Each has a page that says exactly what will happen, and one button that does it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lienthong.doors.desk.frame import OfficialRequest, official, page, stepped_up
from lienthong.doors.desk.outgoing import case
from lienthong.doors.desk.outgoing.forms import CommentForm, ReasonForm
from lienthong.doors.desk.outgoing.issuing import issue as issue_document
from lienthong.doors.desk.outgoing.loading import document_of
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.rules import Verb
from lienthong.kit.clock import local
from lienthong.kit.errors import Refused
from lienthong.records.documents import actions, queries, rules, states
from lienthong.records.documents.models import Document
from lienthong.records.documents.states import DocumentState
from lienthong.records.exchange.actions.sending import living_recipients

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
@official
def submit(request: OfficialRequest, document_id: UUID) -> HttpResponse:
    """Lay the draft before its signer."""
    document = document_of(request, document_id)
    rules.require_may_edit(request.mandate, document, now=request.now)
    if request.method != "POST":
        return _ask(request, document, "submit")
    with transaction.atomic():
        actions.submit(document=document, by=request.mandate, now=request.now)
    assert document.signer is not None
    return _done(request, document, _("Đã trình %(name)s ký.") % {"name": document.signer.account.full_name})


@require_http_methods(GET_OR_POST)
@official
@stepped_up
def sign(request: OfficialRequest, document_id: UUID) -> HttpResponse:
    """Sign, having proven again who one is."""
    document = document_of(request, document_id)
    rules.require_may_sign(request.mandate, document, now=request.now)
    states.require(document.state, DocumentState.SIGNED)
    if request.method != "POST":
        return _ask(request, document, "sign")
    with transaction.atomic():
        actions.sign(document=document, by=request.mandate, now=request.now)
    return _done(request, document, _("Bạn đã ký. Văn thư sẽ cấp số, đóng dấu và gửi."))


@require_http_methods(GET_OR_POST)
@official
def give_back(request: OfficialRequest, document_id: UUID) -> HttpResponse:
    """Return the draft with what to mend."""
    document = document_of(request, document_id)
    mandates.require(request.mandate, Verb.REVIEW_DOCUMENT, document, now=request.now)
    states.require(document.state, DocumentState.RETURNED)
    return _with_reason(request, document, "return", actions.return_for_correction, _("Đã trả lại để sửa."))


@require_http_methods(GET_OR_POST)
@official
def abandon(request: OfficialRequest, document_id: UUID) -> HttpResponse:
    """Give the draft up for good."""
    document = document_of(request, document_id)
    rules.require_may_edit(request.mandate, document, now=request.now)
    return _with_reason(request, document, "abandon", actions.abandon, _("Đã bỏ bản thảo."))


@require_http_methods(GET_OR_POST)
@official
@stepped_up
def issue(request: OfficialRequest, document_id: UUID) -> HttpResponse:
    """Number, seal and send, or go on from where an interrupted try stopped."""
    document = document_of(request, document_id)
    mandates.require(request.mandate, Verb.SEAL_DOCUMENT, document, now=request.now)
    case.require_waits_for_clerk(document)
    if request.method != "POST":
        receivers = living_recipients(document, local(request.now).date())
        number = queries.expected_number(document, now=request.now)
        return _ask(request, document, "issue", receivers=receivers, number=number, held=queries.held_number(document))
    message = issue_document(document=document, by=request.mandate, now=request.now)
    count = message.deliveries.count()
    said = _("Đã cấp số %(number)s, đóng dấu và gửi tới %(count)d nơi.")
    return _done(request, document, said % {"number": message.document.number_and_symbol, "count": count})


@require_POST
@official
def comment(request: OfficialRequest, document_id: UUID) -> HttpResponse:
    """Add a remark."""
    document = document_of(request, document_id)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return case.show(request, document, comment_form=form, status=422)
    with transaction.atomic():
        actions.comment(document=document, by=request.mandate, now=request.now, text=form.cleaned_data["text"])
    return _done(request, document, _("Đã ghi ý kiến."))


def _with_reason(
    request: OfficialRequest, document: Document, name: str, act: Callable[..., Any], said: str
) -> HttpResponse:
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _ask(request, document, name, form=form, status=422 if form.is_bound else 200)
    with transaction.atomic():
        act(document=document, by=request.mandate, now=request.now, reason=form.cleaned_data["reason"])
    return _done(request, document, said)


def _ask(
    request: OfficialRequest, document: Document, name: str, *, form: Form | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    """The page before the step: what will happen, or what is still missing for it."""
    missing = _missing(request, document) if name == "submit" else ""
    context = {"document": document, "form": form, "missing": missing, **case.paper(document), **more}
    return page(request, f"desk/outgoing/{name}.html", context, status=status)


def _missing(request: OfficialRequest, document: Document) -> str:
    """Why it cannot be submitted yet, in words; nothing when it can."""
    try:
        rules.require_may_submit(request.mandate, document, now=request.now)
    except Refused as refused:
        return _(refused.detail)
    return ""


def _done(request: OfficialRequest, document: Document, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("desk:document", document.pk)
