"""Home, search, life events, the service and its trial: everything before anybody signs in."""

from datetime import date

import pytest
from django.urls import reverse

from conftest import offered
from lienthong.doors.portal import catalogue
from lienthong.work.services.packages import read_shipped

HTML = {"headers": {"accept": "text/html"}}


def test_the_front_page_asks_what_you_need_and_offers_life_events(visitor, shop):
    page = visitor.get("/").content.decode()
    assert "Hôm nay bạn cần làm thủ tục gì?" in page
    assert reverse("portal:life-event", args=["driving"]) in page
    assert reverse("portal:life-event", args=["having_a_child"]) not in page, "nothing of it is published here"


@pytest.mark.parametrize(
    "words", ["doi bang lai xe", "đổi bằng lái", "dổi giấy phep lái xe", "exchange driving licence"]
)
def test_a_service_is_found_in_everyday_words(visitor, shop, words):
    page = visitor.get("/services/", {"q": words}).content.decode()
    assert reverse("portal:service", args=["doi_giay_phep_lai_xe"]) in page


def test_what_is_not_there_is_said_with_a_way_on(visitor, shop):
    page = visitor.get("/services/", {"q": "máy bay trực thăng"}).content.decode()
    assert "Chưa tìm thấy dịch vụ" in page
    assert 'href="/services/"' in page


def test_what_is_done_elsewhere_is_said_with_where_and_what_is_nearest(visitor, shop):
    page = visitor.get("/services/", {"q": "cap lai can cuoc"}).text
    assert "Cấp, đổi, cấp lại thẻ căn cước: chưa làm được trên cổng này" in page
    assert "Cơ quan Công an nơi bạn cư trú" in page
    assert "Chưa tìm thấy dịch vụ" not in page
    near = visitor.get("/services/", {"q": "đổi bằng lái quốc tế"}, headers={"accept-language": "en"}).text
    assert "not available on this portal yet" in near
    assert "The nearest services on this portal" in near
    assert reverse("portal:service", args=["doi_giay_phep_lai_xe"]) in near


def test_one_letter_held_down_finds_nothing(visitor, shop):
    assert "Chưa tìm thấy dịch vụ" in visitor.get("/services/", {"q": "a" * 5000}).text


def test_the_code_of_a_dossier_leads_to_where_it_is_looked_up(visitor, shop):
    page = visitor.get("/services/", {"q": "h41.06 261116 0001"}).text
    assert "Đây là mã hồ sơ" in page
    assert 'href="/lookup/?code=H41.06-261116-0001"' in page
    assert "Chưa tìm thấy dịch vụ" not in page
    assert 'value="H41.06-261116-0001"' in visitor.get("/lookup/?code=H41.06-261116-0001").text
    assert "Đây là mã hồ sơ" not in visitor.get("/services/", {"q": "giấy phép 12 2024"}).text


def test_without_a_published_service_the_list_says_so(visitor, db):
    assert "Chưa có dịch vụ nào được công bố" in visitor.get("/services/").content.decode()
    assert "Chưa có dịch vụ nào cho việc này" in visitor.get("/services/for/driving/").content.decode()


def test_a_life_event_lists_its_services_and_a_wrong_one_is_not_found(visitor, shop):
    assert "Đổi giấy phép lái xe" in visitor.get("/services/for/driving/").content.decode()
    assert visitor.get("/services/for/flying/").status_code == 404


def test_a_service_says_what_it_takes_and_which_version_it_is(visitor, shop):
    page = visitor.get("/services/doi_giay_phep_lai_xe/").content.decode()
    for words in (
        "5 ngày làm việc",
        "135.000",
        "Giấy khám sức khỏe",
        "Luật 36/2024/QH15",
        "chờ cơ quan công bố",
    ):
        assert words in page, words
    assert shop.offerings["doi_giay_phep_lai_xe"].procedure.current.address in page


def test_only_fees_in_force_today_are_shown_each_with_its_condition(visitor, shop, at_nine):
    page = visitor.get("/services/doi_giay_phep_lai_xe/").content.decode()
    assert "115.000" not in page, "it ended on 31/12/2025"
    assert "Mức chung cho mọi cách nộp từ 01/01/2026." in page


def test_papers_only_some_give_stand_apart_with_the_words_of_when(visitor, shop):
    context = visitor.get("/services/doi_giay_phep_lai_xe/").context
    assert [each["made_here"] for each in context["papers"]] == [True]
    said = {each["name"]: each["when"] for each in context["papers_at_times"]}
    assert said["Giấy tờ chứng minh nội dung thay đổi"] == "Chỉ khi đổi vì thông tin cá nhân thay đổi."
    assert said["Giấy khám sức khỏe của người lái xe"].startswith("Chỉ nộp khi")


@pytest.mark.parametrize(
    ("key", "times", "fees"),
    [
        ("dang_ky_khai_sinh",
         [("3 ngày làm việc", "Khi người cha làm thủ tục nhận con cùng lúc."), ("trong ngày", "Các trường hợp khác.")],
         [(8000, "Chỉ khi đăng ký quá hạn 60 ngày; mức cụ thể do Hội đồng nhân dân cấp tỉnh quyết định.")]),
        ("cap_phieu_ly_lich_tu_phap", [("15 ngày", "…"), ("10 ngày", "Các trường hợp khác.")],
         [(200000, "…"), (100000, "…"), (None, "Từ phiếu thứ ba, mỗi phiếu 5.000 đồng.")]),
        ("dang_ky_thuong_tru", [("7 ngày làm việc", "")], [(10000, ""), (20000, "")]),
        ("dang_ky_doanh_nghiep", [("3 ngày làm việc", "")],
         [(50000, "Đăng ký qua mạng thì được miễn."), (100000, "")]),
        ("cap_the_bhyt_tre_em", [("5 ngày làm việc", "")], []),
    ],
)  # fmt: skip
def test_every_time_and_fee_says_when_which(key, times, fees):
    package, on = read_shipped(key), date(2026, 11, 16)
    for found, expected, name in (
        (catalogue._times(package, on), times, "time"),
        (catalogue._fees(package, on), fees, "amount"),
    ):
        assert [each[name] for each in found] == [what for what, _words in expected]
        for each, (_what, words) in zip(found, expected, strict=True):
            assert each["when"].startswith("Khi “") if words == "…" else each["when"] == words


def test_a_fee_under_a_condition_of_many_parts_leads_to_the_trial(visitor, shop, country):
    offered(shop, "dang_ky_thuong_tru", owner=country.other.body)
    page = visitor.get("/services/dang_ky_thuong_tru/").content.decode()
    assert "tùy trường hợp: thử tính" in page


def test_a_service_nobody_offers_cannot_be_begun(visitor, shop):
    shop.offerings["doi_giay_phep_lai_xe"].procedure.offerings.update(closed_at="2026-11-01T00:00:00Z")
    page = visitor.get("/services/doi_giay_phep_lai_xe/").content.decode()
    assert "Chưa có nơi nào nhận thủ tục này" in page
    assert reverse("portal:begin", args=["doi_giay_phep_lai_xe"]) not in page


def test_an_unknown_service_is_not_found(visitor, shop):
    assert visitor.get("/services/khong_co/", **HTML).status_code == 404


def test_a_trial_begins_with_what_decides_and_asks_no_names(visitor, shop):
    page = visitor.get("/services/doi_giay_phep_lai_xe/try/").content.decode()
    assert "Giấy phép có trong cơ sở dữ liệu" in page
    assert "Số định danh cá nhân" not in page


def test_a_trial_tells_papers_fee_and_day_once_all_is_answered(visitor, shop, at_nine):
    answers = {
        "on_record": "yes", "withheld": "no", "licence_class": "b", "valid_until": "20/05/2027", "reason": "changed",
        "health_on_record": "no", "channel": "online", "delivery": "post",
    }  # fmt: skip
    page = visitor.get("/services/doi_giay_phep_lai_xe/try/", answers).content.decode()
    for words in (
        "Giấy khám sức khỏe của người lái xe",
        "Giấy tờ chứng minh nội dung thay đổi",
        "135.000",
        "23/11/2026 16:30",
    ):
        assert words in page, words


def test_a_trial_says_when_one_may_not_apply_and_why(visitor, shop):
    answers = {"on_record": "yes", "withheld": "yes", "licence_class": "b", "valid_until": ""}
    page = visitor.get("/services/doi_giay_phep_lai_xe/try/", answers).content.decode()
    assert "chưa nộp được thủ tục này" in page
    assert "Giấy phép đang bị tước quyền sử dụng" in page
    for promise in ("hẹn trả", "Không mất phí", "Bạn sẽ cần", "135.000"):
        assert promise not in page


def test_a_trial_refuses_as_soon_as_no_other_answer_could_change_it(visitor, shop):
    page = visitor.get("/services/doi_giay_phep_lai_xe/try/", {"withheld": "yes"}).content.decode()
    assert "Giấy phép đang bị tước quyền sử dụng" in page
    assert (
        "chưa nộp được" not in visitor.get("/services/doi_giay_phep_lai_xe/try/", {"withheld": "no"}).content.decode()
    )


def test_a_trial_names_papers_that_depend_on_what_is_not_answered(visitor, shop):
    answers = {"on_record": "yes", "withheld": "no", "licence_class": "b", "reason": "ending"}
    page = visitor.get("/services/doi_giay_phep_lai_xe/try/", answers).content.decode()
    assert "Tùy câu trả lời còn thiếu: Giấy khám sức khỏe của người lái xe" in page
    page = visitor.get("/services/doi_giay_phep_lai_xe/try/", {**answers, "health_on_record": "yes"}).content.decode()
    assert "Giấy khám sức khỏe của người lái xe" not in page


def test_a_wrong_answer_leaves_every_question_and_what_must_be_answered(visitor, shop):
    answers = {"on_record": "yes", "licence_class": "", "valid_until": "99/99/2020"}
    form = visitor.get("/services/doi_giay_phep_lai_xe/try/", answers).context["form"]
    assert list(form.errors) == ["valid_until"]
    assert [(name, field.required) for name, field in form.fields.items()] == [
        ("on_record", True), ("withheld", True), ("licence_class", True), ("valid_until", False),
    ]  # fmt: skip


def test_a_trial_shows_what_is_wrong_with_an_answer_and_keeps_the_rest(visitor, shop):
    answers = {"on_record": "yes", "valid_until": "31/02/2027"}
    page = visitor.get("/services/doi_giay_phep_lai_xe/try/", answers).content.decode()
    assert "Ghi ngày như 22/11/2026." in page
    assert "checked" in page


@pytest.mark.parametrize("address", ["/", "/services/", "/services/doi_giay_phep_lai_xe/", "/services/for/driving/"])
def test_pages_before_signing_in_cost_few_queries(visitor, shop, address, django_assert_max_num_queries):
    visitor.get(address)
    with django_assert_max_num_queries(8):
        assert visitor.get(address).status_code == 200
