"""Whom a register does not have: that it holds nothing is its own answer, told with its time, and can be called wrong."""

import pytest
from django.urls import reverse

from conftest import MONDAY
from lienthong.ground.identity import actions as identity
from lienthong.records.registers import synthetic
from lienthong.records.registers.actions import load
from lienthong.records.registers.models import CorrectionRequest, Person
from lienthong.work.services.models import Application

BEGIN = "/services/doi_giay_phep_lai_xe/begin/"


@pytest.fixture
def begun(citizen, shop, keeper, at_nine) -> Application:
    """Begun by somebody the registers have nobody of; they are kept by a body that is known."""
    Person.objects.update(number="001190999999")
    answer = citizen.post(BEGIN, {"whom": "self", "body": str(shop.office.body.pk)})
    assert answer.status_code == 302
    return Application.objects.get()


def test_nobody_says_that_a_register_holds_what_it_does_not(citizen, begun):
    check = reverse("portal:check", args=[begun.pk])
    page = citizen.get(check).text
    assert "Giấy phép chưa có trong cơ sở dữ liệu" in page
    assert "không có ai mang số định danh này, hỏi lúc 09:00 16/11/2026" in page
    assert reverse("portal:dispute", args=[begun.pk, "on_record"]) in page
    question = reverse("portal:question", args=[begun.pk, "licence"])
    form = citizen.get(question).context["form"]
    assert {"on_record", "withheld"}.isdisjoint(form.fields)
    citizen.post(question, {"on_record": "yes", "licence_class": "b", "valid_until": "20/05/2027"})
    held = Application.objects.get()
    assert (held.given["on_record"], held.facts["on_record"]["register"]) == (False, "giay_phep")


def test_who_calls_it_wrong_goes_on_by_their_own_word_and_is_told_how_to_be_recorded(citizen, begun):
    wrong = reverse("portal:dispute", args=[begun.pk, "on_record"])
    page = citizen.get(wrong).text
    for words in ("Không tìm thấy ai có số định danh này", "Cục Cảnh sát giao thông", "Dùng thông tin tôi khai"):
        assert words in page, words
    assert "why-wrong" not in page
    assert 'name="evidence"' not in page
    answer = citizen.post(wrong, {"on_record": "yes"}, follow=True)
    assert "Hồ sơ đi tiếp với điều bạn khai" in answer.text
    held = Application.objects.get()
    assert (held.given["on_record"], held.facts["on_record"]["value"]) == (True, False)
    assert held.facts["on_record"]["disputed"]
    assert not CorrectionRequest.objects.exists()


def test_a_register_without_a_keeper_says_nothing_and_is_asked_about(citizen, shop, at_nine):
    citizen.post(BEGIN, {"whom": "self", "body": str(shop.office.body.pk)})
    assert "on_record" not in Application.objects.get().facts


def test_the_teacher_of_the_stand_in_for_the_national_identity_exchanges_her_licence(visitor, shop, keeper, at_nine):
    load(batch=next(synthetic.people(1, today=MONDAY.date())), by=None, now=MONDAY)
    mai = identity.enter_as_demonstration_citizen(number="001190000101", full_name="Nguyễn Thị Mai", now=MONDAY)
    answer = visitor.signed_in(mai).post(BEGIN, {"whom": "self", "body": str(shop.office.body.pk)})
    held = Application.objects.get()
    assert answer.url == reverse("portal:question", args=[held.pk, "reason"])
    assert (held.given["on_record"], held.given["licence_class"]) == (True, "b")


def test_a_page_that_was_answered_by_calling_a_register_wrong_is_not_counted(citizen, shop, keeper, at_nine):
    citizen.post(BEGIN, {"whom": "self", "body": str(shop.office.body.pk)})
    held = Application.objects.get()
    reason = reverse("portal:question", args=[held.pk, "reason"])
    before = citizen.get(reason).text
    said = {"residence": "Phường 6, Hà Nội", "why-wrong": "Tôi đã chuyển nhà từ tháng trước."}
    answer = citizen.post(reverse("portal:dispute", args=[held.pk, "residence"]), said)
    assert answer.url == reverse("portal:question", args=[held.pk, "applicant"])
    assert "Câu " not in citizen.get(answer.url).text.split("<h1>")[0].rsplit("page-head", 1)[1]
    after = citizen.get(reason).text
    counted = before.split("Câu ")[1].split(" ·")[0]
    assert counted.startswith("1 trong ")
    assert after.split("Câu ")[1].split(" ·")[0] == counted
