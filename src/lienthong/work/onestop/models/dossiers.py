"""The dossier, the chain of its events, what was linked with it, and what its decisions gave."""

from dataclasses import fields
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.fields.json import KT

from lienthong.ground.files.models import StoredFile
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Reach, Verb, reach_of
from lienthong.ground.mandates.states import Role
from lienthong.ground.organisations.models import Body, Unit
from lienthong.kit.filling import WITHOUT_WORDS, FoundByWords
from lienthong.kit.ids import new_code, new_id
from lienthong.kit.search import vector
from lienthong.work.onestop import states
from lienthong.work.onestop.standing import Standing
from lienthong.work.onestop.states import OPEN, Alarm, Kind, ResultKind, Status
from lienthong.work.services.models import Application, Procedure, Version, VersionKey

CODE_LENGTH = 40
LOOKUP_LETTERS = 6
_TOLD = Q(alarms__mentions=Alarm.ESCALATED.value, status__among=[Status.RECEIVED.value, Status.PROCESSING.value])
"""A step past its date was laid before a leader: few among very many, so they have an index of their own."""
_TO_SETTLE = Q(fee_settles_at__isnull=False, fee__gt=0)
_OWED_IN_CASH = Q(cash_due_since__isnull=False)
_FEE_OWED = Q(fee_owed_since__isnull=False)
_FEE_GONE = Q(fee_gone_since__isnull=False)
"""Fees on their way back, that are to go back, and that went back and are not asked for again: few as well."""
_AT_OFFICE = [Status.RECEIVED.value, Status.PROCESSING.value]
_RUNNING = Q(status__among=_AT_OFFICE, stands_since__isnull=True)
_PROPOSED = Q(status__among=_AT_OFFICE, proposed_at__isnull=False)
"""What a head and a leader look for among everything that is in somebody's hands: few again."""


class DossierQuerySet(models.QuerySet["Dossier"]):
    """Words that sound like the one-stop shop."""

    def open(self) -> "DossierQuerySet":
        """Somebody still has something to do."""
        return self.filter(status__among=sorted(OPEN), revoked_at__isnull=True)

    def at(self, *statuses: Status) -> "DossierQuerySet":
        """In one of these statuses."""
        return self.filter(status__among=statuses)

    def to_hand_over(self) -> "DossierQuerySet":
        """There is a result that holds, and the person does not have it yet."""
        return self.at(Status.DONE).filter(revoked_at__isnull=True)

    def ended(self) -> "DossierQuerySet":
        """Nobody has anything to do with it any more."""
        return self.filter(Q(status__among=sorted(set(Status) - OPEN)) | Q(revoked_at__isnull=False))

    def late(self, now: datetime) -> "DossierQuerySet":
        """Past the legal date, with the office."""
        return self.running().filter(due_at__lt=now)

    def running(self) -> "DossierQuerySet":
        """The office works on it, and its clock does not stand for the opinion of another body."""
        return self.filter(_RUNNING)

    def readable_by(self, mandate: Mandate) -> "DossierQuerySet":
        """What this mandate may open: all of the body, or what is or was in its unit. One indexed test."""
        mine = self.filter(body=mandate.post.body_id)
        reach = reach_of(mandate.role, Verb.READ_DOSSIER)
        if reach is Reach.BODY:
            return mine
        if reach is Reach.UNIT and mandate.post.unit_id is not None:
            return mine.filter(Q(unit=mandate.post.unit_id) | Q(deciding_unit=mandate.post.unit_id))
        return mine.none()

    def waiting_for(self, mandate: Mandate, now: datetime) -> "DossierQuerySet":
        """What lies before this person: their unit's, theirs or nobody's; with them the clock runs.

        Before the head of the unit lies besides, in whose hands it may be, what was proposed and what is late; before
        the body's leader what is late, and what a unit proposes that has no head.
        """
        statuses = [Status.RECEIVED, Status.PROCESSING]
        if reach_of(mandate.role, Verb.RECEIVE_DOSSIER) is not None:
            statuses += [Status.SUBMITTED, Status.DONE]
        reach = reach_of(mandate.role, Verb.DECIDE_DOSSIER)
        mine, late = Q(holder__isnull=True) | Q(holder=mandate), Q(_RUNNING, due_at__lt=now)
        if reach is Reach.UNIT:
            mine |= _PROPOSED | late
        lying = Q(mine, unit=mandate.post.unit_id, status__among=statuses)
        if reach is Reach.BODY:
            lying |= late | Q(_PROPOSED, ~Exists(_heads(now)))
        return self.filter(lying, body=mandate.post.body_id, revoked_at__isnull=True)

    def to_be_settled(self, now: datetime) -> "DossierQuerySet":
        """Not taken in, too late to take that back, and nothing was said of the fee yet."""
        return self.filter(_TO_SETTLE, fee_settles_at__lt=now)

    def owed_in_cash(self, body: Body) -> "DossierQuerySet":
        """Of this body, whose fee waits to be fetched in cash."""
        return self.filter(_OWED_IN_CASH, body=body)

    def fee_owed(self, body: Body) -> "DossierQuerySet":
        """Of this body, decided and not granted, whose fee somebody is to give back."""
        return self.filter(_FEE_OWED, body=body)

    def fee_gone(self, body: Body) -> "DossierQuerySet":
        """Of this body, whose fee went back by a refusal that was revoked: decided anew without one."""
        return self.filter(_FEE_GONE, body=body)

    def laid_before(self, mandate: Mandate, now: datetime) -> "DossierQuerySet":
        """Steps past their date that wait for the word of this leader: the unit's own head first; then the body's,
        once the head did not say it in time, or where the unit has none.
        """
        reach = reach_of(mandate.role, Verb.DECIDE_DOSSIER)
        told = self.filter(_TOLD, body=mandate.post.body_id)
        if reach is Reach.UNIT:
            return told.filter(unit=mandate.post.unit_id)
        if reach is not Reach.BODY:
            return self.none()
        times = Event.objects.filter(dossier=OuterRef("pk"), kind=Kind.ESCALATED).order_by("-seq")
        rung = Subquery(times.values("details__rung")[:1], output_field=models.JSONField())
        return told.annotate(rung=rung).filter(Q(rung__gte=2) | ~Exists(_heads(now)))

    def whole(self) -> "DossierQuerySet":
        """With all that a line or a head shows, in one query."""
        return self.select_related("body", "unit", "holder__account", "holder__post", "procedure")


def _heads(now: datetime) -> models.QuerySet[Mandate]:
    """Whoever is head of the unit that has the dossier."""
    return Mandate.objects.in_force_at(now).filter(role=Role.HEAD_OF_UNIT, post__unit=OuterRef("unit"))


def _lookup_code() -> str:
    return new_code(LOOKUP_LETTERS)


class Dossier(FoundByWords):
    """One dossier. Every column below `last_seq` is the latest value of what the events say (`standing.fold`)."""

    FOUND_BY = ("code", "legacy_code", "subject_name", "subject_number")
    FOUND_FROM = "submitted_at"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="dossier")
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="+")
    version = VersionKey(Version, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    receiving_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    deciding_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    legacy_code = models.CharField(max_length=CODE_LENGTH, blank=True, default="", db_index=True)
    lookup_code = models.CharField(max_length=12, default=_lookup_code, help_text="Second factor of the public look-up")
    title = models.CharField(max_length=300)
    subject_name = models.CharField(max_length=200)
    subject_number = models.CharField(max_length=13, blank=True, default="", db_index=True)
    channel = models.CharField(max_length=12)
    fee = models.BigIntegerField(default=0, help_text="In đồng")
    submitted_at = models.DateTimeField()
    matter = models.CharField(
        max_length=64,
        blank=True,
        default="",
        help_text="The same in two dossiers of one matter; empty = unknown",
    )

    last_seq = models.PositiveIntegerField(default=0)
    last_hash = models.BinaryField(max_length=32)
    last_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(choices=Status.choices)
    before = models.PositiveSmallIntegerField(null=True, choices=Status.choices)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(Mandate, null=True, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=64, blank=True, default="")
    step_due_at = models.DateTimeField(null=True)
    waiting_since = models.DateTimeField(null=True, help_text="Handed over and not acknowledged since")
    received_at = models.DateTimeField(null=True)
    begins_at = models.DateTimeField(null=True)
    promised_at = models.DateTimeField(null=True, help_text="What the receipt said; never changes")
    due_at = models.DateTimeField(null=True, help_text="The legal date, as it is now")
    paused_at = models.DateTimeField(null=True)
    stands_since = models.DateTimeField(
        null=True, help_text="Since when the clock stands for the opinion of another body, where the procedure says so"
    )
    apologised_at = models.DateTimeField(null=True)
    supplement_count = models.PositiveSmallIntegerField(default=0)
    paid_at = models.DateTimeField(null=True)
    proposed_at = models.DateTimeField(null=True, help_text="A result lies since then before who decides")
    decided_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True, help_text="What was granted no longer holds since then")
    alarms = models.CharField(max_length=80, blank=True, default="", help_text="What is amiss and was said")
    law_due_at = models.DateTimeField(null=True, help_text="The date of the law: an apology does not move it")
    ended_at = models.DateTimeField(null=True)
    officer = models.ForeignKey(Mandate, null=True, on_delete=models.PROTECT, related_name="+")
    awaits_since = models.DateTimeField(null=True, help_text="Waits since then for the result of the linked procedure")
    fee_settles_at = models.DateTimeField(null=True, help_text="From then on the fee of what was refused goes back")
    cash_due_since = models.DateTimeField(null=True, help_text="The fee waits since then to be fetched in cash")
    fee_owed_since = models.DateTimeField(null=True, help_text="The fee of what was not granted is to go back since")
    fee_gone_since = models.DateTimeField(
        null=True, help_text="The refusal by which the fee went back was revoked: none is held since then"
    )
    result = models.ForeignKey(
        "Result", null=True, on_delete=models.PROTECT, related_name="+", help_text="What the last decision gave"
    )
    looked_seq = models.PositiveIntegerField(default=0, help_text="The last event that questions were looked for at")
    listed_seq = models.PositiveIntegerField(default=0, help_text="The last event that stands in the list of changes")

    objects: ClassVar[DossierQuerySet] = DossierQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(name="dossier_status_is_known", condition=Q(status__in=Status.values)),
            models.CheckConstraint(name="dossier_fee_is_not_negative", condition=Q(fee__gte=0)),
        ]
        indexes = [
            models.Index(fields=["body", "unit", "status", "due_at", "id"], name="dossiers_waiting"),
            models.Index(fields=["body", "status", "submitted_at", "id"], name="dossiers_of_body"),
            models.Index(fields=["body", "-submitted_at", "-id"], name="dossiers_newest"),
            GinIndex(fields=["body", "words"], name="dossiers_by_words"),
            models.Index(fields=["-submitted_at"], condition=WITHOUT_WORDS, name="dossiers_without_words"),
            models.Index(fields=["body", "unit"], condition=_TOLD, name="dossiers_laid_before"),
            models.Index(fields=["due_at"], condition=Q(status__in=[2, 4]), name="dossiers_running"),
            models.Index(fields=["body", "due_at"], condition=_RUNNING, name="dossiers_late"),
            models.Index(fields=["body", "unit"], condition=_PROPOSED, name="dossiers_proposed"),
            models.Index(
                fields=["waiting_since"], condition=Q(waiting_since__isnull=False), name="dossiers_unanswered"
            ),
            models.Index(fields=["matter"], condition=~Q(matter=""), name="dossiers_by_matter"),
            models.Index(fields=["fee_settles_at"], condition=_TO_SETTLE, name="dossiers_to_settle"),
            models.Index(fields=["body", "cash_due_since"], condition=_OWED_IN_CASH, name="dossiers_owed_in_cash"),
            models.Index(fields=["body", "fee_owed_since", "id"], condition=_FEE_OWED, name="dossiers_fee_owed"),
            models.Index(fields=["body", "fee_gone_since", "id"], condition=_FEE_GONE, name="dossiers_fee_gone"),
            models.Index(fields=["subject_number", "-submitted_at"], name="dossiers_of_person"),
            models.Index(fields=["body", "last_at"], name="dossiers_by_last_event"),
            models.Index(fields=["id"], condition=Q(looked_seq__lt=F("last_seq")), name="dossiers_to_look_at"),
            models.Index(
                fields=["body", "last_at", "id"], condition=Q(listed_seq__lt=F("last_seq")), name="dossiers_to_list"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def renew_words(self) -> None:
        """Keep what it is found by in step with code, name and number: they never change."""
        self.words = vector(f"{self.code} {self.legacy_code} {self.subject_name} {self.subject_number}")

    def is_worked_on_by(self, mandate: Mandate) -> bool:
        """Does this person have it in hand?"""
        return self.holder_id == mandate.pk

    @property
    def standing(self) -> Standing:
        """The latest standing, as the row keeps it."""
        return Standing(**{each.name: getattr(self, each.name) for each in fields(Standing)})

    def enter(self, standing: Standing) -> None:
        """Keep a new standing; the caller saves."""
        for each in fields(Standing):
            setattr(self, each.name, getattr(standing, each.name))

    @property
    def is_promised_anew(self) -> bool:
        """Did an apology move the date away from the law's, and nothing since bring them together?"""
        return self.law_due_at is not None and self.law_due_at != self.due_at

    @property
    def is_open(self) -> bool:
        """Does somebody still have something to do?"""
        return self.status in OPEN and self.revoked_at is None

    @property
    def status_word(self) -> str:
        """Where it stands, in the reader's language."""
        return states.word(self.status, revoked=self.revoked_at is not None)


class LinkQuerySet(models.QuerySet["Link"]):
    """Words about linked procedures."""

    def waiting(self) -> "LinkQuerySet":
        """Their dossiers wait for the lead's result."""
        return self.filter(dossier__awaits_since__isnull=False)


class Link(models.Model):
    """One linked procedure: the lead's dossier, the dossier that came into being with it, what that waits for."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="links")
    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="linked_by")
    name = models.CharField(max_length=64, help_text="Of the link in the lead's package")
    waits_for = models.JSONField(default=dict, help_text="Question -> datum of the lead's result")

    objects: ClassVar[LinkQuerySet] = LinkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lead", "name"], name="linked_once")]

    def __str__(self) -> str:
        return f"{self.lead_id} {self.name}"


class EventQuerySet(models.QuerySet["Event"]):
    """Words about events."""

    def in_order(self) -> "EventQuerySet":
        """As they happened."""
        return self.order_by("seq")

    def paid_by(self, reference: str, body_id: Any) -> "EventQuerySet":
        """Payments of dossiers of this body under this number of a receipt or transfer; by an index of their own."""
        paid = self.alias(reference=KT("details__reference")).filter(kind=Kind.PAID, reference=reference)
        return paid.filter(dossier__body=body_id)


class Event(models.Model):
    """One thing that happened to a dossier: written once, chained to the one before, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(Mandate, null=True, on_delete=models.PROTECT, related_name="+")
    by_citizen = models.UUIDField(null=True, help_text="The account of the citizen who did it")
    by_name = models.CharField(max_length=200, blank=True, default="")
    details = models.JSONField(default=dict)
    hash = models.BinaryField(max_length=32)

    objects: ClassVar[EventQuerySet] = EventQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "seq"], name="dossier_event_once"),
            models.UniqueConstraint(fields=["dossier"], condition=Q(kind="fee_settled"), name="fee_settled_once"),
            models.CheckConstraint(name="dossier_event_kind_is_known", condition=Q(kind__in=Kind.values)),
        ]
        indexes = [
            models.Index(fields=["at"], name="dossier_events_by_time"),
            models.Index(KT("details__reference"), name="payments_by_reference", condition=Q(kind=Kind.PAID.value)),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.seq} {self.kind}"

    def save(self, *args: Any, **more: Any) -> None:
        """Store a new event; a stored one is never changed."""
        if not self._state.adding:
            raise TypeError("an event of a dossier is never changed")
        super().save(*args, **more)


class Result(models.Model):
    """What a decision gave: the signed paper, and the words it was decided with."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="results")
    kind = models.CharField(max_length=10, choices=ResultKind.choices)
    outcome = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    text = models.TextField()
    claims = models.JSONField(default=dict)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    credential = models.TextField(blank=True, default="", help_text="SD-JWT VC over the same content")
    status_uri = models.CharField(max_length=300, blank=True, default="", help_text="Where its status is listed")
    status_index = models.PositiveIntegerField(null=True)
    signed_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.title}"
