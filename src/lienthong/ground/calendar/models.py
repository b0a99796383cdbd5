"""Calendar documents: each version of a calendar is a row that is never changed."""

from datetime import datetime
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from lienthong.kit.ids import new_id


class CalendarDocumentQuerySet(models.QuerySet["CalendarDocument"]):
    """Words about calendar documents."""

    def binding(self, body_id: UUID | None) -> Self:
        """National documents, and those of one body when it is named."""
        return self.filter(Q(body_id=None) | Q(body_id=body_id))

    def published_by(self, moment: datetime) -> Self:
        """Known at a moment."""
        return self.filter(published_at__lte=moment)

    def in_force_order(self) -> Self:
        """What is published later decides: the earliest first, so that each may be laid over the ones before."""
        return self.order_by("published_at", "id")


class CalendarDocument(models.Model):
    """One version of a calendar, of the whole country or (with `body_id`) of one body, for a span of days.

    `content` is the JSON form of `content.Content`. The body is named by its id only: this room knows no bodies.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    body_id = models.UUIDField(null=True, db_index=True)
    valid_from = models.DateField()
    valid_until = models.DateField()
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    content = models.JSONField()
    source = models.TextField()
    published_at = models.DateTimeField()

    objects = CalendarDocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="calendar_version_is_unique",
                fields=["body_id", "valid_from", "valid_until", "version"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="calendar_ends_after_it_begins", condition=Q(valid_until__gte=F("valid_from"))),
            models.CheckConstraint(name="calendar_source_is_named", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.version})"
