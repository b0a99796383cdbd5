"""Linked procedures as a citizen sees them, without JavaScript: chosen, reviewed, handed in, followed, withdrawn."""

import pytest
from django.urls import reverse

from conftest import at, offered
from lienthong.kit import clock
from lienthong.work.onestop import actions
from lienthong.work.onestop.tests.families import ANSWERS, BIRTH, drafted, fresh, granted, handed_in, to_the_chief


@pytest.fixture
def births(shop, country):
    """The shop, where births are registered too."""
    shop.offerings[BIRTH] = offered(shop, BIRTH, owner=country.other.body)
    return shop


@pytest.fixture
def family(births):
    return handed_in(births)


def page_of(citizen, dossier) -> str:
    return citizen.get(reverse("portal:dossier", args=[dossier.pk])).content.decode()


def test_the_service_page_and_the_trial_say_what_is_done_together(visitor, births, at_nine):
    page = visitor.get(reverse("portal:service", args=[BIRTH])).content.decode()
    assert "Làm luôn cùng lúc" in page
    assert "Cấp thẻ bảo hiểm y tế cho trẻ" in page
    asked = {name: given for each in ANSWERS.values() for name, given in each.items()}
    query = {**asked, "with_residence": "yes", "with_insurance": "yes"}
    trial = visitor.get(reverse("portal:simulate", args=[BIRTH]), query).content.decode()
    assert "Thời hạn từ lúc bắt đầu" in trial
    assert "7 ngày làm việc" in trial
    assert "Công an cấp xã" in trial


def test_the_trial_asks_what_the_linked_ones_depend_on_and_says_why_one_cannot_be_done(visitor, births, at_nine):
    address = reverse("portal:simulate", args=[BIRTH])
    alone = visitor.get(address, {"relation": "parent", "situation": "ordinary"}).content.decode()
    assert 'name="home_disputed"' not in alone
    chosen = {"relation": "parent", "situation": "ordinary", "with_residence": "yes", "home_disputed": "yes"}
    page = visitor.get(address, chosen).content.decode()
    assert 'name="home_disputed"' in page
    assert "Chỗ ở này thuộc trường hợp không được đăng ký thường trú mới." in page


def test_the_trial_names_a_linked_procedure_that_is_not_published(visitor, births, at_nine):
    from lienthong.work.services.models import Procedure

    Procedure.objects.filter(key="dang_ky_thuong_tru").update(current=None)
    page = visitor.get(reverse("portal:simulate", args=[BIRTH]), {
        "relation": "parent", "situation": "ordinary", "with_residence": "yes",
    }).content.decode()  # fmt: skip
    assert "Thủ tục này chưa được công bố" in page
    assert "Thời hạn từ lúc bắt đầu" not in page


def test_before_handing_in_each_linked_one_is_shown_with_what_it_waits_for(citizen, births, at_nine):
    draft = drafted(births)
    page = citizen.get(reverse("portal:check", args=[draft.pk])).content.decode()
    assert page.count("Nộp cùng lúc: ") == 2
    assert "Khi có Họ, chữ đệm và tên của trẻ đã đăng ký, Số định danh cá nhân của trẻ" in page
    assert "Ý kiến đồng ý của cha mẹ" in page
    answer = citizen.post(reverse("portal:check", args=[draft.pk]), {"sure": "1"}, follow=True)
    assert "H41.06-261116-0003" in answer.content.decode()


def test_what_cannot_be_handed_in_together_says_why_and_blocks_the_button(citizen, births, at_nine):
    wrong = {**ANSWERS, "residence": {"home_owner": "own", "home_disputed": True, "head_agrees": True}}
    draft = drafted(births, answers=wrong)
    page = citizen.get(reverse("portal:check", args=[draft.pk])).content.decode()
    assert "Việc làm cùng này chưa nộp được" in page
    assert "không được đăng ký thường trú mới" in page
    assert 'name="sure"' not in page


def test_a_place_that_does_not_offer_it_says_so(citizen, births, at_nine):
    from lienthong.work.services import actions as services

    services.close_offering(offering=births.offerings["cap_the_bhyt_tre_em"], by=None, now=at("08:00"))
    draft = drafted(births)
    page = citizen.get(reverse("portal:check", args=[draft.pk])).content.decode()
    assert "Nơi bạn nộp chưa nhận thủ tục này" in page


def test_each_status_page_shows_the_family_and_why_there_is_no_date(citizen, family):
    lead, home, card = family
    page = page_of(citizen, home)
    for words in (lead.code, home.code, card.code, "Vì sao chưa có ngày hẹn?", "Chờ thủ tục chủ trì", "chủ trì"):
        assert words in page, words
    assert "Hồ sơ chủ trì đang chờ tiếp nhận." in page
    assert "Nộp cùng lúc, liên thông" in page_of(citizen, lead)


def test_who_only_has_the_codes_sees_codes_and_how_far_and_no_name_of_a_procedure(visitor, family):
    _lead, home, card = family
    page = visitor.post("/lookup/", {"code": card.code, "second": card.lookup_code}).content.decode()
    section = page.split("Nộp cùng lúc, liên thông")[1].split("</section>")[0]
    assert home.code in section
    assert "Đã nộp, chờ tiếp nhận" in section
    assert "Đăng ký thường trú" not in section
    assert "/dossiers/" not in section


def test_when_the_number_is_there_it_stands_with_its_source(citizen, births, family):
    lead, home, _card = family
    granted(births, lead)
    page = page_of(citizen, home)
    assert "040226000017" in page
    assert f"kết quả hồ sơ {lead.code}" in page


def test_one_that_ended_with_its_lead_says_why(citizen, births, family):
    from lienthong.work.onestop.tests.families import REFUSAL, REFUSED

    lead, home, _card = family
    to_the_chief(births, lead, "10")
    actions.decide(dossier=lead, outcome="tu_choi", words=REFUSED, **REFUSAL, by=births.chief, now=at("10:40"))
    assert f"Hồ sơ chủ trì {lead.code} bị từ chối" in page_of(citizen, home)


def test_withdrawing_the_lead_names_what_stops_with_it(citizen, family, monkeypatch):
    lead, home, card = family
    monkeypatch.setattr(clock, "now", lambda: at("09:30"))
    address = reverse("portal:withdraw", args=[lead.pk])
    page = citizen.get(address).content.decode()
    assert home.code in page
    citizen.post(address, {"words": ""})
    assert {each.status for each in fresh(home, card)} == {8}


def test_what_waits_can_be_withdrawn_some_at_once(citizen, family, monkeypatch):
    lead, home, card = family
    monkeypatch.setattr(clock, "now", lambda: at("09:30"))
    address = reverse("portal:withdraw-waiting", args=[lead.pk])
    assert address in page_of(citizen, lead)
    assert citizen.post(address, {}).status_code == 422
    assert citizen.post(address, {"dossier": ["x"]}).status_code == 422
    done = citizen.post(address, {"dossier": [str(home.pk), str(card.pk)]})
    assert done.status_code == 302
    assert [each.status for each in fresh(lead, home, card)] == [1, 7, 7]
    assert address not in page_of(citizen, lead)
    assert citizen.get(address).status_code == 302
