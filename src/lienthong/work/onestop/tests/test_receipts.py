"""Forms for the citizen: sealed by the body at the first press, the same bytes at every other, told in the journal."""

import hashlib
import subprocess

import pytest

from conftest import at, submitted
from lienthong.ground.journal.models import Act
from lienthong.ground.notices.models import Text
from lienthong.ground.signatures import queries as signatures
from lienthong.ground.signatures import verdict
from lienthong.records.documents import sealing
from lienthong.work.onestop import actions, events, printing, queries, telling
from lienthong.work.onestop.models import Printed
from lienthong.work.onestop.states import Kind
from lienthong.work.services.models import Application

LATER = at("10:30")


@pytest.fixture
def received(shop):
    return actions.receive(dossier=submitted(shop), by=shop.receiver, now=at("10:00"))


def test_a_receipt_is_sealed_by_the_body_and_printing_twice_gives_the_same_bytes(shop, received, monkeypatch):
    first = actions.print_form(dossier=received, number="01", by=shop.citizen, now=LATER)
    data = sealing.bytes_of(first)
    assert verdict.judge(data, trust=signatures.trust(LATER), now=LATER).is_valid
    monkeypatch.setattr(sealing, "seal_pages", None)
    again = actions.print_form(dossier=received, number="01", by=shop.receiver, now=at("16:00"))
    assert (again.pk, sealing.bytes_of(again)) == (first.pk, data)
    assert Printed.objects.count() == 1
    told = Act.objects.get(verb="onestop.form.sealed")
    assert told.body["sha256"] == first.sha256
    assert first.name == f"{received.code}-mau-01.pdf"


@pytest.mark.foreign("pdfsig")
def test_a_verifier_we_did_not_write_accepts_the_seal_and_refuses_a_tampered_twin(shop, received, tmp_path):
    data = sealing.bytes_of(actions.print_form(dossier=received, number="01", by=shop.citizen, now=LATER))
    assert "Signature is Valid." in said_of(data, tmp_path)
    place = data.index(b"stream") + 30
    twin = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
    assert "Signature is Valid." not in said_of(twin, tmp_path)


def said_of(pdf: bytes, folder) -> str:
    (folder / "a.pdf").write_bytes(pdf)
    return subprocess.run(
        ["pdfsig", "-nocert", folder / "a.pdf"], capture_output=True, text=True, check=False, timeout=30
    ).stdout


def test_only_forms_that_exist_and_are_for_the_person_are_sealed(shop, received):
    for number in ("02", "05", "06", "99"):
        with pytest.raises(printing.NoSuchForm):
            actions.print_form(dossier=received, number=number, by=shop.citizen, now=LATER)
    assert not Printed.objects.exists()


def test_the_slip_of_control_is_sealed_for_the_office_once_until_something_happens(shop, received):
    first = actions.print_form(dossier=received, number="05", by=shop.officer, now=LATER)
    assert verdict.judge(sealing.bytes_of(first), trust=signatures.trust(LATER), now=LATER).is_valid
    assert actions.print_form(dossier=received, number="05", by=shop.receiver, now=at("11:00")).pk == first.pk
    actions.acknowledge(dossier=received, by=shop.officer, now=at("11:00"))
    assert actions.print_form(dossier=received, number="05", by=shop.officer, now=at("11:01")).pk != first.pk


def test_the_book_is_sealed_as_it_stands_and_the_act_keeps_its_digest(shop, received):
    monday = at("09:00").date()
    pdf = actions.seal_book(by=shop.receiver, first=monday, last=monday, now=LATER)
    assert verdict.judge(pdf, trust=signatures.trust(LATER), now=LATER).is_valid
    told = Act.objects.get(verb="onestop.book.sealed")
    assert told.body["sha256"] == hashlib.sha256(pdf).hexdigest()
    assert (told.body["count"], told.body["unit"]) == (1, shop.desk.name_vi)
    actions.seal_book(by=shop.leader, first=monday, last=monday, now=LATER)
    assert Act.objects.filter(verb="onestop.book.sealed", body__unit="").exists(), "a leader has no unit"


def test_a_person_without_an_account_is_texted_once_of_one_event(shop, received):
    Application.objects.update(applicant=None, entered_by=shop.receiver, phone="+84912345678")
    event = received.events.get(kind="received")
    for _time in range(2):
        telling.tell_applicant(events.happened(Kind.RECEIVED, event.pk, at=event.at))
    assert Text.objects.get().kind == "onestop.text.received"


def test_the_book_holds_what_came_in_between_two_days_and_refuses_too_much(shop, received, monkeypatch):
    monday = at("09:00").date()
    assert queries.of_the_book(shop.receiver, first=monday, last=monday) == [received]
    assert queries.of_the_book(shop.receiver, first=monday.replace(day=17), last=monday.replace(day=18)) == []
    monkeypatch.setattr(queries, "MOST_IN_BOOK", 0)
    with pytest.raises(queries.BookTooLong):
        queries.of_the_book(shop.receiver, first=monday, last=monday)
