"""What the API says of itself: the OpenAPI document for machines, one page for people. Open to everybody."""

import hashlib
import json
from dataclasses import dataclass

import msgspec
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lienthong.doors.api import openapi, openapi_edxml, openapi_payments
from lienthong.doors.api.endpoints import PREFIX, Endpoint, Takes, table
from lienthong.doors.api.limits import DEFAULT
from lienthong.kit.web.middleware import Request


@require_safe
def document(request: Request) -> HttpResponse:
    """The OpenAPI 3.1 document."""
    body = json.dumps(openapi.document(server=settings.PUBLIC_URL), ensure_ascii=False, indent=1).encode()
    response = HttpResponse(body, content_type="application/json")
    response.headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@dataclass(frozen=True)
class Line:
    """One thing that goes in."""

    name: str
    kind: str
    needed: bool


@dataclass(frozen=True)
class Entry:
    """One endpoint as the page shows it."""

    endpoint: Endpoint
    anchor: str
    address: str
    given: list[Line]

    @property
    def is_open(self) -> bool:
        """May everybody ask, without a token?"""
        return self.endpoint.scope is None

    @property
    def takes_file(self) -> bool:
        """Does a file come in?"""
        return self.endpoint.takes is Takes.FILE


@require_safe
def readable(request: Request) -> HttpResponse:
    """Every endpoint with what it needs and a line of curl that works."""
    entries = [_entry(each) for each in table()]
    return render(
        request,
        "api/readable.html",
        {
            "entries": entries,
            "edxml": _edxml(),
            "bank_call": _bank_call(),
            "limits": DEFAULT,
            "server": settings.PUBLIC_URL,
            "prefix": PREFIX,
        },
    )


def _edxml() -> list[dict[str, str]]:
    """The two addresses that speak XML."""
    return [
        {
            "name": f"{method.upper()} {PREFIX}{openapi_edxml.ADDRESSES[method]}",
            "summary": str(openapi_edxml.SUMMARIES[method]),
            "scope": openapi_edxml.SCOPES[method],
            "curl": openapi_edxml.CURLS[method],
        }
        for method in ("post", "get")
    ]


def _bank_call() -> dict[str, str]:
    """The address that banks call."""
    return {
        "name": f"POST {PREFIX}{openapi_payments.ADDRESS}",
        "summary": str(openapi_payments.SUMMARY),
        "curl": openapi_payments.CURL,
    }


def _entry(each: Endpoint) -> Entry:
    shapes = [shape for shape in (each.query, each.body) if shape is not None]
    return Entry(
        endpoint=each,
        anchor=each.name.replace("_", "-"),
        address=f"{PREFIX}{each.path}",
        given=[line for shape in shapes for line in _lines(shape)],
    )


def _lines(shape: type[msgspec.Struct]) -> list[Line]:
    schema = msgspec.json.schema(shape)["$defs"][shape.__name__]
    needed = set(schema.get("required", []))
    return [Line(name, _kind(about), name in needed) for name, about in schema["properties"].items()]


def _kind(about: dict[str, object]) -> str:
    """How a field is written, in one short word or its permitted values."""
    if "anyOf" in about and isinstance(about["anyOf"], list):
        return _kind(next(one for one in about["anyOf"] if one != {"type": "null"}))
    if isinstance(about.get("enum"), list):
        values = [str(value) for value in about["enum"]]  # type: ignore[attr-defined]
        return " · ".join(values[:6]) + (" …" if len(values) > 6 else "")  # noqa: PLR2004 - what fits a line
    if "$ref" in about:
        return str(about["$ref"]).rsplit("/", 1)[-1]
    return str(about.get("format") or about.get("type") or "")
