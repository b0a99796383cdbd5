"""Sending: the document leaves its body, its message stands in the lane of every recipient, in one transaction."""

import hashlib
from datetime import date, datetime

from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.organisations import queries as organisations
from lienthong.ground.organisations.models import Body, Unit
from lienthong.kit import outbox
from lienthong.kit.clock import local
from lienthong.records.documents import actions as documents
from lienthong.records.documents.models import Annex, Document, Recipient
from lienthong.records.documents.states import Amends
from lienthong.records.exchange import events, manifest, sealing
from lienthong.records.exchange.models import Amendment, Delivery, Message
from lienthong.records.exchange.rules import NoRecipientLeft, SenderMayNotReceive
from lienthong.records.exchange.states import Business, Channel


def send_document(*, document: Document, by: Mandate, now: datetime, channel: Channel = Channel.DESK) -> Message:
    """Send a sealed document to all its recipients. The caller has seen a fresh step-up.

    Refuses: NotInThisRole, NotYours, MandateEnded, WrongState, SenderMayNotReceive, NoRecipientLeft.
    Source: Decision 28/2018 (send the day it is signed, at the latest the next working morning).
    """
    mandates.require(by, Verb.SEND_DOCUMENT, document, now=now)
    issued = documents.mark_issued(document=document, by=by, now=now)
    recipients = living_recipients(issued, local(now).date())
    business = _BUSINESS.get(issued.amends_as, Business.NEW)
    sealed_manifest = manifest.build(
        message_id=str(issued.id),
        business=business,
        sender=party(issued.body),
        document=facts(issued),
        recipients=[party(body, unit) for body, unit, _former in recipients],
        files=files_of(issued),
        sent_at=now,
        change=_change_of(issued),
    )
    message = Message.objects.create(
        sender=issued.body,
        message_id=str(issued.id),
        business=business,
        document=issued,
        urgency=issued.urgency,
        manifest=sealed_manifest,
        manifest_digest=hashlib.sha256(sealed_manifest).digest(),
        seal=sealing.seal_bytes(issued.body, sealed_manifest, now=now),
        channel=channel,
        sent_at=now,
        sent_by=by,
    )
    if issued.amends is not None:
        Amendment.objects.create(message=message, original=issued.amends, reason=issued.amends_reason)
    Delivery.objects.bulk_create(
        Delivery(
            message=message,
            recipient=body,
            unit=unit,
            addressed_to=former,
            urgency=issued.urgency,
            state_at=now,
            queued_at=now,
            next_try_at=now,
        )
        for body, unit, former in recipients
    )
    journal.record(
        "exchange.message.sent",
        message,
        by=by,
        for_whom=issued.body,
        at=now,
        body={
            "manifest_sha256": hashlib.sha256(sealed_manifest).hexdigest(),
            "recipients": len(recipients),
            "business": business.value,
        },
    )
    outbox.announce(events.message_sent(message.id, at=now))
    return message


_BUSINESS = {Amends.UPDATE.value: Business.UPDATE, Amends.REPLACE.value: Business.REPLACE}


def _change_of(document: Document) -> dict[str, object] | None:
    """Which document this one updates or replaces, and why, for the sealed manifest."""
    if document.amends is None:
        return None
    return {"document": facts(document.amends), "reason": document.amends_reason}


def living_recipients(document: Document, on: date) -> list[tuple[Body, Unit | None, Body | None]]:
    """Who really receives: a dissolved body's successor stands in for it (third value = the body addressed).

    Refuses: SenderMayNotReceive, NoRecipientLeft.
    """
    chosen: dict[tuple[object, object], tuple[Body, Unit | None, Body | None]] = {}
    for recipient in Recipient.objects.filter(document=document).select_related("body", "unit"):
        body, former, unit = recipient.body, None, recipient.unit
        if body.dissolved_on is not None and body.dissolved_on <= on:
            successor, _chain = organisations.successor_of(body, on)
            body, former, unit = successor, recipient.body, None
        if body.pk == document.body_id and unit is None:
            raise SenderMayNotReceive
        chosen.setdefault((body.pk, unit.pk if unit else None), (body, unit, former))
    if not chosen:
        raise NoRecipientLeft
    return list(chosen.values())


def party(body: Body, unit: Unit | None = None) -> manifest.Party:
    """A body (and unit) as the manifest names it."""
    return manifest.Party(body.pk, body.code, body.name_vi, unit.pk if unit else None, unit.name_vi if unit else "")


def facts(document: Document) -> dict[str, object]:
    """What the manifest says of the document; `answers` = the one it is written in reply to."""
    return {
        **({"answers": document.reply_to.identifier} if document.reply_to else {}),
        "identifier": document.identifier,
        "number_and_symbol": document.number_and_symbol,
        "issued_on": document.issued_on,
        "kind": document.kind,
        "subject": document.subject,
        "urgency": document.urgency,
        "signer": {
            "name": document.signer_name,
            "position": document.signer_position,
            "capacity": document.signer_capacity,
        },
    }


def files_of(document: Document) -> list[manifest.FileFact]:
    """The sealed document first, then its annexes in order."""
    annexes = Annex.objects.filter(document=document).select_related("file").order_by("ordinal")
    found = [("document", document.latest.file), *(("annex", annex.file) for annex in annexes)]
    return [manifest.FileFact(role, f.name, f.sha256, f.size_bytes, f.media_type) for role, f in found]
