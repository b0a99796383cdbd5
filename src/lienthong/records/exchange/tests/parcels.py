"""What the tests of the exchange begin with: real documents on their way, and light ones for everything but checks."""

import hashlib
import itertools
from datetime import timedelta

from django.db import transaction

from conftest import MONDAY, at
from lienthong.kit.ids import new_id
from lienthong.records.documents import actions as documents
from lienthong.records.documents.actions.drafting import Address
from lienthong.records.documents.models import Document
from lienthong.records.documents.states import DocumentState
from lienthong.records.exchange import actions as exchange
from lienthong.records.exchange import manifest
from lienthong.records.exchange.actions.sending import party
from lienthong.records.exchange.models import Delivery, Message
from lienthong.records.exchange.states import DeliveryState

_numbers = itertools.count(1)


@transaction.atomic
def sent(country, *, subject="V/v phối hợp liên thông dữ liệu", to=None, urgency="0", hour="09:00"):
    """A message of the ministry with a real document: signed, numbered, sealed and on its way."""
    ministry = country.ministry
    draft = documents.draft(
        kind="cong_van",
        subject=subject,
        text="Kính đề nghị quý cơ quan phối hợp thực hiện.",
        by=ministry.specialist,
        now=at(hour),
        signer=ministry.leader,
        urgency=urgency,
    )
    bodies = to or [country.other.body, country.province.body]
    addresses = [Address(body) for body in bodies]
    documents.set_recipients(document=draft, addresses=addresses, by=ministry.specialist, now=at(hour))
    documents.submit(document=draft, by=ministry.specialist, now=at(hour))
    documents.sign(document=draft, by=ministry.leader, now=at(hour))
    documents.reserve_number(document=draft, by=ministry.clerk, now=at(hour))
    documents.number(document=draft, by=ministry.clerk, now=at(hour))
    documents.seal(document=draft, by=ministry.clerk, now=at(hour))
    draft.refresh_from_db()
    return exchange.send_document(document=draft, by=ministry.clerk, now=at(hour))


def light(country, *, to=None, unit=None, state=DeliveryState.QUEUED, urgency="0", queued_at=None, **fields):
    """A delivery without bytes or signatures: enough for everything that does not look into the document."""
    office = to or country.other
    queued = queued_at or at("09:00")
    number = next(_numbers)
    document = Document(
        body=country.ministry.body,
        kind="cong_van",
        subject=f"Việc thứ {number}",
        state=DocumentState.ISSUED,
        urgency=urgency,
        number=number,
        number_and_symbol=f"{number}/BTC-VP",
        issued_on=MONDAY.date(),
        created_at=queued,
        changed_at=queued,
    )
    document.renew_words()
    document.save(force_insert=True)
    content = manifest.build(
        message_id=str(document.pk),
        business=0,
        sender=party(country.ministry.body),
        document={"subject": document.subject},
        recipients=[party(office.body, unit)],
        files=[],
        sent_at=queued,
    )
    message = Message.objects.create(
        sender=country.ministry.body,
        message_id=str(document.pk),
        document=document,
        urgency=urgency,
        manifest=content,
        manifest_digest=hashlib.sha256(content).digest(),
        seal=b"",
        sent_at=queued,
    )
    if state != DeliveryState.QUEUED:
        fields = {"arrived_at": queued, "accept_due_at": queued + timedelta(hours=8), **fields}
    return Delivery.objects.create(
        message=message,
        recipient=office.body,
        unit=unit,
        urgency=urgency,
        state=state,
        state_at=queued,
        queued_at=queued,
        next_try_at=queued,
        **fields,
    )


def copies(delivery, subjects, **fields):
    """More deliveries like this one, cheaply: other subjects and numbers, the same bytes; `fields` set on each."""
    return [_copy(Delivery.objects.whole().get(pk=delivery.pk), subject, fields) for subject in subjects]


def _copy(delivery, subject, fields):
    document, message = delivery.message.document, delivery.message
    for row in (document, message, delivery):
        row.pk, row._state.adding = new_id(), True
    document.subject, document.number = subject, 1000 + next(_numbers)
    document.number_and_symbol = f"{document.number}/BTC-VP"
    document.renew_words()
    document.save()
    message.message_id, message.document = str(message.pk), document
    message.save()
    delivery.message, delivery.inbox_position = message, None
    for name, value in fields.items():
        setattr(delivery, name, value)
    delivery.save()
    return delivery
