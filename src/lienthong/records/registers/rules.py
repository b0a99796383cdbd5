"""What a read and a correction need: purpose and law, a claim with its why, an official of the keeper. No writes."""

from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from lienthong.ground.files import content
from lienthong.ground.identity.queries import identification_of
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.models import Body
from lienthong.kit.errors import Conflict, Invalid, NotAllowed
from lienthong.kit.own_words import own_words
from lienthong.kit.text import normalise
from lienthong.records.registers import declared
from lienthong.records.registers.models import SEEN_LETTERS, CorrectionRequest, Reading
from lienthong.records.registers.records import Attribute, NoSuchAttribute, Record, as_claim
from lienthong.records.registers.states import Kind, LicenceClass

EVIDENCE = frozenset({content.PDF, content.JPEG, content.PNG})
"""What a file given for a request to correct may be."""
MOST_EVIDENCE = 5
LARGEST_EVIDENCE_BYTES = 20 * 1024 * 1024
_SHORTEST_REASON = 10
_SET_PHRASES = Path(__file__).parent / "data" / "set_phrases.json"
_FEWEST_LETTERS, _FEWEST_OWN = 20, 4
"""An official's reason has so many letters, and so many words that are in no set phrase."""
_SHORTEST_SEEN = 5
"""A paper is not named in fewer letters."""
_LONGEST_PURPOSE = 300


class PurposeMissing(Invalid):
    """A register is read for a purpose and on a legal basis. Say both, each in at most 300 characters."""


class ReasonMissing(Invalid):
    """Say why, in at least ten letters: whoever reads it decides by it."""


class ReasonEmpty(Invalid):
    """Say in your own words what you found about this very value; a set phrase is no reason."""


class EvidenceUnseen(Invalid):
    """Name the paper in which you saw what is right, mark a file of this request, or add one."""


class SecondPersonNeeded(NotAllowed):
    """You proposed this correction yourself. Somebody else of your body has to confirm it."""


class ConcernsYou(NotAllowed):
    """This is about your own record, or you asked for it yourself. Somebody else of your body has to answer."""


class ClaimMissing(Invalid):
    """Say what would be right. A day is written like 2019-03-12, in at most 300 characters."""


class ClaimUnchanged(Invalid):
    """This is what the register says already. Say what would be right instead, or leave it as it is."""


class FollowsFromOthers(Conflict):
    """This value follows from other entries. Correct those first, then refuse this request and say so."""


def require_purpose(purpose: str, law: str) -> tuple[str, str]:
    """Purpose and legal basis, white space collapsed. Refuses: PurposeMissing.

    Source: Decree 47/2020 art. 35 (a request says its purpose), Law 26/2023/QH15 arts 9-10.
    """
    told = normalise(purpose), normalise(law)
    if not all(0 < len(words) <= _LONGEST_PURPOSE for words in told):
        raise PurposeMissing
    return told


def require_claim(reading: Reading, attribute: str, claimed: str, why: str) -> tuple[str, str]:
    """What would be right, and why.

    Refuses: NoSuchAttribute (not part of this reading), ClaimMissing, ClaimUnchanged, ReasonMissing.
    """
    if attribute not in reading.attributes:
        raise NoSuchAttribute(register=reading.register, attribute=attribute, known=list(reading.attributes))
    claimed = normalise(claimed)
    if not 0 < len(claimed) <= _LONGEST_PURPOSE:
        raise ClaimMissing
    if claimed == normalise(as_claim(reading.values[attribute])):
        raise ClaimUnchanged
    return claimed, require_reason(why)


def require_reason(why: str) -> str:
    """Refuses: ReasonMissing."""
    why = normalise(why)
    if len(why) < _SHORTEST_REASON:
        raise ReasonMissing
    return why


def require_own_words(words: str) -> str:
    """An official's reason: words of one's own about this value. Refuses: ReasonEmpty."""
    said = normalise(words)
    if len(said) < _FEWEST_LETTERS or len(own_words(said, _SET_PHRASES)) < _FEWEST_OWN:
        raise ReasonEmpty
    return said


def require_seen(seen: str, files: int) -> str:
    """What the official saw it in: a paper by its name, or files. Refuses: EvidenceUnseen."""
    named = normalise(seen)
    if len(named) > SEEN_LETTERS or (len(named) < _SHORTEST_SEEN and (named or not files)):
        raise EvidenceUnseen
    return named


class KeepsNoRegister(NotAllowed):
    """Your body keeps no register, so nobody asks it to correct one. Choose a post in the body that does."""


def _keeps_any(body: Body) -> bool:
    """Does this body keep a register that is connected, by the name it has today?"""
    return any(one.keeper == body.name_vi for one in declared.REGISTERS.values())


def may_answer_any(by: Mandate) -> bool:
    """Has this person a role that answers requests to correct, in a body that keeps a register?"""
    return mandates.reach_of(by.role, mandates.Verb.ANSWER_CORRECTION) is not None and _keeps_any(by.post.body)


def may_read_any(by: Mandate) -> bool:
    """The same for who answers such requests or sees them, as an auditor."""
    reads = mandates.reach_of(by.role, mandates.Verb.READ_CORRECTION) is not None
    return (reads and _keeps_any(by.post.body)) or may_answer_any(by)


def require_may_read_any(by: Mandate, now: datetime) -> None:
    """As `may_read_any`, at this moment. Refuses: MandateEnded, NotInThisRole, KeepsNoRegister."""
    mandates.require_any(by, mandates.Verb.ANSWER_CORRECTION, mandates.Verb.READ_CORRECTION, now=now)
    if not _keeps_any(by.post.body):
        raise KeepsNoRegister


def require_may_answer_any(by: Mandate, now: datetime) -> None:
    """The same at this moment, as what is refused. Refuses: MandateEnded, NotInThisRole, KeepsNoRegister."""
    mandates.require(by, mandates.Verb.ANSWER_CORRECTION, now=now)
    if not _keeps_any(by.post.body):
        raise KeepsNoRegister


def require_may_answer(by: Mandate, request: CorrectionRequest, now: datetime) -> None:
    """An official of the keeping body, in a role that may, whom the request does not concern.

    Refuses: MandateEnded, NotYours, NotInThisRole, ConcernsYou.
    """
    mandates.require(by, mandates.Verb.ANSWER_CORRECTION, now=now)
    if by.post.body_id != request.keeper_id:
        raise mandates.NotYours
    held = identification_of(by.account, now)
    concerned = held is not None and held.number == request.person.number
    if concerned or request.asked_by_id == by.account_id or _is_of(by, request.asked_by_id):
        raise ConcernsYou


def require_second(by: Mandate, request: CorrectionRequest) -> None:
    """Somebody else than who proposed it, whatever post each acts in. Refuses: SecondPersonNeeded."""
    if request.proposed_by is not None and _is_of(by, request.proposed_by):
        raise SecondPersonNeeded


def _is_of(by: Mandate, mandate_id: UUID) -> bool:
    """Is this a mandate of the same person?"""
    return Mandate.objects.filter(pk=mandate_id, account=by.account_id).exists()


def require_settable(attribute: Attribute, record: Record) -> None:
    """Is there a row in which a correction of this attribute can be written? Refuses: FollowsFromOthers."""
    if attribute.row_in(record) is None:
        raise FollowsFromOthers(attribute=attribute.name)


def parsed(attribute: Attribute, claimed: str) -> str | date:
    """The claim as the column takes it; what has no column of its own is left as it was said.

    Refuses: ClaimMissing for a day or a class that is none.
    """
    if not attribute.field or attribute.kind == Kind.TEXT:
        return claimed
    if attribute.kind == Kind.DATE:
        return _day(claimed)
    if claimed.lower() not in LicenceClass.values:
        raise ClaimMissing
    return claimed.lower()


def _day(claimed: str) -> date:
    try:
        return date.fromisoformat(claimed)
    except ValueError as problem:
        raise ClaimMissing from problem
