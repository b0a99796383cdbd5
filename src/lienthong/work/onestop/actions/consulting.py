"""Asking other bodies: the request as an official document, and what the exchange brings back of it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import translation

from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.organisations.models import Body
from lienthong.kit.ids import new_id
from lienthong.records.documents import actions as documents
from lienthong.records.documents.actions.drafting import Address
from lienthong.records.documents.models import Document
from lienthong.records.exchange.models import Delivery
from lienthong.records.exchange.states import ENDED_BY_SENDER
from lienthong.work.onestop import consulting, opinions, rules, timing
from lienthong.work.onestop.actions.happening import happen, locked
from lienthong.work.onestop.models import Consultation, Dossier
from lienthong.work.onestop.states import OPINIONS, PAUSED, Kind, Opinion, Status


def consult(
    *,
    dossier: Dossier,
    bodies: Sequence[Body],
    question: str,
    law: str,
    days: int,
    papers: Collection[UUID],
    by: Mandate,
    now: datetime,
    signer: Mandate | None = None,
    knowing: bool = False,
    seen: int | None = None,
) -> Document:
    """Ask other bodies: the request is drafted and, where a signer is named, laid before them at once.

    `papers` = which attachments of the dossier go along; the bodies see these and the request, and nothing else.
    `days` count at each body from the day it has the request; `knowing` = also where that is after the dossier's date.
    Refuses: NotInThisRole, NotYours, MandateEnded, DossierMovedOn, NotAcknowledged, QuestionEmpty, BasisMissing,
    DaysUnfit, NobodyAsked, NoSuchItem, AnswerAfterDate, and as `documents.actions.draft` and `submit`.
    Source: Decree 61/2018 art. 19 (5) (each request has its content and its deadline).
    """
    held = locked(dossier, seen=seen)
    consulting.require_may_ask(by, held, now=now)
    request = consulting.require_request(
        held, question=question, law=law, days=days, bodies=bodies, papers=papers, now=now
    )
    consulting.require_in_time(held, request, knowing=knowing, now=now)
    document = _drafted(held, request, signer=signer, by=by, now=now)
    asked = [
        Consultation(id=new_id(), dossier=held, document=document, body=each, days=days) for each in request.bodies
    ]
    Consultation.objects.bulk_create(asked)
    details = {
        "document": str(document.pk),
        "opinions": [{"id": str(each.pk), "body": str(each.body_id), "name": each.body.name_vi} for each in asked],
        "question": request.question,
        "law": request.law,
        "days": request.days,
        "papers": request.listed,
    }
    happen(held, Kind.CONSULTED, by=by, now=now, details=details)
    return document


def _drafted(
    dossier: Dossier, request: consulting.Request, *, signer: Mandate | None, by: Mandate, now: datetime
) -> Document:
    """The document in the body's own flow, with its recipients and the papers that go along."""
    with translation.override("vi"):
        text = consulting.text(dossier, request)
    document = documents.draft(
        kind=consulting.KIND, subject=consulting.subject(dossier), text=text, by=by, now=now, signer=signer
    )
    addresses = [Address(each) for each in request.bodies]
    documents.set_recipients(document=document, addresses=addresses, by=by, now=now)
    for title, paper in request.papers:
        documents.add_annex(document=document, title=title, file=paper.file, by=by, now=now)
    return documents.submit(document=document, by=by, now=now) if signer else document


def note_request_reached(*, delivery: Delivery, now: datetime) -> Consultation | None:
    """The request stands in the inbox of a body: from now on its days count. None where it is about no dossier."""
    asked = _of_request(delivery)
    if asked is None:
        return None
    held, found = _locked(asked)
    if Opinion.REACHED not in OPINIONS[Opinion(found.state)]:
        return None
    deadline = timing.answer_by(delivery.recipient_id, found.days, reached_at=now)
    _enter(found, Opinion.REACHED, delivery=delivery, answer_by=deadline.due_at)
    details = {
        **_named(found),
        "delivery": str(delivery.pk),
        "answer_by": deadline.due_at.isoformat(),
        "derivation": deadline.plain(),
        "stands": consulting.rule_of(held).pauses and held.status in _WORKING,
    }
    happen(held, Kind.CONSULT_REACHED, by=None, now=now, details=details)
    return found


_WORKING = frozenset({Status.RECEIVED, Status.PROCESSING}) | PAUSED


def note_request_returned(*, delivery: Delivery, now: datetime, words: str) -> Consultation | None:
    """A body did not take the request in: nobody waits for it any more. None where it is about no dossier."""
    asked = _of_request(delivery)
    if asked is None:
        return None
    held, found = _locked(asked)
    if Opinion.RETURNED not in OPINIONS[Opinion(found.state)]:
        return None
    _enter(found, Opinion.RETURNED)
    happen(held, Kind.CONSULT_RETURNED, by=None, now=now, details={**_named(found), "words": words, **_ends(held, now)})
    return found


def note_answer(*, delivery: Delivery, now: datetime) -> Consultation | None:
    """A document that answers a request has come to the body that asked. None where it answers none of these.

    Only a document of the very body that was asked, sent in reply to the request, is its answer.
    """
    document = delivery.message.document
    request = _request_answered_by(document)
    asked = _of_request(request) if request else None
    if request is None or asked is None or asked.dossier.body_id != delivery.recipient_id:
        return None
    if asked.state == Opinion.PREPARED:
        note_request_reached(delivery=request, now=request.arrived_at or now)
    held, found = _locked(asked)
    if not consulting.is_known(held, delivery):
        _answered(held, found, delivery, by=None, now=now)
    return found


def link_answer(*, dossier: Dossier, opinion: UUID, delivery: Delivery, by: Mandate, now: datetime) -> Consultation:
    """A document of the body that was asked does answer, although it does not say to which document it replies.

    Whether it came in time says its arrival, not the moment of linking.
    Refuses: NotInThisRole, NotYours, MandateEnded, NotAnAnswer.
    """
    held = locked(dossier)
    rules.require(by, Verb.HANDLE_DOSSIER, held, now=now)
    found = consulting.require_answer(held, opinion, delivery, by)
    _answered(held, found, delivery, by=by, now=now)
    return found


def _answered(held: Dossier, found: Consultation, delivery: Delivery, *, by: Mandate | None, now: datetime) -> None:
    assert found.answer_by is not None, "a body that answers has the request"
    assert delivery.arrived_at is not None, "what answers has arrived"
    late = delivery.arrived_at > found.answer_by
    _enter(found, opinions.after_an_answer(found.state, late=late), answer=delivery)
    details = {
        **_named(found),
        "delivery": str(delivery.pk),
        "number": delivery.message.document.number_and_symbol,
        "late": late,
        **_ends(held, now),
    }
    happen(held, Kind.CONSULT_ANSWERED, by=by, now=now, details=details)


def note_silence(*, consultation: Consultation, now: datetime) -> bool:
    """The date has passed without an answer: told upwards, or counted as agreed where a law says so.

    Says whether it was noted now: what was answered just before, or taken back by us, is not silence.
    Source: Decree 61/2018 art. 19 (5); the package names what lets silence count as a yes.
    """
    held, found = _locked(consultation)
    assert found.answer_by is not None, "its date has passed"
    assert found.delivery is not None, "its date counts from its delivery"
    is_awaited = found.state == Opinion.REACHED and held.status in _WORKING
    if not is_awaited or found.answer_by >= now or found.delivery.state in ENDED_BY_SENDER:
        return False
    with translation.override("vi"):
        rule = consulting.rule_of(held)
    _enter(found, Opinion.AGREED if rule.agreed else Opinion.SILENT)
    details = {
        **_named(found),
        "agreed": rule.agreed,
        "law": rule.law if rule.agreed else "",
        "answer_by": found.answer_by.isoformat(),
        **_ends(held, now),
    }
    happen(held, Kind.CONSULT_SILENT, by=None, now=now, details=details)
    return True


def _request_answered_by(document: Document) -> Delivery | None:
    """The copy of the request that its sender had in hand when answering; its arrival may not have been told yet."""
    if document.reply_to_id is None:
        return None
    had = Delivery.objects.select_related("message").filter(arrived_at__isnull=False, recipient=document.body_id)
    return had.filter(message__document=document.reply_to_id).first()


def _of_request(delivery: Delivery) -> Consultation | None:
    """The consultation whose request this delivery carries; a body that is gone is asked at its successor."""
    asked = delivery.addressed_to_id or delivery.recipient_id
    known = Consultation.objects.select_related("dossier")
    return known.filter(document=delivery.message.document_id, body=asked).first()


def _locked(asked: Consultation) -> tuple[Dossier, Consultation]:
    """The dossier, held until the transaction ends, and the consultation as it stands now."""
    held = locked(asked.dossier)
    return held, Consultation.objects.select_related("body", "delivery").get(pk=asked.pk)


def _named(consultation: Consultation) -> dict[str, str]:
    return {"opinion": str(consultation.pk), "body_name": consultation.body.name_vi}


def _enter(consultation: Consultation, state: Opinion, **more: Any) -> None:
    consultation.state = state
    for name, value in more.items():
        setattr(consultation, name, value)
    consultation.save()


def _ends(dossier: Dossier, now: datetime) -> dict[str, Any]:
    """What this end brings: the clock goes on when nobody is waited for, the alarm is settled when nobody is silent."""
    states = set(dossier.consultations.values_list("state", flat=True))
    goes_on = {} if Opinion.REACHED in states else timing.going_on(dossier, now=now)
    return {**goes_on, "settles": Opinion.SILENT not in states}
