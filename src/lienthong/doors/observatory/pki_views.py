"""What is published to everyone about keys and credentials: certificates, revocation lists, OCSP answers, time-stamps,
status lists.

Plain HTTP as the protocols have it (RFC 5280 §4.2.1.13, RFC 6960 appendix A, RFC 3161 §3.4): stock tools must be able
to use it, so there is no sign-in, no cookie and no form token.
"""

import base64
import binascii
import hashlib

from django.http import HttpResponse
from django.urls import URLPattern, path
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST, require_safe

from lienthong.ground.signatures import answers, queries, statuslist, tsa
from lienthong.ground.signatures.refusals import RequestInvalid
from lienthong.ground.signatures.states import Profile
from lienthong.kit.errors import TooLarge
from lienthong.kit.web.middleware import Request

_LIST_SECONDS = 60
_CERTIFICATE_SECONDS = 86_400


@require_safe
def certificate(request: Request, name: str) -> HttpResponse:
    """The certificate of an authority, DER."""
    found = queries.authority(name)
    return _document(found.encoded, "application/pkix-cert", seconds=_CERTIFICATE_SECONDS)


@require_safe
def revocation_list(request: Request, name: str) -> HttpResponse:
    """The revocation list of an authority as of now, DER."""
    encoded = queries.revocation_list(name, now=request.now)
    return _document(encoded, "application/pkix-crl", seconds=_LIST_SECONDS)


@csrf_exempt
@require_POST
def answer(request: Request) -> HttpResponse:
    """An OCSP answer to a question in the body."""
    _require_type(request, "application/ocsp-request")
    question = _bounded_body(request, answers.LARGEST_REQUEST_BYTES)
    return _document(queries.answer(question, now=request.now), "application/ocsp-response", seconds=0)


@require_GET
def answer_in_address(request: Request, question: str) -> HttpResponse:
    """An OCSP answer to a question in the address, base64 as RFC 6960 appendix A.1 has it."""
    try:
        encoded = base64.b64decode(question, validate=True)
    except (binascii.Error, ValueError) as malformed:
        raise RequestInvalid from malformed
    return _document(queries.answer(encoded, now=request.now), "application/ocsp-response", seconds=_LIST_SECONDS)


@csrf_exempt
@require_POST
def time_stamp(request: Request) -> HttpResponse:
    """A time-stamp, or the protocol's own words why there is none."""
    _require_type(request, "application/timestamp-query")
    query = _bounded_body(request, tsa.LARGEST_REQUEST_BYTES)
    signer = queries.service(Profile.TIME_STAMP, now=request.now)
    reply = tsa.respond(query, signer=signer, now=request.now)
    return _document(reply, "application/timestamp-reply", seconds=0)


@require_safe
def status_list(request: Request, code: str, number: int) -> HttpResponse:
    """The published status list of a body (draft-ietf-oauth-status-list §8); any page may fetch it from a browser."""
    found = queries.status_list(code, number)
    seconds = int(statuslist.TIME_TO_LIVE.total_seconds())
    response = _document(found.token.encode(), statuslist.MEDIA_TYPE, seconds=seconds)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["ETag"] = f'"{hashlib.sha256(found.token.encode()).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response


def _require_type(request: Request, expected: str) -> None:
    if request.content_type != expected:
        raise RequestInvalid(expected=expected)


def _bounded_body(request: Request, most: int) -> bytes:
    body = request.read(most + 1)
    if len(body) > most:
        raise TooLarge(most=most)
    return body


def _document(content: bytes, media_type: str, *, seconds: int) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response.headers["Cache-Control"] = f"public, max-age={seconds}" if seconds else "no-store"
    return response


urlpatterns: list[URLPattern] = [
    path("pki/ca/<slug:name>.cer", certificate, name="pki-certificate"),
    path("pki/crl/<slug:name>.crl", revocation_list, name="pki-revocation-list"),
    path("pki/ocsp", answer, name="pki-answer"),
    path("pki/ocsp/<path:question>", answer_in_address, name="pki-answer-in-address"),
    path("pki/tsa", time_stamp, name="pki-time-stamp"),
    path("status-lists/<str:code>/<int:number>", status_list, name="status-list"),
]
