"""Second thoughts: of what was sent a little is asked back, updated or replaced, and most of it is answered.

Updates and replacements are documents, so they are written with the others (`documents`); here is what follows.
"""

import random
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from lienthong.doors.command.demo_data import moments
from lienthong.doors.command.demo_data.plan import Staff
from lienthong.ground.mandates.states import Role
from lienthong.records.documents.models import Document
from lienthong.records.documents.states import Amends, DocumentState
from lienthong.records.exchange import actions as exchange
from lienthong.records.exchange.models import ChangeRequest, Delivery, Message
from lienthong.records.exchange.rules import RECALLABLE
from lienthong.records.exchange.states import Business, ChangeState

_RECALLED, _AMENDED = 0.012, 0.02
_AGREEING, _DECLINING = 0.7, 0.9
_SETTLED = timedelta(days=2)
"""Nobody recalls or corrects what left only just now, and nobody is asked again so soon."""
_WHY_BACK = (
    "Ban hành nhầm phụ lục số hai.",
    "Văn bản gửi nhầm nơi nhận, nội dung thuộc đơn vị khác.",
    "Số liệu trong văn bản chưa được thẩm định.",
)
_WHY_AMENDED = ("Sai thời hạn báo cáo tại mục hai.", "Bổ sung danh sách kèm theo.", "Cập nhật căn cứ pháp lý mới.")
_WHY_NOT = ("Văn bản đã được giải quyết xong.", "Đã sao gửi các đơn vị trực thuộc, không thu hồi được.")


def to_amend(body_id: UUID, *, seed: int, began: datetime) -> tuple[Document, Amends, str] | None:
    """The older document that the one with this seed updates or replaces, and why; mostly none."""
    chance = random.Random(f"amend {seed}")
    if chance.random() >= _AMENDED:
        return None
    issued = Document.objects.filter(body=body_id, state=DocumentState.ISSUED, sealed_at__lt=began - _SETTLED)
    older = issued.filter(amends=None).order_by("-sealed_at").first()
    if older is None or Document.objects.filter(amends=older).exists():
        return None
    return older, chance.choice([Amends.UPDATE, Amends.REPLACE]), chance.choice(_WHY_AMENDED)


def to_recall(bodies: Collection[UUID], until: datetime) -> list[tuple[Message, random.Random]]:
    """What these bodies are still to ask back, with the lot that says when and why; the same at every start."""
    held = Exists(Delivery.objects.filter(message=OuterRef("pk"), state__in=RECALLABLE))
    sent = Message.objects.filter(held, sender__in=bodies, business=Business.NEW, sent_at__lt=until - _SETTLED)
    recalled = set(Message.objects.filter(sender__in=bodies, business=Business.RECALL).values_list("document_id"))
    lots = [
        (message, random.Random(f"recall {message.document.identifier}"))
        for message in sent.select_related("document").order_by("sent_at", "id")
    ]
    return [
        (message, lot) for message, lot in lots if lot.random() < _RECALLED and (message.document_id,) not in recalled
    ]


def to_answer(bodies: Collection[UUID], until: datetime) -> list[tuple[ChangeRequest, random.Random]]:
    """What these bodies are still to answer; a little is left waiting."""
    asked = ChangeRequest.objects.filter(delivery__recipient__in=bodies, state=ChangeState.ASKED)
    open_long = asked.filter(asked_at__lt=until - _SETTLED, delivery__state__in=RECALLABLE)
    found = open_long.select_related("delivery__message__document", "delivery__recipient").order_by("asked_at", "id")
    lots = [(request, _lot(request)) for request in found]
    return [(request, lot) for request, lot in lots if lot.random() < _DECLINING]


def _lot(request: ChangeRequest) -> random.Random:
    delivery = request.delivery
    return random.Random(f"{delivery.recipient.code} on {request.business} of {delivery.message.document.identifier}")


class SecondThoughts:
    """What one body takes back, and what it answers to others."""

    def __init__(self, staff: Staff, *, until: datetime) -> None:
        """Everything ends at `until`."""
        self.staff, self.until = staff, until

    def recall(self) -> None:
        """Ask back what is drawn; each whole or not at all."""
        for message, lot in to_recall([self.staff.body.pk], self.until):
            clerk = self.staff.one(Role.CLERK, lot)
            when = moments.soon(lot, message.sent_at, 600, until=self.until)
            with transaction.atomic():
                exchange.recall_document(message=message, by=clerk, now=when, reason=lot.choice(_WHY_BACK))

    def answer(self) -> None:
        """Agree or decline, after whatever had become of the copy by then."""
        for request, lot in to_answer([self.staff.body.pk], self.until):
            after = max(request.asked_at, request.delivery.state_at)
            when = moments.soon(lot, after, 240, until=self.until)
            agrees = lot.random() < _AGREEING
            words = "" if agrees else lot.choice(_WHY_NOT)
            clerk = self.staff.one(Role.CLERK, lot)
            with transaction.atomic():
                exchange.answer_change(request=request, by=clerk, now=when, agrees=agrees, words=words)
