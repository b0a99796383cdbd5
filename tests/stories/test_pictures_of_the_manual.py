"""The manual's pictures, taken from the product as it is: `LIENTHONG_MANUAL=1` puts them into docs/pictures.

Without it they are taken all the same, into build/pictures: a page that a picture shows cannot disappear unnoticed.
"""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from PIL import Image

from lienthong.kit.testing.browser import picture
from lienthong.records.documents.models import Document
from lienthong.records.documents.states import DocumentState
from lienthong.records.exchange.models import Delivery

from . import a_shop_at_work
from .test_every_page_looks import browser_of, lively, signed_in

__all__ = ["lively"]
pytestmark = [
    pytest.mark.story,
    pytest.mark.browser,
    pytest.mark.foreign("chromium"),
    pytest.mark.django_db(transaction=True),
]

DRAFTS = Path("build/pictures")
MANUAL = Path(__file__).resolve().parents[2] / "docs" / "pictures"
MOST_BYTES = 150_000
COLOURS = 128
NAMES = {
    "leader": "Nguyễn Đức Long",
    "head_of_unit": "Trần Thị Hương Giang",
    "specialist": "Lê Minh Quân",
    "clerk": "Phạm Thu Thảo",
    "records_keeper": "Hoàng Văn Bình",
    "auditor": "Đinh Ngọc Oanh",
}


@pytest.fixture
def named(lively):
    """The lively country, its people with names of people."""
    for office in (lively.ministry, lively.other):
        for role, name in NAMES.items():
            account = office.mandates[role].account
            account.full_name = name
            account.save()
    return lively


@pytest.fixture
def taken(page_at, named):
    """`taken(name, who, address)`: a page at which this person sits; called again without address after some clicks."""
    page = page_at(1200, height=760)

    def take(name: str, who: str = "", address: str = "") -> Path:
        if who:
            signed_in(page, named, who)
        if address:
            page.goto(address)
        return small(picture(page, DRAFTS / f"manual-{name}.png", whole=False), name)

    take.page = page
    return take


def small(drawn: Path, name: str) -> Path:
    """Few colours are enough for a page; the manual stays light."""
    place = MANUAL / f"{name}.png" if os.environ.get("LIENTHONG_MANUAL") else drawn
    place.parent.mkdir(parents=True, exist_ok=True)
    Image.open(drawn).convert("RGB").quantize(COLOURS).save(place, optimize=True)
    assert place.stat().st_size <= MOST_BYTES, name
    return place


def standing_at(state: DocumentState, named) -> Document:
    """The ministry's own; other bodies write letters, too."""
    return Document.objects.filter(state=state, body=named.ministry.body).order_by("created_at")[0]


def test_pictures_of_sending(taken, named):
    taken("send-compose", "specialist", reverse("desk:edit", args=[standing_at(DocumentState.DRAFT, named).pk]))
    taken("send-issue", "clerk", reverse("desk:issue", args=[standing_at(DocumentState.SIGNED, named).pk]))


def test_pictures_of_receiving(taken, named):
    waiting = Delivery.objects.filter(recipient=named.other.body).order_by("id")
    taken("receive-list", "receiver", reverse("desk:mine"))
    taken("receive-case", "receiver", reverse("desk:delivery", args=[waiting[0].pk]))


def test_pictures_of_verifying_and_connecting(taken, named, tmp_path):
    issued = standing_at(DocumentState.ISSUED, named)
    answer = browser_of(named, "clerk").get(reverse("desk:document-file", args=[issued.pk]))
    file = tmp_path / "van-ban.pdf"
    file.write_bytes(b"".join(answer.streaming_content))
    answer.close()
    taken.page.goto("/verify/")
    taken.page.set_input_files("#file", str(file))
    taken.page.locator("form[enctype] button").click()
    taken.page.locator(".verdict").wait_for()
    taken("verify")
    taken("connect", "clerk", reverse("desk:tokens"))


def test_pictures_of_services(taken, named):
    dossiers, drafts = a_shop_at_work.dossiers(), a_shop_at_work.drafts()
    taken("apply-home", "stranger", "/")
    taken("apply-question", "citizen", reverse("portal:question", args=[drafts["begun"].pk, "reason"]))
    taken("apply-check", "citizen", reverse("portal:check", args=[drafts["whole"].pk]))
    taken("apply-pay", "citizen", reverse("portal:pay", args=[dossiers["unpaid"].pk]))
    taken("apply-status", "citizen", reverse("portal:dossier", args=[dossiers["received"].pk]))
    taken("onestop-list", "receiver of dossiers", reverse("desk:dossiers"))
    taken("onestop-dossier", "officer", reverse("desk:dossier", args=[dossiers["in hand"].pk]))
    taken(
        "onestop-supplement",
        "receiver of dossiers",
        reverse("desk:dossier-supplement", args=[dossiers["submitted"].pk]),
    )
