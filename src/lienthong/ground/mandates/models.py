"""Who holds which post, in which role and capacity, from when until when."""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Func, Q, Value

from lienthong.ground.identity.models import Account
from lienthong.ground.mandates.states import Capacity, Role, Scope
from lienthong.ground.organisations.models import Body, Post
from lienthong.kit.ids import new_id


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Reads that sound like the law."""

    def in_force_at(self, at: datetime) -> "MandateQuerySet":
        """Mandates that hold at this instant."""
        return self.filter(valid_from__lte=at).filter(Q(valid_until__isnull=True) | Q(valid_until__gt=at))

    def of(self, account: Account) -> "MandateQuerySet":
        """Mandates of one person."""
        return self.filter(account=account)

    def with_people(self) -> "MandateQuerySet":
        """Fetch person, post, body and unit in the same query."""
        return self.select_related("account", "post__body", "post__unit", "principal__account", "principal__post")


class Mandate(models.Model):
    """One person in one post: the only thing that allows anything. Every action is done `by` a mandate."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices)
    capacity = models.CharField(max_length=5, choices=Capacity.choices, blank=True, default=Capacity.OWN)
    principal = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="For KT., TL. and TUQ.: the mandate of the person in whose place one signs",
    )
    source = models.CharField(max_length=300, help_text="The decision that appoints or empowers")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    granted_by = models.UUIDField(null=True, blank=True)

    objects: ClassVar[MandateQuerySet] = MandateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=models.F("valid_from")),
                name="mandate_ends_after_it_begins",
            ),
            ExclusionConstraint(
                name="mandate_held_once_at_a_time",
                expressions=[
                    ("account", RangeOperators.EQUAL),
                    ("post", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        Func("valid_from", "valid_until", Value("[)"), function="tstzrange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [models.Index(fields=["account", "valid_from"]), models.Index(fields=["post", "valid_from"])]

    def __str__(self) -> str:
        return f"{self.account} · {self.post}"

    @property
    def body(self) -> Body:
        """The body this mandate acts for."""
        return self.post.body

    def in_force_at(self, at: datetime) -> bool:
        """Does it hold at this instant?"""
        return self.valid_from <= at and (self.valid_until is None or at < self.valid_until)


class MachineTokenQuerySet(models.QuerySet["MachineToken"]):
    """Words for tokens."""

    def usable_at(self, at: datetime) -> "MachineTokenQuerySet":
        """Neither expired nor revoked."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=at)


class MachineToken(models.Model):
    """The key of a body's own software: shown once, kept as a digest, acts under the mandate of who made it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    digest = models.BinaryField(max_length=32, unique=True)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope.choices))
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    objects: ClassVar[MachineTokenQuerySet] = MachineTokenQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["mandate", "-made_at"])]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
