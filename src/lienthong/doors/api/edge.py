"""From a request to an answer, in numbered steps. Everything is caught here, so that every answer is JSON."""

import hashlib
import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import msgspec
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from lienthong.doors.api import access, calls, limits, problems
from lienthong.doors.api import once as repeats
from lienthong.doors.api.endpoints import Endpoint, Takes
from lienthong.doors.api.once import Made
from lienthong.ground.files.actions import infections_recorded
from lienthong.ground.mandates.models import MachineToken
from lienthong.ground.mandates.states import Scope
from lienthong.kit.errors import Refused
from lienthong.kit.web.limits import caller_of
from lienthong.kit.web.middleware import Request, problem_response

log = logging.getLogger("lienthong.api")
_READS = {"GET", "HEAD"}


@dataclass
class Created:
    """A struct that answers a POST which made something, and where the new thing is."""

    struct: msgspec.Struct
    location: str


@dataclass
class Traced:
    """A struct that answers a GET, and what is to be recorded when it is really given: not for an unchanged one."""

    struct: msgspec.Struct
    record: Callable[[], None]


@dataclass
class _Told:
    """Headers that go out whatever happens."""

    allowance: limits.Allowance | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def write_on(self, response: HttpResponseBase) -> None:
        if self.allowance is not None:
            self.allowance.write_on(response)
        for name, value in self.headers.items():
            response.headers[name] = value


def view_of(methods: Mapping[str, Endpoint]) -> Callable[..., HttpResponseBase]:
    """The Django view of one address. Exempt from the form token because a cookie never counts here."""

    @csrf_exempt
    def view(request: Request, **parts: Any) -> HttpResponseBase:
        return guarded(request, lambda told: _answer(request, methods, parts, told))

    return view


def guarded(request: Request, answering: Callable[[_Told], HttpResponseBase]) -> HttpResponseBase:
    """Every refusal and every failure as problem-JSON with the trace id; a failure is logged as the alarm it is."""
    told = _Told()
    try:
        response = answering(told)
    except Refused as refused:
        response = _problem(request, refused)
    except Exception:
        log.exception("a call of the API failed", extra={"path": request.path, "trace_id": request.trace_id})
        response = _problem(request, problems.ServerFailed())
    told.write_on(response)
    response.headers.setdefault("Cache-Control", "private, no-cache")
    response.headers.setdefault("Vary", "Authorization, Accept-Language")
    return response


@csrf_exempt
def nothing_here(request: Request, **_parts: Any) -> HttpResponseBase:
    """Any address below /api that is none."""

    def refuse(_told: _Told) -> HttpResponseBase:
        raise problems.NoSuchAddress

    return guarded(request, refuse)


def _problem(request: Request, refused: Refused) -> HttpResponse:
    response = problem_response(refused.problem(), trace_id=request.trace_id)
    if "retry_after" in refused.facts:
        response.headers["Retry-After"] = str(refused.facts["retry_after"])
    if refused.status == problems.TokenMissing.status:
        wrong = "" if isinstance(refused, problems.TokenMissing) else ', error="invalid_token"'
        response.headers["WWW-Authenticate"] = f'Bearer realm="lienthong"{wrong}'
    return response


def _answer(request: Request, methods: Mapping[str, Endpoint], parts: dict[str, Any], told: _Told) -> HttpResponseBase:
    # 1. Not too often from this address: guesses of tokens are counted as well.
    told.allowance = limits.count("address", caller_of(request), request.now)
    told.allowance.require()

    # 2. The method is known here.
    endpoint = methods.get("GET" if request.method == "HEAD" else str(request.method))
    if endpoint is None:
        allowed = sorted({*methods, *(["HEAD"] if "GET" in methods else [])})
        told.headers["Allow"] = ", ".join(allowed)
        raise problems.MethodUnknown(allowed=allowed)

    # 3. A token with the right it needs, not too often; nothing of that where everybody may ask.
    token = None if endpoint.scope is None else _token(request, endpoint.scope, told)

    # 4. What came is of the right shape.
    call = calls.read(request, endpoint, token)

    # 5. Read, or act once.
    if request.method in _READS:
        return _read(call, parts)
    return _act(call, parts)


def _token(request: Request, scope: Scope, told: _Told) -> MachineToken:
    token = access.token_of(request, scope)
    told.allowance = limits.count("token", str(token.pk), request.now)
    told.allowance.require()
    access.require_scope(token, scope)
    return token


def _read(call: calls.Call, parts: dict[str, Any]) -> HttpResponseBase:
    found = call.endpoint.handler(call, **parts)
    if isinstance(found, HttpResponseBase):
        return found
    traced = found if isinstance(found, Traced) else None
    body = msgspec.json.encode(traced.struct if traced else found)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    fresh = etag in call.request.headers.get("If-None-Match", "")
    if traced and not fresh:
        with transaction.atomic():
            traced.record()
    response = HttpResponse(status=304) if fresh else _json(body, 200)
    response.headers["ETag"] = etag
    return response


def _act(call: calls.Call, parts: dict[str, Any]) -> HttpResponseBase:
    key = repeats.key_of(call.request.headers.get("Idempotency-Key"))
    if call.endpoint.needs_key and not key:
        raise problems.KeyNeeded
    takes_files = call.endpoint.takes is Takes.FILE
    uploads = call.uploads() if takes_files else {}

    def run() -> Made:
        found = call.endpoint.handler(call, **parts, **({"uploads": uploads} if takes_files else {}))
        struct, location = (found.struct, found.location) if isinstance(found, Created) else (found, "")
        return Made(call.endpoint.status, msgspec.json.encode(struct), location)

    def fingerprint() -> str:
        passed = "".join(f"{name}={upload.drain()};" for name, upload in sorted(uploads.items()))
        return hashlib.sha256(f"{call.digest()}{passed}".encode()).hexdigest()

    with _transaction(call):
        if key and call.endpoint.has_effect:
            made = repeats.once(token=call.token, key=key, fingerprint=fingerprint, run=run, now=call.now)
        else:
            made = run()
    return _given(made)


def _transaction(call: calls.Call) -> AbstractContextManager[None]:
    if not call.endpoint.has_effect:
        return nullcontext()
    return infections_recorded(by=call.mandate, now=call.now)


def _given(made: Made) -> HttpResponse:
    response = _json(made.body, made.status)
    if made.location:
        response.headers["Location"] = made.location
    if made.repeated:
        response.headers["Idempotency-Replayed"] = "true"
    response.headers["Cache-Control"] = "no-store"
    return response


def _json(body: bytes, status: int) -> HttpResponse:
    return HttpResponse(body, status=status, content_type="application/json")
