"""Rows for tests of books and search, written straight: what they were signed with does not matter there."""

from datetime import date

from conftest import at
from lienthong.records.documents.models import Document, IncomingEntry, Number, NumberSequence, Recipient
from lienthong.records.documents.states import DocumentState, NumberState
from lienthong.records.exchange.models import Delivery, Message

DAY = date(2026, 11, 16)


def outgoing(office, number, subject="V/v đổi bằng lái xe", *, kind="cong_van", on=DAY, to=None, **more):
    more = {"state": DocumentState.ISSUED, "unit": office.unit, "issued_at": at("09:00", day=on), **more}
    document = Document(
        body=office.body, kind=kind, subject=subject, number=number, number_and_symbol=f"{number:02d}/BTC-VP",
        issued_on=on, created_at=at("08:00", day=on), changed_at=at("08:00", day=on), signer_name="Người Thử ký", **more,
    )  # fmt: skip
    document.renew_words()
    document.save()
    if to is not None:
        Recipient.objects.create(document=document, body=to.body)
    return document


def incoming(office, number, subject="V/v đổi bằng lái xe", *, issuer="Bộ Tư pháp", on=DAY, kind="cong_van", **more):
    entry = IncomingEntry(
        body=office.body, year=on.year, arrival_number=number, arrived_at=at("09:00", day=on), issuer_name=issuer,
        number_and_symbol=f"{number}/BTP-VP", issued_on=on, kind=kind, subject=subject, **more,
    )  # fmt: skip
    entry.renew_words()
    entry.save()
    return entry


def delivered(document, office, *, state="03", entry=None, on=DAY, **more):
    message, _made = Message.objects.get_or_create(
        sender=document.body, message_id=str(document.pk), document=document,
        defaults={"manifest": b"{}", "manifest_digest": b"", "seal": b"", "sent_at": at("09:00", day=on)},
    )  # fmt: skip
    times = {"state_at": at("09:10", day=on), "queued_at": at("09:00", day=on), "next_try_at": at("09:00", day=on)}
    more = {"arrived_at": at("09:01", day=on), "accepted_at": at("09:11", day=on), **more}
    return Delivery.objects.create(message=message, recipient=office.body, state=state, entry=entry, **times, **more)


def taken(office, value, *, state=NumberState.USED, series="cong_van", on=DAY, **more):
    sequence, _made = NumberSequence.objects.get_or_create(body=office.body, year=on.year, series=series)
    return Number.objects.create(sequence=sequence, value=value, state=state, reserved_at=at("09:00", day=on), **more)
