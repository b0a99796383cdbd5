"""A linked procedure tried with the lead's answers: what it asks for, who decides it, from when and how long. Pure.

The same is shown before anything is handed in, is handed in, and is said by the command line and the preview.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lienthong.ground.calendar.compiled import WorkingCalendar
from lienthong.ground.calendar.deadlines import Deadline
from lienthong.kit.clock import local
from lienthong.work.services import linking, telling
from lienthong.work.services.binding import Link
from lienthong.work.services.expressions import saying
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.linking import Find, Joined
from lienthong.work.services.packages import Package
from lienthong.work.services.problems import Problem
from lienthong.work.services.simulating import Simulation, simulate
from lienthong.work.services.states import Purpose
from lienthong.work.services.walking import Facts

ONLINE, COUNTER = linking.CHANNELS


@dataclass(frozen=True)
class Tried:
    """One linked procedure as the answers make it; `lacking` = why it could not be handed in now, in sentences.

    Without a simulation nothing more is known of it.
    """

    link: Link
    task: str
    lacking: tuple[str, ...]
    joined: Joined | None = None
    told: Facts | None = None
    simulation: Simulation | None = None
    waits: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What the procedure is called; its task where it is not known."""
        return in_language(self.joined.package.plain["procedure"]["name"]) if self.joined else self.task

    @property
    def fee(self) -> int | None:
        """In đồng."""
        return self.simulation.fee if self.simulation else None

    @property
    def papers(self) -> list[str]:
        """Names of the papers it asks for, all of which the lead collects."""
        if self.simulation is None or self.joined is None:
            return []
        package = self.joined.package
        made = {each["code"] for each in package.plain["procedure"]["papers"] if each.get("from_answers")}
        asked = [code for code in self.simulation.papers if code not in made]
        return [telling.name_of(package, Purpose.PAPERS, code) for code in asked]

    @property
    def time(self) -> str:
        """How long it takes from its beginning, as `7 ngày làm việc`; empty where that is not known."""
        return self._said(Purpose.DEADLINE)

    @property
    def unit(self) -> str:
        """Who decides it; empty where that is not known."""
        return self._said(Purpose.ROUTE)

    def _said(self, purpose: Purpose) -> str:
        given = self.simulation.one(purpose) if self.simulation else None
        return telling.name_of(self.joined.package, purpose, given) if self.joined and given else ""

    @property
    def deadline(self) -> Deadline | None:
        """Until when, had it been handed in at this moment; none for what waits: its clock does not run yet."""
        return self.simulation.deadline if self.simulation and not self.waits else None

    @property
    def refused(self) -> tuple[str, ...]:
        """Why one may not apply for it, in the words of the row that says so."""
        return tuple(_refusal(self.simulation)) if self.simulation else ()


def task_of(link: Link) -> str:
    """What the linked procedure is to do, in the reader's language."""
    return in_language(link.plain["task"])


def waits_of(package: Package, link: Link) -> tuple[str, ...]:
    """What it waits for of the lead's result, in the reader's language, each once."""
    words = data_names(package)
    return tuple(dict.fromkeys(words[datum] for datum in link.waits_for.values()))


def data_names(package: Package) -> dict[str, str]:
    """How the data of its results are called in the reader's language."""
    results = package.plain["procedure"]["results"]
    return {datum["name"]: in_language(datum["text"]) for each in results for datum in each.get("data", [])}


def tried(
    package: Package,
    link: Link,
    other: Package,
    *,
    lead: Simulation,
    at: datetime,
    calendar: WorkingCalendar,
    channel: str = ONLINE,
) -> Tried:
    """What a linked procedure would ask and say, from what the lead was answered so far. Refuses: BeyondCalendar."""
    problems: list[Problem] = []
    joined = linking.join(package, link, other, problems)
    seen: Facts = {linking.CHANNEL: channel} if linking.CHANNEL in other.questions else {}
    told = joined.told(lead.walk.facts, local(at).date()) | seen
    found = simulate(other, told, at, calendar, later=joined.later)
    lacking = [each.sentence for each in problems]
    lacking += [words for _code, words in linking.lacking(joined, found, set(lead.papers))]
    lacking += _refusal(found)
    return Tried(link, task_of(link), tuple(lacking), joined, told, found, waits_of(package, link))


def _refusal(found: Simulation) -> Iterator[str]:
    if found.one(Purpose.ELIGIBILITY) is False:
        yield from (in_language(hit.row.plain["say"]) for hit in found.decisions[Purpose.ELIGIBILITY].hits
                    if "say" in hit.row.plain)  # fmt: skip


def all_tried(
    package: Package, lead: Simulation, *, at: datetime, calendar: WorkingCalendar, find: Find
) -> tuple[Tried, ...]:
    """Every linked procedure the answers choose; one that is not published says so. Refuses: BeyondCalendar."""
    found = []
    for link in linking.chosen(package, lead.walk.facts, local(at).date()):
        other = find(link.procedure)
        if other is None:
            words = _("Thủ tục này chưa được công bố, nên chưa nộp cùng được.")
            found.append(Tried(link, task_of(link), (words,), waits=waits_of(package, link)))
        else:
            found.append(tried(package, link, other, lead=lead, at=at, calendar=calendar))
    return tuple(found)


def deciding(plans: Sequence[Tried]) -> frozenset[str]:
    """The lead's questions on which it depends what the linked procedures ask for and say."""
    return frozenset().union(*(_deciding(each.joined) for each in plans if each.joined))


def _deciding(joined: Joined) -> frozenset[str]:
    package = joined.package
    pages = [page.when.names() for page in package.pages]
    theirs = frozenset().union(*pages, *(table.names() for table in package.tables.values()))
    return frozenset().union(*(tree.names() for name, tree in joined.answers.items() if name in theirs))


def tell(package: Package, simulation: Simulation, plans: Sequence[Tried]) -> Iterator[str]:
    """The whole simulation with what is handed in at the same time, line by line."""
    yield from telling.tell(package, simulation)
    if plans:
        yield _("Nộp cùng lúc, liên thông")
    for each in plans:
        yield f"  • {each.title} — {each.task}"
        yield from (f"    {line}" for line in _lines(each, closed=simulation.is_closed))


def _lines(plan: Tried, *, closed: bool) -> Iterator[str]:
    """What is lacking is said once everything is answered: before, most of it only waits for answers."""
    if plan.simulation is not None:
        fee = _("chưa biết") if plan.fee is None else f"{saying.value(plan.fee)} đ"
        yield f"{_('Giấy tờ')}: {', '.join(plan.papers) or _('Không phải nộp riêng giấy tờ nào')}"
        yield f"{_('Phí, lệ phí')}: {fee}"
        yield f"{_('Nơi giải quyết')}: {plan.unit or _('chưa biết')}"
        yield from _when(plan)
    for words in plan.lacking if closed or plan.simulation is None else plan.refused:
        yield _("Chưa nộp cùng được: %(why)s") % {"why": words}


def _when(plan: Tried) -> Iterator[str]:
    if plan.waits:
        words = {"what": ", ".join(plan.waits), "time": plan.time or _("chưa biết")}
        yield _("Bắt đầu khi có %(what)s; từ lúc đó: %(time)s") % words
    elif plan.deadline is not None:
        yield from plan.deadline.explain(get_language() or "vi")
    else:
        yield f"{_('Thời hạn')}: {_('chưa biết')}"


def plain(package: Package, simulation: Simulation, plans: Sequence[Tried]) -> dict[str, Any]:
    """The whole for machines, with traces; of each linked procedure too."""
    said = telling.plain(package, simulation)
    return {
        **said,
        "linked": [_plain(each) for each in plans],
        "sentences": list(tell(package, simulation, plans)),
    }


def _plain(plan: Tried) -> dict[str, Any]:
    known = plan.joined is not None and plan.simulation is not None
    return {
        "name": plan.link.name,
        "procedure": plan.link.procedure,
        "task": plan.task,
        "title": plan.title,
        "papers": plan.papers,
        "fee": plan.fee,
        "unit": plan.unit or None,
        "waits_for": plan.link.waits_for,
        "time": plan.time or None,
        "deadline": plan.deadline.plain() if plan.deadline else None,
        "lacking": list(plan.lacking),
        "says": telling.plain(plan.joined.package, plan.simulation) if known else None,  # type: ignore[union-attr, arg-type]
    }
