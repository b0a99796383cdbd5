"""Places: the provinces of the country by date, as the statistics office codes them."""

from typing import ClassVar, Self

from django.db import models

from lienthong.ground.organisations.models.facts import DatedQuerySet
from lienthong.ground.organisations.models.periods import ends_after_it_begins, never_two_at_once
from lienthong.kit.ids import new_id


class PlaceQuerySet(DatedQuerySet["Place"]):
    """Words for places."""

    def in_vietnamese_order(self) -> Self:
        """By name."""
        return self.order_by("sort_key", "id")


class Place(models.Model):
    """A province under one code and one name, in a period (đơn vị hành chính cấp tỉnh)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=2)
    name_vi = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    is_city = models.BooleanField()
    sort_key = models.CharField(max_length=800, db_collation="C")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects: ClassVar[PlaceQuerySet] = PlaceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            ends_after_it_begins("place_ends_after_it_begins"),
            never_two_at_once("one_place_of_a_code", "code"),
            never_two_at_once("one_place_of_a_name", "name_vi"),
        ]

    def __str__(self) -> str:
        return self.name_vi
