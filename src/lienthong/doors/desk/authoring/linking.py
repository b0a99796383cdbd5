"""Linked procedures of a package in plain words: when each is chosen, what it takes over, and what it says then."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lienthong.work.services import linking, planning, telling
from lienthong.work.services.binding import Link, Question
from lienthong.work.services.expressions import saying
from lienthong.work.services.expressions.evaluating import evaluate, trace
from lienthong.work.services.expressions.saying import Line, in_language
from lienthong.work.services.expressions.tree import Expression
from lienthong.work.services.linking import Find, Joined
from lienthong.work.services.packages import Package
from lienthong.work.services.planning import Tried
from lienthong.work.services.states import Purpose
from lienthong.work.services.tables import ALWAYS
from lienthong.work.services.walking import Facts

_NO_DAY = date(2000, 1, 1)
"""Of what nobody answered no day is asked either."""


@dataclass(frozen=True)
class Taken:
    """One thing the other procedure is given: its own name for it, where it comes from, and what that is now."""

    name: str
    source: str
    value: str = ""


@dataclass(frozen=True)
class Shown:
    """A linked procedure: `is_chosen` = by the answers so far (None = still open), `why` = its condition."""

    title: str
    task: str
    is_chosen: bool | None
    why: tuple[Line, ...]
    plan: Tried | None
    answers: tuple[Taken, ...]
    later: tuple[Taken, ...]
    papers: tuple[Taken, ...]


@dataclass(frozen=True)
class _Answered:
    """The lead with the answers so far; `is_bare` = as it is written, for nobody answered anything."""

    package: Package
    facts: Facts
    on: date
    is_bare: bool = False


def shown(package: Package, find: Find) -> list[Shown]:
    """Every linked procedure as it is written, with nobody's answers."""
    lead = _Answered(package, {}, _NO_DAY, is_bare=True)
    return [_shown(lead, link, find(link.procedure), None) for link in package.links]


def tried(package: Package, plans: Sequence[Tried], find: Find, *, facts: Facts, on: date) -> list[Shown]:
    """Every linked procedure with what these answers make of it."""
    lead, by_name = _Answered(package, facts, on), {each.link.name: each for each in plans}
    return [_shown(lead, link, find(link.procedure), by_name.get(link.name)) for link in package.links]


def _shown(lead: _Answered, link: Link, other: Package | None, plan: Tried | None) -> Shown:
    chosen = evaluate(link.when, lead.facts, lead.on)
    joined = linking.join(lead.package, link, other, []) if other else None
    return Shown(
        title=in_language(other.plain["procedure"]["name"]) if other else link.procedure,
        task=planning.task_of(link),
        is_chosen=chosen if isinstance(chosen, bool) else None,
        why=() if link.when == ALWAYS else tuple(_why(lead, link)),
        plan=plan,
        answers=tuple(_answers(lead, joined)) if joined else (),
        later=tuple(_later(lead.package, joined)) if joined else (),
        papers=tuple(_papers(lead.package, joined)) if joined else (),
    )


def _why(lead: _Answered, link: Link) -> Iterator[Line]:
    words = telling.vocabulary(lead.package)
    if lead.is_bare:
        return saying.conditions(link.when, words)
    return saying.lines(trace(link.when, lead.facts, lead.on), words)


def _answers(lead: _Answered, joined: Joined) -> Iterator[Taken]:
    """What it takes over from the lead's answers, in the order of its own questions."""
    words = replace(telling.vocabulary(lead.package), is_bare=True)
    told = {} if lead.is_bare else linking.plain(joined.told(lead.facts, lead.on))
    for name, question in joined.package.questions.items():
        text, value = in_language(question.plain["text"]), told.get(name)
        now = telling.answer_words(question, value) if name in told else ""
        if name in joined.chosen:
            yield Taken(text, _always(question, sorted(joined.chosen[name])), now)
        elif name in joined.answers and joined.answers[name].names():
            said = trace(_named(joined.answers[name], question), {}, lead.on, closed=False)
            yield Taken(text, saying.phrase(said, words), now)
        elif name in joined.answers:
            fixed = linking.plain({name: evaluate(joined.answers[name], {}, lead.on)})
            yield Taken(text, _always(question, fixed[name]), now)


def _named(tree: Expression, question: Question) -> Expression:
    """The same with its own options by their names: they stand in a formula as they are written."""
    if tree.op:
        return replace(tree, parts=tuple(_named(each, question) for each in tree.parts))
    if tree.name or tree.type.options != question.type.options or tree.value not in question.type.options:
        return tree
    return replace(tree, value=f"“{telling.answer_words(question, tree.value)}”")


def _always(question: Question, value: Any) -> str:
    return _("luôn là “%(value)s”") % {"value": telling.answer_words(question, value)}


def _later(package: Package, joined: Joined) -> Iterator[Taken]:
    """What it takes over from the lead's result, once that is there."""
    data = planning.data_names(package)
    for name, datum in joined.link.waits_for.items():
        if name in joined.package.questions:
            yield Taken(in_language(joined.package.questions[name].plain["text"]), data[datum])


def _papers(package: Package, joined: Joined) -> Iterator[Taken]:
    """Its papers, and the lead's paper that is given for each."""
    theirs = {each["code"] for each in joined.package.plain["procedure"]["papers"]}
    ours = {each["code"] for each in package.plain["procedure"]["papers"]}
    for code, paper in joined.papers.items():
        if code in theirs and paper in ours:
            name = telling.name_of(joined.package, Purpose.PAPERS, code)
            yield Taken(name, telling.name_of(package, Purpose.PAPERS, paper))
