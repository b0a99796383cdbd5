"""Sealed slips: what stands on them, that they are the same bytes for ever, and that others verify the seal."""

import re
import subprocess
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from conftest import at
from lienthong.ground.files import actions as files
from lienthong.ground.journal.models import Act
from lienthong.ground.signatures import queries as signatures
from lienthong.ground.signatures import verdict
from lienthong.records.documents import sealing
from lienthong.work.feedback import actions as feedback
from lienthong.work.feedback import queries as feedback_queries
from lienthong.work.feedback.models import Invitation
from lienthong.work.feedback.rules import LinkExpired, LinkUsed, Visit
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


@pytest.fixture
def by_letter(brought, desks):
    """Answered, to who has neither telephone nor inbox."""
    said = replace(SAID, phone="", email="", way="letter")
    petition = actions.enter_petition(said=said, channel="counter", by=desks.province.one_stop, now=at("09:00"))
    actions.accept_petition(petition=petition, by=desks.province.specialist, now=at("10:00"))
    actions.forward_petition(petition=petition, to=desks.other.body, by=desks.province.specialist, now=at("11:00"))
    actions.acknowledge_petition(petition=petition, by=desks.other.head_of_unit, now=at("13:30"))
    return actions.answer_petition(petition=petition, words=WORDS, by=desks.other.head_of_unit, now=at("14:00"))


def code_in(pdf: bytes) -> str:
    words = " ".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())
    return re.search(r"nhập mã ([A-Z0-9]{4} [A-Z0-9]{4} [A-Z0-9]{4})", words)[1]


def test_who_is_answered_by_letter_finds_a_code_in_it_that_is_good_once_for_fourteen_days(by_letter, desks):
    invitation = Invitation.objects.get(subject_id=by_letter.pk)
    assert not invitation.sent
    data = printed(by_letter, "answer", by=desks.other.specialist)
    assert verdict.judge(data, trust=signatures.trust(LATER), now=LATER).is_valid
    assert printed(by_letter, "answer", by=desks.other.specialist) == data
    found = feedback_queries.by_code(code_in(data))
    assert (found.pk, found.sent, found.expires_at) == (invitation.pk, True, LATER + timedelta(days=14))
    assert [act.verb for act in Act.objects.filter(verb="feedback.invitation.written")] == [
        "feedback.invitation.written"
    ]
    feedback.answer(invitation=found, level=4, visit=Visit("203.0.113.9"), by=None, now=LATER)
    with pytest.raises(LinkUsed):
        feedback.answer(invitation=found, level=1, visit=Visit("203.0.113.8"), by=None, now=LATER)


def test_the_code_of_a_letter_ends_after_fourteen_days(by_letter, desks):
    found = feedback_queries.by_code(code_in(printed(by_letter, "answer", by=desks.other.specialist)))
    with pytest.raises(LinkExpired):
        feedback.answer(invitation=found, level=4, visit=Visit("203.0.113.9"), by=None, now=LATER + timedelta(days=14))


def test_who_was_sent_a_code_otherwise_finds_none_in_the_letter(brought, person, desks):
    petition = brought("answered")
    invitation = Invitation.objects.get(subject_id=petition.pk)
    with pytest.raises(TypeError):
        code_in(printed(petition, "answer", by=person))
    assert Invitation.objects.get(pk=invitation.pk).digest == invitation.digest


def test_who_can_be_texted_is_not_given_a_second_code_by_letter(desks):
    said = replace(SAID, way="letter")
    petition = actions.enter_petition(said=said, channel="counter", by=desks.province.one_stop, now=at("09:00"))
    refused = actions.refuse_petition(
        petition=petition, ground="complaint", words=WORDS, by=desks.province.specialist, now=at("10:00")
    )
    with pytest.raises(TypeError):
        code_in(printed(refused, "answer", by=desks.province.specialist))


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
