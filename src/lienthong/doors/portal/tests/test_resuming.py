"""A draft goes on at another device: by its code and the digits sent to its applicant, and nobody learns more."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from conftest import ANSWERS, at, drafted
from lienthong.ground.identity import carrying
from lienthong.ground.identity.models import Account
from lienthong.ground.identity.rules import MOST_TRIES
from lienthong.ground.identity.states import Means
from lienthong.ground.journal.models import Act
from lienthong.ground.notices import jobs
from lienthong.records.registers.models import Person
from lienthong.work.onestop.models import Dossier
from lienthong.work.services.models import Application

APPLICANT = {
    "full_name": "Nguyễn Thị Mai", "identity_number": "001190012345", "born_on": "02/05/1990",
    "residence": "Phường 5, Hà Nội",
}  # fmt: skip

START, DIGITS = "/resume/", "/resume/code/"
PHONE = "+84000123456"


@pytest.fixture
def sent(monkeypatch) -> list[dict]:
    """What was sent out, and to whom."""
    messages: list[dict] = []

    def take(**message) -> None:
        messages.append(message)

    monkeypatch.setattr(carrying, "_carriers", {Means.SMS: take, Means.EMAIL: take})
    return messages


@pytest.fixture
def draft(shop) -> Application:
    made = drafted(shop)
    Application.objects.update(phone=PHONE)
    made.refresh_from_db()
    return made


def asked(visitor, code: str):
    return visitor.post(START, {"code": code})


def opened(visitor, draft, sent) -> None:
    asked(visitor, draft.resume_code)
    answer = visitor.post(DIGITS, {"digits": sent[-1]["facts"]["code"]})
    assert answer.url == reverse("portal:application", args=[draft.pk])


def address(draft, name: str, *more: str) -> str:
    return reverse(f"portal:{name}", args=[draft.pk, *more])


def test_both_codes_open_the_draft_to_be_filled_in_but_not_handed_in(visitor, draft, sent):
    code = draft.resume_code
    assert asked(visitor, f" {code[:5].lower()}-{code[5:]} ").url == DIGITS
    assert (sent[-1]["phone"], sent[-1]["kind"]) == (PHONE, "identity.code.resume")
    opened(visitor, draft, sent)
    overview = visitor.get(address(draft, "application")).content.decode()
    assert "Đóng bản nháp ở máy này" in overview
    assert "Bỏ bản nháp này" not in overview
    assert visitor.post(address(draft, "question", "reason"), {"reason": "damaged"}).status_code == 302
    assert visitor.post(address(draft, "typed", "reason"), {"reason": "ending", "seen": "9"}).status_code == 200
    assert Application.objects.get().answers["reason"] == "damaged"
    check = visitor.get(address(draft, "check"))
    assert "Đăng nhập để nộp" in check.content.decode()
    assert 'id="sure"' not in check.content.decode()
    assert visitor.post(address(draft, "check"), {"sure": "1"}).status_code == 403
    assert visitor.post(address(draft, "drop")).status_code == 302, "it leads to signing in"
    assert Application.objects.drafts().exists()
    assert not Dossier.objects.exists()
    assert Act.objects.filter(verb="services.application.opened_by_code").count() == 1


def test_another_account_does_not_hand_in_with_its_own_proof(visitor, draft, sent):
    visitor.signed_in(Account.objects.create_user("nguoi.la@lienthong.example", "Người Lạ"))
    opened(visitor, draft, sent)
    assert visitor.post(address(draft, "check"), {"sure": "1"}).status_code == 403
    assert not Dossier.objects.exists()


@pytest.mark.usefixtures("keeper", "at_nine")
def test_in_the_demonstration_the_code_reaches_the_number_the_register_has(citizen, shop, run_jobs, monkeypatch):
    """Texts go to the number as registers write it; the page of simulated telephones shows what it received."""
    monkeypatch.setattr(jobs, "now", lambda: at("09:00"))
    Person.objects.update(phone="0000000001")
    body = str(shop.office.body.pk)
    citizen.post("/services/doi_giay_phep_lai_xe/begin/", {"whom": "self", "body": body})
    begun = Application.objects.get()
    assert begun.phone == "+84000000001"
    phone = Client()
    assert asked(phone, begun.resume_code).url == DIGITS
    run_jobs()
    page = phone.get("/demo/sms/?number=0000 000 001").text
    digits = re.search(r"\b(\d{6})\b", page)
    assert digits, "nothing was received"
    answer = phone.post(DIGITS, {"digits": digits[1]})
    assert answer.url == reverse("portal:application", args=[begun.pk])


@pytest.mark.usefixtures("keeper", "at_nine")
def test_where_the_register_has_no_number_the_accounts_own_counts(citizen, shop):
    Account.objects.filter(pk=shop.citizen.pk).update(phone=PHONE)
    body = str(shop.office.body.pk)
    citizen.post("/services/doi_giay_phep_lai_xe/begin/", {"whom": "self", "body": body})
    assert Application.objects.get().phone == PHONE


def test_saving_for_later_leads_to_the_draft_and_closing_it_ends_it_here(visitor, draft, sent):
    opened(visitor, draft, sent)
    given = {**APPLICANT, "later": "1"}
    assert visitor.post(address(draft, "question", "applicant"), given).url == address(draft, "application")
    visitor.post(reverse("portal:resume-close", args=[draft.pk]))
    assert visitor.get(address(draft, "application")).status_code == 302


def test_the_code_opens_this_draft_alone_for_two_hours_while_it_is_one(visitor, draft, sent, shop, monkeypatch):
    opened(visitor, draft, sent)
    Application.objects.filter(pk=draft.pk).update(subject_number="001220099999")
    other = drafted(shop)
    assert visitor.get(address(other, "application")).status_code == 302
    Application.objects.filter(pk=draft.pk).update(state="dropped")
    assert visitor.get(address(draft, "application")).status_code == 302
    Application.objects.filter(pk=draft.pk).update(state="draft")
    session = visitor.session
    session["opened_drafts"] = {str(draft.pk): at("08:00").timestamp()}
    session.save()
    assert visitor.get(address(draft, "application")).status_code == 302


def test_a_code_that_is_none_looks_like_one_that_is(draft, sent):
    right, wrong = Client(), Client()
    answers = [asked(right, draft.resume_code), asked(wrong, "ABCDEFGHJK")]
    assert {answer.url for answer in answers} == {DIGITS}
    assert len(sent) == 1
    pages = [client.post(DIGITS, {"digits": "000 00"}) for client in (right, wrong)]
    assert [page.status_code for page in pages] == [422, 422]
    assert pages[0].content.decode().count("Mã không đúng") == pages[1].content.decode().count("Mã không đúng") == 2
    for client, code in ((right, draft.resume_code), (wrong, "ABCDEFGHJK")):
        for _time in range(4):
            asked(client, code)
        assert asked(client, code).status_code == 429, "asking often tells nothing either"


def test_five_wrong_tries_spend_the_digits(visitor, draft, sent):
    asked(visitor, draft.resume_code)
    for _time in range(MOST_TRIES):
        assert visitor.post(DIGITS, {"digits": "12"}).status_code == 422
    assert visitor.post(DIGITS, {"digits": sent[-1]["facts"]["code"]}).status_code == 422


def test_digits_without_asking_open_nothing_and_both_boxes_want_something(visitor, shop):
    assert visitor.post(DIGITS, {"digits": "123456"}).status_code == 422
    assert "Ghi mã sáu số." in visitor.post(DIGITS, {"digits": ""}).content.decode()
    assert "Ghi mã bản nháp." in visitor.post(START, {"code": ""}).content.decode()


def test_whoever_tries_one_code_after_the_other_is_stopped(visitor, shop):
    answers = [asked(visitor, f"ABCDEFGH{number}").status_code for number in range(12)]
    assert answers[:10] == [302] * 10
    assert answers[-1] == 429


def test_the_applicant_who_is_signed_in_needs_no_digits(citizen, draft, sent):
    assert asked(citizen, draft.resume_code).url == address(draft, "application")
    assert not sent


@pytest.mark.parametrize("change", [{"phone": ""}, {"phone": "", "expires_at": at("08:00")}], ids=["e-mail", "ended"])
def test_without_a_number_the_digits_go_by_mail_and_an_ended_draft_gets_none(visitor, draft, sent, change):
    Application.objects.update(**change)
    asked(visitor, draft.resume_code)
    assert [message.get("email") for message in sent] == ([draft.applicant.email] if "expires_at" not in change else [])


def test_nobody_who_can_be_reached_nobody_who_can_resume(visitor, draft, sent):
    Application.objects.update(phone="")
    Account.objects.filter(pk=draft.applicant_id).update(email=None, phone=None)
    assert asked(visitor, draft.resume_code).url == DIGITS
    assert not sent


def test_beginning_again_leads_to_the_draft_there_is_whatever_body_is_chosen(citizen, draft, shop):
    body = str(shop.office.body.pk)
    Application.objects.update(subject_number=ANSWERS["applicant"]["identity_number"])
    answer = citizen.post("/services/doi_giay_phep_lai_xe/begin/", {"whom": "self", "body": body}, follow=True)
    assert Application.objects.get() == draft
    assert "Bạn đã có bản nháp" in answer.content.decode()
