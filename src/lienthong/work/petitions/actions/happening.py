"""The one place that writes an event: it moves the petition and is an act of the journal."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from lienthong.ground.calendar import deadlines
from lienthong.ground.calendar.deadlines import Deadline
from lienthong.ground.calendar.queries import calendar_for
from lienthong.ground.files.models import StoredFile
from lienthong.ground.identity.models import Account
from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.models import Body
from lienthong.kit import canonical
from lienthong.kit.clock import local
from lienthong.work.petitions import standing
from lienthong.work.petitions.models import Enclosure, Petition, PetitionEvent, PetitionQuerySet
from lienthong.work.petitions.states import FORWARD_DAYS, REFUSE_DAYS, Kind

Actor = Mandate | Account | None


def locked(petition: Petition) -> Petition:
    """The petition as it stands, held until the transaction ends."""
    return _held().get(pk=petition.pk)


def both_locked(first: Petition, second: Petition) -> tuple[Petition, Petition]:
    """Two at once, always in the same order, so that nobody waits for each other."""
    held = {each.pk: each for each in _held().filter(pk__in=[first.pk, second.pk]).order_by("pk")}
    return held[first.pk], held[second.pk]


def followers(petition: Petition) -> list[Petition]:
    """What goes along with this one, held too."""
    return list(_held().filter(main=petition).order_by("pk"))


def _held() -> PetitionQuerySet:
    return Petition.objects.select_for_update(of=("self",)).whole()


def record(
    verb: str,
    petition: Petition,
    *,
    by: Actor,
    now: datetime,
    for_whom: Body,
    details: Mapping[str, Any] | None = None,
    files: Iterable[StoredFile] = (),
) -> PetitionEvent:
    """Write one event to a locked petition and the act `verb`, `petitions.petition.<kind>`, to the journal.

    Refuses: PetitionMovedOn when it may not happen now.
    """
    event = PetitionEvent(
        petition=petition, seq=petition.last_seq + 1, kind=Kind(verb.rpartition(".")[2]), at=now,
        by=by if isinstance(by, Mandate) else None, by_name=_name(by, petition),
        details=canonical.plain(dict(details or {})),
    )  # fmt: skip
    petition.enter(standing.apply(petition.standing, event))
    petition.last_seq = event.seq
    petition.save()
    event.save(force_insert=True)
    kept = [Enclosure(petition=petition, event=event, file=file) for file in files]
    Enclosure.objects.bulk_create(kept)
    told = {name: value for name, value in event.details.items() if not name.endswith("why")}
    said = {"code": petition.code, **told, "files": [each.file.sha256 for each in kept]}
    journal.record(verb, petition, by=by, for_whom=for_whom, at=now, body=said)
    return event


def _name(by: Actor, petition: Petition) -> str:
    """The official by name; whoever sent it in as they called themselves; nobody when a clock ran out."""
    if isinstance(by, Mandate):
        return by.account.full_name
    return by.full_name if by else ""


def named(body: Body) -> dict[str, str]:
    """What the body was called then, in both languages, as an event keeps it."""
    return {"body_name": body.name_vi, "body_name_en": body.name_en}


def due(body: Body, now: datetime, days: int) -> Deadline:
    """So many working days of this body from now."""
    return deadlines.working_days(calendar_for(body.pk, local(now).date()), now, days)


def clock(found: Deadline, name: str = "") -> dict[str, Any]:
    """The date and its derivation, as an event keeps them: `due_at` and `why`, or `refuse_due_at` and `refuse_why`."""
    return {f"{name}due_at": found.due_at.isoformat(), f"{name}why": found.plain()}


def receiving_clocks(body: Body, since: datetime) -> dict[str, Any]:
    """Both clocks of the receiving body: until when it refuses, and until when it forwards or asks."""
    refuse = clock(due(body, since, REFUSE_DAYS), "refuse_")
    return {**refuse, **clock(due(body, since, FORWARD_DAYS))}
