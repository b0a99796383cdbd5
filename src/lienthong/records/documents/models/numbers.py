"""Numbers: one sequence per body, year and kind; each number is a row before it is used (Decree 30/2020 art. 15)."""

from django.db import models

from lienthong.ground.organisations.models import Body
from lienthong.kit.ids import new_id
from lienthong.records.documents.states import NumberState


class NumberSequence(models.Model):
    """The counter of one body, year and series; taking a number locks this row, so there is no gap and no double."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField()
    series = models.CharField(max_length=20)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "year", "series"], name="sequence_once")]


class Number(models.Model):
    """One number of one sequence and what became of it; paper documents take theirs here too."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sequence = models.ForeignKey(NumberSequence, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=NumberState.choices, default=NumberState.RESERVED)
    document = models.ForeignKey("documents.Document", null=True, on_delete=models.PROTECT, related_name="+")
    paper_subject = models.CharField(max_length=500, blank=True, default="")
    reserved_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sequence", "value"], name="number_once"),
            models.UniqueConstraint(
                fields=["document"],
                condition=models.Q(document__isnull=False) & ~models.Q(state=NumberState.VOID),
                name="number_one_per_document",
            ),
        ]
