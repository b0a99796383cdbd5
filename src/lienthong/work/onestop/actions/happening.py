"""The one place that writes an event: it goes into the chain, moves the dossier, and is an act of the journal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lienthong.ground.identity.models import Account
from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates.models import Mandate
from lienthong.kit import canonical, outbox
from lienthong.work.onestop import events, standing, states
from lienthong.work.onestop.actions import looking
from lienthong.work.onestop.models import Dossier, Event
from lienthong.work.onestop.states import Kind

Actor = Mandate | Account | None


def locked(dossier: Dossier, *, seen: int | None = None) -> Dossier:
    """The dossier as it stands, held until the transaction ends.

    `seen` = the number of the last event the person saw. Refuses: DossierMovedOn when somebody else acted since.
    """
    held = Dossier.objects.select_for_update(of=("self",)).whole().get(pk=dossier.pk)
    if seen is not None and held.last_seq != seen:
        raise states.DossierMovedOn(seen=seen, last=held.last_seq)
    return held


def happen(
    dossier: Dossier, kind: Kind, *, by: Actor, now: datetime, details: Mapping[str, Any] | None = None
) -> Event:
    """Write one event to a locked dossier, or the first one to a new one. Refuses: DossierMovedOn."""
    event = Event(
        dossier=dossier,
        seq=dossier.last_seq + 1,
        kind=kind,
        at=now,
        by=by if isinstance(by, Mandate) else None,
        by_citizen=by.pk if isinstance(by, Account) else None,
        by_name=_name(by),
        details=canonical.plain(dict(details or {})),
    )
    moved = standing.apply(dossier.standing, event)
    event.hash = standing.link(
        bytes(dossier.last_hash), dossier=dossier.pk, seq=event.seq, kind=kind, at=now,
        by=str(by.pk) if by else "", name=event.by_name, details=event.details,
    )  # fmt: skip
    dossier.enter(moved)
    dossier.last_seq, dossier.last_hash, dossier.looked_seq = event.seq, event.hash, event.seq
    dossier.save(force_insert=event.seq == 1)
    event.save(force_insert=True)
    looking.look(dossier, event)
    said = {"code": dossier.code, "event": event.pk, **names(dossier, by), **event.details}
    journal.record(events.name(kind), dossier, by=by, for_whom=dossier.body, at=now, body=said)
    outbox.announce(events.happened(kind, event.pk, at=now))
    return event


def names(dossier: Dossier, by: Actor) -> dict[str, str]:
    """Both names of an act: who did it, and whom the dossier is about."""
    return {"by_name": _name(by), "for_name": dossier.subject_name}


def _name(by: Actor) -> str:
    if isinstance(by, Mandate):
        return by.account.full_name
    return by.full_name if by else ""
