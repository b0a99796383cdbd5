"""From an empty sheet to the leader's table: draft, edit, annexes, recipients, submit, return, abandon, comment."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lienthong.ground.files.models import StoredFile
from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.organisations.models import Body, Unit
from lienthong.kit import outbox
from lienthong.kit.errors import Conflict, Invalid
from lienthong.records.documents import events, kinds, rules
from lienthong.records.documents.actions import moving
from lienthong.records.documents.models import Annex, Comment, Document, Recipient
from lienthong.records.documents.sheet import as_pdf, for_signature, page_count
from lienthong.records.documents.states import DocumentState, Manner, Urgency


class ChangedMeanwhile(Conflict):
    """Somebody else changed this draft while you were editing. Your text is still in the form: load the draft in
    another window, compare, and save again.
    """


class TimedWithoutTime(Invalid):
    """«Hỏa tốc hẹn giờ» needs the hour at which it must arrive. Give day and hour."""


class NothingSaid(Invalid):
    """The remark is empty. Write what you want to say."""


@dataclass(frozen=True)
class Address:
    """A recipient: a body, or a unit in it; `copy` = only for information."""

    body: Body
    unit: Unit | None = None
    copy: bool = False

    @property
    def place(self) -> tuple[UUID, UUID | None]:
        """What makes it the same recipient as another one."""
        return self.body.pk, self.unit.pk if self.unit else None

    @property
    def manner(self) -> Manner:
        """In the words of the row."""
        return Manner.COPY if self.copy else Manner.TO


def draft(
    *, kind: str, subject: str, text: str, by: Mandate, now: datetime, urgency: str = Urgency.NORMAL, **more: Any
) -> Document:
    """Begin a document. `more`: place, signer, circulation, express_due_at, reply_to, language.

    Refuses: NotInThisRole, MandateEnded, UnknownKind, TimedWithoutTime.
    """
    mandates.require(by, Verb.DRAFT_DOCUMENT, now=now)
    kinds.kind_of(kind)
    _require_time(urgency, more.get("express_due_at"))
    document = Document(
        body=by.post.body,
        unit=by.post.unit,
        kind=kind,
        subject=subject.strip(),
        content_text=text,
        urgency=urgency,
        drafted_by=by,
        created_at=now,
        changed_at=now,
        **more,
    )
    document.renew_words()
    document.save(force_insert=True)
    journal.record("documents.document.drafted", document, by=by, for_whom=document.body, at=now, body={"kind": kind})
    return document


def edit(*, document: Document, by: Mandate, now: datetime, seen_at: datetime | None = None, **fields: Any) -> Document:
    """Change a draft. `seen_at` is the `changed_at` the person's form was made from.

    Refuses: as `rules.require_may_edit`, ChangedMeanwhile, UnknownKind, TimedWithoutTime.
    """
    current = moving.locked(document)
    rules.require_may_edit(by, current, now=now)
    if seen_at is not None and seen_at != current.changed_at:
        raise ChangedMeanwhile
    kinds.kind_of(fields.get("kind", current.kind))
    changed = sorted(name for name, value in fields.items() if getattr(current, name) != value)
    for name in changed:
        setattr(current, name, fields[name])
    _require_time(current.urgency, current.express_due_at)
    if not changed:
        return current
    current.changed_at = now
    current.renew_words()
    current.save()
    journal.record("documents.document.edited", current, by=by, for_whom=current.body, at=now, body={"fields": changed})
    return current


def attach_finished(*, document: Document, file: StoredFile, by: Mandate, now: datetime) -> Document:
    """Take a finished PDF or Word file instead of a typed text; a Word file is shown as PDF through LibreOffice.

    Refuses: as `rules.require_may_edit`; OfficeAbsent, NotConvertible; every reason for which a PDF cannot be signed.
    """
    pdf = as_pdf(file, by=by, now=now)
    pages = page_count(pdf)
    current = moving.locked(document)
    rules.require_may_edit(by, current, now=now)
    current.finished, current.finished_from = pdf, None if pdf == file else file
    current.page_count, current.changed_at = pages, now
    current.save()
    journal.record(
        "documents.document.finished_attached",
        current,
        by=by,
        for_whom=current.body,
        at=now,
        body={"name": file.name, "sha256": file.sha256},
    )
    return current


def detach_finished(*, document: Document, by: Mandate, now: datetime) -> Document:
    """Take the finished file off again, to write the text here. Refuses: as `rules.require_may_edit`."""
    current = moving.locked(document)
    rules.require_may_edit(by, current, now=now)
    current.finished = current.finished_from = None
    current.page_count, current.changed_at = 0, now
    current.save()
    return current


def set_recipients(*, document: Document, addresses: Sequence[Address], by: Mandate, now: datetime) -> None:
    """Replace the list of recipients, in this order. Refuses: as `rules.require_may_edit`."""
    current = moving.locked(document)
    rules.require_may_edit(by, current, now=now)
    Recipient.objects.filter(document=current).delete()
    _append(current, addresses, first=1)


def add_recipients(*, document: Document, addresses: Sequence[Address], by: Mandate, now: datetime) -> int:
    """Add to the end of the list whoever is not on it yet; returns how many. Refuses: as `rules.require_may_edit`."""
    current = moving.locked(document)
    rules.require_may_edit(by, current, now=now)
    held = list(Recipient.objects.filter(document=current))
    there = {(one.body_id, one.unit_id) for one in held}
    last = max((one.ordinal for one in held), default=0)
    return _append(current, [one for one in addresses if one.place not in there], first=last + 1)


def remove_recipients(*, document: Document, recipients: Collection[UUID], by: Mandate, now: datetime) -> int:
    """Take these rows off the list; returns how many. Refuses: as `rules.require_may_edit`."""
    current = moving.locked(document)
    rules.require_may_edit(by, current, now=now)
    gone, _kinds = Recipient.objects.filter(document=current, pk__in=recipients).delete()
    return gone


def address_as(*, document: Document, recipients: Collection[UUID], manner: Manner, by: Mandate, now: datetime) -> int:
    """Change in which manner these rows are addressed; returns how many. Refuses: as `rules.require_may_edit`."""
    current = moving.locked(document)
    rules.require_may_edit(by, current, now=now)
    return Recipient.objects.filter(document=current, pk__in=recipients).update(manner=manner)


def _append(document: Document, addresses: Sequence[Address], *, first: int) -> int:
    unique = {address.place: address for address in addresses}
    made = Recipient.objects.bulk_create(
        Recipient(document=document, body=one.body, unit=one.unit, manner=one.manner, ordinal=first + place)
        for place, one in enumerate(unique.values())
    )
    return len(made)


def add_annex(*, document: Document, title: str, file: StoredFile, by: Mandate, now: datetime) -> Annex:
    """Attach a file. Refuses: as `rules.require_may_edit`."""
    current = moving.locked(document)
    rules.require_may_edit(by, current, now=now)
    last = Annex.objects.filter(document=current).order_by("-ordinal").first()
    return Annex.objects.create(document=current, ordinal=(last.ordinal if last else 0) + 1, title=title, file=file)


def remove_annex(*, annex: Annex, by: Mandate, now: datetime) -> None:
    """Take an attached file off again. Refuses: as `rules.require_may_edit`."""
    rules.require_may_edit(by, moving.locked(annex.document), now=now)
    annex.delete()


def submit(*, document: Document, by: Mandate, now: datetime) -> Document:
    """Print the draft, or take the finished file, and lay it before the signer.

    Refuses: as `rules.require_may_submit`, as `sheet.for_signature`, WrongState.
    """
    current = moving.locked(document)
    rules.require_may_submit(by, current, now=now)
    moving.move(current, DocumentState.IN_REVIEW, by=by, at=now)
    file, boxes, pages = for_signature(current, by=by, now=now)
    moving.add_version(current, file, step="typeset", by=by, at=now, boxes=boxes)
    current.page_count = pages
    current.submitted_at = now
    current.save()
    journal.record(
        "documents.document.submitted", current, by=by, for_whom=current.body, at=now, body={"sha256": file.sha256}
    )
    outbox.announce(events.document_submitted(current.id, at=now))
    return current


def return_for_correction(*, document: Document, by: Mandate, now: datetime, reason: str) -> Document:
    """The leader (or a reviewer) sends it back with what to mend.

    Refuses: ReasonNeeded, NotInThisRole, NotYours, WrongState.
    """
    reason = rules.require_reason(reason)
    current = moving.locked(document)
    mandates.require(by, Verb.REVIEW_DOCUMENT, current, now=now)
    moving.move(current, DocumentState.RETURNED, by=by, at=now, reason=reason)
    current.save()
    journal.record(
        "documents.document.returned", current, by=by, for_whom=current.body, at=now, body={"reason": reason}
    )
    outbox.announce(events.document_returned(current.id, at=now))
    return current


def abandon(*, document: Document, by: Mandate, now: datetime, reason: str) -> Document:
    """Give a draft up; it stays readable with its reason. Refuses: ReasonNeeded, as `rules.require_may_edit`."""
    reason = rules.require_reason(reason)
    current = moving.locked(document)
    rules.require_may_edit(by, current, now=now)
    moving.move(current, DocumentState.ABANDONED, by=by, at=now, reason=reason)
    current.save()
    journal.record(
        "documents.document.abandoned", current, by=by, for_whom=current.body, at=now, body={"reason": reason}
    )
    return current


def comment(*, document: Document, by: Mandate, now: datetime, text: str) -> Comment:
    """Write a remark for everybody who works on the document; who may only look writes none.

    Refuses: NotInThisRole, NotYours, NothingSaid.
    """
    mandates.require(by, Verb.DRAFT_DOCUMENT, document, now=now)
    if not text.strip():
        raise NothingSaid
    return Comment.objects.create(document=document, by=by, at=now, text=text.strip())


def _require_time(urgency: str, express_due_at: datetime | None) -> None:
    if urgency == Urgency.EXPRESS_TIMED and express_due_at is None:
        raise TimedWithoutTime
