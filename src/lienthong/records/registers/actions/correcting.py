"""Saying that a value is wrong, and answering that: by two officials the record changes, what it was stays."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import DataError, IntegrityError, transaction

from lienthong.ground.identity.naming import given_name_first
from lienthong.ground.journal import actions as journal
from lienthong.ground.journal.models import Subject, kind_and_id
from lienthong.ground.mandates.models import Mandate
from lienthong.kit import outbox
from lienthong.kit.clock import local
from lienthong.kit.errors import Conflict
from lienthong.kit.text import fold, sort_key
from lienthong.records.registers import declared, events, numbers, queries, rules, states
from lienthong.records.registers.actions.evidence import Upload, give_evidence, keep_evidence
from lienthong.records.registers.actions.reading import names
from lienthong.records.registers.models import CorrectionRequest, Person, Reading, RecordChange
from lienthong.records.registers.records import Attribute
from lienthong.records.registers.states import CorrectionState


class AskedAlready(Conflict):
    """A request to correct this value is open already. Its answer is told to whoever asked."""


class DoesNotFit(Conflict):
    """This value contradicts other entries of the record. Correct those first, or refuse the request and say why."""


def ask_correction(
    *, reading: Reading, attribute: str, claimed: str, why: str, by: Subject, now: datetime
) -> CorrectionRequest:
    """Say that a value of a reading is wrong and what would be right. The application it serves goes on meanwhile.

    Refuses: NoSuchAttribute (not part of this reading), ClaimMissing, ClaimUnchanged, ReasonMissing, AskedAlready.
    """
    claimed, why = rules.require_claim(reading, attribute, claimed, why)
    rules.parsed(declared.find(reading.register).attribute(attribute), claimed)
    Person.objects.select_for_update(no_key=True).get(pk=reading.person_id)  # two presses stand in a line here
    if queries.open_correction(reading, attribute) is not None:
        raise AskedAlready
    kind, identity = kind_and_id(by)
    request = CorrectionRequest.objects.create(
        reading=reading,
        person=reading.person,
        keeper=reading.keeper,
        register=reading.register,
        attribute=attribute,
        claimed=claimed,
        why=why,
        asked_at=now,
        asked_by_kind=kind,
        asked_by_id=identity,
    )
    said = {"register": request.register, "attribute": attribute, "claimed": claimed, "why": why}
    said |= {"by_name": names(by)[0], "for_name": reading.person.full_name}
    journal.record("registers.correction.asked", request, by=by, at=now, for_whom=reading.person, body=said)
    outbox.announce(events.correction_asked(request.pk, at=now))
    return request


def propose_correction(
    *,
    request: CorrectionRequest,
    reason: str,
    seen: str,
    by: Mandate,
    now: datetime,
    files: Iterable[UUID] = (),
    uploads: Iterable[Upload] = (),
) -> CorrectionRequest:
    """Say that the claim is right, why, and in which paper one saw it: a second official confirms or sends it back.

    `files` = which files of the request; `uploads` are put to them, sealed.
    Refuses: MandateEnded, NotInThisRole, NotYours, ConcernsYou, CorrectionAnswered, ProposedBefore, ReasonEmpty,
    EvidenceUnseen, FollowsFromOthers, NumberDisagrees, DoesNotFit, TooMuchEvidence, and as `files.keep`.
    """
    held = _held(request, by=by, target=CorrectionState.PROPOSED, now=now)
    reason = rules.require_own_words(reason)
    wanted, brought = set(files), list(uploads)
    chosen = [each for each in held.evidence.all() if each.pk in wanted]
    named = rules.require_seen(seen, len(chosen) + len(brought))
    _try(held, now)
    given = give_evidence(request=held, given=keep_evidence(uploads=brought, by=by, now=now), by=by, now=now)
    held.state = CorrectionState.PROPOSED
    held.proposed_at, held.proposed_by, held.proposal, held.seen = now, by.pk, reason, named
    held.save(update_fields=["state", *_PROPOSED])
    held.seen_files.set([*chosen, *given])
    said = _of(held) | {"claimed": held.claimed, "reason": reason, "seen": named}
    said |= {"files": sorted(held.seen_files.values_list("file__sha256", flat=True))}
    journal.record("registers.correction.proposed", held, by=by, at=now, for_whom=held.person, body=said)
    outbox.announce(events.correction_proposed(held.pk, at=now))
    return held


_PROPOSED = ("proposed_at", "proposed_by", "proposal", "seen")


def confirm_correction(*, request: CorrectionRequest, by: Mandate, now: datetime) -> RecordChange:
    """As the second official, write what was claimed into the record, and what it was before into its history.

    Refuses: MandateEnded, NotInThisRole, NotYours, ConcernsYou, SecondPersonNeeded, CorrectionAnswered,
    NothingProposed, FollowsFromOthers, NumberDisagrees, DoesNotFit.
    """
    held = _held(request, by=by, target=CorrectionState.AGREED, now=now)
    rules.require_second(by, held)
    row, before, after = _write(held, now)
    _answer(held, CorrectionState.AGREED, by=by, reason="", now=now)
    change = RecordChange.objects.create(
        person=held.person,
        register=held.register,
        attribute=held.attribute,
        row_kind=row._meta.label_lower,  # noqa: SLF001 - Django's documented way to a model's name
        row_id=row.pk,
        before=_plain(before),
        after=_plain(after),
        changed_at=now,
        changed_by=by.pk,
        request=held,
    )
    said = _of(held) | {"from": change.before, "to": change.after, "proposed_by": str(held.proposed_by)}
    journal.record("registers.correction.agreed", held, by=by, at=now, for_whom=held.person, body=said)
    outbox.announce(events.correction_answered(held.pk, at=now))
    return change


def send_back_correction(*, request: CorrectionRequest, reason: str, by: Mandate, now: datetime) -> CorrectionRequest:
    """What was proposed is not confirmed, and why; who proposed may take it back so. The request waits as before.

    Refuses: MandateEnded, NotInThisRole, NotYours, ConcernsYou, CorrectionAnswered, NothingProposed, ReasonEmpty.
    """
    held = _held(request, by=by, target=CorrectionState.OPEN, now=now)
    reason = rules.require_own_words(reason)
    said = _of(held) | {"reason": reason, "proposed_by": str(held.proposed_by)}
    held.state = CorrectionState.OPEN
    held.proposed_at, held.proposed_by, held.proposal, held.seen = None, None, "", ""
    held.save(update_fields=["state", *_PROPOSED])
    held.seen_files.clear()
    journal.record("registers.correction.sent_back", held, by=by, at=now, for_whom=held.person, body=said)
    return held


def refuse_correction(*, request: CorrectionRequest, reason: str, by: Mandate, now: datetime) -> CorrectionRequest:
    """Leave the record as it is, and say why in words about this value; who asked reads them.

    Refuses: MandateEnded, NotInThisRole, NotYours, ConcernsYou, CorrectionAnswered, ReasonEmpty.
    """
    held = _held(request, by=by, target=CorrectionState.REFUSED, now=now)
    reason = rules.require_own_words(reason)
    _answer(held, CorrectionState.REFUSED, by=by, reason=reason, now=now)
    said = _of(held) | {"reason": reason}
    journal.record("registers.correction.refused", held, by=by, at=now, for_whom=held.person, body=said)
    outbox.announce(events.correction_answered(held.pk, at=now))
    return held


def _of(request: CorrectionRequest) -> dict[str, Any]:
    return {"register": request.register, "attribute": request.attribute}


def _held(request: CorrectionRequest, *, by: Mandate, target: CorrectionState, now: datetime) -> CorrectionRequest:
    rules.require_may_answer(by, request, now)
    held = CorrectionRequest.objects.select_for_update(of=("self",)).select_related("person").get(pk=request.pk)
    states.require(held.state, target)
    return held


def _answer(request: CorrectionRequest, state: CorrectionState, *, by: Mandate, reason: str, now: datetime) -> None:
    request.state, request.answered_at, request.answered_by, request.reason = state, now, by.pk, reason
    request.save(update_fields=["state", "answered_at", "answered_by", "reason"])


def _try(request: CorrectionRequest, now: datetime) -> None:
    """Could the claim be written? Asked before it is put to a second person; nothing of it stays."""
    with transaction.atomic():
        _write(request, now)
        transaction.set_rollback(True)


def _write(request: CorrectionRequest, now: datetime) -> tuple[Any, Any, str | date]:
    """The claim into its row; the row, what it said, and what it says now."""
    register = declared.find(request.register)
    attribute = register.attribute(request.attribute)
    record = queries.record(register, request.person.number, local(now).date())
    rules.require_settable(attribute, record)
    row = attribute.row_in(record)
    before, after = getattr(row, attribute.field), rules.parsed(attribute, request.claimed)
    try:
        with transaction.atomic():
            _set(row, attribute, after, now)
    except (IntegrityError, DataError) as problem:
        raise DoesNotFit(attribute=attribute.name) from problem
    return row, before, after


def _set(row: Any, attribute: Attribute, value: str | date, now: datetime) -> None:
    """The value into its column; a name brings its search words and its place in lists along."""
    setattr(row, attribute.field, value)
    row.changed_at = now
    if isinstance(row, Person):
        row.folded, row.sort_key = fold(row.full_name), sort_key(given_name_first(row.full_name))
        numbers.require_agreement(row.number, sex=row.sex, born_on=row.born_on)
    row.save()


def _plain(value: Any) -> str | None:
    return value.isoformat() if isinstance(value, date) else value
