"""Numbers at the clerk's desk: one for a paper document, and a held number that will not be used."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.doors.desk.outgoing.forms import PaperForm, ReasonForm
from lienthong.doors.desk.outgoing.loading import document_of
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.rules import Verb
from lienthong.kit.errors import NotFound
from lienthong.records.documents import actions, kinds, queries, rules
from lienthong.records.documents.models import Number


class NoNumberHeld(NotFound):
    """No number is held for this document. Open the document again to see what to do next."""


@require_http_methods(["GET", "HEAD", "POST"])
@official
def paper(request: OfficialRequest) -> HttpResponse:
    """Take the next number for a document on paper; it stands in the same sequence as the electronic ones."""
    mandates.require(request.mandate, Verb.NUMBER_DOCUMENT, now=request.now)
    form = PaperForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "taken": _last_for_paper(request)}
        return page(request, "desk/outgoing/paper.html", context, status=422 if form.is_bound else 200)
    with transaction.atomic():
        taken = actions.reserve_paper_number(by=request.mandate, now=request.now, **form.cleaned_data)
    words = _("Số của văn bản giấy: %(number)s. Hãy ghi số này lên bản giấy.")
    messages.success(request, words % {"number": _symbol(taken, request)})
    return redirect("desk:paper-number")


@require_http_methods(["GET", "HEAD", "POST"])
@official
def void(request: OfficialRequest, document_id: UUID) -> HttpResponse:
    """Void the number held for a signed document that will not carry it; the next try takes another one."""
    document = document_of(request, document_id)
    held = queries.held_number(document)
    if held is None:
        raise NoNumberHeld
    rules.require_may_void(request.mandate, held, now=request.now)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "document": document, "number": held}
        return page(request, "desk/outgoing/void.html", context, status=422 if form.is_bound else 200)
    with transaction.atomic():
        actions.void_number(number=held, by=request.mandate, now=request.now, reason=form.cleaned_data["reason"])
    messages.success(request, _("Đã huỷ số %(number)s, lý do ở lại trong sổ.") % {"number": held.value})
    return redirect("desk:document", document.pk)


def _last_for_paper(request: OfficialRequest) -> list[tuple[Number, str]]:
    """The last ten numbers taken for paper, with their symbols."""
    taken = Number.objects.filter(sequence__body=request.mandate.post.body, document__isnull=True)
    last = taken.exclude(paper_subject="").select_related("sequence").order_by("-reserved_at", "-id")[:10]
    return [(number, _symbol(number, request)) for number in last]


def _symbol(number: Number, request: OfficialRequest) -> str:
    body = request.mandate.post.body
    return kinds.number_and_symbol(number.value, kinds.kind_of(number.sequence.series), body.abbreviation)
