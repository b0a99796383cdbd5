"""The archived form of a sealed document: what was sent, and behind it what proves it in later years."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q

from lienthong.ground.files.models import StoredFile
from lienthong.kit.ids import new_id
from lienthong.records.documents.models.document import Document, Version
from lienthong.records.documents.states import LASTING, ProofLevel

_LASTING = sorted(LASTING)


class ArchivedFormQuerySet(models.QuerySet["ArchivedForm"]):
    """Words for the job and the operator."""

    def unfinished(self) -> "ArchivedFormQuerySet":
        """What cannot be proven for long yet."""
        return self.exclude(level__in=_LASTING)

    def due(self, now: datetime) -> "ArchivedFormQuerySet":
        """Unfinished, and it is time to try (again): longest waiting first."""
        return self.unfinished().filter(next_try_at__lte=now).order_by("next_try_at", "id")

    def due_for_renewal(self, now: datetime, *, before: timedelta) -> "ArchivedFormQuerySet":
        """What its newest time-stamp proves only for a while yet, or nobody has looked: what ends first comes first."""
        ending = Q(proof_until__isnull=True) | Q(proof_until__lte=now + before)
        found = self.filter(ending, level__in=_LASTING, next_try_at__lte=now)
        return found.order_by(models.F("proof_until").asc(nulls_first=True), "id")


class ArchivedForm(models.Model):
    """One for each document sealed here, or signed elsewhere under our authority: what is owed is a row, too.

    `file` begins with the very bytes of `sealed`, which are what was sent; those never change.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="+")
    sealed = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=5, choices=ProofLevel.choices, default=ProofLevel.B_B)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    stamped_at = models.DateTimeField(null=True)
    reached_at = models.DateTimeField(null=True, help_text="When the present level was reached")
    proof_until = models.DateTimeField(null=True, help_text="End of the certificate behind the newest time-stamp")
    next_try_at = models.DateTimeField()
    failed_count = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=60, blank=True, default="", help_text="Code of what went wrong last")

    objects: ClassVar[ArchivedFormQuerySet] = ArchivedFormQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(level=ProofLevel.B_B, file__isnull=True, stamped_at__isnull=True, reached_at__isnull=True)
                | ~Q(level=ProofLevel.B_B) & Q(file__isnull=False, stamped_at__isnull=False, reached_at__isnull=False),
                name="archived_form_has_a_file_and_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(failed_count=0, failed_at__isnull=True, failure="")
                | Q(failed_count__gt=0, failed_at__isnull=False) & ~Q(failure=""),
                name="archived_form_fails_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=~Q(level__in=_LASTING), name="archived_forms_unfinished"),
            models.Index(fields=["proof_until"], condition=Q(level__in=_LASTING), name="archived_forms_lasting"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.level}"
