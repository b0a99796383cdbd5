"""From the citizen's hand into the office: submit, receive, refuse, take back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from lienthong.ground.calendar.deadlines import hand_over_by
from lienthong.ground.identity.models import Account
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.organisations.models import Unit
from lienthong.work.onestop import locker, paying, queries, rules, standing, states, timing
from lienthong.work.onestop.actions import linking, numbering
from lienthong.work.onestop.actions.happening import happen, locked
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import Kind, RefusalReason, Status
from lienthong.work.services import actions as services
from lienthong.work.services import matters
from lienthong.work.services.models import Application, Attachment
from lienthong.work.services.queries import Filled
from lienthong.work.services.simulating import StepDue
from lienthong.work.services.states import Purpose


def submit_dossier(*, application: Application, by: Account | Mandate, now: datetime, again: str = "") -> Dossier:
    """Hand an application in: everything that a machine can check is checked, then the dossier gets its code.

    What it is linked with is handed in with it, each with a code of its own: all at once, or nothing. `again` = why an
    official hands the same in once more for somebody whose dossier is open.
    Refuses: OpenAlready, ReasonEmpty, and as `services.actions.submit`, `submit_linked`.
    Source: Decree 61/2018 arts 17, 19 (6), 26; Decree 45/2020.
    """
    same = queries.open_of_same(application) if isinstance(by, Mandate) else []
    once_more = rules.require_again(same, again)
    filled = services.submit(application=application, by=by, now=now)
    handed = services.submit_linked(lead=filled, by=by, now=now)
    dossier = _opened(filled, by=by, now=now, more=once_more)
    also = [(each, _opened(each.filled, by=by, now=now)) for each in handed]
    linking.link(dossier, also, by=by, now=now)
    return dossier


def _opened(filled: Filled, *, by: Account | Mandate, now: datetime, more: Mapping[str, Any] | None = None) -> Dossier:
    """The dossier of an application that was handed in: its code, its first event with `more`, its fee asked for."""
    held = filled.application
    offering = held.offering
    route = filled.simulation.one(Purpose.ROUTE)
    code, legacy = numbering.codes(offering.body, offering.receiving_unit, now)
    dossier = Dossier(
        application=held,
        procedure=held.procedure,
        version=held.version,
        body=offering.body,
        receiving_unit=offering.receiving_unit,
        deciding_unit_id=offering.unit_for(str(route)),
        code=code,
        legacy_code=legacy,
        title=held.version.package.plain["procedure"]["name"]["vi"],
        subject_name=held.subject_name,
        subject_number=held.subject_number,
        channel=held.channel,
        fee=filled.fee,
        submitted_at=now,
        matter=matters.matter_of(held),
        last_hash=standing.GENESIS,
        last_at=now,
        status=Status.SUBMITTED,
    )
    dossier.renew_words()
    first = filled.package.plain["steps"]["steps"][0]["name"]
    details = {
        "unit": str(offering.receiving_unit_id),
        "unit_name": offering.receiving_unit.name_vi,
        "step": first,
        "step_due_at": timing.receive_by(dossier, since=now).isoformat(),
        "fee": filled.fee,
        "files": _listed(filled.attachments),
        **(more or {}),
    }
    happen(dossier, Kind.SUBMITTED, by=by, now=now, details=details)
    paying.ask(dossier, now=now)
    return dossier


def _listed(papers: Sequence[Attachment]) -> list[dict[str, str]]:
    """The files as the first event keeps them; of what was used again also where it was accepted."""
    again = locker.origins(papers)
    return [
        {"paper": each.paper, "sha256": each.file.sha256}
        | ({"from": again[each.pk].code, "verified_by": again[each.pk].body.name_vi} if each.pk in again else {})
        for each in papers
    ]


def receive(*, dossier: Dossier, by: Mandate, now: datetime, seen: int | None = None) -> Dossier:
    """Take it in: the day of the result is promised, and it goes to the unit of the next step.

    Passing on is due the same day, or the next morning when received after 15:00 (Decree 61/2018 art. 18).
    Refuses: NotInThisRole, NotYours, DossierMovedOn, NotPaid.
    """
    held = locked(dossier, seen=seen)
    rules.require(by, Verb.RECEIVE_DOSSIER, held, now=now)
    states.require(held.status, Kind.RECEIVED)
    rules.require_paid(held)
    way = timing.plan(held, received_at=complete_at(held))
    happen(held, Kind.RECEIVED, by=by, now=now, details=timing.details(way.deadline))
    following = way.after(held.step)
    assert following is not None, "a package has a step after reception"
    pass_to(held, following, way=way, by=by, now=now)
    return held


def complete_at(dossier: Dossier) -> datetime:
    """When the whole dossier had reached the office: its fee where one is due, and what it waited for."""
    supplied = dossier.events.filter(kind__in=[Kind.SUPPLIED, Kind.BEGUN]).order_by("seq").last()
    moments = [dossier.submitted_at, dossier.paid_at, supplied.at if supplied else None]
    return max(moment for moment in moments if moment is not None)


def pass_to(dossier: Dossier, step: StepDue, *, way: timing.Plan, by: Mandate | None, now: datetime) -> None:
    """Hand a locked dossier to the unit of a step; that unit must say that it has it. `by` = None: the law does."""
    unit = dossier.application.offering.unit_for(step.unit or "")
    assert dossier.due_at is not None, "only what was received is passed on"
    due = hand_over_by(timing.calendar_of(dossier, now), now)
    details = {
        "unit": str(unit),
        "unit_name": Unit.objects.get(pk=unit).name_vi,
        "step": step.plain["name"],
        "step_due_at": timing.step_due(dossier, way, step, until=dossier.due_at, now=now).isoformat(),
        "acknowledge_by": due.due_at.isoformat(),
    }
    happen(dossier, Kind.HANDED_OVER, by=by, now=now, details=details)


def refuse(
    *,
    dossier: Dossier,
    reason: RefusalReason,
    words: str,
    law: str,
    by: Mandate,
    now: datetime,
    seen: int | None = None,
) -> Dossier:
    """Do not take it in (form 03): a reason from the list, words about this dossier, and the provision.

    Refuses: NotInThisRole, NotYours, DossierMovedOn, ReasonEmpty, BasisMissing. Source: Decree 61/2018 art. 17.
    """
    held = locked(dossier, seen=seen)
    rules.require(by, Verb.RECEIVE_DOSSIER, held, now=now)
    said, basis = rules.require_reason(words, law)
    details = {"reason": RefusalReason(reason).value, "words": said, "law": basis}
    happen(held, Kind.REFUSED, by=by, now=now, details=details)
    return held


def undo(*, dossier: Dossier, by: Mandate, now: datetime) -> Dossier:
    """Take back one's own refusal, supplement request or stop of the last ten minutes: all is as it was before.

    Refuses: MandateEnded, TooLateToUndo.
    """
    held = locked(dossier)
    *before, last = standing.acted(held.events.in_order())
    rules.require_undo(last, by, now=now)
    back = standing.back(standing.fold(before))
    happen(held, Kind.UNDONE, by=by, now=now, details={"undone": last.kind, "back": back})
    return held
