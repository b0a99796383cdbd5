"""A draft as an applicant would go through it: the same pages are shown, hidden and skipped; nothing is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from lienthong.doors.desk.authoring import linking
from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.ground.calendar.queries import calendar_for
from lienthong.kit.clock import local
from lienthong.work.services import planning, queries, rules, telling
from lienthong.work.services.asking import QuestionForm, asked, suggested
from lienthong.work.services.binding import Page, Question
from lienthong.work.services.expressions import saying
from lienthong.work.services.expressions.evaluating import trace
from lienthong.work.services.expressions.saying import Line, in_language
from lienthong.work.services.linking import CHANNEL, CHANNELS
from lienthong.work.services.models import Draft
from lienthong.work.services.packages import Package
from lienthong.work.services.simulating import Simulation, simulate

PAGE, GO, END, AS, ALL = "_page", "_go", "_end", "_as", "_all"
"""No question can be called so."""
SILENT = "-"
"""As if no register answered anything."""
ONLINE = CHANNELS[0]


@dataclass(frozen=True)
class Stop:
    """One page of the draft on the way: asked, answered by registers, or hidden (`why`, line by line)."""

    title: str
    state: str
    url: str = ""
    lines: tuple[str, ...] = ()
    why: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Trial:
    """The draft with what stands in the address, and what follows from it."""

    draft: Draft
    package: Package
    said: QueryDict
    example: str
    facts: Mapping[str, Mapping[str, Any]]
    given: Mapping[str, Any]
    found: Simulation
    today: date

    @property
    def pages(self) -> list[Page]:
        """Those an applicant is shown."""
        return list(self.found.walk.pages)

    @property
    def to_ask(self) -> list[Page]:
        """Of these, those that registers do not answer: what the portal goes through."""
        return [each for each in self.pages if not self.is_known(each)]

    def is_known(self, shown: Page) -> bool:
        """Do registers answer everything on it?"""
        return bool(shown.questions) and not asked(shown, self.facts)

    def after(self, shown: Page) -> Page | None:
        """The next page to be asked; None = that was the last."""
        return next((each for each in self.pages[self.pages.index(shown) + 1 :] if not self.is_known(each)), None)

    def address(self, name: str, **more: str) -> str:
        """The same answers, at another page; nameless is the end."""
        kept = QueryDict(mutable=True)
        for each in (*self.package.questions, AS, ALL):
            if each in self.said:
                kept.setlist(each, self.said.getlist(each))
        for each, value in {PAGE if name else END: name or "1", **more}.items():
            kept[each] = value
        return f"{reverse('desk:procedure-preview', args=[self.draft.pk])}?{kept.urlencode()}"


@official
@require_GET
def preview(request: OfficialRequest, draft_id: UUID) -> HttpResponse:
    """One page of the draft with the answers in the address; after the last, what the tables say.

    Refuses: NoSuchDraft, BeyondCalendar.
    """
    rules.require_may_read(request.mandate, now=request.now)
    draft = queries.draft_of(request.mandate.post.body, draft_id)
    package = queries.checked(draft, at=request.now).package
    if package is None:
        return redirect("desk:procedure-draft", draft_id)
    trial = _tried(request, draft, package)
    if END in trial.said or not trial.pages:
        return page(request, "desk/authoring/preview.html", _about(trial, "") | _at_the_end(request, trial))
    shown = _shown(trial)
    questions, said = _questions(trial, shown), trial.said if GO in trial.said else None
    known = {**suggested(questions, trial.given), **trial.given}
    form = QuestionForm(questions, known, said, today=trial.today)
    if GO in trial.said and form.is_valid():
        following = trial.after(shown)
        return redirect(trial.address(following.name if following else ""))
    context = _about(trial, shown.name) | _of_page(trial, shown, form)
    return page(request, "desk/authoring/preview.html", context)


def _tried(request: OfficialRequest, draft: Draft, package: Package) -> Trial:
    said, today = request.GET, local(request.now).date()
    example = _example(package, said.get(AS))
    facts = _facts(package, example)
    values = {name: fact["value"] for name, fact in facts.items() if fact["value"] is not None}
    given = values | answers(package, said, today)
    found = simulate(package, queries.facts_of(package, given), request.now, calendar_for(draft.owner_id, today))
    return Trial(draft, package, said, example["name"] if example else SILENT, facts, given, found, today)


def _example(package: Package, name: str | None) -> Mapping[str, Any] | None:
    """Whose data the registers give: those of the example that is named, of the first where none is; else nobody's."""
    examples: list[Mapping[str, Any]] = package.plain["examples"]
    return next((each for each in examples if name in (None, each["name"])), None)


def _facts(package: Package, example: Mapping[str, Any] | None) -> dict[str, dict[str, Any]]:
    """What connected registers would say of that person, and what the door sees: not asked of an applicant."""
    facts: dict[str, dict[str, Any]] = {}
    if CHANNEL in package.questions:
        facts[CHANNEL] = {"value": ONLINE, "register": ""}
    if example is None:
        return facts
    connected = {each["name"] for each in package.plain["registers"]["registers"] if each["connected"]}
    for question in package.questions.values():
        register = question.plain.get("offered_by", "").partition(".")[0]
        if register in connected:
            facts[question.name] = {"value": example["answers"].get(question.name), "register": register}
    return facts


def answers(package: Package, said: QueryDict, today: date) -> dict[str, Any]:
    """The answers in the address; what does not fit its question is left out."""
    given: dict[str, Any] = {}
    for question in package.questions.values():
        form = QuestionForm((question,), {}, said if question.name in said else None, today=today)
        if form.is_valid():
            given |= form.plain()
    return {name: value for name, value in given.items() if value is not None}


def _shown(trial: Trial) -> Page:
    """The page that is named, if it is shown at all; else the first that is asked."""
    named = next((each for each in trial.pages if each.name == trial.said.get(PAGE)), None)
    return named or next(iter(trial.to_ask), trial.pages[0])


def _questions(trial: Trial, shown: Page) -> tuple[Question, ...]:
    """What is asked there: what registers leave open; of a page they answer wholly everything, to say otherwise."""
    return asked(shown, trial.facts) or shown.questions


def _about(trial: Trial, here: str) -> dict[str, Any]:
    """What every step of the preview shows beside: the way, and whose data the registers give; `here` = which page."""
    way = [_stop(trial, each) for each in trial.package.pages]
    return {
        "draft": trial.draft,
        "name": in_language(trial.package.plain["procedure"]["name"]),
        "way": way,
        "hidden": sum(each.state in {"hidden", "open"} for each in way),
        "is_all": ALL in trial.said,
        "all_url": trial.address(here, **{ALL: "1"}),
        "few_url": _few(trial, here),
        "example": trial.example,
        "examples": [(each["name"], in_language(each["title"])) for each in trial.package.plain["examples"]],
        "silent": SILENT,
        "carried": _carried(trial, ()),
    }


def _few(trial: Trial, here: str) -> str:
    """The address without what is hidden."""
    said = trial.said.copy()
    said.pop(ALL, None)
    return replace(trial, said=said).address(here)


def _stop(trial: Trial, shown: Page) -> Stop:
    title = _title(trial.package, shown)
    if shown not in trial.pages:
        said = trace(shown.when, trial.found.walk.facts, trial.today)
        why = tuple(saying.lines(said, telling.vocabulary(trial.package)))
        return Stop(title, "hidden" if said.value is False else "open", why=why)
    url = trial.address(shown.name)
    if trial.is_known(shown):
        return Stop(title, "known", url, tuple(_known(trial, each) for each in shown.questions))
    missing = {each.page for each in trial.found.walk.missing}
    return Stop(title, "missing" if shown.name in missing else "answered", url)


def _known(trial: Trial, question: Question) -> str:
    """A question a register answers, with its answer and where that comes from."""
    words = telling.answer_words(question, trial.given.get(question.name))
    source = telling.register_title(trial.package, trial.facts[question.name]["register"])
    return f"{in_language(question.plain['text'])}: {words} ({source})"


def _of_page(trial: Trial, shown: Page, form: QuestionForm) -> dict[str, Any]:
    to_ask = trial.to_ask
    return {
        "title": _title(trial.package, shown),
        "form": form,
        "fields": [(form[each.name], _why(each)) for each in form.questions],
        "page_name": shown.name,
        "page_carried": _carried(trial, form.questions),
        "is_known": trial.is_known(shown),
        "place": to_ask.index(shown) + 1 if shown in to_ask else 0,
        "total": len(to_ask),
    }


def _at_the_end(request: OfficialRequest, trial: Trial) -> dict[str, Any]:
    calendar = calendar_for(trial.draft.owner_id, trial.today)
    at, find = request.now, queries.find_package
    plans = planning.all_tried(trial.package, trial.found, at=at, calendar=calendar, find=find)
    return {
        "told": list(planning.tell(trial.package, trial.found, plans)),
        "links": linking.tried(trial.package, plans, find, facts=trial.found.walk.facts, on=trial.today),
        "is_over": True,
    }


def _carried(trial: Trial, here: tuple[Question, ...]) -> list[tuple[str, str]]:
    """Answers of the other questions, and the switches, which go along with this page."""
    names = [each for each in trial.package.questions if each not in {one.name for one in here}]
    return [(name, value) for name in [*names, ALL] for value in trial.said.getlist(name)]


def _title(package: Package, shown: Page) -> str:
    pages: list[Mapping[str, Any]] = package.plain["questions"]["pages"]
    return in_language(next(each["title"] for each in pages if each["name"] == shown.name))


def _why(question: Question) -> str:
    return in_language(question.plain["why"]) if "why" in question.plain else ""
