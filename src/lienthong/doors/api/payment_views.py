"""Calls of banks: one signed body, kept and counted, answered only after that is durable.

No token and no session: the bank's signature over the very bytes is what is believed. Whatever is signed is taken with
200, also money nobody is due, so that a bank never has a reason to give up; what is not signed is counted and refused.
"""

import msgspec
from django.db import transaction
from django.http import HttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from lienthong.doors.api import edge, limits
from lienthong.doors.api.problems import ContentTooLarge, MethodUnknown, NotWhole
from lienthong.kit.errors import NotAllowed
from lienthong.kit.web.limits import caller_of
from lienthong.kit.web.middleware import Request
from lienthong.work.payments import actions
from lienthong.work.payments.adapters.base import bank as bank_called
from lienthong.work.payments.models import Call

LARGEST_BYTES = 64 * 1024


@csrf_exempt
def bank_call(request: Request, bank: str) -> HttpResponseBase:
    """`POST`: take a call-back of the bank the operator connected under this name."""
    return edge.guarded(request, lambda _told: _answer(request, bank))


def _answer(request: Request, name: str) -> HttpResponseBase:
    if request.method != "POST":
        raise MethodUnknown(allowed=["POST"])
    bank, raw = bank_called(name), _whole(request)
    try:
        with transaction.atomic():
            call = actions.take_call(bank=bank, headers=request.headers, raw=raw, now=request.now)
    except NotAllowed:
        limits.count("address", caller_of(request), request.now).require()
        raise
    return _said(call)


def _whole(request: Request) -> bytes:
    """Refuses: ContentTooLarge, NotWhole."""
    try:
        raw = request.read(LARGEST_BYTES + 1)
    except UnreadablePostError as broken:
        raise NotWhole from broken
    if len(raw) > LARGEST_BYTES:
        raise ContentTooLarge(largest_bytes=LARGEST_BYTES)
    return raw


def _said(call: Call) -> HttpResponse:
    body = msgspec.json.encode({"call": str(call.pk), "outcome": call.outcome})
    response = HttpResponse(body, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


urlpatterns: list[URLPattern] = [path("v1/payments/calls/<str:bank>", bank_call, name="bank-call")]
