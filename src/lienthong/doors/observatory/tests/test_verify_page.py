"""The verification page: genuine files pass, touched ones do not, hostile ones end in a sentence, nothing is kept."""

import hashlib
import json
import os
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import etree

from conftest import at
from lienthong.doors.observatory import judging
from lienthong.doors.observatory.judging import Given, Report
from lienthong.ground.files import store
from lienthong.ground.journal import receipts
from lienthong.ground.journal.models import Act
from lienthong.ground.journal.queries import proofs
from lienthong.ground.journal.sequencer import sequence_now
from lienthong.ground.signatures import cms, queries, xmldsig
from lienthong.ground.signatures.verdict import Standing
from lienthong.records.documents import actions as documents
from lienthong.records.documents.actions.drafting import Address

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_cache(db):
    cache.clear()


def give(*files, json_wanted=True, **more):
    uploads = [SimpleUploadedFile(name, data) for name, data in files]
    headers = {"accept": "application/json"} if json_wanted else {}
    return Client(enforce_csrf_checks=True).post("/verify/", {"file": uploads}, headers=headers, **more)


def verdict_on(*files):
    answer = give(*files)
    assert answer.status_code == 200
    return answer.json()


@pytest.fixture
def sealed(country) -> bytes:
    """A document signed by its leader, numbered and sealed."""
    ministry = country.ministry
    draft = documents.draft(
        kind="cong_van",
        subject="V/v kiểm tra",
        text="Kính gửi.",
        by=ministry.specialist,
        now=at("09:00"),
        signer=ministry.leader,
    )
    documents.set_recipients(
        document=draft, addresses=[Address(country.other.body)], by=ministry.specialist, now=at("09:00")
    )
    documents.submit(document=draft, by=ministry.specialist, now=at("09:00"))
    documents.sign(document=draft, by=ministry.leader, now=at("09:10"))
    documents.reserve_number(document=draft, by=ministry.clerk, now=at("09:20"))
    documents.number(document=draft, by=ministry.clerk, now=at("09:20"))
    done = documents.seal(document=draft, by=ministry.clerk, now=at("09:21"))
    with store.open(done.latest.file.sha256) as stream:
        return stream.read()


def test_a_sealed_document_is_valid_and_a_touched_one_is_not(sealed):
    found = verdict_on(("van-ban.pdf", sealed))
    assert (found["kind"], found["valid"]) == ("pdf", True), found
    assert len(found["signatures"]) == 2
    assert {one["organisation"] for one in found["signatures"]} == {"Bộ Tài chính"}
    place = sealed.index(b"/Contents <") - 4000
    touched = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
    assert touched != sealed
    assert verdict_on(("van-ban.pdf", touched))["valid"] is False
    text = give(("van-ban.pdf", sealed), json_wanted=False).text
    assert "Chữ ký hợp lệ" in text
    assert "Con dấu của cơ quan" in text


def test_of_a_touched_document_nothing_good_is_said_and_a_seal_stays_a_seal(sealed):
    touched = sealed.replace(b"/Lang (vi)", b"/Lang (en)", 1)
    assert touched != sealed
    found = verdict_on(("van-ban.pdf", touched))
    assert found["standing"] == "invalid"
    assert {one["reasons"][0] for one in found["signatures"]} == {"digest-differs"}
    assert {one["signer_kind"] for one in found["signatures"]} == {"person", "organisation"}
    assert {one["signer"] for one in found["signatures"]} == {""}, "a name would not be proven"
    text = give(("van-ban.pdf", touched), json_wanted=False).text
    assert "Nội dung đã bị thay đổi sau khi ký." in text
    assert "Không có thay đổi nào sau chữ ký này." not in text
    assert text.count("Con dấu của cơ quan") == text.count("Chữ ký của người") == 1


def test_a_file_and_its_detached_signature_are_judged_together_in_either_order(country):
    signer = queries.signer_of(country.ministry.body.pk, now=at("09:00"))
    signature = cms.detached(signer, hashlib.sha256(b"noi dung").digest(), signing_time=at("09:00"))
    file, beside = ("a.txt", b"noi dung"), ("a.txt.p7s", signature)
    assert verdict_on(file, beside)["valid"] is True
    assert verdict_on(beside, file)["valid"] is True
    assert verdict_on(("a.txt", b"noi dunG"), beside)["valid"] is False
    assert verdict_on(beside)["standing"] == "unsigned"


def test_signed_xml_is_valid_and_a_changed_word_is_not(country):
    root = etree.fromstring("<thu><loi>Xin chào</loi></thu>")
    xmldsig.sign_enveloped(root, queries.signer_of(country.ministry.body.pk, now=at("09:00")))
    signed = etree.tostring(root, encoding="utf-8")
    found = verdict_on(("thu.xml", signed))
    assert (found["valid"], found["facts"]["organisation"]) == (True, "Bộ Tài chính")
    touched = signed.replace("chào".encode(), b"chao")
    assert touched != signed
    assert verdict_on(("thu.xml", touched))["standing"] == "invalid"
    assert verdict_on(("thu.xml", b"<a/>"))["valid"] is False


def test_a_receipt_holds_and_a_touched_one_does_not(country):
    sequence_now()
    act = Act.objects.in_the_log().first()
    receipt = receipts.encode(proofs.receipt_of(act))
    found = verdict_on(("bien-nhan.json", receipt))
    assert (found["kind"], found["valid"], found["facts"]["verb"]) == ("journal-receipt", True, act.verb)
    touched = json.loads(receipt)
    touched["record"]["at"] = "2020-01-01T00:00:00.000000Z"
    assert verdict_on(("bien-nhan.json", json.dumps(touched).encode()))["valid"] is False
    assert "không đạt" in give(("b.json", json.dumps(touched).encode()), json_wanted=False).text


HOSTILE = {
    "empty.pdf": b"",
    "cut.pdf": b"%PDF-1.7\n1 0 obj\n<<",
    "noise.bin": os.urandom(5000),
    "nulls": b"\0" * 5000,
    "dtd.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    "deep.xml": b"<a>" * 20000,
    "bomb.xml": b'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;</l>',
    "edxml.xml": b'<?xml version="1.0"?><edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXMLEnvelope>',
    "many.xml": b"<a " + b" ".join(b'a%d="1"' % n for n in range(20000)) + b"/>",
    "deep.json": b'{"format":"lienthong-receipt/1","record":' + b"[" * 100_000,
    "twice.json": b'{"format":"lienthong-receipt/1","format":"x"}',
    "wrong.json": b'{"format":"lienthong-receipt/1","record":{"verb":5}}',
    "list.json": b"[1,2]",
    "zip.zip": b"PK\x03\x04" + os.urandom(100),
    "short.p7s": bytes.fromhex("3080") + b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02",
    "../../etc/passwd": b"root:x:0:0",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_a_sentence(country, name):
    found = verdict_on((name, HOSTILE[name])) if HOSTILE[name] else give((name, b"\n")).json()
    assert found["valid"] is False
    assert found["headline"].endswith(".")
    assert "/" not in found["file"]["name"]


def test_a_judge_that_fails_makes_the_file_invalid(tmp_path, monkeypatch):
    file = tmp_path / "x"
    file.write_bytes(b"x")

    def broken(given, now):
        raise RuntimeError("a bug")

    monkeypatch.setattr(judging, "_judge", broken)
    assert judging.judge(Given("x", file, 1, ""), now=at("09:00")).standing == Standing.INVALID


@pytest.mark.parametrize(
    ("standing", "tone"),
    [
        (Standing.VALID, "leaf"),
        (Standing.UNSIGNED, "amber"),
        (Standing.UNKNOWN_SIGNER, "amber"),
        (Standing.CHANGED, "clay"),
    ],
)
def test_a_report_has_the_colour_of_its_standing(standing, tone):
    assert Report("pdf", standing, "").tone == tone


def test_without_a_file_the_page_says_what_to_do():
    assert give().status_code == 422
    assert give().json()["code"] == "no-file-given"
    response = give(json_wanted=False)
    assert (response.status_code, "data-error-summary" in response.text) == (422, True)


def test_three_files_and_too_large_files_are_refused(settings):
    assert give(("a", b"1"), ("b", b"2"), ("c", b"3")).json()["code"] == "too-many-files"
    settings.VERIFY_LARGEST_BYTES = 10
    answer = give(("a", b"x" * 11))
    assert (answer.status_code, answer.json()["code"]) == (413, "file-too-large-to-verify")


def test_nothing_is_kept(country, settings, tmp_path):
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = str(uploads)
    before = Act.objects.count()
    give(("thu.xml", b"<a/>"))
    assert list(uploads.iterdir()) == []
    assert Act.objects.count() == before
    assert not Path(settings.FILES_STORE).exists() or not any(Path(settings.FILES_STORE).rglob("*"))


def test_a_file_held_in_memory_is_judged_the_same(country, settings):
    settings.FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
    assert verdict_on(("thu.xml", b"<a/>"))["kind"] == "xml"


def test_a_flood_of_files_is_slowed_down():
    answers = [give(("a", b"x")).status_code for _ in range(31)]
    assert (answers[29], answers[30]) == (200, 429)


def test_the_empty_page_is_open_to_strangers():
    assert Client().get("/verify/").status_code == 200
