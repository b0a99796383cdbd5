"""Receiving: into the incoming book, or back to the sender with a reason."""

from datetime import datetime

from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.kit import outbox
from lienthong.records.documents import actions as documents
from lienthong.records.documents.models import IncomingEntry
from lienthong.records.exchange import deadlines, events, rules
from lienthong.records.exchange.actions import changing, moving
from lienthong.records.exchange.models import Delivery
from lienthong.records.exchange.states import DeliveryState


def accept_document(*, delivery: Delivery, by: Mandate, now: datetime) -> IncomingEntry:
    """Take the document into the incoming book under the next arrival number; the sender sees status 03.

    Refuses: NotInThisRole, NotYours, MandateEnded, DeliveryMovedOn.
    Source: Decree 30/2020 arts 21-22 (register, acknowledge on the day of receipt).
    """
    current = moving.locked(delivery)
    rules.require(by, Verb.ACCEPT_DOCUMENT, current, now=now)
    moving.move(current, DeliveryState.ACCEPTED, by=by, at=now)
    document = current.message.document
    assert document.issued_on is not None
    entry = documents.enter_incoming(
        by=by,
        now=now,
        issuer_name=current.message.sender.name_vi,
        number_and_symbol=document.number_and_symbol,
        issued_on=document.issued_on,
        kind=document.kind,
        subject=document.subject,
        urgency=document.urgency,
        document=document,
    )
    current.entry = entry
    current.accepted_at = now
    current.handle_due_at = deadlines.assign_by(current, now).due_at
    current.save()
    journal.record(
        "exchange.document.accepted",
        current,
        by=by,
        for_whom=current.recipient,
        at=now,
        body={"arrival_number": entry.arrival_number, "year": entry.year},
    )
    outbox.announce(events.document_accepted(current.id, at=now))
    return entry


def refuse_document(*, delivery: Delivery, by: Mandate, now: datetime, reason: str, text: str) -> Delivery:
    """Send the document back with a reason: the sender sees status 02 and the words.

    Refuses: NotInThisRole, NotYours, MandateEnded, ReasonNeeded, DeliveryMovedOn.
    """
    chosen = rules.require_reason(reason, text)
    current = moving.locked(delivery)
    rules.require(by, Verb.REFUSE_DOCUMENT, current, now=now)
    moving.move(current, DeliveryState.REFUSED, by=by, at=now, note=text.strip())
    current.refusal = chosen
    current.save()
    journal.record(
        "exchange.document.refused",
        current,
        by=by,
        for_whom=current.recipient,
        at=now,
        body={"reason": chosen.value, "text": text.strip()},
    )
    outbox.announce(events.document_refused(current.id, at=now))
    changing.decline_with_the_newer(newer=current, by=by, now=now, words=text.strip())
    return current
