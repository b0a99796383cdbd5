"""Reads for a body's own software: one dossier by its code, the list of changes, and for the person what was read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q

from lienthong.ground.identity.models import Account
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.models import Body, Unit
from lienthong.kit.errors import Invalid
from lienthong.work.onestop import queries, standing
from lienthong.work.onestop.models import Dossier, DossierReading, Event, ListedEvent
from lienthong.work.onestop.standing import Standing

MOST_READINGS = 50


class NoSuchPlace(Invalid):
    """This place in the list was never given. Begin again from the beginning, or from the last `next` you had."""


def by_code(mandate: Mandate, code: str) -> Dossier | None:
    """The dossier of this code in either style, if this mandate may read it."""
    plain = code.strip().upper()
    mine = queries.whole().filter(pk__in=Dossier.objects.readable_by(mandate))
    return mine.filter(Q(code=plain) | Q(legacy_code=plain)).first()


@dataclass(frozen=True)
class Listed:
    """An event in the list of changes of a body: its place, where the dossier stood after it, who had it then."""

    position: int
    event: Event
    dossier: Dossier
    standing: Standing
    unit: Unit | None


def listed_after(body: Body, position: int, *, most: int) -> list[Listed]:
    """What stands in the list of changes of a body after a place, at most so many; three queries.

    An event that happened a moment ago has no place yet: `actions.list_events` gives it one. Refuses: NoSuchPlace.
    """
    rows = ListedEvent.objects.filter(body=body, position__gte=position).order_by("position")
    found = list(rows.select_related("event__dossier__procedure")[: most + 1])
    if position and (not found or found[0].position != position):
        raise NoSuchPlace
    found = found[1:] if position else found[:most]
    stood = _standings({each.event.dossier_id for each in found})
    units = Unit.objects.in_bulk({each.unit_id for each in stood.values() if each.unit_id})
    return [_listed(each, stood[each.event.dossier_id, each.event.seq], units) for each in found]


def has_unlisted(body: Body) -> bool:
    """Did anything happen that has no place in the list yet? One query."""
    return Dossier.objects.filter(body=body, listed_seq__lt=F("last_seq")).exists()


def _listed(row: ListedEvent, stood: Standing, units: Mapping[UUID, Unit]) -> Listed:
    unit = units.get(stood.unit_id) if stood.unit_id else None
    return Listed(row.position, row.event, row.event.dossier, stood, unit)


def _standings(dossiers: set[UUID]) -> dict[tuple[UUID, int], Standing]:
    """Where each of them stood after each of its events."""
    found: dict[tuple[UUID, int], Standing] = {}
    events = Event.objects.filter(dossier__in=dossiers).only("dossier", "seq", "kind", "at", "details")
    for event in events.order_by("dossier", "seq"):
        before = found.get((event.dossier_id, event.seq - 1), Standing())
        found[event.dossier_id, event.seq] = standing.apply(before, event)
    return found


def standings(events: Iterable[Event]) -> Iterator[Standing]:
    """Where a dossier stood after each of its events, in their order."""
    stood = Standing()
    for event in events:
        stood = standing.apply(stood, event)
        yield stood


def readings_of(account: Account, number: str) -> list[DossierReading]:
    """Who read what of this person's dossiers, officials and software, the newest first; one query."""
    found = DossierReading.objects.about(account, number).select_related("dossier")
    return list(found[:MOST_READINGS])
