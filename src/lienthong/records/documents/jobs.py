"""Jobs of the room: the archived form of what was sealed; words of what was there before they were kept."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from lienthong.kit import clock, jobs
from lienthong.kit.errors import Refused
from lienthong.kit.outbox import Event
from lienthong.records.documents import actions
from lienthong.records.documents.models import Document
from lienthong.records.documents.states import ProofLevel

log = logging.getLogger("lienthong.documents.archive")

_AT_ONCE = 200
_WORDS_AT_ONCE = 2000
_WANTED = (ProofLevel.B_LT, ProofLevel.B_T)
"""All of it; where that cannot be had, at least the moment."""


def on_sealed(event: Event) -> None:
    """A document was sealed: have its archived form made, apart from what else the event sets going."""
    jobs.defer("documents.archive", queue="archive", document_id=str(event.subject))


@jobs.job("documents.archive", queue="archive")
def archive(document_id: str) -> None:
    """Make the archived form of one document. What fails is an alarm, stays visible and is tried again later."""
    document = Document.objects.select_related("body").get(pk=UUID(document_id))
    for level in _WANTED:
        if _done(partial(actions.archive, level=level), document, level, now=clock.now()):
            return


@jobs.job("documents.renew_archive", queue="archive")
def renew(document_id: str) -> None:
    """A further time-stamp over one archived form. What fails is an alarm and is tried again later."""
    document = Document.objects.select_related("body").get(pk=UUID(document_id))
    _done(actions.renew, document, ProofLevel.B_LTA, now=clock.now())


def _done(raising: Callable[..., object], document: Document, level: ProofLevel, *, now: datetime) -> bool:
    try:
        with transaction.atomic():
            raising(document=document, now=now)
    except Exception as problem:
        failure = problem.code() if isinstance(problem, Refused) else type(problem).__name__
        facts = problem.facts if isinstance(problem, Refused) else {}
        extra = {"document": str(document.pk), "proof_level": level.value, "failure": failure, "facts": facts}
        log.exception("a sealed document could not be made provable for later", extra=extra)
        actions.record_not_archived(document=document, failure=failure[:60], now=now)
        return False
    return True


@jobs.job("documents.archive_waiting", queue="archive", cron="*/10 * * * *")
def archive_waiting(**_when: Any) -> None:
    """Every ten minutes: what was left or failed, and what needs a further time-stamp, so many at a time."""
    for document_id in actions.take_archives_due(at_most=_AT_ONCE, now=clock.now()):
        jobs.defer("documents.archive", queue="archive", document_id=str(document_id))
    for document_id in actions.take_renewals_due(at_most=_AT_ONCE, now=clock.now()):
        jobs.defer("documents.renew_archive", queue="archive", document_id=str(document_id))


@jobs.job("documents.words.look", queue="words", cron="* * * * *")
def look_for_words(**_when: Any) -> None:
    """Every minute: after an upgrade, what is not found by words yet. Elsewhere there is nothing to do."""
    fill_words("documents")
    fill_words("entries")


@jobs.job("documents.words.fill", queue="words")
def fill_words(of: str) -> None:
    """Some thousand of one sort, and then the next ones."""
    if actions.fill_words(of=of, at_most=_WORDS_AT_ONCE):
        jobs.defer("documents.words.fill", queue="words", of=of)
