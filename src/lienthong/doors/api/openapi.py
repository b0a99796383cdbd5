"""The OpenAPI 3.1 document, made from the table of endpoints and the structs; nothing is written down twice."""

from typing import Any

import msgspec

from lienthong import __version__
from lienthong.doors.api import openapi_edxml, openapi_payments, shapes
from lienthong.doors.api.endpoints import PREFIX, Endpoint, Takes, table
from lienthong.doors.api.limits import WINDOW_SECONDS

Json = dict[str, Any]
_REF = "#/components/schemas/{name}"
_ALWAYS = (405, 429, 500)
_WITH_A_TOKEN = (401, 403)
_TITLES = {
    400: "Not understood", 401: "No token, or one that is not valid", 403: "The token may not do this",
    404: "Nothing there that your body may see", 405: "Another method is needed", 409: "Not in this state, or not yet",
    410: "The content is gone", 413: "Too large", 415: "Content of another type is needed",
    422: "Understood, but cannot be accepted", 429: "Too many requests", 500: "Our fault", 503: "Try again later",
}  # fmt: skip

PROBLEM: Json = {
    "type": "object",
    "description": "RFC 9457. `code` is stable; `title` and `detail` are for people, in the language asked for.",
    "required": ["type", "title", "status", "detail", "code", "trace_id"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "code": {"type": "string", "pattern": "^[a-z-]+$"},
        "trace_id": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    },
    "additionalProperties": True,
}


def document(*, server: str) -> Json:
    """The whole document, for a server at this address."""
    endpoints = table()
    structs = list(dict.fromkeys(_structs(endpoints)))
    _schemas, components = msgspec.json.schema_components(structs, ref_template=_REF)
    components["Problem"] = PROBLEM
    refused = {status: _refused(status) for status in _TITLES}
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "Liên Thông API",
            "version": __version__,
            "summary": "Official documents between bodies, public services and their dossiers.",
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": f"{server}{PREFIX}"}],
        "security": [{"token": []}],
        "paths": {**_paths(endpoints), **openapi_edxml.paths(refused), **openapi_payments.paths(refused)},
        "components": {
            "schemas": components,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "Made on the desk, shown once: `lt_…`"}
            },
            "headers": _headers(),
        },
    }


def _structs(endpoints: list[Endpoint]) -> list[type[msgspec.Struct]]:
    found: list[type[msgspec.Struct]] = []
    for each in endpoints:
        found += [shape for shape in (each.body, each.query) if shape is not None]
        if not isinstance(each.gives, tuple):
            found.append(each.gives)
    return [shape for shape in found if shape.__struct_fields__ or shape is shapes.NothingAsked]


def _paths(endpoints: list[Endpoint]) -> Json:
    paths: dict[str, Json] = {}
    for each in endpoints:
        paths.setdefault(each.path, {})[each.method.lower()] = _operation(each)
    return paths


def _operation(each: Endpoint) -> Json:
    operation: Json = {
        "operationId": each.name,
        "summary": str(each.summary),
        "description": (each.handler.__doc__ or "").strip(),
        "tags": [each.path.split("/")[1]],
        **({"x-scope": each.scope.value} if each.scope else {"security": []}),
        "parameters": [*_address(each), *_query(each), *_key(each)],
        "responses": _responses(each),
    }
    if each.takes is not Takes.NOTHING:
        operation["requestBody"] = _content(each)
    return operation


def _address(each: Endpoint) -> list[Json]:
    text: Json = {"type": "string", "minLength": 1}
    kinds: Json = {
        "body": {"type": "string"}, "number": {"type": "integer", "minimum": 1},
        "procedure": text, "package": {"type": "string", "pattern": "^[0-9a-f]{64}$"}, "dossier": text,
    }  # fmt: skip
    identity = {"type": "string", "format": "uuid"}
    return [{"name": part, "in": "path", "required": True, "schema": kinds.get(part, identity)} for part in each.parts]


def _query(each: Endpoint) -> list[Json]:
    if each.query is None:
        return []
    schema = msgspec.json.schema(each.query)["$defs"][each.query.__name__]
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": kind}
        for name, kind in schema["properties"].items()
    ]


def _key(each: Endpoint) -> list[Json]:
    if not each.has_effect:
        return []
    about = "A repeat with the same key has no second effect and gets the first answer (kept at least 24 hours)."
    shape = {"type": "string", "minLength": 1, "maxLength": 200}
    return [
        {"name": "Idempotency-Key", "in": "header", "required": each.needs_key, "description": about, "schema": shape}
    ]


def _content(each: Endpoint) -> Json:
    if each.takes is Takes.JSON:
        assert each.body is not None
        needed = any(field.required for field in msgspec.structs.fields(each.body))
        return {"required": needed, "content": {"application/json": {"schema": _ref(each.body)}}}
    form = {
        "type": "object",
        "required": [each.files[0]],
        "properties": {name: {"type": "string", "contentMediaType": "application/octet-stream"} for name in each.files},
    }
    return {"required": True, "content": {"multipart/form-data": {"schema": form}, "application/octet-stream": {}}}


def _responses(each: Endpoint) -> Json:
    always = {*_ALWAYS, *(_WITH_A_TOKEN if each.scope else ())}
    refused = {str(status): _refused(status) for status in sorted({*always, *each.refuses})}
    content: Json = {kind: {} for kind in each.parts_as}
    if isinstance(each.gives, tuple):
        content |= {kind: {} for kind in each.gives}
    else:
        content["application/json"] = {"schema": _ref(each.gives)}
    given: Json = {"description": "Done", "content": content, "headers": _limit_headers()}
    if each.method == "GET":
        return {"200": given, "304": {"description": "Not changed since the ETag in If-None-Match"}, **refused}
    return {str(each.status): given, **refused}


def _refused(status: int) -> Json:
    content = {"application/problem+json": {"schema": {"$ref": _REF.format(name="Problem")}}}
    found: Json = {"description": _TITLES[status], "content": content}
    if status == 429:  # noqa: PLR2004 - its own name
        found["headers"] = {"Retry-After": {"$ref": "#/components/headers/Retry-After"}}
    return found


def _limit_headers() -> Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in ("RateLimit", "RateLimit-Policy")}


def _headers() -> Json:
    text = {"type": "string"}
    return {
        "RateLimit": {"description": "What is left (r) and seconds to the next window (t)", "schema": text},
        "RateLimit-Policy": {"description": f"Quota (q) in a window (w) of {WINDOW_SECONDS} seconds", "schema": text},
        "Retry-After": {"description": "Seconds to wait", "schema": {"type": "integer"}},
    }


def _ref(shape: type[msgspec.Struct]) -> Json:
    return {"$ref": _REF.format(name=shape.__name__)}
