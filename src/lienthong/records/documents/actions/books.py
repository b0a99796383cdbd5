"""The incoming book: one arrival number after the other, paper and electronic together (Decree 30/2020 art. 22)."""

from datetime import date, datetime

from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.organisations.models import Unit
from lienthong.kit.clock import local
from lienthong.records.documents import kinds
from lienthong.records.documents.actions.numbering import take_next
from lienthong.records.documents.models import Document, IncomingEntry
from lienthong.records.documents.states import EntrySource, Urgency

ARRIVALS = "arrivals"


def enter_incoming(
    *,
    by: Mandate,
    now: datetime,
    issuer_name: str,
    number_and_symbol: str,
    issued_on: date,
    kind: str,
    subject: str,
    urgency: str = Urgency.NORMAL,
    document: Document | None = None,
    source: EntrySource = EntrySource.ELECTRONIC,
    note: str = "",
) -> IncomingEntry:
    """Register an incoming document under the next arrival number of the year.

    Refuses: NotInThisRole, MandateEnded, UnknownKind.
    """
    mandates.require(by, Verb.ACCEPT_DOCUMENT, now=now)
    kinds.kind_of(kind)
    year = local(now).year
    _sequence, arrival_number = take_next(by.post.body, ARRIVALS, year)
    entry = IncomingEntry(
        body=by.post.body,
        year=year,
        arrival_number=arrival_number,
        arrived_at=now,
        source=source,
        document=document,
        issuer_name=issuer_name,
        number_and_symbol=number_and_symbol,
        issued_on=issued_on,
        kind=kind,
        subject=subject,
        urgency=urgency,
        entered_by=by,
        note=note,
    )
    entry.renew_words()
    entry.save(force_insert=True)
    journal.record(
        "documents.entry.registered",
        entry,
        by=by,
        for_whom=entry.body,
        at=now,
        body={"arrival_number": arrival_number, "year": year},
    )
    return entry


def note_end(*, entry: IncomingEntry, newer: str, by: Mandate | None, now: datetime) -> None:
    """Write under Notes that the document was taken back, or which one replaced it; the line itself stays for ever.

    The caller's rules have decided.
    """
    day = f"{local(now):%d/%m/%Y}"
    said = f"Đã được thay thế bằng {newer} ngày {day}" if newer else f"Nơi gửi đã thu hồi ngày {day}"
    note = f"{entry.note}; {said}" if entry.note else said
    IncomingEntry.objects.filter(pk=entry.pk).update(note=note[:300])
    journal.record("documents.entry.annotated", entry, by=by, for_whom=entry.body, at=now, body={"note": said})


def hand_over(*, entry: IncomingEntry, unit: Unit | None, person: str, now: datetime) -> None:
    """Write into the book who has it now; the caller's rules have decided."""
    IncomingEntry.objects.filter(pk=entry.pk).update(unit=unit, handed_to=person, handed_at=now)
