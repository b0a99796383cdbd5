"""Several people say the same: one petition goes ahead, the others along with it, each with its own code and answer."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.models import Body
from lienthong.work.petitions import rules
from lienthong.work.petitions.actions import happening, telling
from lienthong.work.petitions.models import Petition, PetitionEvent
from lienthong.work.petitions.states import ANSWER_DAYS, WITH_ANSWERER, Kind, Status


def merge_petition(*, petition: Petition, main: Petition, by: Mandate, now: datetime) -> Petition:
    """This one goes along with another that says the same; its person keeps code, receipt and gets the same answer.

    Where the other one was forwarded already, so is this one, with days of its own. Both can be parted again until they
    are answered. Refuses: MandateEnded, NotInThisRole, NotYours, OwnInterest, SaysSomethingElse.
    """
    held, ahead = happening.both_locked(petition, main)
    rules.require_receiving(by, held, now=now)
    rules.require_receiving(by, ahead, now=now)
    rules.require_same(held, ahead)
    about = {"main": str(ahead.pk), "code": ahead.code}
    happening.record("petitions.petition.merged", held, by=by, now=now, for_whom=held.body, details=about)
    _beside(ahead, held, "joined", by=by, now=now)
    if held.status == Status.NEW:
        event = happening.record("petitions.petition.accepted", held, by=by, now=now, for_whom=held.body)
        telling.tell_person(event)
    if ahead.status in WITH_ANSWERER:
        _forward_after(held, ahead, by=by, now=now)
    return held


def part_petition(*, petition: Petition, by: Mandate, now: datetime) -> Petition:
    """It does not say the same: from now on it goes its own way, from where it stands, with the dates it has.

    Refuses: MandateEnded, NotInThisRole, NotYours, OwnInterest, PetitionMovedOn, NotMerged.
    """
    if petition.main is None:
        raise rules.NotMerged
    held, ahead = happening.both_locked(petition, petition.main)
    rules.require_receiving(by, held, now=now)
    if held.main_id != ahead.pk:
        raise rules.NotMerged
    about = {"main": str(ahead.pk), "code": ahead.code}
    event = happening.record("petitions.petition.parted", held, by=by, now=now, for_whom=held.body, details=about)
    _beside(ahead, held, "left", by=by, now=now)
    if held.answering is not None:
        telling.tell_office(event, held.answering, what="arrived")
    return held


def _beside(ahead: Petition, held: Petition, what: str, *, by: Mandate, now: datetime) -> None:
    """The history of the one that goes ahead says so as well."""
    about = {"petition": str(held.pk), "code": held.code}
    happening.record(f"petitions.petition.{what}", ahead, by=by, now=now, for_whom=ahead.body, details=about)


def _forward_after(held: Petition, ahead: Petition, *, by: Mandate, now: datetime) -> None:
    """To where the other one was forwarded; the days to answer this person begin now."""
    to = ahead.answering_body
    assert to is not None, "it was forwarded"
    details = {
        "body": str(to.pk), **happening.named(to), "unit": str(ahead.answering_unit_id), "words": "",
        **happening.clock(happening.due(to, now, ANSWER_DAYS)),
    }  # fmt: skip
    event = happening.record("petitions.petition.forwarded", held, by=by, now=now, for_whom=held.body, details=details)
    telling.tell_person(event)


def take_along(
    petition: Petition, verb: str, *, by: Mandate, now: datetime, for_whom: Body, details: Mapping[str, Any]
) -> Iterator[PetitionEvent]:
    """The same step for each that goes along, which is first brought to where it can happen. Refuses: OwnInterest."""
    for each in happening.followers(petition):
        rules.require_no_interest(by, each)
        if verb.endswith(Kind.ANSWERED) and each.status == Status.FORWARDED:
            happening.record("petitions.petition.acknowledged", each, by=by, now=now, for_whom=for_whom)
        yield happening.record(verb, each, by=by, now=now, for_whom=for_whom, details=details)
