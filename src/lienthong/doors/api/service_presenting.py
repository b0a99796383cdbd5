"""Packages, and dossiers that were looked up, become structs: what leaves of public services, in the reader's words."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, cast

from django.utils.translation import get_language

from lienthong.doors.api import presenting
from lienthong.doors.api import service_shapes as shapes
from lienthong.doors.api.endpoints import PREFIX
from lienthong.ground.organisations.models import Body
from lienthong.work.onestop import families, histories, queries
from lienthong.work.onestop.models import Dossier, Event
from lienthong.work.onestop.opinions import fold
from lienthong.work.onestop.states import Status
from lienthong.work.services import telling
from lienthong.work.services.binding import Page, Question
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.models import Procedure, Version
from lienthong.work.services.packages import Package
from lienthong.work.services.planning import Tried, task_of
from lienthong.work.services.simulating import Simulation
from lienthong.work.services.states import Purpose
from lienthong.work.services.tables import ALWAYS, Hit

Plain = Mapping[str, Any]


def in_force(found: Procedure) -> Version:
    """The version one applies under; of published procedures only."""
    assert found.current is not None
    return found.current


def service(found: Procedure) -> shapes.Service:
    """A procedure in a list."""
    version = in_force(found)
    plain = version.package.plain["procedure"]
    return shapes.Service(
        key=found.key,
        name=in_language(plain["name"]),
        summary=_words(plain, "summary"),
        field=in_language(plain["field"]),
        publisher=presenting.party(found.owner),
        version=version.number,
        package=version.address,
        published_at=version.published_at,
    )


def service_found(
    found: Procedure, offered_by: Iterable[Body], speed: queries.Speed, *, on: date
) -> shapes.ServiceFound:
    """A procedure with everything its catalogue entry says; the amounts are those asked on this day."""
    version = in_force(found)
    package = version.package
    plain, steps = package.plain["procedure"], package.plain["steps"]
    return shapes.ServiceFound(
        key=found.key,
        code=plain["code"]["value"],
        code_confirmed=not plain["code"].get("confirm", False),
        name=in_language(plain["name"]),
        summary=_words(plain, "summary"),
        field=in_language(plain["field"]),
        level=plain["level"]["value"],
        audience=list(plain["audience"]),
        publisher=presenting.party(found.owner),
        package=shapes.PackageOf(
            sha256=version.address, version=version.number, published_at=version.published_at,
            href=f"{PREFIX}/packages/{version.address}",
        ),
        sequence=_said(package, plain["sequence"]),
        channels=_said(package, plain["channels"]),
        requirements=_said(package, plain.get("requirements", [])),
        papers=[_paper(package, each) for each in plain["papers"]],
        fees=[_fee(package, each) for each in plain["fees"]],
        amounts=_amounts(package, on),
        deadlines=[_term(package, each) for each in steps["deadlines"]],
        results=[_outcome(each) for each in plain["results"]],
        law=[_act(each) for each in plain["law"]],
        pages=[_page(package, each) for each in package.pages],
        registers=[_source(package, each) for each in package.plain["registers"]["registers"]],
        linked=[shapes.LinkedWith(procedure=each.procedure, task=task_of(each)) for each in package.links],
        offered_by=[presenting.party(each) for each in offered_by],
        unconfirmed=package.unconfirmed,
        speed=shapes.Speed(decided=speed.count, slow_days=speed.slow_days),
    )  # fmt: skip


def _words(plain: Plain, name: str) -> str:
    return in_language(plain[name]) if name in plain else ""


def _law(package: Package, plain: Plain) -> str:
    return telling.legal_basis(package, dict(plain))


def _said(package: Package, lines: Iterable[Plain]) -> list[shapes.Said]:
    return [
        shapes.Said(text=in_language(each["text"]), law=_law(package, each), confirm=each.get("confirm", False))
        for each in lines
    ]


def _paper(package: Package, plain: Plain) -> shapes.Paper:
    return shapes.Paper(
        code=plain["code"],
        name=in_language(plain["name"]),
        note=_words(plain, "note"),
        law=_law(package, plain),
        copies=dict(plain["copies"]),
        form=plain.get("form", ""),
        made=plain.get("from_answers", False),
        unless=plain.get("instead_of", ""),
    )


def _fee(package: Package, plain: Plain) -> shapes.Fee:
    name, law = in_language(plain["name"]), _law(package, plain)
    return shapes.Fee(code=plain["code"], name=name, kind=plain["kind"], law=law)


def _amounts(package: Package, on: date) -> list[int]:
    """As the page of the procedure shows them: a formula shows in the trial only."""
    amounts = (row.plain["amount"] for row, _always in package.tables[Purpose.FEE].in_force(on))
    return sorted({amount for amount in amounts if isinstance(amount, int)})


def _term(package: Package, plain: Plain) -> shapes.Term:
    return shapes.Term(
        code=plain["code"],
        amount=plain["amount"],
        unit=plain["unit"],
        words=telling.name_of(package, Purpose.DEADLINE, plain["code"]),
        after_cutoff_next_day=plain.get("after_cutoff_next_day", False),
        law=_law(package, plain),
    )


def _outcome(plain: Plain) -> shapes.Outcome:
    return shapes.Outcome(code=plain["code"], name=in_language(plain["name"]), granted=plain["granted"])


def _act(plain: Plain) -> shapes.Act:
    return shapes.Act(number=plain["number"], name=in_language(plain["name"]), confirm=plain.get("confirm", False))


def _page(package: Package, page: Page) -> shapes.Page:
    pages = package.plain["questions"]["pages"]
    title = next(in_language(each["title"]) for each in pages if each["name"] == page.name)
    asked = [_question(each) for each in page.questions]
    return shapes.Page(name=page.name, title=title, always=page.when == ALWAYS, questions=asked)


def _question(question: Question) -> shapes.Question:
    plain = question.plain
    return shapes.Question(
        name=question.name,
        type=cast("Any", question.type.kind.value),
        text=in_language(plain["text"]),
        hint=_words(plain, "hint"),
        required=question.is_required,
        register=plain.get("offered_by", ""),
        options=[
            shapes.Option(value=each["value"], text=in_language(each["text"])) for each in plain.get("options", [])
        ],
    )


def _source(package: Package, plain: Plain) -> shapes.Source:
    return shapes.Source(
        name=plain["name"],
        title=in_language(plain["title"]),
        keeper=in_language(plain["keeper"]),
        purpose=in_language(plain["purpose"]),
        connected=plain["connected"],
        law=_law(package, plain),
    )


# -- the trial --------------------------------------------------------------------------------------------------------
def trial(package: Package, found: Simulation, linked: Iterable[Tried]) -> shapes.Trial:
    """A simulation with its reasons."""
    eligible = found.one(Purpose.ELIGIBILITY)
    says = [each.row.plain for each in _hits(found, Purpose.ELIGIBILITY) if "say" in each.row.plain]
    return shapes.Trial(
        package=package.address,
        closed=found.is_closed,
        missing=[_missing(each) for each in found.walk.missing],
        pages=[page.name for page in found.walk.pages],
        eligible=eligible if isinstance(eligible, bool) else None,
        says=[in_language(plain["say"]) for plain in says],
        papers=[_paper_asked(package, hit) for hit in _hits(found, Purpose.PAPERS)],
        fee=found.fee,
        fees=[_fee_asked(package, hit) for hit in _hits(found, Purpose.FEE)],
        due_at=found.deadline.due_at.astimezone(UTC) if found.deadline else None,
        why=found.deadline.explain(get_language() or "vi") if found.deadline else [],
        decided_by=_named(package, found, Purpose.ROUTE),
        outcome=_named(package, found, Purpose.OUTCOME),
        steps=_steps(package, found),
        linked=[_tried(each) for each in linked],
    )


def _hits(found: Simulation, purpose: Purpose) -> tuple[Hit, ...]:
    return found.decisions[purpose].hits


def _missing(question: Question) -> shapes.Missing:
    return shapes.Missing(name=question.name, page=question.page, text=in_language(question.plain["text"]))


def _because(package: Package, hit: Hit) -> list[str]:
    return [line.text for line in telling.reasons(hit, telling.vocabulary(package)) if line.holds]


def _paper_asked(package: Package, hit: Hit) -> shapes.PaperAsked:
    return shapes.PaperAsked(
        code=str(hit.row.give),
        name=telling.name_of(package, Purpose.PAPERS, hit.row.give),
        note=_words(hit.row.plain, "say"),
        law=_law(package, hit.row.plain),
        because=_because(package, hit),
    )


def _fee_asked(package: Package, hit: Hit) -> shapes.FeeAsked:
    return shapes.FeeAsked(
        code=str(hit.row.give),
        name=telling.name_of(package, Purpose.FEE, hit.row.give),
        amount=hit.amount,
        law=_law(package, hit.row.plain),
        because=_because(package, hit),
    )


def _named(package: Package, found: Simulation, purpose: Purpose) -> shapes.Named | None:
    given = found.one(purpose)
    return shapes.Named(code=str(given), name=telling.name_of(package, purpose, given)) if given else None


def _steps(package: Package, found: Simulation) -> list[shapes.StepAhead]:
    return [
        shapes.StepAhead(
            name=each.plain["name"],
            title=in_language(each.plain["title"]),
            unit=telling.name_of(package, Purpose.ROUTE, each.unit) if each.unit else "",
            due_at=each.due_at.astimezone(UTC),
        )
        for each in found.steps
    ]


def _tried(plan: Tried) -> shapes.TriedLink:
    return shapes.TriedLink(
        procedure=plan.link.procedure,
        name=plan.title,
        task=plan.task,
        fee=plan.fee,
        papers=plan.papers,
        time=plan.time,
        waits_for=list(plan.waits),
        lacking=list(plan.lacking),
    )


# -- the public look-up -----------------------------------------------------------------------------------------------
def looked_up(dossier: Dossier) -> shapes.LookedUp:
    """A dossier as the page of the look-up shows it; three queries where it was handed in alone."""
    events = queries.public_events_of(dossier)
    family = families.family_of(dossier) if getattr(dossier, "is_linked", True) else None
    moved = dossier.promised_at is not None and dossier.due_at != dossier.promised_at
    return shapes.LookedUp(
        code=dossier.code,
        title=dossier.version.name,
        status=dossier.status,
        status_name=dossier.status_word,
        clock=queries.clock_words(dossier),
        submitted_at=dossier.submitted_at,
        due_at=dossier.due_at,
        promised_at=dossier.promised_at if moved else None,
        revoked_at=dossier.revoked_at,
        why=families.why_none(family, dossier) or queries.why(dossier, events),
        steps=steps_of(dossier, events),
        alarms=alarms_of(dossier),
        ended=_ended(dossier, events),
        opinions=opinions_of(events),
        together_with=family_of(family, dossier),
        history=history_of(histories.public(dossier, events)),
    )


def history_of(told: list[histories.Happened]) -> list[shapes.Happened]:
    """What happened, oldest first."""
    return [shapes.Happened(at=each.at, words=each.words, about=each.about, by=each.by) for each in told]


def steps_of(dossier: Dossier, events: list[Event]) -> list[shapes.Place]:
    """The whole way; a date for the step at hand only, as on the page."""
    return [
        shapes.Place(
            title=each.title,
            unit=each.unit,
            state=cast("Any", each.state),
            due_at=each.due_at if each.state == "now" else None,
        )
        for each in queries.ahead(dossier, events)
    ]


def alarms_of(dossier: Dossier) -> list[str]:
    """What is amiss, while the office has something to do."""
    return queries.alarms_of(dossier)


def supplement_of(dossier: Dossier, events: list[Event]) -> shapes.WordsWithLaw | None:
    """What the office asks the person to supplement, while it waits for it."""
    asked = queries.request_of(events) if dossier.status == Status.SUPPLEMENT else None
    return shapes.WordsWithLaw(words=asked.details["words"], law=asked.details["law"]) if asked else None


def _ended(dossier: Dossier, events: list[Event]) -> shapes.Ended | None:
    """By which provision it ended; why in somebody's own words is told to the person alone."""
    because = queries.ended_because(dossier, events)
    if not because.get("words"):
        return None
    return shapes.Ended(words=because["words"] if "lead_code" in because else "", law=because.get("law", ""))


def opinions_of(events: list[Event]) -> list[shapes.OpinionAwaited]:
    """Other bodies that have a request in hand; one query, none where nobody was asked."""
    asked = [each for each in fold(events) if each.reached_at is not None and each.answer_by is not None]
    bodies = Body.objects.in_bulk({each.body_id for each in asked}) if asked else {}
    return [
        shapes.OpinionAwaited(
            body=bodies[each.body_id].name_vi,
            state=each.state.value,
            state_name=str(each.state.label),
            reached_at=cast("datetime", each.reached_at),
            answer_by=cast("datetime", each.answer_by),
            law=each.law,
        )
        for each in asked
    ]


def family_of(family: families.Family | None, dossier: Dossier) -> list[shapes.InFamily]:
    """The others that were handed in with it."""
    others = [each for each in family.members if each.dossier.pk != dossier.pk] if family else []
    return [
        shapes.InFamily(code=each.dossier.code, status=each.dossier.status, status_name=each.status) for each in others
    ]
