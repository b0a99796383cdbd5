"""Giving events their places in the list of changes of a body, which the body's own software reads by cursor.

Not done when an event happens: counting under one lock then would make all acts of a body wait for each other. Done
when somebody asks, over what is committed, under the lock of the list; a body nobody asks for pays nothing.
"""

from collections.abc import Iterable

from django.db import connection
from django.db.models import F

from lienthong.ground.organisations.models import Body
from lienthong.kit.ids import new_id
from lienthong.work.onestop.models import Dossier, Event, ListedEvent

SERIES = "changes"
MOST_AT_ONCE = 200
"""So many dossiers are looked at in one go."""

_LAST = """
insert into onestop_counter as counted (id, body_id, series, last) values (%s, %s, %s, 0)
on conflict (body_id, series) do update set last = counted.last returning last"""
_MOVED = "update onestop_counter set last = %s where body_id = %s and series = %s"


def list_events(*, body: Body, most: int = MOST_AT_ONCE) -> int:
    """Put the events that are not listed yet at the end of the list, those of one dossier in their order.

    Dossiers that somebody acts on at this moment are left for the next time. Returns how many events were listed.
    """
    last = _held(body)
    waiting = Dossier.objects.filter(body=body, listed_seq__lt=F("last_seq")).order_by("last_at", "id")
    held = list(waiting.select_for_update(of=("self",), skip_locked=True)[:most])
    found = list(_events(held))
    ListedEvent.objects.bulk_create(
        ListedEvent(body=body, position=last + place, event=event) for place, event in enumerate(found, start=1)
    )
    for dossier in held:
        dossier.listed_seq = dossier.last_seq
    Dossier.objects.bulk_update(held, ["listed_seq"])
    _move(body, last + len(found))
    return len(found)


def _held(body: Body) -> int:
    """The last place given; whoever else wants to give one waits until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [new_id(), body.pk, SERIES])
        return int(cursor.fetchone()[0])


def _move(body: Body, last: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, [last, body.pk, SERIES])


def _events(dossiers: Iterable[Dossier]) -> Iterable[Event]:
    """Those not listed yet, dossier by dossier; one query."""
    since = {each.pk: each.listed_seq for each in dossiers}
    place = {pk: number for number, pk in enumerate(since)}
    events = [each for each in Event.objects.filter(dossier__in=since) if each.seq > since[each.dossier_id]]
    return sorted(events, key=lambda each: (place[each.dossier_id], each.seq))
