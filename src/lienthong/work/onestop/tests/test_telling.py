"""Who hears what: the applicant of every step, heads and leaders of what is amiss, the shop of what was paid."""

from datetime import date

import pytest

from conftest import at
from lienthong.ground.notices.models import Notice
from lienthong.kit import clock, outbox
from lienthong.kit.ids import new_id
from lienthong.work.onestop import actions, events, jobs, paying, queries, telling
from lienthong.work.onestop.models import Dossier, Event
from lienthong.work.onestop.states import Alarm, Kind
from lienthong.work.onestop.tests.made import REASON, REFUSAL
from lienthong.work.payments import actions as payments
from lienthong.work.services.models import Application

TUESDAY, LATE = date(2026, 11, 17), date(2026, 11, 24)


def announced(event):
    return events.happened(Kind(event.kind), event.pk, at=event.at)


def told(event):
    """Tell it twice, as an outbox may; who was told."""
    for _time in (1, 2):
        said = announced(event)
        telling.tell_applicant(outbox.Event(said.name, said.subject, said.at, event.pk))
        if event.kind == Kind.ALARMED:
            telling.tell_office(outbox.Event(said.name, said.subject, said.at, event.pk))
    return sorted(Notice.objects.values_list("account__full_name", flat=True))


def test_everything_an_applicant_must_know_is_told_once(hall, waiting):
    Notice.objects.all().delete()
    refused = actions.refuse(dossier=waiting, reason="other", **REASON, by=hall.receiver, now=at("11:00"))
    assert told(refused.events.in_order().last()) == ["Nguyễn Thị Minh Anh"]
    notice = Notice.objects.get()
    assert (notice.kind, notice.url) == ("onestop.dossier.refused", f"/dossiers/{waiting.pk}/")
    assert notice.facts == {"code": waiting.code, "title": waiting.title}


def test_a_refusal_by_decision_is_told_as_one_with_its_reason_and_by_text_without_it(hall, in_hand):
    Notice.objects.all().delete()
    refused = actions.decide(dossier=in_hand, **REFUSAL, by=hall.chief, now=at("14:00"))
    event = refused.events.in_order().last()
    assert told(event) == ["Nguyễn Thị Minh Anh"]
    notice = Notice.objects.get()
    assert notice.kind == "onestop.dossier.not_granted"
    assert f"bị từ chối giải quyết: {in_hand.title}. Lý do: {REASON['words']}" in notice.title
    assert telling._what(event) == "bị từ chối giải quyết, lý do ghi trong văn bản"


def test_who_has_no_account_is_not_told_here(hall, waiting):
    Notice.objects.all().delete()
    Application.objects.filter(pk=waiting.application_id).update(applicant=None, entered_by=hall.receiver)
    assert told(waiting.events.in_order().last()) == []


@pytest.mark.parametrize(
    ("about", "who"),
    [
        (Alarm.DUE_SOON, ["Trưởng phòng"]),
        (Alarm.OVERDUE, ["Trưởng phòng", "leader", "Minh Anh"]),
        (Alarm.UNANSWERED, ["Trưởng phòng", "leader", "Minh Anh"]),
    ],
    ids=lambda value: getattr(value, "value", None),
)
def test_an_alarm_goes_to_the_head_and_what_is_serious_to_leader_and_applicant(hall, in_hand, about, who):
    Notice.objects.all().delete()
    event = Event(dossier=in_hand, seq=6, kind=Kind.ALARMED, at=at("12:00"), details={"about": about.value}, hash=b"")
    event.save(force_insert=True)
    names = told(event)
    assert len(names) == len(who)
    assert all(any(part in name for name in names) for part in who)


def test_the_watch_says_everything_that_is_amiss_once(hall, waiting, in_hand, monkeypatch):
    def watch(when):
        monkeypatch.setattr(clock, "now", lambda: when)
        before = set(Event.objects.filter(kind=Kind.ALARMED).values_list("pk", flat=True))
        jobs.watch.__wrapped__() if hasattr(jobs.watch, "__wrapped__") else jobs.watch()
        said = Event.objects.filter(kind=Kind.ALARMED).exclude(pk__in=before)
        return sorted((event.dossier_id == waiting.pk, event.details["about"]) for event in said)

    assert watch(at("10:00")) == []
    assert watch(at("09:01", day=TUESDAY)) == [(True, "not_received")]
    assert watch(at("17:00", day=date(2026, 11, 22))) == [(False, "due_soon")]
    received = actions.receive(dossier=waiting, by=hall.receiver, now=at("10:00", day=date(2026, 11, 23)))
    assert received.alarms == ""
    assert watch(at("17:00", day=date(2026, 11, 23))) == [(False, "overdue"), (True, "overdue"), (True, "unanswered")]
    assert watch(at("17:00", day=date(2026, 11, 23))) == []


def test_the_longest_waiting_are_looked_at_first(hall, waiting, in_hand):
    actions.receive(dossier=waiting, by=hall.receiver, now=at("10:00"))
    Dossier.objects.filter(pk=in_hand.pk).update(waiting_since=at("15:30"))
    [(first, about)] = [each for each in queries.amiss(now=at("17:00"), most=1) if each[1] is Alarm.UNANSWERED]
    assert (first.pk, about) == (waiting.pk, Alarm.UNANSWERED)


# -- money ------------------------------------------------------------------------------------------------------------
def test_a_body_without_an_account_asks_for_no_transfer_and_nothing_is_asked_where_nothing_is_due(waiting):
    assert paying.ask(waiting, now=at("09:00")) is None
    assert paying.intent_of(waiting) is None
    waiting.fee = 0
    assert paying.ask(waiting, now=at("09:00")) is None


def test_what_came_in_at_the_bank_pays_the_dossier_once(hall, waiting):
    payments.open_account(
        body=waiting.body, bank_bin="970436", number="0123456789", holder="UBND TINH", on=date(2026, 1, 1), by=None,
        now=at("08:00"),
    )  # fmt: skip
    intent = paying.ask(waiting, now=at("09:00"))
    assert (intent.amount_dong, paying.intent_of(waiting)) == (135_000, intent)
    Dossier.objects.filter(pk=waiting.pk).update(paid_at=None)
    for when in ("10:00", "10:05"):
        telling.paid(outbox.Event("payments.intent.paid", intent.pk, at(when)))
    paid = Dossier.objects.get(pk=waiting.pk)
    assert (paid.paid_at, paid.last_seq) == (at("10:00"), waiting.last_seq + 1)
    assert paid.events.in_order().last().details["reference"] == intent.reference


def test_money_for_something_else_is_none_of_ours(hall):
    before = Event.objects.count()
    telling.paid(outbox.Event("payments.intent.paid", new_id(), at("10:00")))
    assert Event.objects.count() == before
