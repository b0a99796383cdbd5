"""Saying that a value is wrong, and answering that: the record changes, what it was stays."""

from datetime import date, datetime
from typing import Any

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


def agree_correction(*, request: CorrectionRequest, by: Mandate, now: datetime) -> RecordChange:
    """Write what was claimed into the record, and what it was before into its history.

    Refuses: MandateEnded, NotInThisRole, NotYours, CorrectionAnswered, FollowsFromOthers, NumberDisagrees,
    DoesNotFit.
    """
    held = _held(request, by=by, target=CorrectionState.AGREED, now=now)
    attribute = declared.find(held.register).attribute(held.attribute)
    record = queries.record(declared.find(held.register), held.person.number, local(now).date())
    rules.require_settable(attribute, record)
    row = attribute.row_in(record)
    before = getattr(row, attribute.field)
    after = rules.parsed(attribute, held.claimed)
    try:
        with transaction.atomic():
            _set(row, attribute, after, now)
    except (IntegrityError, DataError) as problem:
        raise DoesNotFit(attribute=attribute.name) from problem
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
    said = {"register": held.register, "attribute": held.attribute, "from": change.before, "to": change.after}
    journal.record("registers.correction.agreed", held, by=by, at=now, for_whom=held.person, body=said)
    outbox.announce(events.correction_answered(held.pk, at=now))
    return change


def refuse_correction(*, request: CorrectionRequest, reason: str, by: Mandate, now: datetime) -> CorrectionRequest:
    """Leave the record as it is, and say why.

    Refuses: MandateEnded, NotInThisRole, NotYours, CorrectionAnswered, ReasonMissing.
    """
    reason = rules.require_reason(reason)
    held = _held(request, by=by, target=CorrectionState.REFUSED, now=now)
    _answer(held, CorrectionState.REFUSED, by=by, reason=reason, now=now)
    said = {"register": held.register, "attribute": held.attribute, "reason": reason}
    journal.record("registers.correction.refused", held, by=by, at=now, for_whom=held.person, body=said)
    outbox.announce(events.correction_answered(held.pk, at=now))
    return held


def _held(request: CorrectionRequest, *, by: Mandate, target: CorrectionState, now: datetime) -> CorrectionRequest:
    rules.require_may_answer(by, request, now)
    held = CorrectionRequest.objects.select_for_update(of=("self",)).select_related("person").get(pk=request.pk)
    states.require(held.state, target)
    return held


def _answer(request: CorrectionRequest, state: CorrectionState, *, by: Mandate, reason: str, now: datetime) -> None:
    request.state, request.answered_at, request.answered_by, request.reason = state, now, by.pk, reason
    request.save(update_fields=["state", "answered_at", "answered_by", "reason"])


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
