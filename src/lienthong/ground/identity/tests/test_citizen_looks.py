"""The citizens' pages, looked at, asked by axe, in both widths, languages and lights; and a whole sign-up by keyboard."""

from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import transaction

from lienthong.ground.identity import actions, queries
from lienthong.ground.identity.states import AccountLevel, Proof
from lienthong.kit import clock
from lienthong.kit.testing.browser import axe, fits, look

from .conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.foreign("chromium"), pytest.mark.django_db(transaction=True)]
LOOKS = [(360, "vi", False), (1280, "en", True)]
NEW = "tre xanh bóng mát"


@pytest.mark.parametrize(("width", "language", "dark"), LOOKS)
def test_an_account_is_opened_raised_and_recovered(  # noqa: PLR0915, PLR0917 - one walk through all pages
    page_at, post, settings, width, language, dark
):
    settings.NATIONAL_ID = {"issuer": "http://127.0.0.1:9", "client_id": "lienthong", "client_secret": "x"}
    page = page_at(width, language, dark=dark)

    def looked(name) -> None:
        fits(page)
        axe(page)
        look(page, f"citizen-{name}-{width}-{language}-{'dark' if dark else 'light'}")

    def fill(**words) -> None:
        for name, said in words.items():
            page.locator(f"main [name={name}]").fill(said)
        page.keyboard.press("Enter")

    page.goto("/citizen/sign-in/")
    looked("sign-in")
    page.goto("/citizen/sign-up/?next=/citizen/level/")
    looked("sign-up")
    fill(full_name="Phạm Văn Minh", address="12")
    page.locator("[data-error-summary]").wait_for()
    looked("sign-up-wrong")
    fill(address="0000 123 456")
    page.wait_for_url("**/sign-up/code/")
    looked("code")
    fill(code=post.code)
    page.wait_for_url("**/sign-up/password/")
    looked("password")
    fill(password1=NEW, password2=NEW)
    page.wait_for_url("**/citizen/level/")
    looked("level")
    account = queries.reached_by(PHONE)
    proof = {"level": AccountLevel.TWO, "way": Proof.NATIONAL_ID, "evidence": "t", "by": None}
    with transaction.atomic():
        actions.identify(account=account, number="001190000101", now=clock.now() - timedelta(minutes=1), **proof)
    page.goto("/citizen/level/")
    looked("level-proven")
    page.goto("/citizen/contact/")
    page.wait_for_url("**/step-up/**")
    looked("step-up")
    fill(password=NEW)
    page.wait_for_url("**/citizen/contact/")
    looked("contact")
    page.goto("/sign-out/")
    page.locator("main button[type=submit]").first.click()
    RecoveryCodes.activate(account)
    page.goto("/citizen/recover/")
    looked("recover")
    fill(address="0000 123 456")
    page.wait_for_url("**/recover/code/")
    fill(code=post.code)
    page.wait_for_url("**/recover/password/")
    looked("new-password")
    del page.complaints[:]
    page.goto("/citizen/national-id/")
    looked("national-id-silent")
    assert all("503" in complaint for complaint in page.complaints)
    del page.complaints[:]
