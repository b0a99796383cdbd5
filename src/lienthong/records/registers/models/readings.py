"""What was read of whom, for which purpose; what somebody says is wrong; what a record was before."""

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from lienthong.ground.files.models import StoredFile
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.models import Body
from lienthong.kit.ids import new_id
from lienthong.records.registers.models.people import Person
from lienthong.records.registers.states import UNANSWERED, CorrectionState

_UNANSWERED = sorted(UNANSWERED)
SEEN_LETTERS = 300


class ReadingQuerySet(models.QuerySet["Reading"]):
    """Words about readings."""

    def about(self, number: str) -> "ReadingQuerySet":
        """What was read of the person of this number, newest first."""
        return self.filter(person__number=number).order_by("-read_at", "-id")

    def for_subject(self, kind: str, identity: UUID) -> "ReadingQuerySet":
        """What was read for one application, newest first."""
        return self.filter(subject_kind=kind, subject_id=identity).order_by("-read_at", "-id")


class Reading(models.Model):
    """One read of one register about one person: values, purpose, law, who asked, for which application.

    `content` is the canonical JSON (RFC 8785) of all this, `seal` the keeping body's detached CMS over it. `by_name`
    and `by_body` say who asked as it was called on that day. Never changed, never deleted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    register = models.CharField(max_length=30)
    keeper = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    attributes = ArrayField(models.CharField(max_length=40))
    values = models.JSONField()
    as_of = models.DateTimeField()
    read_at = models.DateTimeField()
    purpose = models.CharField(max_length=300)
    law = models.CharField(max_length=300)
    by_kind = models.CharField(max_length=40, blank=True, default="")
    by_id = models.UUIDField(null=True, blank=True)
    by_name = models.CharField(max_length=200, blank=True, default="")
    by_body = models.CharField(max_length=250, blank=True, default="")
    for_whom_kind = models.CharField(max_length=40)
    for_whom_id = models.UUIDField()
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    content = models.BinaryField()
    seal = models.BinaryField()

    objects: ClassVar[ReadingQuerySet] = ReadingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(name="reading_has_purpose_and_law", condition=~Q(purpose="") & ~Q(law="")),
            models.CheckConstraint(
                name="reading_by_whole",
                condition=Q(by_kind="", by_id__isnull=True) | (~Q(by_kind="") & Q(by_id__isnull=False)),
            ),
            models.CheckConstraint(name="reading_reads_something", condition=Q(attributes__len__gt=0)),
        ]
        indexes = [
            models.Index(fields=["person", "-read_at", "-id"], name="readings_about_person"),
            models.Index(fields=["subject_kind", "subject_id"], name="readings_for_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.read_at:%d/%m/%Y}"


class CorrectionQuerySet(models.QuerySet["CorrectionRequest"]):
    """Words about requests to correct."""

    def waiting(self) -> "CorrectionQuerySet":
        """Not answered yet, the oldest first."""
        return self.filter(state__in=_UNANSWERED).order_by("asked_at", "id")

    def waiting_for(self, mandate: Mandate) -> "CorrectionQuerySet":
        """Those at the person's body that are not answered yet, but for what they proposed: another one confirms."""
        theirs = Mandate.objects.filter(account=mandate.account_id).values("pk")
        proposed = Q(state=CorrectionState.PROPOSED, proposed_by__in=theirs)
        return self.at(mandate.post.body).waiting().exclude(proposed)

    def answered(self) -> "CorrectionQuerySet":
        """Agreed or refused."""
        return self.exclude(state__in=_UNANSWERED)

    def at(self, body: Body) -> "CorrectionQuerySet":
        """Those this body answers, as the keeper of the register."""
        return self.filter(keeper=body)

    def with_reading(self) -> "CorrectionQuerySet":
        """Fetch reading, person and keeper in the same query, without what was sealed."""
        return self.select_related("reading", "person", "keeper").defer("reading__content", "reading__seal")


class CorrectionRequest(models.Model):
    """Somebody says that a value they were shown is wrong; two of the keeper correct it, or one refuses with a reason.

    `proposal` says why one official holds the claim for right and `seen` names the paper they saw it in, `seen_files`
    the files of the request; another one confirms. `answered_by` is who confirmed, or refused.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    keeper = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    register = models.CharField(max_length=30)
    attribute = models.CharField(max_length=40)
    claimed = models.CharField(max_length=300)
    why = models.TextField()
    state = models.CharField(max_length=8, choices=CorrectionState.choices, default=CorrectionState.OPEN)
    asked_at = models.DateTimeField()
    asked_by_kind = models.CharField(max_length=40)
    asked_by_id = models.UUIDField()
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.UUIDField(null=True, blank=True, help_text="The mandate of the official who proposed")
    proposal = models.TextField(blank=True, default="")
    seen = models.CharField(max_length=SEEN_LETTERS, blank=True, default="")
    seen_files = models.ManyToManyField("registers.CorrectionEvidence", related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.UUIDField(null=True, blank=True, help_text="The mandate of the official who answered")
    reason = models.TextField(blank=True, default="")

    objects: ClassVar[CorrectionQuerySet] = CorrectionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(name="correction_state_is_known", condition=Q(state__in=CorrectionState.values)),
            models.CheckConstraint(
                name="correction_answered_whole",
                condition=Q(state__in=_UNANSWERED, answered_at__isnull=True, answered_by__isnull=True, reason="")
                | ~Q(state__in=_UNANSWERED) & Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="correction_proposed_whole",
                condition=Q(proposed_at__isnull=True, proposed_by__isnull=True, proposal="", seen="")
                & ~Q(state=CorrectionState.PROPOSED)
                | Q(proposed_at__isnull=False, proposed_by__isnull=False)
                & ~Q(proposal="")
                & ~Q(state=CorrectionState.OPEN),
            ),
            models.CheckConstraint(
                name="correction_agreed_by_two",
                condition=~Q(state=CorrectionState.AGREED)
                | Q(proposed_by__isnull=False) & ~Q(proposed_by=models.F("answered_by")),
            ),
            models.CheckConstraint(
                name="correction_refused_with_a_reason", condition=~Q(state=CorrectionState.REFUSED) | ~Q(reason="")
            ),
            models.UniqueConstraint(
                name="one_open_correction_of_a_value",
                fields=["person", "register", "attribute"],
                condition=Q(state__in=_UNANSWERED),
            ),
        ]
        indexes = [
            models.Index(fields=["keeper", "asked_at"], condition=Q(state__in=_UNANSWERED), name="corrections_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.register}.{self.attribute}"


class CorrectionEvidence(models.Model):
    """A file somebody gave for a request to correct: whose it is and when, sealed by the keeper. Never changed.

    `content` is the canonical JSON (RFC 8785) of all this with the digest of the file, `seal` the keeper's CMS over it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(CorrectionRequest, on_delete=models.PROTECT, related_name="evidence")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    by_kind = models.CharField(max_length=40)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    content = models.BinaryField()
    seal = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "file"], name="evidence_of_a_correction_once")]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.file_id}"


class RecordChange(models.Model):
    """What a value was before it was corrected, and what it is since. Never changed, never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    register = models.CharField(max_length=30)
    attribute = models.CharField(max_length=40)
    row_kind = models.CharField(max_length=40)
    row_id = models.UUIDField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.UUIDField(help_text="The mandate of the official who changed it")
    request = models.OneToOneField(CorrectionRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["person", "-changed_at"], name="changes_of_person")]

    def __str__(self) -> str:
        return f"{self.register}.{self.attribute}"
