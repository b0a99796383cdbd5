"""What a body can keep and show to anybody: the receipt of one delivery, and all its evidence in one file."""

import base64
import hashlib
import json
from contextlib import ExitStack
from tempfile import TemporaryFile
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from lienthong.doors.api import finding, shapes
from lienthong.doors.api.calls import Call
from lienthong.doors.api.endpoints import endpoint
from lienthong.doors.api.problems import ReceiptNotYet
from lienthong.ground.files.delivery import disposition
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.mandates.states import Scope
from lienthong.records.exchange import evidence
from lienthong.records.exchange.evidence_archive import MEDIA_TYPE
from lienthong.records.exchange.models import Receipt

_BYTES, _SEAL = "application/octet-stream", "application/pkcs7-signature"


@endpoint(
    "GET",
    "/deliveries/{delivery}/receipt",
    summary=_("Biên nhận có con dấu số của nơi nhận"),
    scope=Scope.READ,
    query=shapes.ReceiptAsked,
    gives=shapes.Receipt,
    parts_as=(_BYTES, _SEAL),
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
        return _attachment(bytes(receipt.content), _BYTES, f"receipt-{found.pk}.json")
    return _attachment(bytes(receipt.seal), _SEAL, f"receipt-{found.pk}.p7s")


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


@endpoint(
    "GET",
    "/deliveries/{delivery}/evidence",
    summary=_("Tệp bằng chứng của một lần chuyển: kiểm tra được không cần mạng"),
    scope=Scope.READ,
    query=shapes.EvidenceAsked,
    gives=(MEDIA_TYPE,),
    curl=(
        'curl -sS -H "Authorization: Bearer $LIENTHONG_TOKEN" -o bang-chung.zip \\\n'
        '  "$LIENTHONG_URL/api/v1/deliveries/$DELIVERY/evidence"'
    ),
    refuses=(404, 422),
)
def fetch_evidence(call: Call, delivery: UUID) -> HttpResponseBase:
    """Manifest, seal, files, receipt, statuses and proofs in one archive."""
    asked: shapes.EvidenceAsked = call.query
    found = finding.concerned(call, delivery, Verb.READ_EVIDENCE)
    with ExitStack() as on_failure:
        made = on_failure.enter_context(TemporaryFile())
        wanted = evidence.files_for(found, call.mandate.post.body_id, asked.files)
        evidence.build(evidence.gather(found, now=call.now), made, files=wanted)
        made.seek(0)
        response = FileResponse(made, content_type=MEDIA_TYPE)
        on_failure.pop_all()
    response.headers["Content-Disposition"] = disposition(f"bang-chung-{found.pk}.zip", inline=False)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
