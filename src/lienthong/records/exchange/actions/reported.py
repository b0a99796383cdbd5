"""Status messages: what a receiver's own software reports about a document that was sent from here."""

from datetime import datetime

from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.records.exchange import rules
from lienthong.records.exchange.actions import moving
from lienthong.records.exchange.actions.receiving import accept_document, refuse_document
from lienthong.records.exchange.actions.reporting import report_completed, report_started
from lienthong.records.exchange.adapters.edxml.message import Status, StatusMessage
from lienthong.records.exchange.intake.judging import Origin
from lienthong.records.exchange.intake.refusals import BroughtByAnother, StatusOfNobody, StatusOutOfOrder
from lienthong.records.exchange.models import Delivery, StatusChange
from lienthong.records.exchange.states import ALLOWED, DeliveryState, RefusalReason

_STATES = {
    Status.ARRIVED: DeliveryState.ARRIVED,
    Status.REFUSED: DeliveryState.REFUSED,
    Status.ACCEPTED: DeliveryState.ACCEPTED,
    Status.ASSIGNED: DeliveryState.ASSIGNED,
    Status.IN_PROCESS: DeliveryState.IN_PROCESS,
    Status.COMPLETED: DeliveryState.COMPLETED,
}
_ANSWERS = frozenset({Status.CHANGE_AGREED, Status.CHANGE_REFUSED})


def take_status(*, origin: Origin, by: Mandate, now: datetime) -> Delivery:
    """Enter a reported status; the one the delivery already has changes nothing.

    01–06 follow the one table of steps. 13 (take back) is recorded as a request of the sender, 15 and 16 as the
    receiver's answer to it; the state itself stays.
    Refuses: BroughtByAnother, StatusOfNobody, StatusOutOfOrder, ReasonNeeded, NotInThisRole, MandateEnded.
    """
    message = origin.message
    assert isinstance(message, StatusMessage)
    if by.post.body_id != origin.sender.id:
        raise BroughtByAnother(element="From")
    if message.status is Status.TAKE_BACK_ASKED:
        return _ask_back(message, by=by, now=now)
    delivery = moving.locked(_delivery_at(message, by))
    if message.status in _ANSWERS:
        return _answer(delivery, message, by=by, now=now)
    target = _STATES[message.status]
    if delivery.state == target:
        return delivery
    if target not in ALLOWED[DeliveryState(delivery.state)]:
        raise StatusOutOfOrder(element="StatusCode", found=target.value, current=delivery.state)
    return _enter(delivery, target, message, by=by, now=now)


def _delivery_at(message: StatusMessage, by: Mandate) -> Delivery:
    """The delivery of the named document to the reporting body."""
    named = Delivery.objects.filter(message__document__identifier=message.response.document_id)
    found = named.addressed_to(by.post.body).order_by("-queued_at").first()
    if found is None:
        raise StatusOfNobody(element="ResponseFor/DocumentId", found=message.response.document_id)
    return found


def _enter(
    delivery: Delivery, target: DeliveryState, message: StatusMessage, *, by: Mandate, now: datetime
) -> Delivery:
    """One step by the table, as the body's own software reports it."""
    person, words = message.staff.name[:200], message.description.strip()
    if target is DeliveryState.ACCEPTED:
        accept_document(delivery=delivery, by=by, now=now)
    elif target is DeliveryState.REFUSED:
        refuse_document(delivery=delivery, by=by, now=now, reason=RefusalReason.OTHER, text=words)
    elif target is DeliveryState.IN_PROCESS:
        report_started(delivery=delivery, by=by, now=now, person=person)
    elif target is DeliveryState.COMPLETED:
        report_completed(delivery=delivery, by=by, now=now, person=person, outcome=words)
    else:
        _report_assigned(delivery, message, by=by, now=now)
    return Delivery.objects.get(pk=delivery.pk)


def _report_assigned(delivery: Delivery, message: StatusMessage, *, by: Mandate, now: datetime) -> None:
    """04 by other software names a department in words; which of our units that is, only that software knows."""
    rules.require(by, Verb.ASSIGN_DOCUMENT, delivery, now=now)
    unit_name, person = message.staff.department[:300], message.staff.name[:200]
    note = message.description
    moving.move(delivery, DeliveryState.ASSIGNED, by=by, at=now, note=note, unit_name=unit_name, person=person)
    delivery.save(update_fields=["state", "state_at"])
    body = {"department": unit_name, "person": person}
    journal.record("exchange.document.assigned", delivery, by=by, for_whom=delivery.recipient, at=now, body=body)


def _ask_back(message: StatusMessage, *, by: Mandate, now: datetime) -> Delivery:
    """13: the sender asks every receiver that has it to give the document back."""
    mandates.require(by, Verb.SEND_DOCUMENT, now=now)
    sent = Delivery.objects.filter(
        message__document__identifier=message.response.document_id, message__sender=by.post.body
    )
    found = list(sent.select_for_update().order_by("id"))
    if not found:
        raise StatusOfNobody(element="ResponseFor/DocumentId", found=message.response.document_id)
    for delivery in found:
        _note(delivery, message, by=by, now=now)
        journal.record("exchange.take_back.asked", delivery, by=by, for_whom=by.post.body, at=now)
    return found[0]


def _answer(delivery: Delivery, message: StatusMessage, *, by: Mandate, now: datetime) -> Delivery:
    """15 or 16: the receiver agrees or refuses, if it was asked and has not answered yet."""
    rules.require(by, Verb.ACCEPT_DOCUMENT, delivery, now=now)
    last = StatusChange.objects.filter(delivery=delivery, code__in=["13", "15", "16"]).order_by("-at", "-id").first()
    if last is None or last.code != Status.TAKE_BACK_ASKED.value:
        current = last.code if last else delivery.state
        raise StatusOutOfOrder(element="StatusCode", found=message.status.value, current=current)
    _note(delivery, message, by=by, now=now)
    answered = "agreed" if message.status is Status.CHANGE_AGREED else "refused"
    journal.record(f"exchange.take_back.{answered}", delivery, by=by, for_whom=delivery.recipient, at=now)
    return delivery


def _note(delivery: Delivery, message: StatusMessage, *, by: Mandate, now: datetime) -> None:
    StatusChange.objects.create(
        delivery=delivery,
        code=message.status.value,
        at=now,
        by=by,
        person=message.staff.name[:200],
        unit_name=message.staff.department[:300],
        note=message.description,
    )
