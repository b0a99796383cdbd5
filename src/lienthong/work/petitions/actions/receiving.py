"""What the receiving body does: takes in or not, asks, and forwards within five working days."""

from datetime import datetime

from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.models import Body
from lienthong.work.petitions import queries, rules
from lienthong.work.petitions.actions import asking, happening, merging, telling
from lienthong.work.petitions.models import Petition
from lienthong.work.petitions.states import ANSWER_DAYS


def accept_petition(*, petition: Petition, by: Mandate, now: datetime) -> Petition:
    """Take it in: it is about a rule or how one is kept, and clear. The clock of forwarding runs on.

    Refuses: MandateEnded, NotInThisRole, NotYours, OwnInterest, PetitionMovedOn.
    """
    held = _held(petition, by, now)
    telling.tell_person(happening.record("petitions.petition.accepted", held, by=by, now=now, for_whom=held.body))
    return held


def refuse_petition(*, petition: Petition, ground: str, words: str, by: Mandate, now: datetime) -> Petition:
    """Do not take it in, with the law and the right way: a complaint and a denunciation go by laws of their own.

    Refuses: MandateEnded, NotInThisRole, NotYours, OwnInterest, PetitionMovedOn, GroundMissing, AnswerEmpty.
    Source: Decree 20/2008; Law 02/2011/QH13; Law 25/2018/QH14.
    """
    held = _held(petition, by, now)
    details = {"ground": rules.require_ground(ground).value, "words": rules.require_words(words)}
    event = happening.record("petitions.petition.refused", held, by=by, now=now, for_whom=held.body, details=details)
    telling.tell_person(event)
    asking.ask_how_it_was(event)
    return held


def ask_clarity(*, petition: Petition, words: str, by: Mandate, now: datetime) -> Petition:
    """Ask the person to make it clearer, twice at most; the clock stands still and begins again with their answer.

    Refuses: MandateEnded, NotInThisRole, NotYours, OwnInterest, PetitionMovedOn, AskedOften, AnswerEmpty.
    """
    held = _held(petition, by, now)
    rules.require_asks_left(held)
    details = {"words": rules.require_words(words)}
    event = happening.record(
        "petitions.petition.clarity_asked", held, by=by, now=now, for_whom=held.body, details=details
    )
    telling.tell_person(event)
    return held


def forward_petition(*, petition: Petition, to: Body, by: Mandate, now: datetime, words: str = "") -> Petition:
    """Hand it to the body that must answer, which may be one's own; that body has to say that it has it.

    The hand-over stays in the chain, also when it is sent back. Refuses: MandateEnded, NotInThisRole, NotYours,
    OwnInterest, PetitionMovedOn, NoDeskThere. Source: Decree 20/2008, as amended by 92/2017 (5 working days).
    """
    held = _held(petition, by, now)
    desk = queries.desk_of(to)
    if desk is None:
        raise rules.NoDeskThere
    details = {
        "body": str(to.pk), **happening.named(to), "unit": str(desk.unit_id), "words": words.strip(),
        **happening.clock(happening.due(to, now, ANSWER_DAYS)),
    }  # fmt: skip
    event = happening.record(_FORWARDED, held, by=by, now=now, for_whom=held.body, details=details)
    telling.tell_person(event)
    for along in merging.take_along(held, _FORWARDED, by=by, now=now, for_whom=held.body, details=details):
        telling.tell_person(along)
    assert held.answering is not None, "it was forwarded just now"
    telling.tell_office(event, held.answering, what="arrived")
    return held


_FORWARDED = "petitions.petition.forwarded"


def _held(petition: Petition, by: Mandate, now: datetime) -> Petition:
    held = happening.locked(petition)
    rules.require_receiving(by, held, now=now)
    rules.require_own_way(held)
    return held
