"""A correction by two people in a real browser: the case in each state, proposing and confirming, looked at and asked by axe."""

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from conftest import at, read_for
from lienthong.ground.identity import step_up
from lienthong.kit import clock
from lienthong.kit.testing.browser import axe, fits, look
from lienthong.records.registers import actions as registers
from lienthong.work.services import actions

pytestmark = [pytest.mark.browser, pytest.mark.foreign("chromium"), pytest.mark.django_db(transaction=True)]

LOOKS = [(360, "vi", False), (1280, "vi", False), (1280, "en", True)]
FOUND = "Sổ gốc cấp giấy phép trang 41 ghi ngày 20/05/2027."
SEEN = "Sổ gốc cấp giấy phép lái xe 2017, trang 41"


@pytest.fixture
def asked(shop, keeper, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: at("10:00"))
    monkeypatch.setattr(step_up, "is_fresh", lambda request: True)
    with transaction.atomic():
        draft = read_for(shop)
        why = "Thẻ giấy phép của tôi ghi ngày khác."
        said = {"application": draft, "claimed": "2027-05-20", "why": why, "by": draft.applicant, "now": at("09:30")}
        return actions.contest(question="valid_until", **said)


@pytest.mark.parametrize("looked", LOOKS, ids=str)
def test_proposing_and_confirming_can_be_seen_and_read(asked, keeper, second, page_at, looked):
    width, language, dark = looked

    def seen(mandate, name, what):
        client = Client()
        client.force_login(mandate.account)
        page = page_at(width, language, dark=dark)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "domain": "localhost", "path": "/"}
        page.context.add_cookies([cookie])
        page.goto(reverse(f"desk:{name}", args=[asked.pk]))
        fits(page)
        axe(page)
        look(page, f"correction-{what}-{width}-{language}")

    seen(keeper.specialist, "correction", "open")
    seen(keeper.specialist, "correction-propose", "propose")
    with transaction.atomic():
        registers.propose_correction(
            request=asked, reason=FOUND, seen=SEEN, by=keeper.specialist, now=at("09:50"), files=[], uploads=[]
        )
    seen(keeper.specialist, "correction", "mine")
    seen(second, "correction", "second")
    seen(second, "correction-confirm", "confirm")
