"""A clock that ran out is told once: to the unit, to its leaders and to the person."""

from datetime import datetime

from lienthong.work.petitions.actions import happening, telling
from lienthong.work.petitions.models import Petition
from lienthong.work.petitions.standing import clock_of
from lienthong.work.petitions.states import Alarm


def tell_overdue(*, now: datetime) -> int:
    """Raise the alarm for every petition past its date of which nobody was told yet; returns of how many."""
    late = Petition.objects.to_tell(now)
    found = list(late.select_for_update(of=("self",), skip_locked=True).whole().order_by("submitted_at"))
    for petition in found:
        _alarm(petition, now)
    return len(found)


def _alarm(petition: Petition, now: datetime) -> None:
    about = clock_of(petition)
    assert about is not None, "what is late has a clock that runs"
    here = about in {Alarm.REFUSE, Alarm.FORWARD}
    side = petition.receiving if here else petition.answering
    body = petition.body if here else petition.answering_body
    assert side is not None, "a petition is with one of the two bodies"
    assert body is not None, "a petition is with one of the two bodies"
    details = {"about": about.value}
    event = happening.record("petitions.petition.alarmed", petition, by=None, now=now, for_whom=body, details=details)
    telling.tell_office(event, side, leaders_too=True)
    telling.tell_person(event)
