"""Documents finished by a body's own software: they come as a PDF, signed there or for information, ready to leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from lienthong.ground.files import content
from lienthong.ground.files.models import StoredFile
from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.signatures import preserving
from lienthong.kit import outbox
from lienthong.kit.clock import local
from lienthong.kit.errors import Conflict, Invalid
from lienthong.records.documents import events, kinds, rules
from lienthong.records.documents.actions import moving
from lienthong.records.documents.actions.amending import require_amendable
from lienthong.records.documents.actions.archiving import owe_archived_form
from lienthong.records.documents.actions.drafting import Address, TimedWithoutTime
from lienthong.records.documents.actions.numbering import take_next
from lienthong.records.documents.models import Annex, Document, Number, Recipient, StateChange
from lienthong.records.documents.sealing import bytes_of
from lienthong.records.documents.states import DocumentState, Manner, NumberState, Urgency

FINISHED = "finished"
"""The step of the one version of a document that was finished elsewhere."""
_MOST_DIGITS, _LONGEST_NOTATION = 9, 60


class NumberTaken(Conflict):
    """Your body has already issued a document under this number and symbol this year. Check the number."""


class DatedInTheFuture(Invalid):
    """The date of the document lies in the future. Send it on its day, or correct the date."""


class NotAPdf(Invalid):
    """The document itself must be a PDF. Other files can go with it as annexes."""


@dataclass(frozen=True)
class GivenNumber:
    """Number, symbol and date that the document already carries on its face, as `07/QĐ-BTC`."""

    number_and_symbol: str
    issued_on: date


@dataclass(frozen=True)
class Signatory:
    """Who signed it elsewhere, as its own signature says; empty for a document without one."""

    name: str = ""
    position: str = ""
    capacity: str = ""


@dataclass(frozen=True)
class Finished:
    """All that is known of a finished document. `given` is None when our own sequence is to number it."""

    kind: str
    subject: str
    file: StoredFile
    annexes: Sequence[tuple[str, StoredFile]] = ()
    addresses: Sequence[Address] = ()
    urgency: str = Urgency.NORMAL
    express_due_at: datetime | None = None
    given: GivenNumber | None = None
    signatory: Signatory = Signatory()
    reply_to: Document | None = None
    amends: Document | None = None
    amends_as: str = ""
    amends_reason: str = ""
    page_count: int = 0


def take_over(*, finished: Finished, by: Mandate, now: datetime) -> Document:
    """Enter a finished document into the outgoing book, numbered and ready to be sent; its bytes are not touched.

    The organisation's seal goes onto the message that carries it, not into a file somebody else finished.
    Refuses: NotInThisRole, MandateEnded, UnknownKind, SymbolNotReadable, NotAPdf, NoSubject, NoRecipients,
    TimedWithoutTime, DatedInTheFuture, NumberTaken; NotYours, NotIssued (of the document it updates or replaces).
    Source: Decree 30/2020 art. 15 (number and date), art. 18 (issuing).
    """
    mandates.require(by, Verb.SEAL_DOCUMENT, now=now)
    _require_whole(finished, local(now).date())
    if finished.amends is not None:
        require_amendable(finished.amends, by=by, now=now)
    try:
        with transaction.atomic():
            document = _enter(finished, by=by, now=now)
    except IntegrityError as twice:
        raise NumberTaken from twice
    _attach(document, finished, by=by, now=now)
    _owe_archived_form(document, finished, now=now)
    journal.record(
        "documents.document.taken_over",
        document,
        by=by,
        for_whom=document.body,
        at=now,
        body={"number_and_symbol": document.number_and_symbol, "sha256": finished.file.sha256},
    )
    return document


def _require_whole(finished: Finished, today: date) -> None:
    kinds.kind_of(finished.kind)
    if finished.file.media_type != content.PDF:
        raise NotAPdf(media_type=finished.file.media_type)
    if not finished.subject.strip():
        raise rules.NoSubject
    if not finished.addresses:
        raise rules.NoRecipients
    if finished.urgency == Urgency.EXPRESS_TIMED and finished.express_due_at is None:
        raise TimedWithoutTime
    if finished.given is not None and finished.given.issued_on > today:
        raise DatedInTheFuture(issued_on=finished.given.issued_on.isoformat())


def _enter(finished: Finished, *, by: Mandate, now: datetime) -> Document:
    """The row, with its number; a number of ours is written into the sequence in the same transaction."""
    document = Document(
        body=by.post.body,
        unit=by.post.unit,
        kind=finished.kind,
        subject=finished.subject.strip(),
        state=DocumentState.SEALED,
        urgency=finished.urgency,
        express_due_at=finished.express_due_at,
        drafted_by=by,
        signer_name=finished.signatory.name,
        signer_position=finished.signatory.position,
        signer_capacity=finished.signatory.capacity,
        reply_to=finished.reply_to,
        amends=finished.amends,
        amends_as=finished.amends_as,
        amends_reason=finished.amends_reason,
        page_count=finished.page_count,
        created_at=now,
        changed_at=now,
        sealed_at=now,
    )
    ours = _number(document, finished.given, now=now)
    code = document.body.code or document.body.id
    document.identifier = f"{code},{document.issued_on:%Y/%m/%d},{document.number_and_symbol}"
    document.renew_words()
    document.save(force_insert=True)
    if ours is not None:
        ours.document = document
        ours.save(force_insert=True)
    StateChange.objects.create(document=document, before="", after=DocumentState.SEALED, by=by, at=now)
    return document


def _number(document: Document, given: GivenNumber | None, *, now: datetime) -> Number | None:
    """Write number, symbol and date onto the document; returns the row of our sequence when the number is ours."""
    if given is not None:
        _use_given(document, given)
        return None
    kind = kinds.kind_of(document.kind)
    today = local(now).date()
    sequence, value = take_next(document.body, document.kind, today.year)
    unit = document.unit.abbreviation if document.unit else ""
    document.number = value
    document.notation = kinds.notation(kind, document.body.abbreviation, unit)
    document.number_and_symbol = f"{kinds.format_number(value)}/{document.notation}"
    document.issued_on = today
    return Number(sequence=sequence, value=value, state=NumberState.USED, reserved_at=now, settled_at=now)


def _use_given(document: Document, given: GivenNumber) -> None:
    written, notation = kinds.split_number_and_symbol(given.number_and_symbol)
    digits = "".join(letter for letter in written if letter.isdecimal())
    if len(digits) > _MOST_DIGITS or len(notation) > _LONGEST_NOTATION:
        raise kinds.SymbolNotReadable(written=given.number_and_symbol)
    document.number = int(digits)
    document.notation = notation
    document.number_and_symbol = f"{written}/{notation}"
    document.issued_on = given.issued_on
    same = Document.objects.of_body(document.body).filter(number_and_symbol=document.number_and_symbol)
    if same.filter(issued_on__year=given.issued_on.year).exists():
        raise NumberTaken(number_and_symbol=document.number_and_symbol)


def _owe_archived_form(document: Document, finished: Finished, *, now: datetime) -> None:
    """What was signed elsewhere under our authority is to be provable for as long as what was sealed here."""
    if preserving.may_be_preserved(bytes_of(finished.file)):
        owe_archived_form(document=document, sealed=document.latest, now=now)
        outbox.announce(events.document_sealed(document.pk, at=now))


def _attach(document: Document, finished: Finished, *, by: Mandate, now: datetime) -> None:
    moving.add_version(document, finished.file, step=FINISHED, by=by, at=now)
    Annex.objects.bulk_create(
        Annex(document=document, ordinal=place, title=title, file=file)
        for place, (title, file) in enumerate(finished.annexes, start=1)
    )
    unique = {(each.body.pk, each.unit.pk if each.unit else None): each for each in finished.addresses}
    Recipient.objects.bulk_create(
        Recipient(
            document=document, body=a.body, unit=a.unit, manner=Manner.COPY if a.copy else Manner.TO, ordinal=place
        )
        for place, a in enumerate(unique.values())
    )
