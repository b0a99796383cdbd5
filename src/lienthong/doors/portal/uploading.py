"""Papers that come in pieces, over lines that break: the tus protocol 1.0 (creation, termination), for its own script.

POST announces a file, PATCH brings the next piece, HEAD tells how much has arrived. When the last piece is there the
file is compared with its digest, looked into like any other, and given for its paper; before that it counts nowhere.
"""

import binascii
from base64 import b64decode
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from lienthong.doors.portal.applying import ACCEPTED, LARGEST_PAPER_BYTES
from lienthong.doors.portal.opened import FillingRequest, filling
from lienthong.ground.files import actions as files
from lienthong.ground.files import queries as kept
from lienthong.ground.files.limits import LARGEST_PIECE_BYTES
from lienthong.ground.files.models import Upload
from lienthong.ground.files.refusals import NoSuchUpload, PieceTooLarge, UploadUnclear
from lienthong.kit.errors import Invalid, Refused, TooLarge
from lienthong.kit.web.middleware import problem_response
from lienthong.work.services import actions, queries, rules
from lienthong.work.services.actions.applying import NoSuchPaper
from lienthong.work.services.models import Application

VERSION = "1.0.0"
PIECES = "application/offset+octet-stream"
_MOST_DIGITS = 15
View = Callable[..., HttpResponseBase]


class OtherVersion(Refused):
    """This page speaks another version of the upload protocol. Reload the page."""

    status = 412


class NotAPiece(Refused):
    """A piece of a file was expected. Reload the page."""

    status = 415


def _tus(view: View) -> View:
    """The frame of the protocol: its version in every request and answer, refusals as problem-JSON."""

    @wraps(view)
    def guarded(request: FillingRequest, **more: Any) -> HttpResponseBase:
        answer: HttpResponseBase
        try:
            if request.headers.get("Tus-Resumable") != VERSION:
                raise OtherVersion
            answer = view(request, **more)
        except Refused as refused:
            answer = problem_response(refused.problem(), trace_id=request.trace_id)
            if "received" in refused.facts:
                answer.headers["Upload-Offset"] = str(refused.facts["received"])
        answer["Tus-Resumable"] = answer["Tus-Version"] = VERSION
        answer["Cache-Control"] = "no-store"
        return answer

    return guarded


@filling
@_tus
@require_http_methods(["POST"])
def announce(request: FillingRequest, application_id: UUID) -> HttpResponse:
    """A file is going to come for a paper; says under which address, and how much of it is there already.

    Refuses: NoSuchApplication, NoSuchPaper, FileEmpty, FileTooLarge, UploadUnclear, TooManyUploads.
    """
    said = _metadata(request.headers.get("Upload-Metadata", ""))
    with transaction.atomic():
        application = queries.application_of(request.filler, application_id)
        begun = files.begin_upload(
            purpose=f"{application_id}/{_paper(request, application, said.get('paper', ''))}",
            name=said.get("filename", ""),
            size_bytes=_count(request.headers.get("Upload-Length", "")),
            beginning=said.get("beginning", ""),
            sha256=said.get("sha256", ""),
            by=request.filler,
            now=request.now,
            largest_bytes=LARGEST_PAPER_BYTES,
        )
    answer = _standing(begun, status=200 if begun.received_bytes else 201)
    answer.headers["Location"] = reverse("portal:upload", args=[application_id, begun.pk])
    return answer


def _paper(request: FillingRequest, application: Application, paper: str) -> str:
    """The paper, if this procedure asks for it and the application may be filled in now."""
    rules.require_may_fill(application, request.filler, now=request.now)
    if paper not in {each["code"] for each in application.version.package.plain["procedure"]["papers"]}:
        raise NoSuchPaper(paper=paper)
    return paper


@filling
@_tus
@require_http_methods(["HEAD", "PATCH", "DELETE"])
def upload(request: FillingRequest, application_id: UUID, upload_id: UUID) -> HttpResponse:
    """How much has arrived, the next piece, or the end of it.

    Refuses: NoSuchApplication, NoSuchUpload, OffsetDiffers, PieceTooLarge, and what `files.keep` and `attach` refuse.
    """
    application = queries.application_of(request.filler, application_id)
    found = kept.upload_of(request.filler, upload_id)
    paper = found.purpose.removeprefix(f"{application.pk}/")
    if paper == found.purpose:
        raise NoSuchUpload
    if request.method == "DELETE":
        with transaction.atomic():
            files.drop_upload(upload_id=upload_id, by=request.filler)
        return HttpResponse(status=204)
    if request.method == "PATCH":
        found = _with_piece(request, found)
        if found.received_bytes == found.size_bytes:
            _give(request, found, application, paper)
    return _standing(found, status=200 if request.method == "HEAD" else 204)


def _with_piece(request: FillingRequest, found: Upload) -> Upload:
    """The piece is durable when this returns: before the answer leaves, and before anything is made of it."""
    if request.content_type != PIECES:
        raise NotAPiece
    if _count(request.headers.get("Content-Length", "")) > LARGEST_PIECE_BYTES:
        raise PieceTooLarge
    start, data = _count(request.headers.get("Upload-Offset", "")), request.body
    with transaction.atomic():
        return files.add_piece(upload_id=found.pk, start=start, data=data, by=request.filler, now=request.now)


def _give(request: FillingRequest, found: Upload, application: Application, paper: str) -> None:
    """Make a file of the whole upload and give it for its paper. What cannot be taken is thrown away at once."""
    if found.file_id is not None:
        return
    by, now = request.filler, request.now
    try:
        with files.infections_recorded(by=by, now=now):
            file = files.finish_upload(
                upload_id=found.pk, by=by, now=now, allowed=ACCEPTED, largest_bytes=LARGEST_PAPER_BYTES
            )
            actions.attach(application=application, paper=paper, file=file, by=by, now=now)
    except (Invalid, TooLarge):
        with transaction.atomic():
            files.drop_upload(upload_id=found.pk, by=by)
        raise


def _standing(found: Upload, *, status: int) -> HttpResponse:
    standing = {"Upload-Offset": str(found.received_bytes), "Upload-Length": str(found.size_bytes)}
    return HttpResponse(status=status, headers=standing)


def _metadata(text: str) -> dict[str, str]:
    """`key base64, key base64`. Refuses: UploadUnclear."""
    try:
        pairs = [each.strip().partition(" ") for each in text.split(",") if each.strip()]
        return {key: b64decode(value, validate=True).decode() for key, _space, value in pairs}
    except (binascii.Error, UnicodeDecodeError) as unread:
        raise UploadUnclear from unread


def _count(text: str) -> int:
    """A count of bytes in a header. Refuses: UploadUnclear."""
    if not text.isascii() or not text.isdigit() or len(text) > _MOST_DIGITS:
        raise UploadUnclear
    return int(text)
