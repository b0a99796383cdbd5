"""What a read and a correction need: purpose and law, a claim with its why, an official of the keeper. No writes."""

from datetime import date, datetime

from lienthong.ground.files import content
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.models import Body
from lienthong.kit.errors import Conflict, Invalid, NotAllowed
from lienthong.kit.text import normalise
from lienthong.records.registers import declared
from lienthong.records.registers.models import CorrectionRequest, Reading
from lienthong.records.registers.records import Attribute, NoSuchAttribute, Record, as_claim
from lienthong.records.registers.states import Kind, LicenceClass

EVIDENCE = frozenset({content.PDF, content.JPEG, content.PNG})
"""What a file given for a request to correct may be."""
MOST_EVIDENCE = 5
LARGEST_EVIDENCE_BYTES = 20 * 1024 * 1024
_SHORTEST_REASON = 10
_LONGEST_PURPOSE = 300


class PurposeMissing(Invalid):
    """A register is read for a purpose and on a legal basis. Say both, each in at most 300 characters."""


class ReasonMissing(Invalid):
    """Say why, in at least ten letters: whoever reads it decides by it."""


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


class KeepsNoRegister(NotAllowed):
    """Your body keeps no register, so nobody asks it to correct one. Choose a post in the body that does."""


def _keeps_any(body: Body) -> bool:
    """Does this body keep a register that is connected, by the name it has today?"""
    return any(one.keeper == body.name_vi for one in declared.REGISTERS.values())


def may_answer_any(by: Mandate) -> bool:
    """Has this person a role that answers requests to correct, in a body that keeps a register?"""
    return mandates.reach_of(by.role, mandates.Verb.ANSWER_CORRECTION) is not None and _keeps_any(by.post.body)


def require_may_answer_any(by: Mandate, now: datetime) -> None:
    """The same at this moment, as what is refused. Refuses: MandateEnded, NotInThisRole, KeepsNoRegister."""
    mandates.require(by, mandates.Verb.ANSWER_CORRECTION, now=now)
    if not _keeps_any(by.post.body):
        raise KeepsNoRegister


def require_may_answer(by: Mandate, request: CorrectionRequest, now: datetime) -> None:
    """An official of the keeping body, in a role that may. Refuses: MandateEnded, NotYours, NotInThisRole."""
    mandates.require(by, mandates.Verb.ANSWER_CORRECTION, now=now)
    if by.post.body_id != request.keeper_id:
        raise mandates.NotYours


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
