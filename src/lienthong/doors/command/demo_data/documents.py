"""Documents of one body, made by the product's own actions: drafted, signed, numbered, sealed, sent and arrived."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from lienthong.doors.command.demo_data import changes, moments
from lienthong.doors.command.demo_data.plan import Circle, Planned, Staff
from lienthong.doors.command.demo_data.subjects import matter
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.states import Role
from lienthong.kit.clock import local
from lienthong.records.documents import actions
from lienthong.records.documents.actions.drafting import Address
from lienthong.records.documents.models import Document, Number
from lienthong.records.documents.states import Urgency
from lienthong.records.exchange import actions as exchange
from lienthong.records.exchange.actions import carrying
from lienthong.records.exchange.models import Delivery

DAYS = 92
_FATES = {"issued": 90, "draft": 3, "in_review": 3, "returned": 1, "signed": 2, "abandoned": 1}
_URGENCIES: dict[str, int] = {Urgency.NORMAL: 80, Urgency.URGENT: 12, Urgency.VERY_URGENT: 5, Urgency.EXPRESS: 3}


class Writer:
    """Writes what one body sends, oldest first, ending at `until`; the same plan gives the same documents."""

    def __init__(self, circle: Circle, sender: Staff, *, until: datetime) -> None:
        """Whatever stands in the body's books already, nothing is numbered before it."""
        self.circle, self.sender, self.until = circle, sender, until
        self.chance = random.Random()
        last = Number.objects.filter(sequence__body=sender.body).aggregate(last=Max("reserved_at"))["last"]
        self.numbered_last: datetime = last or until - timedelta(days=DAYS + 1)

    def write(self, planned: Sequence[Planned]) -> None:
        """What is not written yet; each document whole or not at all."""
        done = Document.objects.filter(body=self.sender.body, created_at__lte=self.until).count()
        for one in planned[done:]:
            with transaction.atomic():
                self._write(one)

    def _write(self, planned: Planned) -> None:
        self.chance = random.Random(planned.seed)
        near = self.until - (1 - planned.share) * timedelta(days=DAYS)
        began = moments.office_hour(self.chance, near, until=self.until)
        old = planned.share <= 0.6  # noqa: PLR2004 - old documents are finished
        fate = "issued" if old else self._draw(_FATES)
        self._bring_to(self._amending(planned, began) or self._draft(began), fate, began)

    def _draw(self, weights: Mapping[str, int]) -> str:
        return self.chance.choices(list(weights), weights=list(weights.values()))[0]

    def _soon(self, after: datetime, minutes: float) -> datetime:
        return moments.soon(self.chance, after, minutes, until=self.until)

    def _amending(self, planned: Planned, began: datetime) -> Document | None:
        """Now and then it takes the place of an older one of the same body, or is added to it."""
        found = changes.to_amend(self.sender.body.pk, seed=planned.seed, began=began)
        if found is None:
            return None
        older, how, reason = found
        assert older.drafted_by is not None
        begun = actions.amend(document=older, how=how, reason=reason, by=older.drafted_by, now=began)
        return begun if begun.signer else None

    def _draft(self, began: datetime) -> Document:
        chance, sender, day = self.chance, self.sender, local(began)
        about = matter(
            chance,
            sender=sender.body.name_vi,
            year=day.year,
            day=f"{day - timedelta(days=3):%d/%m/%Y}",
            due=f"{day + timedelta(days=chance.choice([5, 7, 10, 15])):%d/%m/%Y}",
        )
        author = sender.one(Role.SPECIALIST, chance)
        document = actions.draft(
            kind=about.kind,
            subject=about.subject,
            text=about.text,
            by=author,
            now=began,
            urgency=self._draw(_URGENCIES),
            signer=sender.one(Role.LEADER, chance),
        )
        count = chance.choices([1, 2, 3, 5, 8], weights=[50, 20, 15, 10, 5])[0]
        addresses = [Address(staff.body) for staff in self.circle.addressees(sender, count, chance)]
        actions.set_recipients(document=document, addresses=addresses, by=author, now=began)
        return document

    def _bring_to(self, document: Document, fate: str, began: datetime) -> None:
        author = document.drafted_by
        assert author is not None
        assert document.signer is not None
        if fate == "draft":
            return
        if fate == "abandoned":
            when = self._soon(began, 90)
            actions.abandon(document=document, by=author, now=when, reason="Đã có văn bản khác thay.")
            return
        submitted = self._soon(began, 60)
        actions.submit(document=document, by=author, now=submitted)
        if fate == "in_review":
            return
        decided = self._soon(submitted, 120)
        if fate == "returned":
            actions.return_for_correction(
                document=document, by=document.signer, now=decided, reason="Bổ sung số liệu quý trước."
            )
            return
        actions.sign(document=document, by=document.signer, now=decided)
        if fate != "signed":
            self._issue(document, self.sender.one(Role.CLERK, self.chance), self._soon(decided, 40))

    def _issue(self, document: Document, clerk: Mandate, when: datetime) -> None:
        self.numbered_last = when = max(when, self.numbered_last)
        actions.reserve_number(document=document, by=clerk, now=when)
        actions.number(document=document, by=clerk, now=when)
        actions.seal(document=document, by=clerk, now=when)
        message = exchange.send_document(document=document, by=clerk, now=when)
        for delivery in Delivery.objects.filter(message=message).order_by(
            "recipient_id"
        ):  # so nobody waits in a circle
            self._arrive(delivery, when)

    def _arrive(self, delivery: Delivery, sent: datetime) -> None:
        arrived = sent + timedelta(seconds=self.chance.uniform(0.3, 2.5))
        carrying.arrive(delivery=delivery, now=arrived)
        carrying.make_receipt(delivery=delivery, now=arrived)
