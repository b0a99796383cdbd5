"""Handing in what an application is linked with: one application for each, from the same answers, papers and facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lienthong.ground.files.models import StoredFile
from lienthong.ground.journal import actions as journal
from lienthong.kit import outbox
from lienthong.kit.errors import Conflict
from lienthong.work.services import events, linked, linking, queries, rules
from lienthong.work.services.actions.applying import Filler, settled
from lienthong.work.services.actions.prefilling import readings
from lienthong.work.services.linked import Planned
from lienthong.work.services.models import Application, Attachment
from lienthong.work.services.queries import Filled
from lienthong.work.services.states import ApplicationState


class LinkedNotReady(Conflict):
    """One of the procedures done together cannot be submitted like this. Go back and change what is named."""


@dataclass(frozen=True)
class Handed:
    """A linked application that was handed in, and what was planned of it."""

    plan: Planned
    filled: Filled


def submit_linked(*, lead: Filled, by: Filler, now: datetime) -> list[Handed]:
    """Hand in everything the lead, just handed in, is linked with: all of it, or nothing of anything.

    Each application holds its own version for life. What registers say is read anew for its own purpose; papers are
    the lead's files. Refuses: LinkedNotReady (which, and why). Source: Decree 61/2018 art. 19 (6).
    """
    plans = linked.planned(lead)
    lacking = [f"{plan.title}: {each}" for plan in plans for each in plan.lacking]
    if lacking:
        raise LinkedNotReady(" ".join(lacking), lacking=lacking)
    return [_handed_in(lead, plan, by=by, now=now) for plan in plans]


def _handed_in(lead: Filled, plan: Planned, *, by: Filler, now: datetime) -> Handed:
    assert plan.offering is not None, "what lacks nothing is offered"
    assert plan.joined is not None, "and joined"
    version = plan.offering.procedure.current
    assert version is not None, "and published"
    first = lead.application
    application = Application(
        version=version,
        procedure=plan.offering.procedure,
        offering=plan.offering,
        state=ApplicationState.SUBMITTED,
        channel=first.channel,
        relation=first.relation,
        basis=first.basis,
        applicant=first.applicant,
        entered_by=first.entered_by,
        applicant_name=first.applicant_name,
        subject_number=first.subject_number,
        subject_name=first.subject_name,
        phone=first.phone,
        assurance=first.assurance,
        answers=linking.plain(plan.told or {}),
        started_at=now,
        saved_at=now,
        submitted_at=now,
    )
    application.save(force_insert=True)
    begun = settled(application, now)
    application.facts = {name: fact for name, fact in begun.items() if name not in application.answers}
    application.facts |= readings(application=application, by=by, now=now)
    application.save(update_fields=["facts"])
    _give_papers(lead, plan, application, now)
    found = queries.filled(application, at=now, later=plan.joined.later)
    lacking = [words for _code, words in linking.lacking(plan.joined, found.simulation, set(lead.simulation.papers))]
    if lacking:
        raise LinkedNotReady(" ".join([plan.title, *lacking]), lacking=lacking)
    _say(found, lead, by=by, now=now)
    return Handed(plan, found)


def _give_papers(lead: Filled, plan: Planned, application: Application, now: datetime) -> None:
    assert plan.joined is not None, "what is handed in is joined"
    wanted = plan.joined.papers.items()
    Attachment.objects.bulk_create(
        Attachment(application=application, paper=theirs, file=each.file, attached_at=now, reused_from=each.reused_from)
        for theirs, ours in wanted
        for each in lead.attachments
        if each.paper == ours
    )


def _say(filled: Filled, lead: Filled, *, by: Filler, now: datetime) -> None:
    held = filled.application
    files = [each.file.sha256 for each in filled.attachments]
    body = {"version": held.version.address, "files": files, "channel": held.channel, "relation": held.relation}
    body |= {"by_name": rules.name_of(by), "for_name": held.subject_name, "linked_with": str(lead.application.pk)}
    journal.record("services.application.submitted", held, by=by, for_whom=held.offering.body, at=now, body=body)
    outbox.announce(events.application_submitted(held.pk, at=now))


def learn(*, application: Application, facts: Mapping[str, Any], dossier: str, now: datetime) -> Application:
    """Keep what the result of another dossier (its code) says: question -> plain value. The one-stop shop says when.

    It is neither the applicant's statement nor a register's; its source stays beside it.
    """
    held = Application.objects.select_for_update(of=("self",)).whole().get(pk=application.pk)
    for name, value in facts.items():
        held.facts[name] = {"value": value, "register": "", "reading": "", "as_of": now.isoformat(), "dossier": dossier}
    held.saved_at = now
    held.save(update_fields=["facts", "saved_at"])
    return held


def correct(
    *, application: Application, answers: Mapping[str, Any], files: Sequence[tuple[str, StoredFile]], now: datetime
) -> Application:
    """Bring what was taken over from another dossier up to date; None takes an answer back. The one-stop shop says why.

    What a register says otherwise stays beside it, as after a supplement.
    """
    held = Application.objects.select_for_update(of=("self",)).whole().get(pk=application.pk)
    held.answers = {name: value for name, value in {**held.answers, **answers}.items() if value is not None}
    for name in set(answers) & set(held.facts):
        held.facts[name]["disputed"] = True
    Attachment.objects.bulk_create(
        Attachment(application=held, paper=paper, file=file, attached_at=now) for paper, file in files
    )
    held.saved_at = now
    held.save(update_fields=["answers", "facts", "saved_at"])
    return held
