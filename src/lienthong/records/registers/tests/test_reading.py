"""A register is read for a purpose, on a legal basis, sealed by its keeper; and whoever was read about can see it."""

import base64
import json
import subprocess
from datetime import date

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_der_x509_certificate
from django.db import DatabaseError, transaction

from conftest import at
from lienthong.ground.journal.models import Act
from lienthong.ground.organisations.models import Body
from lienthong.ground.signatures import queries as signatures
from lienthong.ground.signatures.refusals import SignatureInvalid
from lienthong.records.registers import declared, queries
from lienthong.records.registers.actions import read
from lienthong.records.registers.models import Person, Reading
from lienthong.records.registers.records import NoSuchAttribute, NoSuchRegister, NothingAsked
from lienthong.records.registers.rules import PurposeMissing
from lienthong.records.registers.tests.conftest import APPLICATION, LONG_AGO, MINH_ANH, person


def reading_of(by, number=MINH_ANH, register="giay_phep", attributes=("on_record", "valid_until"), **more) -> Reading:
    asked = {"purpose": "Đối chiếu giấy phép đang có", "law": "L-36-2024", "subject": APPLICATION, "now": at("09:05")}
    return read(register=register, attributes=attributes, number=number, by=by, **{**asked, **more})


def verified(folder, content: bytes, seal: bytes, moment) -> int:
    """`openssl cms -verify` with nothing but the root."""
    root = load_der_x509_certificate(bytes(signatures.authority("root").der))
    (folder / "trusted.pem").write_bytes(root.public_bytes(Encoding.PEM))
    (folder / "reading.json").write_bytes(content)
    (folder / "seal.p7s").write_bytes(seal)
    words = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "seal.p7s", "-content", "reading.json"]
    words += ["-CAfile", "trusted.pem", "-purpose", "any", "-attime", str(int(moment.timestamp())), "-out", "out"]
    return subprocess.run(words, cwd=folder, capture_output=True, check=False).returncode


@pytest.mark.foreign("openssl")
def test_a_read_is_sealed_by_the_keeper_and_openssl_refuses_its_tampered_twin(police, minh_anh, tmp_path):
    reading = reading_of(police.specialist)
    assert reading.values == {"on_record": True, "valid_until": "2027-01-10"}
    assert (reading.as_of, reading.keeper) == (LONG_AGO, police.body)
    assert (reading.by_name, reading.by_body) == ("Trần Văn Thử, Chuyên viên", "Bộ Công an")
    assert queries.verify(reading, now=at("09:06")).holder.name == "Bộ Công an"
    kept = json.loads(json.dumps(queries.receipt(reading)))
    content, seal = (base64.b64decode(kept["sealed"][part]) for part in ("content", "seal"))
    assert verified(tmp_path, content, seal, reading.read_at) == 0
    twin = content.replace(b"2027-01-10", b"2037-01-10")
    assert twin != content
    assert verified(tmp_path, twin, seal, reading.read_at) != 0


def test_a_read_leaves_an_act_for_the_person_and_a_receipt_that_says_everything(police, minh_anh):
    reading = reading_of(police.specialist)
    act = Act.objects.get(verb="registers.record.read")
    assert (act.subject_id, act.for_whom_id) == (reading.pk, minh_anh.pk)
    assert act.body["attributes"] == ["on_record", "valid_until"]
    kept = queries.receipt(reading)
    assert (kept["pii_principal_id"], kept["synthetic"]) == (MINH_ANH, True)
    assert kept["pii_processing"]["recipients"][0]["body"] == "Bộ Công an"
    about = [one["pii_type"] for one in kept["pii_processing"]["pii_information"]]
    assert about == ["licence_on_record", "licence_valid_until"]


def test_a_read_of_a_whole_register_costs_five_statements_or_six(police, minh_anh, django_assert_num_queries):
    for register, statements in [("dan_cu", 5), ("giay_phep", 6), ("sat_hach", 6)]:
        with django_assert_num_queries(statements):
            reading = reading_of(minh_anh, register=register, attributes=list(declared.attributes(register)))
        assert list(reading.values) == list(declared.attributes(register))


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"register": "ket_hon"}, NoSuchRegister),
        ({"attributes": ["religion"]}, NoSuchAttribute),
        ({"attributes": []}, NothingAsked),
        ({"purpose": "  "}, PurposeMissing),
        ({"law": ""}, PurposeMissing),
        ({"law": "L" * 301}, PurposeMissing),
    ],
    ids=["register", "attribute", "nothing", "purpose", "law", "long"],
)
def test_what_is_asked_wrongly_is_refused_before_anybody_is_looked_up(wrong, refusal):
    with pytest.raises(refusal):
        reading_of(None, **wrong)


def test_a_read_needs_the_person_and_the_keeper_and_else_leaves_nothing(minh_anh):
    with pytest.raises(queries.NoSuchPerson):
        reading_of(None, number="001190000009")
    with pytest.raises(queries.KeeperUnknown):
        reading_of(None)
    assert not Reading.objects.exists()


def test_a_reading_whose_row_or_seal_is_not_the_keepers_is_not_believed(police, minh_anh):
    reading = reading_of(police.specialist)
    reading.purpose = "Vì tò mò"
    with pytest.raises(queries.NotAsSealed):
        queries.verify(reading, now=at("09:06"))
    reading.refresh_from_db()
    reading.keeper = Body(name_vi="Bộ Y tế")
    with pytest.raises(queries.NotAsSealed):
        queries.verify(reading, now=at("09:06"))
    reading.content = bytes(reading.content).replace(b"true", b"null", 1)
    with pytest.raises(SignatureInvalid):
        queries.verify(reading, now=at("09:06"))


def test_the_database_keeps_a_reading_as_it_is(police, minh_anh):
    rows = Reading.objects.filter(pk=reading_of(None).pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(purpose="khác")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
    assert rows.get().purpose == "Đối chiếu giấy phép đang có"


def test_who_read_my_data_is_told_newest_first_page_by_page(police, minh_anh, django_assert_num_queries):
    person("001190000002", "Trần Thị Bình").save()
    account, child = police.specialist.account, ("registers.person", minh_anh.pk)
    made = [reading_of(account, now=at(f"09:0{minute}"), for_whom=child) for minute in range(3)]
    reading_of(None, number="001190000002")
    with django_assert_num_queries(1):
        first = queries.read_about(MINH_ANH, size=2)
        assert [one.pk for one in first.rows] == [made[2].pk, made[1].pk]
        assert (first.rows[0].keeper.name_vi, first.rows[0].by_name) == ("Bộ Công an", "Trần Văn Thử")
    second = queries.read_about(MINH_ANH, {"after": first.older}, size=2)
    assert [(one.pk, one.for_whom_id) for one in second.rows] == [(made[0].pk, minh_anh.pk)]
    assert second.older == ""


def test_people_are_found_by_their_name_with_and_without_tones(minh_anh):
    person("001190000002", "Trần Thị Bình").save()
    assert [one.number for one in Person.objects.called("minh anh").living().in_vietnamese_order()] == [MINH_ANH]
    assert not Person.objects.called("minh binh").exists()


def test_of_whoever_a_register_does_not_have_it_says_that_it_holds_nothing(police, minh_anh):
    licences = declared.find("giay_phep")
    asked = ["on_record", "withheld", "licence_class"]
    nothing = {"on_record": False, "withheld": False}
    assert queries.absent(licences, asked, "001190999999", date(2026, 11, 16)) == nothing
    assert queries.absent(licences, asked, "", date(2026, 11, 16)) == {}
    assert queries.absent(licences, asked, MINH_ANH, date(2026, 11, 16)) == {}
    assert queries.absent(licences, ["licence_class"], "001190999999", date(2026, 11, 16)) == {}
    assert queries.absent(declared.find("dan_cu"), ["alive", "full_name"], "001190999999", date(2026, 11, 16)) == {}


def test_a_register_that_was_not_filled_yet_says_nothing_of_anybody(police):
    assert not Person.objects.exists()
    asked = ["on_record", "withheld"]
    assert queries.absent(declared.find("giay_phep"), asked, "001190999999", date(2026, 11, 16)) == {}
