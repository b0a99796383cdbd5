"""Forms at the desk: those of a dossier, the control slip, and the book."""

import pytest
from django.test import Client
from django.urls import reverse

from conftest import at, offered, submitted
from lienthong.work.onestop import actions
from lienthong.work.onestop.tests import families


def desk(mandate) -> Client:
    """A browser at which this person sits."""
    client = Client()
    client.force_login(mandate.account)
    return client


@pytest.fixture
def dossier(shop):
    return actions.receive(dossier=submitted(shop), by=shop.receiver, now=at("10:00"))


def test_the_case_offers_its_forms_and_each_opens(shop, dossier):
    clerk = desk(shop.receiver)
    page = clerk.get(reverse("desk:dossier", args=[dossier.pk])).content.decode()
    for number in ("01", "05"):
        address = reverse("desk:dossier-form", args=[dossier.pk, number])
        assert address in page
        answer = clerk.get(address)
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("inline")
    assert clerk.get(reverse("desk:dossier-form", args=[dossier.pk, "03"])).status_code == 404


def test_the_book_is_printed_for_days_that_follow_each_other(shop, dossier):
    clerk, address = desk(shop.receiver), reverse("desk:dossier-book")
    assert "dossiers/book/" in clerk.get(reverse("desk:dossiers")).content.decode()
    assert clerk.get(address).status_code == 200
    assert clerk.get(address, {"first": "17/11/2026", "last": "16/11/2026"}).status_code == 422
    answer = clerk.get(address, {"first": "16/11/2026", "last": "16/11/2026"})
    assert answer.content.startswith(b"%PDF-")
    assert "so-theo-doi-ho-so-20261116" in answer["Content-Disposition"]
    assert desk(shop.leader).get(address, {"first": "16/11/2026", "last": "16/11/2026"}).status_code == 200


def test_a_dossier_is_found_by_name_code_and_number(shop, dossier):
    clerk, address = desk(shop.receiver), reverse("desk:dossiers")
    for words in (
        "nguyen minh",
        "minh nguy",
        "nguyễn mi",
        dossier.code[:8].lower(),
        dossier.code,
        dossier.subject_number,
        "minh " + dossier.code,
    ):
        found = clerk.get(address, {"tab": "in-hand", "q": words}).context["page"].rows
        assert found == [dossier], words
    for words in ("nguyen binh", "nguyền", "nguy ", "guyen", dossier.code[1:], dossier.subject_number[:6], "***"):
        assert not clerk.get(address, {"tab": "in-hand", "q": words}).context["page"].rows, words
    tabs = clerk.get(address, {"q": "nguyễn & "}).context["tabs"]
    assert tabs[0]["url"] == f"{address}?tab=waiting&q=nguy%E1%BB%85n+%26+"


def test_the_decision_on_a_birth_begins_with_what_was_declared(shop, country):
    shop.offerings[families.BIRTH] = offered(shop, families.BIRTH, owner=country.other.body)
    lead, *_ = families.handed_in(shop)
    families.to_the_chief(shop, lead, "10")
    page = desk(shop.chief).get(reverse("desk:dossier-decide", args=[lead.pk]))
    form = page.context["form"]
    begun = {name: form[f"data-giay_khai_sinh-{name}"].value() for name in families.CHILD}
    typed = {"personal_number", "registered_on"}
    assert {name: str(value) for name, value in begun.items() if name not in typed} == {
        name: value for name, value in families.CHILD.items() if name not in typed
    }
    assert {begun[name] for name in typed} == {None}
