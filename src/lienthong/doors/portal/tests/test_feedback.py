"""How was it? In a browser: by code, signed in, from a link; and in none of the ways an office would like."""

import pytest
from django.test import Client

from conftest import at
from lienthong.ground.identity.models import Account
from lienthong.ground.journal.models import Act
from lienthong.kit import clock
from lienthong.kit.ids import new_id
from lienthong.work.feedback import actions, browsers
from lienthong.work.feedback.actions import EndPoint, asking
from lienthong.work.feedback.models import Invitation, RecoveryCase
from lienthong.work.feedback.states import Channel, End

SECRET = "ABCDEFGHJKMN"
BY_CODE = f"/feedback/{SECRET}/"


@pytest.fixture
def person(db):
    return Account.objects.create_user("nguoi.dan@lienthong.example", "Trần Văn Bình")


@pytest.fixture
def asked(country, person, monkeypatch, settings):
    monkeypatch.setattr(clock, "now", lambda: at("10:00"))
    monkeypatch.setattr(asking, "new_code", lambda _letters: SECRET)
    office = country.province
    point = EndPoint(
        id=new_id(), end=End.REFUSED, subject=("onestop.dossier", new_id()), code="H41-261116-0001",
        title="Đổi giấy phép lái xe", procedure="doi_giay_phep_lai_xe", body=office.body, unit=office.unit,
        channel=Channel.COUNTER, account=person,
    )  # fmt: skip
    return actions.ask(point=point, by=None, now=at("09:00"))


def level_of(asked):
    return Invitation.objects.get(pk=asked.pk).level


def test_the_code_opens_the_page_and_the_first_press_counts(client, asked):
    answer = client.post("/feedback/", {"code": "abcd efgh jkmn"})
    assert answer.headers["Location"] == BY_CODE
    assert "Rất hài lòng" in client.get(BY_CODE).text
    page = client.post(BY_CODE, {"level": "2"}, follow=True).text
    assert level_of(asked) == 2
    assert "Đã ghi: Không hài lòng" in page
    assert "Cơ quan phải gọi lại cho bạn trước" in page
    client.post(BY_CODE, {"level": "4", "reasons": ["attitude"], "words": "Cô ở quầy rất tận tình."})
    assert level_of(asked) == 4
    assert asked.answers.count() == 2


def test_what_was_taken_back_is_not_asked_about_any_more(client, asked):
    actions.withdraw_question(end_id=asked.end_id, by=None, now=at("09:05"))
    page = client.get(BY_CODE).text
    assert "Cơ quan đã rút lại việc này" in page
    assert "Rất hài lòng" not in page
    assert client.post(BY_CODE, {"level": "1"}).status_code == 409
    assert level_of(asked) is None
    assert actions.write_code(end_id=asked.end_id, by=None, now=at("09:06")) is None


def test_a_link_with_a_level_still_needs_one_press(client, asked):
    page = client.get(f"{BY_CODE}?level=5").text
    assert "Bạn đã chọn: Rất hài lòng" in page
    assert level_of(asked) is None
    assert "Bạn đã chọn" not in client.get(f"{BY_CODE}?level=9").text


def test_a_level_that_is_not_offered_is_an_error(client, asked):
    assert client.post(BY_CODE, {"level": "7"}).status_code == 422
    assert level_of(asked) is None


def test_a_second_browser_with_the_old_link_neither_sees_nor_changes_the_answer(client, asked):
    client.post(BY_CODE, {"level": "1", "words": "Chờ ba tuần."})
    other = Client()
    page = other.get(BY_CODE).text
    assert "Mã này đã được dùng" in page
    assert "Chờ ba tuần" not in page
    assert other.post(BY_CODE, {"level": "5"}).status_code == 409
    assert level_of(asked) == 1
    assert Act.objects.get(verb="feedback.answer.refused").body["reason"] == "link-used"


def test_an_official_cannot_answer_signed_in_nor_after_signing_out_on_the_same_machine(client, country, asked):
    client.force_login(country.province.clerk.account)
    assert client.get("/desk/").status_code == 200
    assert client.post(BY_CODE, {"level": "5"}).status_code == 403
    del client.cookies["sessionid"]
    assert client.post(BY_CODE, {"level": "5"}).status_code == 403
    reasons = Act.objects.filter(verb="feedback.answer.refused").order_by("id").values_list("body__reason", flat=True)
    assert list(reasons) == ["officials-do-not-rate", "office-browser"]
    assert level_of(asked) is None
    assert client.cookies["office"]["httponly"]
    client.cookies["office"] = "forged:mark"
    assert client.post(BY_CODE, {"level": "4"}).status_code == 302


def test_from_the_network_of_an_office_no_answer_counts(client, settings, asked):
    settings.FEEDBACK_OFFICE_NETWORKS = ["127.0.0.0/8"]
    assert client.post(BY_CODE, {"level": "5"}).status_code == 403
    assert level_of(asked) is None


def test_the_channel_is_the_dossiers_whatever_a_form_says(client, asked):
    client.post(BY_CODE, {"level": "5", "channel": "online", "assisted": "0"})
    assert Invitation.objects.get(pk=asked.pk).channel == Channel.COUNTER


def test_after_fourteen_days_the_page_says_so_and_takes_nothing(client, asked, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: asked.expires_at)
    assert "Đã hết mười bốn ngày" in client.get(BY_CODE).text
    assert client.post(BY_CODE, {"level": "5"}).status_code == 409


def test_guessing_codes_is_slowed_down(client, asked, settings):
    tries = [client.post("/feedback/", {"code": f"ZZZZZZZZZZZ{digit}"}).status_code for digit in range(11)]
    assert tries == [422] * 10 + [429]


def test_signed_in_the_person_needs_no_code_and_can_say_that_nobody_called(client, country, person, asked):
    address = f"/feedback/of/{asked.pk}/"
    assert client.get(address).status_code == 302
    client.force_login(person)
    client.post(address, {"level": "1"})
    assert client.post(f"{address}dispute/").status_code == 409
    case, head = RecoveryCase.objects.get(), country.province.head_of_unit
    words = "Anh Bình chờ ba tuần vì phòng khám gửi nhầm kết quả; in lại thẻ."
    actions.take_case(case=case, by=head, now=at("10:00"))
    actions.close_case(case=case, reached="phone", words=words, by=head, now=at("10:00"))
    page = client.get(address).text
    assert words in page
    assert "Không ai gọi cho tôi" in page
    assert "chưa ai gọi cho bạn" in client.post(f"{address}dispute/", follow=True).text


def test_where_there_is_no_case_there_is_nothing_to_object_to(client, person, asked):
    client.force_login(person)
    assert client.post(f"/feedback/of/{asked.pk}/dispute/").status_code == 404


def test_one_browser_leaves_one_mark_and_a_mark_that_was_tampered_with_is_a_new_one(client, asked):
    for level in ("4", "5"):
        client.post(BY_CODE, {"level": level})
    first, second = asked.answers.order_by("seq")
    assert first.device == second.device != ""
    client.cookies[browsers.ANSWERS] = "mine:forged"
    client.post(BY_CODE, {"level": "3"})
    third = asked.answers.get(seq=3)
    assert third.device not in {"", first.device}
    assert third.network == first.network != ""


def test_of_a_petition_no_word_says_dossier(client, asked):
    Invitation.objects.filter(pk=asked.pk).update(
        subject_kind="petitions.petition", title="Phản ánh, kiến nghị", end=End.ANSWERED
    )
    for page in (client.get(BY_CODE), client.post(BY_CODE, {"level": "4"}, follow=True), client.get("/feedback/")):
        said = page.text.split("<main")[1].split("</main>")[0]
        assert "hồ sơ" not in said.lower()
    said = client.get(BY_CODE, headers={"accept-language": "en"}).text.split("<main")[1].split("</main>")[0]
    assert "dossier" not in said.lower()
    assert "Phản ánh" not in said


def test_of_a_dossier_the_page_names_the_procedure(client, asked):
    assert "Đổi giấy phép lái xe" in client.get(BY_CODE).text
