"""What waits for a person, across all rooms, ordered by what hurts first: late, then soon due, then urgency, then age."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.states import Role
from lienthong.records.documents.models import Document
from lienthong.records.documents.models.document import DocumentQuerySet
from lienthong.records.documents.states import DocumentState
from lienthong.records.exchange.models import Assignment, Delivery, DeliveryQuerySet
from lienthong.records.exchange.states import DeliveryState

MOST = 200


@dataclass(frozen=True)
class Waiting:
    """One line of the list: what, from whom, until when, and where to click."""

    id: UUID
    kind: str
    subject: str
    source: str
    number_and_symbol: str
    urgency: str
    state: str
    since: datetime
    due_at: datetime | None
    url: str

    @property
    def pain(self) -> tuple[bool, datetime, int, datetime]:
        """Sorting key: with a deadline first, the earliest deadline first, then urgency, then age."""
        return (self.due_at is None, self.due_at or self.since, -int(self.urgency), self.since)


def mine(mandate: Mandate, *, now: datetime) -> list[Waiting]:
    """Everything that waits for this mandate, at most `MOST` of each sort; two queries."""
    found = [_from_document(d) for d in documents_waiting(mandate).for_lists()[:MOST]]
    found += [_from_delivery(d) for d in deliveries_waiting(mandate).for_lists()[:MOST]]
    return sorted(found, key=lambda one: one.pain)


def counts(mandate: Mandate, *, now: datetime) -> dict[str, int]:
    """How much waits: in all, incoming, outgoing; two queries."""
    outgoing = documents_waiting(mandate).count()
    incoming = deliveries_waiting(mandate).count()
    return {"mine": outgoing + incoming, "incoming": incoming, "outgoing": outgoing}


def documents_waiting(mandate: Mandate) -> DocumentQuerySet:
    """Outgoing documents whose next step is this person's."""
    condition = Q(drafted_by=mandate, state__in=[DocumentState.DRAFT, DocumentState.RETURNED])
    condition |= Q(signer=mandate, state=DocumentState.IN_REVIEW)
    if mandate.role == Role.CLERK:
        condition |= Q(state__in=[DocumentState.SIGNED, DocumentState.NUMBERED, DocumentState.SEALED])
    return Document.objects.filter(condition, body=mandate.post.body_id).order_by(
        F("issue_due_at").asc(nulls_last=True), "-urgency", "changed_at"
    )


def deliveries_waiting(mandate: Mandate) -> DeliveryQuerySet:
    """Incoming documents whose next step is this person's: to accept, to assign, or to handle."""
    received = Delivery.objects.filter(recipient=mandate.post.body_id)
    held = Assignment.objects.filter(holder=mandate, ended_at__isnull=True).values("delivery_id")
    condition = Q(pk__in=held, state__in=[DeliveryState.ASSIGNED, DeliveryState.IN_PROCESS])
    if mandate.role == Role.CLERK:
        condition |= Q(state=DeliveryState.ARRIVED)
    if mandate.role == Role.LEADER:
        condition |= Q(state=DeliveryState.ACCEPTED)
    if mandate.role == Role.HEAD_OF_UNIT:
        unheld = Assignment.objects.filter(unit=mandate.post.unit_id, holder__isnull=True, ended_at__isnull=True)
        condition |= Q(pk__in=unheld.values("delivery_id"), state=DeliveryState.ASSIGNED)
    due = Coalesce("handle_due_at", "accept_due_at")
    return received.filter(condition).order_by(due.asc(nulls_last=True), "-urgency", "arrived_at")


def _from_document(document: Document) -> Waiting:
    return Waiting(
        id=document.pk,
        kind="document",
        subject=document.subject,
        source=document.drafted_by.account.full_name if document.drafted_by else "",
        number_and_symbol=document.number_and_symbol,
        urgency=document.urgency,
        state=document.get_state_display(),
        since=document.changed_at,
        due_at=document.issue_due_at,
        url=reverse("desk:document", args=[document.pk]),
    )


def _from_delivery(delivery: Delivery) -> Waiting:
    document = delivery.message.document
    accepting = delivery.state == DeliveryState.ARRIVED
    return Waiting(
        id=delivery.pk,
        kind="delivery",
        subject=document.subject,
        source=delivery.message.sender.name_vi,
        number_and_symbol=document.number_and_symbol,
        urgency=delivery.urgency,
        state=delivery.get_state_display(),
        since=delivery.arrived_at or delivery.queued_at,
        due_at=delivery.accept_due_at if accepting else delivery.handle_due_at,
        url=reverse("desk:delivery", args=[delivery.pk]),
    )
