"""Two at the same moment, on two connections: one acts, the other is told; numbers have no gap and no double."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from conftest import ANSWERS, at, drafted, submitted
from lienthong.work.onestop import actions, queries, rules, states
from lienthong.work.onestop.actions import handling, numbering
from lienthong.work.onestop.models import CashSlip, Counter, Dossier, Event
from lienthong.work.services import actions as services
from lienthong.work.services.actions import applying
from lienthong.work.services.actions.applying import Whom
from lienthong.work.services.models import Application
from lienthong.work.services.states import Channel

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts):
    """Run them at once, each in its own thread, connection and transaction; what each returned or raised, in order."""
    said = [None] * len(acts)

    def run(place):
        try:
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
        thread.join(timeout=60)
    return said


def gate(monkeypatch, module, name, count):
    """Everybody stops before `name` until all are there; then they race."""
    barrier, real = threading.Barrier(count), getattr(module, name)
    arrived = threading.local()

    def wait(*args, **more):
        if not hasattr(arrived, "once"):
            arrived.once = True
            barrier.wait(timeout=30)
        return real(*args, **more)

    monkeypatch.setattr(module, name, wait)


def test_two_officers_at_once_and_two_dossiers_at_once(shop, monkeypatch):
    """One shop for everything that needs connections: it is dear to open."""
    one_acts_and_the_other_is_told(shop, monkeypatch)
    dossiers_handed_in_at_once_have_neighbouring_numbers(shop, monkeypatch)
    a_number_that_was_not_used_leaves_no_gap(shop)
    two_devices_begin_one_draft(shop, monkeypatch)
    one_receipt_pays_one_dossier(shop, monkeypatch)


def one_receipt_pays_one_dossier(shop, monkeypatch):
    with transaction.atomic():
        drafts = [drafted(shop, day=date(2026, 11, 19)), another_draft(shop)]
        day = drafts[0].saved_at
        unpaid = [actions.submit_dossier(application=draft, by=shop.citizen, now=day) for draft in drafts]
    with monkeypatch.context() as patch:
        gate(patch, CashSlip.objects, "create", 2)  # neither saw the other's, and both write
        said = together(*[
            lambda one=one: actions.take_cash(dossier=one, slip="BL 0042", by=shop.receiver, now=day) for one in unpaid
        ])  # fmt: skip
    assert [type(each) for each in said if isinstance(each, Exception)] == [rules.SlipUsed]
    assert Event.objects.paid_by("BL 0042", shop.office.body.pk).count() == 1
    assert CashSlip.objects.get().dossier in unpaid


def one_acts_and_the_other_is_told(shop, monkeypatch):
    with transaction.atomic():
        dossier = submitted(shop)
        actions.receive(dossier=dossier, by=shop.receiver, now=at("10:00"))
    with monkeypatch.context() as patch:
        gate(patch, handling, "locked", 2)
        said = together(
            lambda: actions.acknowledge(dossier=dossier, by=shop.officer, now=at("10:30")),
            lambda: actions.acknowledge(dossier=dossier, by=shop.chief, now=at("10:30")),
        )
    assert sorted(type(each) for each in said if isinstance(each, Exception)) == [states.DossierMovedOn]
    stored = Dossier.objects.get(pk=dossier.pk)
    assert [event.seq for event in stored.events.in_order()] == [1, 2, 3, 4, 5]
    assert queries.verify_chain(stored) is None


def dossiers_handed_in_at_once_have_neighbouring_numbers(shop, monkeypatch):
    with transaction.atomic():
        drafts = [drafted(shop, day=date(2026, 11, 17)), another_draft(shop)]
    day = drafts[0].saved_at
    with monkeypatch.context() as patch:
        gate(patch, numbering, "codes", 2)
        together(*[
            lambda draft=draft: actions.submit_dossier(application=draft, by=shop.citizen, now=day) for draft in drafts
        ])  # fmt: skip
    codes = sorted(Dossier.objects.filter(submitted_at=day).values_list("code", "legacy_code"))
    assert codes == [
        ("H41.06-261117-0001", "000.00.06.H41-261117-0001"),
        ("H41.06-261117-0002", "000.00.06.H41-261117-0002"),
    ]


def another_draft(shop):
    whom = Whom("001190099999", "Trần Văn Bình")
    offering = shop.offerings["doi_giay_phep_lai_xe"]
    draft = services.begin(offering=offering, whom=whom, by=shop.citizen, now=at("09:00"), channel=Channel.ONLINE)
    for page, given in ANSWERS.items():
        services.answer(application=draft, page=page, given=given, by=shop.citizen, now=at("09:00"))
    return draft


def a_number_that_was_not_used_leaves_no_gap(shop):
    with transaction.atomic():
        draft = drafted(shop, day=date(2026, 11, 18))
    with transaction.atomic():
        actions.submit_dossier(application=draft, by=shop.citizen, now=draft.saved_at)
        transaction.set_rollback(True)
    with transaction.atomic():
        handed_in = actions.submit_dossier(application=draft, by=shop.citizen, now=draft.saved_at)
    assert handed_in.code == "H41.06-261118-0001"
    assert Counter.objects.get(series="dossiers 2026-11-18").last == 1


def two_devices_begin_one_draft(shop, monkeypatch):
    whom = Whom("001190055555", "Lê Thị Hoa")
    begin = {"offering": shop.offerings["doi_giay_phep_lai_xe"], "whom": whom, "by": shop.citizen, "channel": "online"}
    with monkeypatch.context() as patch:
        gate(patch, applying, "settled", 2)
        first, second = together(*[lambda: services.begin(**begin, now=at("09:00"))] * 2)
    assert first == second
    assert Application.objects.filter(subject_number=whom.number).count() == 1
