"""The act, and the head of the log over all acts."""

from typing import Any
from uuid import UUID

from django.db import models

from lienthong.ground.journal import entries
from lienthong.kit.ids import new_id

Subject = models.Model | tuple[str, UUID]


def kind_and_id(subject: Subject) -> tuple[str, UUID]:
    """`(kind, id)` of a row of any room (kind = `room.noun`), or of what already is such a pair."""
    if isinstance(subject, tuple):
        return subject
    kind = subject._meta.label_lower  # noqa: SLF001 - Django's documented way to a model's name
    if not isinstance(subject.pk, UUID):
        raise entries.Unprovable(f"{kind} has no UUID: an act names its subject by one")
    return kind, subject.pk


class ActQuerySet(models.QuerySet["Act"]):
    """Words for reading acts."""

    def about(self, subject: Subject) -> "ActQuerySet":
        """Acts on one subject."""
        kind, identity = kind_and_id(subject)
        return self.filter(subject_kind=kind, subject_id=identity)

    def oldest_first(self) -> "ActQuerySet":
        """By the time of the act; acts of the same instant in the order they were recorded."""
        return self.order_by("at", "id")

    def in_the_log(self) -> "ActQuerySet":
        """Acts that have their place in the log, in its order."""
        return self.filter(leaf_index__isnull=False).order_by("leaf_index")

    def waiting(self) -> "ActQuerySet":
        """Committed acts that the sequencer has not placed yet, oldest id first."""
        return self.filter(leaf_index__isnull=True).order_by("id")


class Act(models.Model):
    """One official act: who did what to what, when, for whom, in which capacity. Never changed, never deleted.

    Only two later changes are possible, and the database refuses all others: the sequencer gives the place in the log
    once, and an erasure takes body and salt away together (digests stay, so the proof of the rest stays).
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    verb = models.TextField()
    subject_kind = models.TextField()
    subject_id = models.UUIDField()
    by_kind = models.TextField(default="")
    by_id = models.UUIDField(null=True)
    for_whom_kind = models.TextField(default="")
    for_whom_id = models.UUIDField(null=True)
    capacity = models.TextField(default="")
    at = models.DateTimeField()
    body = models.JSONField(null=True)
    salt = models.BinaryField(null=True)
    body_digest = models.BinaryField()
    record_digest = models.BinaryField()
    leaf_index = models.BigIntegerField(null=True, unique=True)

    objects = ActQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "at"], name="journal_act_subject"),
            models.Index(fields=["id"], condition=models.Q(leaf_index__isnull=True), name="journal_act_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                name="journal_act_body_and_salt_together",
                condition=models.Q(body__isnull=True, salt__isnull=True)
                | models.Q(body__isnull=False, salt__isnull=False),
            ),
            models.CheckConstraint(
                name="journal_act_by_whole",
                condition=models.Q(by_kind="", by_id__isnull=True)
                | (~models.Q(by_kind="") & models.Q(by_id__isnull=False)),
            ),
            models.CheckConstraint(
                name="journal_act_for_whom_whole",
                condition=models.Q(for_whom_kind="", for_whom_id__isnull=True)
                | (~models.Q(for_whom_kind="") & models.Q(for_whom_id__isnull=False)),
            ),
            models.CheckConstraint(name="journal_act_index_positive", condition=models.Q(leaf_index__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind} {self.subject_id}"

    def save(self, *args: Any, **more: Any) -> None:
        """Store a new act. A stored one is changed by `actions.erase` and by the sequencer only."""
        if not self._state.adding:
            raise TypeError("an act is never changed; journal.actions.erase takes its body away")
        super().save(*args, **more)

    @property
    def is_erased(self) -> bool:
        """Were body and salt taken away?"""
        return self.salt is None

    def record(self) -> entries.Record:
        """The canonical record, made anew from the columns (so an altered column shows as another digest)."""
        return entries.record(
            act_id=self.id,
            verb=self.verb,
            subject=entries.Party(kind=self.subject_kind, id=str(self.subject_id)),
            by=entries.party(self.by_kind, self.by_id),
            for_whom=entries.party(self.for_whom_kind, self.for_whom_id),
            capacity=self.capacity,
            at=self.at,
            body_digest=bytes(self.body_digest),
        )


class Head(models.Model):
    """The head of the log, one row: how many acts have a place, and the root over them.

    `frontier` is the right edge of the tree (the roots of its perfect subtrees, left to right, 32 bytes each), enough
    to go on without reading anything else. `epoch` is the fence: it grows with each new sequencer, and one that finds
    another epoch than its own stops before it writes anything.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    root = models.BinaryField()
    frontier = models.BinaryField(default=b"")
    epoch = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="journal_head_is_one", condition=models.Q(id=1))]
