"""The lanes: one per destination, carried in order of urgency, so that one slow or broken destination holds up nobody.

A delivery is carried in one transaction (verify, inbox, act); the receipt is sealed in a second one, after the first
is durable. A lane is the lock of its destination's inbox: several carriers work at once, and what one of them has in
hand the others pass by. What fails waits with growing pauses; only its own next try is late, nothing behind it.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from lienthong.kit import clock
from lienthong.records.exchange import locks
from lienthong.records.exchange.actions import carrying
from lienthong.records.exchange.models import Delivery
from lienthong.records.exchange.states import DeliveryState

log = logging.getLogger("lienthong.lanes")

BATCH = 50
"""So many deliveries are taken before the line is looked at again: what is urgent waits for no more than these."""
CARRIERS = 2
FORGOTTEN_EVERY = timedelta(seconds=3)
_PAUSES = (5, 30, 120, 600, 1800, 3600)


def run_lanes(
    stop: threading.Event,
    *,
    interval: float = 0.2,
    clock_now: Callable[[], datetime] = clock.now,
    carriers: int = CARRIERS,
) -> None:
    """Carry until told to stop, with so many carriers; the worker's thread is one of them."""
    others = [
        threading.Thread(target=_carry_until, args=(stop, interval, clock_now), name=f"lanes-{number}", daemon=True)
        for number in range(2, carriers + 1)
    ]
    for other in others:
        other.start()
    _carry_until(stop, interval, clock_now)
    for other in others:
        other.join(timeout=10)


def _carry_until(stop: threading.Event, interval: float, clock_now: Callable[[], datetime]) -> None:
    """One carrier. A round that fails as a whole (the database is away) is logged and tried again."""
    forgotten_at = clock_now()
    while not stop.is_set():
        carried = 0
        try:
            carried = carry_round(clock_now())
            if clock_now() >= forgotten_at:
                carried += seal_missing_receipts(clock_now())
                forgotten_at = clock_now() + FORGOTTEN_EVERY
        except Exception:
            log.exception("a round of the lanes failed")
            connection.close()
        if not carried:
            stop.wait(interval)
    connection.close()


def carry_round(now: datetime) -> int:
    """Carry what waits, most urgent first, about `BATCH`; returns how many arrived or were refused.

    Lanes another carrier has in hand are left out and others taken instead.
    """
    carried, busy = 0, set[UUID]()
    while waiting := _next_in_line(now, busy):
        found_free = False
        for pk, recipient in waiting:
            if recipient in busy:
                continue
            outcome = _carry_one(pk, now)
            if outcome is None:
                busy.add(recipient)
            else:
                found_free, carried = True, carried + outcome
        if found_free:
            break
    return carried


def _next_in_line(now: datetime, busy: set[UUID]) -> list[tuple[UUID, UUID]]:
    waiting = Delivery.objects.waiting(now).exclude(recipient__in=busy)
    return list(waiting.values_list("pk", "recipient_id")[:BATCH])


def _carry_one(pk: UUID, now: datetime) -> int | None:
    """1 = arrived or refused, 0 = put off, or somebody else carried it; None = its lane is in other hands."""
    delivery = Delivery(pk=pk)
    try:
        with transaction.atomic():
            standing = Delivery.objects.filter(pk=pk, state=DeliveryState.QUEUED).values_list("recipient_id", flat=True)
            recipient = standing.first()
            if recipient is None:
                return 0
            if not locks.try_inbox(recipient):
                return None
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
    """Make the receipts a crash left out between arrival and sealing; returns how many. One that fails waits alone."""
    made = 0
    for pk in list(Delivery.objects.without_receipt(now).order_by("next_try_at").values_list("pk", flat=True)[:BATCH]):
        delivery = Delivery(pk=pk)
        try:
            with transaction.atomic():
                carrying.make_receipt(delivery=delivery, now=now)
            made += 1
        except Exception as problem:
            log.exception("receipt failed", extra={"delivery": str(pk)})
            _postpone(delivery, problem, now)
    return made


def _postpone(delivery: Delivery, problem: Exception, now: datetime) -> None:
    attempts = Delivery.objects.filter(pk=delivery.pk).values_list("attempts", flat=True).first() or 0
    pause = _PAUSES[min(attempts, len(_PAUSES) - 1)]
    carrying.postpone(delivery=delivery, problem=repr(problem), until=now + timedelta(seconds=pause))
