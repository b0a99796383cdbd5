"""Recall, update and replacement between bodies: who asks, in which state, what the answer ends, and what stays."""

import hashlib
import json

import pytest
from django.db import transaction

from conftest import at
from lienthong.ground.journal.models import Act
from lienthong.ground.mandates import actions as mandates
from lienthong.ground.mandates.rules import NotInThisRole, NotYours
from lienthong.ground.signatures import queries as signatures
from lienthong.ground.signatures.cms_verify import verify_detached
from lienthong.ground.signatures.refusals import NoCertificate
from lienthong.kit.errors import Refused
from lienthong.records.documents import actions as documents
from lienthong.records.documents.actions.amending import NotIssued
from lienthong.records.documents.actions.drafting import Address
from lienthong.records.documents.models import IncomingEntry, Recipient
from lienthong.records.documents.states import Amends
from lienthong.records.exchange import actions as exchange
from lienthong.records.exchange import lanes, rules
from lienthong.records.exchange.actions import changing
from lienthong.records.exchange.models import Assignment, ChangeRequest, Delivery, Message, StatusChange
from lienthong.records.exchange.states import Business, DeliveryState
from lienthong.records.exchange.tests.parcels import sent

REASON = "Ban hành nhầm phụ lục, đề nghị thu hồi."
NO = "Văn bản đã được giải quyết xong, không thể trả lại."


@pytest.fixture
def message(country):
    found = sent(country)
    lanes.carry_round(at("09:05"))
    return found


def copy_at(message, office):
    return Delivery.objects.whole().get(message=message, recipient=office.body)


@transaction.atomic
def recall(message, by, *, hour="10:00", reason=REASON, deliveries=None):
    return exchange.recall_document(message=message, by=by, now=at(hour), reason=reason, deliveries=deliveries)


@transaction.atomic
def answer(request, by, *, agrees, words="", hour="11:00"):
    return exchange.answer_change(request=request, by=by, now=at(hour), agrees=agrees, words=words)


def told(delivery):
    return list(StatusChange.objects.filter(delivery=delivery).order_by("at", "id").values_list("code", flat=True))


def verbs(subject):
    return list(Act.objects.filter(subject_id=subject.pk).oldest_first().values_list("verb", flat=True))


def test_a_recall_is_asked_of_every_recipient_under_the_seal_of_the_sender(country, message):
    asked = recall(message, country.ministry.clerk)
    assert {request.delivery.recipient for request in asked} == {country.other.body, country.province.body}
    assert {told(request.delivery)[-1] for request in asked} == {"13"}
    sealed = Message.objects.get(business=Business.RECALL)
    said = json.loads(bytes(sealed.manifest))
    assert said["change"]["manifest_sha256"] == bytes(message.manifest_digest).hex()
    assert said["change"]["reason"] == REASON
    verify_detached(bytes(sealed.seal), bytes(sealed.manifest), trust=signatures.trust(at("10:00")), at=at("10:00"))
    assert verbs(sealed) == ["exchange.recall.sent"]
    assert verbs(asked[0].delivery)[-1] == "exchange.take_back.asked"


def test_a_recall_may_be_asked_of_one_recipient_only(country, message):
    wanted = copy_at(message, country.other)
    asked = recall(message, country.ministry.leader, deliveries=[wanted.pk])
    assert [request.delivery_id for request in asked] == [wanted.pk]
    assert told(copy_at(message, country.province)) == ["01"]


def test_asking_changes_nothing_at_the_receiver_until_it_agrees(country, message):
    (request,) = recall(message, country.ministry.clerk, deliveries=[copy_at(message, country.other).pk])
    entry = exchange.accept_document(delivery=request.delivery, by=country.other.clerk, now=at("10:10"))
    assert copy_at(message, country.other).state == DeliveryState.ACCEPTED
    answer(request, country.other.clerk, agrees=True)
    ended = copy_at(message, country.other)
    assert ended.state == DeliveryState.TAKEN_BACK
    assert told(ended) == ["01", "13", "03", "15"]
    assert IncomingEntry.objects.get(pk=entry.pk).note == "Nơi gửi đã thu hồi ngày 16/11/2026"
    with pytest.raises(rules.TakenBack):
        rules.require_readable(ended)


def test_what_is_in_hand_or_completed_can_be_taken_back_and_its_assignments_end(country, message):
    office, copy = country.other, copy_at(message, country.other)
    exchange.accept_document(delivery=copy, by=office.clerk, now=at("09:10"))
    exchange.assign_document(
        delivery=copy, unit=office.unit, holder=office.specialist, by=office.clerk, now=at("09:20"), due_at=at("16:00"),
        due_reason="Việc gấp trong ngày.",
    )  # fmt: skip
    (request,) = recall(message, country.ministry.clerk, deliveries=[copy.pk])
    answer(request, office.leader, agrees=True)
    assert not Assignment.objects.filter(delivery=copy, ended_at__isnull=True).exists()
    other = copy_at(message, country.province)
    exchange.accept_document(delivery=other, by=country.province.clerk, now=at("09:10"))
    exchange.complete_document(delivery=other, by=country.province.leader, now=at("09:30"), outcome="Đã xong.")
    (request,) = recall(message, country.ministry.clerk, deliveries=[other.pk])
    answer(request, country.province.clerk, agrees=True)
    assert copy_at(message, country.province).state == DeliveryState.TAKEN_BACK


def test_declining_needs_words_leaves_the_copy_as_it_is_and_the_sender_may_ask_again(country, message):
    (request,) = recall(message, country.ministry.clerk, deliveries=[copy_at(message, country.other).pk])
    with pytest.raises(rules.ChangeReasonNeeded):
        answer(request, country.other.clerk, agrees=False, words="Không")
    answer(request, country.other.clerk, agrees=False, words=NO)
    copy = copy_at(message, country.other)
    assert (copy.state, told(copy)) == (DeliveryState.ARRIVED, ["01", "13", "16"])
    (again,) = recall(message, country.ministry.clerk, deliveries=[copy.pk], hour="12:00")
    assert again.pk != request.pk
    assert again.is_open


def test_repeats_change_nothing(country, message):
    wanted = [copy_at(message, country.other).pk]
    (first,) = recall(message, country.ministry.clerk, deliveries=wanted)
    (again,) = recall(message, country.ministry.clerk, deliveries=wanted, hour="10:01")
    assert first.pk == again.pk
    answer(first, country.other.clerk, agrees=True)
    answer(first, country.other.clerk, agrees=True, hour="11:01")
    assert told(first.delivery) == ["01", "13", "15"]
    with pytest.raises(rules.ChangeAnswered):
        answer(first, country.other.clerk, agrees=False, words=NO)
    with pytest.raises(rules.NothingToRecall):
        recall(message, country.ministry.clerk, deliveries=wanted, hour="12:00")


def test_what_has_not_arrived_is_stopped_and_never_arrives(country):
    message = sent(country)
    asked = recall(message, country.ministry.clerk, hour="09:01")
    assert {Delivery.objects.get(pk=request.delivery_id).state for request in asked} == {DeliveryState.TAKEN_BACK}
    assert lanes.carry_round(at("09:05")) == 0
    assert told(asked[0].delivery) == ["13", "15"]
    assert not Delivery.objects.readable_by(country.other.clerk).exists()


def test_what_was_refused_is_not_taken_back(country, message):
    copy = copy_at(message, country.other)
    words = {"reason": "not_for_us", "text": "Không thuộc chức năng."}
    exchange.refuse_document(delivery=copy, by=country.other.clerk, now=at("09:30"), **words)
    with pytest.raises(rules.NothingToRecall):
        recall(message, country.ministry.clerk, deliveries=[copy.pk])


@pytest.mark.parametrize(
    ("who", "why"),
    [(("ministry", "specialist"), NotInThisRole), (("other", "clerk"), NotYours), (("ministry", "auditor"), NotInThisRole)],
)  # fmt: skip
def test_only_clerk_and_leader_of_the_sender_recall(country, message, who, why):
    office, role = who
    by = getattr(getattr(country, office), role)
    with pytest.raises(why):
        recall(message, by)


def test_a_recall_says_why(country, message):
    with pytest.raises(rules.ChangeReasonNeeded):
        recall(message, country.ministry.clerk, reason="Nhầm.")


def test_only_the_receiver_answers(country, message):
    (request,) = recall(message, country.ministry.clerk, deliveries=[copy_at(message, country.other).pk])
    for by in (country.ministry.clerk, country.province.clerk, country.other.specialist):
        with pytest.raises(Refused):
            answer(request, by, agrees=True)


def test_the_answer_is_sealed_by_the_receiver_over_what_was_asked(country, message):
    (request,) = recall(message, country.ministry.clerk, deliveries=[copy_at(message, country.other).pk])
    done = answer(request, country.other.clerk, agrees=False, words=NO)
    said = json.loads(bytes(done.content))
    assert (said["agrees"], said["words"], said["business"]) == (False, NO, 1)
    assert said["request_sha256"] == hashlib.sha256(bytes(request.message.manifest)).hexdigest()
    verify_detached(bytes(done.seal), bytes(done.content), trust=signatures.trust(at("11:00")), at=at("11:00"))


# -- update and replacement
@transaction.atomic
def amended(country, message, how, *, hour="10:00", reason="Sửa thời hạn báo cáo tại mục 2."):
    ministry = country.ministry
    draft = documents.amend(document=message.document, how=how, reason=reason, by=ministry.specialist, now=at(hour))
    documents.submit(document=draft, by=ministry.specialist, now=at(hour))
    documents.sign(document=draft, by=ministry.leader, now=at(hour))
    documents.reserve_number(document=draft, by=ministry.clerk, now=at(hour))
    documents.number(document=draft, by=ministry.clerk, now=at(hour))
    documents.seal(document=draft, by=ministry.clerk, now=at(hour))
    draft.refresh_from_db()
    return exchange.send_document(document=draft, by=ministry.clerk, now=at(hour))


def test_a_replacement_begins_as_the_older_document_and_asks_each_recipient_on_arrival(country, message):
    newer = amended(country, message, Amends.REPLACE)
    assert newer.business == Business.REPLACE
    assert newer.document.subject == message.document.subject
    assert Recipient.objects.filter(document=newer.document).count() == 2
    assert not ChangeRequest.objects.exists()
    lanes.carry_round(at("10:01"))
    asked = ChangeRequest.objects.get(delivery=copy_at(message, country.other))
    assert (asked.business, asked.newer, asked.message) == (3, copy_at(newer, country.other), newer)
    assert told(asked.delivery) == ["01"]
    answer(asked, country.other.clerk, agrees=True)
    assert copy_at(message, country.other).state == DeliveryState.REPLACED
    assert copy_at(message, country.province).state == DeliveryState.ARRIVED
    rules.require_readable(copy_at(message, country.other))


def test_an_agreed_update_leaves_the_older_document_in_force(country, message):
    newer = amended(country, message, Amends.UPDATE)
    assert newer.business == Business.UPDATE
    assert json.loads(bytes(newer.manifest))["change"]["reason"].startswith("Sửa thời hạn")
    lanes.carry_round(at("10:01"))
    asked = ChangeRequest.objects.get(delivery=copy_at(message, country.other))
    answer(asked, country.other.clerk, agrees=True)
    copy = copy_at(message, country.other)
    assert (copy.state, told(copy)) == (DeliveryState.ARRIVED, ["01", "15"])


def test_refusing_the_newer_document_declines_what_it_asked(country, message):
    newer = amended(country, message, Amends.REPLACE)
    lanes.carry_round(at("10:01"))
    words = {"reason": "incomplete", "text": "Thiếu phụ lục số hai."}
    copy = copy_at(newer, country.other)
    exchange.refuse_document(delivery=copy, by=country.other.clerk, now=at("10:30"), **words)
    assert told(copy_at(message, country.other)) == ["01", "16"]
    assert ChangeRequest.objects.get(delivery__recipient=country.other.body).answer == "Thiếu phụ lục số hai."


def test_a_replacement_overtakes_an_open_recall(country, message):
    recall(message, country.ministry.clerk, hour="09:30")
    amended(country, message, Amends.REPLACE)
    lanes.carry_round(at("10:01"))
    copy = copy_at(message, country.other)
    states = ChangeRequest.objects.filter(delivery=copy).order_by("asked_at").values_list("business", "state")
    assert list(states) == [(1, "overtaken"), (3, "asked")]


def test_a_draft_is_not_replaced_and_a_strangers_document_neither(country, message):
    draft = documents.draft(kind="cong_van", subject="Nháp", text="x", by=country.ministry.clerk, now=at("09:00"))
    with pytest.raises(NotIssued):
        documents.amend(document=draft, how=Amends.REPLACE, reason=REASON, by=country.ministry.clerk, now=at("09:00"))
    with pytest.raises(NotYours):
        documents.amend(
            document=message.document, how=Amends.REPLACE, reason=REASON, by=country.other.clerk, now=at("09:00")
        )


def test_a_recipient_that_never_had_the_older_one_is_asked_nothing(country):
    message = sent(country, to=[country.province.body])
    lanes.carry_round(at("09:05"))
    draft = documents.amend(
        document=message.document, how=Amends.UPDATE, reason=REASON, by=country.ministry.specialist, now=at("09:30")
    )
    addresses = [Address(country.other.body)]
    documents.set_recipients(document=draft, addresses=addresses, by=country.ministry.specialist, now=at("09:30"))
    assert changing.ask_on_arrival(newer=copy_at(message, country.province), now=at("09:40")) == []


def test_whoever_may_sign_no_longer_is_not_proposed_for_the_newer_document(country, message):
    specialist, document = country.ministry.specialist, message.document
    begin = {"document": document, "how": Amends.REPLACE, "reason": REASON, "by": specialist}
    assert documents.amend(**begin, now=at("10:00")).signer == country.ministry.leader
    mandates.end(mandate=country.ministry.leader, by=None, now=at("10:10"), reason="Nghỉ hưu")
    document.refresh_from_db()
    assert documents.amend(**begin, now=at("10:20")).signer is None
    document.signed_by = None
    assert documents.amend(**begin, now=at("10:20")).signer is None


def test_a_receiver_without_a_seal_answers_too_and_the_journal_proves_it(country, message, monkeypatch):
    def sealless(*_given, **_more):
        raise NoCertificate

    recall(message, country.ministry.clerk)
    monkeypatch.setattr(changing.sealing, "seal_bytes", sealless)
    asked = ChangeRequest.objects.get(delivery=copy_at(message, country.other))
    answer(asked, country.other.clerk, agrees=True)
    asked.refresh_from_db()
    assert (asked.seal, asked.content) == (None, None)
    assert verbs(asked.delivery)[-1] == "exchange.change.agreed"
