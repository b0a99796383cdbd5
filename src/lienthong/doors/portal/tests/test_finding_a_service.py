"""Home, search, life events, the service and its trial: everything before anybody signs in."""

import pytest
from django.urls import reverse

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
        "115.000",
        "135.000",
        "Giấy khám sức khỏe",
        "Luật 36/2024/QH15",
        "chờ cơ quan công bố",
    ):
        assert words in page, words
    assert shop.offerings["doi_giay_phep_lai_xe"].procedure.current.address in page


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
