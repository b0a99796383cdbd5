"""Annexes: files that go with the document, each checked as it comes in."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.doors.desk.outgoing.forms import ANNEX_TYPES, AnnexForm
from lienthong.doors.desk.outgoing.loading import document_of
from lienthong.ground.files import actions as files
from lienthong.kit.errors import Refused
from lienthong.records.documents import actions, rules
from lienthong.records.documents.models import Annex, Document


@require_http_methods(["GET", "HEAD", "POST"])
@official
def annexes(request: OfficialRequest, document_id: UUID) -> HttpResponse:
    """Add one file, or take one off."""
    document = document_of(request, document_id)
    rules.require_may_edit(request.mandate, document, now=request.now)
    if request.method != "POST":
        return _shown(request, document, AnnexForm())
    if "remove" in request.POST:
        return _remove(request, document)
    form = AnnexForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, document, form, status=422)
    try:
        _add(request, document, form)
    except Refused as refused:
        form.add_error("file", _(refused.detail))
        return _shown(request, document, form, status=refused.status)
    messages.success(request, _("Đã thêm phụ lục."))
    return redirect("desk:annexes", document.pk)


def _add(request: OfficialRequest, document: Document, form: AnnexForm) -> None:
    upload = form.cleaned_data["file"]
    with files.infections_recorded(by=request.mandate, now=request.now):
        kept = files.keep(upload, name=upload.name, by=request.mandate, now=request.now, allowed=ANNEX_TYPES)
        title = form.cleaned_data["title"] or kept.name
        actions.add_annex(document=document, title=title, file=kept, by=request.mandate, now=request.now)


def _remove(request: OfficialRequest, document: Document) -> HttpResponse:
    annex = next((one for one in _of(document) if str(one.pk) == request.POST["remove"]), None)
    if annex is not None:
        with transaction.atomic():
            actions.remove_annex(annex=annex, by=request.mandate, now=request.now)
        messages.success(request, _("Đã bỏ phụ lục."))
    return redirect("desk:annexes", document.pk)


def _of(document: Document) -> list[Annex]:
    return list(Annex.objects.filter(document=document).select_related("file", "document").order_by("ordinal"))


def _shown(request: OfficialRequest, document: Document, form: AnnexForm, *, status: int = 200) -> HttpResponse:
    context = {"document": document, "form": form, "annexes": _of(document)}
    return page(request, "desk/outgoing/annexes.html", context, status=status)
