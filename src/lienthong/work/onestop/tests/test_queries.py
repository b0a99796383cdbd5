"""What pages read: one's own dossiers, the look-up with two codes, lists of officials, and figures from enough cases."""

from datetime import date, timedelta

import pytest

from conftest import at
from lienthong.kit.ids import new_id
from lienthong.work.onestop import actions, histories, queries
from lienthong.work.onestop.models import Dossier, Event
from lienthong.work.onestop.states import Alarm, Kind, RefusalReason, Status
from lienthong.work.onestop.tests.made import REASON, REFUSAL
from lienthong.work.services.models import Application, Procedure
from lienthong.work.services.rehearsing import Rehearsal

NOW = at("11:00")
MARK = {"kind": "question", "name": "full_name", "words": "Thiếu chữ đệm"}


def test_a_person_sees_their_own_dossiers_the_open_ones_first(hall, other, waiting, in_hand):
    assert queries.dossier_of(hall.citizen, waiting.pk) == waiting
    actions.withdraw(dossier=in_hand, words="", by=hall.citizen, now=NOW)
    assert queries.latest_of(hall.citizen, now=NOW) == [waiting, in_hand]
    assert set(queries.all_of(hall.citizen)) == {waiting, in_hand}
    for account, pk in ((other.clerk.account, waiting.pk), (hall.citizen, new_id())):
        with pytest.raises(queries.NoSuchDossier):
            queries.dossier_of(account, pk)


def test_the_look_up_needs_the_code_in_either_style_and_a_second_factor(hall, waiting):
    Application.objects.filter(pk=waiting.application_id).update(phone="0912345678")
    for code in ("H41.06-261116-0001", " h41.06-261116-0001 ", "000.00.06.H41-261116-0001"):
        for second in (waiting.lookup_code.lower(), f"{waiting.lookup_code[:3]} {waiting.lookup_code[3:]}", "5678"):
            assert queries.by_code(code, second) == waiting
    for code, second in ((waiting.code, ""), (waiting.code, "1234"), ("H41.06-261116-0009", waiting.lookup_code)):
        with pytest.raises(queries.NoSuchDossier):
            queries.by_code(code, second)


def test_a_short_telephone_number_is_no_second_factor(hall, waiting):
    Application.objects.filter(pk=waiting.application_id).update(phone="12")
    with pytest.raises(queries.NoSuchDossier):
        queries.by_code(waiting.code, "12")


def test_officials_read_what_is_or_was_in_their_unit_and_others_nothing(hall, other, waiting, in_hand):
    assert queries.readable(hall.officer, in_hand.pk) == in_hand
    assert queries.readable(hall.receiver, in_hand.pk) == in_hand
    assert queries.readable(hall.office.specialist, in_hand.pk) is None
    assert queries.readable(other.leader, in_hand.pk) is None
    assert list(Dossier.objects.waiting_for(hall.receiver, NOW)) == [waiting]
    assert list(Dossier.objects.waiting_for(hall.officer, NOW)) == [in_hand]
    assert list(Dossier.objects.waiting_for(hall.chief, NOW)) == []


def test_the_history_the_way_ahead_and_the_derivation_are_said_in_words(hall, in_hand):
    asked = actions.ask_supplement(dossier=in_hand, items=[MARK], **REASON, by=hall.officer, now=NOW)
    events = list(asked.events.in_order())
    lines = histories.inside(asked, events)
    assert [line.words for line in lines][-1] == "Yêu cầu bổ sung"
    assert (lines[-1].about, lines[-1].tone, lines[-1].by) == (REASON["words"], "amber", hall.officer.account.full_name)
    assert [(step.state, step.unit) for step in queries.ahead(asked, events)][:3] == [
        ("done", "Trung tâm Phục vụ hành chính công"), ("now", "Phòng Sát hạch"), ("next", ""),
    ]  # fmt: skip
    said = queries.why(asked, events)
    assert said[-2] == "Hạn: 16:30 thứ Hai 23/11/2026."
    assert said[-1] == "Đồng hồ dừng từ 11:00 16/11/2026: chờ bạn bổ sung."
    assert queries.why(asked, []) == []
    assert queries.request_of(events) == events[-1]
    assert queries.request_of(events[:-1]) is None


def test_a_new_date_is_said_where_the_old_one_was_derived_and_at_the_step_at_hand(hall, in_hand):
    asked = actions.ask_supplement(dossier=in_hand, items=[MARK], **REASON, by=hall.officer, now=NOW)
    given = actions.supply(
        dossier=asked, answers={"full_name": "Minh Anh"}, files=[], by=hall.citizen, now=NOW + timedelta(days=1)
    )
    events = list(given.events.in_order())
    assert [step.due_at for step in queries.ahead(given, events) if step.state == "now"] == [given.step_due_at]
    sorry = actions.apologise(
        dossier=given, reason=REASON["words"], new_due_at=at("16:00", day=date(2026, 11, 27)), by=hall.leader, now=NOW
    )
    said = queries.why(sorry, list(sorry.events.in_order()))
    assert said[-1] == "Cơ quan đã xin lỗi và hẹn lại đến 16:30 27/11/2026."
    assert said[-3:-1] == [
        "Đồng hồ dừng từ 11:00 16/11/2026: chờ bạn bổ sung.", "Đồng hồ chạy tiếp từ 11:00 17/11/2026: bạn đã bổ sung.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.SUBMITTED, "Chờ Bộ phận Một cửa"),
        (Status.PROCESSING, "đang chạy"),
        (Status.SUPPLEMENT, "chờ bạn bổ sung"),
        (Status.PAYMENT, "chờ nộp phí"),
        (Status.DONE, "đã dừng: đã có kết quả"),
        (Status.RETURNED, "đã kết thúc"),
    ],
    ids=lambda value: getattr(value, "name", "words"),
)
def test_the_clock_is_said_to_run_or_why_it_stands(status, words):
    assert words in queries.clock_words(Dossier(status=status))


@pytest.mark.parametrize(
    ("status", "stands_since", "told"),
    [
        (Status.PROCESSING, None, ["due_soon", "overdue"]),
        (Status.PROCESSING, NOW, ["overdue"]),
        (Status.SUPPLEMENT, None, ["overdue"]),
        (Status.DONE, None, []),
        (Status.STOPPED, None, []),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_a_date_is_said_to_come_near_only_while_the_clock_runs(status, stands_since, told):
    dossier = Dossier(status=status, stands_since=stands_since, alarms="due_soon overdue")
    assert queries.alarms_of(dossier) == [str(Alarm(each).label) for each in told]


def test_before_the_fee_is_paid_nothing_runs_at_the_office(hall, waiting):
    late = waiting.step_due_at + timedelta(seconds=1)
    assert [about for _dossier, about in queries.amiss(now=late)] == [Alarm.NOT_RECEIVED]
    Dossier.objects.filter(pk=waiting.pk).update(paid_at=None)
    waiting.refresh_from_db()
    assert queries.clock_words(waiting) == "Đồng hồ của cơ quan chưa chạy: chờ nộp phí, lệ phí."
    here = next(step for step in queries.ahead(waiting, queries.events_of(waiting)) if step.state == "now")
    assert here.due_at is None
    assert list(queries.amiss(now=late)) == []
    assert not actions.alarm(dossier=waiting, about=Alarm.NOT_RECEIVED, now=late)


def test_a_step_that_nobody_did_does_not_look_done(hall, in_hand):
    decided = actions.decide(dossier=in_hand, outcome="cap_moi", words="Đủ điều kiện.", by=hall.chief, now=NOW)
    assert [each.state for each in queries.ahead(decided, queries.events_of(decided))] == [
        "done", "done", "skipped", "skipped", "now",
    ]  # fmt: skip
    over = actions.return_result(dossier=decided, to="", by=hall.receiver, now=NOW)
    assert [each.state for each in queries.ahead(over, queries.events_of(over))] == [
        "done", "done", "skipped", "skipped", "done",
    ]  # fmt: skip


def test_what_ended_without_a_result_ended_at_a_step_and_came_to_no_other(hall, waiting, in_hand):
    stopped = actions.stop(dossier=in_hand, reason=RefusalReason.OTHER, **REASON, by=hall.chief, now=NOW)
    states = [each.state for each in queries.ahead(stopped, queries.events_of(stopped))]
    assert states == ["done", "ended", "skipped", "skipped", "skipped"]
    gone = actions.withdraw(dossier=waiting, words="", by=hall.citizen, now=NOW)
    assert {each.state for each in queries.ahead(gone, queries.events_of(gone))[1:]} == {"skipped"}


def test_the_public_history_names_units_and_nobody(hall, in_hand):
    sorry = actions.apologise(
        dossier=in_hand, reason=REASON["words"], new_due_at=at("16:00", day=date(2026, 11, 27)), by=hall.leader, now=NOW
    )
    told = histories.public(sorry, queries.public_events_of(sorry))
    assert [each.words for each in told] == [each.words for each in histories.inside(sorry, queries.events_of(sorry))]
    assert [each.by for each in told if each.words != "Nộp phí, lệ phí"] == [
        "Người nộp hồ sơ", hall.desk.name_vi, hall.desk.name_vi, hall.division.name_vi, hall.office.body.name_vi,
    ]  # fmt: skip


def test_the_public_history_leaves_the_words_of_a_result_to_the_person(hall, in_hand):
    words = f"Xét hồ sơ của {in_hand.subject_name}, số định danh {in_hand.subject_number}: đủ điều kiện."
    done = actions.decide(dossier=in_hand, outcome="cap_moi", words=words, by=hall.chief, now=NOW)
    told = histories.public(done, queries.public_events_of(done))
    assert not any(in_hand.subject_number in each.about or in_hand.subject_name in each.about for each in told)
    assert histories.outside(done, queries.events_of(done))[-1].about == words


def test_a_decision_that_grants_nothing_is_called_so_and_its_words_are_left_to_the_person(hall, in_hand):
    assert histories.refusal_of(in_hand, queries.events_of(in_hand)) is None
    done = actions.decide(dossier=in_hand, **REFUSAL, by=hall.chief, now=NOW)
    events = queries.public_events_of(done)
    told = histories.public(done, events)[-1]
    assert (told.words, told.about, told.tone) == ("Từ chối giải quyết", "", "clay")
    assert histories.inside(done, events)[-1].about == REASON["words"]
    why = histories.refusal_of(done, events)
    assert (why.reason, why.words, why.law) == ("Không đủ điều kiện theo quy định", REASON["words"], REASON["law"])


@pytest.mark.parametrize(("outcome", "refused"), [("tu_choi", True), ("cap_moi", False)])
def test_a_decision_of_before_says_by_its_outcome_whether_it_granted(hall, waiting, outcome, refused):
    event = Event(kind=Kind.DECIDED, at=NOW, details={"outcome": outcome, "words": "Không giải quyết đề nghị."})
    assert histories.is_refusal(waiting, event) is refused
    why = histories.refusal_of(waiting, [event])
    assert why == (histories.Refusal("", "Không giải quyết đề nghị.", "") if refused else None)


def test_the_public_history_does_not_say_who_had_entered_what_was_taken_over(hall, waiting):
    event = Event(kind=Kind.TAKEN_OVER, at=NOW, by_citizen=hall.citizen.pk, details={"from": "Nguyễn Văn An"})
    event.by_unit = None
    (told,) = histories.public(waiting, [event])
    assert (told.about, told.by) == ("", "Người nộp hồ sơ")
    assert histories.inside(waiting, [event])[0].about == "Nguyễn Văn An"


def test_late_and_open_are_words_of_lists(hall, waiting, in_hand):
    assert set(Dossier.objects.open()) == {waiting, in_hand}
    assert list(Dossier.objects.late(in_hand.due_at + timedelta(seconds=1))) == [in_hand]
    assert list(Dossier.objects.late(in_hand.due_at)) == []


def test_figures_are_told_from_ten_cases_on(hall, waiting, in_hand, monkeypatch):
    decided = in_hand.begins_at + timedelta(days=3)
    Dossier.objects.filter(pk=in_hand.pk).update(decided_at=decided)
    now = decided + timedelta(days=1)
    assert queries.speed_of(in_hand.procedure, now=now) == queries.Speed(1, None)
    assert queries.country_today(now=now) == queries.Country(1, 1, None)
    monkeypatch.setattr(queries, "FEWEST_TO_TELL", 1)
    assert queries.speed_of(in_hand.procedure, now=now) == queries.Speed(1, 3.0)
    assert queries.country_today(now=now) == queries.Country(1, 1, 1.0)


def test_a_dry_run_judges_the_latest_dossiers_of_the_version_in_force_with_two_queries(
    hall, waiting, in_hand, django_assert_max_num_queries
):
    procedure = in_hand.procedure
    package = procedure.current.package
    with django_assert_max_num_queries(2):
        assert queries.rehearsed(procedure, package) == Rehearsal(2, 0, ())
    assert queries.rehearsed(None, package) == Rehearsal(0, 0, ())
    assert queries.rehearsed(Procedure(key="new"), package) == Rehearsal(0, 0, ())
