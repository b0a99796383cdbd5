"""What this door remembers for itself: answers already given, for repeats, and how often each caller asked."""

from datetime import datetime
from typing import ClassVar

from django.db import models

from lienthong.ground.mandates.models import MachineToken
from lienthong.kit.ids import new_id


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Words for answers."""

    def given_before(self, at: datetime) -> "AnswerQuerySet":
        """Old enough to be forgotten."""
        return self.filter(made_at__lt=at)


class Answer(models.Model):
    """One answer under an `Idempotency-Key`: the row and the effect commit together or not at all."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token = models.ForeignKey(MachineToken, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.BinaryField(max_length=32, null=True, help_text="SHA-256 of method, address and content")
    status = models.PositiveSmallIntegerField(default=0)
    body = models.BinaryField(default=b"")
    location = models.CharField(max_length=300, blank=True, default="")
    made_at = models.DateTimeField()

    objects: ClassVar[AnswerQuerySet] = AnswerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="answer_once_per_key")]
        indexes = [models.Index(fields=["made_at"])]

    def __str__(self) -> str:
        return f"{self.status} · {self.key}"


class Spending(models.Model):
    """How many requests one caller made in one window: a counter that all processes share, exact, and never synced."""

    caller = models.CharField(max_length=80, primary_key=True, help_text="`token:<id>` or `address:<address>`")
    window = models.BigIntegerField(help_text="Number of the window since 1970")
    used = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.caller}: {self.used}"
