"""The dossiers of a body for its own software: what changed, one whole dossier, its papers and result.

Whatever of a dossier's content is given leaves a trace that the person can see, with the name of the system.
"""

from functools import partial
from uuid import UUID

from django.db import transaction
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from lienthong.doors.api import dossier_presenting as presenting
from lienthong.doors.api import dossier_shapes as shapes
from lienthong.doors.api.calls import Call
from lienthong.doors.api.edge import Traced
from lienthong.doors.api.endpoints import endpoint
from lienthong.doors.api.problems import NoSuchAddress
from lienthong.ground.files.delivery import download
from lienthong.ground.files.models import StoredFile
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.mandates.states import Scope
from lienthong.ground.organisations.models import Body
from lienthong.work.onestop import actions, machines
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import Opened

_AUTH = 'curl -sS -H "Authorization: Bearer $LIENTHONG_TOKEN" '


@endpoint(
    "GET",
    "/dossiers/changes",
    summary=_("Diễn biến hồ sơ của cơ quan, theo thứ tự; đọc không làm mất"),
    scope=Scope.DOSSIERS_READ,
    query=shapes.ChangesAsked,
    gives=shapes.DossierChanges,
    curl=f'{_AUTH}"$LIENTHONG_URL/api/v1/dossiers/changes?cursor=0"',
    refuses=(422,),
)
def list_dossier_changes(call: Call) -> shapes.DossierChanges:
    """What happened to any dossier of your body after the cursor; no names, so it leaves no trace on a person.

    Refuses: NoSuchPlace for one that was never given.
    """
    asked: shapes.ChangesAsked = call.query
    body, after = call.mandate.body, asked.cursor
    mandates.require(call.mandate, Verb.READ_DOSSIER, Dossier(body=body), now=call.now)
    found = _listed(body, after, most=asked.limit + 1)
    shown = [presenting.change(each) for each in found[: asked.limit]]
    return shapes.DossierChanges(
        items=shown, next=shown[-1].position if shown else after, more=len(found) > asked.limit
    )


def _listed(body: Body, after: int, *, most: int) -> list[machines.Listed]:
    """What is listed after a place; what happened a moment ago is listed first where the page is not full.

    Refuses: NoSuchPlace.
    """
    try:
        found = machines.listed_after(body, after, most=most)
    except machines.NoSuchPlace:
        if not machines.has_unlisted(body):
            raise
        found = []
    if len(found) >= most or not machines.has_unlisted(body):
        return found
    with transaction.atomic():
        actions.list_events(body=body)
    return machines.listed_after(body, after, most=most)


def _ours(call: Call, code: str) -> Dossier:
    """A dossier of this body by its code in either style. Refuses: NoSuchAddress."""
    found = machines.by_code(call.mandate, code) if code.isascii() and code.isprintable() else None
    if found is None:
        raise NoSuchAddress
    return found


def _note(call: Call, found: Dossier, what: Opened, name: str = "") -> None:
    actions.note_reading(dossier=found, what=what, system=call.token.name, by=call.mandate, now=call.now, name=name)


@endpoint(
    "GET",
    "/dossiers/{dossier}",
    summary=_("Một hồ sơ của cơ quan: lời khai, dữ liệu kèm nguồn, giấy tờ, hạn và vì sao, diễn biến"),
    scope=Scope.DOSSIERS_READ,
    gives=shapes.Dossier,
    curl=f'{_AUTH}"$LIENTHONG_URL/api/v1/dossiers/$DOSSIER"',
    refuses=(404,),
)
def show_dossier(call: Call, dossier: str) -> Traced:
    """The person can see that your software read it; an unchanged one (`304`) was not read."""
    found = _ours(call, dossier)
    return Traced(presenting.dossier(found), partial(_note, call, found, Opened.DOSSIER))


@endpoint(
    "GET",
    "/dossiers/{dossier}/papers/{paper}",
    summary=_("Một giấy tờ người dân đã nộp trong hồ sơ"),
    scope=Scope.DOSSIERS_READ,
    gives=("*/*",),
    curl=f'{_AUTH}-OJ \\\n  "$LIENTHONG_URL/api/v1/dossiers/$DOSSIER/papers/$PAPER"',
    refuses=(404, 410),
)
def fetch_paper(call: Call, dossier: str, paper: UUID) -> HttpResponseBase:
    """Its bytes, whole or in ranges."""
    found = _ours(call, dossier)
    given = found.application.attachments.select_related("file").filter(pk=paper).first()
    if given is None:
        raise NoSuchAddress
    return _given(call, found, given.file, Opened.PAPER)


@endpoint(
    "GET",
    "/dossiers/{dossier}/result",
    summary=_("Kết quả đã ký của hồ sơ"),
    scope=Scope.DOSSIERS_READ,
    gives=("application/pdf",),
    curl=f'{_AUTH}-o ket-qua.pdf \\\n  "$LIENTHONG_URL/api/v1/dossiers/$DOSSIER/result"',
    refuses=(404, 410),
)
def fetch_dossier_result(call: Call, dossier: str) -> HttpResponseBase:
    """The signed paper, byte for byte."""
    found = _ours(call, dossier)
    paper = found.result
    if paper is None or paper.file is None:
        raise NoSuchAddress
    return _given(call, found, paper.file, Opened.RESULT)


def _given(call: Call, found: Dossier, file: StoredFile, what: Opened) -> HttpResponseBase:
    """The file, and the trace of it unless the caller has these bytes already."""
    answer = download(call.request, file)
    if answer.status_code in {200, 206}:
        with transaction.atomic():
            _note(call, found, what, file.name)
    return answer
