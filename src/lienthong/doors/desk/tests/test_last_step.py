"""The step before the result: there is nobody to pass the dossier on to, so nothing offers it."""

import pytest
from django.test import Client
from django.urls import reverse

from conftest import at, submitted
from lienthong.kit import clock
from lienthong.work.onestop import actions
from lienthong.work.onestop.actions.handling import NoNextStep


def test_passing_on_is_offered_as_long_as_a_step_follows(shop, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: at("12:00"))
    dossier = actions.receive(dossier=submitted(shop), by=shop.receiver, now=at("10:00"))
    dossier = actions.acknowledge(dossier=dossier, by=shop.officer, now=at("10:30"))
    client = Client()
    client.force_login(shop.officer.account)
    case, button = (reverse(f"desk:{name}", args=[dossier.pk]) for name in ("dossier", "dossier-pass-on"))
    steps = dossier.version.package.plain["steps"]["steps"]
    for _step in steps[2:-1]:
        assert button in client.get(case).text
        dossier = actions.pass_on(dossier=dossier, by=shop.officer, now=at("11:00"))
    page = client.get(case).text
    assert button not in page
    assert reverse("desk:dossier-propose", args=[dossier.pk]) in page
    with pytest.raises(NoNextStep):
        actions.pass_on(dossier=dossier, by=shop.officer, now=at("11:10"))
