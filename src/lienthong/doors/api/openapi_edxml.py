"""How the two edXML addresses stand in the OpenAPI document. They speak XML, so no struct describes them."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from lienthong.ground.mandates.states import Scope

Json = dict[str, Any]
MEDIA_TYPE: Final = "application/vnd.edxml+xml"

SUMMARIES: Final = {
    "post": _("Đưa vào thông điệp edXML đã ký (QCVN 102:2016): một tệp gửi thẳng, hoặc nhiều tệp trong một biểu mẫu"),
    "get": _("Lấy lại một lần gửi dưới dạng edXML đã ký"),
}
CURLS: Final = {
    "post": (
        'curl -sS -H "Authorization: Bearer $LIENTHONG_TOKEN" -H "Content-Type: application/vnd.edxml+xml" \\\n'
        '  --data-binary @van-ban.edxml "$LIENTHONG_URL/api/v1/edxml"'
    ),
    "get": (
        'curl -sS -H "Authorization: Bearer $LIENTHONG_TOKEN" -o van-ban.edxml \\\n'
        '  "$LIENTHONG_URL/api/v1/edxml/$MESSAGE"'
    ),
}
ADDRESSES: Final = {"post": "/edxml", "get": "/edxml/{message}"}
SCOPES: Final = {"post": Scope.SEND.value, "get": Scope.READ.value}

ANSWER: Final[Json] = {
    "type": "object",
    "description": "For a document: the sealed receipt; for a status message: the delivery and its status; for a form:"
    " one result a file, each with its own status.",
    "properties": {
        "receipt": {"type": ["object", "null"]},
        "seal": {"type": "string", "contentEncoding": "base64"},
        "repeated": {"type": "boolean", "description": "The same message came before; this is the stored receipt"},
        "warnings": {"type": "array", "items": {"type": "string"}},
        "delivery": {"type": "string", "format": "uuid"},
        "status": {"type": "string"},
        "results": {"type": "array", "items": {"type": "object"}},
    },
}


def paths(refused: dict[int, Json]) -> dict[str, Json]:
    """Both addresses; `refused` = how each refusal is described."""
    return {
        ADDRESSES["post"]: {"post": _operation("post", "import_edxml", _post(refused))},
        ADDRESSES["get"]: {"get": _operation("get", "export_edxml", _get(refused))},
    }


def _operation(method: str, name: str, more: Json) -> Json:
    return {
        "operationId": name,
        "summary": str(SUMMARIES[method]),
        "tags": ["edxml"],
        "x-scope": SCOPES[method],
        **more,
    }


def _post(refused: dict[int, Json]) -> Json:
    form = {"type": "object", "additionalProperties": {"type": "string", "contentMediaType": MEDIA_TYPE}}
    content: Json = {"application/json": {"schema": ANSWER}}
    return {
        "requestBody": {"required": True, "content": {MEDIA_TYPE: {}, "multipart/form-data": {"schema": form}}},
        "responses": {
            "200": {"description": "Taken before, or one result for each file of a form", "content": content},
            "201": {"description": "Taken in and durable", "content": content},
            **{str(status): refused[status] for status in (400, 401, 403, 404, 405, 409, 413, 422, 429, 500)},
        },
    }


def _get(refused: dict[int, Json]) -> Json:
    identity = {"type": "string", "format": "uuid"}
    return {
        "parameters": [{"name": "message", "in": "path", "required": True, "schema": identity}],
        "responses": {
            "200": {"description": "The message", "content": {MEDIA_TYPE: {}}},
            **{str(status): refused[status] for status in (401, 403, 404, 405, 409, 429, 500)},
        },
    }
