"""Reminding: each deadline that comes near, and each that passes, is announced once."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from lienthong.kit import outbox
from lienthong.kit.outbox import Event
from lienthong.records.documents.states import Urgency
from lienthong.records.exchange import deadlines, events
from lienthong.records.exchange.models import DUE, Delivery, DeliveryQuerySet

MOST = 500


def remind(*, now: datetime) -> int:
    """Announce what is due soon and what is late, at most `MOST` of each; returns how many were announced.

    A deadline that is changed is a new one and is announced again. Two workers at once announce nothing twice.
    """
    late = _unfinished().filter(Q(due_at__lt=now))
    soon = _unfinished().filter(_near(now), Q(due_at__gte=now))
    return sum(
        (
            _tell(late, "late_told_for", lambda pk: events.delivery_overdue(pk, at=now)),
            _tell(soon, "soon_told_for", lambda pk: events.delivery_due_soon(pk, at=now)),
        )
    )


def _unfinished() -> DeliveryQuerySet:
    """What waits at a receiver, the earliest deadline first; rows another worker holds are left to it."""
    return Delivery.objects.open().with_due().order_by(DUE).select_for_update(skip_locked=True, of=("self",))


def _near(now: datetime) -> Q:
    """Due within the window of its urgency."""
    windows = Q()
    for urgency in Urgency.values:
        windows |= Q(urgency=urgency, due_at__lte=now + deadlines.soon_before(urgency))
    return windows


def _tell(rows: DeliveryQuerySet, column: str, event: Callable[[UUID], Event]) -> int:
    untold = rows.filter(Q(**{f"{column}__isnull": True}) | ~Q(**{column: F("due_at")}))
    found = list(untold.values_list("pk", DUE)[:MOST])
    for pk, due_at in found:
        Delivery.objects.filter(pk=pk).update(**{column: due_at})
        outbox.announce(event(pk))
    return len(found)
