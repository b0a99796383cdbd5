"""Received documents walked through a real browser, in both languages, wide and narrow, light and dark."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from lienthong.doors.desk.tests.incoming_desk import arrived, copies, desk
from lienthong.kit import clock
from lienthong.kit.testing.browser import axe, fits, look, settled
from lienthong.records.exchange import actions as exchange
from lienthong.records.exchange.models import Delivery

pytestmark = [pytest.mark.browser, pytest.mark.foreign("chromium"), pytest.mark.django_db(transaction=True)]

LONG = (
    "Về việc phối hợp rà soát, chuẩn hoá và kết nối liên thông dữ liệu giấy phép lái xe giữa Bộ Giao thông vận tải, "
    "Uỷ ban nhân dân sáu mươi ba tỉnh, thành phố trực thuộc trung ương và các cơ quan có liên quan"
)
WAYS = [(1280, "vi", False), (360, "vi", True), (1280, "en", True), (360, "en", False)]


@pytest.fixture
def busy(country):
    """The other ministry on a busy morning: late, soon, express, and one with a long subject."""
    delivery = arrived(country, subject="V/v phối hợp liên thông dữ liệu giấy phép lái xe")
    now = clock.now()
    Delivery.objects.filter(pk=delivery.pk).update(urgency="3", accept_due_at=now + timedelta(minutes=50))
    delivery = Delivery.objects.whole().get(pk=delivery.pk)
    copies(
        delivery,
        ["Báo cáo quý III về dịch vụ công trực tuyến"],
        urgency="0",
        accept_due_at=now - timedelta(days=1, hours=2),
    )
    copies(delivery, [LONG], urgency="2", accept_due_at=now + timedelta(hours=20))
    copies(
        delivery,
        ["Góp ý Khung kiến trúc Chính phủ điện tử 2.0", "Giấy mời họp trực tuyến Uỷ ban quốc gia"],
        urgency="0",
        accept_due_at=now + timedelta(days=4),
    )
    return delivery


@pytest.fixture
def at_desk(page_at):
    """A browser page in which this person is signed in."""

    def open_page(mandate, *, width=1280, language="vi", dark=False):
        session = desk(mandate).cookies[settings.SESSION_COOKIE_NAME].value
        page = page_at(width=width, language=language, dark=dark)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "domain": "localhost", "path": "/"}
        page.context.add_cookies([cookie])
        return page

    return open_page


def seen(page, name):
    """Nothing sticks out, axe finds nothing, a picture is kept."""
    settled(page)
    fits(page)
    axe(page)
    look(page, f"incoming-{name}")


@pytest.mark.parametrize("look_at", WAYS)
def test_every_page_of_what_comes_in_stands_up_to_a_look(country, busy, at_desk, look_at):
    width, language, dark = look_at
    other = country.other
    way = f"{width}-{language}{'-dark' if dark else ''}"
    page = at_desk(other.clerk, width=width, language=language, dark=dark)
    for name in ("mine", "incoming"):
        page.goto(reverse(f"desk:{name}"))
        seen(page, f"{name}-{way}")
    for name in ("delivery", "refuse", "assign", "receipt"):
        page.goto(reverse(f"desk:{name}", args=[busy.pk]))
        seen(page, f"{name}-{way}")
    page.get_by_role("button").first.wait_for()
    page.goto(
        reverse("desk:accept-many")
        + "?"
        + "&".join(f"delivery={pk}" for pk in Delivery.objects.values_list("pk", flat=True))
    )
    seen(page, f"accept-many-{way}")
    page.goto(reverse("desk:refuse", args=[busy.pk]))
    page.locator("main form.form button").first.click()
    seen(page, f"refuse-wrong-{way}")
    page.complaints[:] = [said for said in page.complaints if "422" not in said]
    now = clock.now()
    with transaction.atomic():
        exchange.accept_document(delivery=busy, by=other.clerk, now=now)
        exchange.assign_document(
            delivery=busy,
            unit=other.unit,
            holder=other.specialist,
            by=other.leader,
            now=now,
            instruction="Tham mưu văn bản trả lời trước ngày 30.",
        )
    page = at_desk(other.specialist, width=width, language=language, dark=dark)
    page.goto(reverse("desk:delivery", args=[busy.pk]))
    seen(page, f"delivery-held-{way}")
    page.goto(reverse("desk:slip", args=[busy.pk]))
    seen(page, f"slip-{way}")
    page = at_desk(country.province.leader, width=width, language=language, dark=dark)
    page.goto(reverse("desk:mine"))
    seen(page, f"empty-{way}")


def test_three_panes_stand_side_by_side_and_papers_print_without_the_frame(country, busy, at_desk):
    other, now = country.other, clock.now()
    with transaction.atomic():
        exchange.accept_document(delivery=busy, by=other.clerk, now=now)
        exchange.assign_document(delivery=busy, unit=other.unit, by=other.leader, now=now, instruction="Trả lời sớm.")
    page = at_desk(other.clerk, width=1440)
    page.goto(reverse("desk:delivery", args=[busy.pk]))
    seen(page, "three-panes-1440")
    boxes = [
        page.locator(f"{name} >> visible=true").first.bounding_box()
        for name in (".pane-list", ".leaves", ".pane-actions")
    ]
    assert boxes[0]["x"] < boxes[1]["x"] < boxes[2]["x"]
    page.emulate_media(media="print")
    for name in ("slip", "receipt"):
        page.goto(reverse(f"desk:{name}", args=[busy.pk]))
        assert not page.locator(".side-full").is_visible()
        assert not page.locator("main .buttons").first.is_visible()
        seen(page, f"{name}-print")


def test_the_list_is_walked_and_the_case_worked_with_keys_alone(country, busy, at_desk):
    page = at_desk(country.other.clerk)
    page.goto(reverse("desk:mine"))
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "V/v phối hợp liên thông dữ liệu giấy phép lái xe"
    page.keyboard.press("k")
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url(f"**{reverse('desk:delivery', args=[busy.pk])}")
    page.keyboard.press("?")
    assert page.get_by_role("dialog").get_by_text("Tiếp nhận và phân công").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.get_by_text("Đã tiếp nhận và vào sổ đến số 1.").wait_for()
    page.wait_for_load_state("networkidle")


def test_who_switched_keys_off_presses_nothing_by_a_letter_and_a_form_begins_at_its_first_field(country, busy, at_desk):
    page = at_desk(country.other.clerk)
    page.goto(reverse("my-account"))
    page.get_by_role("button", name="Tắt phím tắt").click()
    page.get_by_text("không phím chữ nào tự làm gì nữa").wait_for()
    page.goto(reverse("desk:delivery", args=[busy.pk]))
    for key in ("?", "/", "j", "a"):
        page.keyboard.press(key)
    assert not page.locator("#help").is_visible()
    assert page.evaluate("document.activeElement === document.body")
    assert not page.locator(".key-cap >> visible=true").count()
    assert not page.locator("[aria-keyshortcuts]").count()
    page.get_by_role("button", name="Phím tắt").click()
    assert page.get_by_text("Phím tắt đang tắt. Bật lại ở trang Tài khoản.").is_visible()
    assert Delivery.objects.get(pk=busy.pk).accepted_at is None
    page.goto(reverse("desk:refuse", args=[busy.pk]))
    assert page.evaluate("document.activeElement.form?.dataset.beginHere") == ""
    page.goto(reverse("my-account"))
    page.get_by_role("button", name="Bật phím tắt").click()
    page.goto(reverse("desk:mine"))
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()


def test_a_document_is_assigned_by_hand_without_any_script(country, busy, at_desk, page_at):
    session = desk(country.other.clerk).cookies[settings.SESSION_COOKIE_NAME].value
    page = page_at(width=360, java_script_enabled=False)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "domain": "localhost", "path": "/"}
    page.context.add_cookies([cookie])
    page.goto(reverse("desk:mine"))
    page.get_by_role("link", name="V/v phối hợp liên thông dữ liệu giấy phép lái xe").click()
    page.get_by_role("link", name="Tiếp nhận và phân công").click()
    page.get_by_label("Giao cho").select_option(label=f"Cả đơn vị: {country.other.unit.name_vi}")
    page.get_by_role("button", name="Tiếp nhận và giao").click()
    page.get_by_text("Đã giao cho Văn phòng.").wait_for()
    page.wait_for_load_state("networkidle")
