"""Telling people what waits for them: events of documents and deliveries become notices in their inbox and mail."""

from collections.abc import Iterable
from uuid import UUID

from lienthong.ground.mandates import queries as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.states import Role
from lienthong.ground.notices import actions as notices
from lienthong.kit import outbox
from lienthong.kit.outbox import Event
from lienthong.records.documents.models import Document
from lienthong.records.exchange.models import Assignment, ChangeRequest, Delivery
from lienthong.records.exchange.states import Business, DeliveryState


def subscribe() -> None:
    """Listen to what is worth telling; called once at start."""
    for name in ("submitted", "returned", "signed"):
        outbox.subscribe(f"documents.document.{name}", about_document)
    for name in ("document.arrived", "document.refused", "document.assigned", "document.completed"):
        outbox.subscribe(f"exchange.{name}", about_delivery)
    for name in ("asked", "agreed", "refused"):
        outbox.subscribe(f"exchange.change.{name}", about_change)
    for name in ("delivery.due_soon", "delivery.overdue"):
        outbox.subscribe(f"exchange.{name}", about_delivery)


def about_document(event: Event) -> None:
    """A draft waits for a signature, came back, or waits for its number: whoever is next is told once."""
    document = Document.objects.for_lists().select_related("signer__account").get(pk=event.subject)
    next_people = {
        "documents.document.submitted": [document.signer],
        "documents.document.returned": [document.drafted_by],
    }
    people = next_people.get(event.name) or mandates.holders(document.body_id, Role.CLERK, event.at)
    _tell(people, event, {"subject": document.subject}, f"/desk/documents/{document.pk}/")


def about_delivery(event: Event) -> None:
    """A document came, moved on at its receiver, or is running late: whoever acts next, or waits for it, is told."""
    delivery = (
        Delivery.objects.for_lists().select_related("message__document__drafted_by__account").get(pk=event.subject)
    )
    document = delivery.message.document
    facts = {
        "subject": document.subject,
        "sender": delivery.message.sender.name_vi,
        "recipient": delivery.recipient.name_vi,
    }
    if event.name in {"exchange.document.refused", "exchange.document.completed"}:
        _tell([document.drafted_by], event, facts, f"/desk/documents/{document.pk}/")
    else:
        _tell(_who_acts(delivery, event), event, facts, f"/desk/deliveries/{delivery.pk}/")


def about_change(event: Event) -> None:
    """A change is asked: who receives and who works on it is told; it is answered: who asked and who drafted is told.

    Of what never reached its recipient, the recipient is told nothing.
    """
    request = (
        ChangeRequest.objects.select_related(
            "delivery__message__document__drafted_by__account", "delivery__message__sender", "delivery__recipient",
            "asked_by__account",
        ).get(pk=event.subject)
    )  # fmt: skip
    delivery, document = request.delivery, request.delivery.message.document
    facts = {
        "subject": document.subject,
        "sender": delivery.message.sender.name_vi,
        "recipient": delivery.recipient.name_vi,
    }
    if event.name != "exchange.change.asked":
        _tell([request.asked_by, document.drafted_by], event, facts, f"/desk/documents/{document.pk}/")
    elif delivery.arrived_at is not None:
        clerks = mandates.holders(delivery.recipient_id, Role.CLERK, event.at)
        people = [*clerks, *_who_acts(delivery, event)]
        kind = _ASKED[Business(request.business)]
        _tell(people, event, facts, f"/desk/deliveries/{delivery.pk}/", kind=kind)


_ASKED = {
    Business.RECALL: "exchange.recall.asked",
    Business.UPDATE: "exchange.update.asked",
    Business.REPLACE: "exchange.replacement.asked",
}


def _who_acts(delivery: Delivery, event: Event) -> list[Mandate]:
    """To accept: the clerks; to assign: the leaders; to handle: the holder, or the head of the unit that has it."""
    if delivery.state == DeliveryState.ARRIVED:
        return mandates.holders(delivery.recipient_id, Role.CLERK, event.at)
    if delivery.state == DeliveryState.ACCEPTED:
        return mandates.holders(delivery.recipient_id, Role.LEADER, event.at)
    lead = Assignment.objects.filter(delivery=delivery, lead=True, ended_at__isnull=True).select_related(
        "holder__account"
    )
    assignment = lead.first()
    if assignment is None:
        return []
    if assignment.holder is not None:
        return [assignment.holder]
    heads = mandates.holders(delivery.recipient_id, Role.HEAD_OF_UNIT, event.at)
    return [head for head in heads if head.post.unit_id == assignment.unit_id]


def _tell(people: Iterable[Mandate | None], event: Event, facts: dict[str, str], url: str, *, kind: str = "") -> None:
    told: set[UUID] = set()
    for mandate in people:
        if mandate is not None and mandate.account_id not in told:
            told.add(mandate.account_id)
            notices.notify(
                account=mandate.account,
                kind=kind or event.name,
                facts=facts,
                url=url,
                now=event.at,
                once_key=str(event.id),
            )
