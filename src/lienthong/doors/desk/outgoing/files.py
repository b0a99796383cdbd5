"""The bytes of a document for the browser: versions, annexes, drafts, and their pages as pictures."""

from io import BytesIO
from uuid import UUID

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from lienthong.doors.desk.frame import OfficialRequest, official
from lienthong.doors.desk.outgoing.loading import document_of
from lienthong.ground.files import delivery, store
from lienthong.ground.files.models import StoredFile
from lienthong.kit.errors import NotFound
from lienthong.records.documents import pictures, queries, sheet
from lienthong.records.documents.models import Annex, Document, Version

_A_DAY = 86_400


class NoSuchFile(NotFound):
    """There is no such file with this document. Open the document again and choose from its list."""


@require_safe
@official
def latest(request: OfficialRequest, document_id: UUID) -> HttpResponseBase:
    """The newest version, to keep, as far as it has come. Refuses: NoSuchDocument, NoSuchFile."""
    found = _versions(document_of(request, document_id)).last()
    if found is None:
        raise NoSuchFile
    return delivery.download(request, found.file)


@require_safe
@official
def version(request: OfficialRequest, document_id: UUID, ordinal: int) -> HttpResponseBase:
    """One version, to keep. Refuses: NoSuchDocument, NoSuchFile."""
    return delivery.download(request, _version(request, document_id, ordinal).file)


@require_safe
@official
def archived(request: OfficialRequest, document_id: UUID) -> HttpResponseBase:
    """The archived form, to keep: what was sent and behind it what proves it. Refuses: NoSuchDocument, NoSuchFile."""
    form = queries.archived_form(document_of(request, document_id))
    if form is None or form.file is None:
        raise NoSuchFile
    return delivery.download(request, form.file)


@require_safe
@official
def page(request: OfficialRequest, document_id: UUID, ordinal: int, page: int) -> HttpResponse:
    """One page of one version as a picture. Refuses: NoSuchDocument, NoSuchFile, NotDrawable."""
    file = _version(request, document_id, ordinal).file
    response = HttpResponse(pictures.page(file.sha256, page), content_type="image/png")
    patch_cache_control(response, private=True, max_age=_A_DAY)
    return response


@require_safe
@official
def annex(request: OfficialRequest, document_id: UUID, annex_id: UUID) -> HttpResponseBase:
    """One annex, to keep. Refuses: NoSuchDocument, NoSuchFile."""
    document = document_of(request, document_id)
    found = Annex.objects.filter(document=document, pk=annex_id).select_related("file").first()
    if found is None:
        raise NoSuchFile
    return delivery.download(request, found.file)


@require_safe
@official
def source(request: OfficialRequest, document_id: UUID) -> HttpResponseBase:
    """The finished file as it was uploaded. Refuses: NoSuchDocument, NoSuchFile."""
    document = document_of(request, document_id)
    file: StoredFile | None = document.finished_from or document.finished
    if file is None:
        raise NoSuchFile
    return delivery.download(request, file)


@require_safe
@official
def draft(request: OfficialRequest, document_id: UUID) -> HttpResponseBase:
    """The draft as it would be printed now, marked as a draft. Refuses: NoSuchDocument, LettersMissing …"""
    document = document_of(request, document_id)
    pdf = BytesIO(_draft_pdf(request, document))
    response = FileResponse(pdf, as_attachment=True, filename=sheet.file_name(document), content_type="application/pdf")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
@official
def draft_page(request: OfficialRequest, document_id: UUID, page: int) -> HttpResponse:
    """One page of the draft as a picture. Refuses: NoSuchDocument, NoSuchFile, NotDrawable, LettersMissing …"""
    document = document_of(request, document_id)
    drawn = pictures.pages(_draft_pdf(request, document), first=page, last=page)
    if not drawn:
        raise NoSuchFile
    response = HttpResponse(drawn[0], content_type="image/png")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _draft_pdf(request: OfficialRequest, document: Document) -> bytes:
    if document.finished is not None:
        with store.open(document.finished.sha256) as kept:
            return kept.read()
    return sheet.typeset(document, draft=True, now=request.now).pdf


def _versions(document: Document) -> QuerySet[Version]:
    return Version.objects.filter(document=document).select_related("file").order_by("ordinal")


def _version(request: OfficialRequest, document_id: UUID, ordinal: int) -> Version:
    found = _versions(document_of(request, document_id)).filter(ordinal=ordinal).first()
    if found is None:
        raise NoSuchFile
    return found
