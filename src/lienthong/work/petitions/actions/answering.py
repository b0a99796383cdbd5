"""What the body does that a petition was forwarded to: says that it has it, or that it is not its own, and answers."""

from datetime import datetime
from typing import Any

from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.organisations.models import Body
from lienthong.work.petitions import rules
from lienthong.work.petitions.actions import asking, happening, merging, telling
from lienthong.work.petitions.models import Petition
from lienthong.work.petitions.states import FORWARD_DAYS, PUBLISH_DAYS


def acknowledge_petition(*, petition: Petition, by: Mandate, now: datetime) -> Petition:
    """Say "we have it"; the clock of answering has run since it was forwarded.

    Refuses: MandateEnded, NotInThisRole, NotYours, OwnInterest, PetitionMovedOn.
    """
    held = happening.locked(petition)
    rules.require_answering(by, held, Verb.HANDLE_PETITION, now=now)
    rules.require_own_way(held)
    happening.record(_ACKNOWLEDGED, held, by=by, now=now, for_whom=_body(held))
    for _along in merging.take_along(held, _ACKNOWLEDGED, by=by, now=now, for_whom=_body(held), details={}):
        pass
    return held


def send_back_petition(*, petition: Petition, words: str, by: Mandate, now: datetime) -> Petition:
    """Not for this body: back to who forwarded it, saying why; five working days to forward it rightly begin.

    Refuses: MandateEnded, NotInThisRole, NotYours, OwnInterest, PetitionMovedOn, AnswerEmpty.
    """
    held = happening.locked(petition)
    rules.require_answering(by, held, Verb.HANDLE_PETITION, now=now)
    rules.require_own_way(held)
    begun = happening.due(held.body, now, FORWARD_DAYS)
    details = {"words": rules.require_words(words), **happening.named(_body(held)), **happening.clock(begun)}
    body = _body(held)
    event = happening.record(_SENT_BACK, held, by=by, now=now, for_whom=body, details=details)
    for _along in merging.take_along(held, _SENT_BACK, by=by, now=now, for_whom=body, details=details):
        pass
    telling.tell_office(event, held.receiving)
    return held


def answer_petition(*, petition: Petition, words: str, by: Mandate, now: datetime, law: str = "") -> Petition:
    """Answer in plain words; the person reads them and is told that they are there. `law` = what they rest on.

    Who goes along gets the same answer. Two working days to publish it begin where the person agreed.
    Refuses: MandateEnded, NotInThisRole, NotYours, OwnInterest, PetitionMovedOn, GoesAlong, AnswerEmpty.
    """
    held = happening.locked(petition)
    rules.require_answering(by, held, Verb.ANSWER_PETITION, now=now)
    rules.require_own_way(held)
    said = {"words": rules.require_words(words), "law": " ".join(law.split())[:300]}
    body = _body(held)
    details = {**said, **_publishing_clock(held, body, now)}
    event = happening.record(_ANSWERED, held, by=by, now=now, for_whom=body, details=details)
    along = merging.take_along(held, _ANSWERED, by=by, now=now, for_whom=body, details=said)
    for each in (event, *along):
        telling.tell_person(each)
        asking.ask_how_it_was(each)
    return held


_ACKNOWLEDGED, _SENT_BACK, _ANSWERED = (
    f"petitions.petition.{each}" for each in ("acknowledged", "sent_back", "answered")
)


def _publishing_clock(petition: Petition, body: Body, now: datetime) -> dict[str, Any]:
    """Nobody has to publish what the person did not agree to; of several who say the same one is enough."""
    return happening.clock(happening.due(body, now, PUBLISH_DAYS), "publish_") if petition.may_publish else {}


def _body(petition: Petition) -> Body:
    assert petition.answering_body is not None, "rules have seen that it was forwarded"
    return petition.answering_body
