"""What the tests of outgoing documents share: somebody signed in, fresh proof, documents in every state."""

import time
from datetime import datetime

from django.urls import reverse

from lienthong.kit import clock
from lienthong.records.documents import actions as documents
from lienthong.records.documents.actions.drafting import Address

TEXT = "Kính đề nghị quý cơ quan phối hợp thực hiện."
REASON = "Chưa có số liệu quý ba, đề nghị bổ sung."


def enter(client, mandate, *, proven=False):
    """Sign this person in; `proven` = they have just shown again that it is them."""
    client.force_login(mandate.account)
    session = client.session
    session["mandate"] = str(mandate.pk)
    if proven:
        session["account_authentication_methods_user"] = str(mandate.account.pk)
        session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session.save()
    return client


def drafted(country, *, subject="Về phối hợp liên thông dữ liệu", to=None, now: datetime | None = None, **more):
    """A draft of the ministry's specialist, addressed and with a signer: ready to be submitted."""
    ministry = country.ministry
    when = now or clock.now()
    facts = {"kind": "cong_van", "text": TEXT, "signer": ministry.leader, **more}
    document = documents.draft(subject=subject, by=ministry.specialist, now=when, **facts)
    offices = [country.other, country.province] if to is None else to
    addresses = [Address(office.body) for office in offices]
    documents.set_recipients(document=document, addresses=addresses, by=ministry.specialist, now=when)
    return document


def brought_to(country, state, **more):
    """A document of the ministry that stands at `state`."""
    document = drafted(country, **more)
    ministry, now = country.ministry, clock.now()
    if state == "abandoned":
        return documents.abandon(document=document, by=ministry.specialist, now=now, reason=REASON)
    if state == "draft":
        return document
    document = documents.submit(document=document, by=ministry.specialist, now=now)
    if state == "returned":
        return documents.return_for_correction(document=document, by=ministry.leader, now=now, reason=REASON)
    if state == "in_review":
        return document
    document = documents.sign(document=document, by=ministry.leader, now=now)
    return _dispatched(country, document, state)


def _dispatched(country, document, state):
    from lienthong.records.exchange import actions as exchange

    clerk, now = country.ministry.clerk, clock.now()
    if state == "signed":
        return document
    documents.reserve_number(document=document, by=clerk, now=now)
    if state == "held":
        return document
    document = documents.number(document=document, by=clerk, now=now)
    if state == "numbered":
        return document
    document = documents.seal(document=document, by=clerk, now=now)
    if state == "sealed":
        return document
    exchange.send_document(document=document, by=clerk, now=now)
    document.refresh_from_db()
    return document


STATES = ["draft", "returned", "in_review", "signed", "numbered", "sealed", "issued", "abandoned"]


def address(name, document=None, *more):
    """The address of a page of the desk."""
    return reverse(f"desk:{name}", args=[document.pk, *more] if document else list(more))
