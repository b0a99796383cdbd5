"""In the office: take over from another unit, give to somebody, pass on, put a result before whoever decides."""

from datetime import datetime

from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.kit.errors import Conflict
from lienthong.work.onestop import deciding, rules, states, timing
from lienthong.work.onestop.actions.happening import happen, locked
from lienthong.work.onestop.actions.receiving import pass_to
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import Kind, RefusalReason


class NoNextStep(Conflict):
    """The next step is the result itself. Submit it to the person who decides."""


def acknowledge(*, dossier: Dossier, by: Mandate, now: datetime, seen: int | None = None) -> Dossier:
    """Say that the unit has it, and take it in hand. Refuses: NotInThisRole, NotYours, DossierMovedOn."""
    held = locked(dossier, seen=seen)
    rules.require(by, Verb.HANDLE_DOSSIER, held, now=now)
    happen(held, Kind.ACKNOWLEDGED, by=by, now=now, details=_taking(by))
    return held


def _taking(by: Mandate) -> dict[str, str]:
    return {"holder": str(by.pk), "holder_name": by.account.full_name}


def assign(*, dossier: Dossier, holder: Mandate, by: Mandate, now: datetime, note: str = "") -> Dossier:
    """Give it to another person of the unit. Refuses: NotInThisRole, NotYours, HolderElsewhere, DossierMovedOn."""
    held = locked(dossier)
    rules.require(by, Verb.DECIDE_DOSSIER, held, now=now)
    rules.require_holder(held, holder, now=now)
    details = {"holder": str(holder.pk), "holder_name": holder.account.full_name, "note": note.strip()}
    happen(held, Kind.ASSIGNED, by=by, now=now, details=details)
    return held


def pass_on(*, dossier: Dossier, by: Mandate, now: datetime, seen: int | None = None) -> Dossier:
    """This step is done: hand it to the unit of the next one; within one unit nobody needs to acknowledge anew.

    Refuses: NotInThisRole, NotYours, DossierMovedOn, NotAcknowledged, NoNextStep (the result itself comes next).
    """
    held = locked(dossier, seen=seen)
    rules.require(by, Verb.HANDLE_DOSSIER, held, now=now)
    states.require(held.status, Kind.HANDED_OVER, waits=held.waiting_since is not None)
    assert held.begins_at is not None, "a dossier in hand was received"
    way = timing.plan(held, received_at=held.begins_at)
    following = way.after(held.step)
    if following is None or following is way.last:
        raise NoNextStep
    before = held.unit_id
    pass_to(held, following, way=way, by=by, now=now)
    if held.unit_id == before:
        happen(held, Kind.ACKNOWLEDGED, by=by, now=now, details=_taking(by))
    return held


def propose(
    *,
    dossier: Dossier,
    outcome: str,
    words: str,
    by: Mandate,
    now: datetime,
    law: str = "",
    reason: RefusalReason | None = None,
    plain: str = "",
) -> Dossier:
    """Put a result before whoever decides, whole: a refusal with reason, words to the person, and provision.

    Refuses: NotInThisRole, NotYours, DossierMovedOn, NotAcknowledged, NoSuchOutcome, WordsContradict, ReasonUnchosen,
    ReasonEmpty, BasisMissing.
    """
    held = locked(dossier)
    rules.require(by, Verb.HANDLE_DOSSIER, held, now=now)
    states.require(held.status, Kind.PROPOSED, waits=held.waiting_since is not None)
    chosen = deciding.outcome(held.version.package, outcome)
    assert held.begins_at is not None, "a dossier in hand was received"
    deciding.require_fit(held, timing.plan(held, received_at=held.begins_at), chosen, words)
    why = {} if chosen.granted else rules.require_refusal(reason, plain, law)
    happen(held, Kind.PROPOSED, by=by, now=now, details={"outcome": outcome, "words": words.strip(), **why})
    return held
