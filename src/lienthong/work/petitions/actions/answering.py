"""What the body does that a petition was forwarded to: says that it has it, or that it is not its own, and answers."""

from datetime import datetime

from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.organisations.models import Body
from lienthong.work.petitions import rules
from lienthong.work.petitions.actions import happening, telling
from lienthong.work.petitions.models import Petition
from lienthong.work.petitions.states import FORWARD_DAYS


def acknowledge_petition(*, petition: Petition, by: Mandate, now: datetime) -> Petition:
    """Say "we have it"; the clock of answering has run since it was forwarded.

    Refuses: MandateEnded, NotInThisRole, NotYours, OwnInterest, PetitionMovedOn.
    """
    held = happening.locked(petition)
    rules.require_answering(by, held, Verb.HANDLE_PETITION, now=now)
    happening.record("petitions.petition.acknowledged", held, by=by, now=now, for_whom=_body(held))
    return held


def send_back_petition(*, petition: Petition, words: str, by: Mandate, now: datetime) -> Petition:
    """Not for this body: back to who forwarded it, saying why; five working days to forward it rightly begin.

    Refuses: MandateEnded, NotInThisRole, NotYours, OwnInterest, PetitionMovedOn, AnswerEmpty.
    """
    held = happening.locked(petition)
    rules.require_answering(by, held, Verb.HANDLE_PETITION, now=now)
    begun = happening.due(held.body, now, FORWARD_DAYS)
    details = {"words": rules.require_words(words), "body_name": _body(held).name_vi, **happening.clock(begun)}
    event = happening.record(
        "petitions.petition.sent_back", held, by=by, now=now, for_whom=_body(held), details=details
    )
    telling.tell_office(event, held.receiving)
    return held


def answer_petition(*, petition: Petition, words: str, by: Mandate, now: datetime, law: str = "") -> Petition:
    """Answer in plain words; the person reads them and is told that they are there. `law` = what they rest on.

    Refuses: MandateEnded, NotInThisRole, NotYours, OwnInterest, PetitionMovedOn, AnswerEmpty.
    """
    held = happening.locked(petition)
    rules.require_answering(by, held, Verb.ANSWER_PETITION, now=now)
    details = {"words": rules.require_words(words), "law": " ".join(law.split())[:300]}
    event = happening.record("petitions.petition.answered", held, by=by, now=now, for_whom=_body(held), details=details)
    telling.tell_person(event)
    return held


def _body(petition: Petition) -> Body:
    assert petition.answering_body is not None, "rules have seen that it was forwarded"
    return petition.answering_body
