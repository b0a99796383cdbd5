"""Giving numbers: reserved in a row of its own before use, gap-free, never twice (Decree 30/2020 art. 15).

The edge runs `reserve_number` and `number` in two transactions: a crash between them leaves a reserved number with its
document's name on it, and the next try takes that very number.
"""

from datetime import datetime

from django.db.models import F

from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.organisations.models import Body
from lienthong.kit.clock import local
from lienthong.kit.errors import Conflict
from lienthong.records.documents import kinds, rules, states
from lienthong.records.documents.actions import moving
from lienthong.records.documents.models import Document, Number, NumberSequence
from lienthong.records.documents.sealing import fill_number
from lienthong.records.documents.states import DocumentState, NumberState

YEAR_IS_OVER = "Năm của số này đã hết; văn bản lấy số của năm mới."


class NumberNotReserved(Conflict):
    """No number of this year is held for the document. Reserve one first, then number it."""


def take_next(body: Body, series: str, year: int) -> tuple[NumberSequence, int]:
    """Take the next value; the row lock makes takers wait for each other until they commit or fail."""
    sequence, _made = NumberSequence.objects.get_or_create(body=body, year=year, series=series)
    NumberSequence.objects.filter(pk=sequence.pk).update(last=F("last") + 1)
    sequence.refresh_from_db(fields=["last"])
    return sequence, sequence.last


def reserve_number(*, document: Document, by: Mandate, now: datetime) -> Number:
    """Write down which number the document will carry; asked again, the same number is returned.

    A number held over the new year is voided with that reason: numbers belong to the year of their date.
    Refuses: NotInThisRole, NotYours, WrongState.
    """
    current = moving.locked(document)
    mandates.require(by, Verb.NUMBER_DOCUMENT, current, now=now)
    used = Number.objects.filter(document=current, state=NumberState.USED).first()
    if used is not None:
        return used
    states.require(current.state, DocumentState.NUMBERED)
    year = local(now).year
    held = _held(current)
    if held is not None and held.sequence.year == year:
        return held
    if held is not None:
        _void(held, by=by, now=now, reason=YEAR_IS_OVER)
    sequence, value = take_next(current.body, current.kind, year)
    return Number.objects.create(sequence=sequence, value=value, document=current, reserved_at=now)


def number(*, document: Document, by: Mandate, now: datetime) -> Document:
    """Put the reserved number and today's date into the fields laid before the leader signed.

    Refuses: NotInThisRole, NotYours, WrongState, NumberNotReserved.
    """
    current = moving.locked(document)
    mandates.require(by, Verb.NUMBER_DOCUMENT, current, now=now)
    moving.move(current, DocumentState.NUMBERED, by=by, at=now)
    held = _held(current)
    if held is None or held.sequence.year != local(now).year:
        raise NumberNotReserved
    kind = kinds.kind_of(current.kind)
    current.number = held.value
    current.notation = kinds.notation(
        kind, current.body.abbreviation, current.unit.abbreviation if current.unit else ""
    )
    current.number_and_symbol = f"{kinds.format_number(held.value)}/{current.notation}"
    current.issued_on = local(now).date()
    current.identifier = (
        f"{current.body.code or current.body.id},{current.issued_on:%Y/%m/%d},{current.number_and_symbol}"
    )
    file = fill_number(current, by=by, now=now)
    moving.add_version(current, file, step="numbered", by=by, at=now)
    current.renew_words()
    current.save()
    Number.objects.filter(pk=held.pk).update(state=NumberState.USED, settled_at=now)
    journal.record(
        "documents.document.numbered",
        current,
        by=by,
        for_whom=current.body,
        at=now,
        body={"number_and_symbol": current.number_and_symbol, "sha256": file.sha256},
    )
    return current


def reserve_paper_number(*, kind: str, subject: str, by: Mandate, now: datetime) -> Number:
    """Take a number for a document that exists on paper: paper and electronic originals share the sequence.

    Refuses: NotInThisRole, MandateEnded, UnknownKind, NoSubject.
    """
    mandates.require(by, Verb.NUMBER_DOCUMENT, now=now)
    kinds.kind_of(kind)
    if not subject.strip():
        raise rules.NoSubject
    sequence, value = take_next(by.post.body, kind, local(now).year)
    taken = Number.objects.create(
        sequence=sequence,
        value=value,
        paper_subject=subject.strip(),
        state=NumberState.USED,
        reserved_at=now,
        settled_at=now,
    )
    journal.record(
        "documents.number.taken_for_paper",
        taken,
        by=by,
        for_whom=by.post.body,
        at=now,
        body={"kind": kind, "number": value, "subject": subject.strip()},
    )
    return taken


def void_number(*, number: Number, by: Mandate, now: datetime, reason: str) -> None:
    """Close a reserved number that will not be used; the row and its reason explain the gap for ever.

    Refuses: NotInThisRole, NotYours, MandateEnded, NumberInUse, ReasonNeeded.
    """
    given = rules.require_reason(reason)
    held = Number.objects.select_for_update(of=("self",)).select_related("sequence__body").get(pk=number.pk)
    rules.require_may_void(by, held, now=now)
    _void(held, by=by, now=now, reason=given)


def _held(document: Document) -> Number | None:
    """The number that waits for this document, held until the transaction ends."""
    waiting = Number.objects.select_for_update(of=("self",)).select_related("sequence__body")
    return waiting.filter(document=document, state=NumberState.RESERVED).first()


def _void(number: Number, *, by: Mandate, now: datetime, reason: str) -> None:
    number.state, number.settled_at, number.reason = NumberState.VOID, now, reason
    number.save(update_fields=["state", "settled_at", "reason"])
    journal.record(
        "documents.number.voided",
        number,
        by=by,
        for_whom=number.sequence.body,
        at=now,
        body={"reason": reason, "number": number.value, "year": number.sequence.year},
    )
