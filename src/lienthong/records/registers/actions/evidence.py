"""Evidence for a request to correct: files that somebody gives, sealed by the keeper as they were given."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from lienthong.ground.files import actions as files
from lienthong.ground.files.actions import Readable
from lienthong.ground.files.models import StoredFile
from lienthong.ground.journal import actions as journal
from lienthong.ground.journal.models import Subject, kind_and_id
from lienthong.kit.errors import Conflict, Refused
from lienthong.records.registers import rules, sealing, states
from lienthong.records.registers.actions.reading import names
from lienthong.records.registers.models import CorrectionEvidence, CorrectionRequest
from lienthong.records.registers.states import CorrectionState


class TooMuchEvidence(Conflict):
    """A request to correct has at most five files. Leave out what says least, or put pages into one PDF."""


class Upload(Readable, Protocol):
    """A file as a form brings it."""

    name: str | None


def keep_evidence(*, uploads: Iterable[Upload], by: Subject, now: datetime) -> list[StoredFile]:
    """Take files in that are to be evidence: PDF and pictures, each of at most 20 MB. Refuses: as `files.keep`."""
    return [_kept(each, by=by, now=now) for each in uploads]


def _kept(upload: Upload, *, by: Subject, now: datetime) -> StoredFile:
    """One file; what is refused is said with its name."""
    allowed, largest, name = rules.EVIDENCE, rules.LARGEST_EVIDENCE_BYTES, upload.name or ""
    try:
        return files.keep(upload, name=name, by=by, now=now, allowed=allowed, largest_bytes=largest)
    except Refused as refused:
        refused.detail = f"{name}: {refused.detail}"
        raise


def give_evidence(
    *, request: CorrectionRequest, given: Sequence[StoredFile], by: Subject, now: datetime
) -> list[CorrectionEvidence]:
    """Put files to an open request, each sealed by the keeper with whose it is and when; the same file twice is once.

    Refuses: CorrectionAnswered, TooMuchEvidence, NoCertificate.
    """
    held = (
        CorrectionRequest.objects.select_for_update(of=("self",)).select_related("person", "keeper").get(pk=request.pk)
    )
    states.require(held.state, CorrectionState.REFUSED)
    known = set(held.evidence.values_list("file__sha256", flat=True))
    new = {each.sha256: each for each in given if each.sha256 not in known}
    if len(known) + len(new) > rules.MOST_EVIDENCE:
        raise TooMuchEvidence(most=rules.MOST_EVIDENCE)
    kept = [_sealed(held, file, by=by, now=now) for file in new.values()]
    if kept:
        said = {"files": sorted(new), "by_name": names(by)[0], "for_name": held.person.full_name}
        journal.record("registers.correction.evidence_given", held, by=by, at=now, for_whom=held.person, body=said)
    return kept


def _sealed(request: CorrectionRequest, file: StoredFile, *, by: Subject, now: datetime) -> CorrectionEvidence:
    kind, identity = kind_and_id(by)
    evidence = CorrectionEvidence(
        request=request, file=file, given_at=now, by_kind=kind, by_id=identity, by_name=names(by)[0]
    )
    evidence.content = sealing.evidence_of(evidence)
    evidence.seal = sealing.seal(request.keeper, evidence.content, now=now)
    evidence.save(force_insert=True)
    return evidence
