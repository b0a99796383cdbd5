"""Who opens a dossier at the desk, or a paper or result of it, is seen by the person whose dossier it is."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from conftest import at, submitted
from lienthong.ground.files import actions as files
from lienthong.ground.files.content import PNG
from lienthong.kit import clock
from lienthong.work.onestop import actions, machines
from lienthong.work.onestop.tests.families import PICTURE


@pytest.fixture
def dossier(shop, monkeypatch):
    """Handed in, a paper asked for and given; it is eleven."""
    monkeypatch.setattr(clock, "now", lambda: at("11:00"))
    asked = actions.ask_supplement(
        dossier=submitted(shop),
        items=[{"kind": "paper", "name": "giay_kham_suc_khoe", "words": "Ảnh chụp bị mờ, không đọc được ngày khám."}],
        words="Ảnh giấy khám sức khỏe mờ ở dòng kết luận, xin chụp lại trang hai.",
        law="Nghị định 61/2018/NĐ-CP, điều 17",
        by=shop.receiver,
        now=at("10:00"),
    )
    paper = files.keep(BytesIO(PICTURE), name="giay.png", by=shop.citizen, now=at("10:10"), allowed=frozenset({PNG}))
    given = [("giay_kham_suc_khoe", paper)]
    return actions.supply(dossier=asked, answers={}, files=given, by=shop.citizen, now=at("10:10"))


def test_the_dossier_and_each_paper_are_a_line_a_day_with_the_name_of_who_opened_them(shop, dossier):
    client = Client()
    client.force_login(shop.receiver.account)
    paper = dossier.application.attachments.get(file__name="giay.png")
    case = reverse("desk:dossier", args=[dossier.pk])
    for url in (case, case, reverse("desk:dossier-file", args=[dossier.pk, paper.pk])):
        assert client.get(url).status_code == 200
    me = shop.receiver.account.full_name
    told = machines.readings_of(shop.citizen, "")
    assert [(each.by_name, each.what, each.name) for each in told] == [(me, "paper", "giay.png"), (me, "dossier", "")]
