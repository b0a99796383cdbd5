"""How bodies do with petitions, counted for everybody: what came, and how much of each clock was kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Q

from lienthong.ground.organisations.models import Body
from lienthong.work.petitions.models import Petition, PetitionQuerySet
from lienthong.work.petitions.states import WITH_ANSWERER, WITH_RECEIVER, Status

HANDLED = """
select answering_body_id as body, count(*) as ended, count(*) filter (where answered_in_time) as in_time
from petitions_petition where answer_due_at >= %(since)s and answer_due_at < least(%(until)s, %(now)s)
group by answering_body_id
"""
"""Petitions that a body had to answer by a day of the period, and how many of them it did answer by then."""


def handled(*, since: datetime, until: datetime, now: datetime) -> dict[UUID, tuple[int, int]]:
    """By body: how many were due, and how many were answered in time. Source: Circular 01/2018, indicator 8."""
    with connection.cursor() as cursor:
        cursor.execute(HANDLED, {"since": since, "until": until, "now": now})
        return {body: (ended, in_time) for body, ended, in_time in cursor.fetchall()}


@dataclass(frozen=True)
class Figures:
    """How a body does, since a moment: what came, what it forwarded and answered, and how much of it in time.

    What is overdue and still lies there counts as not in time.
    """

    body: Body
    received: int = 0
    refused: int = 0
    to_refuse: int = 0
    refused_in_time: int = 0
    to_forward: int = 0
    forwarded_in_time: int = 0
    to_answer: int = 0
    answered_in_time: int = 0
    to_publish: int = 0
    published_in_time: int = 0


def of_bodies(*, since: datetime, now: datetime, bodies: list[Body] | None = None) -> list[Figures]:
    """Per body that received or had to answer since then (of these bodies, if named): two queries."""
    found = Petition.objects.filter(submitted_at__gte=since)
    received, answering = _received(found, now), _answering(found, now)
    if bodies is None:
        bodies = list(Body.objects.filter(pk__in={*received, *answering}).order_by("sort_key", "id"))
    return [Figures(each, **received.get(each.pk, {}), **answering.get(each.pk, {})) for each in bodies]


_OF_THE_RECEIVER = ("received", "refused", "to_refuse", "refused_in_time", "to_forward", "forwarded_in_time")
_OF_THE_ANSWERER = ("to_answer", "answered_in_time", "to_publish", "published_in_time")


def _received(found: PetitionQuerySet, now: datetime) -> dict[UUID, Mapping[str, int]]:
    done = Q(forwarded_in_time__isnull=False)
    counted: Any = found.values(key=F("body")).annotate(
        received=Count("pk"),
        refused=Count("pk", filter=Q(status=Status.REFUSED)),
        to_refuse=Count("pk", filter=Q(refused_in_time__isnull=False)),
        refused_in_time=Count("pk", filter=Q(refused_in_time=True)),
        to_forward=Count("pk", filter=done | Q(status__in=WITH_RECEIVER, forward_due_at__lt=now)),
        forwarded_in_time=Count("pk", filter=Q(forwarded_in_time=True)),
    )
    return {row["key"]: {name: row[name] for name in _OF_THE_RECEIVER} for row in counted}


def _answering(found: PetitionQuerySet, now: datetime) -> dict[UUID, Mapping[str, int]]:
    done = Q(answered_at__isnull=False)
    counted: Any = (
        found.filter(answering_body__isnull=False)
        .values(key=F("answering_body"))
        .annotate(
            to_answer=Count("pk", filter=done | Q(status__in=WITH_ANSWERER, due_at__lt=now)),
            answered_in_time=Count("pk", filter=Q(answered_in_time=True)),
            to_publish=Count("pk", filter=Q(published_in_time__isnull=False) | Q(publish_due_at__lt=now)),
            published_in_time=Count("pk", filter=Q(published_in_time=True)),
        )
    )
    return {row["key"]: {name: row[name] for name in _OF_THE_ANSWERER} for row in counted}
