"""From an empty sheet to the leader's table: draft, edit, annexes, recipients, submit, return, abandon, comment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
from lienthong.records.documents.sheet import typeset_draft
from lienthong.records.documents.states import DocumentState, Urgency


class ChangedMeanwhile(Conflict):
    """Somebody else changed this draft while you were editing. Your text is still in the form: load the draft in
    another window, compare, and save again.
    """


class TimedWithoutTime(Invalid):
    """«Hỏa tốc hẹn giờ» needs the hour at which it must arrive."""


@dataclass(frozen=True)
class Address:
    """A recipient: a body, or a unit in it; `copy` = only for information."""

    body: Body
    unit: Unit | None = None
    copy: bool = False


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
    document.refold()
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
    for name, value in fields.items():
        setattr(current, name, value)
    _require_time(current.urgency, current.express_due_at)
    current.changed_at = now
    current.refold()
    current.save()
    return current


def set_recipients(*, document: Document, addresses: Sequence[Address], by: Mandate, now: datetime) -> None:
    """Replace the list of recipients. Refuses: as `rules.require_may_edit`."""
    current = moving.locked(document)
    rules.require_may_edit(by, current, now=now)
    Recipient.objects.filter(document=current).delete()
    unique = {(address.body.pk, address.unit.pk if address.unit else None): address for address in addresses}
    Recipient.objects.bulk_create(
        Recipient(document=current, body=a.body, unit=a.unit, manner="copy" if a.copy else "to")
        for a in unique.values()
    )


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
    """Typeset the draft and lay it before the signer. Refuses: as `rules.require_may_submit`, WrongState."""
    current = moving.locked(document)
    rules.require_may_submit(by, current, now=now)
    moving.move(current, DocumentState.IN_REVIEW, by=by, at=now)
    file, boxes, pages = typeset_draft(current, by=by, now=now)
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
    """The leader (or a reviewer) sends it back with what to mend. Refuses: NotInThisRole, NotYours, WrongState."""
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
    """Give a draft up; it stays readable with its reason. Refuses: as `rules.require_may_edit`, WrongState."""
    current = moving.locked(document)
    rules.require_may_edit(by, current, now=now)
    moving.move(current, DocumentState.ABANDONED, by=by, at=now, reason=reason)
    current.save()
    journal.record(
        "documents.document.abandoned", current, by=by, for_whom=current.body, at=now, body={"reason": reason}
    )
    return current


def comment(*, document: Document, by: Mandate, now: datetime, text: str) -> Comment:
    """Write a remark for everybody who works on the document. Refuses: NotInThisRole, NotYours."""
    mandates.require(by, Verb.READ_DOCUMENT, document, now=now)
    return Comment.objects.create(document=document, by=by, at=now, text=text.strip())


def _require_time(urgency: str, express_due_at: datetime | None) -> None:
    if urgency == Urgency.EXPRESS_TIMED and express_due_at is None:
        raise TimedWithoutTime
