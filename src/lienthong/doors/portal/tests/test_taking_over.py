"""A dossier that was handed in by somebody else is taken over by the person it is about, and by nobody else."""

from django.test import Client
from django.urls import reverse

from conftest import at, submitted
from lienthong.ground.identity import actions as identity
from lienthong.work.onestop.models import Dossier

OTHER = "001085054321"
ADDRESS = "/dossiers/take-over/"


def browser(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def test_both_codes_and_the_proven_person_are_needed(shop):
    dossier = submitted(shop)
    Dossier.objects.filter(pk=dossier.pk).update(subject_number=OTHER)
    person = identity.enter_as_demonstration_citizen(number=OTHER, full_name="Trần Văn Bình", now=at("08:00"))
    codes = {"code": dossier.code, "second": dossier.lookup_code}
    assert Client().get(ADDRESS).status_code == 302
    assert f'href="{ADDRESS}"' in Client().get(reverse("portal:lookup")).content.decode()
    mine = browser(person)
    assert mine.get(ADDRESS).status_code == 200
    assert mine.post(ADDRESS, {**codes, "second": "XXXXXX"}).status_code == 422
    assert "người khác" in browser(shop.citizen).post(ADDRESS, codes).content.decode()
    taken = mine.post(ADDRESS, codes)
    assert taken.url == reverse("portal:dossier", args=[dossier.pk])
    assert mine.get(taken.url).status_code == 200
    assert browser(shop.citizen).get(taken.url).status_code == 404
