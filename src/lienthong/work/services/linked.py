"""What an application is linked with: each chosen procedure, where it goes, and what follows from the same answers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from lienthong.ground.calendar.queries import calendar_for
from lienthong.ground.organisations.models import Body, Parentage
from lienthong.kit.clock import local
from lienthong.work.services import linking, telling
from lienthong.work.services.binding import Link
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.linking import Joined
from lienthong.work.services.models import Offering
from lienthong.work.services.packages import Package
from lienthong.work.services.problems import Problem
from lienthong.work.services.queries import Filled
from lienthong.work.services.simulating import Simulation, simulate
from lienthong.work.services.states import Channel, Level, Purpose
from lienthong.work.services.walking import Facts

ONLINE, COUNTER = linking.CHANNELS


@dataclass(frozen=True)
class Planned:
    """One linked procedure as it would be handed in now; `lacking` = why it cannot be, in sentences.

    Without an offering nobody takes it in there, and nothing more is known.
    """

    link: Link
    task: str
    lacking: tuple[str, ...]
    offering: Offering | None = None
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
        given = self.simulation.one(Purpose.DEADLINE) if self.simulation else None
        return telling.name_of(self.joined.package, Purpose.DEADLINE, given) if self.joined and given else ""


def task_of(link: Link) -> str:
    """What the linked procedure is to do, in the reader's language."""
    return in_language(link.plain["task"])


def waits_of(package: Package, link: Link) -> tuple[str, ...]:
    """What it waits for of the lead's result, in the reader's language, each once."""
    results = package.plain["procedure"]["results"]
    words = {datum["name"]: in_language(datum["text"]) for each in results for datum in each.get("data", [])}
    return tuple(dict.fromkeys(words[datum] for datum in link.waits_for.values()))


def planned(filled: Filled) -> tuple[Planned, ...]:
    """Every linked procedure the answers choose; no query where the package has none."""
    on, facts = local(filled.at).date(), filled.simulation.walk.facts
    return tuple(_planned(filled, link) for link in linking.chosen(filled.package, facts, on))


def _planned(filled: Filled, link: Link) -> Planned:
    application = filled.application
    offering = _offering(application.offering.body, link, local(filled.at).date())
    if offering is None or offering.procedure.current is None:
        words = _("Nơi bạn nộp chưa nhận thủ tục này. Chọn “không” ở câu hỏi về việc làm cùng, rồi nộp riêng.")
        return Planned(link, task_of(link), (words,), waits=waits_of(filled.package, link))
    channel = COUNTER if application.channel == Channel.COUNTER else ONLINE
    other = offering.procedure.current.package
    lead, body_id = filled.simulation, offering.body_id
    found = tried(filled.package, link, other, lead=lead, at=filled.at, body_id=body_id, channel=channel)
    return replace(found, offering=offering)


def tried(
    package: Package,
    link: Link,
    other: Package,
    *,
    lead: Simulation,
    at: datetime,
    body_id: UUID | None = None,
    channel: str = ONLINE,
) -> Planned:
    """What a linked procedure would ask and say, from what the lead was answered so far."""
    problems: list[Problem] = []
    joined = linking.join(package, link, other, problems)
    on = local(at).date()
    seen: Facts = {linking.CHANNEL: channel} if linking.CHANNEL in other.questions else {}
    told = joined.told(lead.walk.facts, on) | seen
    found = simulate(other, told, at, calendar_for(body_id, on), later=joined.later)
    lacking = [each.sentence for each in problems]
    lacking += [words for _code, words in linking.lacking(joined, found, set(lead.papers))]
    lacking += _refusal(found)
    return Planned(link, task_of(link), tuple(lacking), None, joined, told, found, waits_of(package, link))


def _refusal(found: Simulation) -> Iterator[str]:
    """In the words of the row by which one may not apply."""
    if found.one(Purpose.ELIGIBILITY) is False:
        yield from (in_language(hit.row.plain["say"]) for hit in found.decisions[Purpose.ELIGIBILITY].hits
                    if "say" in hit.row.plain)  # fmt: skip


def _offering(body: Body, link: Link, on: date) -> Offering | None:
    """Of the same body, or of the nearest above it."""
    open_ones = Offering.objects.open().whole().filter(procedure__key=link.procedure)
    if link.plain.get("at", Level.SAME) == Level.SAME:
        return open_ones.filter(body=body).first()
    above = list(_above(body.pk, on))
    found = {each.body_id: each for each in open_ones.filter(body__in=above)}
    return next((found[each] for each in above if each in found), None)


def _above(body_id: UUID, on: date) -> Iterator[UUID]:
    """The bodies above one, the nearest first; of a directory that goes in a circle, each once."""
    seen, parent = {body_id}, _parent(body_id, on)
    while parent is not None and parent not in seen:
        yield parent
        seen.add(parent)
        parent = _parent(parent, on)


def _parent(body_id: UUID, on: date) -> UUID | None:
    return Parentage.objects.on(on).filter(body=body_id).values_list("parent_body", flat=True).first()
