"""What the tests of received documents begin with: a document that has come to two bodies, and people at the desk."""

from conftest import at
from django.db import transaction
from django.test import Client

from lienthong.kit.ids import new_id
from lienthong.records.documents import actions as documents
from lienthong.records.documents.actions.drafting import Address
from lienthong.records.exchange import actions as exchange
from lienthong.records.exchange import lanes
from lienthong.records.exchange.models import Delivery


@transaction.atomic
def sent(country, *, subject="V/v phối hợp liên thông dữ liệu", to=None, urgency="0", hour="09:00"):
    """A document of the ministry, signed, numbered, sealed and on its way."""
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


def arrived(country, **more):
    """The other ministry's copy of a document that has just arrived."""
    message = sent(country, **more)
    while lanes.carry_round(at("09:05")):
        pass
    return Delivery.objects.get(message=message, recipient=country.other.body)


def desk(mandate) -> Client:
    """A browser at which this person sits."""
    client = Client()
    client.force_login(mandate.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def copies(delivery, subjects, **fields):
    """More deliveries like this one, cheaply: other subjects and numbers, the same bytes; `fields` set on each."""
    made = []
    for place, subject in enumerate(subjects, start=1):
        document, message = delivery.message.document, delivery.message
        document.pk, document._state.adding = new_id(), True
        document.subject = subject
        document.number = 1000 + Delivery.objects.count() + place
        document.number_and_symbol = f"{document.number}/BTC-VP"
        document.refold()
        document.save()
        message.pk, message._state.adding = new_id(), True
        message.message_id, message.document = str(message.pk), document
        message.save()
        values = {"state": delivery.state, "arrived_at": delivery.arrived_at, "accept_due_at": delivery.accept_due_at}
        common = {"recipient": delivery.recipient, "checks": delivery.checks, "receipted_at": delivery.receipted_at}
        times = {"state_at": delivery.state_at, "queued_at": delivery.queued_at, "next_try_at": delivery.next_try_at}
        made.append(Delivery.objects.create(message=message, **{**values, **common, **times, **fields}))
        delivery = Delivery.objects.whole().get(pk=delivery.pk)
    return made
