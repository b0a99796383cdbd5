"""An outgoing document walked through a real browser: draft, recipients, submit, sign, dispatch; pictures to look at."""

import pytest
from django.conf import settings
from django.db import transaction

from lienthong.doors.desk.tests.outgoing_desk import address, brought_to, drafted, enter
from lienthong.kit.testing.browser import axe, fits, look, settled

pytestmark = [pytest.mark.browser, pytest.mark.foreign("chromium")]

LONG = (
    "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020;\n\n"
    "## I. Tình hình thực hiện\n\n"
    "Đến nay đã có 61 tỉnh, thành phố kết nối; tỷ lệ văn bản có chữ ký số đạt 94,7 %.\n\n"
    "| STT | Nội dung | Hạn |\n|-----|----------|----:|\n| 1 | Hạ tầng | 30/11 |\n| 2 | Đào tạo | 15/12 |\n\n"
    "## II. Đề nghị\n\n1. Rà soát các kết nối chưa ổn định.\n2. Báo cáo kết quả trước ngày 30 tháng 11.\n"
)


@pytest.fixture
def as_person(page_at, client):
    """A browser page in which this person is signed in."""

    def open_page(mandate, *, width=1280, language="vi", dark=False, proven=True):
        enter(client, mandate, proven=proven)
        page = page_at(width=width, language=language, dark=dark)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "domain": "localhost", "path": "/"}]
        )
        return page

    return open_page


def seen(page, name):
    """Nothing sticks out, axe finds nothing, a picture is kept."""
    settled(page)
    fits(page)
    axe(page)
    look(page, f"outgoing-{name}")


@pytest.mark.django_db(transaction=True, serialized_rollback=False)
@pytest.mark.parametrize("width", [360, 1280])
def test_a_document_is_drafted_signed_and_dispatched_by_hand(country, as_person, width):
    ministry = country.ministry
    page = as_person(ministry.specialist, width=width)
    page.goto(address("compose"))
    seen(page, f"1-compose-empty-{width}")
    page.get_by_label("Trích yếu").fill("Phối hợp liên thông dữ liệu giấy phép lái xe")
    page.locator("textarea[name=text]").fill(LONG)
    page.locator("select[name=signer]").select_option(index=1)
    seen(page, f"2-compose-{width}")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Xem thử").click()
    preview = opened.value
    preview.wait_for_load_state()
    seen(preview, f"3-preview-{width}")
    preview.close()
    page.get_by_role("button", name="Lưu, rồi chọn nơi nhận").click()
    seen(page, f"4-recipients-empty-{width}")
    page.get_by_label("Bộ Tư pháp").check()
    page.get_by_label("Ủy ban nhân dân tỉnh Nghệ An").check()
    page.get_by_role("button", name="Thêm các nơi đã đánh dấu").click()
    seen(page, f"5-recipients-{width}")
    page.get_by_role("link", name="Tiếp: phụ lục").click()
    seen(page, f"6-annexes-{width}")
    page.get_by_role("link", name="Xem lại, trình ký").last.click()
    seen(page, f"7-draft-{width}")
    page.get_by_role("link", name="Trình ký", exact=True).click()
    seen(page, f"8-submit-{width}")
    page.get_by_role("button", name="Trình ký").click()
    page.wait_for_selector("text=ĐANG CHỜ KÝ")
    where = page.url
    page = as_person(ministry.leader, width=width)
    page.goto(where)
    page.get_by_role("link", name="Xem và ký").click()
    seen(page, f"9-sign-{width}")
    page.get_by_role("button", name="Ký", exact=True).click()
    page.wait_for_selector("text=ĐÃ KÝ – CHƯA CÓ SỐ")
    page = as_person(ministry.clerk, width=width)
    page.goto(where)
    seen(page, f"10-signed-{width}")
    page.get_by_role("link", name="Cấp số, đóng dấu và gửi").click()
    seen(page, f"11-issue-{width}")
    page.get_by_role("button", name="Cấp số, đóng dấu và gửi").click()
    page.wait_for_selector("text=ĐÃ PHÁT HÀNH tới 2 nơi")
    seen(page, f"12-issued-{width}")


@pytest.mark.django_db(transaction=True, serialized_rollback=False)
@pytest.mark.parametrize(("language", "dark", "width"), [("en", True, 1440), ("vi", True, 360), ("en", False, 1280)])
def test_list_case_and_a_refused_draft_look_right_in_both_languages_and_lights(
    country, as_person, language, dark, width
):
    name = f"{language}-{'dark' if dark else 'light'}-{width}"
    with transaction.atomic():
        issued = brought_to(country, "issued", subject="Về cấp, đổi giấy phép lái xe và liên thông dữ liệu sức khoẻ")
        brought_to(country, "returned", subject="Báo cáo quý ba về dịch vụ công trực tuyến", urgency="3")
        drafted(country, subject="Giấy mời họp trực tuyến")
    page = as_person(country.ministry.clerk, width=width, language=language, dark=dark)
    page.goto(address("outgoing"))
    seen(page, f"list-{name}")
    page.goto(address("document", issued))
    seen(page, f"case-{name}")
    page.goto(address("compose"))
    page.locator("textarea[name=text]").fill("Điều 1. Còn nguyên.")
    page.locator("form[method=post] button[name=then]").first.click()
    assert page.locator("textarea[name=text]").input_value() == "Điều 1. Còn nguyên."
    seen(page, f"refused-{name}")
    page.complaints[:] = [line for line in page.complaints if "422" not in line]
