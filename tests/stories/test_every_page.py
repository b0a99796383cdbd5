"""Every page anybody can reach by clicking: it answers, carries the security headers, and speaks one language.

What is Vietnamese on an English page is marked as such, so that it is read aloud as Vietnamese.
"""

import re
from collections import deque

import pytest
from django.urls import resolve

from conftest import at, issued
from lienthong.ground.identity.models import Account
from lienthong.ground.organisations import queries
from lienthong.records.documents import actions as documents
from lienthong.records.exchange import actions as exchange
from lienthong.records.exchange import lanes
from lienthong.records.exchange.models import Delivery
from lienthong.records.registers.models import Person

from . import a_shop_at_work, languages

pytestmark = pytest.mark.story

LINK = re.compile(r'<a\b[^>]*?\bhref="([^"#]+)')
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
STORIES = frozenset({"portal:demo-citizens"})
"""Pages that tell of invented people by name."""
ROLES = ("clerk", "leader", "specialist", "head_of_unit", "records_keeper", "auditor")


@pytest.fixture
def lively(country, settings):
    """The small country with a sent, an accepted and a drafted document."""
    settings.ROOT_URLCONF = "lienthong.config.urls"
    document = issued(country)
    exchange.send_document(document=document, by=country.ministry.clerk, now=at("09:22"))
    lanes.carry_round(at("09:23"))
    for delivery in Delivery.objects.filter(recipient=country.other.body):
        exchange.accept_document(delivery=delivery, by=country.other.clerk, now=at("09:30"))
    documents.draft(
        kind="bao_cao", subject="Báo cáo thử", text="Nội dung.", by=country.ministry.specialist, now=at("10:00")
    )
    assert queries.directory(at("10:00").date()).count() == 3
    return country


def crawl(client, start: str, *, most: int = 150, closed: frozenset[str] = frozenset()) -> dict[str, str]:
    """Every page reached from `start` by links, once per view; returns the view names with the address seen.

    `closed` = addresses that answer this visitor with a refusal.
    """
    seen: dict[str, str] = {}
    waiting = deque([start])
    visited = 0
    while waiting and visited < most:
        url = waiting.popleft()
        name = resolve(url.split("?")[0]).view_name
        if name in seen:
            continue
        seen[name] = url
        visited += 1
        response = client.get(url)
        assert response.status_code in ({403} if url in closed else {200, 302}), f"{url}: {response.status_code}"
        if response.status_code == 302 or "text/html" not in response.headers.get("Content-Type", ""):
            for close in getattr(response, "_resource_closers", ()):  # files, not the connection of the test
                close()
            continue
        check_headers(url, response)
        if name not in STORIES:
            check_language(url, response)
        for found in LINK.findall(response.content.decode()):
            link = found.replace("&amp;", "&")
            if link.startswith("/") and not link.startswith(("/static/", "//")):
                waiting.append(link)
    return seen


def check_headers(url: str, response) -> None:
    for header, value in HEADERS.items():
        assert response.headers.get(header) == value, f"{url}: {header}"
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy, url
    assert "unsafe" not in policy, url
    body = response.content.decode()
    assert "<script>" not in body, url
    assert not re.search(r"\son\w+=\"", body), url
    assert not re.search(r"\sstyle=\"", body), url


def check_language(url: str, response) -> None:
    page = response.content.decode()
    if '<html lang="en"' in page:
        names = [each for kind in (Account, Person) for each in kind.objects.values_list("full_name", flat=True)]
        assert not languages.unmarked(page, names=names), url


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_the_desk_answers(lively, client, role, language):
    mandate = getattr(lively.other, role)
    client.force_login(mandate.account)
    client.cookies["django_language"] = language
    seen = crawl(client, "/desk/")
    assert "desk:mine" in seen
    assert len(seen) > 8, sorted(seen)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_public_page_answers(lively, client, language):
    client.cookies["django_language"] = language
    seen = crawl(client, "/")
    assert {"observatory:home", "observatory:verify", "observatory:directory"} <= set(seen), sorted(seen)


def test_pages_of_the_desk_are_closed_to_strangers(lively, client):
    for url in ("/desk/", "/desk/outgoing/", "/desk/incoming/", "/desk/books/incoming/", "/desk/tokens/"):
        assert client.get(url).status_code == 302, url


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_of_a_citizen_answers(country_after, client, settings, language):
    settings.ROOT_URLCONF = "lienthong.config.urls"
    country_after(a_shop_at_work.at_work)
    a_shop_at_work.known_for_sure(client, Account.objects.get(email=a_shop_at_work.CITIZEN))
    client.cookies["django_language"] = language
    seen = crawl(client, "/mine/", closed=frozenset({"/desk/"}))
    assert {"portal:dossier", "portal:application", "portal:check", "portal:my-data"} <= set(seen)
