"""Two dossiers on which another body was asked for its opinion: one was answered, the other answer is awaited.

The requests and the answer are official documents, written last: nothing older is numbered after them.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from lienthong.doors.command.demo_data import dossiers
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.states import Role
from lienthong.ground.organisations.models import Body
from lienthong.kit import outbox
from lienthong.kit.clock import local
from lienthong.records.documents import actions as documents
from lienthong.records.documents.actions.drafting import Address
from lienthong.records.documents.models import Document, Number
from lienthong.records.exchange import actions as exchange
from lienthong.records.exchange.actions import carrying
from lienthong.records.exchange.models import Delivery
from lienthong.work.onestop import actions
from lienthong.work.onestop.models import Consultation, Dossier
from lienthong.work.onestop.states import Status

ASKED = "Bộ Công an"
_WANTED = 2
_AGO, _ANSWERED_AGO = timedelta(hours=5), timedelta(hours=2)
_DAYS = 3
QUESTION = "Giấy phép lái xe này có đang bị tước quyền sử dụng hay bị tạm giữ trong cơ sở dữ liệu xử lý vi phạm không?"
LAW = "Luật Trật tự, an toàn giao thông đường bộ số 36/2024/QH15"
ANSWER = "Đến ngày trả lời, cơ sở dữ liệu xử lý vi phạm không ghi việc tước quyền sử dụng hay tạm giữ giấy phép này."


@dataclass(frozen=True)
class Staff:
    """Who writes, signs and sends for a body."""

    author: Mandate
    leader: Mandate
    clerk: Mandate


def fill(*, now: datetime) -> None:
    """Make what is missing of the two, of the oldest licences in hand; each whole or not at all, harmless twice."""
    asked = Body.objects.filter(name_vi=ASKED).first()
    made = Consultation.objects.count()
    if asked is None or made >= _WANTED:
        return
    waiting = Dossier.objects.at(Status.PROCESSING).filter(holder__isnull=False, consultations__isnull=True)
    waiting = waiting.filter(procedure__key=dossiers.KEY)
    for place, dossier in enumerate(waiting.exclude(body=asked).order_by("submitted_at", "id")[: _WANTED - made]):
        with transaction.atomic(), outbox.quiet():
            request = _asked(dossier, asked, now)
            if made + place == 0:
                _answered(request, asked, now)


def begins_on(*, now: datetime) -> date:
    """The day of the first thing that `fill` may still write; later, it is the same day or a later one."""
    return local(now - _AGO).date()


def _asked(dossier: Dossier, asked: Body, now: datetime) -> Delivery:
    """The request is drafted by who has the dossier, signed, sent, and arrives."""
    assert dossier.holder is not None, "a dossier in hand"
    staff, at = _staff(dossier.body, now), _moment(dossier.body, now - _AGO)
    document = actions.consult(
        dossier=dossier, bodies=[asked], question=QUESTION, law=LAW, days=_DAYS, papers=[], by=dossier.holder, now=at,
        signer=staff.leader, knowing=True,
    )  # fmt: skip
    delivery = _sent(document, staff, at)
    actions.note_request_reached(delivery=delivery, now=at)
    return delivery


def _answered(request: Delivery, asked: Body, now: datetime) -> None:
    """The body takes it in and answers in reply to it."""
    staff, at = _staff(asked, now), _moment(asked, now - _ANSWERED_AGO)
    exchange.accept_document(delivery=request, by=staff.clerk, now=at)
    asking = request.message.document
    letter = documents.draft(
        kind="cong_van", subject=f"Trả lời văn bản số {asking.number_and_symbol}", text=ANSWER, by=staff.author, now=at,
        signer=staff.leader, reply_to=asking,
    )  # fmt: skip
    documents.set_recipients(document=letter, addresses=[Address(asking.body)], by=staff.author, now=at)
    documents.submit(document=letter, by=staff.author, now=at)
    actions.note_answer(delivery=_sent(letter, staff, at), now=at)


def _sent(document: Document, staff: Staff, at: datetime) -> Delivery:
    """Signed, numbered, sealed, sent, and in the inbox."""
    told: dict[str, Any] = {"document": document, "now": at}
    documents.sign(**told, by=staff.leader)
    documents.reserve_number(**told, by=staff.clerk)
    documents.number(**told, by=staff.clerk)
    documents.seal(**told, by=staff.clerk)
    message = exchange.send_document(document=Document.objects.get(pk=document.pk), by=staff.clerk, now=at)
    delivery = Delivery.objects.select_related("message__document").get(message=message)
    carrying.arrive(delivery=delivery, now=at)
    carrying.make_receipt(delivery=delivery, now=at)
    return Delivery.objects.select_related("message__document", "message__sender").get(pk=delivery.pk)


def _moment(body: Body, wanted: datetime) -> datetime:
    """Not before what stands in the books already."""
    last: datetime | None = Number.objects.filter(sequence__body=body).aggregate(last=Max("reserved_at"))["last"]
    return max(wanted, last + timedelta(seconds=1)) if last else wanted


def _staff(body: Body, now: datetime) -> Staff:
    held = Mandate.objects.in_force_at(now).filter(post__body=body, account__synthetic=True).with_people()
    by_role: dict[str, Mandate] = {each.role: each for each in held.order_by("-valid_from", "-id")}
    return Staff(by_role[Role.SPECIALIST], by_role[Role.LEADER], by_role[Role.CLERK])
