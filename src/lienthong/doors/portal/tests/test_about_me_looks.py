"""What others handed in about a person, and what a register does not have of them, in a real Chromium."""

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.urls import reverse

from conftest import at, read_for, submitted
from lienthong.kit.testing.browser import axe, fits, look
from lienthong.records.registers.models import Person
from lienthong.work.onestop import actions
from lienthong.work.services.models import Application

pytestmark = [pytest.mark.browser, pytest.mark.foreign("chromium"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pages(shop, keeper, at_nine) -> dict[str, str]:
    """A dossier a clerk entered, and a draft of somebody whom the registers do not have."""
    with transaction.atomic():
        Person.objects.update(number="001190999999")
        entered = submitted(shop)
        Application.objects.filter(pk=entered.application_id).update(applicant=None, entered_by=shop.receiver)
        actions.receive(dossier=entered, by=shop.receiver, now=at("10:00"))
        draft = read_for(shop, answers={})
    return {
        "mine": reverse("portal:mine"),
        "about": reverse("portal:dossier", args=[entered.pk]),
        "check": reverse("portal:check", args=[draft.pk]),
        "wrong": reverse("portal:dispute", args=[draft.pk, "on_record"]),
        "begin": reverse("portal:begin", args=["doi_giay_phep_lai_xe"]),
    }


@pytest.mark.parametrize("screen", [(360, "vi"), (1280, "en")], ids=["narrow", "wide"])
def test_they_hold_at_every_width(pages, citizen, page_at, live_server, screen):
    width, language = screen
    page = page_at(width, language)
    key = citizen.cookies[django_settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    for name, address in pages.items():
        page.goto(address)
        axe(page)
        fits(page)
        look(page, f"about-me-{name}-{width}-{language}")
