"""Drafts that a session opened by their code: it may fill those in for a while, and nothing else of anybody's."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lienthong.doors.portal.frame import CitizenRequest, View, citizen
from lienthong.ground.identity.models import Account
from lienthong.work.services import queries
from lienthong.work.services.models import Application

OPENED = "opened_drafts"
"""The key of the session: draft -> until when (Unix time) it is open here."""
OPEN_SECONDS = 2 * 3600


class FillingRequest(CitizenRequest):
    """A request of somebody who fills in a draft: for `filler`, signed in or not."""

    filler: Account
    by_code: bool


def open_here(session: SessionBase, application_id: UUID, now: datetime) -> None:
    """From now on, for two hours, this session fills in this draft."""
    session.cycle_key()
    session[OPENED] = {**session.get(OPENED, {}), str(application_id): now.timestamp() + OPEN_SECONDS}


def close_here(session: SessionBase, application_id: UUID) -> None:
    """Not any more."""
    session[OPENED] = {key: until for key, until in session.get(OPENED, {}).items() if key != str(application_id)}


def filling(view: Callable[..., HttpResponseBase]) -> View:
    """For whoever is signed in and has begun it, and for a session that opened this very draft by its code."""
    signed_in = citizen(_as_themselves(view))

    @wraps(view)
    def guarded(request: Any, application_id: UUID, **more: Any) -> HttpResponseBase:
        applicant = _opened(request, application_id)
        if applicant is None or applicant == request.user:
            return signed_in(request, application_id=application_id, **more)
        request.filler, request.by_code = applicant, True
        answer = view(request, application_id=application_id, **more)
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    return guarded


def _as_themselves(view: Callable[..., HttpResponseBase]) -> View:
    def guarded(request: Any, **more: Any) -> HttpResponseBase:
        request.filler, request.by_code = request.user, False
        return view(request, **more)

    return guarded


def handed_in(request: CitizenRequest, application: Application) -> HttpResponseBase | None:
    """The way to the dossier, once the draft is none any more: nothing of it can be filled in, and what was sent from
    an old page is not kept, which is said. None while it is a draft. Refuses: NoSuchApplication (thrown away).
    """
    if application.is_draft:
        return None
    dossier = getattr(application, "dossier", None)
    if dossier is None:
        raise queries.NoSuchApplication
    if request.method == "POST":
        messages.info(request, _("Hồ sơ đã nộp. Điều vừa gửi từ trang cũ của bản nháp không được ghi."))
    return redirect("portal:dossier", dossier.pk)


def _opened(request: HttpRequest, application_id: UUID) -> Account | None:
    """For whom the session may fill in this draft."""
    until = request.session.get(OPENED, {}).get(str(application_id), 0)
    if request.now.timestamp() >= until:  # type: ignore[attr-defined]
        return None
    return queries.applicant_of_draft(application_id)
