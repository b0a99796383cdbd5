"""In a real browser: a line that breaks in the middle of a paper costs one piece, and a new tab goes on."""

import random
from io import BytesIO

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from PIL import Image

from conftest import ANSWERS, drafted, found_shop
from lienthong.ground.files.models import Upload
from lienthong.ground.identity.models import Account
from lienthong.kit.testing.browser import axe, fits, look
from lienthong.work.services.models import Application, Attachment

pytestmark = [pytest.mark.browser, pytest.mark.foreign("chromium"), pytest.mark.django_db(transaction=True)]
FIELD = "#file-giay_kham_suc_khoe"


def _needing_a_paper(country) -> None:
    drafted(found_shop(country), answers={**ANSWERS, "health": {"health_on_record": False}})


def large_picture() -> bytes:
    """About 1.4 MB, for it cannot be packed: three pieces."""
    out = BytesIO()
    Image.frombytes("RGB", (680, 680), random.Random(7).randbytes(680 * 680 * 3)).save(out, "PNG")
    return out.getvalue()


def test_a_cut_costs_one_piece_and_another_tab_goes_on(country_after, settings, page_at, live_server):
    settings.ROOT_URLCONF = "lienthong.config.urls"
    country_after(_needing_a_paper)
    draft = Application.objects.get()
    client = Client()
    client.force_login(Account.objects.get(pk=draft.applicant_id))
    key = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    page = page_at(360)
    page.context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    address, picture = reverse("portal:papers", args=[draft.pk]), large_picture()
    file = {"name": "giay.png", "mimeType": "image/png", "buffer": picture}
    pieces = []

    def cut(route) -> None:
        if route.request.method == "PATCH":
            pieces.append(route.request.headers["upload-offset"])
            if len(pieces) > 1:
                return route.abort()
        return route.continue_()

    page.goto(address)
    page.route("**/uploads/**", cut)
    page.set_input_files(FIELD, file)
    page.get_by_role("button", name="Tải lên").click()
    page.get_by_text("Mất mạng, đã giữ 0,5 MB").wait_for()
    assert Upload.objects.get().received_bytes == 512 * 1024
    assert not Attachment.objects.exists()
    look(page, "keeping/cut-360")
    fits(page)
    axe(page)
    page.goto(address)
    page.unroute("**/uploads/**")
    other = page.context.new_page()
    other.on(
        "request", lambda asked: pieces.append(asked.headers.get("upload-offset")) if asked.method == "PATCH" else None
    )
    other.goto(address)
    other.set_input_files(FIELD, file)
    pieces.clear()
    other.get_by_role("button", name="Tải lên").click()
    other.get_by_text("đã có").wait_for()
    assert pieces == [str(512 * 1024), str(1024 * 1024)]
    assert Attachment.objects.get().file.size_bytes == len(picture)
    page.complaints[:] = [said for said in page.complaints if "ERR_FAILED" not in said]
