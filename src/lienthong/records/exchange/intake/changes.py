"""What a recall, update or replacement by edXML points to, and what it asks of whom. Reads, writes nothing.

A message may only speak of documents its own sender sent before, and only after they came: what is not known here is
refused, so the sender keeps no receipt for it and sends it again later.
Source: QCVN 102:2016/BTTTT (BussinessDocType, BussinessDocumentInfo, ReplacementInfoList).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from lienthong.kit.clock import local
from lienthong.records.exchange.adapters.edxml.message import Business, DocumentMessage, Organ, ReceiverChange
from lienthong.records.exchange.adapters.edxml.sentences import _, say
from lienthong.records.exchange.intake import judging, refusals
from lienthong.records.exchange.intake.judging import Origin
from lienthong.records.exchange.intake.known import Known
from lienthong.records.exchange.intake.lines import line_of
from lienthong.records.exchange.models import Delivery, DeliveryQuerySet, Message
from lienthong.records.exchange.rules import RECALLABLE
from lienthong.records.exchange.states import Business as Stored
from lienthong.records.exchange.states import Standing


@dataclass(frozen=True, slots=True)
class Original:
    """A document that was sent before; `only` = ids of the bodies where it is changed, empty for all."""

    document_id: UUID
    identifier: str
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recall:
    """Which document is asked back, from which bodies, why, and under which mandate."""

    sender_id: UUID
    identifier: str
    bodies: tuple[UUID, ...]
    reason: str
    by_id: UUID | None


@dataclass(frozen=True, slots=True)
class Change:
    """All that a message does to older documents; a new document changes nothing."""

    business: Business = Business.NEW
    originals: tuple[Original, ...] = ()
    recall: Recall | None = None
    reason: str = ""
    remarks: tuple[str, ...] = ()

    def as_manifest(self) -> dict[str, Any] | None:
        """For the manifest of the message: what is changed, and why."""
        if self.business is Business.NEW:
            return None
        return {"documents": [each.identifier for each in self.originals], "reason": self.reason}


def change_of(origin: Origin, *, known: Known, by_id: UUID, body_id: UUID, now: datetime, source: BinaryIO) -> Change:
    """What the message changes. Refuses: OriginalMissing, OriginalUnknown, RecipientUnknown, NotProtected."""
    message = origin.message
    assert isinstance(message, DocumentMessage)
    business, reason = message.transaction.business, message.transaction.reason.strip()
    if business is Business.NEW:
        return Change()
    _require_proven(origin, body_id)
    originals = tuple(
        _original(identifier, codes, origin, known=known, now=now, source=source)
        for identifier, codes in _pointed_at(message, source)
    )
    removed = _bodies(_asked_back(message), known=known, now=now, source=source)
    if not removed:
        return Change(business, originals, None, reason)
    by = by_id if body_id == origin.sender.id else None
    recall = Recall(origin.sender.id, originals[0].identifier, removed, reason, by)
    return Change(business, originals, recall, reason, _nobody_has_it(recall))


def with_receivers(message: DocumentMessage) -> DocumentMessage:
    """The message addressed as its update of receivers says: without those removed, with those added."""
    listed = message.transaction.change.receiver_list
    if not listed:
        return message
    removed = {each.organ for each in listed if each.change is ReceiverChange.REMOVED}
    there = tuple(organ for organ in message.recipients if organ.code not in removed)
    known = {organ.code for organ in there}
    added = (each.organ for each in listed if each.change is ReceiverChange.ADDED and each.organ not in known)
    return replace(message, recipients=(*there, *(Organ(code) for code in dict.fromkeys(added))))


def takes_back_only(message: DocumentMessage) -> bool:
    """Does it bring no document: a recall, or an update that does nothing but remove receivers?"""
    transaction = message.transaction
    if transaction.business is Business.RECALL:
        return True
    listed = transaction.change.receiver_list
    removes = bool(listed) and all(each.change is ReceiverChange.REMOVED for each in listed)
    return transaction.business is Business.UPDATE and removes and not message.attachments


def message_id_of(message: DocumentMessage, change: Change, sha256: str, *, brings: bool) -> str:
    """The key of idempotence: the document's identifier; where that is the older document's, or the message brings
    none, with the digest of this message, so that a repeat is known and another change of the same document is not.
    """
    if not brings:
        return _keyed(change.originals[0].identifier, message, sha256)
    if message.document_id not in {each.identifier for each in change.originals}:
        return message.document_id
    return _keyed(message.document_id, message, sha256)


def _keyed(identifier: str, message: DocumentMessage, sha256: str) -> str:
    return f"{identifier[:_LONGEST_KEY]}#{message.transaction.business.value}-{sha256[:16]}"


_LONGEST_KEY = 180


def _require_proven(origin: Origin, body_id: UUID) -> None:
    """A change of what others hold is believed when wholly signed, or brought by the sender. Refuses: NotProtected."""
    if origin.standing is not Standing.SIGNED and body_id != origin.sender.id:
        raise refusals.NotProtected(element="Signature")


def _pointed_at(message: DocumentMessage, source: BinaryIO) -> list[tuple[str, tuple[str, ...]]]:
    """Identifiers of the older documents, each with the codes of the bodies where it is changed."""
    transaction = message.transaction
    if transaction.business is not Business.REPLACE:
        return [(transaction.document_id or message.document_id, ())]
    named = [(each.document_id, each.organs) for each in transaction.replacements if each.document_id]
    if not named and transaction.document_id not in {"", message.document_id}:
        named = [(transaction.document_id, ())]
    if not named:
        raise refusals.OriginalMissing(line=line_of(source, "Bussiness"), element="Bussiness/ReplacementInfoList")
    return list(dict(named).items())


def _original(
    identifier: str, codes: tuple[str, ...], origin: Origin, *, known: Known, now: datetime, source: BinaryIO
) -> Original:
    sent = Message.objects.exclude(business=Stored.RECALL).filter(
        sender=origin.sender.id, document__identifier=identifier
    )
    document_id = sent.order_by("-sent_at", "-id").values_list("document_id", flat=True).first()
    if document_id is None:
        line = line_of(source, "Bussiness", "DocumentId")
        raise refusals.OriginalUnknown(line=line, element="Bussiness/DocumentId", found=identifier)
    only = _bodies(codes, known=known, now=now, source=source)
    return Original(document_id, identifier, tuple(str(body) for body in only))


def _asked_back(message: DocumentMessage) -> tuple[str, ...]:
    """Codes of those who shall give the document back: all recipients of a recall, the removed ones of an update."""
    if message.transaction.business is Business.RECALL:
        return tuple(organ.code for organ in message.recipients)
    listed = message.transaction.change.receiver_list
    return tuple(each.organ for each in listed if each.change is ReceiverChange.REMOVED)


def _bodies(codes: tuple[str, ...], *, known: Known, now: datetime, source: BinaryIO) -> tuple[UUID, ...]:
    today = local(now).date()
    found = [judging.addressed(code, known=known, on=today, source=source).party.id for code in codes]
    return tuple(dict.fromkeys(found))


def _nobody_has_it(recall: Recall) -> tuple[str, ...]:
    if copies_of(recall).filter(state__in=RECALLABLE).exists():
        return ()
    return (say(_("Không nơi nhận nào còn giữ văn bản “{found}” để thu hồi."), found=recall.identifier),)


def copies_of(recall: Recall) -> DeliveryQuerySet:
    """What these bodies ever got of the document, also as successors of whom it was addressed to."""
    sent = Delivery.objects.filter(message__sender=recall.sender_id, message__document__identifier=recall.identifier)
    return sent.filter(recipient__in=recall.bodies)
