"""The board over stored dossiers: counted by the database, and the same as counted from every event."""

import json
from datetime import date, timedelta

import pytest

from conftest import ANSWERS, at, submitted
from lienthong.work.onestop import actions, jobs, overseeing, oversight
from lienthong.work.onestop.models import Dossier, Event, Question
from lienthong.work.onestop.oversight import Row, Trail
from lienthong.work.onestop.states import Number, RefusalReason, Status
from lienthong.work.onestop.tests.made import REASON

MARK = {"kind": "question", "name": "full_name", "words": "Thiếu chữ đệm"}
WORDS = "Giấy phép hạng B còn hiệu lực, dữ liệu khớp."
TUESDAY = date(2026, 11, 17)
YEAR_AGO, YEAR_ON = at("00:00", day=date(2025, 11, 16)), at("00:00", day=date(2027, 11, 16))


def test_the_board_counts_by_field_unit_and_officer_with_seven_queries_at_most(
    hall, waiting, in_hand, django_assert_max_num_queries
):
    body, until = hall.office.body, at("00:00", day=date(2026, 12, 1))
    with django_assert_max_num_queries(7):
        seen = overseeing.seen_of(body, at("00:00"), until)
        by_unit, findings = seen.rows("unit"), seen.findings()
    assert findings == []
    assert [(row.name, row.received, row.overdue) for row in by_unit] == [("Phòng Sát hạch", 1, 1)]
    assert (seen.total.received, seen.total.overdue, seen.event_count) == (1, 1, 7)
    names = {by: [row.name for row in seen.rows(by)] for by in ("field", "officer")}
    field = waiting.version.package.plain["procedure"]["field"]["vi"]
    assert names == {"field": [field], "officer": ["Người Thử Chuyên viên sát hạch"]}


def test_behind_each_number_stand_its_dossiers_and_each_person_sees_what_they_oversee(hall, other, waiting, in_hand):
    since, until = at("00:00"), at("00:00", day=date(2026, 12, 1))

    def seen(who):
        return overseeing.seen_by(who, since, until)

    [row] = seen(hall.leader).rows("officer")
    assert [*seen(hall.leader).behind(Number.RECEIVED)] == [in_hand]
    assert [*seen(hall.leader).behind(Number.OVERDUE, "officer", row.key)] == [in_hand]
    assert [*seen(hall.leader).behind(Number.OVERDUE, "officer", "nobody")] == []
    assert [*seen(hall.leader).behind(Number.RECEIVED, "officer", "")] == []
    assert [*seen(hall.leader).behind(Number.RETURNED)] == []
    assert seen(hall.chief).dossier_count == 2
    for nobody in (hall.officer, hall.receiver, hall.office.head_of_unit, other.leader):
        assert (seen(nobody).dossier_count, seen(nobody).findings()) == (0, [])


def test_what_ended_before_is_not_looked_at_and_another_body_has_its_own_board(hall, other, waiting, in_hand):
    later, until = at("00:00", day=date(2026, 12, 1)), at("00:00", day=date(2027, 1, 1))
    assert [
        (row.carried_over, row.received) for row in overseeing.seen_of(hall.office.body, later, until).rows("unit")
    ] == [(1, 0)]
    actions.withdraw(dossier=in_hand, words="", by=hall.citizen, now=at("11:00"))
    actions.withdraw(dossier=waiting, words="", by=hall.citizen, now=at("11:00"))
    assert overseeing.seen_of(hall.office.body, later, until).rows("unit") == []
    assert overseeing.seen_of(other.body, at("00:00"), until).rows("unit") == []


def test_a_refusal_taken_back_is_still_carried_over(hall, in_hand):
    stopped = actions.stop(dossier=in_hand, reason=RefusalReason.OTHER, **REASON, by=hall.chief, now=at("11:00"))
    actions.undo(dossier=stopped, by=hall.chief, now=at("11:05"))
    later = at("00:00", day=date(2026, 12, 1))
    [row] = [
        each
        for each in overseeing.seen_of(hall.office.body, later, later + timedelta(days=30)).rows("officer")
        if each.carried_over
    ]
    assert (row.name, row.carried_over, row.overdue) == ("Người Thử Chuyên viên sát hạch", 1, 1)
    assert Dossier.objects.get(pk=in_hand.pk).status == Status.PROCESSING


# -- equal to the events ----------------------------------------------------------------------------------------------
@pytest.fixture
def many(hall):
    """Six dossiers, each on another way; two are of the same person, the second filed after the first was refused."""

    def one(number, hour="09:00"):
        answers = ANSWERS | {"applicant": ANSWERS["applicant"] | {"identity_number": number}}
        return submitted(hall, answers=answers, hour=hour)

    def taken(number):
        dossier = actions.receive(dossier=one(number), by=hall.receiver, now=at("10:00"))
        return actions.acknowledge(dossier=dossier, by=hall.officer, now=at("10:30"))

    asked = actions.ask_supplement(
        dossier=taken("001190054321"), items=[MARK], **REASON, by=hall.officer, now=at("11:00")
    )
    actions.undo(dossier=asked, by=hall.officer, now=at("11:05"))
    actions.stop(
        dossier=taken("001190000017"), reason=RefusalReason.OTHER, **REASON, by=hall.chief, now=at("11:00", day=TUESDAY)
    )
    sorry = actions.apologise(
        dossier=taken("001190098765"), reason=REASON["words"], new_due_at=at("16:00", day=date(2026, 11, 27)),
        by=hall.leader, now=at("08:00", day=date(2026, 11, 25)),
    )  # fmt: skip
    actions.decide(
        dossier=sorry, outcome="cap_moi", words=WORDS, by=hall.chief, now=at("22:30", day=date(2026, 11, 25))
    )
    swift = taken("001190033333")
    actions.assign(dossier=swift, holder=hall.chief, by=hall.chief, now=at("10:30"))
    done = actions.decide(dossier=swift, outcome="cap_moi", words=WORDS, by=hall.chief, now=at("10:31"))
    actions.return_result(dossier=done, to="Người nộp", by=hall.receiver, now=at("09:00", day=TUESDAY))
    refused = actions.refuse(
        dossier=one("001190044444"), reason=RefusalReason.OTHER, **REASON, by=hall.receiver, now=at("09:30")
    )
    one("001190044444", "13:00")
    return refused


def from_events(body, since, until):
    """The whole office in one line, and what is to be asked about, from every event before `until`."""
    trails = [
        Trail(each.pk, each.code, (each.procedure_id, each.subject_number), list(each.events.filter(at__lt=until).in_order()))
        for each in Dossier.objects.filter(body=body, submitted_at__lt=until)
    ]  # fmt: skip
    courses = [oversight.course(each.events) for each in trails]
    return oversight.row("", courses, since=since, until=until), oversight.findings(trails, since=since, until=until)


PERIODS = [
    (YEAR_AGO, YEAR_ON),
    (YEAR_AGO, at("10:45")),
    (at("10:45"), at("00:00", day=TUESDAY)),
    (at("00:00", day=TUESDAY), at("00:00", day=date(2026, 11, 24))),
    (at("00:00", day=date(2026, 11, 24)), at("22:30", day=date(2026, 11, 25))),
    (at("00:00", day=date(2026, 11, 26)), at("00:00", day=date(2026, 12, 1))),
]
"""All of it; and pieces whose ends fall between the events of many."""


SEEN = {"taken_back", "apology_late", "before_midnight", "too_fast", "refiled"}


def told(found):
    return sorted((each.kind, each.code, each.who, each.when, each.words) for each in found)


def test_what_the_database_counts_is_what_the_events_say(hall, many):
    body = hall.office.body
    row, findings = from_events(body, YEAR_AGO, YEAR_ON)
    assert row == Row("", received=4, on_time=1, late=1, overdue=1, returned=1), "the ways differ"
    assert {each.kind.value for each in findings} == SEEN
    for since, until in PERIODS:
        seen, (row, findings) = overseeing.seen_of(body, since, until), from_events(body, since, until)
        assert seen.total == row, since
        for number in Number:
            assert seen.behind(number).count() == getattr(row, number.value), (since, number)
            for by in overseeing.EACH_BY:
                lines = [seen.behind(number, by, each.key).count() for each in seen.rows(by)]
                assert sum(lines) == getattr(row, number.value), (since, by, number)
        assert told(seen.findings()) == told(findings), since
        assert seen.finding_count == len(findings)
        assert told(seen.findings(1)) == told(findings[:1])


def test_questions_lost_are_found_again_by_night_and_a_refusal_taken_back_is_no_refiling(hall, many, monkeypatch):
    def kept():
        return sorted(
            json.dumps([str(each.dossier_id), each.kind, each.who, each.facts]) for each in Question.objects.all()
        )

    before = kept()
    Question.objects.all().delete()
    Dossier.objects.update(looked_seq=0)
    monkeypatch.setattr(jobs.clock, "now", lambda: YEAR_ON)
    jobs.look()
    assert kept() == before
    assert actions.look_at_missed(now=YEAR_ON) == 0
    again = Question.objects.select_related("dossier").get(kind="refiled").dossier
    for number, count in (("", 0), (again.subject_number, 1)):
        Dossier.objects.filter(pk=again.pk).update(subject_number=number, looked_seq=0)
        assert actions.look_at_missed(now=YEAR_ON) == 1
        assert Question.objects.filter(kind="refiled").count() == count, "who has no number cannot have filed before"
    actions.undo(dossier=many, by=hall.receiver, now=at("09:39"))
    assert not Question.objects.filter(kind="refiled").exists()
    assert Event.objects.filter(dossier=many).count() == 4
