"""Forms at the desk: those of a dossier, the control slip, and the book."""

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from conftest import at, offered, submitted
from lienthong.doors.desk.dossiers import forms
from lienthong.doors.desk.dossiers.forms import ResultForm
from lienthong.ground.files import actions as files
from lienthong.ground.files.content import PNG
from lienthong.ground.identity import step_up
from lienthong.work.onestop import actions
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import RefusalReason
from lienthong.work.onestop.tests import families
from lienthong.work.onestop.tests.families import fresh
from lienthong.work.onestop.tests.made import REFUSAL


def desk(mandate) -> Client:
    """A browser at which this person sits."""
    client = Client()
    client.force_login(mandate.account)
    return client


@pytest.fixture
def dossier(shop):
    return actions.receive(dossier=submitted(shop), by=shop.receiver, now=at("10:00"))


def test_the_case_offers_its_forms_and_each_opens(shop, dossier):
    clerk = desk(shop.receiver)
    page = clerk.get(reverse("desk:dossier", args=[dossier.pk])).content.decode()
    for number in ("01", "05"):
        address = reverse("desk:dossier-form", args=[dossier.pk, number])
        assert address in page
        answer = clerk.get(address)
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("inline")
    assert clerk.get(reverse("desk:dossier-form", args=[dossier.pk, "03"])).status_code == 404


def test_the_book_is_printed_for_days_that_follow_each_other(shop, dossier):
    clerk, address = desk(shop.receiver), reverse("desk:dossier-book")
    assert "dossiers/book/" in clerk.get(reverse("desk:dossiers")).content.decode()
    assert clerk.get(address).status_code == 200
    assert clerk.get(address, {"first": "17/11/2026", "last": "16/11/2026"}).status_code == 422
    for first in ("16/11/2026", "31/12/9999"):
        beyond = clerk.get(address, {"first": first, "last": "31/12/9999"})
        assert beyond.status_code == 422
        assert "không sau hôm nay" in beyond.text
    answer = clerk.get(address, {"first": "16/11/2026", "last": "16/11/2026"})
    assert answer.content.startswith(b"%PDF-")
    assert "so-theo-doi-ho-so-20261116" in answer["Content-Disposition"]
    assert desk(shop.leader).get(address, {"first": "16/11/2026", "last": "16/11/2026"}).status_code == 200


def test_a_dossier_is_found_by_name_code_and_number(shop, dossier):
    clerk, address = desk(shop.receiver), reverse("desk:dossiers")
    for words in (
        "nguyen minh",
        "minh nguy",
        "nguyễn mi",
        dossier.code[:8].lower(),
        dossier.code,
        dossier.subject_number,
        "minh " + dossier.code,
    ):
        found = clerk.get(address, {"tab": "in-hand", "q": words}).context["page"].rows
        assert found == [dossier], words
    for words in ("nguyen binh", "nguyền", "nguy ", "guyen", dossier.code[1:], dossier.subject_number[:6], "***"):
        assert not clerk.get(address, {"tab": "in-hand", "q": words}).context["page"].rows, words
    tabs = clerk.get(address, {"q": "nguyễn & "}).context["tabs"]
    assert tabs[0]["url"] == f"{address}?tab=waiting&q=nguy%E1%BB%85n+%26+"


def test_the_decision_on_a_birth_begins_with_what_was_declared(shop, country):
    shop.offerings[families.BIRTH] = offered(shop, families.BIRTH, owner=country.other.body)
    lead, *_ = families.handed_in(shop)
    families.to_the_chief(shop, lead, "10")
    form = ResultForm(None, dossier=fresh(lead)[0], on=families.MONDAY)
    begun = {name: form[f"data-giay_khai_sinh-{name}"].value() for name in families.CHILD}
    typed = {"personal_number", "registered_on"}
    assert {name: str(value) for name, value in begun.items() if name not in typed} == {
        name: value for name, value in families.CHILD.items() if name not in typed
    }
    assert {begun[name] for name in typed} == {None}


def test_a_decision_that_refuses_is_sent_back_without_reason_or_words_of_ones_own_and_shown_with_them(
    shop, dossier, monkeypatch
):
    monkeypatch.setattr(step_up, "is_fresh", lambda request: True)
    actions.acknowledge(dossier=dossier, by=shop.officer, now=at("10:30"))
    chief, address = desk(shop.chief), reverse("desk:dossier-decide", args=[dossier.pk])
    said = {**REFUSAL, "reason": REFUSAL["reason"].value}
    missing = {
        "reason": ("", "Chọn lý do từ chối"),
        "plain": ("Không đúng quy định.", "Hãy nói bằng lời của bạn điều gì chưa đúng"),
        "law": ("", "Ghi căn cứ: văn bản"),
    }
    for name, (given, words) in missing.items():
        answer = chief.post(address, {**said, name: given}, headers={"Accept-Language": "vi"})
        assert answer.status_code == 422, name
        assert words in answer.text, name
        assert said["words"] in answer.text
    assert chief.post(address, said).status_code == 302
    page = chief.get(reverse("desk:dossier", args=[dossier.pk]), headers={"Accept-Language": "vi"}).text
    for words in ("Không đủ điều kiện theo quy định", REFUSAL["plain"], REFUSAL["law"], "Từ chối giải quyết"):
        assert words in page, words


def test_the_form_begins_with_what_the_tables_say_against_it(shop, dossier, monkeypatch):
    monkeypatch.setattr(forms.deciding, "suggested", lambda _way: "tu_choi")
    monkeypatch.setattr(forms.deciding, "why_refused", lambda _dossier, _way: ("Giấy phép đang bị giữ.", "Điều 62"))
    form = ResultForm(None, dossier=dossier, on=families.MONDAY)
    assert [form[name].value() for name in ("outcome", "reason", "plain", "law")] == [
        "tu_choi", RefusalReason.NOT_ELIGIBLE, "Giấy phép đang bị giữ.", "Điều 62",
    ]  # fmt: skip
    assert ResultForm(None, dossier=dossier)["plain"].value() == "Giấy phép đang bị giữ.", "a proposal is whole"


def test_words_that_nobody_changed_follow_the_result_that_is_chosen_and_are_shown_before_they_are_signed(
    shop, dossier, monkeypatch
):
    monkeypatch.setattr(step_up, "is_fresh", lambda request: True)
    actions.acknowledge(dossier=dossier, by=shop.officer, now=at("10:30"))
    chief, address = desk(shop.chief), reverse("desk:dossier-decide", args=[dossier.pk])
    begun = chief.get(address).context["form"].initial["words"]
    assert "cấp giấy phép lái xe mới" in begun
    said = {**REFUSAL, "reason": REFUSAL["reason"].value, "words": begun}
    first = chief.post(address, said, headers={"Accept-Language": "vi"})
    assert first.status_code == 422
    assert "Văn bản đã soạn lại theo kết quả bạn vừa chọn" in first.text
    anew = first.context["form"]["words"].value()
    assert "cấp giấy phép lái xe mới" not in anew
    assert anew.endswith("Không giải quyết đề nghị.")
    own = chief.post(address, {**said, "words": f"Kính gửi bà Minh Anh. {begun}"}, headers={"Accept-Language": "vi"})
    assert "Nội dung còn câu của kết quả khác" in own.text
    assert chief.post(address, {**said, "words": anew}).status_code == 302


def test_a_refusal_is_proposed_whole_and_who_decides_begins_with_it(shop, dossier, monkeypatch):
    monkeypatch.setattr(step_up, "is_fresh", lambda request: True)
    actions.acknowledge(dossier=dossier, by=shop.officer, now=at("10:30"))
    officer, address = desk(shop.officer), reverse("desk:dossier-propose", args=[dossier.pk])
    said = {**REFUSAL, "reason": REFUSAL["reason"].value}
    bare = officer.post(address, {**said, "law": ""}, headers={"Accept-Language": "vi"})
    assert bare.status_code == 422
    assert "Ghi căn cứ: văn bản" in bare.text
    assert officer.post(address, said).status_code == 302
    form = desk(shop.chief).get(reverse("desk:dossier-decide", args=[dossier.pk])).context["form"]
    assert {name: form[name].value() for name in said} == said


def disputed(dossier):
    """A register knows another day of birth than the applicant says."""
    held = dossier.application
    held.facts = {**held.facts, "born_on": {"value": "1990-05-02", "register": "dan_cu", "disputed": True}}
    held.facts |= {"licence_number": {"value": None, "register": "giay_phep"}}
    held.answers = {**held.answers, "born_on": "1991-05-03", "licence_number": "010170000001"}
    held.save(update_fields=["facts", "answers"])


def test_a_result_begins_with_what_the_register_says_and_shows_what_the_person_says_against_it(
    shop, dossier, monkeypatch
):
    monkeypatch.setattr(step_up, "is_fresh", lambda request: True)
    actions.acknowledge(dossier=dossier, by=shop.officer, now=at("10:30"))
    disputed(dossier)
    answer = form_of(shop.chief, "decide", dossier)
    form = answer.context["form"]
    assert form["data-cap_moi-born_on"].value() == date(1990, 5, 2)
    assert "ghi 02/05/1990; người nộp nói là 03/05/1991, chưa ai xác nhận." in answer.text
    assert "Người nộp tự khai; Cơ sở dữ liệu giấy phép lái xe chưa xác nhận." in answer.text
    done = actions.decide(dossier=dossier, outcome="cap_moi", words="Khớp.", by=shop.chief, now=at("14:00"))
    assert done.result.claims["data"]["born_on"] == "1990-05-02"


def test_what_a_register_says_is_not_asked_of_the_person_again(shop, dossier):
    actions.acknowledge(dossier=dossier, by=shop.officer, now=at("10:30"))
    held = dossier.application
    held.facts = {**held.facts, "licence_class": {"value": "b", "register": "giay_phep"}}
    held.save(update_fields=["facts"])
    assert 'name="question:licence_class"' not in form_of(shop.officer, "supplement", dossier).text
    held.facts["licence_class"]["disputed"] = True
    held.save(update_fields=["facts"])
    assert 'name="question:licence_class"' in form_of(shop.officer, "supplement", dossier).text


def test_marks_for_a_supplement_stand_beside_what_was_given_and_never_at_whom_it_is_about(shop, dossier):
    actions.acknowledge(dossier=dossier, by=shop.officer, now=at("10:30"))
    page = form_of(shop.officer, "supplement", dossier).text
    assert "Người nộp: Sắp hết hạn" in page
    assert 'name="question:reason"' in page
    assert 'name="question:identity_number"' not in page
    supplied(shop, dossier, "11:00")
    assert "Người nộp: giay-kham.png" in form_of(shop.officer, "supplement", dossier).text


def test_pressed_twice_a_step_says_what_was_done_by_whom_and_when_and_not_that_the_post_is_wrong(
    shop, dossier, monkeypatch
):
    monkeypatch.setattr(step_up, "is_fresh", lambda request: True)
    vietnamese = {"headers": {"Accept-Language": "vi"}}
    taking = reverse("desk:dossier-acknowledge", args=[dossier.pk])
    assert desk(shop.officer).post(taking).status_code == 302
    again = desk(shop.officer).post(taking, **vietnamese)
    assert again.status_code == 409
    assert "“Nhận bàn giao”, Người Thử Chuyên viên sát hạch, lúc" in again.text
    chief, address = desk(shop.chief), reverse("desk:dossier-decide", args=[dossier.pk])
    said = {"outcome": "cap_moi", "words": "Giấy phép hạng B còn hiệu lực, dữ liệu khớp với hồ sơ."}
    filled = chief.get(address).context["form"].initial
    said |= {name: value for name, value in filled.items() if name not in said and value}
    assert chief.post(address, said).status_code == 302
    for answer in (chief.post(address, said, **vietnamese), chief.get(address, **vietnamese)):
        assert answer.status_code == 409
        assert "Hồ sơ này đã có kết quả: Người Thử Trưởng phòng ký lúc" in answer.text
    assert desk(shop.officer).get(address).status_code == 403, "who could not decide is told so"
    stop = desk(shop.officer).post(reverse("desk:dossier-pass-on", args=[dossier.pk]), **vietnamese)
    assert stop.status_code == 403, "what others did is said by the page, not by a wrong refusal"


STEPS = ("refuse", "supplement", "propose", "decide", "assign", "apologise", "stop", "return", "cash")


def form_of(who, name, dossier):
    return desk(who).get(reverse(f"desk:dossier-{name}", args=[dossier.pk]), headers={"Accept-Language": "vi"})


def test_an_auditor_opens_no_form_and_sees_no_button_of_a_dossier(shop, dossier):
    actions.acknowledge(dossier=dossier, by=shop.officer, now=at("10:30"))
    auditor = shop.office.auditor
    page = desk(auditor).get(reverse("desk:dossier", args=[dossier.pk])).text
    for name in STEPS:
        assert reverse(f"desk:dossier-{name}", args=[dossier.pk]) not in page, name
    assert form_of(auditor, "stop", dossier).status_code == 403
    assert form_of(auditor, "apologise", dossier).status_code == 403
    assert form_of(shop.leader, "stop", dossier).status_code == 200


def test_a_second_apology_and_one_for_what_is_over_are_refused_before_anything_is_typed(shop, dossier):
    reason, due = "Máy in thẻ của phòng hỏng từ ngày 12, đang chờ thay linh kiện.", at("16:30", day=date(2026, 11, 30))
    assert form_of(shop.leader, "apologise", dossier).status_code == 200
    actions.apologise(dossier=dossier, reason=reason, new_due_at=due, by=shop.leader, now=at("11:00"))
    page = desk(shop.leader).get(reverse("desk:dossier", args=[dossier.pk])).text
    assert reverse("desk:dossier-apologise", args=[dossier.pk]) not in page
    refused = form_of(shop.leader, "apologise", dossier)
    assert refused.status_code == 409
    assert "<textarea" not in refused.text
    actions.withdraw(dossier=dossier, words="", by=shop.citizen, now=at("11:10"))
    assert form_of(shop.leader, "stop", dossier).status_code == 409


def supplied(shop, dossier, hour):
    """Asked for once more, and given, both at one moment."""
    item = {"kind": "paper", "name": "giay_kham_suc_khoe", "words": "Mờ ở dòng kết luận."}
    words = "Ảnh giấy khám sức khỏe mờ ở dòng kết luận, xin chụp lại trang hai."
    law = "Nghị định 61/2018, điều 17"
    actions.ask_supplement(dossier=dossier, items=[item], words=words, law=law, by=shop.officer, now=at(hour))
    png = BytesIO()
    Image.new("RGB", (40, 40), "white" if hour == "11:00" else "blue").save(png, "PNG")
    png.seek(0)
    file = files.keep(png, name="giay-kham.png", by=shop.citizen, now=at(hour), allowed=frozenset({PNG}))
    given = [("giay_kham_suc_khoe", file)]
    actions.supply(dossier=dossier, answers={}, files=given, by=shop.citizen, now=at(hour))


def test_papers_stand_by_their_names_and_what_a_supplement_brought_says_what_it_replaces(shop, dossier):
    held = actions.acknowledge(dossier=dossier, by=shop.officer, now=at("10:30"))
    supplied(shop, held, "11:00")
    supplied(shop, held, "11:30")
    page = desk(shop.officer).get(reverse("desk:dossier", args=[dossier.pk])).text
    assert "giay_kham_suc_khoe" not in page
    assert "Giấy khám sức khỏe" in page
    for words in (
        "Đưa vào hồ sơ lúc 16/11/2026 11:00",
        "bằng tệp bổ sung lúc 16/11/2026 11:30",
        "Bổ sung lúc 16/11/2026 11:30",
    ):
        assert page.count(words) == 1, words


def test_what_is_not_paid_shows_no_running_date(shop):
    dossier = submitted(shop)
    address = reverse("desk:dossier", args=[dossier.pk])
    assert desk(shop.receiver).get(address).context["owes"] is False
    Dossier.objects.filter(pk=dossier.pk).update(paid_at=None)
    assert desk(shop.receiver).get(address).context["owes"] is True


PRESSED = ("receive", "acknowledge", "pass-on", "heed", "remind", "undo", "invitation")


@pytest.mark.parametrize("name", PRESSED)
def test_the_address_of_a_button_leads_to_the_dossier_and_says_that_nothing_was_done(shop, dossier, name):
    address, case = (reverse(f"desk:{each}", args=[dossier.pk]) for each in (f"dossier-{name}", "dossier"))
    before = dossier.last_seq
    opened = desk(shop.officer).get(address, follow=True, headers={"Accept-Language": "vi"})
    assert opened.redirect_chain == [(case, 302)]
    assert "Bước này chưa được làm" in opened.text
    assert Dossier.objects.get(pk=dossier.pk).last_seq == before
    assert desk(shop.officer).put(address).status_code == 405
    signing_in = Client().post(address)
    assert signing_in.url.endswith(f"?next={address}"), "after it, one comes back by GET"


def test_a_step_pressed_again_after_signing_in_is_done(shop, dossier):
    address = reverse("desk:dossier-acknowledge", args=[dossier.pk])
    officer = desk(shop.officer)
    page = officer.get(address, follow=True).text
    assert f'action="{address}"' in page
    assert "Đã nhận bàn giao" in officer.post(address, follow=True, headers={"Accept-Language": "vi"}).text
