"""What we send goes out as edXML that anybody can take in again: the same document, the same files, the same statuses."""

import io
import ssl
import subprocess
from datetime import date

import pytest
from django.db import connection

from conftest import at
from lienthong.ground.files import store
from lienthong.ground.mandates.rules import NotYours
from lienthong.ground.signatures.models import Certificate
from lienthong.records.documents import actions as documents
from lienthong.records.documents.actions.drafting import Address
from lienthong.records.documents.models import Document
from lienthong.records.exchange import actions as exchange
from lienthong.records.exchange import lanes
from lienthong.records.exchange.actions import exporting, importing, sending
from lienthong.records.exchange.adapters.edxml import reader
from lienthong.records.exchange.adapters.edxml.message import Response
from lienthong.records.exchange.intake.tests.messages import document, written
from lienthong.records.exchange.models import Delivery, Message, StatusChange

SAME = (
    "body_id", "kind", "subject", "urgency", "signer_name", "signer_position", "signer_capacity", "number", "notation",
    "number_and_symbol", "place", "issued_on", "identifier", "page_count", "copies", "circulation",
)  # fmt: skip


@pytest.fixture
def sent(country):
    """A document of the ministry, sent from the desk to two bodies."""
    importing.install_seal(now=country.since)
    office = country.ministry
    draft = documents.draft(
        kind="cong_van", subject="V/v phối hợp liên thông dữ liệu", text="Kính đề nghị quý cơ quan phối hợp.",
        by=office.specialist, now=at("09:00"), signer=office.leader,
    )  # fmt: skip
    addresses = [Address(country.other.body), Address(country.province.body)]
    documents.set_recipients(document=draft, addresses=addresses, by=office.specialist, now=at("09:00"))
    documents.submit(document=draft, by=office.specialist, now=at("09:00"))
    documents.sign(document=draft, by=office.leader, now=at("09:10"))
    documents.reserve_number(document=draft, by=office.clerk, now=at("09:20"))
    documents.number(document=draft, by=office.clerk, now=at("09:20"))
    sealed = documents.seal(document=draft, by=office.clerk, now=at("09:21"))
    return exchange.send_document(document=sealed, by=office.clerk, now=at("09:22"))


def exported(message, by, **more):
    out = io.BytesIO()
    exporting.export_message(message=message, out=out, by=by, now=at("09:30"), **more)
    return out.getvalue()


def bring(data, by):
    return importing.import_message(source=io.BytesIO(data), by=by, now=at("10:00"))


def empty_the_installation():
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("truncate documents_document cascade")


def facts(of):
    return {name: getattr(of, name) for name in SAME} | {"file": of.latest.file.sha256}


def test_our_export_imported_again_is_the_same_document(country, sent):
    before = facts(Document.objects.get(pk=sent.document_id))
    before["place"] = before["place"] or "Hà Nội"
    data = exported(sent, country.ministry.clerk)
    empty_the_installation()
    bring(data, country.ministry.clerk)
    assert facts(Document.objects.get()) == before
    assert lanes.carry_round(at("10:01")) == 2
    assert set(Delivery.objects.values_list("recipient__code", "state")) == {("G15", "01"), ("H41", "01")}


def test_an_export_for_one_recipient_names_only_that_one(country, sent):
    data = exported(sent, country.other.clerk, recipient_id=country.other.body.pk)
    empty_the_installation()
    bring(data, country.other.clerk)
    assert list(Delivery.objects.values_list("recipient__code", flat=True)) == ["G15"]


def test_what_came_as_edxml_goes_out_as_the_very_bytes(country):
    importing.install_seal(now=country.since)
    message, contents = document()
    data = written(message, contents, by=country.ministry.body, now=at("09:00"))
    kept = bring(data, country.ministry.clerk).accepted
    assert exported(Message.objects.get(pk=kept.message_id), country.province.clerk) == data


def test_a_status_of_ours_can_be_taken_in_by_the_same_table(country, sent):
    lanes.carry_round(at("09:23"))
    delivery = Delivery.objects.get(recipient=country.other.body)
    exchange.accept_document(delivery=delivery, by=country.other.clerk, now=at("09:25"))
    change = StatusChange.objects.filter(code="03").select_related("delivery__message__document").get()
    out = io.BytesIO()
    exporting.export_status(change=change, out=out, by=country.ministry.clerk, now=at("09:30"))
    assert bring(out.getvalue(), country.other.clerk).delivery == delivery


def test_only_the_bodies_concerned_may_export(country, sent):
    Delivery.objects.filter(recipient=country.province.body).delete()
    with pytest.raises(NotYours):
        exported(sent, country.province.clerk)


@pytest.mark.foreign("xmlsec1")
@pytest.mark.parametrize("tampered", [False, True])
def test_a_foreign_verifier_accepts_our_export_and_refuses_a_changed_one(country, sent, tmp_path, tampered):
    data = exported(sent, country.ministry.clerk)
    changed = data.replace(b"<edXML:Subject>V/v", b"<edXML:Subject>V-v")
    assert changed != data
    (tmp_path / "message.edxml").write_bytes(changed if tampered else data)
    root = Certificate.objects.get(profile="root")
    (tmp_path / "root.pem").write_text(ssl.DER_cert_to_PEM_cert(root.encoded))
    file = tmp_path / "f0.bin"
    with store.open(sent.document.latest.file.sha256) as kept:
        file.write_bytes(kept.read())
    done = subprocess.run(
        ["xmlsec1", "--verify", "--trusted-pem", str(tmp_path / "root.pem"), "--verification-gmt-time", "2026-11-16 02:30:00",
         "--id-attr:Id", "http://www.mic.gov.vn/TBT/QCVN_102_2016:edXMLEnvelope", "--url-map:cid:f0", str(file),
         str(tmp_path / "message.edxml")],
        capture_output=True, text=True, check=False, timeout=30,
    )  # fmt: skip
    assert (done.returncode == 0) is not tampered, done.stderr


def test_an_answer_names_what_it_answers_in_the_sealed_manifest_and_in_its_export(country, sent):
    assert "answers" not in sending.facts(sent.document)
    older = Document.objects.create(
        body=country.other.body, kind="cong_van", subject="Hỏi", state="issued", number=9, number_and_symbol="9/BTP-VP",
        issued_on=date(2026, 11, 13), identifier="G15,2026/11/13,9/BTP-VP", created_at=at("08:00"),
        changed_at=at("08:00"),
    )  # fmt: skip
    assert b"ResponseFor" not in exported(sent, country.ministry.clerk)
    Document.objects.filter(pk=sent.document_id).update(reply_to=older)
    answer = Message.objects.select_related("document__reply_to").get(pk=sent.pk)
    assert sending.facts(answer.document)["answers"] == older.identifier
    read = reader.read(
        io.BytesIO(exported(answer, country.ministry.clerk)), open_attachment=lambda *_name: io.BytesIO()
    )
    assert read.message.responses == (Response("G15", "9/BTP-VP", date(2026, 11, 13), older.identifier),)
