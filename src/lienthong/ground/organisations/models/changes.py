"""Changes: one decision about the directory, with everything it did, so that it can be read and taken back."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from lienthong.ground.organisations.states import ChangeKind
from lienthong.kit.ids import new_id


class ChangeQuerySet(models.QuerySet["Change"]):
    """Words for changes."""

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(reversed_at__isnull=True)

    def after(self, change: "Change") -> Self:
        """Recorded later, touching one of the same bodies, units or posts."""
        return self.filter(recorded_at__gte=change.recorded_at, id__gt=change.id, subjects__overlap=change.subjects)


class Change(models.Model):
    """One decision: founded, renamed, recoded, moved, merged, split or dissolved (quyết định tổ chức).

    `plan` holds the rows made and changed; `rehomed` what other rooms moved along, in their own words; `reference`
    names what was applied, so that it is not applied twice. `by…` and `reversed_by…` point up to rooms above.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    on = models.DateField()
    recorded_at = models.DateTimeField()
    by_kind = models.CharField(max_length=60, blank=True)
    by_id = models.UUIDField(null=True, blank=True)
    reference = models.CharField(max_length=100, blank=True)
    subjects = ArrayField(models.UUIDField())
    plan = models.JSONField()
    rehomed = models.JSONField(default=dict)
    reversed_at = models.DateTimeField(null=True, blank=True)
    reversed_by_kind = models.CharField(max_length=60, blank=True)
    reversed_by_id = models.UUIDField(null=True, blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="change_kind_is_known", condition=Q(kind__in=ChangeKind.values)),
            models.UniqueConstraint(
                name="a_reference_is_applied_once",
                fields=["reference"],
                condition=Q(reversed_at__isnull=True) & ~Q(reference=""),
            ),
        ]
        indexes = [GinIndex(fields=["subjects"], name="change_by_subject")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%d/%m/%Y}"
