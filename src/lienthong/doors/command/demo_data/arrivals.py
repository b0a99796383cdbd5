"""Arrivals of one body: registered or refused, given to somebody, begun, completed in time, late, or not at all."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from lienthong.doors.command.demo_data import moments
from lienthong.doors.command.demo_data.plan import Staff
from lienthong.ground.mandates.states import Role
from lienthong.records.documents.models import IncomingEntry
from lienthong.records.exchange import actions as exchange
from lienthong.records.exchange.models import Delivery
from lienthong.records.exchange.states import DeliveryState

LONGEST_UNOPENED_HOURS = 30


@dataclass(frozen=True)
class Arrival:
    """One delivery, the moment its clerk opens it, and the lot that decides what follows."""

    delivery: Delivery
    opened: datetime
    chance: random.Random


class Receiver:
    """Takes in what arrived for one body until `until`, in the order in which the clerk opens it."""

    def __init__(self, staff: Staff, *, until: datetime) -> None:
        """Whatever stands in the book already, nothing is entered before it."""
        self.staff, self.until = staff, until
        last = IncomingEntry.objects.filter(body=staff.body).aggregate(last=Max("arrived_at"))["last"]
        self.entered_last: datetime | None = last

    def receive(self) -> None:
        """All that waits, but for what came so lately that nobody has looked at it."""
        waiting = Delivery.objects.filter(
            recipient=self.staff.body, state=DeliveryState.ARRIVED, arrived_at__lte=self.until
        )
        opened = [self._opened(delivery) for delivery in waiting.select_related("recipient")]
        for arrival in sorted((one for one in opened if one), key=lambda one: one.opened):
            with transaction.atomic():
                self._take_in(arrival)

    def _opened(self, delivery: Delivery) -> Arrival | None:
        assert delivery.arrived_at is not None
        chance = random.Random(f"{self.staff.body.code} {delivery.arrived_at}")
        if self.until - delivery.arrived_at < timedelta(hours=chance.uniform(0, LONGEST_UNOPENED_HOURS)):
            return None
        minutes = chance.choice([6, 15, 30, 90, 400])
        return Arrival(delivery, moments.soon(chance, delivery.arrived_at, minutes, until=self.until), chance)

    def _take_in(self, arrival: Arrival) -> None:
        delivery, chance = arrival.delivery, arrival.chance
        clerk = self.staff.one(Role.CLERK, chance)
        if chance.random() < 0.02:  # noqa: PLR2004 - one in fifty comes to the wrong desk
            exchange.refuse_document(
                delivery=delivery,
                by=clerk,
                now=arrival.opened,
                reason="not_for_us",
                text="Nội dung không thuộc chức năng của cơ quan chúng tôi.",
            )
            return
        self.entered_last = entered = max(arrival.opened, self.entered_last or arrival.opened)
        exchange.accept_document(delivery=delivery, by=clerk, now=entered)
        self._handle(delivery, entered, chance)

    def _handle(self, delivery: Delivery, accepted: datetime, chance: random.Random) -> None:
        if self.until - accepted < timedelta(days=chance.uniform(0, 3)):
            return
        holder = self.staff.one(Role.SPECIALIST, chance)
        assigned = moments.soon(chance, accepted, 120, until=self.until)
        assert holder.post.unit is not None
        exchange.assign_document(
            delivery=delivery,
            unit=holder.post.unit,
            holder=holder,
            by=self.staff.one(Role.LEADER, chance),
            now=assigned,
            instruction=chance.choice(["", "", "Tham mưu văn bản trả lời.", "Nghiên cứu, đề xuất."]),
        )
        started = moments.soon(chance, assigned, 600, until=self.until)
        finished = started + timedelta(days=chance.expovariate(1 / 4))
        exchange.start_handling(delivery=delivery, by=holder, now=started)
        if finished < self.until:
            exchange.complete_document(delivery=delivery, by=holder, now=finished, outcome="Đã giải quyết xong.")
