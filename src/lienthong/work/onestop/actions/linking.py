"""Linked procedures: all handed in at once; what waits for the lead's result begins with it, or ends when none comes.

The lead is always locked before what is linked with it, so that two acts at once stand in line and none is lost.
Source: Decree 61/2018 art. 19 (6), (7).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from lienthong.ground.files.models import StoredFile
from lienthong.work.onestop import families, rules, timing
from lienthong.work.onestop.actions import settling
from lienthong.work.onestop.actions.happening import Actor, happen, locked
from lienthong.work.onestop.models import Dossier, Link
from lienthong.work.onestop.states import Kind, RefusalReason
from lienthong.work.services import actions as services
from lienthong.work.services import linked
from lienthong.work.services.actions.joining import Handed
from lienthong.work.services.linked import Retold

LAW = "Nghị định 61/2018/NĐ-CP, điều 19 khoản 6"
_GIVEN_BACK = "Thủ tục chủ trì {code} không có kết quả, việc này không làm nữa."


def link(lead: Dossier, handed: Sequence[tuple[Handed, Dossier]], *, by: Actor, now: datetime) -> None:
    """Join dossiers that were just handed in, the lead and the others; what waits begins with the lead's result."""
    for one, dossier in handed:
        found = one.plan.link
        Link.objects.create(lead=lead, dossier=dossier, name=found.name, waits_for=found.waits_for)
        said = {"lead": str(lead.pk), "lead_code": lead.code, "name": found.name, "task": found.plain["task"]}
        happen(dossier, Kind.LINKED, by=by, now=now, details={**said, "awaits": sorted(found.waits_for)})
    if handed:
        listed = [{"dossier": str(each.pk), "code": each.code, "title": each.title} for _one, each in handed]
        happen(lead, Kind.LINKED, by=by, now=now, details={"linked": listed})


def begin_waiting(lead: Dossier, data: Mapping[str, Any], *, by: Actor, now: datetime) -> None:
    """The lead was granted: its data are written into what waits, and the time to take that in begins."""
    for one, held in _waiting(lead):
        facts = {question: data[datum] for question, datum in one.waits_for.items()}
        held.application = services.learn(application=held.application, facts=facts, dossier=lead.code, now=now)
        due = timing.receive_by(held, since=now)
        details = {"lead_code": lead.code, "data": facts, "step_due_at": due.isoformat()}
        happen(held, Kind.BEGUN, by=by, now=now, details=details)


def end_waiting(lead: Dossier, *, now: datetime) -> int:
    """The lead ended without a result: what waits for it ends, and what was paid for it goes back; of how many.

    What waits for nothing goes on. A second time changes nothing.
    """
    waiting = list(_waiting(lead))
    why = families.last_end(lead).kind if waiting else ""
    for _link, held in waiting:
        details = {"reason": RefusalReason.LEAD_ENDED.value, "why": why, "law": LAW, "lead_code": lead.code}
        happen(held, Kind.LEAD_ENDED, by=None, now=now, details=details)
        settling.give_back(held, reason=_GIVEN_BACK.format(code=lead.code), now=now)
    return len(waiting)


def settle_ended(*, lead: Dossier, now: datetime) -> int:
    """After a refusal or a stop that nobody can take back any more: end what waits; of how many. Harmless twice."""
    held = locked(lead)
    return end_waiting(held, now=now) if rules.is_over_for_good(held, now=now) else 0


def tell_revoked(lead: Dossier, *, words: str, by: Actor, now: datetime) -> None:
    """The lead's result was revoked: the bodies that used its data are told, wherever their dossiers stand."""
    for one in lead.links.select_related("dossier").order_by("dossier__code"):
        held = locked(one.dossier)
        if one.waits_for and held.events.filter(kind=Kind.BEGUN).exists():
            happen(held, Kind.LEAD_REVOKED, by=by, now=now, details={"lead_code": lead.code, "words": words})


def correct_linked(
    lead: Dossier,
    *,
    before: Mapping[str, Any],
    files: Sequence[tuple[str, StoredFile]],
    by: Actor,
    now: datetime,
) -> list[dict[str, Any]]:
    """A supplement changed what linked dossiers took over: each copy is corrected, each body told; who, and what of it.

    `before` = the lead's answers of before. What was decided by then stays, and the body that decided is told; what
    ended without a result needs nothing. Source: Decree 61/2018 arts 19 (4), 19 (6).
    """
    told = []
    for one in lead.links.select_related("dossier").order_by("dossier__code"):
        held = locked(one.dossier)
        if rules.is_over_for_good(held, now=now):
            continue
        change = linked.retold(lead.application, one.name, held.application, before=before, files=files)
        if change:
            details = _corrected(held, one, change, now=now)
            happen(held, Kind.LEAD_CORRECTED, by=by, now=now, details={"lead_code": lead.code, **details})
            told.append({"dossier": str(held.pk), "code": held.code, **_open(details)})
    return told


def _corrected(held: Dossier, one: Link, change: Retold, *, now: datetime) -> dict[str, Any]:
    """Correct the copy of a locked dossier, unless it was decided; what the event says of that."""
    given, is_kept = held.application.given, held.decided_at is not None
    details: dict[str, Any] = {
        "answers": {name: {"from": given.get(name), "to": value} for name, value in change.answers.items()},
        "files": [{"paper": paper, "sha256": file.sha256} for paper, file in change.files],
        "kept": is_kept,
        "chosen": change.is_chosen,
    }
    if is_kept:
        return details
    later = frozenset(one.waits_for) if held.awaits_since else frozenset[str]()
    then = linked.judged(held.application, later=later)
    held.application = services.correct(
        application=held.application, answers=change.answers, files=change.files, now=now
    )
    now_is = linked.judged(held.application, later=later)
    turned = {name: {"from": then[name], "to": now_is[name]} for name in _TURNS if then[name] != now_is[name]}
    return details | {name: now_is[name] for name in _OPEN} | {"turned": turned}


_OPEN = ("missing", "papers", "refused")
_TURNS = ("fee", "unit", "time")
"""What follows from answers and is not counted anew by itself: the office that has the dossier is told."""


def _open(details: Mapping[str, Any]) -> dict[str, Any]:
    """Of a correction what the applicant may have to do something about; the lead's event keeps it in one list."""
    return {name: details[name] for name in ("kept", "chosen", *_OPEN, "turned") if name in details}


def _waiting(lead: Dossier) -> Iterator[tuple[Link, Dossier]]:
    """What waits for a locked lead, each locked; one that was withdrawn until its lock was had waits no more."""
    for one in lead.links.waiting().select_related("dossier").order_by("dossier__code"):
        held = locked(one.dossier)
        if held.awaits_since is not None:
            yield one, held
