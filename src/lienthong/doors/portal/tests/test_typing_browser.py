"""In a real browser: typing is kept without pressing anything, and a second window is warned."""

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from conftest import drafted, found_shop
from lienthong.ground.identity.models import Account
from lienthong.kit.testing.browser import axe, fits, look
from lienthong.work.services.models import Application

pytestmark = [pytest.mark.browser, pytest.mark.foreign("chromium"), pytest.mark.django_db(transaction=True)]


def entered(page, account) -> None:
    client = Client()
    client.force_login(account)
    key = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": key, "url": page.base}])


def wait_for(happened, page) -> None:
    """What a page that is left still sends arrives when it arrives."""
    tries = 0
    while not happened():
        tries += 1
        assert tries < 100, "it never came"
        page.wait_for_timeout(50)


def test_what_is_typed_is_kept_and_there_again(country_after, settings, page_at, live_server):
    settings.ROOT_URLCONF = "lienthong.config.urls"
    country_after(_drafted)
    draft = Application.objects.get()
    page = page_at(360)
    page.base = live_server.url
    entered(page, Account.objects.get(pk=draft.applicant_id))
    address = reverse("portal:question", args=[draft.pk, "applicant"])
    page.goto(address)
    button = page.get_by_role("button", name="Tiếp tục")
    before = button.bounding_box()
    page.locator("[name=full_name]").fill("Nguyễn Thị M")
    page.locator("[name=identity_number]").focus()
    page.get_by_text("Đã giữ lúc").wait_for()
    assert button.bounding_box() == before, "nothing moves under a finger"
    other = page.context.new_page()
    other.goto(address)
    assert other.locator("[name=full_name]").input_value() == "Nguyễn Thị M"
    look(other, "keeping/typed-again-360")
    other.locator("[name=full_name]").fill("Nguyễn Thị Mai")
    other.locator("[name=identity_number]").focus()
    other.get_by_text("Đã giữ lúc").wait_for()
    page.locator("[name=full_name]").fill("Nguyễn Thị Minh")
    page.locator("[name=identity_number]").focus()
    page.get_by_text("mới hơn").wait_for()
    look(page, "keeping/warned-360")
    fits(page)
    axe(page)
    page.locator("[name=full_name]").fill("Nguyễn Thị Minh A")
    page.goto("about:blank")
    wait_for(lambda: "Minh A" in str(Application.objects.get().unfinished), page)
    page.goto(address)
    assert page.locator("[name=full_name]").input_value() == "Nguyễn Thị Minh A", "leaving at once keeps it too"
    page.get_by_role("button", name="Tiếp tục").click()
    page.goto(address)
    assert "gõ dở" not in page.content()
    assert Application.objects.get().given["full_name"] == "Nguyễn Thị Minh A"


def _drafted(country) -> None:
    drafted(found_shop(country), number="")
