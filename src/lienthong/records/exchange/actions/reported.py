"""Status messages: what a receiver's own software reports about a document that was sent from here."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.records.exchange import rules
from lienthong.records.exchange.actions import changing, moving
from lienthong.records.exchange.actions.receiving import accept_document, refuse_document
from lienthong.records.exchange.actions.reporting import report_completed, report_started
from lienthong.records.exchange.adapters.edxml.message import Status, StatusMessage
from lienthong.records.exchange.intake.judging import Origin
from lienthong.records.exchange.intake.refusals import BroughtByAnother, StatusOfNobody, StatusOutOfOrder
from lienthong.records.exchange.models import ChangeRequest, Delivery, StatusChange
from lienthong.records.exchange.states import ALLOWED, Business, ChangeState, DeliveryState, RefusalReason

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

    01–06 follow the one table of steps. 13 (take back) is the sender's request; 15 and 16 are the receiver's answer to
    it, or to an update or replacement: with 15 the copy is taken back or replaced, with 16 it stays as it is.
    Refuses: BroughtByAnother, StatusOfNobody, StatusOutOfOrder, ReasonNeeded, NotInThisRole, MandateEnded.
    """
    message = origin.message
    assert isinstance(message, StatusMessage)
    if by.post.body_id != origin.sender.id:
        raise BroughtByAnother(element="From")
    if message.status is Status.TAKE_BACK_ASKED:
        return _ask_back(message, by=by, now=now)
    if message.status in _ANSWERS:
        return _answer(message, by=by, now=now)
    delivery = moving.locked(_delivery_at(message, by))
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
    """13: the sender asks every receiver that has it to give the document back; where it is asked already, it stands.

    Refuses: StatusOfNobody, StatusOutOfOrder (nobody has it any more).
    """
    mandates.require(by, Verb.RECALL_DOCUMENT, now=now)
    sent = Delivery.objects.filter(
        message__document__identifier=message.response.document_id, message__sender=by.post.body
    )
    found = list(sent.select_for_update(of=("self",)).whole().order_by("id"))
    if not found:
        raise StatusOfNobody(element="ResponseFor/DocumentId", found=message.response.document_id)
    held = [delivery for delivery in found if delivery.state in rules.RECALLABLE]
    if not held:
        raise StatusOutOfOrder(element="StatusCode", found=message.status.value, current=found[0].state)
    asked = set(_open_requests(held, business=Business.RECALL).values_list("delivery_id", flat=True))
    for delivery in held:
        if delivery.pk not in asked:
            changing.ask_back(delivery=delivery, recall=None, reason=message.description.strip(), by=by, now=now)
    return held[0]


def _answer(message: StatusMessage, *, by: Mandate, now: datetime) -> Delivery:
    """15 or 16: the receiver agrees or declines, if it was asked; the same answer again changes nothing.

    Refuses: StatusOfNobody, StatusOutOfOrder, ChangeReasonNeeded, NotInThisRole, MandateEnded.
    """
    agrees = message.status is Status.CHANGE_AGREED
    newest = _delivery_at(message, by)
    request = _request_at(message, by)
    if request is None or not (request.is_open or request.state == _ANSWERED[agrees]):
        current = StatusChange.objects.filter(delivery=newest).order_by("-at", "-id").values_list("code", flat=True)
        raise StatusOutOfOrder(element="StatusCode", found=message.status.value, current=current.first() or "00")
    changing.answer_change(
        request=request,
        by=by,
        now=now,
        agrees=agrees,
        words=message.description,
        person=message.staff.name[:200],
        unit_name=message.staff.department[:300],
    )
    return Delivery.objects.get(pk=request.delivery_id)


def _request_at(message: StatusMessage, by: Mandate) -> ChangeRequest | None:
    """What was asked of the named document at the reporting body: the open request, else the last one."""
    copies = Delivery.objects.filter(message__document__identifier=message.response.document_id)
    requests = ChangeRequest.objects.filter(delivery__in=copies.addressed_to(by.post.body)).select_related("delivery")
    opened = requests.filter(state=ChangeState.ASKED).order_by("-asked_at", "-id").first()
    return opened or requests.exclude(state=ChangeState.OVERTAKEN).order_by("-asked_at", "-id").first()


def _open_requests(deliveries: Iterable[Delivery], *, business: Business) -> QuerySet[ChangeRequest]:
    return ChangeRequest.objects.filter(delivery__in=deliveries, state=ChangeState.ASKED, business=business)


_ANSWERED = {True: ChangeState.AGREED, False: ChangeState.DECLINED}
