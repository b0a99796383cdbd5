"""The report of a dossier: how far the portal has acknowledged it, how often it was tried, what went wrong last."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from lienthong.kit.ids import new_id
from lienthong.work.onestop.models import Dossier
from lienthong.work.reporting.states import State


class PortalReportQuerySet(models.QuerySet["PortalReport"]):
    """Words about reports."""

    def due(self, now: datetime) -> "PortalReportQuerySet":
        """To be tried now, the longest waiting first."""
        return self.filter(state=State.WAITING, next_try_at__lte=now).order_by("next_try_at", "id")

    def waiting_since(self, moment: datetime) -> "PortalReportQuerySet":
        """Not acknowledged since then or before, the longest waiting first."""
        return self.filter(state=State.WAITING, waiting_since__lte=moment).order_by("waiting_since", "id")

    def given_up(self) -> "PortalReportQuerySet":
        """Somebody must look at these."""
        return self.filter(state=State.GIVEN_UP).order_by("waiting_since", "id")


class PortalReport(models.Model):
    """What the national portal knows of one dossier: its events up to `acknowledged_seq`, of `owed_seq` that there are.

    `last_code` and `last_problem` say what came of the latest try that failed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    owed_seq = models.PositiveIntegerField()
    acknowledged_seq = models.PositiveIntegerField(default=0)
    waiting_since = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    last_code = models.CharField(max_length=40, blank=True, default="")
    last_problem = models.CharField(max_length=500, blank=True, default="")
    acknowledged_at = models.DateTimeField(null=True)

    objects: ClassVar[PortalReportQuerySet] = PortalReportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(name="report_state_is_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="report_acknowledged_when_nothing_is_owed",
                condition=Q(state=State.ACKNOWLEDGED, acknowledged_seq=F("owed_seq"))
                | ~Q(state=State.ACKNOWLEDGED) & Q(acknowledged_seq__lt=F("owed_seq")),
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at", "id"], condition=Q(state=State.WAITING), name="reports_due"),
            models.Index(fields=["state", "waiting_since"], name="reports_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.acknowledged_seq}/{self.owed_seq}"
