"""Messages, the deliveries they consist of, what happened to each, changes asked for, receipts, refused imports."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from lienthong.ground.files.models import StoredFile
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Reach, Verb, reach_of
from lienthong.ground.mandates.states import Role
from lienthong.ground.organisations.models import Body, Unit
from lienthong.kit.ids import new_id
from lienthong.records.documents.models import Document, IncomingEntry
from lienthong.records.documents.states import Urgency
from lienthong.records.exchange.states import (
    ENDED_BY_SENDER,
    OPEN_AT_RECEIVER,
    Business,
    ChangeState,
    Channel,
    DeliveryState,
    RefusalReason,
    Standing,
)


class Message(models.Model):
    """One sending of one document by one body. The manifest names every recipient and file; the seal covers it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sender = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    message_id = models.CharField(max_length=200, help_text="Unique for the sender: the key of idempotence")
    business = models.PositiveSmallIntegerField(choices=Business.choices, default=Business.NEW)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    urgency = models.CharField(max_length=1, choices=Urgency.choices, default=Urgency.NORMAL)
    manifest = models.BinaryField(help_text="Canonical JSON (RFC 8785)")
    manifest_digest = models.BinaryField(max_length=32)
    seal = models.BinaryField(help_text="CMS by the sender's organisation key over the manifest")
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.DESK)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Mandate, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sender", "message_id"], name="message_id_once_per_sender")]
        indexes = [models.Index(fields=["sender", "-sent_at"]), models.Index(fields=["-sent_at"])]

    def __str__(self) -> str:
        return self.message_id


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Reads that sound like the clerk's work."""

    def addressed_to(self, body: Body) -> "DeliveryQuerySet":
        """What came, or is coming, to this body."""
        return self.filter(recipient=body)

    def reached(self) -> "DeliveryQuerySet":
        """What its recipient has, or had, or was sent back for: not what is on its way, nor what was stopped there."""
        stopped = Q(state__in=ENDED_BY_SENDER, arrived_at__isnull=True)
        return self.exclude(state=DeliveryState.QUEUED).exclude(stopped)

    def waiting(self, now: datetime) -> "DeliveryQuerySet":
        """What the lanes may carry now, most urgent first, then oldest."""
        return self.filter(state=DeliveryState.QUEUED, next_try_at__lte=now).order_by("-urgency", "queued_at")

    def open(self) -> "DeliveryQuerySet":
        """Not refused, not completed."""
        return self.filter(state__in=OPEN_AT_RECEIVER)

    def without_receipt(self, now: datetime) -> "DeliveryQuerySet":
        """What arrived and still owes the sender its sealed receipt, where trying now makes sense."""
        return self.filter(arrived_at__isnull=False, receipted_at__isnull=True, next_try_at__lte=now)

    def with_due(self) -> "DeliveryQuerySet":
        """Add `due_at`: until when the next step must be done, whichever step that is."""
        return self.annotate(due_at=DUE)

    def readable_by(self, mandate: Mandate) -> "DeliveryQuerySet":
        """What this mandate may open: all that came to the body, or what its unit or the person ever had in hand."""
        received = self.filter(recipient=mandate.post.body_id).reached()
        reach = reach_of(mandate.role, Verb.READ_DOCUMENT)
        if reach is None:
            return received.none()
        if reach is Reach.BODY:
            return received
        had = Q(pk__in=Assignment.objects.filter(holder=mandate).values("delivery_id"))
        if reach is Reach.UNIT and mandate.post.unit_id is not None:
            had |= Q(unit=mandate.post.unit_id)
            had |= Q(pk__in=Assignment.objects.filter(unit=mandate.post.unit_id).values("delivery_id"))
        return received.filter(had)

    def for_lists(self) -> "DeliveryQuerySet":
        """What a list row shows, in one query, without the texts and seals that only the case needs."""
        return self.whole().defer("checks", "last_problem", *_HEAVY)

    def whole(self) -> "DeliveryQuerySet":
        """With message, document, both bodies, units and the line of the book, in one query."""
        return self.select_related(
            "message__sender", "message__document", "recipient", "addressed_to", "unit", "handling_unit", "entry"
        )


DUE = Coalesce("handle_due_at", "accept_due_at")
"""Until when the next step is due: acceptance, then assignment, then handling."""

_HEAVY = (
    "message__manifest",
    "message__manifest_digest",
    "message__seal",
    "message__document__content_text",
    "message__document__words",
)


class Delivery(models.Model):
    """One recipient's copy of a message; its history is in `StatusChange`, this row holds only the latest."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries")
    recipient = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="The unit it is addressed to"
    )
    handling_unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="The unit that has it now"
    )
    addressed_to = models.ForeignKey(
        Body,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The dissolved body it was addressed to, when the recipient is its successor",
    )
    urgency = models.CharField(max_length=1, choices=Urgency.choices, default=Urgency.NORMAL)
    state = models.CharField(max_length=2, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    state_at = models.DateTimeField()
    queued_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    last_problem = models.TextField(blank=True, default="")
    checks = models.JSONField(default=list, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    accept_due_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    handle_due_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(max_length=20, choices=RefusalReason.choices, blank=True, default="")
    entry = models.OneToOneField(IncomingEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="The receiver's own software took it over")
    inbox_position = models.BigIntegerField(null=True, blank=True)
    receipted_at = models.DateTimeField(null=True, blank=True, help_text="When the receipt was sealed")
    change_asked_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when a request of the sender waits for the receiver's answer"
    )
    soon_told_for = models.DateTimeField(null=True, blank=True, help_text="The deadline people were reminded of")
    late_told_for = models.DateTimeField(null=True, blank=True, help_text="The deadline whose passing was announced")

    objects: ClassVar[DeliveryQuerySet] = DeliveryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "recipient", "unit", "addressed_to"],
                nulls_distinct=False,
                name="delivery_once_per_recipient",
            ),
            models.UniqueConstraint(
                fields=["recipient", "inbox_position"],
                condition=Q(inbox_position__isnull=False),
                name="inbox_position_once",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "state", "-state_at", "-id"], name="delivery_inbox"),
            models.Index(fields=["recipient", "-arrived_at"]),
            models.Index(
                fields=["next_try_at"],
                condition=Q(arrived_at__isnull=False, receipted_at__isnull=True),
                name="delivery_without_receipt",
            ),
            models.Index(
                fields=["recipient"], condition=Q(change_asked_at__isnull=False), name="delivery_change_asked"
            ),
            models.Index(DUE, condition=Q(state__in=sorted(OPEN_AT_RECEIVER)), name="delivery_due"),
            models.Index(
                fields=["-urgency", "queued_at"], condition=Q(state=DeliveryState.QUEUED), name="delivery_lane"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message} → {self.recipient}"

    @property
    def body_id(self) -> UUID:
        """Whose it is, for the rules: the receiving body."""
        return self.recipient_id

    def is_worked_on_by(self, mandate: Mandate) -> bool:
        """Is it in this person's hands now, or in those of the unit this person heads?"""
        return self.assignments_of(mandate).filter(ended_at__isnull=True).exists()

    def assignments_of(self, mandate: Mandate) -> "models.QuerySet[Assignment]":
        """What this person was given of it, in person or as head of a unit; ended or not."""
        given = Q(holder=mandate)
        if mandate.role == Role.HEAD_OF_UNIT and mandate.post.unit_id is not None:
            given |= Q(unit=mandate.post.unit_id)
        return Assignment.objects.filter(given, delivery=self)


class StatusChange(models.Model):
    """A status as the sender sees it: code, instant, who, and what was said."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=2)
    at = models.DateTimeField()
    by = models.ForeignKey(Mandate, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.CharField(max_length=200, blank=True, default="")
    unit_name = models.CharField(max_length=300, blank=True, default="")
    note = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["delivery", "at"])]


class Amendment(models.Model):
    """A sent message updates or replaces a document that was sent before; `only` = the bodies where it does."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+")
    original = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True, default="")
    only = models.JSONField(default=list, blank=True, help_text="Ids of bodies; empty: every recipient that has it")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "original"], name="amendment_once_per_message")]
        indexes = [models.Index(fields=["original"])]


class ChangeRequest(models.Model):
    """The sender asks one receiver to give a copy back, or to take an update or replacement of it; and the answer.

    `message` = the sealed word of the sender (none when a bare status 13 asked); `newer` = the delivery of the document
    that updates or replaces this one. The receiver's answer is sealed by the receiving body where it has a seal.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="+")
    business = models.PositiveSmallIntegerField(choices=Business.choices)
    state = models.CharField(max_length=10, choices=ChangeState.choices, default=ChangeState.ASKED)
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    newer = models.ForeignKey(Delivery, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True, default="")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Mandate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Mandate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(blank=True, default="", help_text="Why the receiver does not agree")
    content = models.BinaryField(null=True, help_text="The answer as canonical JSON (RFC 8785)")
    seal = models.BinaryField(null=True, help_text="CMS by the receiver's organisation key over the content")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["delivery"], condition=Q(state=ChangeState.ASKED), name="change_asked_once_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["delivery", "asked_at"]), models.Index(fields=["newer"])]

    @property
    def is_open(self) -> bool:
        """Does it wait for the receiver's answer?"""
        return self.state == ChangeState.ASKED


class Receipt(models.Model):
    """The receiving body's sealed word that it has the document; made only after the arrival is durable."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, related_name="+")
    content = models.BinaryField(help_text="Canonical JSON (RFC 8785)")
    seal = models.BinaryField(help_text="CMS by the receiver's organisation key over the content")
    made_at = models.DateTimeField()


class Assignment(models.Model):
    """Who in the receiving body handles it, until when: one lead unit, others co-operate."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(Mandate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lead = models.BooleanField(default=True)
    instruction = models.TextField(blank=True, default="")
    due_at = models.DateTimeField(null=True, blank=True)
    assigned_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(blank=True, default="", help_text="What a co-operating unit did")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["delivery"], condition=Q(lead=True, ended_at__isnull=True), name="assignment_one_lead"
            )
        ]
        indexes = [models.Index(fields=["holder", "ended_at", "due_at"]), models.Index(fields=["unit", "ended_at"])]


class Intake(models.Model):
    """What came from outside, as it came: its bytes, what was found out about them, and the receipt for the sender.

    A small message is kept here as a row, a larger one as a stored file. `standing` says what the sender's own
    signature proves; the receipt is sealed by the exchange itself before the commit and leaves only after it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, help_text="Of the whole message as it came")
    size_bytes = models.BigIntegerField()
    original = models.BinaryField(null=True)
    original_file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    standing = models.CharField(max_length=12, choices=Standing.choices)
    warnings = models.JSONField(default=list)
    receipt = models.BinaryField(help_text="Canonical JSON (RFC 8785)")
    seal = models.BinaryField(help_text="CMS by the exchange's own key over the receipt")
    brought_by = models.ForeignKey(Mandate, null=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    unpacked_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True, default="", help_text="Why its files could not be kept")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="intake_kept_in_one_place",
                condition=Q(original__isnull=False, original_file__isnull=True)
                | Q(original__isnull=True, original_file__isnull=False),
            )
        ]


class RefusedMessage(models.Model):
    """The record of a message that was not taken: what was wrong, where, and the digest of what came."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    channel = models.CharField(max_length=10, choices=Channel.choices)
    by = models.ForeignKey(Mandate, null=True, on_delete=models.PROTECT, related_name="+")
    sender = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=300, blank=True, default="")
    size_bytes = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    code = models.CharField(max_length=60)
    line = models.PositiveIntegerField(null=True)
    element = models.CharField(max_length=200, blank=True, default="")
    detail = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["-at"])]
