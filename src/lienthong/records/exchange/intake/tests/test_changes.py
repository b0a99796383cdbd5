"""Recall, update and replacement by edXML: what each asks, of whom, once; what points nowhere; and out again."""

import hashlib
import io
import json
from dataclasses import replace

import pytest
from django.db import transaction
from django.utils import translation

from conftest import at
from lienthong.ground.journal.models import Act
from lienthong.records.documents import actions as documents
from lienthong.records.documents.models import Document
from lienthong.records.documents.states import Amends
from lienthong.records.exchange import actions as exchange
from lienthong.records.exchange import lanes, rules
from lienthong.records.exchange.actions import exporting, importing
from lienthong.records.exchange.adapters.edxml import reader
from lienthong.records.exchange.adapters.edxml.message import (
    Business,
    DocumentChange,
    Receiver,
    ReceiverChange,
    Replacement,
    Status,
    Transaction,
)
from lienthong.records.exchange.intake import refusals
from lienthong.records.exchange.intake.tests.messages import PDF, document, status, written
from lienthong.records.exchange.models import ChangeRequest, Delivery, Intake, Message, RefusedMessage, StatusChange
from lienthong.records.exchange.tests.parcels import sent

OLD = "G12,2026/11/16,15/BTC-VP"
NEW = "G12,2026/11/16,16/BTC-VP"
REASON = "Sai thời hạn báo cáo"


@pytest.fixture
def ready(country):
    importing.install_seal(now=country.since)
    return country


def bring(data, by, *, hour="09:30"):
    return importing.import_message(source=io.BytesIO(data), by=by, now=at(hour))


@pytest.fixture
def original(ready):
    """Document 15 of the ministry, brought in and arrived at both recipients."""
    message, contents = document()
    bring(written(message, contents, by=ready.ministry.body, now=at("09:00")), ready.ministry.clerk, hour="09:00")
    lanes.carry_round(at("09:01"))
    return Document.objects.get(identifier=OLD)


def recalling(country, *, to=("G15", "H41"), reason=REASON, **more):
    """A signed recall of document 15, without any file."""
    message, _none = document(
        to=to, files=(), transaction=Transaction(Business.RECALL, reason, document_id=OLD), **more
    )
    return written(message, by=country.ministry.body, now=at("09:30"))


def replacing(country, transaction, *, number="16", to=("G15", "H41"), files=(("cong-van.pdf", PDF),)):
    message, contents = document(to=to, number=number, files=files, transaction=transaction)
    return written(message, contents, by=country.ministry.body, now=at("09:30"))


def copy_at(office, identifier=OLD):
    found = Delivery.objects.filter(recipient=office.body, message__document__identifier=identifier)
    return found.order_by("-queued_at").first()


def codes(delivery):
    return list(StatusChange.objects.filter(delivery=delivery).order_by("at", "id").values_list("code", flat=True))


def test_a_recall_asks_everybody_it_is_addressed_to_and_is_kept_with_a_receipt(ready, original):
    imported = bring(recalling(ready), ready.ministry.clerk)
    asked = ChangeRequest.objects.filter(state="asked")
    assert {one.delivery.recipient for one in asked} == {ready.other.body, ready.province.body}
    assert {(one.business, one.reason, one.asked_by) for one in asked} == {(1, REASON, ready.ministry.clerk)}
    recall = Message.objects.get(pk=imported.accepted.message_id)
    assert (recall.business, recall.document) == (1, original)
    assert json.loads(bytes(Intake.objects.get(message=recall).receipt))["message_id"] == recall.message_id
    assert codes(copy_at(ready.other)) == ["01", "13"]
    assert Document.objects.count() == 1


def test_a_recall_of_some_asks_some(ready, original):
    bring(recalling(ready, to=("H41",)), ready.ministry.clerk)
    assert [one.delivery.recipient for one in ChangeRequest.objects.all()] == [ready.province.body]


def test_the_same_recall_again_is_answered_with_its_receipt_and_another_one_asks_nothing_new(ready, original):
    data = recalling(ready)
    first, again = (bring(data, ready.ministry.clerk) for _twice in range(2))
    assert again.accepted.repeated
    assert again.accepted.receipt == first.accepted.receipt
    bring(recalling(ready, reason="Vẫn sai thời hạn"), ready.ministry.clerk)
    assert ChangeRequest.objects.count() == 2
    assert codes(copy_at(ready.other)) == ["01", "13"]


def test_a_recall_before_the_document_is_refused_and_stops_what_is_still_on_its_way(ready):
    with pytest.raises(refusals.OriginalUnknown) as refused:
        bring(recalling(ready), ready.ministry.clerk)
    assert refused.value.status == 409
    assert not Message.objects.exists()
    message, contents = document()
    bring(written(message, contents, by=ready.ministry.body, now=at("09:30")), ready.ministry.clerk)
    bring(recalling(ready), ready.ministry.clerk)
    assert {one.state for one in Delivery.objects.all()} == {"91"}


def test_a_body_recalls_only_what_it_sent_itself(ready, original):
    message, _none = document("H41", to=("G15",), files=(), transaction=Transaction(Business.RECALL, document_id=OLD))
    data = written(message, by=ready.province.body, now=at("09:30"))
    with pytest.raises(refusals.OriginalUnknown):
        bring(data, ready.province.clerk)


def test_an_unsigned_recall_is_believed_of_its_sender_only(ready, original):
    message, _none = document(to=("G15",), files=(), transaction=Transaction(Business.RECALL, REASON, document_id=OLD))
    with pytest.raises(refusals.NotProtected):
        bring(written(message), ready.other.clerk)
    bring(written(message), ready.ministry.clerk)
    assert ChangeRequest.objects.count() == 1


def test_a_signed_recall_may_be_brought_by_the_one_it_is_addressed_to(ready, original):
    bring(recalling(ready, to=("G15",)), ready.other.clerk)
    assert ChangeRequest.objects.get().asked_by is None


def test_a_recall_after_everything_was_taken_back_is_kept_and_says_that_nobody_has_it(ready, original):
    bring(recalling(ready, to=("G15",)), ready.ministry.clerk)
    answer = written(status(OLD, "15"))
    assert bring(answer, ready.other.clerk, hour="10:00").delivery.state == "91"
    late = bring(recalling(ready, to=("G15",), reason="Thu hồi lần nữa"), ready.ministry.clerk, hour="10:30")
    assert any("còn giữ" in sentence for sentence in late.warnings)
    assert codes(copy_at(ready.other)) == ["01", "13", "15"]


def test_a_completed_document_is_asked_back_and_may_be_kept(ready, original):
    for code in ("03", "06"):
        bring(written(status(OLD, code)), ready.other.clerk, hour="09:20")
    bring(recalling(ready), ready.ministry.clerk)
    bring(written(status(OLD, "16")), ready.other.clerk, hour="10:00")
    assert (copy_at(ready.other).state, codes(copy_at(ready.other))) == ("06", ["01", "03", "06", "13", "16"])


def test_declining_without_words_is_refused(ready, original):
    bring(recalling(ready), ready.ministry.clerk)
    with pytest.raises(rules.ChangeReasonNeeded):
        bring(written(status(OLD, "16", text="")), ready.other.clerk, hour="10:00")


def test_a_replacement_asks_where_it_says_when_it_arrives(ready, original):
    transaction = Transaction(Business.REPLACE, REASON, replacements=(Replacement(OLD, ("G15",)),))
    bring(replacing(ready, transaction), ready.ministry.clerk)
    assert not ChangeRequest.objects.exists()
    lanes.carry_round(at("09:31"))
    asked = ChangeRequest.objects.get()
    assert (asked.business, asked.reason, asked.delivery) == (3, REASON, copy_at(ready.other))
    assert asked.newer == copy_at(ready.other, NEW)
    bring(written(status(OLD, "15")), ready.other.clerk, hour="10:00")
    assert (copy_at(ready.other).state, codes(copy_at(ready.other))) == ("93", ["01", "15"])
    assert copy_at(ready.province).state == "01"


def test_an_update_under_the_same_identifier_is_a_message_of_its_own(ready, original):
    transaction = Transaction(Business.UPDATE, REASON, DocumentChange(particulars=1, receivers=0), document_id=OLD)
    data = replacing(ready, transaction, number="15")
    first, again = (bring(data, ready.ministry.clerk) for _twice in range(2))
    assert again.accepted.repeated
    assert Message.objects.get(pk=first.accepted.message_id).message_id.startswith(f"{OLD}#2-")
    lanes.carry_round(at("09:31"))
    older = Delivery.objects.get(recipient=ready.other.body, message__document=original)
    assert ChangeRequest.objects.get(delivery=older).business == 2
    bring(written(status(OLD, "15")), ready.other.clerk, hour="10:00")
    older.refresh_from_db()
    assert (older.state, codes(older)) == ("01", ["01", "15"])


def test_an_update_of_receivers_asks_the_removed_and_reaches_the_added(ready, original):
    listed = (Receiver(ReceiverChange.REMOVED, "H41"), Receiver(ReceiverChange.ADDED, "G15.01"))
    transaction = Transaction(Business.UPDATE, REASON, DocumentChange(1, 1, listed), document_id=OLD)
    bring(replacing(ready, transaction, to=("G15", "H41")), ready.ministry.clerk)
    recall = ChangeRequest.objects.get()
    assert (recall.delivery, recall.business) == (copy_at(ready.province), 1)
    reached = Delivery.objects.filter(message__document__identifier=NEW)
    assert {(one.recipient, one.unit) for one in reached} == {
        (ready.other.body, None), (ready.other.body, ready.other.unit)
    }  # fmt: skip


def test_an_update_that_only_removes_receivers_needs_no_file(ready, original):
    listed = (Receiver(ReceiverChange.REMOVED, "H41"),)
    transaction = Transaction(Business.UPDATE, REASON, DocumentChange(0, 1, listed), document_id=OLD)
    bring(replacing(ready, transaction, number="15", files=()), ready.ministry.clerk)
    assert [one.delivery.recipient for one in ChangeRequest.objects.all()] == [ready.province.body]
    assert Document.objects.count() == 1


@pytest.mark.parametrize("business", [Business.UPDATE, Business.REPLACE])
def test_a_change_of_an_unknown_document_is_refused(ready, business):
    transaction = Transaction(business, REASON, document_id=OLD)
    with pytest.raises(refusals.OriginalUnknown) as refused:
        bring(replacing(ready, transaction), ready.ministry.clerk)
    assert OLD in refused.value.detail


@pytest.mark.parametrize("business", [Business.RECALL, Business.UPDATE, Business.REPLACE])
@pytest.mark.parametrize(
    ("language", "said"),
    [("vi", "Hãy gửi văn bản đó trước, rồi gửi lại thông điệp này."), ("en", "Send that document first")],
)
def test_what_comes_before_its_document_is_told_so_recorded_and_taken_when_it_comes_again(
    ready, business, language, said
):
    if business is Business.RECALL:
        early = recalling(ready)
    else:
        early = replacing(ready, Transaction(business, REASON, document_id=OLD))
    by, source = ready.ministry.clerk, io.BytesIO(early)
    with (
        translation.override(language),
        pytest.raises(refusals.OriginalUnknown, match=said),
        importing.refusals_recorded(source=source, file_name="som.edxml", by=by, now=at("09:30")),
        transaction.atomic(),
    ):
        importing.import_message(source=source, by=by, now=at("09:30"))
    record = RefusedMessage.objects.get()
    assert (record.code, record.sha256) == ("original-unknown", hashlib.sha256(early).hexdigest())
    assert said in record.detail
    assert Act.objects.filter(verb="exchange.message.not_taken").count() == 1
    assert not Message.objects.exists()

    message, contents = document()
    bring(written(message, contents, by=ready.ministry.body, now=at("09:30")), by)
    lanes.carry_round(at("09:31"))
    assert not bring(early, by, hour="09:32").accepted.repeated
    lanes.carry_round(at("09:33"))
    asked = ChangeRequest.objects.filter(state="asked", business=business)
    assert {one.delivery.recipient for one in asked} == {ready.other.body, ready.province.body}


def test_a_replacement_without_a_file_is_refused(ready, original):
    transaction = Transaction(Business.REPLACE, REASON, replacements=(Replacement(OLD, ()),))
    with pytest.raises(refusals.NoAttachment):
        bring(replacing(ready, transaction, files=()), ready.ministry.clerk)


# -- out
def read_back(data):
    return reader.read(io.BytesIO(data), open_attachment=lambda _id, _name: io.BytesIO()).message


def exported(message, by):
    out = io.BytesIO()
    exporting.export_message(message=message, out=out, by=by, now=at("10:30"))
    return out.getvalue()


def test_a_recall_of_ours_goes_out_as_business_1_without_files(ready):
    message, clerk = sent(ready), ready.ministry.clerk
    lanes.carry_round(at("09:05"))
    asked = exchange.recall_document(message=message, by=clerk, now=at("10:00"), reason="Sai phụ lục số hai.")
    data = exported(asked[0].message, clerk)
    said = read_back(data)
    older = message.document.identifier
    assert said.transaction == Transaction(Business.RECALL, "Sai phụ lục số hai.", document_id=older)
    assert {organ.code for organ in said.recipients} == {"G15", "H41"}
    assert said.attachments == ()
    assert b"<edXML:BussinessDocType>1</edXML:BussinessDocType>" in data
    assert b"BussinessDocReason" in data


@pytest.mark.parametrize("how", [Amends.UPDATE, Amends.REPLACE])
def test_an_update_or_replacement_of_ours_names_the_older_document(ready, how):
    message, ministry, clerk = sent(ready), ready.ministry, ready.ministry.clerk
    lanes.carry_round(at("09:05"))
    reason = "Sửa thời hạn báo cáo."
    draft = documents.amend(document=message.document, how=how, reason=reason, by=clerk, now=at("10:00"))
    documents.submit(document=draft, by=clerk, now=at("10:00"))
    documents.sign(document=draft, by=ministry.leader, now=at("10:00"))
    documents.reserve_number(document=draft, by=clerk, now=at("10:00"))
    documents.number(document=draft, by=clerk, now=at("10:00"))
    documents.seal(document=draft, by=clerk, now=at("10:00"))
    draft.refresh_from_db()
    newer = exchange.send_document(document=draft, by=clerk, now=at("10:00"))
    said, older = read_back(exported(newer, clerk)).transaction, message.document.identifier
    assert said.reason == reason
    if how == Amends.UPDATE:
        assert (said.business, said.document_id, said.change.particulars) == (Business.UPDATE, older, 1)
    else:
        assert said.business is Business.REPLACE
        assert [(one.document_id, set(one.organs)) for one in said.replacements] == [(older, {"G15", "H41"})]


@pytest.mark.parametrize(("agrees", "code"), [(True, Status.CHANGE_AGREED), (False, Status.CHANGE_REFUSED)])
def test_request_and_answer_go_out_as_statuses_each_sealed_by_who_speaks(ready, agrees, code):
    message, clerk = sent(ready), ready.ministry.clerk
    lanes.carry_round(at("09:05"))
    copy = Delivery.objects.get(message=message, recipient=ready.other.body)
    (asked,) = exchange.recall_document(
        message=message, by=clerk, now=at("10:00"), reason="Sai phụ lục số hai.", deliveries=[copy.pk]
    )
    words = "Đã xử lý xong việc này."
    exchange.answer_change(request=asked, by=ready.other.clerk, now=at("10:10"), agrees=agrees, words=words)
    found = {}
    for change in StatusChange.objects.filter(delivery=copy).exclude(code="01").order_by("at", "id"):
        out = io.BytesIO()
        exporting.export_status(change=change, out=out, by=clerk, now=at("10:30"))
        said = read_back(out.getvalue())
        found[said.status] = (said.sender.code, said.recipients[0].code, said.response.document_id)
    number = message.document.identifier
    assert found == {Status.TAKE_BACK_ASKED: ("G12", "G15", number), code: ("G15", "G12", number)}


def test_the_words_of_a_replacement_come_back_as_they_were_written(ready):
    transaction = Transaction(Business.REPLACE, REASON, replacements=(Replacement(OLD, ("G15", "H41")),))
    message, contents = document(number="16", transaction=transaction)
    again = read_back(written(message, contents, by=ready.ministry.body, now=at("09:30")))
    assert replace(again.transaction, document_id="") == transaction
