"""Giving out edXML: a document as its sender seals it, a status as its receiver does.

What came as edXML goes out as the very bytes that came. What was written here is rendered from the sealed message and
sealed in this form by the same body; the rendering says nothing that the body had not sealed before.
"""

import shutil
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from lienthong.ground.files import store
from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import NotYours, Verb
from lienthong.ground.signatures import queries as signatures
from lienthong.records.exchange import rules
from lienthong.records.exchange.adapters.edxml import sealing, writer
from lienthong.records.exchange.intake import rendering
from lienthong.records.exchange.models import Delivery, Intake, Message, StatusChange
from lienthong.records.exchange.states import ASKED_BACK, Business, Channel


def export_message(
    *, message: Message, out: BinaryIO, by: Mandate, now: datetime, recipient_id: UUID | None = None
) -> None:
    """Write a sent message as signed edXML: for one recipient, or for all of them.

    Refuses: NotInThisRole, MandateEnded, NotYours (neither sender nor recipient), BadIdentifier (a body has no code),
    NoCertificate, KeyUnavailable, TakenBack.
    Source: QCVN 102:2016/BTTTT.
    """
    deliveries = list(Delivery.objects.filter(message=message).whole().order_by("queued_at", "id"))
    if message.business == Business.RECALL:
        deliveries = rendering.asked_back(message)
    _require_party(by, {message.sender_id, *(delivery.recipient_id for delivery in deliveries)}, now)
    for delivery in deliveries:
        if delivery.recipient_id == by.post.body_id:
            rules.require_readable(delivery)
    if message.channel == Channel.EDXML:
        _copy_original(message, out)
    else:
        chosen = [each for each in deliveries if recipient_id in {None, each.recipient_id}]
        rendered, enclosures = rendering.document_message(message, chosen)
        signer = signatures.signer_of(message.sender_id, now=now)
        writer.write(rendered, out, enclosures=enclosures, sign=sealing.seal_with(signer))
    journal.record("exchange.message.exported", message, by=by, for_whom=by.post.body, at=now)


def export_status(*, change: StatusChange, out: BinaryIO, by: Mandate, now: datetime) -> None:
    """Write a status as signed edXML, sealed by who reports it: the receiver; for 13 (take back) the sender.

    Refuses: NotInThisRole, MandateEnded, NotYours, BadIdentifier, NoCertificate, KeyUnavailable.
    """
    delivery = change.delivery
    _require_party(by, {delivery.message.sender_id, delivery.recipient_id}, now)
    speaker = delivery.message.sender_id if change.code == ASKED_BACK else delivery.recipient_id
    signer = signatures.signer_of(speaker, now=now)
    writer.write(rendering.status_message(change), out, sign=sealing.seal_with(signer))
    journal.record("exchange.status.exported", delivery, by=by, for_whom=by.post.body, at=now)


def _require_party(by: Mandate, bodies: set[UUID], now: datetime) -> None:
    """Evidence is for the bodies concerned, and in them for whoever may read it."""
    mandates.require(by, Verb.READ_EVIDENCE, now=now)
    if by.post.body_id not in bodies:
        raise NotYours(verb=Verb.READ_EVIDENCE.value)


def _copy_original(message: Message, out: BinaryIO) -> None:
    intake = Intake.objects.select_related("original_file").get(message=message)
    if intake.original is not None:
        out.write(intake.original)
        return
    assert intake.original_file is not None
    with store.open(intake.original_file.sha256) as kept:
        shutil.copyfileobj(kept, out)
