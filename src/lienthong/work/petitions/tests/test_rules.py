"""Whose words are heard and what an answer needs, without a database."""

from dataclasses import replace

import pytest

from lienthong.ground.files.models import StoredFile
from lienthong.ground.identity.models import Account
from lienthong.ground.mandates.rules import NotYours, Verb
from lienthong.kit.ids import new_id
from lienthong.work.petitions import rules
from lienthong.work.petitions.models import Petition
from lienthong.work.petitions.states import Ground
from lienthong.work.petitions.tests.conftest import SAID, WORDS


def petition(**more):
    return Petition(name="Trần Văn Bình", address="12 Lê Lợi", phone="+84912345678", may_publish=True, **more)


def test_what_is_said_is_kept_in_order():
    told = rules.require_said(replace(SAID, name="  Trần  Văn Bình ", dossier_code="h41.06-261116-0001"))
    assert (told.name, told.phone) == ("Trần Văn Bình", "+84912345678")
    assert told.dossier_code == "H41.06-261116-0001"


@pytest.mark.parametrize(
    "without",
    [{"name": " "}, {"address": ""}, {"phone": ""}],
    ids=["name", "address", "contact"],
)
def test_an_anonymous_petition_is_not_handled(without):
    with pytest.raises(rules.AnonymousNotHandled):
        rules.require_said(replace(SAID, **without))


@pytest.mark.parametrize("email", ["", "a@b.example"])
def test_a_wrong_number_is_called_a_wrong_number(email):
    with pytest.raises(rules.PhoneUnreadable):
        rules.require_said(replace(SAID, phone="12", email=email))


def test_an_address_of_mail_is_a_contact_too():
    assert rules.require_said(replace(SAID, phone="", email="binh@lienthong.example")).phone == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"content": "Quá chậm."}, {"content": "x" * 5001}, {"subject": ""}, {"subject": "x" * 201}, {"about": ""},
        {"matter": "none"}, {"petitioner": "none"},
    ],
    ids=["short", "long", "no_subject", "long_subject", "about_nothing", "matter", "petitioner"],
)  # fmt: skip
def test_who_says_too_little_is_asked_for_more(wrong):
    with pytest.raises(rules.SaidTooLittle):
        rules.require_said(replace(SAID, **wrong))


def test_what_is_published_says_something():
    rules.require_shown("Giấy hẹn", SAID.content)
    for subject, content in (("", SAID.content), ("Giấy hẹn", "Ngắn")):
        with pytest.raises(rules.SaidTooLittle):
            rules.require_shown(subject, content)


def test_at_most_five_files():
    rules.require_few([StoredFile()] * 5)
    with pytest.raises(rules.TooManyFiles):
        rules.require_few([StoredFile()] * 6)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Đã xem xét.",
        "Cơ quan đã tiếp nhận phản ánh, kiến nghị của ông bà và sẽ xem xét, giải quyết theo quy định của pháp luật.",
        "Co quan da ghi nhan y kien va se chi dao chan chinh, rut kinh nghiem trong thoi gian toi.",
        "We have noted your petition and it will be considered by the competent authority according to regulations.",
        "x" * 5001,
    ],
    ids=["empty", "short", "set_phrase", "set_phrase_without_tones", "set_phrase_english", "long"],
)
def test_a_set_phrase_is_no_answer(words):
    with pytest.raises(rules.AnswerEmpty):
        rules.require_words(words)


def test_own_words_are_an_answer():
    assert rules.require_words(f" {WORDS}\n") == WORDS


def test_a_refusal_names_one_of_the_grounds():
    assert rules.require_ground("complaint") is Ground.COMPLAINT
    with pytest.raises(rules.GroundMissing):
        rules.require_ground("busy")


@pytest.mark.parametrize("mine", [{"account_id": True}, {"official_folded": "le thi hoa"}], ids=["sender", "named"])
def test_sender_and_named_have_an_interest(mine):
    account = Account(pk=new_id(), folded="le thi hoa")
    held = petition(**{name: account.pk if value is True else value for name, value in mine.items()})
    assert rules.has_interest(account, held)
    assert not rules.has_interest(Account(pk=new_id(), folded="tran van an"), held)


def test_before_it_is_forwarded_nobody_is_to_answer():
    with pytest.raises(NotYours):
        rules.require_answering(None, petition(), Verb.ANSWER_PETITION, now=None)


def test_the_person_opens_it_signed_in_or_by_code():
    account = Account(pk=new_id())
    rules.require_petitioner(petition(account_id=account.pk), account, opened=False)
    rules.require_petitioner(petition(), None, opened=True)
    for by in (None, account):
        with pytest.raises(rules.NotYourPetition):
            rules.require_petitioner(petition(), by, opened=False)


@pytest.mark.parametrize(
    "words",
    [
        "Ông tran van binh đã đến ba lần.",
        "Nhà ở 12 Lê Lợi.",
        "Gọi 0912.345.678.",
        "Bà Lê Thị Hoa tiếp.",
        "Hồ sơ H41.06-261116-0001.",
    ],
    ids=["name", "address", "phone", "official", "dossier"],
)
def test_nothing_of_the_person_is_published(words):
    held = petition(official="Lê Thị Hoa", dossier_code="H41.06-261116-0001")
    rules.require_public(held, "Ba lần hẹn mà không có giấy", WORDS)
    with pytest.raises(rules.PersonalDataInside):
        rules.require_public(held, "Ba lần hẹn", words)


def test_who_has_no_telephone_has_no_digits_to_hide():
    held = petition()
    held.phone, held.email = "", "binh@lienthong.example"
    rules.require_public(held, "Có 12 lần hẹn")


def test_without_consent_nothing_is_published():
    held = petition()
    held.may_publish = False
    with pytest.raises(rules.NotAgreed):
        rules.require_public(held, WORDS)
