"""When too many hand in or sign in at once: a page that keeps the place, nothing half done, nothing lost."""

import pytest
from django.urls import reverse

from conftest import drafted
from lienthong.kit.web import waiting
from lienthong.kit.web.waiting import Gate
from lienthong.work.onestop.models import Dossier


@pytest.fixture
def full(monkeypatch, settings) -> Gate:
    """A gate through which nobody goes until one leaves."""
    settings.HEAVY_AT_ONCE = 1
    gate = Gate()
    monkeypatch.setattr(waiting, "GATE", gate)
    gate.enter(None, most=1, at=0.0)
    return gate


def test_handing_in_waits_and_is_done_once_with_everything_that_was_answered(citizen, shop, full):
    draft = drafted(shop)
    check = reverse("portal:check", args=[draft.pk])
    answer = citizen.post(check, {"sure": "1"})
    assert (answer.status_code, answer["Retry-After"]) == (200, "2")
    assert "Chỗ của bạn được giữ" in answer.content.decode()
    assert not Dossier.objects.exists()
    assert "Chỗ của bạn được giữ" in citizen.get(check).content.decode()
    full.leave()
    page = citizen.get(check).content.decode()
    assert "Đến lượt bạn" in page
    assert "Nguyễn Thị Minh Anh" in page
    answer = citizen.post(check, {"sure": "1"})
    assert answer.url.startswith("/dossiers/")
    assert Dossier.objects.count() == 1


@pytest.mark.parametrize("door", ["citizen-sign-in", "account_login"])
def test_signing_in_waits_without_an_error_and_the_password_stands_on_no_page(visitor, shop, full, door):
    secret = "tre xanh bóng mát"
    given = {"address": "a@lienthong.example", "login": "a@lienthong.example", "password": secret}
    answer = visitor.post(reverse(door), given)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Chỗ của bạn được giữ" in page
    assert secret not in page
    full.leave()
    assert 'type="password"' in visitor.get(reverse(door)).content.decode()
