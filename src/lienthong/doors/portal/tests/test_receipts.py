"""Receipts on the portal: one press, the same bytes again, and nobody else's."""

import pytest
from django.test import Client
from django.urls import reverse

from conftest import at, submitted
from lienthong.work.onestop import actions


@pytest.fixture
def dossier(shop):
    return actions.receive(dossier=submitted(shop), by=shop.receiver, now=at("10:00"))


def browser(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def pdf(answer) -> bytes:
    assert answer["Content-Type"] == "application/pdf"
    return b"".join(answer.streaming_content)


def test_the_status_page_prints_the_receipt_and_the_look_up_knows_the_code_of_the_qr(shop, dossier):
    citizen = browser(shop.citizen)
    address = reverse("portal:receipt", args=[dossier.pk])
    status = citizen.get(reverse("portal:dossier", args=[dossier.pk])).content.decode()
    assert address in status
    assert reverse("portal:form", args=[dossier.pk, "01"]) in status
    first = pdf(citizen.get(address))
    assert first == pdf(citizen.get(address + "?save=1"))
    assert first.startswith(b"%PDF-")
    assert f'value="{dossier.code}"' in Client().get(reverse("portal:lookup"), {"code": dossier.code}).content.decode()


def test_a_form_that_does_not_exist_and_a_dossier_of_somebody_else_are_not_found(shop, dossier):
    citizen = browser(shop.citizen)
    assert citizen.get(reverse("portal:form", args=[dossier.pk, "04"])).status_code == 404
    assert citizen.get(reverse("portal:form", args=[dossier.pk, "05"])).status_code == 404
    stranger = browser(shop.officer.account)
    assert stranger.get(reverse("portal:receipt", args=[dossier.pk])).status_code == 404
