"""From dossiers and their events to structs: what leaves to the software of the body that has them."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from lienthong.doors.api import dossier_shapes as shapes
from lienthong.doors.api import service_presenting as services
from lienthong.doors.api.endpoints import PREFIX
from lienthong.doors.api.shapes import Part
from lienthong.ground.organisations.models import Unit
from lienthong.work.onestop import families, histories, locker, queries
from lienthong.work.onestop.machines import Listed
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import Kind, word
from lienthong.work.services import queries as applications
from lienthong.work.services import telling
from lienthong.work.services.binding import Question
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.models import Attachment
from lienthong.work.services.queries import Filled


def change(listed: Listed) -> shapes.DossierChange:
    """One event in the list of changes."""
    event, stood = listed.event, listed.standing
    return shapes.DossierChange(
        position=listed.position,
        dossier=listed.dossier.code,
        procedure=listed.dossier.procedure.key,
        seq=event.seq,
        kind=event.kind,
        kind_name=str(Kind(event.kind).label),
        at=event.at,
        status=stood.status,
        status_name=word(stood.status, revoked=stood.revoked_at is not None),
        unit=_unit(listed.unit),
        step=stood.step,
        step_due_at=stood.step_due_at,
        due_at=stood.due_at,
        promised_at=stood.promised_at,
        clock=cast("Any", stood.clock.value),
        hash=bytes(event.hash).hex(),
    )


def _unit(unit: Unit | None) -> Part | None:
    return Part(id=unit.pk, code=unit.code, name=unit.name_vi) if unit else None


def dossier(found: Dossier) -> shapes.Dossier:
    """A dossier with its answers, papers, dates and history."""
    events = queries.events_of(found)
    filled = applications.filled(found.application, at=found.begins_at or found.submitted_at)
    family = families.family_of(found)
    return shapes.Dossier(
        code=found.code,
        legacy_code=found.legacy_code,
        procedure=found.procedure.key,
        title=found.version.name,
        package=found.version.address,
        seq=found.last_seq,
        status=found.status,
        status_name=found.status_word,
        clock=cast("Any", found.standing.clock.value),
        clock_words=queries.clock_words(found),
        channel=found.channel,
        whom=_whom(found),
        receiving_unit=cast("Part", _unit(found.receiving_unit)),
        unit=_unit(found.unit),
        holder=found.holder.account.full_name if found.holder else "",
        step=found.step,
        step_due_at=found.step_due_at,
        submitted_at=found.submitted_at,
        received_at=found.received_at,
        promised_at=found.promised_at,
        due_at=found.due_at,
        law_due_at=found.law_due_at,
        decided_at=found.decided_at,
        returned_at=found.returned_at,
        fee=found.fee,
        paid_at=found.paid_at,
        why=families.why_none(family, found) or queries.why(found, events),
        steps=[
            shapes.Stage(title=each.title, unit=each.unit, state=cast("Any", each.state), due_at=each.due_at)
            for each in queries.ahead(found, events)
        ],
        alarms=services.alarms_of(found),
        supplement=services.supplement_of(found, events),
        opinions=services.opinions_of(events),
        statements=list(_statements(filled)),
        facts=list(_facts(filled)),
        papers=_papers(found, filled),
        result=_result(found),
        together_with=services.family_of(family, found),
        history=services.history_of(histories.inside(found, events)),
    )


def _whom(found: Dossier) -> shapes.Whom:
    held = found.application
    return shapes.Whom(
        name=found.subject_name,
        number=found.subject_number,
        applicant=held.applicant_name,
        relation=held.relation,
        basis=held.basis,
        helper=held.helper_name,
        phone=held.phone,
    )


def _asked(filled: Filled) -> Iterator[Question]:
    """The questions of the pages that were shown, page by page."""
    for page in filled.simulation.walk.pages:
        yield from page.questions


def _is_known(facts: Mapping[str, Any], question: Question) -> bool:
    """Does a register or a result say something to it?"""
    return question.name in facts and facts[question.name]["value"] is not None


def _statements(filled: Filled) -> Iterator[shapes.Statement]:
    """What the citizen states and no register knew."""
    held = filled.application
    for question in _asked(filled):
        if question.name in held.answers and not _is_known(held.facts, question):
            value = held.answers[question.name]
            yield shapes.Statement(
                question=question.name,
                page=question.page,
                label=in_language(question.plain["text"]),
                value=value,
                words=telling.answer_words(question, value),
            )


def _facts(filled: Filled) -> Iterator[shapes.Fact]:
    """What registers and results say, each with its source."""
    held = filled.application
    for question in _asked(filled):
        if _is_known(held.facts, question):
            fact = held.facts[question.name]
            disputed = bool(fact.get("disputed"))
            said = telling.answer_words(question, held.answers.get(question.name)) if disputed else ""
            yield shapes.Fact(
                question=question.name,
                page=question.page,
                label=in_language(question.plain["text"]),
                value=fact["value"],
                words=telling.answer_words(question, fact["value"]),
                source=telling.source_of(filled.package, fact),
                register=fact["register"],
                as_of=fact.get("as_of") or "",
                reading=str(fact.get("reading") or ""),
                disputed=disputed,
                said=said,
            )


def _papers(found: Dossier, filled: Filled) -> list[shapes.PaperGiven]:
    titles = {each["code"]: in_language(each["name"]) for each in filled.package.plain["procedure"]["papers"]}
    again = {pk: kept.code for pk, kept in locker.origins(filled.attachments).items()}
    return [_paper(found, each, titles[each.paper], again.get(each.pk, "")) for each in filled.attachments]


def _paper(found: Dossier, given: Attachment, title: str, used_again: str) -> shapes.PaperGiven:
    return shapes.PaperGiven(
        id=given.pk,
        paper=given.paper,
        title=title,
        name=given.file.name,
        sha256=given.file.sha256,
        size_bytes=given.file.size_bytes,
        media_type=given.file.media_type,
        attached_at=given.attached_at,
        used_again=used_again,
        href=f"{PREFIX}/dossiers/{found.code}/papers/{given.pk}",
    )


def _result(found: Dossier) -> shapes.ResultGiven | None:
    paper = found.result
    if paper is None or paper.file is None:
        return None
    return shapes.ResultGiven(
        kind=cast("Any", str(paper.kind)),
        outcome=paper.outcome,
        title=paper.title,
        signed_at=paper.signed_at,
        revoked_at=paper.revoked_at,
        sha256=paper.file.sha256,
        size_bytes=paper.file.size_bytes,
        href=f"{PREFIX}/dossiers/{found.code}/result",
    )
