"""What the applicant states and no register has confirmed is marked for the officer, and only that."""

import pytest
from django.test import Client
from django.urls import reverse

from conftest import at, submitted
from lienthong.kit import clock
from lienthong.work.onestop import actions


@pytest.fixture
def dossier(shop, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: at("12:00"))
    return actions.receive(dossier=submitted(shop), by=shop.receiver, now=at("10:00"))


def test_the_officer_sees_what_stands_on_the_persons_word_alone(shop, dossier):
    client = Client()
    client.force_login(shop.officer.account)
    page = client.get(reverse("desk:dossier", args=[dossier.pk])).text
    assert "Cơ sở dữ liệu giấy phép lái xe chưa xác nhận: đối chiếu trước khi quyết định" in page
    assert page.count("người nộp tự khai") == 8, "day of birth, residence, five of the licence, the health certificate"
    assert page.count("người được xác định khi bắt đầu hồ sơ") == 2
