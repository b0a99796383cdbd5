"""Writing a draft: a new one, an answer, a change; and what it will look like, before anything is saved."""

import base64
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.doors.desk.outgoing.forms import ComposeForm, initial_of
from lienthong.doors.desk.outgoing.loading import document_of
from lienthong.ground.files import actions as files
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.rules import Verb
from lienthong.kit.clock import local
from lienthong.kit.errors import Refused
from lienthong.records.documents import actions, pictures, rules, sheet
from lienthong.records.documents.actions.drafting import Address, ChangedMeanwhile
from lienthong.records.documents.models import Document, Recipient
from lienthong.records.documents.states import Urgency
from lienthong.records.exchange.models import Delivery

PREVIEWED = 12
"""Pages a preview shows at most; the whole of a longer draft can be downloaded."""


@require_http_methods(["GET", "HEAD", "POST"])
@official
def compose(request: OfficialRequest) -> HttpResponse:
    """Begin a document, perhaps as the answer to one received."""
    mandates.require(request.mandate, Verb.DRAFT_DOCUMENT, now=request.now)
    answered = _answered(request)
    if request.method != "POST":
        form = ComposeForm(initial=_beginning(answered), mandate=request.mandate, now=request.now)
        return _form_page(request, form, answered=answered)
    form = _bound(request)
    if not form.is_valid():
        return _form_page(request, form, answered=answered, status=422)
    try:
        with files.infections_recorded(by=request.mandate, now=request.now):
            document = _begin(request, form, answered)
    except Refused as refused:
        return _refused(request, form, refused, answered=answered)
    return _onward(request, document)


@require_http_methods(["GET", "HEAD", "POST"])
@official
def edit(request: OfficialRequest, document_id: UUID) -> HttpResponse:
    """Change a draft. When somebody else changed it meanwhile, both texts stand side by side."""
    document = document_of(request, document_id)
    rules.require_may_edit(request.mandate, document, now=request.now)
    if request.method != "POST":
        form = ComposeForm(initial=initial_of(document), mandate=request.mandate, now=request.now)
        return _form_page(request, form, document=document)
    form = _bound(request)
    if not form.is_valid():
        return _form_page(request, form, document=document, status=422)
    try:
        with files.infections_recorded(by=request.mandate, now=request.now):
            _change(request, form, document)
    except ChangedMeanwhile as refused:
        return _refused(request, form, refused, document=document_of(request, document_id), other=True)
    except Refused as refused:
        return _refused(request, form, refused, document=document)
    return _onward(request, document)


@require_POST
@official
def preview(request: OfficialRequest) -> HttpResponse:
    """The pages of what stands in the form; nothing is saved. A finished file is previewed once it is uploaded."""
    mandates.require(request.mandate, Verb.DRAFT_DOCUMENT, now=request.now)
    form = _bound(request)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    saved = request.POST.get("document", "")
    document = document_of(request, UUID(saved)) if _is_uuid(saved) else _unsaved(request)
    for name, value in form.facts().items():
        setattr(document, name, value)
    printed = sheet.typeset(document, draft=True, now=request.now)
    drawn = pictures.pages(printed.pdf, last=PREVIEWED)
    shown = [f"data:image/png;base64,{base64.b64encode(picture).decode()}" for picture in drawn]
    return page(
        request,
        "desk/outgoing/preview.html",
        {"pictures": shown, "page_count": printed.page_count, "document": document, "saved": bool(saved)},
    )


def _unsaved(request: OfficialRequest) -> Document:
    post = request.mandate.post
    return Document(body=post.body, unit=post.unit, created_at=request.now, changed_at=request.now)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _bound(request: OfficialRequest) -> ComposeForm:
    return ComposeForm(request.POST, request.FILES, mandate=request.mandate, now=request.now)


def _begin(request: OfficialRequest, form: ComposeForm, answered: Delivery | None) -> Document:
    """Draft, and address it to whoever is answered. Refuses: as `actions.draft` and `attach_finished`."""
    facts = form.facts()
    document = actions.draft(
        text=facts.pop("content_text"),
        by=request.mandate,
        now=request.now,
        reply_to=answered.message.document if answered else None,
        **facts,
    )
    if answered is not None:
        addresses = [Address(answered.message.sender)]
        actions.set_recipients(document=document, addresses=addresses, by=request.mandate, now=request.now)
    _attach(request, form, document)
    return document


def _change(request: OfficialRequest, form: ComposeForm, document: Document) -> None:
    seen_at: datetime | None = form.cleaned_data["seen_at"]
    actions.edit(document=document, by=request.mandate, now=request.now, seen_at=seen_at, **form.facts())
    if form.cleaned_data["drop_finished"] and document.finished_id:
        actions.detach_finished(document=document, by=request.mandate, now=request.now)
    _attach(request, form, document)


def _attach(request: OfficialRequest, form: ComposeForm, document: Document) -> None:
    if form.upload is None:
        return
    kept = files.keep(
        form.upload, name=form.upload.name or "", by=request.mandate, now=request.now, allowed=sheet.FINISHED
    )
    actions.attach_finished(document=document, file=kept, by=request.mandate, now=request.now)


def _answered(request: OfficialRequest) -> Delivery | None:
    """The delivery to this body that `?reply_to=` names, by its own id or by that of its document."""
    wanted = request.POST.get("reply_to") or request.GET.get("reply_to") or ""
    if not _is_uuid(wanted):
        return None
    received = Delivery.objects.addressed_to(request.mandate.post.body).select_related(
        "message__document", "message__sender"
    )
    return received.filter(pk=UUID(wanted)).first() or received.filter(message__document_id=UUID(wanted)).first()


def _beginning(answered: Delivery | None) -> dict[str, Any]:
    """A new letter; an answer already says what it answers."""
    if answered is None:
        return {"kind": "cong_van"}
    document, sender = answered.message.document, answered.message.sender.name_vi
    day = f"{document.issued_on:%d/%m/%Y}" if document.issued_on else ""
    about = f"{document.subject[:1].lower()}{document.subject[1:]}"
    return {
        "kind": "cong_van",
        "reply_to": answered.pk,
        "urgency": Urgency.EXPRESS if document.urgency == Urgency.EXPRESS_TIMED else document.urgency,
        "subject": f"Trả lời văn bản số {document.number_and_symbol}",
        "text": f"{sender} có văn bản số {document.number_and_symbol} ngày {day} {about}. "
        f"Về việc này, {answered.recipient.name_vi} có ý kiến như sau:\n\n",
    }


def _refused(request: OfficialRequest, form: ComposeForm, refused: Refused, **more: Any) -> HttpResponse:
    """The same form with everything that was typed, and why it was not saved."""
    form.add_error(None, _(refused.detail))
    if form.upload is not None:
        form.add_error("finished", _("Tệp chưa được lưu. Hãy chọn lại tệp."))
    return _form_page(request, form, status=refused.status, **more)


def _form_page(
    request: OfficialRequest,
    form: ComposeForm,
    *,
    document: Document | None = None,
    answered: Delivery | None = None,
    other: bool = False,
    status: int = 200,
) -> HttpResponse:
    held = Recipient.objects.filter(document=document).count() if document else int(answered is not None)
    context = {
        "form": form,
        "document": document,
        "answered": answered,
        "other": document if other else None,
        "now_seen": document.changed_at.isoformat() if document else "",
        "changed_at": local(document.changed_at) if document else None,
        "recipient_count": held,
    }
    return page(request, "desk/outgoing/compose.html", context, status=status)


def _onward(request: OfficialRequest, document: Document) -> HttpResponse:
    """Where the pressed button leads: to the recipients, or to the case."""
    messages.success(request, _("Đã lưu bản thảo."))
    return redirect("desk:recipients" if request.POST.get("then") == "recipients" else "desk:document", document.pk)
