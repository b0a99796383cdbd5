"""Sealed slips: what stands on them, that they are the same bytes for ever, and that others verify the seal."""

import subprocess
from dataclasses import replace
from io import BytesIO

import pytest

from conftest import at
from lienthong.ground.files import actions as files
from lienthong.ground.journal.models import Act
from lienthong.ground.signatures import queries as signatures
from lienthong.ground.signatures import verdict
from lienthong.records.documents import sealing
from lienthong.work.petitions import actions, queries, rules, slips
from lienthong.work.petitions.models import Printed
from lienthong.work.petitions.tests.conftest import SAID, WORDS

LATER = at("15:00")


def printed(petition, name="receipt", **more):
    return sealing.bytes_of(actions.print_slip(petition=petition, name=name, now=LATER, **more))


def test_a_receipt_is_sealed_by_the_receiving_body_and_is_the_same_bytes_ever_after(sent, desks, person, monkeypatch):
    petition = sent()
    data = printed(petition, by=person)
    found = verdict.judge(data, trust=signatures.trust(LATER), now=LATER)
    assert found.is_valid
    monkeypatch.setattr(sealing, "seal_pages", None)
    assert printed(petition, by=desks.province.specialist) == data
    assert printed(petition, by=None, opened=True) == data
    told = Act.objects.get(verb="petitions.slip.sealed")
    assert (told.body["code"], told.body["slip"]) == (petition.code, "receipt")
    assert Printed.objects.get().file.name == f"{petition.code}-bien-nhan.pdf"


@pytest.mark.foreign("pdfsig")
def test_a_verifier_we_did_not_write_accepts_the_seal_and_refuses_a_tampered_twin(sent, person, tmp_path):
    data = printed(sent(), by=person)
    assert "Signature is Valid." in said_of(data, tmp_path)
    place = data.index(b"stream") + 30
    twin = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
    assert "Signature is Valid." not in said_of(twin, tmp_path)
    assert not verdict.judge(twin, trust=signatures.trust(LATER), now=LATER).is_valid


def said_of(pdf: bytes, folder) -> str:
    (folder / "a.pdf").write_bytes(pdf)
    return subprocess.run(
        ["pdfsig", "-nocert", folder / "a.pdf"], capture_output=True, text=True, check=False, timeout=30
    ).stdout


def test_the_receipt_says_what_was_said_with_which_files_until_when_and_why(desks):
    scan = files.keep(BytesIO(b"Don viet tay"), name="don.txt", by=None, now=at("08:30"))
    said = replace(SAID, way="text", email="binh@lienthong.example")
    by = desks.province.one_stop
    petition = actions.enter_petition(said=said, channel="counter", by=by, now=at("09:00"), files=[scan])
    words = sheet_of(petition, files=[scan])
    for each in (petition.code, petition.lookup_code, SAID.content, scan.sha256, "16 giờ 30 phút, ngày 23/11/2026",
                 "5 ngày làm việc", by.account.full_name, "binh@lienthong.example", "/petitions/lookup/"):  # fmt: skip
        assert each in words, each


def sheet_of(petition, files=()):
    event = slips.event_of(petition, "receipt")
    return repr(slips._around(petition, event, "https://a.example")) + repr(slips._receipt(petition, event, files))


def test_an_answer_is_sealed_by_who_answered_and_a_refusal_by_who_refused(brought, sent, desks, person):
    answered = brought("answered")
    event = slips.event_of(answered, "answer")
    assert slips.body_of(answered, event) == desks.other.body
    assert WORDS in repr(slips._answer(answered, event))
    assert "Luật" in repr(slips._answer(answered, event))
    assert verdict.judge(printed(answered, "answer", by=person), trust=signatures.trust(LATER), now=LATER).is_valid
    refused = actions.refuse_petition(
        petition=sent(), ground="complaint", words=WORDS, by=desks.province.specialist, now=at("10:00")
    )
    event = slips.event_of(refused, "answer")
    assert slips.body_of(refused, event) == desks.province.body
    assert "02/2011/QH13" in repr(slips._answer(refused, event))


def test_an_answer_without_a_law_says_none(brought, desks):
    petition = brought("in_hand")
    actions.answer_petition(petition=petition, words=WORDS, by=desks.other.head_of_unit, now=at("14:00"))
    assert "Căn cứ" not in repr(slips._answer(petition, slips.event_of(petition, "answer")))


def test_there_is_no_answer_before_it_was_given_and_none_for_a_stranger(sent, person):
    petition = sent()
    for name in ("answer", "nothing"):
        with pytest.raises(slips.NoSuchSlip):
            actions.print_slip(petition=petition, name=name, by=person, now=LATER)
    with pytest.raises(rules.NotYourPetition):
        actions.print_slip(petition=petition, name="receipt", by=None, now=LATER)
    assert queries.enclosed(petition) == []


def test_the_digest_changes_with_what_was_said(sent):
    event = sent().events.get()
    before = slips.digest_of(event)
    event.petition.content += "!"
    assert slips.digest_of(event) != before
    assert str(Printed(event=event)).startswith(str(event.pk))
