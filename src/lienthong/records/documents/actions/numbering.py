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
from lienthong.kit.errors import Conflict, Invalid
from lienthong.records.documents import kinds, states
from lienthong.records.documents.actions import moving
from lienthong.records.documents.models import Document, Number, NumberSequence
from lienthong.records.documents.sealing import fill_number
from lienthong.records.documents.states import DocumentState, NumberState


class NumberInUse(Conflict):
    """A number that is on an issued document cannot be voided. Issue a correction instead."""


class ReasonNeeded(Invalid):
    """Say why the number is not used: the reason stays in the book."""


def _next(body: Body, series: str, year: int) -> tuple[NumberSequence, int]:
    """Take the next value; the row lock makes takers wait for each other until they commit or fail."""
    sequence, _made = NumberSequence.objects.get_or_create(body=body, year=year, series=series)
    NumberSequence.objects.filter(pk=sequence.pk).update(last=F("last") + 1)
    sequence.refresh_from_db(fields=["last"])
    return sequence, sequence.last


def reserve_number(*, document: Document, by: Mandate, now: datetime) -> Number:
    """Write down which number the document will carry; asked again, the same number is returned.

    Refuses: NotInThisRole, NotYours, WrongState.
    """
    current = moving.locked(document)
    mandates.require(by, Verb.NUMBER_DOCUMENT, current, now=now)
    held = Number.objects.filter(document=current).exclude(state=NumberState.VOID).first()
    if held is not None:
        return held
    states.require(current.state, DocumentState.NUMBERED)
    sequence, value = _next(current.body, current.kind, local(now).year)
    return Number.objects.create(sequence=sequence, value=value, document=current, reserved_at=now)


def number(*, document: Document, by: Mandate, now: datetime) -> Document:
    """Put the reserved number and today's date into the fields laid before the leader signed.

    Refuses: NotInThisRole, NotYours, WrongState.
    """
    current = moving.locked(document)
    mandates.require(by, Verb.NUMBER_DOCUMENT, current, now=now)
    held = Number.objects.select_for_update().get(document=current, state=NumberState.RESERVED)
    moving.move(current, DocumentState.NUMBERED, by=by, at=now)
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
    moving.add_version(current, file, step="numbered", by=by, at=now, boxes={})
    current.refold()
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

    Refuses: NotInThisRole, MandateEnded, UnknownKind.
    """
    mandates.require(by, Verb.NUMBER_DOCUMENT, now=now)
    kinds.kind_of(kind)
    sequence, value = _next(by.post.body, kind, local(now).year)
    taken = Number.objects.create(
        sequence=sequence, value=value, paper_subject=subject, state=NumberState.USED, reserved_at=now, settled_at=now
    )
    journal.record(
        "documents.number.taken_for_paper", taken, by=by, for_whom=by.post.body, at=now, body={"subject": subject}
    )
    return taken


def void_number(*, number: Number, by: Mandate, now: datetime, reason: str) -> None:
    """Close a reserved number that will not be used; the row and its reason explain the gap for ever.

    Refuses: NotInThisRole, NumberInUse, ReasonNeeded.
    """
    mandates.require(by, Verb.VOID_NUMBER, now=now)
    if not reason.strip():
        raise ReasonNeeded
    held = Number.objects.select_for_update().get(pk=number.pk)
    if held.state != NumberState.RESERVED:
        raise NumberInUse
    Number.objects.filter(pk=held.pk).update(state=NumberState.VOID, settled_at=now, reason=reason)
    journal.record("documents.number.voided", held, by=by, for_whom=by.post.body, at=now, body={"reason": reason})
