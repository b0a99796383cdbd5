"""A step past its date: before the leader, who must say that they have seen it; or consent, where the law says so."""

from datetime import date, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from conftest import at, submitted
from lienthong.ground.mandates.rules import NotInThisRole
from lienthong.ground.notices.models import Notice
from lienthong.kit import clock
from lienthong.work.onestop import actions, events, histories, jobs, queries, rules, standing, telling
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import Alarm, Kind
from lienthong.work.services import silence
from lienthong.work.services.silence import Meaning
from lienthong.work.services.states import Silence

LATE, NEXT = at("07:10", day=date(2026, 11, 20)), at("07:10", day=date(2026, 11, 23))
LAW = "ND-118-2025, điều 18"


@pytest.fixture
def silent(shop) -> Dossier:
    """Received on Monday; its verification was due on Thursday morning, and the unit has never taken it over."""
    received = actions.receive(dossier=submitted(shop), by=shop.receiver, now=at("10:00"))
    assert received.step_due_at < LATE < received.due_at
    return received


def meaning(monkeypatch, means: Silence) -> None:
    monkeypatch.setattr(silence, "of_step", lambda _package, _name: Meaning(means, LAW))


def test_a_silent_step_lies_before_the_leader_until_they_say_that_they_have_seen_it(silent, shop):
    assert actions.answer_silence(dossier=silent, now=at("11:00")) is None, "its date is not over"
    assert actions.answer_silence(dossier=silent, now=LATE) is Kind.ESCALATED
    assert actions.answer_silence(dossier=silent, now=LATE) is None
    silent.refresh_from_db()
    assert Alarm.ESCALATED in silent.alarms
    assert "heed" in rules.next_steps(shop.chief, silent, now=LATE)
    with pytest.raises(NotInThisRole):
        actions.heed_escalation(dossier=silent, by=shop.officer, now=LATE)
    seen = actions.heed_escalation(dossier=silent, by=shop.chief, now=LATE)
    assert Alarm.ESCALATED not in seen.alarms
    assert "heed" not in rules.next_steps(shop.chief, seen, now=LATE)
    with pytest.raises(rules.NotEscalated):
        actions.heed_escalation(dossier=silent, by=shop.chief, now=LATE)
    assert actions.answer_silence(dossier=silent, now=NEXT) is None, "the same step is not put there anew"
    assert standing.fold(silent.events.in_order()) == seen.standing


def test_who_does_not_say_so_in_time_has_it_put_before_the_leader_of_the_body_once(silent, shop):
    for moment, expected in ((LATE, Kind.ESCALATED), (NEXT, Kind.ESCALATED), (NEXT + timedelta(days=3), None)):
        assert actions.answer_silence(dossier=silent, now=moment) is expected
    first, second = silent.events.filter(kind=Kind.ESCALATED).order_by("seq")
    told = []
    for event in (first, second):
        telling.tell_leader(events.happened(Kind.ESCALATED, event.pk, at=event.at))
        told.append(set(Notice.objects.values_list("account", flat=True)))
    assert told[0] == {shop.chief.account_id}
    assert told[1] == {shop.chief.account_id, shop.leader.account_id}
    silent.refresh_from_db()
    assert silent.alarms.split() == [Alarm.ESCALATED.value]


def test_where_the_unit_has_no_head_the_leader_of_the_body_is_told_at_once(silent, shop):
    actions.answer_silence(dossier=silent, now=LATE)
    Dossier.objects.update(unit=shop.desk)
    event = silent.events.get(kind=Kind.ESCALATED)
    telling.tell_leader(events.happened(Kind.ESCALATED, event.pk, at=event.at))
    assert Notice.objects.get().account_id == shop.leader.account_id


def test_consent_by_law_is_an_event_with_its_derivation_and_the_dossier_goes_on(silent, monkeypatch):
    meaning(monkeypatch, Silence.AGREED)
    assert actions.answer_silence(dossier=silent, now=LATE) is Kind.SILENCE_AGREED
    silent.refresh_from_db()
    assert silent.step == "decision"
    assert silent.waiting_since == LATE, "the next unit must still say that it has it"
    consent = silent.events.get(kind=Kind.SILENCE_AGREED)
    assert (consent.by_id, consent.details["silent_step"], consent.details["basis"]) == (None, "verification", LAW)
    said = next(each for each in histories.inside(silent, list(silent.events.in_order())) if "Im lặng" in each.words)
    assert said.about == (
        "“Đối chiếu dữ liệu giấy phép”: giao lúc 10:00 16/11/2026, hạn 08:15 19/11/2026, chưa có trả lời."
        f" Căn cứ: {LAW}."
    )
    assert standing.fold(silent.events.in_order()) == silent.standing


def test_where_silence_is_an_alarm_the_dossier_stays_where_it_is(silent, monkeypatch):
    meaning(monkeypatch, Silence.ALARM)
    assert actions.answer_silence(dossier=silent, now=LATE) is None
    assert silent.events.last().kind == Kind.HANDED_OVER


def test_while_the_clock_stands_for_the_opinion_of_another_body_no_step_is_silent(silent):
    Dossier.objects.filter(pk=silent.pk).update(stands_since=at("10:00"))
    assert list(queries.silent_steps(now=LATE)) == []
    assert actions.answer_silence(dossier=silent, now=LATE) is None
    assert silent.events.last().kind == Kind.HANDED_OVER


def test_the_morning_job_acts_on_what_is_silent_and_on_nothing_else(silent, shop, monkeypatch):
    waiting = submitted(shop, hour="09:30", paid=False)
    monkeypatch.setattr(clock, "now", lambda: LATE)
    jobs.silence()
    lines = ProcrastinateJob.objects.filter(task_name="onestop.step.silence")
    assert [each.args for each in lines] == [{"dossier_id": str(silent.pk)}]
    jobs.silence_of(**lines[0].args)
    assert silent.events.filter(kind=Kind.ESCALATED).count() == 1
    assert not waiting.events.filter(kind=Kind.ESCALATED).exists()
