"""Dated facts about institutions: what they were called, how they were coded, to whom they belonged, who followed.

No fact of one kind holds twice for one institution on one day; the database refuses it (exclusion constraints).
"""

from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from lienthong.ground.organisations.models.changes import Change
from lienthong.ground.organisations.models.institutions import Body, Unit
from lienthong.ground.organisations.models.periods import ends_after_it_begins, holds_on, never_two_at_once
from lienthong.ground.organisations.states import CODE_LENGTH, CODE_SHAPES, CodeScheme, SuccessionKind
from lienthong.kit.ids import new_id

Fact = TypeVar("Fact", bound=models.Model)


class DatedQuerySet(models.QuerySet[Fact]):
    """Words for facts with a period."""

    def on(self, day: date) -> Self:
        """Facts that hold on `day`."""
        return self.filter(holds_on(day))


def one_of(name: str, *fields: str) -> models.CheckConstraint:
    """Exactly one of two foreign keys is set."""
    first, second = (f"{field}__isnull" for field in fields)
    return models.CheckConstraint(
        name=name, condition=Q(**{first: False, second: True}) | Q(**{first: True, second: False})
    )


class Dated(models.Model):
    """A row with a period, and the change that made it (none: it was there when the directory was opened)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        abstract = True


class Name(Dated):
    """What a body or unit is called, in a period (tên, tên viết tắt)."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="names", null=True, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="names", null=True, blank=True)
    vi = models.CharField(max_length=250)
    en = models.CharField(max_length=250, blank=True)
    abbreviation = models.CharField(max_length=40, blank=True)
    sort_key = models.CharField(max_length=2000, db_collation="C")
    folded = models.CharField(max_length=600)
    lowered = models.CharField(max_length=600)

    objects = DatedQuerySet["Name"].as_manager()

    class Meta(Dated.Meta):
        constraints = [
            one_of("name_is_of_one", "body", "unit"),
            ends_after_it_begins("name_ends_after_it_begins"),
            never_two_at_once("one_name_of_a_body", "body"),
            never_two_at_once("one_name_of_a_unit", "unit"),
        ]

    def __str__(self) -> str:
        return self.vi


class Code(Dated):
    """A code of a body or unit, in a period (mã định danh). A bare code means nothing without a day: seven two-digit
    codes of provinces name another province since 1 July 2025.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="codes", null=True, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="codes", null=True, blank=True)
    scheme = models.CharField(max_length=12, choices=CodeScheme.choices)
    value = models.CharField(max_length=CODE_LENGTH)

    objects = DatedQuerySet["Code"].as_manager()

    class Meta(Dated.Meta):
        constraints = [
            one_of("code_is_of_one", "body", "unit"),
            ends_after_it_begins("code_ends_after_it_begins"),
            never_two_at_once("one_holder_of_a_code", "scheme", "value"),
            never_two_at_once("one_code_of_a_body", "body", "scheme"),
            never_two_at_once("one_code_of_a_unit", "unit", "scheme"),
            models.CheckConstraint(name="code_scheme_is_known", condition=Q(scheme__in=CodeScheme.values)),
            *(
                models.CheckConstraint(
                    name=f"code_shape_{scheme}",
                    condition=~Q(scheme=scheme) | Q(value__regex=shape),
                )
                for scheme, shape in CODE_SHAPES.items()
            ),
        ]

    def __str__(self) -> str:
        return self.value

    @property
    def holder(self) -> Body | Unit:
        """The body or unit the code names."""
        holder = self.body or self.unit
        assert holder is not None
        return holder


class Parentage(Dated):
    """To whom a body or unit belonged, in a period (cơ quan, đơn vị cấp trên).

    `within` is the body a unit was part of, directly or through units above it; none for a body.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="parentages", null=True, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="parentages", null=True, blank=True)
    parent_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    parent_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    within = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    objects = DatedQuerySet["Parentage"].as_manager()

    class Meta(Dated.Meta):
        constraints = [
            one_of("parentage_is_of_one", "body", "unit"),
            one_of("parentage_is_under_one", "parent_body", "parent_unit"),
            one_of("parentage_of_a_unit_is_within_a_body", "body", "within"),
            ends_after_it_begins("parentage_ends_after_it_begins"),
            never_two_at_once("one_parent_of_a_body", "body"),
            never_two_at_once("one_parent_of_a_unit", "unit"),
        ]


class SuccessionQuerySet(models.QuerySet["Succession"]):
    """Words for successions."""

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(reversed_at__isnull=True)


class Succession(models.Model):
    """Who answers from a day on for what another began (cơ quan, đơn vị kế thừa).

    A split has several; the principal one takes what is addressed to the predecessor.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    predecessor_body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="successions", null=True, blank=True
    )
    predecessor_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="successions", null=True, blank=True
    )
    successor_body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="inheritances", null=True, blank=True
    )
    successor_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="inheritances", null=True, blank=True
    )
    on = models.DateField()
    kind = models.CharField(max_length=10, choices=SuccessionKind.choices)
    is_principal = models.BooleanField(default=True)
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    reversed_at = models.DateTimeField(null=True, blank=True)

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("succession_is_from_one", "predecessor_body", "predecessor_unit"),
            one_of("succession_is_to_one", "successor_body", "successor_unit"),
            models.CheckConstraint(
                name="succession_is_to_another",
                condition=~Q(predecessor_body=models.F("successor_body"))
                & ~Q(predecessor_unit=models.F("successor_unit"))
                | Q(predecessor_body__isnull=True, successor_unit__isnull=True)
                | Q(predecessor_unit__isnull=True, successor_body__isnull=True),
            ),
            models.UniqueConstraint(
                name="one_principal_successor_of_a_body",
                fields=["predecessor_body"],
                condition=Q(reversed_at__isnull=True, is_principal=True),
            ),
            models.UniqueConstraint(
                name="one_principal_successor_of_a_unit",
                fields=["predecessor_unit"],
                condition=Q(reversed_at__isnull=True, is_principal=True),
            ),
        ]

    @property
    def predecessor(self) -> Body | Unit:
        """Who ended, or gave a part away."""
        predecessor = self.predecessor_body or self.predecessor_unit
        assert predecessor is not None
        return predecessor

    @property
    def successor(self) -> Body | Unit:
        """Who goes on."""
        successor = self.successor_body or self.successor_unit
        assert successor is not None
        return successor
