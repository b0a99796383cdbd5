"""Carrying: one delivery from the lane into the recipient's inbox, verified, and the receipt after it is durable."""

from datetime import datetime, timedelta

from django.db.models import F

from lienthong.ground.journal import actions as journal
from lienthong.kit import outbox
from lienthong.records.exchange import checks, deadlines, events, locks, manifest, sealing
from lienthong.records.exchange.actions import changing, importing, moving, rehoming
from lienthong.records.exchange.actions.sending import party
from lienthong.records.exchange.models import Delivery, Receipt
from lienthong.records.exchange.states import Business, Channel, DeliveryState

RECEIPT_GRACE = timedelta(seconds=5)
"""So long the lane that carried a delivery has to seal its receipt, before others take it for forgotten."""


def arrive(*, delivery: Delivery, now: datetime) -> Delivery:
    """Verify the message and put it into the inbox; a message that fails goes back to the sender as refused.

    Already arrived = nothing to do, so the lane may try again after any crash. A recipient dissolved since the sending
    is followed by its successor, and the checks say so.
    Source: Decree 30/2020 art. 21 (check authenticity and integrity on receipt; return on the system what fails).
    """
    locks.hold_inbox(Delivery.objects.values_list("recipient_id", flat=True).get(pk=delivery.pk))
    current = moving.locked(delivery)
    if current.state != DeliveryState.QUEUED:
        return current
    rehoming.follow_dissolution(current, now=now)
    if current.message.channel == Channel.EDXML:
        importing.unpack(message=current.message, now=now)
    found = checks.on_arrival(current, now=now)
    current.checks = [check.as_json() for check in found]
    current.attempts += 1
    if failed := [check for check in found if check.fatal]:
        return _refuse(current, failed[0], now=now)
    moving.move(current, DeliveryState.ARRIVED, by=None, at=now)
    current.arrived_at = now
    current.next_try_at = now + RECEIPT_GRACE
    current.accept_due_at = deadlines.accept_by(current, now).due_at
    current.inbox_position = moving.next_position(current)
    current.save()
    journal.record("exchange.document.arrived", current, by=None, for_whom=current.recipient, at=now)
    outbox.announce(events.document_arrived(current.id, at=now))
    if current.message.business != Business.NEW:
        changing.ask_on_arrival(newer=current, now=now)
    return current


def make_receipt(*, delivery: Delivery, now: datetime) -> Receipt:
    """Seal the receiving body's word that the arrival is durable; asked again, the stored receipt is returned.

    Refuses: NoCertificate, when the receiving body has no seal of its own yet.
    """
    current = moving.locked(delivery)
    held = Receipt.objects.filter(delivery=current).first()
    if held is not None:
        return held
    assert current.arrived_at is not None
    content = manifest.build_receipt(
        manifest=bytes(current.message.manifest),
        delivery_id=current.pk,
        recipient=party(current.recipient, current.unit if current.addressed_to is None else None),
        addressed_to=party(current.addressed_to) if current.addressed_to else None,
        arrived_at=current.arrived_at,
        checks=current.checks,
    )
    seal = sealing.seal_bytes(current.recipient, content, now=now)
    receipt = Receipt.objects.create(delivery=current, content=content, seal=seal, made_at=now)
    Delivery.objects.filter(pk=current.pk).update(receipted_at=now)
    journal.record("exchange.receipt.sealed", receipt, by=None, for_whom=current.recipient, at=now)
    return receipt


def postpone(*, delivery: Delivery, problem: str, until: datetime) -> None:
    """Remember what went wrong and when the lane tries again; other lanes are not touched."""
    unfinished = Delivery.objects.filter(pk=delivery.pk, receipted_at__isnull=True)
    unfinished.update(attempts=F("attempts") + 1, last_problem=problem[:2000], next_try_at=until)


def _refuse(delivery: Delivery, failed: "checks.Check", *, now: datetime) -> Delivery:
    moving.move(delivery, DeliveryState.REFUSED, by=None, at=now, note=failed.sentence)
    delivery.refusal = failed.refusal
    delivery.save()
    journal.record(
        "exchange.document.refused",
        delivery,
        by=None,
        for_whom=delivery.recipient,
        at=now,
        body={"check": failed.name, "detail": failed.sentence},
    )
    outbox.announce(events.document_refused(delivery.id, at=now))
    return delivery
