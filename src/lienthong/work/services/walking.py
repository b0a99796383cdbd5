"""Which pages are shown to whom, what is still to be answered, and all sets of answers that are possible at all."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lienthong.work.services.binding import Page, Question
from lienthong.work.services.expressions.evaluating import evaluate
from lienthong.work.services.expressions.tree import TODAY, Expression
from lienthong.work.services.expressions.values import UNKNOWN, Type, Value
from lienthong.work.services.packages import Package
from lienthong.work.services.states import Kind

MOST_WORLDS = 20_000
_MOST_OPTIONS_OF_MANY = 8
Facts = dict[str, Value]


@dataclass(frozen=True)
class Walk:
    """A walk through the pages: those that are shown, what was answered on them, what is still to be answered."""

    pages: tuple[Page, ...]
    facts: Facts
    missing: tuple[Question, ...]


def walk(pages: Sequence[Page], answers: Mapping[str, Any], today: date) -> Walk:
    """Go through the pages in order. An answer on a page that is not shown does not count, whatever it is."""
    facts: Facts = {}
    shown = []
    for page in pages:
        if evaluate(page.when, facts, today) is True:
            shown.append(page)
            facts |= {each.name: answers[each.name] for each in page.questions if each.name in answers}
    asked = [question for page in shown for question in page.questions if question.is_required]
    return Walk(tuple(shown), facts, tuple(each for each in asked if facts.get(each.name, UNKNOWN) is UNKNOWN))


def worlds(package: Package, trees: Sequence[Expression], today: date) -> list[Facts] | None:
    """Every possible set of facts on which these conditions depend; None when there are endlessly, or too, many."""
    names = _everything_behind(package, trees)
    if names is None:
        return None
    pages = [page for page in package.pages if names & {each.name for each in page.questions}]
    asked = [each for page in pages for each in page.questions if each.name in names]
    domains = [_domain(question) for question in asked]
    count = 1
    for domain in domains:
        count *= len(domain)
        if not 0 < count <= MOST_WORLDS:
            return None
    return list(_walked(pages, [each.name for each in asked], domains, today))


def _walked(pages: list[Page], names: list[str], domains: list[list[Value]], today: date) -> Iterator[Facts]:
    seen = set()
    for values in itertools.product(*domains):
        facts = walk(pages, dict(zip(names, values, strict=True)), today).facts
        key = frozenset(facts.items())
        if key not in seen:
            seen.add(key)
            yield facts


def _everything_behind(package: Package, trees: Sequence[Expression]) -> frozenset[str] | None:
    """The questions of the conditions, and of the conditions under which those are asked; None when a day decides."""
    pages = {page.name: page for page in package.pages}
    waiting, seen = list(trees), set[str]()
    while waiting:
        tree = waiting.pop()
        if any(node.name == TODAY for node in tree.walk()):
            return None
        for name in tree.names() - seen:
            seen.add(name)
            waiting.append(pages[package.questions[name].page].when)
    return frozenset(seen)


def _domain(question: Question) -> list[Value]:
    """All answers the question can have; none listed = endlessly many."""
    values = _values(question.type)
    return values if question.is_required or not values else [*values, UNKNOWN]


def _values(kind: Type) -> list[Value]:
    options = kind.options
    if kind.kind is Kind.YES_NO:
        return [True, False]
    if kind.kind is Kind.CHOICES and len(options) <= _MOST_OPTIONS_OF_MANY:
        return [frozenset(some) for count in range(len(options) + 1) for some in itertools.combinations(options, count)]
    return list(options) if kind.kind is Kind.CHOICE else []
