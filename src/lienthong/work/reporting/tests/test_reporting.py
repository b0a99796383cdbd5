"""Every event reaches the portal, or stays in sight: owed, given, acknowledged, given up, asked for again."""

import json
from datetime import timedelta

import httpx
import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from conftest import at, submitted
from lienthong.ground.journal.models import Act
from lienthong.kit import clock
from lienthong.kit.outbox import Event as Announced
from lienthong.work.onestop import actions as onestop
from lienthong.work.onestop.models import Dossier
from lienthong.work.reporting import actions, jobs, queries, rules, telling
from lienthong.work.reporting.adapters.dvcqg import client
from lienthong.work.reporting.models import PortalReport
from lienthong.work.reporting.states import ReportMovedOn, State, require

NOW = at("11:00")


@pytest.fixture
def wired(portal, emulator, switch):
    """Our side of the wire, the other side, and what breaks it."""
    return portal, emulator, switch


@pytest.fixture
def owed(dossier, portal) -> PortalReport:
    return actions.owe(dossier=dossier, now=NOW)


def given(report, portal, now=NOW):
    """One try, as the job makes it."""
    telling = actions.take(report=report, now=now)
    if telling is None:
        return PortalReport.objects.get(pk=report.pk)
    refused = jobs.tell(portal, telling)
    return actions.settle(report=report, telling=telling, refused=refused, now=now)


def known_steps(emulator, dossier):
    return [each["NoiDungXuLy"] for each in emulator.steps.get(dossier.code, [])]


def test_what_is_owed_is_given_and_acknowledged_and_nothing_is_left(owed, portal, emulator, dossier):
    report = given(owed, portal)
    assert (report.state, report.acknowledged_seq, report.owed_seq) == (State.ACKNOWLEDGED, 4, 4)
    assert (report.acknowledged_at, report.tries) == (NOW, 0)
    assert emulator.dossiers[dossier.code]["TrangThaiHoSo"] == "2"
    assert len(known_steps(emulator, dossier)) == 4
    assert Act.objects.filter(verb="reporting.dossier.acknowledged", subject_id=dossier.pk).count() == 1
    assert queries.unnoted(["H41"]) == []


def test_the_portal_is_told_in_vietnamese_whoever_works(owed, portal, emulator, dossier):
    with translation.override("en"):
        given(owed, portal)
        assert translation.get_language() == "en"
    assert known_steps(emulator, dossier)[2] == "Tiếp nhận"


def test_owing_twice_is_once_and_what_happens_later_is_told_without_the_earlier_steps(
    owed, portal, emulator, dossier, shop
):
    given(owed, portal)
    assert actions.owe(dossier=dossier, now=NOW).state == State.ACKNOWLEDGED
    onestop.acknowledge(dossier=dossier, by=shop.officer, now=at("11:30"))
    later = actions.owe(dossier=Dossier.objects.get(pk=dossier.pk), now=at("11:31"))
    assert (later.state, later.waiting_since, later.owed_seq) == (State.WAITING, at("11:31"), 5)
    report = given(later, portal, at("11:32"))
    assert (report.state, emulator.again, len(known_steps(emulator, dossier))) == (State.ACKNOWLEDGED, 0, 5)
    assert emulator.dossiers[dossier.code]["TrangThaiHoSo"] == "4"


def test_more_that_happens_while_it_waits_waits_with_it(owed, dossier, shop):
    onestop.acknowledge(dossier=dossier, by=shop.officer, now=at("11:30"))
    later = actions.owe(dossier=Dossier.objects.get(pk=dossier.pk), now=at("11:31"))
    assert (later.owed_seq, later.waiting_since, later.state) == (5, NOW, State.WAITING)


BROKEN = [{"unreachable": True}, {"error_code": "-99"}, {"lose_reply": True}]


@pytest.mark.parametrize("switches", BROKEN, ids=["unreachable", "error_code", "lost reply"])
@pytest.mark.parametrize("fine_before", [0, 1], ids=["the dossier", "its steps"])
def test_whatever_goes_wrong_it_stays_owed_is_seen_and_is_told_again(owed, wired, monkeypatch, switches, fine_before):
    portal, emulator, switch = wired
    sync = client.Portal.sync

    def then_break(self, *args, **more):
        sync(self, *args, **more)
        switch(**switches)

    with monkeypatch.context() as patch:
        if fine_before:
            patch.setattr(client.Portal, "sync", then_break)
        else:
            switch(**switches)
        report = given(owed, portal)
    assert (report.state, report.acknowledged_seq, report.tries) == (State.WAITING, 0, 1)
    assert report.last_problem
    assert report.last_code == switches.get("error_code", "")
    assert report.next_try_at == NOW + timedelta(minutes=1)
    assert list(PortalReport.objects.due(NOW)) == []
    assert list(PortalReport.objects.waiting_since(NOW)) == [report]
    for _try in range(2):
        report = given(report, portal, report.next_try_at)
    assert (report.state, report.last_problem) == (State.ACKNOWLEDGED, "")
    assert len(known_steps(emulator, report.dossier)) == 4, "each step once, however often it was told"


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>"), httpx.Response(200, json={"result": "OK"}), httpx.Response(200, json=[]),
        httpx.Response(200, content=b"\xff"), httpx.Response(500, json={"error_code": 0}), httpx.ConnectError("no"),
    ],
    ids=["a page", "no code", "a list", "no text", "status 500", "no line"],
)  # fmt: skip
def test_what_is_not_a_whole_answer_acknowledges_nothing(owed, portal, monkeypatch, answer):
    def post(url, **_more):
        if isinstance(answer, Exception):
            raise answer
        answer.request = httpx.Request("POST", url)
        return answer

    monkeypatch.setattr(client.httpx, "post", post)
    report = given(owed, portal)
    assert (report.state, report.acknowledged_seq, report.tries) == (State.WAITING, 0, 1)


def test_after_a_day_of_tries_it_is_given_up_in_sight_and_asked_again_by_an_operator(owed, portal, switch, emulator):
    switch(times=99, error_code="-7")
    report, moments = owed, []
    while report.state == State.WAITING:
        moments.append(report.next_try_at)
        report = given(report, portal, report.next_try_at)
    assert (report.state, report.tries, report.last_code) == (State.GIVEN_UP, rules.MOST_TRIES, "-7")
    assert timedelta(hours=20) < moments[-1] - moments[0] < timedelta(days=2)
    assert list(PortalReport.objects.given_up()) == [report]
    assert given(report, portal) == report, "nothing is given any more"
    (act,) = Act.objects.filter(verb="reporting.dossier.given_up")
    assert act.body["problem"]
    switch(times=0)
    again = actions.ask_again(report=report, now=at("12:00"))
    assert (again.state, again.tries, again.next_try_at) == (State.WAITING, 0, at("12:00"))
    assert given(again, portal, at("12:00")).state == State.ACKNOWLEDGED
    with pytest.raises(ReportMovedOn):
        actions.ask_again(report=again, now=NOW)


def test_what_was_given_up_waits_again_when_something_new_happens(owed, portal, switch, dossier, shop):
    switch(times=99, unreachable=True)
    report = owed
    while report.state == State.WAITING:
        report = given(report, portal, report.next_try_at)
    onestop.acknowledge(dossier=dossier, by=shop.officer, now=at("11:30"))
    assert actions.owe(dossier=Dossier.objects.get(pk=dossier.pk), now=at("11:31")).state == State.WAITING


def test_the_database_itself_refuses_an_acknowledgement_of_less_than_is_owed(owed):
    for wrong in ({"state": State.ACKNOWLEDGED}, {"acknowledged_seq": 4}, {"state": "lost"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PortalReport.objects.update(**wrong)
    with pytest.raises(ReportMovedOn):
        require(State.WAITING, State.WAITING)


# -- hearing, sweeping, and the jobs ----------------------------------------------------------------------------------
def test_what_happens_to_a_dossier_of_a_connected_body_is_owed_and_of_others_not(dossier, emulator, settings):
    event = dossier.events.latest("seq")
    telling.note(Announced("onestop.dossier.handed_over", event.pk, NOW))
    assert PortalReport.objects.get().owed_seq == 4
    PortalReport.objects.all().delete()
    for other in ({**settings.DVCQG, "bodies": {"G12": "x"}}, {}):
        settings.DVCQG = other
        telling.note(Announced("onestop.dossier.handed_over", event.pk, NOW))
    assert not PortalReport.objects.exists()


def test_where_a_portal_is_connected_every_kind_of_event_is_listened_to(monkeypatch):
    from lienthong.kit import outbox
    from lienthong.work.onestop.states import Kind

    heard = []
    monkeypatch.setattr(outbox, "subscribe", lambda name, subscriber: heard.append((name, subscriber)))
    telling.subscribe()
    assert heard == [(f"onestop.dossier.{kind.value}", telling.note) for kind in Kind]


def test_a_lost_message_is_found_from_the_dossiers_themselves(shop, dossier, emulator, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    assert queries.unnoted(["H41"]) == [dossier]
    assert queries.unnoted(["G12"]) == []
    jobs.sweep()
    assert PortalReport.objects.get().owed_seq == dossier.last_seq
    jobs.give_due()
    waiting = jobs_waiting()
    assert waiting == [{"report_id": str(PortalReport.objects.get().pk)}]
    jobs.give(**waiting[0])
    assert PortalReport.objects.get().state == State.ACKNOWLEDGED
    assert dossier.code in emulator.dossiers


def jobs_waiting():
    with connection.cursor() as cursor:
        cursor.execute("select args from procrastinate_jobs where task_name = 'reporting.report.give'")
        return [json.loads(row[0]) for row in cursor.fetchall()]


def test_without_a_portal_nothing_is_sent_or_looked_for(owed, settings, emulator, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    settings.DVCQG = {}
    jobs.sweep()
    jobs.give_due()
    jobs.give(str(owed.pk))
    assert jobs_waiting() == []
    assert emulator.messages == 0


def test_a_try_is_nobody_elses_until_it_must_have_died_and_is_then_made_again(owed, portal, emulator):
    first = actions.take(report=owed, now=NOW)
    assert actions.take(report=owed, now=first.until - timedelta(seconds=1)) is None
    second = actions.take(report=owed, now=first.until)
    assert (first.is_known, second.is_known) == (False, True), "whether the first has reached it, nobody knows"
    jobs.tell(portal, first)
    late = actions.settle(report=owed, telling=first, refused=None, now=second.until)
    assert (late.state, late.acknowledged_seq) == (State.WAITING, 0), "it came back after its time"
    report = actions.settle(report=owed, telling=second, refused=jobs.tell(portal, second), now=first.until)
    assert (report.state, report.acknowledged_seq) == (State.ACKNOWLEDGED, 4)
    assert emulator.again == 5, "the dossier and its four steps came twice, and are there once"
    assert len(known_steps(emulator, report.dossier)) == 4


def test_what_happens_while_the_portal_is_told_waits_and_is_told_next(owed, portal, emulator, dossier, shop):
    telling = actions.take(report=owed, now=NOW)
    onestop.acknowledge(dossier=dossier, by=shop.officer, now=at("11:30"))
    actions.owe(dossier=Dossier.objects.get(pk=dossier.pk), now=at("11:30"))
    refused = jobs.tell(portal, telling)
    report = actions.settle(report=owed, telling=telling, refused=refused, now=at("11:31"))
    assert (report.state, report.acknowledged_seq, report.owed_seq) == (State.WAITING, 4, 5)
    assert (report.waiting_since, report.tries) == (at("11:31"), 0)
    assert given(report, portal, at("11:32")).state == State.ACKNOWLEDGED
    assert len(known_steps(emulator, dossier)) == 5


@pytest.mark.django_db(transaction=True)
def test_while_the_portal_is_spoken_with_no_transaction_is_open_and_two_workers_tell_it_once(
    shop, emulator, monkeypatch
):
    from lienthong.work.onestop.tests.test_at_once import together

    monkeypatch.setattr(clock, "now", lambda: NOW)
    sync, open_meanwhile = client.Portal.sync, []

    def slow(self, *args, **more):
        open_meanwhile.append(connection.in_atomic_block)
        if len(open_meanwhile) == 1:
            together(lambda: jobs.give(str(report.pk)))
        sync(self, *args, **more)

    monkeypatch.setattr(client.Portal, "sync", slow)
    with transaction.atomic():
        report = actions.owe(dossier=Dossier.objects.get(pk=submitted(shop).pk), now=NOW)
    jobs.give(str(report.pk))
    assert open_meanwhile == [False]
    assert PortalReport.objects.get().state == State.ACKNOWLEDGED
    assert emulator.again == 0
