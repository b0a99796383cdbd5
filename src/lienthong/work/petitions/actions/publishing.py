"""Showing an answer to everybody, without the person; and taking it down again."""

from datetime import datetime

from lienthong.ground.identity.models import Account
from lienthong.ground.mandates.models import Mandate
from lienthong.work.petitions import queries, rules
from lienthong.work.petitions.actions import happening, telling
from lienthong.work.petitions.models import Petition, Publication


def publish_answer(
    *, petition: Petition, subject: str, content: str, answer: str, by: Mandate, now: datetime
) -> Publication:
    """Approve words for everybody: what was said and what was answered, with nothing that tells of whom.

    Refuses: MandateEnded, NotInThisRole, NotYours, OwnInterest, PetitionMovedOn, NotAgreed, PersonalDataInside,
    SaidTooLittle, AnswerEmpty. Source: Decree 20/2008 (answers are published), Decree 13/2023 (consent).
    """
    held = happening.locked(petition)
    rules.require_publishing(by, held, now=now)
    shown = {"subject": " ".join(subject.split()), "content": content.strip(), "answer": rules.require_words(answer)}
    rules.require_shown(shown["subject"], shown["content"])
    rules.require_public(held, *shown.values())
    happening.record("petitions.petition.published", held, by=by, now=now, for_whom=by.post.body, details=shown)
    assert held.answering_body is not None, "who answered was forwarded to"
    assert held.answered_at is not None, "only what was answered is published"
    return Publication.objects.create(
        petition=held, body=held.answering_body, matter=held.matter, law=str(queries.answer_of(held).law),
        answered_at=held.answered_at, published_at=now, **shown,
    )  # fmt: skip


def withhold_answer(*, petition: Petition, words: str, by: Mandate, now: datetime) -> Petition:
    """Do not publish it, or take it off the public list, saying why; it may still be approved in other words.

    The clock of publishing ends. Refuses: MandateEnded, NotInThisRole, NotYours, OwnInterest, PetitionMovedOn,
    AnswerEmpty.
    """
    held = happening.locked(petition)
    rules.require_publishing(by, held, now=now)
    details = {"words": rules.require_words(words)}
    event = happening.record(
        "petitions.petition.withheld", held, by=by, now=now, for_whom=by.post.body, details=details
    )
    telling.tell_person(event)
    Publication.objects.filter(petition=held).delete()
    return held


def end_consent(*, petition: Petition, by: Account | None, now: datetime, opened: bool = False) -> Petition:
    """The person does not agree any more: what is published is taken down, and nothing will be. Twice changes nothing.

    Refuses: NotYourPetition. Source: Decree 13/2023 (consent can be withdrawn).
    """
    held = happening.locked(petition)
    rules.require_petitioner(held, by, opened=opened)
    if held.may_publish:
        held.may_publish = False
        happening.record("petitions.petition.consent_ended", held, by=by, now=now, for_whom=held.body)
        Publication.objects.filter(petition=held).delete()
    return held
