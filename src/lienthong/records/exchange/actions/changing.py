"""Changing what was sent: the sender recalls, updates or replaces; the receiver agrees or declines with a reason.

Every request and every answer is a row of its own beside the state of the copy; the sender's recall and the receiver's
answer are sealed. Only an agreement ends a copy: the sender alone changes nothing at the receiver.
"""

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.signatures.refusals import NoCertificate
from lienthong.kit import outbox
from lienthong.kit.ids import new_id
from lienthong.records.documents import actions as documents
from lienthong.records.exchange import events, manifest, rules, sealing
from lienthong.records.exchange.actions import moving
from lienthong.records.exchange.actions.sending import facts, party
from lienthong.records.exchange.intake.changes import Recall, copies_of
from lienthong.records.exchange.models import Amendment, Assignment, ChangeRequest, Delivery, Message
from lienthong.records.exchange.states import (
    AGREED,
    ASKED_BACK,
    DECLINED,
    ENDED_BY_SENDER,
    Business,
    ChangeState,
    Channel,
    DeliveryState,
)

_ANSWERS = {True: ChangeState.AGREED, False: ChangeState.DECLINED}


def recall_document(
    *,
    message: Message,
    by: Mandate,
    now: datetime,
    reason: str,
    deliveries: Collection[UUID] | None = None,
    channel: Channel = Channel.DESK,
) -> list[ChangeRequest]:
    """Ask the recipients of a message (all, or these deliveries) to give the document back; status 13 stands on each.

    What has not reached its recipient yet is stopped at once. Asked again while the answer is out, the open request
    stands and nothing is written.
    Refuses: NotInThisRole, NotYours, MandateEnded, ChangeReasonNeeded, NothingToRecall, NoCertificate.
    Source: Decree 30/2020 art. 18; QCVN 102:2016 (business 1, status 13).
    """
    rules.require_may_recall(by, message.document, now=now)
    words = rules.require_change_reason(reason)
    held = [one for one in _locked(message, deliveries) if one.state in rules.RECALLABLE]
    if not held:
        raise rules.NothingToRecall
    asked = _open_recalls(held)
    fresh = [one for one in held if one.pk not in asked]
    if fresh:
        recall = _sealed_recall(message, fresh, words, by=by, now=now, channel=channel)
        asked |= {one.pk: ask_back(delivery=one, recall=recall, reason=words, by=by, now=now) for one in fresh}
    return [asked[one.pk] for one in held]


def ask_back(
    *, delivery: Delivery, recall: Message | None, reason: str, by: Mandate | None, now: datetime
) -> ChangeRequest:
    """Put the request for taking back on one copy the caller holds locked; what is still on its way is stopped."""
    request = _asked(delivery, Business.RECALL, message=recall, newer=None, reason=reason, by=by, now=now)
    moving.tell(delivery, ASKED_BACK, by=by, at=now, note=reason)
    body = {"reason": reason, "request": request.pk}
    journal.record("exchange.take_back.asked", delivery, by=by, for_whom=delivery.message.sender, at=now, body=body)
    _agree_if_on_its_way(request, delivery, now=now)
    return request


def ask_imported(*, recall: Recall, message_id: UUID, now: datetime) -> list[ChangeRequest]:
    """Ask back what a message from outside recalls, wherever it is held and not asked for already."""
    by = Mandate.objects.select_related("post", "account").get(pk=recall.by_id) if recall.by_id else None
    found = copies_of(recall).select_for_update(of=("self",)).whole().filter(state__in=rules.RECALLABLE).order_by("id")
    held = list(found)
    asked = _open_recalls(held)
    message = Message.objects.get(pk=message_id)
    return [
        ask_back(delivery=one, recall=message, reason=recall.reason, by=by, now=now)
        for one in held
        if one.pk not in asked
    ]


def ask_on_arrival(*, newer: Delivery, now: datetime) -> list[ChangeRequest]:
    """A document came that updates or replaces others: ask it of the copies this recipient has. Called by the lane."""
    amendments = Amendment.objects.filter(message=newer.message).select_related("original")
    return [
        _ask_for(amendment, old, newer=newer, now=now)
        for amendment in amendments
        if not amendment.only or str(newer.recipient_id) in amendment.only
        for old in _copies_of(amendment, newer)
    ]


def answer_change(
    *,
    request: ChangeRequest,
    by: Mandate,
    now: datetime,
    agrees: bool,
    words: str = "",
    person: str = "",
    unit_name: str = "",
) -> ChangeRequest:
    """Agree (15) or decline (16): who agrees to a recall or a replacement holds the copy no longer in force.

    The same answer again changes nothing. `person` and `unit_name` = as the body's own software names them.
    Refuses: NotInThisRole, NotYours, MandateEnded, ChangeReasonNeeded (declining needs words), ChangeAnswered.
    Source: Decree 30/2020 art. 18; QCVN 102:2016 (statuses 15, 16).
    """
    delivery = moving.locked(request.delivery)
    rules.require(by, Verb.ANSWER_CHANGE, delivery, now=now)
    current = ChangeRequest.objects.select_related("message").get(pk=request.pk)
    if current.state == _ANSWERS[agrees]:
        return current
    rules.require_open(current)
    said = words.strip() if agrees else rules.require_change_reason(words)
    _settle(current, delivery, agrees=agrees, words=said, by=by, now=now, person=person, unit_name=unit_name)
    return current


def decline_with_the_newer(*, newer: Delivery, by: Mandate, now: datetime, words: str) -> None:
    """The receiver refused the newer document: what it asked of the older ones is declined with the same words."""
    for request in ChangeRequest.objects.filter(newer=newer, state=ChangeState.ASKED).select_related("delivery"):
        delivery = moving.locked(request.delivery)
        _settle(request, delivery, agrees=False, words=words, by=by, now=now)


# -- asking -----------------------------------------------------------------------------------------------------------
def _locked(message: Message, deliveries: Collection[UUID] | None) -> list[Delivery]:
    found = Delivery.objects.select_for_update(of=("self",)).whole().filter(message=message).order_by("id")
    return list(found if deliveries is None else found.filter(pk__in=deliveries))


def _open_recalls(held: Iterable[Delivery]) -> dict[UUID, ChangeRequest]:
    found = ChangeRequest.objects.filter(delivery__in=held, state=ChangeState.ASKED, business=Business.RECALL)
    return {request.delivery_id: request for request in found}


def _sealed_recall(
    message: Message, held: list[Delivery], reason: str, *, by: Mandate, now: datetime, channel: Channel
) -> Message:
    """The sender's sealed word: which message is taken back, from whom, and why. It carries no file."""
    identity = new_id()
    content = manifest.build(
        message_id=str(identity),
        business=Business.RECALL,
        sender=party(message.sender),
        recipients=[party(one.addressed_to or one.recipient, one.unit) for one in held],
        document=facts(message.document),
        files=[],
        sent_at=now,
        change={"message_id": message.message_id, "manifest_sha256": _digest(message), "reason": reason},
    )
    recall = Message.objects.create(
        id=identity,
        sender=message.sender,
        message_id=str(identity),
        business=Business.RECALL,
        document=message.document,
        urgency=message.urgency,
        manifest=content,
        manifest_digest=hashlib.sha256(content).digest(),
        seal=sealing.seal_bytes(message.sender, content, now=now),
        channel=channel,
        sent_at=now,
        sent_by=by,
    )
    body = {"manifest_sha256": _digest(recall), "recipients": len(held), "reason": reason}
    journal.record("exchange.recall.sent", recall, by=by, for_whom=message.sender, at=now, body=body)
    return recall


def _digest(message: Message) -> str:
    return bytes(message.manifest_digest).hex()


def _asked(
    delivery: Delivery,
    business: Business,
    *,
    message: Message | None,
    newer: Delivery | None,
    reason: str,
    by: Mandate | None,
    now: datetime,
) -> ChangeRequest:
    """The one open request of a copy: an older one is overtaken."""
    ChangeRequest.objects.filter(delivery=delivery, state=ChangeState.ASKED).update(state=ChangeState.OVERTAKEN)
    request = ChangeRequest.objects.create(
        delivery=delivery, business=business, message=message, newer=newer, reason=reason, asked_at=now, asked_by=by
    )
    delivery.change_asked_at = now
    delivery.save(update_fields=["change_asked_at"])
    outbox.announce(events.change_asked(request.pk, at=now))
    return request


def _copies_of(amendment: Amendment, newer: Delivery) -> list[Delivery]:
    """What the same recipient has of the original and still holds in force."""
    found = (
        Delivery.objects.select_for_update(of=("self",))
        .whole()
        .filter(message__document=amendment.original, recipient=newer.recipient)
    )
    return list(found.filter(state__in=rules.RECALLABLE).order_by("id"))


def _ask_for(amendment: Amendment, old: Delivery, *, newer: Delivery, now: datetime) -> ChangeRequest:
    business = Business(newer.message.business)
    request = _asked(old, business, message=newer.message, newer=newer, reason=amendment.reason, by=None, now=now)
    body = {
        "business": business.value,
        "reason": amendment.reason,
        "number_and_symbol": newer.message.document.number_and_symbol,
        "request": request.pk,
    }
    journal.record("exchange.change.asked", old, by=None, for_whom=newer.message.sender, at=now, body=body)
    if rules.end_of(request) is not None:
        _agree_if_on_its_way(request, old, now=now)
    return request


def _agree_if_on_its_way(request: ChangeRequest, delivery: Delivery, *, now: datetime) -> None:
    """What never reached the recipient needs no answer: it is stopped, and everybody sees that nobody had it."""
    if delivery.state == DeliveryState.QUEUED:
        _settle(request, delivery, agrees=True, words="", by=None, now=now)


# -- answering --------------------------------------------------------------------------------------------------------
def _settle(
    request: ChangeRequest,
    delivery: Delivery,
    *,
    agrees: bool,
    words: str,
    by: Mandate | None,
    now: datetime,
    person: str = "",
    unit_name: str = "",
) -> None:
    """Write the answer on the request, the status for the sender, the act, and the end of the copy."""
    request.state, request.answer = _ANSWERS[agrees], words
    request.answered_at, request.answered_by = now, by
    if by is not None:
        _seal_answer(request, delivery, agrees=agrees, words=words, now=now)
    request.save()
    delivery.change_asked_at = None
    delivery.save(update_fields=["change_asked_at"])
    target = rules.end_of(request) if agrees else None
    if target is None:
        code = AGREED if agrees else DECLINED
        moving.tell(delivery, code, by=by, at=now, note=words, person=person, unit=unit_name)
    else:
        moving.move(delivery, target, by=by, at=now, note=words, person=person, unit_name=unit_name, code=AGREED)
        _end(delivery, request, by=by, now=now)
    body = {
        "business": request.business,
        "words": words,
        "recipient": delivery.recipient.name_vi,
        "request": request.pk,
    }
    if agrees:
        journal.record("exchange.change.agreed", delivery, by=by, for_whom=delivery.recipient, at=now, body=body)
        outbox.announce(events.change_agreed(request.pk, at=now))
    else:
        journal.record("exchange.change.refused", delivery, by=by, for_whom=delivery.recipient, at=now, body=body)
        outbox.announce(events.change_refused(request.pk, at=now))


def _seal_answer(request: ChangeRequest, delivery: Delivery, *, agrees: bool, words: str, now: datetime) -> None:
    """Seal the answer; a receiver without a seal of its own answers too, and the journal alone proves it."""
    content = manifest.build_answer(
        original=bytes(delivery.message.manifest),
        delivery_id=delivery.pk,
        recipient=party(delivery.recipient, delivery.unit),
        business=request.business,
        asked=bytes(request.message.manifest) if request.message else b"",
        reason=request.reason,
        agrees=agrees,
        words=words,
        answered_at=now,
    )
    try:
        request.seal = sealing.seal_bytes(delivery.recipient, content, now=now)
    except NoCertificate:
        return
    request.content = content


def _end(delivery: Delivery, request: ChangeRequest, *, by: Mandate | None, now: datetime) -> None:
    """Nobody works on it any more, and the line of the book says why."""
    assert delivery.state in ENDED_BY_SENDER
    delivery.save()
    Assignment.objects.filter(delivery=delivery, ended_at__isnull=True).update(ended_at=now)
    if delivery.entry is not None:
        newer = request.newer.message.document.number_and_symbol if request.newer else ""
        documents.note_end(entry=delivery.entry, newer=newer, by=by, now=now)
