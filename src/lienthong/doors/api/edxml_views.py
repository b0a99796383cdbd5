"""edXML over the ordinary API: one message as it is, several as a form, and what was sent or received as edXML again.

The same addresses and answers as the gateway, which a busy installation puts in front of them. Each message of a form
stands alone: what one is refused for, the others do not feel.
"""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from tempfile import SpooledTemporaryFile, TemporaryFile
from typing import BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from lienthong.doors.api import access, edge, limits
from lienthong.doors.api.problems import ContentTooLarge, MethodUnknown, NoSuchAddress, NotWhole, ShapeWrong
from lienthong.ground.mandates.models import MachineToken, Mandate
from lienthong.ground.mandates.states import Scope
from lienthong.kit.errors import Refused
from lienthong.kit.web.limits import caller_of
from lienthong.kit.web.middleware import Request
from lienthong.records.exchange import answering
from lienthong.records.exchange.actions import exporting, importing
from lienthong.records.exchange.actions.importing import Imported
from lienthong.records.exchange.models import Message

MOST_IN_A_FORM = 100
MEDIA_TYPE = "application/vnd.edxml+xml"
_IN_MEMORY_BYTES = 1024 * 1024
_PIECE_BYTES = 256 * 1024
_FORM = "multipart/form-data"


@csrf_exempt
def edxml(request: Request) -> HttpResponseBase:
    """`POST`: take in one message, or each file of a form."""
    return edge.guarded(request, lambda _told: _taken_in(request))


@csrf_exempt
def exported(request: Request, message_id: UUID) -> HttpResponseBase:
    """`GET`: a message this body sent or received, as signed edXML."""
    return edge.guarded(request, lambda _told: _given_out(request, message_id))


def _caller(request: Request, method: str, scope: Scope) -> MachineToken:
    """Counted, known and allowed, in this order. Refuses: TooOften, MethodUnknown, TokenMissing, ScopeMissing …"""
    limits.count("address", caller_of(request), request.now).require()
    if request.method != method:
        raise MethodUnknown(allowed=[method])
    token = access.token_of(request, scope)
    limits.count("token", str(token.pk), request.now).require()
    access.require_scope(token, scope)
    return token


def _taken_in(request: Request) -> HttpResponseBase:
    by = _caller(request, "POST", Scope.SEND).mandate
    if request.content_type == _FORM:
        lines = [_line(file, by, request.now) for file in _files(request)]
        return _json(json.dumps({"results": lines}, ensure_ascii=False).encode(), 200)
    with closing(_spooled(request)) as source:
        imported = take_in(source, file_name="", by=by, now=request.now)
    created = imported.accepted is not None and not imported.accepted.repeated
    return _json(_said(imported), 201 if created else 200)


def take_in(source: BinaryIO, *, file_name: str, by: Mandate, now: datetime) -> Imported:
    """One message in a transaction of its own; a refusal is recorded and goes on. Refuses: as `import_message`."""
    with importing.refusals_recorded(source=source, file_name=file_name, by=by, now=now):
        return importing.import_message(source=source, by=by, now=now)


def _line(file: "UploadedFile[bytes]", by: Mandate, now: datetime) -> dict[str, object]:
    """What became of one file of a form."""
    name = file.name or ""
    try:
        imported = take_in(cast("BinaryIO", file.file), file_name=name, by=by, now=now)
    except Refused as refused:
        return {"name": name, **refused.problem()}
    return {"name": name, "status": 201, **json.loads(_said(imported))}


def _said(imported: Imported) -> bytes:
    if imported.accepted is not None:
        return answering.as_json(imported.accepted, imported.warnings)
    assert imported.delivery is not None
    return json.dumps({"delivery": str(imported.delivery.pk), "status": imported.delivery.state}).encode()


def _files(request: Request) -> "list[UploadedFile[bytes]]":
    """All files of the form, whatever their fields are called. Refuses: NotWhole, ShapeWrong."""
    try:
        found = [file for _field, files in request.FILES.lists() for file in files]
    except (MultiPartParserError, UnreadablePostError) as broken:
        raise NotWhole from broken
    if not 1 <= len(found) <= MOST_IN_A_FORM:
        raise ShapeWrong(_("Hãy gửi từ 1 đến %(most)d tệp edXML mỗi lần.") % {"most": MOST_IN_A_FORM})
    return found


def _spooled(request: Request) -> BinaryIO:
    """The body in a file that can be read twice. Refuses: ContentTooLarge, NotWhole."""
    spool = cast("BinaryIO", SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES))  # noqa: SIM115 - the caller closes it
    try:
        for piece in _pieces(request):
            spool.write(piece)
    except BaseException:
        spool.close()
        raise
    return spool


def _pieces(request: Request) -> Iterator[bytes]:
    """The body piece by piece, to its end or to the limit. Refuses: ContentTooLarge, NotWhole."""
    left: int = settings.FILES_LARGEST_BYTES
    try:
        while piece := request.read(_PIECE_BYTES):
            left -= len(piece)
            if left < 0:
                raise ContentTooLarge(largest_bytes=settings.FILES_LARGEST_BYTES)
            yield piece
    except UnreadablePostError as broken:
        raise NotWhole from broken


def _given_out(request: Request, message_id: UUID) -> HttpResponseBase:
    by = _caller(request, "GET", Scope.READ).mandate
    message = Message.objects.select_related("sender", "document__body").filter(pk=message_id).first()
    if message is None:
        raise NoSuchAddress
    out = cast("BinaryIO", TemporaryFile())  # noqa: SIM115 - the response closes it
    try:
        with transaction.atomic():
            exporting.export_message(message=message, out=out, by=by, now=request.now)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"{message.document_id}.edxml", content_type=MEDIA_TYPE)


def _json(body: bytes, status: int) -> HttpResponse:
    response = HttpResponse(body, status=status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


urlpatterns: list[URLPattern] = [
    path("v1/edxml", edxml, name="edxml"),
    path("v1/edxml/<uuid:message_id>", exported, name="edxml-message"),
]
