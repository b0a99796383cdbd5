"""What was there before words were kept: a job writes them, the newest first, and pages say how far it is."""

from datetime import date

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from conftest import submitted
from lienthong.doors.desk.tests.reference_documents import delivered, incoming, outgoing
from lienthong.records.documents import actions, jobs
from lienthong.records.documents.models import Document, IncomingEntry
from lienthong.work.onestop import jobs as onestop
from lienthong.work.onestop.models import Dossier

NOTE = "Mục lục tìm kiếm đang được lập lại"
PAGES = ("search", "outgoing", "incoming", "book-incoming", "book-outgoing")


@pytest.fixture
def books(country):
    """Five documents of five days, delivered and in a book, as an upgrade leaves them: without words."""
    for number in range(1, 6):
        day = date(2026, 11, number)
        document = outgoing(country.ministry, number, f"V/v khai sinh {number}", on=day)
        entry = incoming(country.other, number, f"V/v khai sinh {number}", on=day)
        delivered(document, country.other, entry=entry, on=day)
    kept = {model: dict(model.objects.values_list("pk", "words")) for model in (Document, IncomingEntry)}
    for model in kept:
        model.objects.update(words="")
    return kept


def browser(mandate):
    found = Client()
    found.force_login(mandate.account)
    return found


def shown(mandate, page, words):
    return browser(mandate).get(reverse(f"desk:{page}"), {"q": words, "year": "2026", "tab": "accepted"})


def without(model):
    return model.objects.filter(words="").count()


def test_the_job_writes_the_words_that_were_written_before_and_then_has_nothing_to_do(books, run_jobs, monkeypatch):
    monkeypatch.setattr(jobs, "_WORDS_AT_ONCE", 2)
    jobs.look_for_words(timestamp=0)
    assert (without(Document), without(IncomingEntry)) == (3, 3)
    assert run_jobs() == ["documents.words.fill"] * 4
    assert {model: dict(model.objects.values_list("pk", "words")) for model in books} == books
    jobs.look_for_words(timestamp=0)
    assert run_jobs() == []


def test_until_then_the_newest_are_found_and_every_page_says_how_far_it_is(books, country):
    assert actions.fill_words(of="documents", at_most=2)
    assert actions.fill_words(of="entries", at_most=2)
    with_words = Document.objects.filter(words__missing=False)
    assert sorted(with_words.values_list("number", flat=True)) == [4, 5]
    found = shown(country.ministry.clerk, "search", "khai sinh").context["outgoing"]
    assert [document.number for document in found] == [5, 4]
    for page in PAGES:
        text = shown(country.other.clerk, page, "khai sinh").text
        assert NOTE in text, page
        assert "03/11/2026" in text, page
        assert NOTE not in shown(country.other.clerk, page, " ").text, page


def test_afterwards_everything_is_found_and_nothing_is_said(books, country, run_jobs):
    jobs.look_for_words(timestamp=0)
    run_jobs()
    assert len(shown(country.ministry.clerk, "search", "khai sinh").context["outgoing"]) == 5
    assert not any(NOTE in shown(country.other.clerk, page, "khai sinh").text for page in PAGES)


def test_two_do_not_do_it_at_once(books):
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:
        other.execute("select pg_advisory_lock(hashtext('words of documents_document'))")
        assert not actions.fill_words(of="documents", at_most=2)
        assert without(Document) == 5
        assert actions.fill_words(of="entries", at_most=2)
        other.execute("select pg_advisory_unlock_all()")
    assert actions.fill_words(of="documents", at_most=2)


def test_dossiers_are_filled_too_and_their_list_says_it(shop, run_jobs):
    dossier = submitted(shop)
    run_jobs()
    words = Dossier.objects.get().words
    Dossier.objects.update(words="")
    listed = browser(shop.receiver).get(reverse("desk:dossiers"), {"tab": "arrived", "q": dossier.code})
    assert NOTE in listed.text
    assert listed.context["page"].rows == []
    onestop.look_for_words(timestamp=0)
    assert Dossier.objects.get().words == words
    listed = browser(shop.receiver).get(reverse("desk:dossiers"), {"tab": "arrived", "q": dossier.code})
    assert NOTE not in listed.text
    assert listed.context["page"].rows == [dossier]
    assert run_jobs() == []


def test_dossiers_are_filled_in_pieces(shop, run_jobs, monkeypatch):
    monkeypatch.setattr(onestop, "_WORDS_AT_ONCE", 1)
    submitted(shop)
    run_jobs()
    Dossier.objects.update(words="")
    onestop.look_for_words(timestamp=0)
    assert run_jobs() == ["onestop.words.fill"]
    assert without(Dossier) == 0
