"""Fifty families handed in at the same moment, at two bodies: each whole or not there, codes without gap, no deadlock."""

import threading
from collections import defaultdict

import pytest
from django.db import OperationalError, connection, transaction

from conftest import at
from lienthong.work.onestop import actions, queries, standing, states
from lienthong.work.onestop.actions import linking
from lienthong.work.onestop.models import Counter, Dossier, Link
from lienthong.work.onestop.states import Status
from lienthong.work.onestop.tests.families import drafted, fresh, handed_in
from lienthong.work.onestop.tests.test_linking_around import SINCE, is_above, published, under
from lienthong.work.services import actions as services
from lienthong.work.services.models import Application
from lienthong.work.services.states import ApplicationState

pytestmark = pytest.mark.django_db(transaction=True)
FAMILIES, BROKEN, BEFORE = 50, 5, 5
"""So many at once; every fifth breaks at its third dossier; so many were there and are acted on meanwhile."""


def at_once(acts):
    """All begin when all are ready, each in its own thread, connection and transaction; what each returned or raised."""
    said, ready = [None] * len(acts), threading.Barrier(len(acts))

    def run(place):
        try:
            ready.wait(timeout=60)
            with transaction.atomic():
                said[place] = acts[place]()
        except Exception as problem:  # noqa: BLE001 - the test says of it below
            said[place] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    return said


@pytest.fixture
def shops(shop, country):
    """Birth and residence at the office, the card at the body above it."""
    with transaction.atomic():
        made = published(shop, country, is_above)
        under(country)
        services.offer(
            procedure=made.offerings["cap_the_bhyt_tre_em"].procedure, body=country.other.body,
            receiving_unit=country.other.unit, units={"bhxh_co_so": country.other.unit}, by=None, now=SINCE,
        )  # fmt: skip
    return made


def number(place):
    return f"001190{place:06}"


def test_each_family_is_whole_or_not_there_and_codes_have_no_gap(shops, monkeypatch):
    with transaction.atomic():
        there = [handed_in(shops, number=number(900 + place)) for place in range(BEFORE)]
    with transaction.atomic():
        drafts = [drafted(shops, number=number(place)) for place in range(FAMILIES)]
    doomed = {number(place) for place in range(0, FAMILIES, BROKEN)}
    breaks_at_the_third(monkeypatch, doomed)
    said = at_once([
        *[lambda draft=draft: actions.submit_dossier(application=draft, by=shops.citizen, now=at("09:30"))
          for draft in drafts],
        *[lambda one=one: actions.withdraw(dossier=one, words="", by=shops.citizen, now=at("09:30"))
          for lead, _home, card in there for one in (card, lead)],
    ])  # fmt: skip
    handed, acted = said[:FAMILIES], said[FAMILIES:]
    assert not [each for each in said if each is None or isinstance(each, OperationalError)]
    assert [isinstance(each, Dossier) for each in handed] == [draft.subject_number not in doomed for draft in drafts]
    assert {type(each) for each in acted} <= {Dossier, states.DossierMovedOn}
    whole_or_not_there(drafts, doomed)
    codes_have_no_gap()
    none_waits_for_what_was_withdrawn(there)


def breaks_at_the_third(monkeypatch, doomed):
    real = linking.happen

    def happen(dossier, kind, **more):
        if dossier.procedure.key == "cap_the_bhyt_tre_em" and dossier.subject_number in doomed:
            raise RuntimeError("the third breaks")
        return real(dossier, kind, **more)

    monkeypatch.setattr(linking, "happen", happen)


def whole_or_not_there(drafts, doomed):
    for draft in drafts:
        family = list(Dossier.objects.filter(subject_number=draft.subject_number).order_by("pk"))
        applications = Application.objects.filter(subject_number=draft.subject_number)
        if draft.subject_number in doomed:
            assert (family, [each.state for each in applications]) == ([], [ApplicationState.DRAFT])
            continue
        assert len(family) == 3
        assert {each.state for each in applications} == {ApplicationState.SUBMITTED}
        assert Link.objects.filter(lead__in=family, dossier__in=family).count() == 2
        for one in family:
            assert queries.verify_chain(one) is None
            assert one.standing == standing.fold(one.events.in_order())


def codes_have_no_gap():
    numbers = defaultdict(list)
    for body, code in Dossier.objects.values_list("body", "code"):
        numbers[body].append(int(code.rsplit("-", 1)[1]))
    assert sorted(len(each) for each in numbers.values()) == [45, 90]
    for body, given in numbers.items():
        assert sorted(given) == list(range(1, len(given) + 1))
        assert Counter.objects.get(body=body, series="dossiers 2026-11-16").last == len(given)


def none_waits_for_what_was_withdrawn(there):
    for family in there:
        lead, home, card = fresh(*family)
        assert (lead.status, home.status) == (Status.WITHDRAWN, Status.STOPPED)
        assert card.status in {Status.WITHDRAWN, Status.STOPPED}
        assert all(queries.verify_chain(each) is None for each in (lead, home, card))
