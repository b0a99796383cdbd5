"""Passkeys in a real browser, with Chromium's virtual authenticator: made, used to sign in, used to prove again."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from lienthong.ground.identity import actions, queries
from lienthong.ground.identity.models import Account, Session
from lienthong.kit import clock

pytestmark = [pytest.mark.browser, pytest.mark.foreign("chromium"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site(live_server) -> str:
    """The same server under the name `localhost`: passkeys are bound to names."""
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def page(page_at):
    """A browser with an authenticator that unlocks by itself."""
    page = page_at()
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = {**kind, "isUserVerified": True, "automaticPresenceSimulation": True}
    key = devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    page.lock = lambda: devices.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    page.forget = lambda: devices.send("WebAuthn.clearCredentials", {"authenticatorId": key})
    return page


@pytest.fixture
def link() -> str:
    now = clock.now()
    account = actions.create_account(email="moi@lienthong.example", full_name="Vũ Thị Mới", by=None, now=now)
    return reverse("sign-in-link", args=[queries.link_token(actions.invite(account=account, by=None, now=now))])


def arrived(page) -> None:
    """One's account is open: the address itself, not one that only names it in a question."""
    page.wait_for_url(re.compile(r"^[^?]*/account/$"))


def enter_by_link(page, site, link) -> None:
    page.goto(site + link)
    page.get_by_role("button", name="Tạo khoá truy cập trên máy này").click()
    arrived(page)


def test_a_passkey_made_by_the_link_signs_in_and_proves_again(page, site, link):
    enter_by_link(page, site, link)
    key = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    assert key.user == Account.objects.get()
    assert Session.objects.get(account=key.user).way == "link"

    page.goto(site + "/sign-out/")
    page.get_by_role("main").get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**/sign-in/")
    page.goto(site + "/sign-in/?next=/account/")
    page.get_by_role("button", name="Dùng khoá truy cập").click()
    arrived(page)
    assert Session.objects.get(account=key.user).way == "passkey"

    page.goto(site + "/step-up/?next=/account/")
    page.get_by_role("button", name="Dùng khoá truy cập").click()
    arrived(page)
    page.goto(site + "/step-up/?next=/account/")
    assert page.url.endswith("/account/"), "proven less than ten minutes ago"


def test_a_second_passkey_is_added_and_the_first_removed(page, site, link):
    enter_by_link(page, site, link)
    first = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    page.forget()  # the browser would not make a second key on the same device
    page.get_by_role("link", name="Thêm khoá truy cập").click()
    page.get_by_label("Tên gọi").fill("Máy ở nhà")
    page.get_by_role("button", name="Tạo khoá").click()
    page.wait_for_url("**/account/codes/")
    page.goto(site + f"/account/passkeys/{first.pk}/remove/")
    page.get_by_role("button", name="Gỡ khoá").click()
    arrived(page)
    left = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    assert left.wrap().name == "Máy ở nhà"


def test_a_device_that_is_not_unlocked_signs_nobody_in(page, site, link):
    enter_by_link(page, site, link)
    page.context.clear_cookies()
    page.lock()
    page.goto(site + "/sign-in/")
    page.get_by_role("button", name="Dùng khoá truy cập").click()
    page.get_by_text("việc đã bị dừng hoặc hết giờ").wait_for()
    assert page.url.endswith("/sign-in/")


def test_a_key_the_server_does_not_know_any_more_is_refused_in_words(page, site, link):
    enter_by_link(page, site, link)
    Authenticator.objects.all().delete()
    page.context.clear_cookies()
    page.goto(site + "/sign-in/")
    page.get_by_role("button", name="Dùng khoá truy cập").click()
    page.get_by_text("Mã không đúng").wait_for()
    assert page.url.endswith("/sign-in/")


def test_under_a_number_there_is_no_dead_button_but_the_way_to_localhost(page, live_server):
    page.goto(live_server.url.replace("localhost", "127.0.0.1") + "/sign-in/?next=/account/")
    assert page.get_by_role("button", name="Dùng khoá truy cập").count() == 0
    page.get_by_role("link", name="Mở trang này ở localhost").click()
    page.wait_for_url("http://localhost:*/**")
    assert page.get_by_role("button", name="Dùng khoá truy cập").is_visible()
