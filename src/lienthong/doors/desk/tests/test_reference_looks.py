"""Books, directory, search and tokens in a real Chromium: axe finds nothing, nothing sticks out."""

import pytest
from django.test import Client
from django.urls import reverse

from lienthong.doors.desk.tests.reference_documents import incoming, outgoing, taken
from lienthong.kit.testing.browser import axe, fits, look
from lienthong.records.documents.states import NumberState

pytestmark = [pytest.mark.browser, pytest.mark.foreign("chromium"), pytest.mark.django_db(transaction=True)]
LONG = "V/v rà soát, chuẩn hoá và kết nối liên thông dữ liệu giấy phép lái xe giữa các bộ, ngành và địa phương " * 3


@pytest.mark.parametrize(("width", "dark", "language"), [(360, True, "en"), (1280, False, "vi")])
def test_reference_pages_hold_at_every_width(country, page_at, width, dark, language):
    for number in (1, 2):
        outgoing(country.ministry, number, LONG.strip(), to=country.province)
        incoming(country.ministry, number, LONG.strip())
    taken(country.ministry, 3, state=NumberState.VOID, reason="Bỏ văn bản")
    client = Client()
    client.force_login(country.ministry.clerk.account)
    page = page_at(width, language, dark=dark)
    page.goto("/log/")
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": page.url}])
    places = {
        "book-out": reverse("desk:book-outgoing") + "?year=2026&kind=cong_van",
        "book-in": reverse("desk:book-incoming") + "?year=2026",
        "book-print": reverse("desk:book-print", args=["outgoing"]) + "?year=2026",
        "directory": reverse("desk:directory"),
        "body": reverse("desk:body", args=[country.ministry.body.pk]),
        "search": reverse("desk:search") + "?q=lien+thong",
        "search-none": reverse("desk:search") + "?q=zzz",
        "tokens": reverse("desk:tokens"),
    }
    for name, place in places.items():
        assert page.goto(place).status == 200
        axe(page)
        fits(page)
        look(page, f"reference-{name}-{width}-{language}")
