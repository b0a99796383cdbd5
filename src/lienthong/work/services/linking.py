"""Linked procedures of a package: what each is told by the lead's answers, papers and result, and what is amiss in it.

A link is joined with the package of the other procedure: only then the types of its questions are known.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from lienthong.ground.calendar.compiled import BeyondCalendar, WorkingCalendar
from lienthong.kit.clock import VIETNAM, local
from lienthong.work.services import answering
from lienthong.work.services.binding import Link
from lienthong.work.services.expressions import parsing
from lienthong.work.services.expressions.evaluating import evaluate
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.expressions.tree import Expression
from lienthong.work.services.expressions.values import UNKNOWN, Type, Value
from lienthong.work.services.packages import Package, read_shipped, shipped
from lienthong.work.services.problems import Place, Problem
from lienthong.work.services.simulating import Simulation, simulate
from lienthong.work.services.states import Kind, Purpose
from lienthong.work.services.walking import Facts

Find = Callable[[str], Package | None]
"""The package of a procedure by its key; None where there is none."""
CHANNEL = "channel"
"""The question of a package that asks by which way one applies; whoever takes it in has seen it."""
CHANNELS = ("online", "counter")
_KNOWN_AT_ONCE = (Purpose.PAPERS, Purpose.FEE, Purpose.ROUTE, Purpose.DEADLINE)


def find_shipped(key: str) -> Package | None:
    """Of those that come with the product."""
    return read_shipped(key) if key in shipped() else None


@dataclass(frozen=True)
class Joined:
    """A link with the package of the other procedure and everything it is told."""

    link: Link
    package: Package
    answers: Mapping[str, Expression]
    chosen: Mapping[str, frozenset[str]]

    @property
    def papers(self) -> dict[str, str]:
        """Paper of the other procedure -> paper of the lead that is given for it."""
        return dict(self.link.plain.get("papers", {}))

    @property
    def later(self) -> frozenset[str]:
        """Questions of the other procedure that the lead's result answers."""
        return frozenset(self.link.waits_for)

    def told(self, facts: Facts, on: date) -> Facts:
        """What the other procedure's questions are answered with, as far as the lead's answers go."""
        found: Facts = {name: evaluate(tree, facts, on) for name, tree in self.answers.items()}
        return {name: value for name, value in {**found, **self.chosen}.items() if value is not UNKNOWN}

    def retold(self, before: Facts, after: Facts, on: date) -> dict[str, Any]:
        """What it would be told otherwise: question -> plain value now, None where nothing is told any more."""
        old, new = plain(self.told(before, on)), plain(self.told(after, on))
        return {name: new.get(name) for name in {**old, **new} if old.get(name) != new.get(name)}

    def taking(self, question: str) -> bool:
        """Does it take over this question of the lead?"""
        return any(question in tree.names() for tree in self.answers.values())


def plain(facts: Facts) -> dict[str, Any]:
    """Answers as an application keeps them."""
    return {name: _plain(value) for name, value in facts.items()}


def _plain(value: Value) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return sorted(value) if isinstance(value, frozenset) else value


def chosen(package: Package, facts: Facts, on: date) -> tuple[Link, ...]:
    """The linked procedures the applicant has chosen by these answers."""
    return tuple(link for link in package.links if evaluate(link.when, facts, on) is True)


def join(lead: Package, link: Link, other: Package, problems: list[Problem]) -> Joined:
    """Bind what the other procedure is told; what does not fit goes into `problems`, and is left out."""
    joiner = _Joiner(lead, link, other, problems)
    joiner.require_data()
    joiner.require_papers()
    return Joined(link, other, *joiner.answers())


class _Joiner:
    """Holds what binding one link needs."""

    def __init__(self, lead: Package, link: Link, other: Package, problems: list[Problem]) -> None:
        self._lead = lead
        self._link = link
        self._other = other
        self._problems = problems

    def answers(self) -> tuple[dict[str, Expression], dict[str, frozenset[str]]]:
        """Formulas over the lead's questions, and fixed lists of options."""
        scope = {name: question.type for name, question in self._lead.questions.items()}
        trees: dict[str, Expression] = {}
        lists: dict[str, frozenset[str]] = {}
        for name, raw in self._link.plain.get("answers", {}).items():
            wanted = self._wanted(name, f"answers.{name}")
            if wanted is not None and isinstance(raw, list):
                self._listed(name, raw, wanted, lists)
            elif wanted is not None:
                tree = parsing.parse(raw, scope, wanted, self._where(f"answers.{name}"), self._problems)
                trees |= {} if tree is None else {name: tree}
        return trees, lists

    def _wanted(self, name: str, path: str) -> Type | None:
        if name in self._other.questions:
            return self._other.questions[name].type
        words = {"name": name, "procedure": self._link.procedure}
        self._say("unknown-question", path, _("“%(procedure)s” không hỏi câu nào tên “%(name)s”.") % words)
        return None

    def _listed(self, name: str, raw: list[str], wanted: Type, lists: dict[str, frozenset[str]]) -> None:
        if wanted.kind is Kind.CHOICES and set(raw) <= set(wanted.options):
            lists[name] = frozenset(raw)
        else:
            words = {"options": ", ".join(wanted.options) or "–"}
            self._say("no-such-option", f"answers.{name}", _("Danh sách chỉ gồm các lựa chọn: %(options)s.") % words)

    def require_data(self) -> None:
        """Each datum goes to a question of its kind that nothing else answers."""
        results = self._lead.plain["procedure"]["results"]
        kinds = {datum["name"]: Kind(datum["type"]) for each in results for datum in each.get("data", [])}
        for name, datum in self._link.waits_for.items():
            wanted = self._wanted(name, f"result.{name}")
            if wanted is not None and wanted.kind is not kinds[datum]:
                words = {"found": kinds[datum].value, "wanted": wanted.kind.value}
                sentence = _("Ở đây cần kiểu %(wanted)s, không phải %(found)s.") % words
                self._say("wrong-type", f"result.{name}", sentence)
            if name in self._link.plain.get("answers", {}):
                self._say("twice", f"result.{name}", _("“%(name)s” đã được dùng.") % {"name": name})

    def require_papers(self) -> None:
        """Papers are declared on both sides."""
        theirs = {each["code"] for each in self._other.plain["procedure"]["papers"]}
        ours = {each["code"] for each in self._lead.plain["procedure"]["papers"]}
        for name, paper in self._link.plain.get("papers", {}).items():
            for code, known in ((name, theirs), (paper, ours)):
                if code not in known:
                    words = {"name": code, "names": ", ".join(sorted(known))}
                    sentence = _("“%(name)s” chưa được khai báo. Có: %(names)s.") % words
                    self._say("undeclared", f"papers.{name}", sentence)

    def _where(self, path: str) -> Callable[[str], Place]:
        return lambda below: place(self._lead, f"{self._link.path}.{path}{below}")

    def _say(self, code: str, path: str, sentence: str) -> None:
        self._problems.append(Problem(code, self._where(path)(""), sentence))


def place(package: Package, path: str) -> Place:
    """Where a path of a package was written, without the name of its file."""
    near = package.place(path)
    return Place(near.file, path.partition(".")[2], near.line)


# -- before publication ---------------------------------------------------------------------------------------------
def check(package: Package, calendar: WorkingCalendar, find: Find, key: str) -> Iterator[Problem]:
    """Every problem of every link: each is tried with the package's own examples in which it is chosen."""
    for link in package.links:
        other = find(link.procedure)
        if other is None:
            words = {"name": link.procedure}
            sentence = _("Chưa có thủ tục “%(name)s” đã công bố để liên thông.") % words
            yield Problem("unknown-procedure", place(package, f"{link.path}.procedure"), sentence)
            continue
        if leads_to(other, key, find):
            sentence = _("“%(name)s” lại liên thông về thủ tục này: thành vòng.") % {"name": link.procedure}
            yield Problem("circular-link", place(package, f"{link.path}.procedure"), sentence)
        problems: list[Problem] = []
        joined = join(package, link, other, problems)
        yield from problems or _tried(package, joined, calendar)


def leads_to(package: Package, key: str, find: Find, seen: frozenset[str] = frozenset()) -> bool:
    """Do its links, or the links of those, come to the procedure `key`?"""
    for link in package.links:
        other = None if link.procedure in seen else find(link.procedure)
        if link.procedure == key or (other and leads_to(other, key, find, seen | {link.procedure})):
            return True
    return False


def _tried(package: Package, joined: Joined, calendar: WorkingCalendar) -> Iterator[Problem]:
    path, examples = joined.link.path, 0
    said: set[tuple[str, str]] = set()
    yield from what_waits(package, joined)
    for example in package.plain["examples"]:
        facts, at = _facts_of(package, example), received(example)
        try:
            lead = simulate(package, facts, at, calendar)
            is_tried = lead.one(Purpose.ELIGIBILITY) and joined.link in chosen(package, lead.walk.facts, at.date())
            found = list(_of_example(package, joined, lead, at, calendar)) if is_tried else []
        except BeyondCalendar:
            continue  # said of the example itself
        examples += bool(is_tried)
        for code, sentence in found:
            if (code, sentence) not in said:
                said.add((code, sentence))
                words = _("%(sentence)s (hồ sơ mẫu “%(name)s”)") % {"sentence": sentence, "name": example["name"]}
                yield Problem(code, place(package, path), words)
    if not examples:
        sentence = _("Chưa có hồ sơ mẫu nào chọn thủ tục liên thông này: hãy thêm một.")
        yield Problem("link-untried", place(package, path), sentence)


def what_waits(package: Package, joined: Joined) -> Iterator[Problem]:
    """Pages, papers, fee, unit and date of the other procedure are known before the lead's result is."""
    waits, tables = joined.later, joined.package.tables
    late = [page.name for page in joined.package.pages if page.when.names() & waits]
    late += [purpose.value for purpose in _KNOWN_AT_ONCE if tables[purpose].names() & waits]
    for name in late:
        sentence = _("“%(name)s” của thủ tục kia tùy dữ liệu chưa có lúc nộp.") % {"name": name}
        yield Problem("link-open", place(package, f"{joined.link.path}.result"), sentence)


def received(example: Mapping[str, Any]) -> datetime:
    """When the dossier of an example came in."""
    return datetime.fromisoformat(example["received"]).replace(tzinfo=VIETNAM)


def _facts_of(package: Package, example: Mapping[str, Any]) -> Facts:
    unfit: list[Problem] = []
    return answering.typed(package, example["answers"], Place("examples"), unfit)


def _of_example(
    package: Package, joined: Joined, lead: Simulation, at: datetime, calendar: WorkingCalendar
) -> Iterator[tuple[str, str]]:
    for channel in CHANNELS if CHANNEL in joined.package.questions else ("",):
        seen: Facts = {CHANNEL: channel} if channel else {}
        told = joined.told(lead.walk.facts, local(at).date()) | seen
        found = simulate(joined.package, told, at, calendar, later=joined.later)
        yield from lacking(joined, found, set(lead.papers))


def lacking(joined: Joined, found: Simulation, given: set[str]) -> Iterator[tuple[str, str]]:
    """Code and sentence of all for which the other procedure could not be handed in now.

    `given` = the lead's papers that are there. What comes with the lead's result is not lacking.
    """
    for question in found.walk.missing:
        if question.name not in joined.link.waits_for:
            words = {"name": in_language(question.plain["text"])}
            yield "link-unanswered", _("Không có gì trả lời cho câu “%(name)s” của thủ tục kia.") % words
    papers = {each["code"]: each for each in joined.package.plain["procedure"]["papers"]}
    for code in found.papers:
        if not papers[code].get("from_answers") and joined.papers.get(code) not in given:
            words = {"name": in_language(papers[code]["name"])}
            yield "link-paper", _("Thủ tục kia cần giấy tờ “%(name)s” mà hồ sơ này không thu.") % words
    if found.one(Purpose.ELIGIBILITY) is False:
        yield "link-refused", _("Theo các câu trả lời, chưa đủ điều kiện nộp thủ tục kia.")
    if found.fee is None or found.deadline is None:
        yield "link-open", _("Phí hoặc thời hạn của thủ tục kia chưa biết được.")
