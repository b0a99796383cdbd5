"""The page to pay on, in a real Chromium: the code is square, whole and in the middle of its frame, at every width."""

from datetime import date

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.urls import reverse

from conftest import at, submitted
from lienthong.kit.testing.browser import axe, fits, look
from lienthong.work.payments import actions as payments

pytestmark = [pytest.mark.browser, pytest.mark.foreign("chromium"), pytest.mark.django_db(transaction=True)]
BEGUN = date(2026, 3, 2)
BOX = "(e) => { const { x, y, width, height } = e.getBoundingClientRect(); return { x, y, width, height }; }"


@pytest.fixture
def owed(shop):
    with transaction.atomic():
        payments.open_account(
            body=shop.office.body, bank_bin="970400", number="1010001", holder="UBND TINH NGHE AN", on=BEGUN, by=None,
            now=at("08:00", day=BEGUN),
        )  # fmt: skip
        return submitted(shop, paid=False)


@pytest.mark.parametrize("screen", [(360, "vi"), (1280, "en")], ids=["narrow", "wide"])
def test_the_code_fills_its_frame_and_is_square(owed, citizen, page_at, live_server, screen):
    width, language = screen
    page = page_at(width, language)
    key = citizen.cookies[django_settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    page.goto(reverse("portal:pay", args=[owed.pk]))
    code, frame = page.eval_on_selector(".qr svg", BOX), page.eval_on_selector(".qr", BOX)
    assert abs(code["width"] - code["height"]) < 1
    assert code["width"] > 200
    assert frame["height"] - code["height"] < 40, "no tall empty frame"
    assert abs(frame["x"] + frame["width"] / 2 - code["x"] - code["width"] / 2) < 1
    axe(page)
    fits(page)
    look(page, f"pay-{width}-{language}")


def test_a_press_copies_what_the_banks_app_asks_for(owed, citizen, page_at, live_server):
    page = page_at(360, "vi")
    key = citizen.cookies[django_settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(reverse("portal:pay", args=[owed.pk]))
    page.get_by_role("button", name="Chép: Số tiền").click()
    page.locator("[data-done]:visible").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "135000"
