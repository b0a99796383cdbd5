"""Telling the person of every step, and the side whose turn it is. Nobody is told who has an interest of their own."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext

from lienthong.ground.mandates import queries as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.states import Role
from lienthong.ground.notices import actions as notices
from lienthong.work.petitions import rules
from lienthong.work.petitions.models import Petition, PetitionEvent, Side
from lienthong.work.petitions.states import Kind, Way

_KIND = "petitions.petition.%s"


def tell_person(event: PetitionEvent) -> None:
    """Into their inbox; else by text to the number, else by letter to the address: what happened, never the words."""
    petition = event.petition
    if petition.account is not None:
        facts, url = {"code": petition.code, "title": petition.subject}, f"/petitions/{petition.pk}/"
        kind, key = _KIND % event.kind, f"petition {event.pk}"
        notices.notify(account=petition.account, kind=kind, facts=facts, url=url, now=event.at, once_key=key)
        return
    with translation.override("vi"):
        what = gettext(str(Kind(event.kind).label)).lower()
    _write(petition, "petitions.text.moved", {"code": petition.code, "what": what}, event.at)


def tell_codes(petition: Petition, now: datetime) -> None:
    """Code and second code to whoever has no account here, so that they find it again."""
    if petition.account is None:
        _write(petition, "petitions.text.submitted", {"code": petition.code, "second": petition.lookup_code}, now)


def _write(petition: Petition, kind: str, facts: dict[str, str], now: datetime) -> None:
    """A letter is printed and sent by the office: its desk says so, and gives the slip to send."""
    if petition.way == Way.LETTER:
        return
    if petition.way == Way.TEXT:
        notices.text(phone=petition.phone, kind=kind, facts=facts, now=now)
    else:
        notices.write(email=petition.email, kind=kind, facts=facts, now=now)


def tell_office(event: PetitionEvent, side: Side, *, what: str = "", leaders_too: bool = False) -> None:
    """The heads of the unit, the leaders where there is none, or both. `what` = the notice, if named otherwise."""
    petition = event.petition
    facts, url = {"code": petition.code, "title": petition.subject}, f"/desk/petitions/{petition.pk}/"
    for mandate in _officials(petition, side, event.at, leaders_too=leaders_too):
        kind, key = _KIND % (what or event.kind), f"office {event.pk}"
        notices.notify(account=mandate.account, kind=kind, facts=facts, url=url, now=event.at, once_key=key)


def _officials(petition: Petition, side: Side, at: datetime, *, leaders_too: bool) -> list[Mandate]:
    def fair(found: list[Mandate]) -> list[Mandate]:
        return [each for each in found if not rules.has_interest(each.account, petition)]

    heads = fair([each for each in mandates.holders(side.body_id, Role.HEAD_OF_UNIT, at)
                  if each.post.unit_id == side.unit_id])  # fmt: skip
    if heads and not leaders_too:
        return heads
    return [*heads, *fair(mandates.holders(side.body_id, Role.LEADER, at))]
