"""Marks of browsers, signed and without a person's name: for which bodies officials work there, and which one answers.

It outlives signing out, so that a clerk cannot sign out and answer in the citizen's place on the same machine.
"""

import secrets
from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

COOKIE = "office"
ANSWERS = "answers"
_KEPT = timedelta(days=30)
_MARK_BYTES = 12
_MOST = 8


def worked_for(request: HttpRequest) -> frozenset[UUID]:
    """Bodies whose officials worked in this browser in the last thirty days; a mark that was tampered with is none."""
    try:
        marked = request.get_signed_cookie(COOKIE, "", max_age=_KEPT)
    except signing.BadSignature:
        return frozenset()
    return frozenset(UUID(each) for each in (marked or "").split())


def mark(request: HttpRequest, response: HttpResponseBase, body_id: UUID) -> None:
    """Remember that an official of this body works here; at most eight bodies, the latest stay."""
    before = [each for each in worked_for(request) if each != body_id]
    if len(before) < len(worked_for(request)):
        return
    value = " ".join(each.hex for each in [body_id, *before][:_MOST])
    response.set_signed_cookie(COOKIE, value, max_age=_KEPT, httponly=True, samesite="Lax", secure=request.is_secure())


def device_of(request: HttpRequest) -> str:
    """The mark of a browser that answers: its own, or a new one where it has none or it was tampered with."""
    try:
        marked = request.get_signed_cookie(ANSWERS, "", max_age=_KEPT)
    except signing.BadSignature:
        marked = ""
    return marked or secrets.token_urlsafe(_MARK_BYTES)


def keep_device(request: HttpRequest, response: HttpResponseBase, device: str) -> None:
    """Let the browser bring its mark with the next answer, for thirty days."""
    response.set_signed_cookie(
        ANSWERS, device, max_age=_KEPT, httponly=True, samesite="Lax", secure=request.is_secure(), path="/feedback/"
    )
