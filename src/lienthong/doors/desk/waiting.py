"""What waits for a person, across all rooms, ordered by what hurts first: late, soon due, urgency, age."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.enums import Choices
from django.db.models.functions import Coalesce, Least
from django.urls import reverse
from django.utils.translation import gettext as _

from lienthong.doors.desk import waiting_cases
from lienthong.doors.desk.waiting_cases import Row
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Reach, Verb, reach_of
from lienthong.ground.mandates.states import Role
from lienthong.kit.text import fold
from lienthong.kit.web.words import called
from lienthong.records.documents.models import Document
from lienthong.records.documents.models.document import DocumentQuerySet
from lienthong.records.documents.states import DocumentState, Urgency
from lienthong.records.exchange.models import DUE, Assignment, Delivery, DeliveryQuerySet
from lienthong.records.exchange.states import OPEN_AT_RECEIVER, DeliveryState
from lienthong.work.onestop.models import Consultation, Dossier
from lienthong.work.onestop.states import Opinion, Status
from lienthong.work.payments.models import BankAccount
from lienthong.work.petitions.models import Desk, Petition

MOST = 200
SOON = timedelta(hours=24)
LATE_BAND, SOON_BAND, LATER_BAND = 0, 1, 2

INCOMING, OUTGOING, DOSSIERS, PEOPLE, LATE = "incoming", "outgoing", "dossiers", "people", "late"
"""What a list may be narrowed to."""


@dataclass(frozen=True)
class Waiting:
    """One line of the list: what, from whom, until when, and where to click."""

    id: UUID
    kind: str
    subject: str
    source: str
    number_and_symbol: str
    urgency: str
    state: Choices
    since: datetime
    due_at: datetime | None
    is_asked: bool = False
    is_consulted: bool = False
    awaits_lead: bool = False
    is_proposed: bool = False
    law_due_at: datetime | None = None
    """The date of the law, where an apology promised another."""

    @property
    def url(self) -> str:
        """Where it is worked on."""
        return reverse(f"desk:{self.kind}", args=[self.id])

    @property
    def state_label(self) -> str:
        """Where it stands, in the reader's language; before that, that somebody else is waited for."""
        if self.awaits_lead:
            return _("Chờ thủ tục chủ trì")
        if self.is_proposed:
            return _("Đã trình kết quả")
        if self.is_asked:
            return _("Chờ trả lời nơi gửi")
        return _("Hỏi ý kiến · %(state)s") % {"state": self.state.label} if self.is_consulted else str(self.state.label)

    @property
    def urgency_label(self) -> str:
        """Its urgency, in the reader's language."""
        return str(Urgency(self.urgency).label)

    @property
    def is_promised_anew(self) -> bool:
        """Was there an apology, and is what is promised now not the date of the law?"""
        return self.law_due_at is not None

    @property
    def presses_at(self) -> datetime | None:
        """The date that makes it late: an apology does not move it."""
        return self.law_due_at or self.due_at

    def pain(self, now: datetime) -> tuple[int, int, datetime, datetime]:
        """Sorting key: late before soon before later, then urgency, then the earliest deadline, then age."""
        return (band(self.presses_at, now), -int(self.urgency), self.due_at or _NEVER, self.since)

    def is_late(self, now: datetime) -> bool:
        """Has its deadline passed?"""
        return band(self.presses_at, now) == LATE_BAND

    def contains(self, words: str) -> bool:
        """Does it hold every one of these words, tones ignored?"""
        text = fold(f"{self.number_and_symbol} {self.subject} {self.source}")
        return all(word in text for word in fold(words).split())


_NEVER = datetime.max.replace(tzinfo=UTC)


def band(due_at: datetime | None, now: datetime) -> int:
    """How much a deadline presses: late, within a day, later or never."""
    if due_at is None or due_at > now + SOON:
        return LATER_BAND
    return LATE_BAND if due_at < now else SOON_BAND


def mine(mandate: Mandate, *, now: datetime) -> list[Waiting]:
    """Everything that waits for this mandate, at most `MOST` of each sort, the most painful ones; four queries."""
    documents = with_wanted_by(documents_waiting(mandate, now=now)).order_by(*_by_pain("wanted_by", "changed_at", now))
    deliveries = with_answer_by(deliveries_waiting(mandate, now=now)).order_by(*_by_pain("due_at", "arrived_at", now))
    drafted = documents.select_related("drafted_by__account").only(*_OF_A_DOCUMENT)
    came = deliveries.select_related("message__sender", "message__document").only(*_OF_A_DELIVERY)
    found = [_from_document(document) for document in drafted[:MOST]]
    found += [_from_delivery(delivery) for delivery in came[:MOST]]
    cases = waiting_cases.rows(mandate, now=now, most=MOST)
    laid = {row.id for row in cases if row.sort == waiting_cases.ESCALATED}
    found += [_from_dossier(dossier) for dossier in _dossiers(mandate, now)[:MOST] if dossier.pk not in laid]
    found += [_from_case(row) for row in cases]
    return sorted(found, key=lambda one: one.pain(now))


_SHOWN = ("subject", "number_and_symbol")
_OF_A_DOCUMENT = (*_SHOWN, "urgency", "state", "changed_at", "issue_due_at", "drafted_by__account__full_name")
_OF_A_DELIVERY = (
    "urgency", "state", "arrived_at", "change_asked_at", "queued_at", "accept_due_at", "handle_due_at",
    "message__sender__name_vi", "message__sender__name_en", *(f"message__document__{name}" for name in _SHOWN),
)  # fmt: skip
"""What a line shows: the rest of the rows, texts and seals above all, stays in the database."""


def _by_pain(due: str, since: str, now: datetime) -> list[Any]:
    """The order of `Waiting.pain`, said to the database, so that the most painful ones are among the `MOST`."""
    late, soon = When(**{f"{due}__lt": now}, then=LATE_BAND), When(**{f"{due}__lte": now + SOON}, then=SOON_BAND)
    pressing = Case(late, soon, default=LATER_BAND, output_field=IntegerField())
    return [pressing, "-urgency", F(due).asc(nulls_last=True), since]


def narrowed(lines: Iterable[Waiting], *, show: str, words: str, now: datetime) -> list[Waiting]:
    """Only incoming, only outgoing or only late lines, and only those that hold the words."""
    kept = [line for line in lines if show not in _KINDS or line.kind in _KINDS[show]]
    if show == LATE:
        kept = [line for line in kept if line.is_late(now)]
    return [line for line in kept if line.contains(words)]


_KINDS = {
    INCOMING: {"delivery"},
    OUTGOING: {"document"},
    DOSSIERS: {"dossier"},
    PEOPLE: {waiting_cases.SORTS[each].page for each in waiting_cases.OF_CITIZENS},
}


def counts(mandate: Mandate, *, now: datetime) -> dict[str, int]:
    """How much waits: in all (`mine`) and of each kind; one query.

    Beside that `petitions` = those of the body, whosever they are, `petition_desk` = does one's unit receive them,
    or does one write down for it what people say, and `accounts` = at how many banks does the body take money?
    """
    lists: dict[str, QuerySet[Any]] = {
        "incoming": deliveries_waiting(mandate, now=now),
        "outgoing": documents_waiting(mandate, now=now),
    }
    lists |= waiting_cases.waiting(mandate, now=now)
    if reach_of(mandate.role, Verb.READ_DOSSIER) is not None:
        lists["dossiers"] = Dossier.objects.waiting_for(mandate, now)
    if waiting_cases.ESCALATED in lists:
        lists[waiting_cases.ESCALATED] = _beside(lists[waiting_cases.ESCALATED], lists["dossiers"])
    if reach_of(mandate.role, Verb.HANDLE_PETITION) is not None:
        lists["petitions"] = Petition.objects.waiting_for(mandate)
    lists["petition_desk"] = _petition_desk(mandate)
    if any(reach_of(mandate.role, verb) for verb in (Verb.MANAGE_PAYMENTS, Verb.READ_PAYMENTS)):
        lists["accounts"] = BankAccount.objects.filter(body=mandate.post.body_id)
    told = [_CountOf(rows.order_by().values("pk")) for rows in lists.values()]
    found = Mandate.objects.filter(pk=mandate.pk).values_list(*told)[0]
    counted = _NOTHING | {name: count or 0 for name, count in zip(lists, found, strict=True)}
    mine = sum(count for name, count in counted.items() if name not in _OF_THE_BODY)
    return counted | {"mine": mine}


def _petition_desk(mandate: Mandate) -> QuerySet[Desk]:
    """The unit that receives petitions, for who is of it, or writes down for it what people say."""
    found = Desk.objects.filter(body=mandate.post.body_id, ended_at__isnull=True)
    if reach_of(mandate.role, Verb.ENTER_PETITION) is Reach.BODY:
        return found
    return found.filter(unit=mandate.post.unit_id)


_OF_THE_BODY = {"petitions", "petition_desk", "accounts"}
_NOTHING = dict.fromkeys(["dossiers", *sorted(_OF_THE_BODY), *waiting_cases.SORTS], 0)


def _beside(laid: QuerySet[Any], waiting: QuerySet[Any]) -> QuerySet[Any]:
    """What lies before a leader stands in the list once, also where it is in their own unit."""
    return laid.exclude(pk__in=waiting.order_by().values("pk"))


class _CountOf(Subquery):
    """How many rows a list has, as one value of a larger query."""

    template = "(SELECT count(*) FROM (%(subquery)s) _counted)"
    output_field = IntegerField()


def documents_waiting(mandate: Mandate, *, now: datetime) -> DocumentQuerySet:
    """Outgoing documents whose next step is this person's; a draft whose author is gone waits for the clerk, and so
    does what lies before a signer who is gone.

    A request for an opinion whose author has handed the dossier on waits for the head of the unit that has it as well.
    """
    condition = Q(drafted_by=mandate, state__in=[DocumentState.DRAFT, DocumentState.RETURNED])
    condition |= Q(signer=mandate, state=DocumentState.IN_REVIEW)
    if mandate.role == Role.CLERK:
        gone = Q(drafted_by__valid_until__lte=now)
        condition |= Q(state__in=_FOR_THE_CLERK) | Q(gone, state__in=[DocumentState.DRAFT, DocumentState.RETURNED])
        condition |= Q(signer__valid_until__lte=now, state=DocumentState.IN_REVIEW)
    if mandate.role == Role.HEAD_OF_UNIT:
        condition |= Q(pk__in=_left_behind(mandate), state__in=[DocumentState.DRAFT, DocumentState.RETURNED])
    return Document.objects.filter(condition, body=mandate.post.body_id, state__in=_UNFINISHED)


def _left_behind(mandate: Mandate) -> QuerySet[Any, Any]:
    """Drafts that ask other bodies about dossiers of the unit, by somebody who does not have the dossier now."""
    asked = Consultation.objects.filter(state=Opinion.PREPARED, dossier__unit=mandate.post.unit_id)
    asked = asked.filter(dossier__status__in=[Status.RECEIVED, Status.PROCESSING])
    return asked.exclude(dossier__holder=F("document__drafted_by")).values("document_id")


def with_wanted_by(documents: DocumentQuerySet) -> DocumentQuerySet:
    """Each with `wanted_by`: its own date, or until when the step of the dossier must be done that it asks about."""
    asked = Consultation.objects.filter(document=OuterRef("pk"), state=Opinion.PREPARED)
    step = Subquery(asked.order_by("dossier__step_due_at").values("dossier__step_due_at")[:1])
    return documents.annotate(wanted_by=Coalesce(F("issue_due_at"), step))


_FOR_THE_CLERK = [DocumentState.SIGNED, DocumentState.NUMBERED, DocumentState.SEALED]
_UNFINISHED = [DocumentState.DRAFT, DocumentState.RETURNED, DocumentState.IN_REVIEW, *_FOR_THE_CLERK]


def deliveries_waiting(mandate: Mandate, *, now: datetime) -> DeliveryQuerySet:
    """Incoming documents whose next step is this person's: to accept, to assign, to handle, or to answer the sender.

    What was assigned to nobody in person, or to somebody who is gone, waits for the head of the unit; what stands in no
    unit any more waits for the leader.
    """
    given = Assignment.objects.filter(ended_at__isnull=True)
    condition = Q(pk__in=given.filter(holder=mandate).values("delivery_id"), state__in=_IN_HAND)
    if mandate.role == Role.CLERK:
        condition |= Q(state=DeliveryState.ARRIVED)
    if mandate.role == Role.LEADER:
        condition |= Q(state=DeliveryState.ACCEPTED) | Q(state__in=_IN_HAND, handling_unit__isnull=True)
    if mandate.role == Role.HEAD_OF_UNIT:
        nobody = Q(holder__isnull=True) | Q(holder__valid_until__lte=now)
        condition |= Q(pk__in=given.filter(nobody, unit=mandate.post.unit_id).values("delivery_id"), state__in=_IN_HAND)
    waiting = Q(condition, state__in=OPEN_AT_RECEIVER)
    if mandate.role == Role.CLERK:
        waiting |= Q(change_asked_at__isnull=False)
    return Delivery.objects.addressed_to(mandate.post.body).filter(waiting)


_IN_HAND = [DeliveryState.ASSIGNED, DeliveryState.IN_PROCESS]


def _dossiers(mandate: Mandate, now: datetime) -> list[Dossier]:
    """Dossiers that lie before this person, the earliest date first; none for who has nothing to do with them."""
    if reach_of(mandate.role, Verb.READ_DOSSIER) is None:
        return []
    waiting = Dossier.objects.waiting_for(mandate, now).select_related("unit")
    begun_first = F("awaits_since").asc(nulls_first=True), F("due_at").asc(nulls_first=True), "submitted_at"
    return list(waiting.order_by(*begun_first)[:MOST])


def _from_dossier(dossier: Dossier) -> Waiting:
    return Waiting(
        id=dossier.pk,
        kind="dossier",
        subject=f"{dossier.title}: {dossier.subject_name}",
        source=called(dossier.unit),
        number_and_symbol=dossier.code,
        urgency=Urgency.NORMAL,
        state=Status(dossier.status),
        since=dossier.last_at,
        due_at=dossier.step_due_at if dossier.status == Status.SUBMITTED else dossier.due_at,
        awaits_lead=dossier.awaits_since is not None,
        is_proposed=dossier.proposed_at is not None,
        law_due_at=dossier.law_due_at if dossier.is_promised_anew else None,
    )


def _from_case(row: Row) -> Waiting:
    sort = waiting_cases.SORTS[row.sort]
    return Waiting(
        id=row.id,
        kind=sort.page,
        subject=waiting_cases.subject(row),
        source=waiting_cases.source(row),
        number_and_symbol=row.code,
        urgency=Urgency.NORMAL,
        state=sort.states(row.state),
        since=row.since,
        due_at=row.due_at,
    )


def _from_document(document: Document) -> Waiting:
    return Waiting(
        id=document.pk,
        kind="document",
        subject=document.subject,
        source=document.drafted_by.account.full_name if document.drafted_by else "",
        number_and_symbol=document.number_and_symbol,
        urgency=document.urgency,
        state=DocumentState(document.state),
        since=document.changed_at,
        due_at=getattr(document, "wanted_by", document.issue_due_at),
    )


def _from_delivery(delivery: Delivery) -> Waiting:
    document = delivery.message.document
    return Waiting(
        id=delivery.pk,
        kind="delivery",
        subject=document.subject,
        source=called(delivery.message.sender),
        number_and_symbol=document.number_and_symbol,
        urgency=delivery.urgency,
        state=DeliveryState(delivery.state),
        since=delivery.arrived_at or delivery.queued_at,
        due_at=_due_of(delivery),
        is_asked=delivery.change_asked_at is not None,
        is_consulted=getattr(delivery, "answer_by", None) is not None,
    )


def with_answer_by(deliveries: DeliveryQuerySet) -> DeliveryQuerySet:
    """Each with `due_at`, until when the next step is due, and `answer_by`, until when its sender asks for an opinion.

    Who was asked for an opinion is due to answer it, once it was taken in: the earlier of the two is the date.
    """
    asked = Consultation.objects.filter(delivery=OuterRef("pk"), state__in=[Opinion.REACHED, Opinion.SILENT])
    found = deliveries.annotate(answer_by=Subquery(asked.values("answer_by")[:1]))
    handled = Case(When(state=DeliveryState.ARRIVED, then=None), default=F("answer_by"))
    return found.annotate(due_at=Least(DUE, handled))


def _due_of(delivery: Delivery) -> datetime | None:
    """Until when the next step is due; a completed document that the sender asks about has none."""
    if delivery.state not in OPEN_AT_RECEIVER:
        return None
    due: datetime | None = getattr(delivery, "due_at", None)
    return due
