"""Which document of ours a message answers, so that the answer finds its way to what it is about. Reads only.

Source: QCVN 102:2016/BTTTT (MessageHeader/ResponseFor).
"""

from uuid import UUID

from lienthong.records.exchange.adapters.edxml.message import DocumentMessage
from lienthong.records.exchange.intake.judging import Origin
from lienthong.records.exchange.models import Delivery
from lienthong.records.exchange.states import Standing


def answered(origin: Origin, *, body_id: UUID) -> UUID | None:
    """The latest of the documents named that the sender has from this exchange; None for one that nobody sent it.

    Believed of a message that is wholly signed, or that its sender brings: the rest is for information only
    (Decision 28/2018). No query where a message names none.
    """
    message = origin.message
    assert isinstance(message, DocumentMessage)
    named = [each.document_id for each in message.responses if each.document_id]
    if not named or (origin.standing is not Standing.SIGNED and body_id != origin.sender.id):
        return None
    had = Delivery.objects.filter(recipient=origin.sender.id, message__document__identifier__in=named)
    reached = had.filter(arrived_at__isnull=False).order_by("-arrived_at", "-id")
    return reached.values_list("message__document_id", flat=True).first()
