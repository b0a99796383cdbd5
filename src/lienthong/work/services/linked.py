"""What an application is linked with: each chosen procedure, where it goes, and what follows from the same answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from lienthong.ground.calendar.queries import calendar_for
from lienthong.ground.organisations.models import Body, Parentage
from lienthong.kit.clock import local
from lienthong.work.services import linking, planning
from lienthong.work.services.binding import Link
from lienthong.work.services.models import Offering
from lienthong.work.services.planning import COUNTER, ONLINE, Tried
from lienthong.work.services.queries import Filled
from lienthong.work.services.states import Channel, Level


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
