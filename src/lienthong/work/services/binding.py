"""From plain data to typed things: questions, conditions as trees, tables; every name must be declared."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lienthong.work.services.expressions import parsing
from lienthong.work.services.expressions.tree import NUMBER, TODAY, YES_NO, Expression
from lienthong.work.services.expressions.values import LARGEST, Type
from lienthong.work.services.problems import Place, Problem
from lienthong.work.services.states import PERSON_NAME, PERSONAL_NUMBER, PHONE, Kind, Policy, Purpose
from lienthong.work.services.tables import ALWAYS, Row, Table

WITH_OPTIONS = frozenset({Kind.CHOICE, Kind.CHOICES})
_LAST_PART = re.compile(r"(\.[^.\[\]]*|\[[^\[\]]*\])$")


@dataclass(frozen=True)
class Question:
    """One question: what its answer is, and where it stands."""

    name: str
    type: Type
    page: str
    plain: dict[str, Any]
    path: str

    @property
    def is_required(self) -> bool:
        """Must it be answered when it is asked?"""
        return not self.plain.get("optional", False)

    @property
    def is_personal_number(self) -> bool:
        """Is its answer a personal identity number, of which a slip of the hand can be told?"""
        return self.type.kind is Kind.TEXT and self.plain.get("form") == PERSONAL_NUMBER

    @property
    def is_name(self) -> bool:
        """Is its answer somebody's name?"""
        return self.type.kind is Kind.TEXT and self.plain.get("form") == PERSON_NAME

    @property
    def is_past(self) -> bool:
        """Is its answer a day that has come already?"""
        return self.type.kind is Kind.DATE and bool(self.plain.get("past"))

    @property
    def by_relation(self) -> dict[str, Any]:
        """What the answer is by who the applicant is to the person it is about; it is asked of everybody else."""
        found: dict[str, Any] = self.plain.get("by_relation", {})
        return found

    @property
    def is_phone(self) -> bool:
        """Is its answer a mobile number, kept as E.164?"""
        return self.type.kind is Kind.TEXT and self.plain.get("form") == PHONE

    @property
    def suggest(self) -> str:
        """The earlier question whose answer stands in the field until the person says otherwise; empty = none."""
        return str(self.plain.get("suggest", ""))

    @property
    def least(self) -> int:
        """The smallest number that is an answer."""
        return int(self.plain.get("least", -LARGEST))

    @property
    def most(self) -> int:
        """The largest number that is an answer."""
        return int(self.plain.get("most", LARGEST))


@dataclass(frozen=True)
class Page:
    """One page of questions, and when it is shown."""

    name: str
    when: Expression
    questions: tuple[Question, ...]
    path: str


@dataclass(frozen=True)
class Link:
    """One linked procedure: which, and when the applicant has chosen it. What it is told is bound in `linking`."""

    name: str
    procedure: str
    when: Expression
    plain: dict[str, Any]
    path: str

    @property
    def waits_for(self) -> dict[str, str]:
        """Question of the other procedure -> datum of the lead's result; empty = it waits for nothing."""
        return dict(self.plain.get("result", {}))


@dataclass(frozen=True)
class Bound:
    """What was bound."""

    pages: tuple[Page, ...]
    questions: Mapping[str, Question]
    tables: Mapping[Purpose, Table]
    links: tuple[Link, ...]
    declared: Mapping[str, Mapping[str, Expression]]


def nearest(places: Mapping[str, Place], path: str) -> Place:
    """The place of a path, or of what is around it."""
    while path and path not in places:
        path = _LAST_PART.sub("", path) if _LAST_PART.search(path) else ""
    return places.get(path, Place(path or "package"))


def bind(plain: dict[str, Any], places: Mapping[str, Place], problems: list[Problem]) -> Bound:
    """Bind everything; what is wrong goes into `problems`."""
    binder = _Binder(plain, places, problems)
    questions = binder.questions()
    scope = {name: question.type for name, question in questions.items()}
    pages = tuple(binder.pages(questions, scope))
    tables = {purpose: binder.table(purpose, scope) for purpose in Purpose}
    links = tuple(binder.links(scope))
    declared = {each["code"]: dict(binder.declared(index, scope)) for index, each in enumerate(binder.results)}
    binder.names()
    return Bound(pages, questions, tables, links, declared)


def _wanted(datum: dict[str, Any], scope: Mapping[str, Type]) -> Type:
    """The type the formula of a datum must give."""
    kind, asked = Kind(datum["type"]), scope.get(str(datum["from"]).removeprefix("$"))
    return asked if kind is Kind.TEXT and asked is not None and asked.kind is Kind.CHOICE else Type(kind)


class _Binder:
    """Holds what every part of the binding needs."""

    def __init__(self, plain: dict[str, Any], places: Mapping[str, Place], problems: list[Problem]) -> None:
        self._plain = plain
        self._places = places
        self._problems = problems

    def questions(self) -> dict[str, Question]:
        """All questions by name; a name may be used once in the whole package."""
        found: dict[str, Question] = {}
        for index, page in enumerate(self._plain["questions"]["pages"]):
            for place, plain in enumerate(page["questions"]):
                path = f"questions.pages[{index}].questions[{place}]"
                if plain["name"] in found or plain["name"] == TODAY:
                    self._say("twice", f"{path}.name", _("“%(name)s” đã được dùng.") % {"name": plain["name"]})
                if "suggest" in plain:
                    texts = {each.name for each in found.values() if each.type.kind is Kind.TEXT}
                    self._known(plain["suggest"], texts, f"{path}.suggest")
                found[plain["name"]] = Question(plain["name"], self._type(plain, path), page["name"], plain, path)
        return found

    def _type(self, plain: dict[str, Any], path: str) -> Type:
        kind = Kind(plain["type"])
        if (kind in WITH_OPTIONS) != ("options" in plain):
            self._say("options", path, _("Chỉ câu hỏi chọn (choice, choices) mới có và phải có “options”."))
        return Type(kind, tuple(option["value"] for option in plain.get("options", [])))

    def pages(self, questions: Mapping[str, Question], scope: Mapping[str, Type]) -> Iterator[Page]:
        """The pages in order."""
        for index, plain in enumerate(self._plain["questions"]["pages"]):
            path = f"questions.pages[{index}]"
            own = tuple(question for question in questions.values() if question.page == plain["name"])
            yield Page(plain["name"], self._condition(plain, path, scope), own, path)

    def table(self, purpose: Purpose, scope: Mapping[str, Type]) -> Table:
        """One table."""
        plain = self._plain["tables"][purpose]
        rows = tuple(
            self._row(row, f"tables.{purpose}.rows[{index}]", scope) for index, row in enumerate(plain["rows"])
        )
        return Table(purpose, Policy(plain["policy"]), rows)

    def _row(self, plain: dict[str, Any], path: str, scope: Mapping[str, Type]) -> Row:
        when = self._condition(plain, path, scope)
        amount = self._parsed(plain["amount"], f"{path}.amount", scope, NUMBER) if "amount" in plain else None
        return Row(plain["name"], when, plain["give"], amount, plain)

    @property
    def results(self) -> list[dict[str, Any]]:
        """What the procedure can end in."""
        found: list[dict[str, Any]] = self._plain["procedure"]["results"]
        return found

    def declared(self, index: int, scope: Mapping[str, Type]) -> Iterator[tuple[str, Expression]]:
        """The data of a result that follow from what the applicant answered: datum -> formula over the questions.

        A text that is the answer to a question of `choice` says the words of the option.
        """
        for place, datum in enumerate(self.results[index].get("data", [])):
            path = f"procedure.results[{index}].data[{place}].from"
            tree = self._parsed(datum["from"], path, scope, _wanted(datum, scope)) if "from" in datum else None
            if tree is not None:
                yield datum["name"], tree

    def links(self, scope: Mapping[str, Type]) -> Iterator[Link]:
        """The linked procedures; each datum they wait for is one that every granted result has."""
        granted = [each for each in self.results if each["granted"]]
        named = [{datum["name"] for datum in each.get("data", [])} for each in granted]
        known = set.intersection(*named) if named else set()
        for index, plain in enumerate(self._plain.get("linked", {}).get("linked", [])):
            path = f"linked.linked[{index}]"
            for question, datum in plain.get("result", {}).items():
                self._known(datum, known, f"{path}.result.{question}")
            yield Link(plain["name"], plain["procedure"], self._condition(plain, path, scope), plain, path)

    def _condition(self, plain: dict[str, Any], path: str, scope: Mapping[str, Type]) -> Expression:
        return self._parsed(plain["when"], f"{path}.when", scope, YES_NO) or ALWAYS if "when" in plain else ALWAYS

    def _parsed(self, raw: Any, path: str, scope: Mapping[str, Type], wanted: Type) -> Expression | None:
        return parsing.parse(raw, scope, wanted, lambda below: self._place(path + below), self._problems)

    def names(self) -> None:
        """Whatever is named must be declared: acts, units, papers, fees, results, deadlines, registers."""
        procedure, steps = self._plain["procedure"], self._plain["steps"]
        units = {each["code"] for each in procedure["units"]}
        papers = {each["code"] for each in procedure["papers"]}
        self._gives(Purpose.PAPERS, papers)
        self._gives(Purpose.FEE, {each["code"] for each in procedure["fees"]})
        self._gives(Purpose.ROUTE, units)
        self._gives(Purpose.DEADLINE, {each["code"] for each in steps["deadlines"]})
        self._gives(Purpose.OUTCOME, {each["code"] for each in procedure["results"]})
        for index, step in enumerate(steps["steps"]):
            self._known(step["unit"], units | {Purpose.ROUTE.value}, f"steps.steps[{index}].unit")
        for path, act in _acts(self._plain, ""):
            self._known(act, {each["code"] for each in procedure["law"]}, path)
        asked = {each["name"] for page in self._plain["questions"]["pages"] for each in page["questions"]}
        for index, name in enumerate(procedure.get("same_matter", [])):
            self._known(name, asked, f"procedure.same_matter[{index}]")
        self._registers(procedure)

    def _gives(self, purpose: Purpose, known: set[str]) -> None:
        for index, row in enumerate(self._plain["tables"][purpose]["rows"]):
            self._known(row["give"], known, f"tables.{purpose}.rows[{index}].give")

    def _registers(self, procedure: dict[str, Any]) -> None:
        registers = self._plain["registers"]["registers"]
        for index, paper in enumerate(procedure["papers"]):
            if "instead_of" in paper:
                known = {register["name"] for register in registers}
                self._known(paper["instead_of"], known, f"procedure.papers[{index}].instead_of")

    def _known(self, name: str, known: set[str], path: str) -> None:
        if name not in known:
            words = {"name": name, "names": ", ".join(sorted(known))}
            self._say("undeclared", path, _("“%(name)s” chưa được khai báo. Có: %(names)s.") % words)

    def _place(self, path: str) -> Place:
        near = nearest(self._places, path)
        return Place(near.file, path.partition(".")[2] or path, near.line)

    def _say(self, code: str, path: str, sentence: str) -> None:
        self._problems.append(Problem(code, self._place(path), sentence))


def _acts(plain: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every legal reference with its path."""
    if isinstance(plain, dict):
        if isinstance(law := plain.get("law"), dict):
            yield f"{path}.law", law["act"]
        for name, each in plain.items():
            yield from _acts(each, f"{path}.{name}" if path else name)
    elif isinstance(plain, list):
        for index, each in enumerate(plain):
            yield from _acts(each, f"{path}[{index}]")
