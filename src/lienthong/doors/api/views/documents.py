"""Sending a finished document, and reading documents one sent or received."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from msgspec import UNSET

from lienthong.doors.api import finding, presenting, shapes
from lienthong.doors.api.calls import Call
from lienthong.doors.api.edge import Created
from lienthong.doors.api.endpoints import PREFIX, Takes, endpoint
from lienthong.doors.api.problems import NoSuchAddress, ShapeWrong
from lienthong.ground.files import store
from lienthong.ground.files.delivery import download
from lienthong.ground.files.models import StoredFile
from lienthong.ground.mandates.states import Capacity, Scope
from lienthong.ground.organisations import queries as organisations
from lienthong.ground.organisations.models import Body, Unit
from lienthong.ground.signatures import queries as signatures
from lienthong.ground.signatures import sentences, verdict
from lienthong.ground.signatures.verdict import SignerKind, Standing, Verdict
from lienthong.kit import text
from lienthong.kit.clock import local
from lienthong.kit.errors import Invalid
from lienthong.records.documents import queries as documents
from lienthong.records.documents.actions import finished
from lienthong.records.documents.actions.drafting import Address
from lienthong.records.documents.actions.finished import Finished, GivenNumber, Signatory
from lienthong.records.documents.models import Annex, Document
from lienthong.records.exchange import actions
from lienthong.records.exchange.models import Delivery, Message
from lienthong.records.exchange.states import Channel

_LONGEST_NAME = 200
_BROKEN = frozenset({Standing.CHANGED, Standing.NOT_SECURE, Standing.INVALID})


class SignatureBroken(Invalid):
    """The signature in this PDF does not hold, so every receiver would send it back. Sign it again, then send it."""


@endpoint(
    "POST",
    "/documents",
    summary=_("Gửi một văn bản đã hoàn chỉnh tới các cơ quan"),
    scope=Scope.SEND,
    takes=Takes.JSON,
    body=shapes.DocumentSent,
    gives=shapes.Sent,
    status=201,
    has_effect=True,
    needs_key=True,
    curl=(
        'curl -sS -H "Authorization: Bearer $LIENTHONG_TOKEN" -H "Content-Type: application/json" \\\n'
        '  -H "Idempotency-Key: van-ban-2026-0001" -d @van-ban.json "$LIENTHONG_URL/api/v1/documents"'
    ),
    refuses=(400, 404, 409, 413, 415, 422),
)
def send_document(call: Call) -> Created:
    """Number it if need be, seal the message with the body's seal, and put it into the lane of every recipient."""
    asked: shapes.DocumentSent = call.body
    file = finding.our_file(call, asked.file)
    judged = _judged(file, call)
    whole = _finished(call, asked, file, judged)
    document = finished.take_over(finished=whole, by=call.mandate, now=call.now)
    message = actions.send_document(document=document, by=call.mandate, now=call.now, channel=Channel.API)
    return Created(_sent(message, document, judged), f"{PREFIX}/messages/{message.pk}/status")


def _judged(file: StoredFile, call: Call) -> Verdict:
    """What the PDF's own signatures are worth today. Refuses: SignatureBroken."""
    with store.open(file.sha256) as stream:
        judged = verdict.judge(stream.read(), trust=signatures.trust(call.now), now=call.now)
    if judged.standing in _BROKEN:
        raise SignatureBroken(sentences.standing(judged), standing=judged.standing.value, reasons=_reasons(judged))
    return judged


def _reasons(judged: Verdict) -> list[str]:
    codes = [*judged.reasons, *(reason for one in judged.signatures for reason in one.reasons)]
    return [sentences.reason(code) for code in dict.fromkeys(codes)]


def _finished(call: Call, asked: shapes.DocumentSent, file: StoredFile, judged: Verdict) -> Finished:
    day = local(call.now).date()
    annexes = [(each.title, finding.our_file(call, each.file)) for each in asked.annexes]
    return Finished(
        kind=asked.kind,
        subject=text.normalise(asked.subject),
        file=file,
        annexes=[(text.normalise(title) or annex.name, annex) for title, annex in annexes],
        addresses=[_address(each, day) for each in asked.to],
        urgency=shapes.urgency_code(asked.urgency),
        express_due_at=asked.express_due_at,
        given=_given_number(asked),
        signatory=_signatory(judged),
        page_count=_pages(file),
        **_amended(call, asked.amends),
    )


def _amended(call: Call, asked: shapes.Amending | None) -> dict[str, Any]:
    """What it does to an older document of the same body. Refuses: NoSuchAddress."""
    if asked is None:
        return {}
    older, _message, delivery = finding.readable(call, asked.document)
    if delivery is not None:
        raise NoSuchAddress
    return {"amends": older, "amends_as": asked.how, "amends_reason": text.normalise(asked.reason)}


def _given_number(asked: shapes.DocumentSent) -> GivenNumber | None:
    if bool(asked.number_and_symbol) != (asked.issued_on is not None):
        raise ShapeWrong(_now("Số, ký hiệu và ngày ban hành phải đi cùng nhau: ghi cả hai, hoặc bỏ cả hai."))
    return GivenNumber(text.normalise(asked.number_and_symbol), asked.issued_on) if asked.issued_on else None


def _signatory(judged: Verdict) -> Signatory:
    """Who signed as a person, as the signature itself says."""
    people = [one for one in judged.signatures if one.signer_kind is SignerKind.PERSON and one.intact]
    if not people:
        return Signatory()
    first = people[0]
    capacity = first.capacity if first.capacity in Capacity.values else ""
    return Signatory(first.signer[:_LONGEST_NAME], first.title[:_LONGEST_NAME], capacity)


def _pages(file: StoredFile) -> int:
    import pikepdf

    with store.open(file.sha256) as stream, pikepdf.open(stream) as pdf:
        return len(pdf.pages)


def _address(asked: shapes.Addressee, day: date) -> Address:
    """Whom an address means; a code may name a unit. Refuses: ShapeWrong, UnknownCode, NoSuccessor, NoSuchAddress."""
    if (asked.code is UNSET) == (asked.id is UNSET):
        raise ShapeWrong(_now("Mỗi nơi nhận cần đúng một trong hai: code hoặc id."))
    meant = _by_id(asked.id) if isinstance(asked.id, UUID) else organisations.addressee(str(asked.code), day).receives
    body, unit = (meant.body, meant) if isinstance(meant, Unit) else (meant, None)
    if isinstance(asked.unit, UUID):
        unit = Unit.objects.filter(pk=asked.unit, body=body).first()
        if unit is None:
            raise NoSuchAddress(_now("Nơi nhận không có đơn vị này."), unit=str(asked.unit))
    return Address(body, unit, copy=asked.copy)


def _by_id(identity: UUID) -> Body | Unit:
    found: Body | Unit | None = Body.objects.filter(pk=identity).first()
    found = found or Unit.objects.select_related("body").filter(pk=identity).first()
    if found is None:
        raise NoSuchAddress(_now("Không có cơ quan, đơn vị nào mang số định danh này."), id=str(identity))
    return found


def _sent(message: Message, document: Document, judged: Verdict) -> shapes.Sent:
    rows = Delivery.objects.whole().filter(message=message).order_by("recipient__sort_key", "id")
    assert document.issued_on is not None
    return shapes.Sent(
        message=message.pk,
        document=document.pk,
        number_and_symbol=document.number_and_symbol,
        issued_on=document.issued_on,
        manifest_sha256=bytes(message.manifest_digest).hex(),
        signature=shapes.Signature(
            standing=judged.standing.value,
            sentence=sentences.standing(judged),
            signers=[one.signer for one in judged.signatures],
        ),
        for_information=judged.standing is Standing.UNSIGNED,
        deliveries=[presenting.delivery_made(row) for row in rows],
    )


@endpoint(
    "GET",
    "/documents/{document}",
    summary=_("Một văn bản đã gửi hoặc đã nhận, với các tệp của nó"),
    scope=Scope.READ,
    gives=shapes.Document,
    curl='curl -sS -H "Authorization: Bearer $LIENTHONG_TOKEN" "$LIENTHONG_URL/api/v1/documents/$DOCUMENT"',
    refuses=(404,),
)
def show_document(call: Call, document: UUID) -> shapes.Document:
    """What the document is and where its files are."""
    found, message, delivery = finding.readable(call, document)
    return presenting.document(
        found, message=message.pk if message else None, delivery=delivery.pk if delivery else None
    )


@endpoint(
    "GET",
    "/documents/{document}/file",
    summary=_("Tệp PDF của văn bản"),
    scope=Scope.READ,
    gives=("application/pdf",),
    curl=(
        'curl -sS -H "Authorization: Bearer $LIENTHONG_TOKEN" -o van-ban-nhan.pdf \\\n'
        '  "$LIENTHONG_URL/api/v1/documents/$DOCUMENT/file"'
    ),
    refuses=(404, 410),
)
def fetch_file(call: Call, document: UUID) -> HttpResponseBase:
    """The document's own bytes, whole or in ranges."""
    found = finding.openable(call, document)
    return download(call.request, found.latest.file)


@endpoint(
    "GET",
    "/documents/{document}/archived",
    summary=_("Bản lưu trữ của văn bản: bản đã gửi, phía sau là dấu thời gian và bằng chứng"),
    scope=Scope.READ,
    gives=("application/pdf",),
    curl=(
        'curl -sS -H "Authorization: Bearer $LIENTHONG_TOKEN" -o ban-luu-tru.pdf \\\n'
        '  "$LIENTHONG_URL/api/v1/documents/$DOCUMENT/archived"'
    ),
    refuses=(404, 410),
)
def fetch_archived(call: Call, document: UUID) -> HttpResponseBase:
    """It begins with the bytes that were sent, and can be judged when nobody answers any more."""
    form = documents.archived_form(finding.openable(call, document))
    if form is None or form.file is None:
        raise NoSuchAddress
    return download(call.request, form.file)


@endpoint(
    "GET",
    "/documents/{document}/annexes/{number}",
    summary=_("Một phụ lục của văn bản"),
    scope=Scope.READ,
    gives=("*/*",),
    curl=(
        'curl -sS -H "Authorization: Bearer $LIENTHONG_TOKEN" -OJ \\\n'
        '  "$LIENTHONG_URL/api/v1/documents/$DOCUMENT/annexes/1"'
    ),
    refuses=(404, 410),
)
def fetch_annex(call: Call, document: UUID, number: int) -> HttpResponseBase:
    """An annex, by its place in the list."""
    found = finding.openable(call, document)
    annex = Annex.objects.filter(document=found, ordinal=min(number, 2**31 - 1)).select_related("file").first()
    if annex is None:
        raise NoSuchAddress
    return download(call.request, annex.file)
