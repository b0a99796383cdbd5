"""Where a dossier stands, derived from its events alone: `fold(events)` is the truth, the row keeps its last value.

Pure: no database, no clock, no calendar. What needs them (a date, a unit) was computed before and stands in the event.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar
from uuid import UUID

from lienthong.kit import canonical
from lienthong.work.onestop import states
from lienthong.work.onestop.states import ALLOWED, OPEN, PAUSED, Alarm, Clock, Kind, Status

GENESIS = bytes(32)


class Happened(Protocol):
    """What folding needs of an event."""

    kind: str
    at: datetime
    details: Mapping[str, Any]


Some = TypeVar("Some", bound=Happened)


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything a list, a page or a count needs to know of a dossier.

    `law_due_at` = the law's date, which an apology does not move as it moves `due_at`; `officer_id` = who had it last,
    also after it was handed on; `ended_at` = since when nobody works on it any more; `awaits_since` = since when it
    waits for the result of the procedure it is linked with; `proposed_at` = since when a result lies before who
    decides, until it is decided or given to somebody; `fee_settles_at` = from when on the fee of what was not
    taken in is given back; `cash_due_since` = since when the person can fetch it in cash; `revoked_at` = since when
    what was granted no longer holds.
    """

    status: int = Status.SUBMITTED
    before: int | None = None
    unit_id: UUID | None = None
    holder_id: UUID | None = None
    step: str = ""
    step_due_at: datetime | None = None
    waiting_since: datetime | None = None
    received_at: datetime | None = None
    begins_at: datetime | None = None
    promised_at: datetime | None = None
    due_at: datetime | None = None
    paused_at: datetime | None = None
    stands_since: datetime | None = None
    apologised_at: datetime | None = None
    supplement_count: int = 0
    paid_at: datetime | None = None
    proposed_at: datetime | None = None
    decided_at: datetime | None = None
    returned_at: datetime | None = None
    revoked_at: datetime | None = None
    last_at: datetime | None = None
    alarms: str = ""
    law_due_at: datetime | None = None
    ended_at: datetime | None = None
    officer_id: UUID | None = None
    awaits_since: datetime | None = None
    fee_settles_at: datetime | None = None
    cash_due_since: datetime | None = None

    @property
    def clock(self) -> Clock:
        """How the office's clock stands."""
        if self.status not in OPEN or self.status == Status.DONE:
            return Clock.ENDED
        if self.awaits_since is not None:
            return Clock.AWAITS
        if self.status in PAUSED or self.stands_since is not None:
            return Clock.STANDS
        return Clock.NOT_BEGUN if self.status == Status.SUBMITTED else Clock.RUNS


def acted(events: Iterable[Some]) -> list[Some]:
    """What was done with the dossier itself; what another dossier only told it is left out."""
    return [each for each in events if each.kind not in states.ONLY_TELL]


def fold(events: Iterable[Happened]) -> Standing:
    """The standing after all events, in their order. Refuses: DossierMovedOn for an order that cannot be."""
    standing = Standing()
    for event in events:
        standing = apply(standing, event)
    return standing


def apply(standing: Standing, event: Happened) -> Standing:
    """The standing after one more event; the first, and only the first, is the handing in.

    Refuses: DossierMovedOn, NotAcknowledged.
    """
    kind = Kind(event.kind)
    moved = replace(standing, last_at=event.at)
    if (kind is Kind.SUBMITTED) != (standing.unit_id is None):
        raise states.DossierMovedOn(status=standing.status, event=kind.value)
    if kind is Kind.SUBMITTED:
        return _handed(moved, event)
    awaits = standing.awaits_since is not None
    if kind in _ONLY_AWAITING and not awaits:
        raise states.DossierMovedOn(status=standing.status, event=kind.value)
    states.require(standing.status, kind, waits=standing.waiting_since is not None, awaits=awaits)
    if (target := ALLOWED[kind].leads_to) is not None:
        moved = replace(moved, status=target, before=standing.status)
    return _AFTER.get(kind, _nothing)(moved, event)


_ONLY_AWAITING = frozenset({Kind.BEGUN, Kind.LEAD_ENDED})


def _nothing(standing: Standing, event: Happened) -> Standing:
    return standing


def _handed(standing: Standing, event: Happened) -> Standing:
    """A unit is to take it: until it says so, somebody waits."""
    return replace(
        standing,
        unit_id=UUID(event.details["unit"]),
        holder_id=None,
        step=event.details["step"],
        step_due_at=_instant(event, "step_due_at"),
        waiting_since=event.at,
        proposed_at=None,
        alarms=_without(standing, Alarm.UNANSWERED, Alarm.ESCALATED),
    )


def _without(standing: Standing, *settled: Alarm) -> str:
    """The alarms that still hold when these are settled."""
    return " ".join(each for each in standing.alarms.split() if each not in settled)


def _alarmed(standing: Standing, event: Happened) -> Standing:
    return replace(standing, alarms=" ".join([*standing.alarms.split(), event.details["about"]]))


def _escalated(standing: Standing, event: Happened) -> Standing:
    """It lies before a leader until they say that they have seen it; put there twice, it lies there once."""
    return replace(standing, alarms=" ".join([*_without(standing, Alarm.ESCALATED).split(), Alarm.ESCALATED.value]))


def _escalation_seen(standing: Standing, event: Happened) -> Standing:
    return replace(standing, alarms=_without(standing, Alarm.ESCALATED))


def _agreed(standing: Standing, event: Happened) -> Standing:
    """Whoever was silent is not waited for any more: the step counts as done."""
    return replace(standing, waiting_since=None)


def _received(standing: Standing, event: Happened) -> Standing:
    """Taken in: the promise is made, once and for all."""
    due = _instant(event, "due_at")
    return replace(
        standing,
        received_at=event.at,
        begins_at=_instant(event, "begins_at"),
        promised_at=standing.promised_at or due,
        due_at=due,
        law_due_at=due,
        waiting_since=None,
        alarms="",
    )


def _acknowledged(standing: Standing, event: Happened) -> Standing:
    alarms = _without(standing, Alarm.UNANSWERED)
    return _assigned(replace(standing, waiting_since=None, alarms=alarms), event)


def _assigned(standing: Standing, event: Happened) -> Standing:
    holder = _identity(event, "holder")
    return replace(standing, holder_id=holder, officer_id=holder, proposed_at=None)


def _proposed(standing: Standing, event: Happened) -> Standing:
    return replace(standing, proposed_at=event.at)


def _paused(standing: Standing, event: Happened) -> Standing:
    asked = event.kind == Kind.SUPPLEMENT_ASKED
    since = standing.stands_since or event.at
    return replace(standing, paused_at=since, supplement_count=standing.supplement_count + asked)


def _paid(standing: Standing, event: Happened) -> Standing:
    """The fee has come. Whoever waited for it goes on; before reception, the time to receive begins only now."""
    paid = replace(standing, paid_at=event.at)
    if standing.status == Status.PAYMENT:
        return _resumed(paid, event)
    due = _instant(event, "step_due_at")
    return paid if due is None else replace(paid, step_due_at=due, alarms=_without(paid, Alarm.NOT_RECEIVED))


def _resumed(standing: Standing, event: Happened) -> Standing:
    """The applicant did their part: back to where it was, with the dates that the procedure's rule gives now.

    What was proposed before a supplement came is judged anew.
    """
    assert standing.before is not None, "waiting for the applicant always follows another status"
    return replace(
        standing,
        status=standing.before,
        before=None,
        paused_at=None,
        proposed_at=None if event.kind == Kind.SUPPLIED else standing.proposed_at,
        stands_since=event.at if standing.stands_since else None,
        begins_at=_instant(event, "begins_at") or standing.begins_at,
        due_at=_instant(event, "due_at") or standing.due_at,
        law_due_at=_instant(event, "due_at") or standing.law_due_at,
        step_due_at=_instant(event, "step_due_at") or standing.step_due_at,
        waiting_since=event.at if standing.waiting_since else None,
        alarms="",
    )


def _undone(standing: Standing, event: Happened) -> Standing:
    """As if it had not been: the status, the count and the clock of before, which the event itself names."""
    back = event.details["back"]
    supplement = standing.status == Status.SUPPLEMENT
    return replace(
        standing,
        status=back["status"],
        before=back["before"],
        paused_at=datetime.fromisoformat(back["paused_at"]) if back["paused_at"] else None,
        supplement_count=standing.supplement_count - supplement,
        ended_at=None,
        fee_settles_at=None,
    )


def back(standing: Standing) -> dict[str, Any]:
    """What taking back an event restores, given the standing before that event."""
    paused = standing.paused_at
    return {
        "status": int(standing.status),
        "before": standing.before if standing.before is None else int(standing.before),
        "paused_at": paused.isoformat() if paused else None,
    }


def _apologised(standing: Standing, event: Happened) -> Standing:
    alarms = _without(standing, Alarm.DUE_SOON, Alarm.OVERDUE)
    since = event.at if standing.stands_since else None
    due = _instant(event, "due_at")
    return replace(standing, apologised_at=event.at, due_at=due, stands_since=since, alarms=alarms)


def _ended(standing: Standing, event: Happened) -> Standing:
    return replace(standing, ended_at=event.at, awaits_since=None)


def _refused(standing: Standing, event: Happened) -> Standing:
    """The fee goes back, but not before it is too late to take the refusal back."""
    return replace(_ended(standing, event), fee_settles_at=event.at + timedelta(minutes=states.UNDO_MINUTES))


def _fee_settled(standing: Standing, event: Happened) -> Standing:
    return replace(standing, fee_settles_at=None, cash_due_since=event.at if event.details["cash"] else None)


def _fee_returned(standing: Standing, event: Happened) -> Standing:
    return replace(standing, cash_due_since=None) if event.details["cash"] else standing


def _linked(standing: Standing, event: Happened) -> Standing:
    """Handed in with others at once. What needs something of the lead's result waits for it: no clock runs."""
    return replace(standing, awaits_since=event.at, step_due_at=None) if event.details.get("awaits") else standing


def _begun(standing: Standing, event: Happened) -> Standing:
    """What it waited for is there: the time to take it in begins now."""
    due = _instant(event, "step_due_at")
    return replace(standing, awaits_since=None, waiting_since=event.at, step_due_at=due)


def _decided(standing: Standing, event: Happened) -> Standing:
    handed = _handed(standing, event)
    return replace(handed, decided_at=event.at, ended_at=event.at, stands_since=None)


def _returned(standing: Standing, event: Happened) -> Standing:
    return replace(standing, returned_at=event.at, waiting_since=None)


def _revoked(standing: Standing, event: Happened) -> Standing:
    """The result no longer holds, and nobody is to hand it over.

    After a refusal the office has the dossier again, as if its clock had never stood.
    """
    if not event.details.get("anew"):
        return replace(standing, revoked_at=event.at, waiting_since=None)
    open_again = replace(standing, status=Status.PROCESSING, before=None, waiting_since=None, ended_at=None)
    return replace(open_again, decided_at=None, returned_at=None)


def _reached(standing: Standing, event: Happened) -> Standing:
    """The consulted body has the request. Where the procedure says so, the office's clock stands from here on."""
    stands = event.details.get("stands") and standing.stands_since is None
    return replace(standing, stands_since=event.at) if stands else standing


def _opinion(standing: Standing, event: Happened) -> Standing:
    """An opinion, or silence in its place: the last one lets the clock go on, with the dates that hold now."""
    alarms = standing.alarms
    if event.kind == Kind.CONSULT_SILENT and not event.details.get("agreed"):
        alarms = " ".join([*_without(standing, Alarm.NO_OPINION).split(), Alarm.NO_OPINION])
    if event.details.get("settles"):
        alarms = _without(standing, Alarm.NO_OPINION)
    moved = replace(standing, alarms=alarms)
    if not event.details.get("goes_on"):
        return moved
    return replace(
        moved,
        stands_since=None,
        due_at=_instant(event, "due_at") or moved.due_at,
        law_due_at=_instant(event, "due_at") or moved.law_due_at,
        step_due_at=_instant(event, "step_due_at") or moved.step_due_at,
    )


_AFTER = {
    Kind.PAID: _paid,
    Kind.RECEIVED: _received,
    Kind.REFUSED: _refused,
    Kind.WITHDRAWN: _ended,
    Kind.STOPPED: _ended,
    Kind.UNDONE: _undone,
    Kind.HANDED_OVER: _handed,
    Kind.ACKNOWLEDGED: _acknowledged,
    Kind.ASSIGNED: _assigned,
    Kind.PROPOSED: _proposed,
    Kind.SUPPLEMENT_ASKED: _paused,
    Kind.PAYMENT_ASKED: _paused,
    Kind.SUPPLIED: _resumed,
    Kind.APOLOGISED: _apologised,
    Kind.ALARMED: _alarmed,
    Kind.ESCALATED: _escalated,
    Kind.ESCALATION_SEEN: _escalation_seen,
    Kind.SILENCE_AGREED: _agreed,
    Kind.DECIDED: _decided,
    Kind.RETURNED: _returned,
    Kind.REVOKED: _revoked,
    Kind.CONSULT_REACHED: _reached,
    Kind.CONSULT_ANSWERED: _opinion,
    Kind.CONSULT_RETURNED: _opinion,
    Kind.CONSULT_SILENT: _opinion,
    Kind.LINKED: _linked,
    Kind.BEGUN: _begun,
    Kind.LEAD_ENDED: _ended,
    Kind.FEE_SETTLED: _fee_settled,
    Kind.FEE_RETURNED: _fee_returned,
}


def _instant(event: Happened, name: str) -> datetime | None:
    given = event.details.get(name)
    return datetime.fromisoformat(given) if given else None


def _identity(event: Happened, name: str) -> UUID | None:
    given = event.details.get(name)
    return UUID(given) if given else None


def link(
    before: bytes, *, dossier: UUID, seq: int, kind: str, at: datetime, by: str, name: str, details: Mapping[str, Any]
) -> bytes:
    """The hash of an event: over the one before it and all that it says, so that none can be changed or left out."""
    said = {
        "dossier": str(dossier),
        "seq": seq,
        "kind": kind,
        "at": canonical.instant(at),
        "by": by,
        "name": name,
        "details": dict(details),
    }
    return hashlib.sha256(before + canonical.encode(said)).digest()
