"""A document that comes as edXML reaches its recipients like one sent here; what does not hold is refused by line."""

import hashlib
import io
import json
import random
import zipfile
from datetime import date

import pytest
from django.db import transaction

from conftest import at
from lienthong.ground.journal.models import Act
from lienthong.ground.mandates.rules import NotInThisRole
from lienthong.ground.signatures import queries as signatures
from lienthong.ground.signatures.cms_verify import verify_detached
from lienthong.ground.signatures.models import Certificate
from lienthong.kit.errors import Refused
from lienthong.records.documents.models import Annex, Document
from lienthong.records.exchange import lanes
from lienthong.records.exchange.actions import importing, receiving
from lienthong.records.exchange.adapters.edxml.message import Business, Response, Transaction
from lienthong.records.exchange.intake import refusals
from lienthong.records.exchange.intake.known import EXCHANGE_ID
from lienthong.records.exchange.intake.tests.messages import PDF, document, paper, status, written
from lienthong.records.exchange.models import Delivery, Intake, Message, Receipt, RefusedMessage, StatusChange

NOW = at("09:30")


@pytest.fixture
def ready(country):
    importing.install_seal(now=country.since)
    return country


def bring(data, by, *, now=NOW):
    return importing.import_message(source=io.BytesIO(data), by=by, now=now)


def signed(country, **more):
    message, contents = document(**more)
    return written(message, contents, by=country.ministry.body, now=NOW)


def test_a_signed_document_reaches_every_recipient_and_is_receipted(ready):
    data = signed(ready)
    imported = bring(data, ready.ministry.clerk)
    message = Message.objects.get(pk=imported.accepted.message_id)
    kept = message.document
    assert (kept.state, kept.number_and_symbol, kept.kind) == ("received", "15/BTC-VP", "cong_van")
    assert kept.subject == "V/v phối hợp liên thông dữ liệu"
    assert kept.latest.file.sha256 == hashlib.sha256(PDF).hexdigest()
    assert lanes.carry_round(at("09:31")) == 2
    delivery = Delivery.objects.get(message=message, recipient=ready.other.body)
    assert delivery.state == "01", delivery.checks
    assert Receipt.objects.filter(delivery__message=message).count() == 2
    assert Act.objects.get(verb="exchange.message.imported").subject_id == message.pk
    entry = receiving.accept_document(delivery=delivery, by=ready.other.clerk, now=at("09:40"))
    assert entry.issuer_name == "Bộ Tài chính"


def test_the_exchange_confirms_the_very_bytes_with_a_seal_of_its_own(ready):
    data = signed(ready)
    accepted = bring(data, ready.ministry.clerk).accepted
    signer = verify_detached(accepted.seal, accepted.receipt, trust=signatures.trust(NOW), at=NOW)
    assert Certificate.objects.of(EXCHANGE_ID).filter(der=signer.certificate_der).exists()
    receipt = json.loads(accepted.receipt)
    assert receipt["edxml_sha256"] == hashlib.sha256(data).hexdigest()
    assert [party["code"] for party in receipt["to"]] == ["G15", "H41"]
    message = Message.objects.get(pk=accepted.message_id)
    assert receipt["manifest_sha256"] == hashlib.sha256(message.manifest).hexdigest()
    with pytest.raises(Refused):
        verify_detached(accepted.seal, accepted.receipt[:-1] + b" ", trust=signatures.trust(NOW), at=NOW)


def test_the_same_message_again_is_answered_with_the_stored_receipt(ready):
    data = signed(ready)
    first = bring(data, ready.ministry.clerk).accepted
    again = bring(data, ready.other.clerk, now=at("10:30")).accepted
    assert (again.receipt, again.seal, again.repeated) == (first.receipt, first.seal, True)
    assert Message.objects.count() == 1


def test_the_same_id_with_other_content_is_refused_and_recorded(ready):
    bring(signed(ready), ready.ministry.clerk)
    other = signed(ready, subject="V/v một việc khác hẳn")
    source = io.BytesIO(other)
    with (
        pytest.raises(refusals.IdentifierTaken),
        importing.refusals_recorded(source=source, file_name="b.edxml", by=ready.ministry.clerk, now=NOW),
    ):
        importing.import_message(source=source, by=ready.ministry.clerk, now=NOW)
    record = RefusedMessage.objects.get()
    assert (record.code, record.element) == ("identifier-taken", "DocumentId")
    assert record.sha256 == hashlib.sha256(other).hexdigest()
    assert record.size_bytes == len(other)
    assert Message.objects.count() == 1


def test_a_failed_first_try_poisons_nothing(ready):
    data = signed(ready)
    broken = data.replace(b"<edXML:Subject>V/v", b"<edXML:Subject>V-v")
    assert broken != data
    with pytest.raises(refusals.SignatureRefused), transaction.atomic():
        bring(broken, ready.ministry.clerk)
    assert not Message.objects.exists()
    assert not Document.objects.exists()
    assert not bring(data, ready.ministry.clerk).accepted.repeated


def test_a_seal_of_another_body_is_not_the_senders(ready):
    message, contents = document()
    data = written(message, contents, by=ready.other.body, now=NOW)
    with pytest.raises(refusals.SealOfAnother) as refused:
        bring(data, ready.other.clerk)
    assert refused.value.line > 1
    assert "Bộ Tư pháp" in refused.value.detail


@pytest.mark.parametrize(
    ("more", "kind", "element"),
    [
        ({"sender": "G99"}, refusals.SenderUnknown, "From/OrganId"),
        ({"to": ("G15", "G98")}, refusals.RecipientUnknown, "To/OrganId"),
        ({"to": ("G15", "G12")}, refusals.SentToItself, "To/OrganId"),
        ({"files": ()}, refusals.NoAttachment, "edXMLManifest"),
        ({"files": (("a.pdf", b"MZ not a paper"),)}, refusals.AttachmentRefused, "Attachment"),
        ({"document_id": "G12,2026/11/16," + "9" * 200}, refusals.TooLongHere, "DocumentId"),
        ({"transaction": Transaction(business=Business.RECALL)}, refusals.OriginalUnknown, "Bussiness/DocumentId"),
        ({"transaction": Transaction(business=Business.UPDATE)}, refusals.OriginalUnknown, "Bussiness/DocumentId"),
        ({"transaction": Transaction(business=Business.REPLACE)}, refusals.OriginalMissing, "Bussiness/ReplacementInfoList"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_naming_the_element(ready, more, kind, element):
    data = signed(ready, **more)
    with pytest.raises(kind) as refused:
        bring(data, ready.ministry.clerk)
    assert refused.value.element == element
    assert refused.value.detail.startswith(("Dòng", "Phần"))


def test_a_refusal_of_an_unknown_recipient_names_its_line(ready):
    data = signed(ready, to=("G15", "G98"))
    with pytest.raises(refusals.RecipientUnknown) as refused:
        bring(data, ready.ministry.clerk)
    assert b"G98" in data.splitlines()[refused.value.line - 1]


def test_an_unsigned_document_is_for_information_and_says_so(ready):
    message, contents = document(to=("G15",))
    imported = bring(written(message, contents), ready.other.clerk)
    assert any("tham khảo" in sentence for sentence in imported.warnings)
    lanes.carry_round(at("09:31"))
    delivery = Delivery.objects.get()
    assert delivery.state == "01"
    assert [check["passed"] for check in delivery.checks if check["check"] == "seal"] == [False]


def test_an_unsigned_document_for_several_is_brought_by_its_sender_only(ready):
    message, contents = document()
    data = written(message, contents)
    with pytest.raises(refusals.NotProtected):
        bring(data, ready.other.clerk)
    assert bring(data, ready.ministry.clerk).accepted


def test_a_stranger_to_the_message_may_not_bring_it(ready):
    data = signed(ready, to=("G15",))
    with pytest.raises(refusals.BroughtByAnother):
        bring(data, ready.province.clerk)


def test_a_specialist_may_not_import(ready):
    with pytest.raises(NotInThisRole):
        bring(signed(ready), ready.ministry.specialist)


def test_the_older_style_of_identifier_means_the_same_body(ready):
    imported = bring(signed(ready, sender="000.00.00.G12", to=("000.00.00.G15",)), ready.ministry.clerk)
    message = Message.objects.get(pk=imported.accepted.message_id)
    assert message.sender == ready.ministry.body
    assert Delivery.objects.get().recipient == ready.other.body


def test_a_unit_is_reached_inside_its_body(ready):
    bring(signed(ready, to=("G15.01",)), ready.ministry.clerk)
    delivery = Delivery.objects.get()
    assert (delivery.recipient, delivery.unit) == (ready.other.body, ready.other.unit)


def test_a_zip_with_one_document_is_kept_as_it_came_and_unpacked(ready):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("cong-van.pdf", PDF)
    bring(signed(ready, files=(("goi.zip", packed.getvalue()),)), ready.ministry.clerk)
    kept = Document.objects.get()
    assert kept.latest.file.name == "cong-van.pdf"
    assert [annex.file.name for annex in Annex.objects.filter(document=kept)] == ["goi.zip"]
    assert lanes.carry_round(at("09:31")) == 2


def test_a_large_message_goes_to_the_file_store(ready):
    large = paper(random.Random(1).randbytes(3_000_000))
    bring(signed(ready, files=(("lon.pdf", large),)), ready.ministry.clerk)
    intake = Intake.objects.get()
    assert intake.original is None
    assert intake.original_file.sha256 == intake.sha256
    assert lanes.carry_round(at("09:31")) == 2


def test_what_was_issued_here_is_not_imported_again(ready):
    Document.objects.create(
        body=ready.ministry.body, kind="cong_van", subject="x", state="issued", number=15, created_at=NOW, changed_at=NOW,
        identifier="G12,2026/11/16,15/BTC-VP", number_and_symbol="15/BTC-VP", issued_on=date(2026, 11, 16),
    )  # fmt: skip
    with pytest.raises(refusals.IssuedHere):
        bring(signed(ready), ready.ministry.clerk)


def imported_and_arrived(country):
    bring(signed(country, to=("G15",)), country.ministry.clerk)
    lanes.carry_round(at("09:31"))
    return Delivery.objects.get()


def tell(country, code, *, by=None, sender="G15", text="Đã xử lý văn bản này xong"):
    said = status("G12,2026/11/16,15/BTC-VP", code, sender=sender, text=text)
    return bring(written(said), by or country.other.clerk, now=at("10:00")).delivery


def test_statuses_from_other_software_move_the_delivery_by_the_table(ready):
    delivery = imported_and_arrived(ready)
    for code in ("01", "03", "03", "04", "05", "06"):
        assert tell(ready, code).state == code
    codes = StatusChange.objects.filter(delivery=delivery).order_by("at", "id").values_list("code", "person")
    assert [code for code, _ in codes] == ["01", "03", "04", "05", "06"]
    assert ("05", "Người Thử Hai") in codes


def test_a_refusal_by_other_software_reaches_the_sender_with_its_words(ready):
    imported_and_arrived(ready)
    assert tell(ready, "02", text="Văn bản gửi nhầm nơi nhận").state == "02"


def test_a_status_out_of_order_or_from_the_wrong_body_is_refused(ready):
    imported_and_arrived(ready)
    with pytest.raises(refusals.StatusOutOfOrder):
        tell(ready, "06")
    with pytest.raises(refusals.StatusOfNobody):
        tell(ready, "03", by=ready.province.clerk, sender="H41")
    with pytest.raises(refusals.NotProtected):
        tell(ready, "03", by=ready.province.clerk)


def test_a_signed_status_brought_by_another_body_is_refused(ready):
    imported_and_arrived(ready)
    said = written(status("G12,2026/11/16,15/BTC-VP", "03"), by=ready.other.body, now=NOW)
    with pytest.raises(refusals.BroughtByAnother):
        bring(said, ready.province.clerk)


def test_a_take_back_is_asked_by_the_sender_and_answered_once(ready):
    delivery = imported_and_arrived(ready)
    with pytest.raises(refusals.StatusOutOfOrder):
        tell(ready, "15")
    for _twice in range(2):
        tell(ready, "13", by=ready.ministry.clerk, sender="G12")
    for _twice in range(2):
        assert tell(ready, "16").state == "01"
    with pytest.raises(refusals.StatusOutOfOrder):
        tell(ready, "15")
    assert list(StatusChange.objects.filter(delivery=delivery).order_by("at", "id").values_list("code", flat=True)) == [
        "01",
        "13",
        "16",
    ]
    with pytest.raises(refusals.StatusOfNobody):
        tell(ready, "13", by=ready.other.clerk)


def test_a_document_that_everybody_refused_is_asked_back_from_nobody(ready):
    imported_and_arrived(ready)
    tell(ready, "02", text="Văn bản gửi nhầm nơi nhận")
    with pytest.raises(refusals.StatusOutOfOrder):
        tell(ready, "13", by=ready.ministry.clerk, sender="G12")


def answering(country, identifier, **more):
    """What the other ministry writes to the first one, in answer to the document with this identifier."""
    message, contents = document("G15", ["G12"], number="8", responses=(Response("G12", document_id=identifier),))
    return written(message, contents, **more)


def test_an_answer_knows_what_it_answers_where_its_sender_had_that_and_has_signed(ready):
    first = Message.objects.get(pk=bring(signed(ready), ready.ministry.clerk).accepted.message_id).document
    sealed = {"by": ready.other.body, "now": NOW}

    def answers(data, by=ready.ministry.clerk):
        with transaction.atomic():
            message = Message.objects.get(pk=bring(data, by).accepted.message_id)
            found = message.document.reply_to
            transaction.set_rollback(True)
        return found

    assert answers(answering(ready, first.identifier, **sealed)) is None, "it has not reached the one who answers"
    lanes.carry_round(at("09:31"))
    assert answers(answering(ready, first.identifier, **sealed)) == first
    assert answers(answering(ready, first.identifier), by=ready.other.clerk) == first
    assert answers(answering(ready, first.identifier)) is None, "not signed, and brought by somebody else"
    assert answers(answering(ready, "G12,2026/11/16,99/BTC-VP", **sealed)) is None
    assert answers(signed(ready, number="77")) is None
