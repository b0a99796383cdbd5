"""Asking at every end how it was: what ended, and how it had come in, is read from the dossier and never declared."""

from datetime import datetime

from lienthong.ground.organisations.states import BodyKind
from lienthong.kit.clock import local
from lienthong.kit.errors import Refused
from lienthong.records.registers import numbers
from lienthong.work.feedback.actions import EndPoint
from lienthong.work.feedback.states import Channel, End
from lienthong.work.onestop import histories
from lienthong.work.onestop.models import Dossier, Event
from lienthong.work.onestop.paying import KIND
from lienthong.work.onestop.standing import acted
from lienthong.work.onestop.states import Kind

ENDS = {
    Kind.REFUSED: End.NOT_RECEIVED, Kind.STOPPED: End.STOPPED, Kind.WITHDRAWN: End.WITHDRAWN, Kind.DECIDED: None,
    Kind.LEAD_ENDED: End.STOPPED,
}  # fmt: skip
"""Events that end a dossier for the person. A decision is either of two ends; it counts from the day it is told."""
_YOUNG, _OLD = 30, 60


def end_point(event: Event) -> EndPoint:
    """What feedback is told of an end."""
    dossier = event.dossier
    application = dossier.application
    return EndPoint(
        id=event.pk,
        end=_end(event),
        subject=(KIND, dossier.pk),
        code=dossier.code,
        title=dossier.title,
        procedure=dossier.procedure.key,
        body=dossier.body,
        unit=dossier.deciding_unit,
        channel=Channel(dossier.channel),
        officer=dossier.officer,
        account=application.applicant,
        phone=application.phone,
        place=place_of(dossier),
        age_group=age_group(dossier.subject_number, event.at),
    )


def _end(event: Event) -> End:
    found = ENDS[Kind(event.kind)]
    if found is not None:
        return found
    return End.REFUSED if histories.is_refusal(event.dossier, event) else End.GRANTED


def is_taken_back(event: Event) -> bool:
    """Was this end undone? What is undone is the last thing that was done."""
    later = event.dossier.events.filter(seq__gt=event.seq).in_order()
    return next((each.kind for each in acted(later)), "") == Kind.UNDONE


def taken_back_by(undone: Event) -> Event:
    """What this undoing took back."""
    before = undone.dossier.events.filter(seq__lt=undone.seq, kind=undone.details["undone"])
    return before.latest("seq")


def place_of(dossier: Dossier) -> str:
    """`city` or `province` by the kind of the body that decides, `central` for a ministry's."""
    kinds = {BodyKind.PROVINCE_CITY: "city", BodyKind.PROVINCE: "province"}
    return kinds.get(BodyKind(dossier.body.kind), "central")


def age_group(number: str, at: datetime) -> str:
    """`young` (under 30), `middle`, `old` (60 and more), from the year the personal number says; empty if none."""
    try:
        age = local(at).year - numbers.read(number).year
    except Refused:
        return ""
    return "young" if age < _YOUNG else "middle" if age < _OLD else "old"
