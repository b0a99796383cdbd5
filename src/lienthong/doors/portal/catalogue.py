"""Finding a service and seeing what it takes, without signing in: home, search, life events, the service, a trial."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lienthong.doors.portal import reading
from lienthong.doors.portal.frame import page
from lienthong.ground.calendar.queries import calendar_for
from lienthong.kit.clock import local
from lienthong.kit.errors import NotFound
from lienthong.kit.web.middleware import Request
from lienthong.work.onestop import queries as onestop
from lienthong.work.services import planning, queries, telling
from lienthong.work.services.asking import QuestionForm
from lienthong.work.services.binding import Question
from lienthong.work.services.expressions import saying
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.models import Procedure
from lienthong.work.services.packages import Package
from lienthong.work.services.simulating import simulate
from lienthong.work.services.states import LifeEvent, Purpose
from lienthong.work.services.tables import Row

OFTEN = ("doi_giay_phep_lai_xe", "dang_ky_khai_sinh", "xac_nhan_tinh_trang_hon_nhan", "cap_phieu_ly_lich_tu_phap")
"""What most people come for: shown under the search box."""
EVENT_ICONS = {
    LifeEvent.HAVING_A_CHILD: "baby",
    LifeEvent.GETTING_MARRIED: "heart",
    LifeEvent.LOSING_SOMEONE: "flower-2",
    LifeEvent.DRIVING: "car",
    LifeEvent.STARTING_A_BUSINESS: "store",
    LifeEvent.MOVING_HOUSE: "map-pin",
    LifeEvent.WORKING_AND_RETIRING: "briefcase",
    LifeEvent.HEALTH: "heart-pulse",
    LifeEvent.PAPERS_AND_COPIES: "files",
    LifeEvent.LAND_AND_HOUSE: "house",
}


class NoSuchLifeEvent(NotFound):
    """There is no such group of services. Begin at the home page."""


@dataclass(frozen=True)
class Card:
    """A service in a list."""

    key: str
    name: str
    summary: str
    field: str


def card(procedure: Procedure) -> Card:
    """What a list says of a procedure."""
    assert procedure.current is not None
    plain = procedure.current.package.plain["procedure"]
    summary = in_language(plain["summary"]) if "summary" in plain else ""
    return Card(procedure.key, in_language(plain["name"]), summary, in_language(plain["field"]))


@require_safe
def home(request: Request) -> HttpResponse:
    """The front page: a search box, life events, one's own things, and how the country does today."""
    found = {each.key: each for each in queries.catalogue()}
    mine = onestop.latest_of(request.user, now=request.now) if request.user.is_authenticated else []
    context = {
        "often": [card(found[key]) for key in OFTEN if key in found],
        "events": [_event(event, list(found.values())) for event in LifeEvent],
        "mine": mine,
        "drafts": queries.drafts_of(request.user, now=request.now) if request.user.is_authenticated else [],
        "country": onestop.country_today(now=request.now),
    }
    return page(request, "portal/home.html", context)


def _event(event: LifeEvent, procedures: list[Procedure]) -> dict[str, Any]:
    names = [card(each).name for each in procedures if event.value in _events_of(each)]
    return {"code": event.value, "label": event.label, "icon": EVENT_ICONS[event], "services": names[:3]}


def _events_of(procedure: Procedure) -> list[str]:
    assert procedure.current is not None
    return list(procedure.current.package.plain["procedure"].get("life_events", []))


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """All services by field, or those that the words of the search mean."""
    words = request.GET.get("q", "").strip()[:200]
    if words:
        said = queries.answer(words)
        context = {"words": words, "cards": [card(each) for each in said.procedures], "elsewhere": said.elsewhere}
        return page(request, "portal/services.html", {**context, "code": onestop.code_in(words)})
    cards = sorted((card(each) for each in queries.catalogue()), key=lambda each: (each.field, each.name))
    return page(request, "portal/services.html", {"words": "", "cards": cards})


@require_safe
def life_event(request: HttpRequest, event: str) -> HttpResponse:
    """The services of one event in a life. Refuses: NoSuchLifeEvent."""
    if event not in set(LifeEvent):
        raise NoSuchLifeEvent(event=event)
    cards = [card(each) for each in queries.catalogue() if event in _events_of(each)]
    context = {"event": LifeEvent(event), "icon": EVENT_ICONS[LifeEvent(event)], "cards": cards}
    return page(request, "portal/life_event.html", context)


@require_safe
def service(request: Request, key: str) -> HttpResponse:
    """One service in plain words; the law stands beside it. Refuses: NoSuchProcedure."""
    procedure = queries.procedure(key)
    version = procedure.current
    assert version is not None
    package = version.package
    plain = package.plain["procedure"]
    context = {
        "procedure": procedure,
        "version": version,
        "card": card(procedure),
        "plain": plain,
        **_papers(package, local(request.now).date()),
        "fees": _fees(package, local(request.now).date()),
        "times": _times(package, local(request.now).date()),
        "steps": [in_language(each["text"]) for each in plain["sequence"]],
        "channels": [in_language(each["text"]) for each in plain["channels"]],
        "requirements": [in_language(each["text"]) for each in plain.get("requirements", [])],
        "results": [in_language(each["name"]) for each in plain["results"] if each.get("granted")],
        "linked": [planning.task_of(each) for each in package.links],
        "laws": [_law(each) for each in plain["law"]],
        "unconfirmed": package.unconfirmed,
        "speed": onestop.speed_of(procedure, now=request.now),
        "offered": procedure.offerings.open().count(),
    }
    return page(request, "portal/service.html", context)


def _papers(package: Package, on: date) -> dict[str, list[dict[str, Any]]]:
    """What everybody gives, and apart from it what only some have to, with the words of when."""
    rows: dict[str | bool, tuple[Row, bool]] = {}
    for row, always in package.tables[Purpose.PAPERS].in_force(on):
        rows[row.give] = (row, always or rows.get(row.give, (row, False))[1])
    told = [(_told(package, each, *rows[each["code"]]), rows[each["code"]][1])
            for each in package.plain["procedure"]["papers"] if each["code"] in rows]  # fmt: skip
    return {
        "papers": [paper for paper, always in told if always],
        "papers_at_times": [paper for paper, always in told if not always],
    }


def _told(package: Package, plain: dict[str, Any], row: Row, always: bool) -> dict[str, Any]:
    unless = telling.register_title(package, plain["instead_of"]) if "instead_of" in plain else ""
    return {
        "name": in_language(plain["name"]),
        "note": in_language(plain["note"]) if "note" in plain else "",
        "made_here": plain.get("from_answers", False),
        "unless": "" if always else unless,
        "when": "" if always else _when(package, row),
    }


def _when(package: Package, row: Row) -> str:
    """When a row holds: in its own words, or in one sentence of its condition; empty where it takes more than one."""
    if "say" in row.plain:
        return in_language(row.plain["say"])
    said = [line.text for line in saying.conditions(row.when, telling.vocabulary(package))]
    return _("Khi %(condition)s.") % {"condition": said[0]} if len(said) == 1 else ""


def _law(plain: Mapping[str, Any]) -> dict[str, Any]:
    return {"number": plain["number"], "name": in_language(plain["name"]), "confirm": plain.get("confirm", False)}


def _fees(package: Package, on: date) -> list[dict[str, Any]]:
    """What the fee table asks on this day; a row that no longer holds is left out, a formula has no one amount."""
    return [
        {
            "name": telling.name_of(package, Purpose.FEE, row.give),
            "amount": row.plain["amount"] if isinstance(row.plain["amount"], int) else None,
            "always": always,
            "when": "" if always and "say" not in row.plain else _when(package, row),
        }
        for row, always in package.tables[Purpose.FEE].in_force(on)
        if row.plain["amount"] != 0
    ]


def _times(package: Package, on: date) -> list[dict[str, Any]]:
    """How long it takes, and where that differs, when which."""
    rows = package.tables[Purpose.DEADLINE].in_force(on)
    others = _("Các trường hợp khác.") if len(rows) > 1 else ""
    return [
        {"time": _time(package, row), "when": others if always else _when(package, row), "always": always}
        for row, always in rows
    ]


def _time(package: Package, row: Row) -> str:
    rule = next(each for each in package.plain["steps"]["deadlines"] if each["code"] == row.give)
    return telling.name_of(package, Purpose.DEADLINE, row.give) if rule["amount"] else _("trong ngày")


@require_safe
def trial(request: Request, key: str) -> HttpResponse:
    """Which papers, what fee, which day would I get? One page of questions after the other, nothing is kept.

    Refuses: NoSuchProcedure.
    """
    procedure = queries.procedure(key)
    version = procedure.current
    assert version is not None
    package = version.package
    given, wrong = _tried(package, request)
    today = local(request.now).date()
    calendar = calendar_for(None, today)
    found = simulate(package, queries.facts_of(package, given), request.now, calendar)
    plans = planning.all_tried(package, found, at=request.now, calendar=calendar, find=queries.find_package)
    deciding = _deciding(package) | planning.deciding(plans)
    shown = [question for each in found.walk.pages for question in each.questions if question.name in deciding]
    context = {
        "procedure": procedure,
        "card": card(procedure),
        "form": _judged(tuple(shown), request) if wrong else QuestionForm(tuple(shown), given, today=today),
        "verdict": reading.verdict(package, found),
        "closed": found.is_closed,
        "plans": plans,
        "asked": bool(request.GET),
        "wrong": wrong,
    }
    return page(request, "portal/trial.html", context)


def _deciding(package: Package) -> frozenset[str]:
    """The questions on which anything depends: names and addresses change neither papers nor fee nor date."""
    pages = [page.when.names() for page in package.pages] + [link.when.names() for link in package.links]
    return frozenset().union(*pages, *(table.names() for table in package.tables.values()))


def _judged(questions: tuple[Question, ...], request: Request) -> QuestionForm:
    """These questions with the answers of the address: what does not fit is marked, what is left open is not."""
    form = QuestionForm(questions, {}, request.GET, today=local(request.now).date())
    for field in form.fields.values():
        field.required = False
    form.full_clean()
    for each in questions:
        form.fields[each.name].required = each.is_required
    return form


def _tried(package: Package, request: Request) -> tuple[dict[str, Any], bool]:
    """The answers in the address; those that do not fit are left out, and it is said that there are some."""
    named = tuple(question for question in package.questions.values() if question.name in request.GET)
    wrong = set(_judged(named, request).errors)
    plain = _judged(tuple(each for each in named if each.name not in wrong), request).plain()
    return {name: value for name, value in plain.items() if value is not None}, bool(wrong)
