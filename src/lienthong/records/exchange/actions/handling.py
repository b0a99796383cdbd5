"""Handling in the receiving body: assign with a deadline, start, complete, and what co-operating units add."""

from collections.abc import Sequence
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
    due_reason: str = "",
    instruction: str = "",
    cooperating: Sequence[Unit] = (),
) -> Assignment:
    """Give the document to a lead unit, or a person in it, until a date; `cooperating` units help it.

    Every earlier assignment ends. Without `due_at` the deadline of the document's urgency counts; another one needs
    `due_reason`, which stays in the journal.
    Refuses: NotInThisRole, NotYours, MandateEnded, UnitOfAnotherBody, HolderElsewhere, DueInThePast, DueReasonNeeded,
    DeliveryMovedOn.
    Source: Decree 30/2020 arts 23-24 (lead unit, co-operating units, time limit).
    """
    current = moving.locked(delivery)
    rules.require(by, Verb.ASSIGN_DOCUMENT, current, now=now)
    rules.require_can_hold(current, unit=unit, holder=holder, cooperating=cooperating, now=now)
    usual = deadlines.handle_by(current, now).due_at
    due = usual if due_at is None else due_at
    rules.require_due(due, usual=usual, reason=due_reason, now=now)
    moving.move(current, DeliveryState.ASSIGNED, by=by, at=now, note=instruction, unit_name=unit.name_vi)
    Assignment.objects.filter(delivery=current, ended_at__isnull=True).update(ended_at=now)
    given = {"delivery": current, "instruction": instruction, "due_at": due, "assigned_by": by, "assigned_at": now}
    helping = [Assignment(unit=each, lead=False, **given) for each in dict.fromkeys(cooperating) if each != unit]
    lead, *_others = Assignment.objects.bulk_create([Assignment(unit=unit, holder=holder, **given), *helping])
    current.handling_unit = unit
    current.handle_due_at = due
    current.save()
    _write_into_book(current, unit, holder, now)
    journal.record(
        "exchange.document.assigned",
        current,
        by=by,
        for_whom=current.recipient,
        at=now,
        body={
            "unit": unit.id,
            "holder": holder.id if holder else None,
            "cooperating": [row.unit_id for row in helping],
            "due_at": due,
            "due_reason": due_reason.strip(),
            "instruction": instruction,
        },
    )
    outbox.announce(events.document_assigned(current.id, at=now))
    return lead


def _write_into_book(delivery: Delivery, unit: Unit, holder: Mandate | None, now: datetime) -> None:
    if delivery.entry is not None:
        person = holder.account.full_name if holder else ""
        documents.hand_over(entry=delivery.entry, unit=unit, person=person, now=now)


def start_handling(*, delivery: Delivery, by: Mandate, now: datetime) -> Delivery:
    """Say that work has begun; the sender sees status 05.

    Refuses: NotInThisRole, NotYours, OnlyHelping, DeliveryMovedOn.
    """
    current = moving.locked(delivery)
    rules.require(by, Verb.HANDLE_DOCUMENT, current, now=now)
    rules.require_lead(by, current)
    moving.move(current, DeliveryState.IN_PROCESS, by=by, at=now)
    current.save()
    journal.record("exchange.document.started", current, by=by, for_whom=current.recipient, at=now)
    return current


def contribute(*, delivery: Delivery, by: Mandate, now: datetime, outcome: str) -> Assignment:
    """A co-operating unit says what it did and is done with it; the lead unit goes on.

    Refuses: NotInThisRole, NotYours, NotCooperating, OutcomeNeeded.
    """
    current = moving.locked(delivery)
    rules.require(by, Verb.HANDLE_DOCUMENT, current, now=now)
    part = rules.require_cooperating(by, current)
    part.outcome = rules.require_outcome(outcome)
    part.ended_at = now
    part.save()
    journal.record(
        "exchange.document.contributed",
        current,
        by=by,
        for_whom=current.recipient,
        at=now,
        body={"unit": part.unit_id, "outcome": part.outcome},
    )
    return part


def complete_document(*, delivery: Delivery, by: Mandate, now: datetime, outcome: str = "") -> Delivery:
    """Say that it is done, and how; the sender sees status 06.

    Refuses: NotInThisRole, NotYours, OnlyHelping, DeliveryMovedOn.
    """
    current = moving.locked(delivery)
    rules.require(by, Verb.COMPLETE_DOCUMENT, current, now=now)
    rules.require_lead(by, current)
    moving.move(current, DeliveryState.COMPLETED, by=by, at=now, note=outcome)
    current.completed_at = now
    current.save()
    Assignment.objects.filter(delivery=current, ended_at__isnull=True).update(ended_at=now)
    journal.record(
        "exchange.document.completed", current, by=by, for_whom=current.recipient, at=now, body={"outcome": outcome}
    )
    outbox.announce(events.document_completed(current.id, at=now))
    return current
