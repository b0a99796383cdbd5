"""The pages of signing in and of one's account, looked at, asked by axe, in both widths, languages and lights."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse

from lienthong.ground.identity import actions, queries
from lienthong.kit import clock
from lienthong.kit.testing.browser import axe, fits, look

from .conftest import EMAIL, PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.foreign("chromium"), pytest.mark.django_db(transaction=True)]
LOOKS = [(360, "vi", False), (1280, "en", True), (1280, "vi", False), (360, "en", True)]


@pytest.fixture
def see(page_at):
    """Open an address and look: nothing sticks out, axe finds nothing, a picture is kept."""

    def at(width, language, dark):
        page = page_at(width, language, dark=dark)
        mark = f"{width}-{language}-{'dark' if dark else 'light'}"

        def see(name, address=None):
            if address:
                page.goto(address)
            fits(page)
            axe(page)
            look(page, f"identity-{name}-{mark}")

        return page, see

    return at


def sign_in(page) -> None:
    page.goto("/sign-in/?next=/account/")
    page.locator("[name=login]").fill(EMAIL)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")


@pytest.mark.parametrize(("width", "language", "dark"), LOOKS)
def test_the_door(see, lan, stranger, width, language, dark):  # noqa: PLR0917 - fixtures
    page, looked = see(width, language, dark)
    looked("sign-in", "/sign-in/")
    page.locator("[name=login]").fill("lan")
    page.keyboard.press("Enter")
    page.locator("[data-error-summary]").wait_for()
    looked("sign-in-wrong")
    page.goto(page.url.replace("localhost", "127.0.0.1"))
    looked("sign-in-by-number")
    invitation = actions.invite(account=stranger, by=None, now=clock.now())
    looked("link", reverse("sign-in-link", args=[queries.link_token(invitation)]))
    looked("locked", "/sign-in/locked/")


@pytest.mark.parametrize(("width", "language", "dark"), LOOKS)
def test_ones_account(see, lan, width, language, dark):
    page, looked = see(width, language, dark)
    sign_in(page)
    page.wait_for_url(re.compile(r"^[^?]*/account/$"))
    looked("account-bare", "/account/")
    looked("step-up", "/step-up/?next=/account/")
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"^[^?]*/account/$"))
    looked("app-join", "/account/app/join/")
    looked("password", "/account/password/")
    TOTP.activate(lan, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    data = {"name": "Máy tính ở phòng làm việc tầng ba", "credential": {}}
    key = Authenticator.objects.create(user=lan, type=Authenticator.Type.WEBAUTHN, data=data)
    looked("app-leave", "/account/app/leave/")
    looked("codes-new", "/account/codes/new/")
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**/account/codes/")
    looked("codes")
    looked("passkey-remove", f"/account/passkeys/{key.pk}/remove/")
    looked("passkey-rename", f"/account/passkeys/{key.pk}/rename/")
    looked("account-full", "/account/")
    looked("sign-out", "/sign-out/")
    page.locator("main button[type=submit]").first.click()
    Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).delete()
    sign_in(page)
    page.wait_for_url("**/second-step/")
    looked("second-step")


@pytest.mark.parametrize(("width", "language", "dark"), LOOKS[:2])
def test_the_button_of_the_demonstration(see, stranger, client, live_server, width, language, dark):  # noqa: PLR0917 - fixtures
    client.force_login(stranger)
    page, looked = see(width, language, dark)
    page.context.add_cookies([{"name": "sessionid", "value": client.session.session_key, "url": live_server.url}])
    looked("step-up-demo", "/step-up/")
