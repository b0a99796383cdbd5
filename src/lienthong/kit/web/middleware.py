"""The edge: `Edge` gives a request its trace id and `now`, `PackedPages` compresses, `Refusals` answers refusals."""

import json
import logging
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render

from lienthong.kit import clock, logs
from lienthong.kit.errors import Refused
from lienthong.kit.ids import new_id
from lienthong.kit.web import whole

_TRACEPARENT = re.compile(r"^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$")
SECRET_PARTS = frozenset({"token", "secret", "key", "code"})
"""Parts of addresses, by their name in the URL pattern, that open something for whoever holds them."""
log = logging.getLogger("lienthong.edge")


class Request(HttpRequest):
    """A request as our views receive it."""

    now: datetime
    trace_id: str


def trace_id_of(request: HttpRequest) -> str:
    """Trace id of a request: the caller's W3C `traceparent` when well formed, else a fresh one (32 hex digits)."""
    given = _TRACEPARENT.match(request.headers.get("traceparent", ""))
    return given[1] if given and set(given[1]) != {"0"} else new_id().hex


class Edge:
    """Outermost: `request.trace_id`, `request.now`, whole bodies only, one log line, an answer when all else failed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = clock.now()
        request.now = started  # type: ignore[attr-defined]
        request.trace_id = trace_id_of(request)  # type: ignore[attr-defined]
        whole.insist(request)
        with logs.tracing(request.trace_id):  # type: ignore[attr-defined]
            response = self.get_response(request)
        response.headers["X-Trace-Id"] = request.trace_id  # type: ignore[attr-defined]
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        log.info(
            "request",
            extra={
                "method": request.method,
                "path": _without_secrets(request),
                "status": response.status_code,
                "milliseconds": round((clock.now() - started).total_seconds() * 1000, 1),
                "trace_id": request.trace_id,  # type: ignore[attr-defined]
            },
        )
        return response


def _without_secrets(request: HttpRequest) -> str:
    """The path without its query, and with the pattern's own name in place of anything that works like a password."""
    match = request.resolver_match
    secrets = [value for name, value in match.kwargs.items() if name in SECRET_PARTS] if match else []
    path = request.path
    for secret in secrets:
        path = path.replace(str(secret), "…")
    return path


def wants_json(request: HttpRequest) -> bool:
    """Is the caller a machine? By address (`/api/`) or by what it accepts."""
    accepts = request.headers.get("accept", "")
    return request.path.startswith("/api/") or ("json" in accepts and "text/html" not in accepts)


def problem_response(problem: dict[str, Any], *, trace_id: str) -> HttpResponse:
    """An RFC 9457 answer."""
    body = json.dumps({**problem, "trace_id": trace_id}, ensure_ascii=False, default=str)
    return HttpResponse(body, status=problem["status"], content_type="application/problem+json")


class PackedPages(GZipMiddleware):
    """Pages go out compressed, for weak signals; padded at random, so that their length tells no secret (BREACH).

    Only pages: files keep their length, machines their strong ETag.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress what is HTML."""
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)


class Refusals:
    """Innermost: a `Refused` raised anywhere below becomes a page that says what to do, or problem-JSON."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        response = _answer(request, exception)
        if "retry_after" in exception.facts:
            response.headers["Retry-After"] = str(exception.facts["retry_after"])
        return response


def _answer(request: HttpRequest, refused: Refused) -> HttpResponse:
    if wants_json(request):
        return problem_response(refused.problem(), trace_id=request.trace_id)  # type: ignore[attr-defined]
    return render(request, "kit/refused.html", {"refused": refused}, status=refused.status)
