"""The page that asks how it was, and the desk's cases, in a real Chromium, narrow and wide, in both languages."""

from datetime import timedelta

import pytest

from lienthong.ground.identity.models import Account
from lienthong.kit import clock
from lienthong.kit.ids import new_id
from lienthong.kit.testing.browser import axe, fits, look
from lienthong.work.feedback import actions
from lienthong.work.feedback.actions import EndPoint, asking
from lienthong.work.feedback.models import Invitation
from lienthong.work.feedback.states import Channel, End

pytestmark = [pytest.mark.browser, pytest.mark.foreign("chromium"), pytest.mark.django_db(transaction=True)]
SECRET = "ABCDEFGHJKMN"


@pytest.mark.parametrize("screen", [(360, "en"), (1280, "vi")], ids=["narrow", "wide"])
def test_asking_holds_at_every_width_and_works_without_script(country, page_at, monkeypatch, screen):
    width, language = screen
    monkeypatch.setattr(asking, "new_code", lambda _letters: SECRET)
    office = country.province
    point = EndPoint(
        id=new_id(), end=End.REFUSED, subject=("onestop.dossier", new_id()), code="H41-261116-0001",
        title="Đổi giấy phép lái xe", procedure="doi_giay_phep_lai_xe", body=office.body, unit=office.unit,
        channel=Channel.COUNTER, account=Account.objects.create_user("dan@lienthong.example", "Trần Văn Bình"),
    )  # fmt: skip
    actions.ask(point=point, by=None, now=clock.now() - timedelta(minutes=5))
    page = page_at(width, language, dark=width == 360, java_script_enabled=width > 360)
    page.goto("/feedback/")
    for name in ("enter", "asked", "answered"):
        if width > 360:
            axe(page)
            fits(page)
        look(page, f"feedback-{name}-{width}-{language}")
        if name == "enter":
            page.fill("input[name=code]", "abcd efgh jkmn")
            page.click("form.card button")
        elif name == "asked":
            page.click("button[name=level][value='2']")
    assert Invitation.objects.get().level == 2
