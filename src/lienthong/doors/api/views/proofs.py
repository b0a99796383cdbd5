"""What a body can keep and show to anybody: the receipt of one delivery."""

import base64
import hashlib
import json
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from lienthong.doors.api import finding, shapes
from lienthong.doors.api.calls import Call
from lienthong.doors.api.endpoints import endpoint
from lienthong.doors.api.problems import ReceiptNotYet
from lienthong.ground.files.delivery import disposition
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.mandates.states import Scope
from lienthong.records.exchange.models import Receipt


@endpoint(
    "GET",
    "/deliveries/{delivery}/receipt",
    summary=_("Biên nhận có con dấu số của nơi nhận"),
    scope=Scope.READ,
    query=shapes.ReceiptAsked,
    gives=shapes.Receipt,
    curl=('curl -sS -H "Authorization: Bearer $LIENTHONG_TOKEN" "$LIENTHONG_URL/api/v1/deliveries/$DELIVERY/receipt"'),
    refuses=(404, 409, 422),
)
def show_receipt(call: Call, delivery: UUID) -> shapes.Receipt | HttpResponse:
    """Both parts as JSON, or one of them byte for byte."""
    asked: shapes.ReceiptAsked = call.query
    found = finding.concerned(call, delivery, Verb.READ_EVIDENCE)
    receipt = Receipt.objects.filter(delivery=found).first()
    if receipt is None:
        raise ReceiptNotYet
    if asked.part == "both":
        return _both(receipt)
    if asked.part == "content":
        return _attachment(bytes(receipt.content), "application/json", f"receipt-{found.pk}.json")
    return _attachment(bytes(receipt.seal), "application/pkcs7-signature", f"receipt-{found.pk}.p7s")


def _both(receipt: Receipt) -> shapes.Receipt:
    content = bytes(receipt.content)
    return shapes.Receipt(
        content=json.loads(content),
        content_base64=base64.b64encode(content).decode(),
        seal_base64=base64.b64encode(bytes(receipt.seal)).decode(),
        content_sha256=hashlib.sha256(content).hexdigest(),
        made_at=receipt.made_at,
    )


def _attachment(data: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response.headers["Content-Disposition"] = disposition(name, inline=False)
    response.headers["ETag"] = f'"{hashlib.sha256(data).hexdigest()}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
