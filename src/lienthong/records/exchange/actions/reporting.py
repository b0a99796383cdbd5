"""What a body's own software reports: that it took a document over, that work began, that it is done.

The software acts under the mandate its token was made under; whoever may give a document out may also report what
became of it. The person who really did the work is named by the software and shown to the sender as such.
"""

from datetime import datetime

from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.kit import outbox
from lienthong.records.exchange import events, rules
from lienthong.records.exchange.actions import moving
from lienthong.records.exchange.models import Assignment, Delivery
from lienthong.records.exchange.states import DeliveryState


def confirm_delivery(*, delivery: Delivery, by: Mandate, now: datetime) -> Delivery:
    """Remember that the receiver's own software holds the document; asked again, nothing changes.

    Refuses: NotInThisRole, NotYours, MandateEnded.
    """
    current = moving.locked(delivery)
    rules.require(by, Verb.ACCEPT_DOCUMENT, current, now=now)
    if current.confirmed_at is None:
        current.confirmed_at = now
        current.save(update_fields=["confirmed_at"])
        journal.record("exchange.delivery.confirmed", current, by=by, for_whom=current.recipient, at=now)
    return current


def report_started(*, delivery: Delivery, by: Mandate, now: datetime, person: str = "") -> Delivery:
    """Report that work has begun; the sender sees status 05. Refuses: NotInThisRole, NotYours, DeliveryMovedOn."""
    current = moving.locked(delivery)
    rules.require(by, Verb.ASSIGN_DOCUMENT, current, now=now)
    moving.move(current, DeliveryState.IN_PROCESS, by=by, at=now, person=person)
    current.save(update_fields=["state", "state_at"])
    journal.record(
        "exchange.document.started", current, by=by, for_whom=current.recipient, at=now, body={"person": person}
    )
    return current


def report_completed(
    *, delivery: Delivery, by: Mandate, now: datetime, person: str = "", outcome: str = ""
) -> Delivery:
    """Report that it is done, and how; the sender sees status 06. Refuses: NotInThisRole, NotYours, DeliveryMovedOn."""
    current = moving.locked(delivery)
    rules.require(by, Verb.ASSIGN_DOCUMENT, current, now=now)
    moving.move(current, DeliveryState.COMPLETED, by=by, at=now, note=outcome, person=person)
    current.completed_at = now
    current.save(update_fields=["state", "state_at", "completed_at"])
    Assignment.objects.filter(delivery=current, ended_at__isnull=True).update(ended_at=now)
    journal.record(
        "exchange.document.completed",
        current,
        by=by,
        for_whom=current.recipient,
        at=now,
        body={"outcome": outcome, "person": person},
    )
    outbox.announce(events.document_completed(current.id, at=now))
    return current
