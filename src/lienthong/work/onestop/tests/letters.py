"""Letters between two bodies as rows of the exchange, without bytes, signatures or seals: enough to be told of them."""

import hashlib

from conftest import MONDAY
from lienthong.records.documents.models import Document
from lienthong.records.documents.states import DocumentState
from lienthong.records.exchange.models import Delivery, Message
from lienthong.records.exchange.states import DeliveryState


def carried(document, sender, recipient, *, arrived=MONDAY, **more):
    """A document of `sender` that stands in the inbox of `recipient`: the exchange's rows, without bytes or seals."""
    message, _new = Message.objects.get_or_create(
        document=document, sender=sender, message_id=str(document.pk),
        defaults={"manifest": b"", "manifest_digest": hashlib.sha256(b"").digest(), "seal": b"", "sent_at": arrived},
    )  # fmt: skip
    return Delivery.objects.create(
        message=message, recipient=recipient, state=more.pop("state", DeliveryState.ARRIVED), state_at=arrived,
        queued_at=arrived, next_try_at=arrived, arrived_at=arrived, **more,
    )  # fmt: skip


def reply(document, sender, *, at=MONDAY, **more):
    """An issued document of `sender` that answers this one."""
    return Document.objects.create(
        body=sender, kind="cong_van", subject="Trả lời", state=DocumentState.ISSUED, reply_to=document, number=7,
        number_and_symbol=f"{Document.objects.count()}/BTP-VP", issued_on=at.date(), created_at=at, changed_at=at,
        **more,
    )  # fmt: skip
