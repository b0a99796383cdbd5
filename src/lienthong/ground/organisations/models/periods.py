"""Periods of days: from a first day to the day it no longer holds (exclusive); no end means "until further notice".

A period that ends on its first day holds on no day at all: that is how something taken back stays readable without
counting any more, and why the exclusion constraints (which ignore empty ranges) need no second condition.
"""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value


class DateRange(Func):
    """PostgreSQL `daterange(first, end, '[)')`."""

    function = "daterange"
    output_field = DateRangeField()


def holds_on(day: date, *, first: str = "valid_from", end: str = "valid_until", through: str = "") -> Q:
    """The condition "holds on `day`"; `through` is a relation prefix like `names__`."""
    begun = Q(**{f"{through}{first}__lte": day})
    return begun & (Q(**{f"{through}{end}__isnull": True}) | Q(**{f"{through}{end}__gt": day}))


def never_two_at_once(name: str, *same: str) -> ExclusionConstraint:
    """No two rows with the same `same` fields may hold on one day."""
    period = DateRange("valid_from", "valid_until", Value("[)"))
    equal = [(field, RangeOperators.EQUAL) for field in same]
    return ExclusionConstraint(name=name, expressions=[*equal, (period, RangeOperators.OVERLAPS)])


def ends_after_it_begins(name: str, *, first: str = "valid_from", end: str = "valid_until") -> models.CheckConstraint:
    """An end, where there is one, is not before the first day."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": F(first)}))
