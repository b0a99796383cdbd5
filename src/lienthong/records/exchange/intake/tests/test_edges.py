"""What rarely comes: weak and partial signatures, dissolved bodies, unknown types, malware found late, races."""

import hashlib
import io
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection

from conftest import at
from lienthong.ground.files import scanning
from lienthong.ground.files.refusals import ScannerUnreachable
from lienthong.ground.files.states import Scan
from lienthong.ground.organisations import actions as organisations
from lienthong.ground.signatures import actions as certificates
from lienthong.ground.signatures.models import Certificate
from lienthong.kit.clock import VIETNAM
from lienthong.records.documents.models import Annex, Document
from lienthong.records.exchange import lanes
from lienthong.records.exchange.actions import exporting, importing
from lienthong.records.exchange.adapters.edxml import sealing
from lienthong.records.exchange.adapters.edxml.message import DocumentType, Other, Promulgation, Urgency
from lienthong.records.exchange.adapters.edxml.tests.corpus import generate
from lienthong.records.exchange.intake import refusals
from lienthong.records.exchange.intake.describing import describe
from lienthong.records.exchange.intake.enclosed import Spools
from lienthong.records.exchange.intake.known import Known
from lienthong.records.exchange.intake.lines import line_of
from lienthong.records.exchange.intake.taking import take
from lienthong.records.exchange.intake.tests.messages import PDF, document, paper, written
from lienthong.records.exchange.models import Delivery, Intake, Message

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


def as_the_gateway(data, by):
    """Stored as one small row, its files left to the lane."""
    spools = Spools()
    rows = take(io.BytesIO(data), by=importing.bringer(by), known=Known(), now=NOW, spools=spools, small=data)
    spools.close()
    return importing.store(rows=[rows], now=NOW)[0]


# -- signatures ---------------------------------------------------------------------------------------------------------
def test_a_signature_with_a_broken_algorithm_proves_no_more_than_none(ready):
    message, contents = document(to=("G15",))
    weak = generate.signature(digest=hashlib.sha1(PDF).digest(), uri="cid:f0").encode()
    data = written(message, contents).replace(b"</edXML:edXMLHeader>", weak + b"</edXML:edXMLHeader>")
    imported = bring(data, ready.other.clerk)
    assert any("SHA-1" in sentence for sentence in imported.warnings)
    assert Intake.objects.get().standing == "information"


def test_a_signature_over_parts_only_is_for_information_and_says_what_is_open(ready, monkeypatch):
    whole = sealing.verify
    monkeypatch.setattr(
        sealing, "verify", lambda *args, **more: replace(whole(*args, **more), not_covered=("MessageHeader",))
    )
    imported = bring(signed(ready, to=("G15",)), ready.other.clerk)
    assert any("MessageHeader" in sentence for sentence in imported.warnings)
    with pytest.raises(refusals.NotProtected):
        bring(signed(ready, number="16"), ready.other.clerk)


def test_a_revoked_seal_no_longer_brings_anything_in(ready):
    data = signed(ready)
    seal = Certificate.objects.of(ready.ministry.body.pk).get()
    certificates.revoke(certificate=seal, by=None, now=at("09:20"))
    with pytest.raises(refusals.SignatureRefused, match="thu hồi") as refused:
        bring(data, ready.ministry.clerk)
    assert refused.value.line > 1


# -- bodies over time -----------------------------------------------------------------------------------------------------
def test_a_document_to_a_dissolved_body_reaches_its_successor_and_says_so(ready):
    organisations.merge(bodies=[ready.province.body], into=ready.other.body, on=date(2026, 11, 16), by=None, now=NOW)
    bring(signed(ready, to=("H41",)), ready.ministry.clerk)
    lanes.carry_round(at("09:31"))
    delivery = Delivery.objects.get()
    assert (delivery.recipient, delivery.addressed_to) == (ready.other.body, ready.province.body)
    assert any("kế thừa" in check["sentence"] for check in delivery.checks)


def test_what_a_body_issued_before_it_was_dissolved_is_still_its_own(ready):
    issued = {"sender": "H41", "to": ("G12",), "issued_on": date(2026, 11, 13)}
    message, contents = document(**issued)
    data = written(message, contents, by=ready.province.body, now=NOW)
    organisations.merge(bodies=[ready.province.body], into=ready.other.body, on=date(2026, 11, 16), by=None, now=NOW)
    bring(data, ready.ministry.clerk)
    assert Message.objects.get().sender == ready.province.body
    late, contents = document(**{**issued, "issued_on": date(2026, 11, 16), "number": "16"})
    bring(written(late, contents, by=ready.province.body, now=NOW), ready.ministry.clerk)
    assert {message.sender for message in Message.objects.all()} == {ready.province.body}


# -- what a document says ---------------------------------------------------------------------------------------------
def described(**more):
    message, _contents = document(**more)
    return describe(message, now=NOW)


def test_a_type_outside_the_decree_is_filed_as_a_letter_and_said():
    found = described(type=DocumentType("1", "7", "Nghị định"))
    assert (found.kind, found.kind_name) == ("cong_van", "Nghị định")
    assert any("Nghị định" in remark for remark in found.remarks)
    assert described(type=DocumentType("2", "2", "Quyết định")).kind == "quyet_dinh"


def test_a_missing_day_of_issue_is_taken_from_the_identifier_else_from_today():
    assert described(promulgation=Promulgation()).issued_on == date(2026, 11, 16)
    odd = described(promulgation=Promulgation(), document_id="G12,2026/13/45,15/BTC-VP")
    assert odd.issued_on == date(2026, 11, 16)
    assert any("ngày nhận" in remark for remark in odd.remarks)


def test_a_timed_express_is_due_at_the_end_of_its_day_and_other_texts_are_cut_for_lists():
    found = described(other=Other(urgency=Urgency.EXPRESS_TIMED), due_on=date(2026, 11, 18), subject="x" * 600)
    assert found.express_due_at == datetime(2026, 11, 18, 23, 59, tzinfo=VIETNAM)
    assert len(found.subject) == 500
    assert len(found.full_subject) == 600
    assert described(other=Other(urgency=Urgency.EXPRESS_TIMED)).express_due_at is None
    assert described(code=replace(document()[0].code, number="12a")).number is None


def test_the_line_of_what_is_not_there_is_none():
    assert line_of(io.BytesIO(b"<a><b/></a>"), "c") == 0
    assert line_of(io.BytesIO(b"<a>\n<b>\n<d/></b></a>"), "b", "d") == 3
    assert line_of(io.BytesIO(b"<a>\n<b></a>"), "b", "d") == 2


# -- files ----------------------------------------------------------------------------------------------------------------
def test_a_zip_of_several_files_stays_one_file(ready):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.pdf", PDF)
        archive.writestr("b.pdf", PDF)
    bring(signed(ready, files=(("goi.zip", packed.getvalue()), ("cv.pdf", PDF))), ready.ministry.clerk)
    kept = Document.objects.get()
    assert kept.latest.file.name == "cv.pdf"
    assert Annex.objects.get(document=kept).file.name == "goi.zip"


def test_malware_found_when_the_lane_unpacks_sends_the_document_back(ready, monkeypatch):
    as_the_gateway(signed(ready), ready.ministry.clerk)
    monkeypatch.setattr(scanning, "scan", lambda _file: scanning.Finding(Scan.INFECTED, "thử", "Eicar"))
    lanes.carry_round(at("09:31"))
    delivery = Delivery.objects.first()
    assert (delivery.state, delivery.refusal) == ("02", "incomplete")
    assert "Eicar" in delivery.checks[-1]["sentence"]


def test_a_scanner_that_is_away_makes_the_lane_wait(ready, monkeypatch):
    as_the_gateway(signed(ready), ready.ministry.clerk)

    def away(_file):
        raise ScannerUnreachable

    monkeypatch.setattr(scanning, "scan", away)
    lanes.carry_round(at("09:31"))
    assert set(Delivery.objects.values_list("state", flat=True)) == {"00"}
    assert Intake.objects.get().unpacked_at is None


def test_an_original_changed_in_the_database_is_noticed_on_arrival(ready):
    bring(signed(ready), ready.ministry.clerk)
    Intake.objects.update(original=b"<other/>")
    lanes.carry_round(at("09:31"))
    assert Delivery.objects.first().state == "02"


def test_a_large_original_goes_out_as_it_came(ready):
    import random

    data = signed(ready, files=(("lon.pdf", paper(random.Random(3).randbytes(300_000))),))
    kept = bring(data, ready.ministry.clerk).accepted
    out = io.BytesIO()
    message = Message.objects.get(pk=kept.message_id)
    exporting.export_message(message=message, out=out, by=ready.other.clerk, now=NOW)
    assert out.getvalue() == data


# -- two at once ------------------------------------------------------------------------------------------------------------
def test_the_slower_of_two_writers_answers_with_what_the_faster_stored(ready, monkeypatch):
    data = signed(ready)
    first = bring(data, ready.ministry.clerk).accepted
    real, calls = importing.store, []

    def too_late(**more):
        calls.append(1)
        if len(calls) == 1:
            raise IntegrityError
        return real(**more)

    monkeypatch.setattr(importing, "outcome_if_stored", lambda rows, now: None)
    monkeypatch.setattr(importing, "store", too_late)
    again = bring(data, ready.ministry.clerk).accepted
    assert (again.repeated, again.receipt) == (True, first.receipt)


def test_a_plan_made_while_the_tables_were_small_is_soon_made_anew(ready):
    data = signed(ready)
    for later in (0, 9, 10):
        bring(data, ready.ministry.clerk, now=NOW + timedelta(seconds=later))
    with connection.cursor() as cursor:
        cursor.execute("select statement from pg_prepared_statements where statement ~ 'as wanted.sender, name.'")
        plans = {int(statement.rpartition("-- ")[2]) for (statement,) in cursor.fetchall()}
    begun = int(NOW.timestamp()) // 10
    assert {begun, begun + 1} <= plans


def test_what_is_known_is_asked_again_after_its_life_and_bounded(monkeypatch):
    moment, asked = [0.0], []
    known = Known(life_seconds=5, clock=lambda: moment[0])

    def ask():
        asked.append(1)
        return len(asked)

    assert [known.remembered("a", ask), known.remembered("a", ask)] == [1, 1]
    moment[0] = 5.0
    assert known.remembered("a", ask) == 2
    monkeypatch.setattr("lienthong.records.exchange.intake.known._MOST", 1)
    known.remembered("b", ask)
    assert known.remembered("a", ask) == 4
