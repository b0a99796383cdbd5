"""What an application is linked with: each chosen procedure, where it goes, and what follows from the same answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lienthong.ground.calendar.queries import calendar_for
from lienthong.ground.files.models import StoredFile
from lienthong.ground.organisations.models import Body, Parentage
from lienthong.kit.clock import local
from lienthong.work.services import linking, planning, queries
from lienthong.work.services.binding import Link
from lienthong.work.services.expressions.evaluating import evaluate
from lienthong.work.services.linking import Joined
from lienthong.work.services.models import Application, Offering
from lienthong.work.services.planning import COUNTER, ONLINE, Tried
from lienthong.work.services.queries import Filled
from lienthong.work.services.states import Channel, Level, Purpose
from lienthong.work.services.walking import walk


@dataclass(frozen=True)
class Planned(Tried):
    """One linked procedure as it would be handed in now, and where; without an offering nobody takes it in there."""

    offering: Offering | None = None


def planned(filled: Filled) -> tuple[Planned, ...]:
    """Every linked procedure the answers choose; no query where the package has none."""
    on, facts = local(filled.at).date(), filled.simulation.walk.facts
    return tuple(_planned(filled, link) for link in linking.chosen(filled.package, facts, on))


def _planned(filled: Filled, link: Link) -> Planned:
    application = filled.application
    offering = _offering(application.offering.body, link, local(filled.at).date())
    if offering is None or offering.procedure.current is None:
        words = _("Nơi bạn nộp chưa nhận thủ tục này. Chọn “không” ở câu hỏi về việc làm cùng, rồi nộp riêng.")
        waits = planning.waits_of(filled.package, link)
        return Planned(link, planning.task_of(link), (words,), waits=waits)
    channel = COUNTER if application.channel == Channel.COUNTER else ONLINE
    other = offering.procedure.current.package
    calendar = calendar_for(offering.body_id, local(filled.at).date())
    lead, at = filled.simulation, filled.at
    found = planning.tried(filled.package, link, other, lead=lead, at=at, calendar=calendar, channel=channel)
    return Planned(**vars(found), offering=offering)


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


@dataclass(frozen=True)
class Retold:
    """What a linked application is to be told otherwise: answers (None = nothing any more) and papers.

    `is_chosen` = would the applicant still choose it by the lead's answers?
    """

    answers: Mapping[str, Any]
    files: tuple[tuple[str, StoredFile], ...]
    is_chosen: bool

    def __bool__(self) -> bool:
        return bool(self.answers or self.files or not self.is_chosen)


def retold(
    lead: Application,
    name: str,
    other: Application,
    *,
    before: Mapping[str, Any],
    files: Sequence[tuple[str, StoredFile]],
) -> Retold:
    """What a change of the lead's answers, and new papers, mean for what was handed in with it under the link `name`.

    Only what changed is told anew; what the other application says already is left out.
    """
    joined = joined_by(lead, name, other)
    package, on = lead.version.package, local(lead.submitted_at or lead.saved_at).date()
    then, now = (walk(package.pages, queries.facts_of(package, given), on).facts for given in (before, lead.given))
    given = linking.plain(queries.facts_of(joined.package, other.given))
    told = joined.retold(then, now, on)
    return Retold(
        answers={question: value for question, value in told.items() if given.get(question) != value},
        files=tuple((code, file) for code, ours in joined.papers.items() for paper, file in files if paper == ours),
        is_chosen=evaluate(joined.link.when, now, on) is True or evaluate(joined.link.when, then, on) is not True,
    )


def joined_by(lead: Application, name: str, other: Application) -> Joined:
    """The link of a lead's package that this other application came from, bound with both versions."""
    package = lead.version.package
    link = next(each for each in package.links if each.name == name)
    return linking.join(package, link, other.version.package, [])


def judged(application: Application, *, later: frozenset[str]) -> dict[str, Any]:
    """What its tables say to its answers as they are, in names and codes: what is missing, and what follows."""
    filled = queries.filled(application, at=application.submitted_at or application.saved_at, later=later)
    found = filled.simulation
    return {
        "missing": [each.name for each in found.walk.missing if each.name not in later],
        "papers": list(filled.missing_papers),
        "refused": found.one(Purpose.ELIGIBILITY) is False,
        "fee": found.fee,
        "unit": found.one(Purpose.ROUTE),
        "time": found.one(Purpose.DEADLINE),
    }
