"""How the address for banks' calls stands in the OpenAPI document: signed by the bank, so no token opens it."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from lienthong.work.payments.states import Outcome

Json = dict[str, Any]
ADDRESS: Final = "/payments/calls/{bank}"
SUMMARY: Final = _("Ngân hàng báo có tiền vào hoặc ra tài khoản, có chữ ký trên đúng nội dung")
CURL: Final = (
    'curl -sS -H "Content-Type: application/json" -H "webhook-id: $ID" -H "webhook-timestamp: $TIME" \\\n'
    '  -H "webhook-signature: v1,$SIGNATURE" --data-binary @bao-co.json "$LIENTHONG_URL/api/v1/payments/calls/$BANK"'
)
_HEADERS: Final = {
    "webhook-id": "The bank's number of the call; the same when it calls again",
    "webhook-timestamp": "Unix time of signing; at most five minutes off",
    "webhook-signature": "`v1,` HMAC-SHA256 or `v1a,` Ed25519, base64, over `id.timestamp.body` (Standard Webhooks)",
}


def paths(refused: dict[int, Json]) -> dict[str, Json]:
    """The address; `refused` = how each refusal is described."""
    return {ADDRESS: {"post": _operation(refused)}}


def _operation(refused: dict[int, Json]) -> Json:
    text = {"type": "string"}
    told = dict.fromkeys(("transaction", "account", "amount", "currency", "direction", "booked_at", "words"), text)
    payer = {"type": "object", "properties": dict.fromkeys(("name", "bank", "account"), text)}
    body = {"type": "object", "required": list(told)[:-1], "properties": {**told, "payer": payer}}
    answer = {
        "type": "object",
        "required": ["call", "outcome"],
        "properties": {"call": {"type": "string", "format": "uuid"}, "outcome": {"enum": Outcome.values}},
    }
    return {
        "operationId": "take_bank_call",
        "summary": str(SUMMARY),
        "description": "A repeat has no second effect. Whatever is signed and fresh is kept and answered with 200.",
        "tags": ["payments"],
        "security": [],
        "parameters": [
            {"name": "bank", "in": "path", "required": True, "schema": text},
            *(
                {"name": name, "in": "header", "required": True, "description": about, "schema": text}
                for name, about in _HEADERS.items()
            ),
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {
            "200": {"description": "Kept and counted", "content": {"application/json": {"schema": answer}}},
            **{str(status): refused[status] for status in (400, 403, 404, 405, 413, 429, 500)},
        },
    }
