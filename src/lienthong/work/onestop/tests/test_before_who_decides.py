"""What lies before head and leader: a result that was proposed, and what is late, in whose hands it may be."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.db import connection

from conftest import at, submitted
from lienthong.ground.mandates import actions as mandates
from lienthong.ground.notices.models import Notice
from lienthong.kit import outbox
from lienthong.work.onestop import actions, events, standing, telling
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import Kind
from lienthong.work.onestop.tests.made import REASON

NOW, LATE = at("11:00"), at("07:10", day=date(2026, 11, 24))
WORDS = {"outcome": "cap_moi", "words": "Cấp đổi giấy phép lái xe."}


@pytest.fixture
def proposed(hall, in_hand):
    return actions.propose(dossier=in_hand, **WORDS, by=hall.officer, now=NOW)


def before(mandate, now=NOW):
    return list(Dossier.objects.waiting_for(mandate, now))


def test_what_an_officer_proposes_lies_before_the_head_of_the_unit_and_still_in_the_officers_hands(
    hall, other, waiting, proposed
):
    assert before(hall.chief) == before(hall.officer) == [proposed]
    for nobody in (hall.leader, hall.office.head_of_unit, hall.office.auditor, hall.office.clerk, other.leader):
        assert before(nobody) == [], nobody
    assert before(hall.receiver) == [waiting]


def test_what_was_given_back_or_decided_lies_before_the_head_no_more(hall, proposed):
    given = actions.assign(dossier=proposed, holder=hall.officer, note="Nêu rõ hạng xe.", by=hall.chief, now=NOW)
    assert before(hall.chief) == []
    again = actions.propose(dossier=given, **WORDS, by=hall.officer, now=NOW)
    assert before(hall.chief) == [proposed]
    actions.ask_supplement(
        dossier=again, items=[{"kind": "question", "name": "full_name", "words": "Thiếu chữ đệm"}], **REASON,
        by=hall.officer, now=NOW,
    )  # fmt: skip
    assert before(hall.chief) == before(hall.officer) == []


def test_what_a_unit_without_a_head_proposes_lies_before_the_leader(hall, proposed):
    mandates.end(mandate=hall.chief, by=None, now=NOW, reason="Nghỉ hưu")
    assert before(hall.leader, NOW + timedelta(minutes=1)) == [proposed]


def test_what_is_late_lies_before_head_and_leader_unless_its_clock_stands_or_a_new_date_was_given(hall, in_hand):
    assert before(hall.chief, LATE) == before(hall.leader, LATE) == before(hall.officer, LATE) == [in_hand]
    assert before(hall.leader, in_hand.due_at) == before(hall.chief, in_hand.due_at) == []
    Dossier.objects.filter(pk=in_hand.pk).update(stands_since=NOW)
    assert before(hall.chief, LATE) == before(hall.leader, LATE) == []
    Dossier.objects.filter(pk=in_hand.pk).update(stands_since=None)
    new = at("16:30", day=date(2026, 11, 30))
    actions.apologise(dossier=in_hand, reason=REASON["words"], new_due_at=new, by=hall.leader, now=LATE)
    assert before(hall.chief, LATE) == before(hall.leader, LATE) == []
    assert before(hall.leader, new + timedelta(minutes=1)) == [in_hand]


def told(dossier):
    """Who is told of the last event, told twice as an outbox may."""
    Notice.objects.all().delete()
    last = dossier.events.in_order().last()
    for _time in (1, 2):
        said = events.happened(Kind(last.kind), last.pk, at=last.at)
        telling.tell_who_decides(outbox.Event(said.name, said.subject, said.at, last.pk))
    return list(Notice.objects.values_list("account", flat=True))


def test_who_decides_is_told_once_and_nobody_of_their_own_proposal(hall, proposed):
    assert told(proposed) == [hall.chief.account_id]
    notice = Notice.objects.get()
    assert notice.url == f"/desk/dossiers/{proposed.pk}/"
    assert f"Hồ sơ {proposed.code} có kết quả trình bạn ký" in notice.title
    assert told(actions.propose(dossier=proposed, **WORDS, by=hall.chief, now=NOW)) == []
    mandates.end(mandate=hall.chief, by=None, now=NOW, reason="Nghỉ hưu")
    later = NOW + timedelta(minutes=1)
    again = actions.propose(dossier=proposed, **WORDS, by=hall.officer, now=later)
    assert told(again) == [hall.leader.account_id]


def test_an_older_installation_learns_what_lies_proposed_as_its_events_say_it(hall, proposed):
    decided = Dossier.objects.get(pk=submitted(hall).pk)
    actions.receive(dossier=decided, by=hall.receiver, now=NOW)
    actions.acknowledge(dossier=decided, by=hall.officer, now=NOW)
    actions.propose(dossier=decided, **WORDS, by=hall.officer, now=NOW)
    actions.assign(dossier=decided, holder=hall.officer, note="", by=hall.chief, now=NOW)
    Dossier.objects.update(proposed_at=None)
    with connection.cursor() as cursor:
        cursor.execute(import_module("lienthong.work.onestop.migrations.0021_proposed_and_late").FOLDED)
    for each in Dossier.objects.all():
        assert each.standing == standing.fold(each.events.in_order())
    assert [each.pk for each in Dossier.objects.filter(proposed_at__isnull=False)] == [proposed.pk]
