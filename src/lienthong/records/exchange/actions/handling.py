"""Handling in the receiving body: assign with a deadline, start, complete."""

from datetime import datetime

from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.organisations.models import Unit
from lienthong.kit import outbox
from lienthong.records.documents import actions as documents
from lienthong.records.exchange import deadlines, events, rules
from lienthong.records.exchange.actions import moving
from lienthong.records.exchange.models import Assignment, Delivery
from lienthong.records.exchange.states import DeliveryState


def assign_document(
    *,
    delivery: Delivery,
    unit: Unit,
    by: Mandate,
    now: datetime,
    holder: Mandate | None = None,
    due_at: datetime | None = None,
    instruction: str = "",
) -> Assignment:
    """Give the document to a unit, or a person in it, until a date; a new lead ends the earlier one.

    Without `due_at` the deadline of the document's urgency counts.
    Refuses: NotInThisRole, NotYours, MandateEnded, UnitOfAnotherBody, DeliveryMovedOn.
    Source: Decree 30/2020 arts 23-24 (lead unit, co-operating units, time limit).
    """
    current = moving.locked(delivery)
    rules.require(by, Verb.ASSIGN_DOCUMENT, current, now=now)
    if unit.body_id != current.recipient_id or (holder and holder.post.body_id != current.recipient_id):
        raise rules.UnitOfAnotherBody
    moving.move(current, DeliveryState.ASSIGNED, by=by, at=now, note=instruction, unit_name=unit.name_vi)
    due = due_at or deadlines.handle_by(current, now).due_at
    Assignment.objects.filter(delivery=current, ended_at__isnull=True, lead=True).update(ended_at=now)
    assignment = Assignment.objects.create(
        delivery=current, unit=unit, holder=holder, instruction=instruction, due_at=due, assigned_by=by, assigned_at=now
    )
    current.unit = unit
    current.handle_due_at = due
    current.save()
    if current.entry is not None:
        person = holder.account.full_name if holder else ""
        documents.hand_over(entry=current.entry, unit=unit, person=person, now=now)
    journal.record(
        "exchange.document.assigned",
        current,
        by=by,
        for_whom=current.recipient,
        at=now,
        body={"unit": unit.id, "holder": holder.id if holder else None, "due_at": due, "instruction": instruction},
    )
    outbox.announce(events.document_assigned(current.id, at=now))
    return assignment


def start_handling(*, delivery: Delivery, by: Mandate, now: datetime) -> Delivery:
    """Say that work has begun; the sender sees status 05. Refuses: NotInThisRole, NotYours, DeliveryMovedOn."""
    current = moving.locked(delivery)
    rules.require(by, Verb.HANDLE_DOCUMENT, current, now=now)
    moving.move(current, DeliveryState.IN_PROCESS, by=by, at=now)
    current.save()
    journal.record("exchange.document.started", current, by=by, for_whom=current.recipient, at=now)
    return current


def complete_document(*, delivery: Delivery, by: Mandate, now: datetime, outcome: str = "") -> Delivery:
    """Say that it is done, and how; the sender sees status 06. Refuses: NotInThisRole, NotYours, DeliveryMovedOn."""
    current = moving.locked(delivery)
    rules.require(by, Verb.COMPLETE_DOCUMENT, current, now=now)
    moving.move(current, DeliveryState.COMPLETED, by=by, at=now, note=outcome)
    current.completed_at = now
    current.save()
    Assignment.objects.filter(delivery=current, ended_at__isnull=True).update(ended_at=now)
    journal.record(
        "exchange.document.completed", current, by=by, for_whom=current.recipient, at=now, body={"outcome": outcome}
    )
    outbox.announce(events.document_completed(current.id, at=now))
    return current
