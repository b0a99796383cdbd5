"""What the sender can still do with a document that has left: ask for it back, or begin the one that follows it."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lienthong.doors.desk.frame import OfficialRequest, official, page, stepped_up
from lienthong.doors.desk.outgoing import case, changes
from lienthong.doors.desk.outgoing.forms import AmendForm, RecallForm
from lienthong.doors.desk.outgoing.loading import document_of
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.rules import Verb
from lienthong.kit.errors import Refused
from lienthong.records.documents import actions as documents
from lienthong.records.documents.models import Document
from lienthong.records.documents.states import Amends
from lienthong.records.exchange import actions as exchange
from lienthong.records.exchange import rules

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
@official
@stepped_up
def recall(request: OfficialRequest, document_id: UUID) -> HttpResponse:
    """Ask all recipients, or some, to give it back. Refuses: as `exchange.recall_document`."""
    document = document_of(request, document_id)
    rules.require_may_recall(request.mandate, document, now=request.now)
    held = changes.recallable(document)
    if not held:
        raise rules.NothingToRecall
    form = RecallForm(request.POST if request.method == "POST" else None, deliveries=held)
    if not form.is_valid():
        return _ask(request, document, "recall", form, status=422 if form.is_bound else 200)
    with transaction.atomic():
        asked = exchange.recall_document(
            message=changes.sent(document),
            by=request.mandate,
            now=request.now,
            reason=form.cleaned_data["reason"],
            deliveries=form.chosen,
        )
    said = _("Đã đề nghị %(count)d nơi trả lại văn bản.")
    messages.success(request, said % {"count": len(asked)})
    return redirect("desk:document", document.pk)


@require_http_methods(GET_OR_POST)
@official
def amend(request: OfficialRequest, document_id: UUID) -> HttpResponse:
    """Begin the document that updates or replaces this one. Refuses: as `documents.amend`."""
    document = document_of(request, document_id)
    mandates.require(request.mandate, Verb.DRAFT_DOCUMENT, now=request.now)
    form = AmendForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _ask(request, document, "amend", form, status=422 if form.is_bound else 200)
    try:
        with transaction.atomic():
            begun = documents.amend(
                document=document,
                how=Amends(form.cleaned_data["how"]),
                reason=form.cleaned_data["reason"],
                by=request.mandate,
                now=request.now,
            )
    except Refused as refused:
        form.add_error(None, _(refused.detail))
        return _ask(request, document, "amend", form, status=refused.status)
    messages.success(request, _("Đã tạo bản thảo từ văn bản cũ. Sửa nội dung rồi trình ký như mọi văn bản."))
    return redirect("desk:edit", begun.pk)


def _ask(
    request: OfficialRequest, document: Document, name: str, form: RecallForm | AmendForm, *, status: int
) -> HttpResponse:
    context = {"document": document, "form": form, **case.paper(document)}
    return page(request, f"desk/outgoing/{name}.html", context, status=status)
