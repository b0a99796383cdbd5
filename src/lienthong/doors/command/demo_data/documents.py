"""Three months of documents, made by the product's own actions: signed, numbered, sealed, sent, received, some late."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from lienthong.doors.command.demo_data.subjects import matter
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.states import Role
from lienthong.ground.organisations.models import Body
from lienthong.kit.clock import VIETNAM, local
from lienthong.records.documents import actions
from lienthong.records.documents.actions.drafting import Address
from lienthong.records.documents.models import Document
from lienthong.records.documents.states import Urgency
from lienthong.records.exchange import actions as exchange
from lienthong.records.exchange.actions import carrying
from lienthong.records.exchange.models import Delivery

DAYS = 92
_FATES = {"issued": 90, "draft": 3, "in_review": 3, "returned": 1, "signed": 2, "abandoned": 1}
_URGENCIES: dict[str, int] = {Urgency.NORMAL: 80, Urgency.URGENT: 12, Urgency.VERY_URGENT: 5, Urgency.EXPRESS: 3}


@dataclass(frozen=True)
class Staff:
    """Who works in one body."""

    body: Body
    by_role: dict[str, list[Mandate]] = field(default_factory=dict)

    def one(self, role: Role, chance: random.Random) -> Mandate:
        """Somebody in this role."""
        return chance.choice(self.by_role[role])


def staff_of(mandates: Sequence[Mandate]) -> list[Staff]:
    """Group mandates by body; bodies in which every needed role is held."""
    found: dict[UUID, Staff] = {}
    for mandate in mandates:
        staff = found.setdefault(mandate.post.body_id, Staff(mandate.post.body))
        staff.by_role.setdefault(mandate.role, []).append(mandate)
    return [s for s in found.values() if {Role.LEADER, Role.CLERK, Role.SPECIALIST} <= set(s.by_role)]


class Writer:
    """Writes documents between bodies, ending at `until`; the same seed writes the same ones."""

    def __init__(self, staffs: Sequence[Staff], *, until: datetime, seed: int) -> None:
        """`staffs` must hold at least two bodies."""
        self.staffs = list(staffs)
        self.by_body = {staff.body.pk: staff for staff in staffs}
        self.until = until
        self.chance = random.Random(seed)

    def write(self, share: float) -> Document:
        """One document; `share` from 0 (three months ago) to 1 (now) says when."""
        began = self._office_hour(self.until - timedelta(days=DAYS) + share * timedelta(days=DAYS))
        sender = self.chance.choice(self.staffs)
        fate = self._draw(_FATES) if share > 0.6 else "issued"  # noqa: PLR2004 - old documents are finished
        document = self._draft(sender, began)
        self._bring_to(document, sender, fate, began)
        return document

    def _draw(self, weights: Mapping[str, int]) -> str:
        return self.chance.choices(list(weights), weights=list(weights.values()))[0]

    def _office_hour(self, near: datetime) -> datetime:
        """A working moment on that day, never later than `until`."""
        day = local(near)
        while day.weekday() > 4:  # noqa: PLR2004 - Saturday and Sunday
            day -= timedelta(days=1)
        hour, minute = self.chance.choice([8, 8, 9, 9, 10, 11, 13, 14, 14, 15, 16]), self.chance.randrange(60)
        chosen = datetime(day.year, day.month, day.day, hour, minute, self.chance.randrange(60), tzinfo=VIETNAM)
        return min(chosen, self.until - timedelta(minutes=45))

    def _soon(self, after: datetime, minutes: float) -> datetime:
        """A while later: a few are much later; never after `until`."""
        return min(after + timedelta(minutes=self.chance.expovariate(1 / minutes) + 0.5), self.until)

    def _draft(self, sender: Staff, began: datetime) -> Document:
        chance = self.chance
        day = local(began)
        about = matter(
            chance,
            sender=sender.body.name_vi,
            year=day.year,
            day=f"{day - timedelta(days=3):%d/%m/%Y}",
            due=f"{day + timedelta(days=chance.choice([5, 7, 10, 15])):%d/%m/%Y}",
        )
        author = sender.one(Role.SPECIALIST, chance)
        with transaction.atomic():
            document = actions.draft(
                kind=about.kind,
                subject=about.subject,
                text=about.text,
                by=author,
                now=began,
                urgency=self._draw(_URGENCIES),
                signer=sender.one(Role.LEADER, chance),
            )
            others = [staff for staff in self.staffs if staff is not sender]
            count = chance.choices([1, 2, 3, 5, 8], weights=[50, 20, 15, 10, 5])[0]
            addresses = [Address(staff.body) for staff in chance.sample(others, min(count, len(others)))]
            actions.set_recipients(document=document, addresses=addresses, by=author, now=began)
        return document

    def _bring_to(self, document: Document, sender: Staff, fate: str, began: datetime) -> None:
        author, clerk = document.drafted_by, sender.one(Role.CLERK, self.chance)
        assert author is not None
        assert document.signer is not None
        if fate == "draft":
            return
        if fate == "abandoned":
            with transaction.atomic():
                actions.abandon(
                    document=document, by=author, now=self._soon(began, 90), reason="Đã có văn bản khác thay."
                )
            return
        submitted = self._soon(began, 60)
        with transaction.atomic():
            actions.submit(document=document, by=author, now=submitted)
        if fate == "in_review":
            return
        decided = self._soon(submitted, 120)
        if fate == "returned":
            with transaction.atomic():
                actions.return_for_correction(
                    document=document,
                    by=document.signer,
                    now=decided,
                    reason="Bổ sung số liệu quý trước.",
                )
            return
        with transaction.atomic():
            actions.sign(document=document, by=document.signer, now=decided)
        if fate == "signed":
            return
        self._issue(document, clerk, self._soon(decided, 40))

    def _issue(self, document: Document, clerk: Mandate, when: datetime) -> None:
        with transaction.atomic():
            actions.reserve_number(document=document, by=clerk, now=when)
        with transaction.atomic():
            actions.number(document=document, by=clerk, now=when)
            actions.seal(document=document, by=clerk, now=when)
            message = exchange.send_document(document=document, by=clerk, now=when)
        for delivery in Delivery.objects.filter(message=message).order_by("id"):
            self._receive(delivery, when)

    def _receive(self, delivery: Delivery, sent: datetime) -> None:
        chance = self.chance
        arrived = min(sent + timedelta(seconds=chance.uniform(0.3, 2.5)), self.until)
        with transaction.atomic():
            carrying.arrive(delivery=delivery, now=arrived)
        with transaction.atomic():
            carrying.make_receipt(delivery=delivery, now=arrived)
        age = self.until - arrived
        if age < timedelta(hours=chance.uniform(0, 30)):
            return
        staff = self.by_body[delivery.recipient_id]
        clerk = staff.one(Role.CLERK, chance)
        accepted = self._soon(arrived, chance.choice([6, 15, 30, 90, 400]))
        with transaction.atomic():
            if chance.random() < 0.02:  # noqa: PLR2004 - one in fifty comes to the wrong desk
                exchange.refuse_document(
                    delivery=delivery,
                    by=clerk,
                    now=accepted,
                    reason="not_for_us",
                    text="Nội dung không thuộc chức năng của cơ quan chúng tôi.",
                )
                return
            exchange.accept_document(delivery=delivery, by=clerk, now=accepted)
        self._handle(delivery, staff, accepted, age)

    def _handle(self, delivery: Delivery, staff: Staff, accepted: datetime, age: timedelta) -> None:
        chance = self.chance
        if age < timedelta(days=chance.uniform(0, 3)):
            return
        holder = staff.one(Role.SPECIALIST, chance)
        assigned = self._soon(accepted, 120)
        assert holder.post.unit is not None
        with transaction.atomic():
            exchange.assign_document(
                delivery=delivery,
                unit=holder.post.unit,
                holder=holder,
                by=staff.one(Role.LEADER, chance),
                now=assigned,
                instruction=chance.choice(["", "", "Tham mưu văn bản trả lời.", "Nghiên cứu, đề xuất."]),
            )
        started = self._soon(assigned, 600)
        finished = started + timedelta(days=chance.expovariate(1 / 4))
        with transaction.atomic():
            exchange.start_handling(delivery=delivery, by=holder, now=started)
            if finished < self.until:
                exchange.complete_document(delivery=delivery, by=holder, now=finished, outcome="Đã giải quyết xong.")
