"""The lanes: one per destination, carried in order of urgency, so that one slow or broken destination holds up nobody.

A delivery is carried in one transaction (verify, inbox, act); the receipt is sealed in a second one, after the first
is durable. A lane holds an advisory lock on its destination, so several workers can carry at once without doubling.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from lienthong.kit import clock
from lienthong.records.exchange.actions import carrying
from lienthong.records.exchange.models import Delivery
from lienthong.records.exchange.states import DeliveryState

log = logging.getLogger("lienthong.lanes")

BATCH = 200
_PAUSES = (5, 30, 120, 600, 1800, 3600)


def run_lanes(stop: threading.Event, *, interval: float = 0.2, clock_now: Callable[[], datetime] = clock.now) -> None:
    """Carry until told to stop; the worker's thread. A round that fails is logged and tried again."""
    while not stop.is_set():
        try:
            carried = carry_round(clock_now()) + seal_missing_receipts(clock_now())
        except Exception:
            log.exception("a round of the lanes failed")
            connection.close()
            carried = 0
        if not carried:
            stop.wait(interval)
    connection.close()


def carry_round(now: datetime) -> int:
    """Carry what waits, most urgent first, at most `BATCH`; returns how many arrived or were refused."""
    waiting = list(Delivery.objects.waiting(now).values_list("pk", "recipient_id")[:BATCH])
    return sum(_carry_one(pk, recipient, now) for pk, recipient in waiting)


def _carry_one(pk: UUID, recipient: UUID, now: datetime) -> int:
    delivery = Delivery(pk=pk)
    try:
        with transaction.atomic():
            if not _lane_is_free(recipient):
                return 0
            arrived = carrying.arrive(delivery=delivery, now=now)
        if arrived.state == DeliveryState.ARRIVED:
            with transaction.atomic():
                carrying.make_receipt(delivery=delivery, now=now)
    except Exception as problem:
        log.exception("delivery failed", extra={"delivery": str(pk)})
        _postpone(delivery, problem, now)
        return 0
    return 1


def seal_missing_receipts(now: datetime) -> int:
    """Make the receipts a crash left out between arrival and sealing."""
    from lienthong.records.exchange.models import Receipt

    without = Delivery.objects.filter(arrived_at__isnull=False, arrived_at__lt=now - timedelta(seconds=5)).exclude(
        pk__in=Receipt.objects.values("delivery_id")
    )[:BATCH]
    found = list(without)
    for delivery in found:
        with transaction.atomic():
            carrying.make_receipt(delivery=delivery, now=now)
    return len(found)


def _lane_is_free(recipient: UUID) -> bool:
    key = recipient.int & 0x7FFF_FFFF_FFFF_FFFF
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [key])
        return bool(cursor.fetchone()[0])


def _postpone(delivery: Delivery, problem: Exception, now: datetime) -> None:
    attempts = Delivery.objects.filter(pk=delivery.pk).values_list("attempts", flat=True).first() or 0
    pause = _PAUSES[min(attempts, len(_PAUSES) - 1)]
    carrying.postpone(delivery=delivery, problem=repr(problem), until=now + timedelta(seconds=pause))
