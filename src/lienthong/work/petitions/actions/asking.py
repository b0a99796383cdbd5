"""Asking at every end how it was: what ended, with whom and how it had come, is read from the petition itself."""

from lienthong.ground.organisations.states import BodyKind
from lienthong.work.feedback import actions as feedback
from lienthong.work.feedback.actions import EndPoint
from lienthong.work.feedback.states import Channel as How
from lienthong.work.feedback.states import End
from lienthong.work.petitions.models import PetitionEvent
from lienthong.work.petitions.states import Channel, Kind

SUBJECT = "petitions.petition"
PROCEDURE = "phan_anh_kien_nghi"
"""Petitions are counted beside procedures, under a name that no procedure has."""
TITLE = "Phản ánh, kiến nghị"
"""What was said is nobody's business who only counts: the person knows it by its code."""
_HOW = {Channel.ONLINE: How.ONLINE, Channel.COUNTER: How.COUNTER}


def ask_how_it_was(event: PetitionEvent) -> None:
    """Ask the person of a petition that was just answered or not taken in; the side that ended it is judged."""
    petition = event.petition
    answered = event.kind == Kind.ANSWERED
    body = petition.answering_body if answered else petition.body
    unit = petition.answering_unit if answered else petition.unit
    assert body is not None, "somebody answered it, or did not take it in"
    point = EndPoint(
        id=event.pk, end=End.ANSWERED if answered else End.NOT_RECEIVED, subject=(SUBJECT, petition.pk),
        code=petition.code, title=TITLE, procedure=PROCEDURE, body=body, unit=unit,
        channel=_HOW.get(Channel(petition.channel), How.ASSISTED), account=petition.account, phone=petition.phone,
        email=petition.email, officer=event.by, place=_PLACES.get(BodyKind(body.kind), "central"),
    )  # fmt: skip
    feedback.ask(point=point, by=None, now=event.at)


_PLACES = {BodyKind.PROVINCE_CITY: "city", BodyKind.PROVINCE: "province"}
