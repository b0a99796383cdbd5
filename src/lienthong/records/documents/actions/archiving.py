"""After the seal: the archived form, made by a job so that nobody waits for it, and never forgotten once it is owed."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from lienthong.ground.journal import actions as journal
from lienthong.ground.signatures import preserving
from lienthong.records.documents.models import ArchivedForm, Document, Version
from lienthong.records.documents.models.archives import ArchivedFormQuerySet
from lienthong.records.documents.sealing import bytes_of
from lienthong.records.documents.sheet import file_name, keep_pdf
from lienthong.records.documents.states import LASTING, ProofLevel

FIRST_SWEEP_AFTER: Final = timedelta(minutes=5)
"""The job starts with the seal; what it has not done by then is looked for."""
RENEWED_BEFORE_END: Final = timedelta(days=28)
"""Services get their next certificate thirty days before the end: by then there is one that lasts longer."""
_SHORTEST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=10), timedelta(days=1)
_RAISED: Final = {ProofLevel.B_T: preserving.time_stamped, ProofLevel.B_LT: preserving.for_long}


def owe_archived_form(*, document: Document, sealed: Version, now: datetime) -> ArchivedForm:
    """Note that an archived form is to be made: part of sealing, so that none can be forgotten."""
    return ArchivedForm.objects.create(document=document, sealed=sealed, next_try_at=now + FIRST_SWEEP_AFTER)


def archive(*, document: Document, level: ProofLevel, now: datetime) -> ArchivedForm:
    """Bring the archived form to this level, from what it is; harmless to repeat. What was sent stays as it is.

    Refuses: NoCertificate, KeyUnavailable, NotProvable, Broken.
    Source: ETSI EN 319 142-1 §6.3; Decree 30/2020 art. 5 (the sealed document is an original).
    """
    form = ArchivedForm.objects.select_for_update().get(document=document)
    if _reaches(form, level):
        return form
    sealed = bytes_of(form.sealed.file)
    made = _RAISED[level](bytes_of(form.file) if form.file else sealed, now=now)
    assert made.data.startswith(sealed), "a revision is appended, never written over"
    return _kept(form, made, level, document=document, now=now)


def renew(*, document: Document, now: datetime) -> ArchivedForm:
    """A further time-stamp over everything, before the newest one loses its force (B-LTA); too early, nothing is done.

    Refuses: NoCertificate (also while there is no time-stamping certificate that lasts longer), KeyUnavailable,
    NotProvable, Broken.
    Source: ETSI EN 319 142-1 §5.5, §6.3 (B-LTA); RFC 4998 tells why it must be in time.
    """
    form = ArchivedForm.objects.select_for_update().get(document=document)
    if form.level not in LASTING or form.file is None:
        return form
    data = bytes_of(form.file)
    if form.proof_until is None:  # made by an earlier release
        form.proof_until = preserving.proven_until(data)
        form.save(update_fields=["proof_until"])
    if form.proof_until > now + RENEWED_BEFORE_END:
        return form
    made = preserving.renewed(data, now=now)
    assert made.data.startswith(data), "a revision is appended, never written over"
    return _kept(form, made, ProofLevel.B_LTA, document=document, now=now)


def _kept(
    form: ArchivedForm, made: preserving.Preserved, level: ProofLevel, *, document: Document, now: datetime
) -> ArchivedForm:
    form.file = keep_pdf(made.data, name=file_name(document), by=None, now=now)
    form.level, form.stamped_at, form.reached_at, form.proof_until = level, made.stamped_at, now, made.until
    if level in LASTING:
        form.failed_count, form.failed_at, form.failure = 0, None, ""
    form.save()
    _record(form, document, now=now)
    return form


def _reaches(form: ArchivedForm, level: ProofLevel) -> bool:
    return preserving.LEVELS.index(form.level) >= preserving.LEVELS.index(level)


def _record(form: ArchivedForm, document: Document, *, now: datetime) -> None:
    assert form.file is not None
    body = {
        "level": form.level,
        "sha256": form.file.sha256,
        "sealed_sha256": form.sealed.file.sha256,
        "stamped_at": form.stamped_at,
    }
    journal.record("documents.document.archived", document, by=None, for_whom=document.body, at=now, body=body)


def take_archives_due(*, at_most: int, now: datetime) -> list[UUID]:
    """Documents whose archived form is to be tried now, each taken once until the next pause is over."""
    return _taken(ArchivedForm.objects.due(now), at_most=at_most, now=now)


def take_renewals_due(*, at_most: int, now: datetime) -> list[UUID]:
    """Documents whose archived form needs a further time-stamp, each taken once until the next pause is over."""
    ending = ArchivedForm.objects.due_for_renewal(now, before=RENEWED_BEFORE_END)
    return _taken(ending, at_most=at_most, now=now)


def _taken(found: ArchivedFormQuerySet, *, at_most: int, now: datetime) -> list[UUID]:
    due = list(found.select_for_update(skip_locked=True)[:at_most])
    for form in due:
        form.next_try_at = now + _SHORTEST_PAUSE
    ArchivedForm.objects.bulk_update(due, ["next_try_at"])
    return [form.document_id for form in due]


def record_not_archived(*, document: Document, failure: str, now: datetime) -> ArchivedForm:
    """Remember that it could not be done and why; it is tried again after pauses that grow to a day."""
    form = ArchivedForm.objects.select_for_update().get(document=document)
    form.failed_count += 1
    form.failed_at, form.failure = now, failure
    form.next_try_at = now + min(_SHORTEST_PAUSE * 2 ** min(form.failed_count - 1, 10), _LONGEST_PAUSE)
    form.save(update_fields=["failed_count", "failed_at", "failure", "next_try_at"])
    return form
