"""How a dossier ends: decided and returned, withdrawn by the citizen, or stopped by the office."""

from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from typing import Any

from django.conf import settings

from lienthong.ground.files import actions as files
from lienthong.ground.files.content import PDF
from lienthong.ground.identity.models import Account
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.signatures import actions as signatures
from lienthong.ground.signatures import together
from lienthong.kit.clock import local
from lienthong.work.onestop import deciding, queries, refunding, results, rules, states, timing
from lienthong.work.onestop.actions import linking, numbering, receiving, settling
from lienthong.work.onestop.actions.happening import happen, locked
from lienthong.work.onestop.models import Dossier, Result
from lienthong.work.onestop.rules import Posted
from lienthong.work.onestop.states import Kind, RefusalReason, ResultKind, Status
from lienthong.work.onestop.timing import Plan
from lienthong.work.services import delivering, resulting
from lienthong.work.services.delivering import Way


def decide(
    *,
    dossier: Dossier,
    outcome: str,
    words: str,
    by: Mandate,
    now: datetime,
    law: str = "",
    reason: RefusalReason | None = None,
    plain: str = "",
    data: Mapping[str, str] | None = None,
    seen: int | None = None,
) -> Dossier:
    """Give the result: signed by this person, sealed by the body; it goes to the one-stop desk to be handed over.

    `data` = what the package wants this result to say, by name; what is left out is as it was declared. What is linked
    with the dossier and waits begins with them, or ends with a refusal.
    A refusal needs a reason of the list, `plain` words about this very dossier, which the person reads and the paper
    prints below its own, and the provision (form 03, Decree 61/2018 art. 19 (8)).
    Refuses: NotInThisRole, NotYours, DecidedAlready, DossierMovedOn, NotAcknowledged, NoSuchOutcome, ReasonUnchosen,
    ReasonEmpty, BasisMissing, WordsContradict, DataUnfit, NoCertificate.
    """
    held = locked(dossier, seen=seen)
    rules.require_undecided(by, held, now=now)
    rules.require(by, Verb.DECIDE_DOSSIER, held, now=now)
    states.require(held.status, Kind.DECIDED, waits=held.waiting_since is not None)
    chosen = deciding.outcome(held.version.package, outcome)
    same = [each.code for each in queries.of_same_matter(held.matter, but=held.pk)]
    why = {"law": law} if chosen.granted else rules.require_refusal(reason, plain, law)
    assert held.begins_at is not None, "a dossier in hand was received"
    way = timing.plan(held, received_at=held.begins_at)
    deciding.require_fit(held, way, chosen, words)
    said = _data(held, outcome, data or {}, way, on=local(now).date())
    details = {
        "unit": str(held.receiving_unit_id),
        "unit_name": held.receiving_unit.name_vi,
        "step": way.last.plain["name"],
        "step_due_at": held.due_at.isoformat() if held.due_at else None,
        "outcome": outcome,
        "suggested": deciding.suggested(way),
        "words": words,
        "granted": chosen.granted,
        "facts": deciding.facts(held.version.package, way),
        **why,
        **({"data": said} if said else {}),
        **({"same_matter": same} if same else {}),
    }
    happen(held, Kind.DECIDED, by=by, now=now, details=details)
    number = numbering.result_number(held.body, now)
    claims = together.with_digest(deciding.claims(held, chosen, said, on=local(now).date()))
    stated = signatures.state_credential(
        body_id=held.body_id,
        code=held.body.code,
        kind=f"{settings.PUBLIC_URL}/credentials/{held.procedure.key}",
        claims=claims,
        disclosable=[each for each in claims if each != together.DIGEST],
        subject=held,
        by=by,
        now=now,
    )
    address = together.address(settings.PUBLIC_URL, code=held.code.replace(".", "-"), digest=claims[together.DIGEST])
    statement = deciding.Statement(stated.token, address)
    reasoned = words if chosen.granted else deciding.with_basis(words, why["plain"], why["law"])
    written = deciding.with_data(held.version.package, outcome, reasoned, said)
    signed = deciding.paper(held, chosen, written, stated=statement, number=number, by=by, now=now)
    name = f"{held.code}.pdf"
    held.result = Result.objects.create(
        dossier=held,
        kind=ResultKind.GRANTED if chosen.granted else ResultKind.REFUSED,
        outcome=outcome,
        title=chosen.name,
        text=words,
        claims=claims,
        credential=stated.token,
        status_uri=stated.place.uri,
        status_index=stated.place.index,
        file=files.keep(BytesIO(signed), name=name, by=by, now=now, allowed=frozenset({PDF})),
        signed_by=by,
        signed_at=now,
    )
    held.fee_owed_since = now if refunding.owed_by(held) is not None else None
    held.save(update_fields=["result", "fee_owed_since"])
    if chosen.granted:
        linking.begin_waiting(held, said, by=by, now=now)
    else:
        linking.end_waiting(held, now=now)
    return held


def _data(held: Dossier, outcome: str, given: Mapping[str, str], way: Plan, *, on: date) -> dict[str, Any]:
    """The data of the result, each right. Refuses: DataUnfit."""
    package = held.version.package
    whole = resulting.with_declared(package, outcome, given, deciding.facts_of_result(held, way), on=on)
    return resulting.require(package, outcome, whole, on=on)


def revoke_result(*, dossier: Dossier, reason: str, by: Mandate, now: datetime) -> Dossier:
    """The result no longer holds, in both forms: who checks it here is told at once, with a status list in a minute.

    A refusal that no longer holds decides nothing: the unit that decided has the dossier again and decides anew. Its
    promised day stays, and no second fee is due, also where the first went back. What was linked with it and ended
    stays ended.
    Refuses: NotInThisRole, NotYours, DossierMovedOn, RevokedAlready, ReasonEmpty.
    """
    held = locked(dossier)
    rules.require_deciding(by, held, now=now)
    states.require(held.status, Kind.REVOKED)
    results.require_standing(held)
    said = rules.require_own_words(reason)
    result = held.result
    assert result is not None, "what is decided has its result"
    assert result.status_index is not None, "a result was stated when it was decided"
    signatures.revoke_credential(uri=result.status_uri, index=result.status_index, reason=said, by=by, now=now)
    result.revoked_at = now
    result.save(update_fields=["revoked_at"])
    anew = result.kind == ResultKind.REFUSED
    if anew:
        held.fee_owed_since, held.fee_gone_since = None, now if refunding.went_back(held) else None
    happen(held, Kind.REVOKED, by=by, now=now, details={"words": said, **({"anew": True} if anew else {})})
    if anew:
        _begin_anew(held, by=by, now=now)
    linking.tell_revoked(held, words=said, by=by, now=now)
    return held


def _begin_anew(held: Dossier, *, by: Mandate, now: datetime) -> None:
    """Nothing is decided any more, and who decides has it in hand."""
    assert held.begins_at is not None, "what was decided had been received"
    way = timing.plan(held, received_at=held.begins_at)
    held.result = None
    receiving.pass_to(held, way.deciding, way=way, by=by, now=now)


def return_result(
    *,
    dossier: Dossier,
    to: str,
    by: Mandate,
    now: datetime,
    posted: Posted | None = None,
    seen: int | None = None,
) -> Dossier:
    """The result was handed over to this person, or `posted` to them.

    Refuses: NotInThisRole, NotYours, RevokedMeanwhile, DossierMovedOn, PostedAnotherDay.
    """
    held = locked(dossier, seen=seen)
    rules.require(by, Verb.RETURN_RESULT, held, now=now)
    results.require_to_hand_over(held)
    details = {"to": to.strip(), "way": Way.COUNTER.value}
    if posted is not None:
        rules.require_posted(held, posted, now=now)
        details |= {"way": Way.POST.value, "on": posted.on.isoformat(), "tracking": posted.tracking.strip()}
    happen(held, Kind.RETURNED, by=by, now=now, details=details)
    return held


def fetch_result(*, dossier: Dossier, by: Account, now: datetime) -> Dossier:
    """The citizen opened the electronic result: with that it is returned. A second time changes nothing, and neither
    does what was revoked.

    Where a paper was asked for, at the counter or by post, it is still to be handed over: a result is returned in the
    way that was registered (Decree 61/2018 art. 20).
    Refuses: NotYours, DossierMovedOn (there is no result).
    """
    held = locked(dossier)
    rules.require_mine(held, by)
    if held.returned_at is not None or held.revoked_at is not None:
        return held
    chosen = delivering.chosen(held.application.given)
    if held.status == Status.DONE and chosen is not None and chosen.on_paper:
        return held
    happen(held, Kind.RETURNED, by=by, now=now, details={"to": "online", "way": Way.ONLINE.value})
    return held


def withdraw(*, dossier: Dossier, words: str, by: Account, now: datetime) -> Dossier:
    """The citizen does not want it any more; no reason is asked. What waits for its result ends with it.

    Before the office has taken it in, nothing was done for the fee, and it goes back.

    Refuses: NotYours, DossierMovedOn.
    """
    held = locked(dossier)
    rules.require_mine(held, by)
    happen(held, Kind.WITHDRAWN, by=by, now=now, details={"words": words.strip()})
    if held.received_at is None:
        settling.give_back(held, reason="Người nộp rút hồ sơ khi chưa bắt đầu giải quyết.", now=now)
    linking.end_waiting(held, now=now)
    return held


def stop(*, dossier: Dossier, reason: RefusalReason, words: str, law: str, by: Mandate, now: datetime) -> Dossier:
    """End it without a result, with reason, words and law; within ten minutes it can be taken back.

    Refuses: NotInThisRole, NotYours, DossierMovedOn, ReasonEmpty, BasisMissing.
    """
    held = locked(dossier)
    rules.require(by, Verb.DECIDE_DOSSIER, held, now=now)
    said, basis = rules.require_reason(words, law)
    details = {"reason": RefusalReason(reason).value, "words": said, "law": basis}
    happen(held, Kind.STOPPED, by=by, now=now, details=details)
    return held
