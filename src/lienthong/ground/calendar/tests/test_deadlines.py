"""Each deadline of the law falls where it should and says why, in both languages."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import translation

from lienthong.ground.calendar import deadlines, explaining
from lienthong.ground.calendar.deadlines import Deadline
from lienthong.ground.calendar.tests.conftest import at

PAIRS = Path(deadlines.__file__).parents[2] / "locale" / "parts" / "calendar-files.json"
SENTENCES = {
    value
    for module in (deadlines, explaining)
    for name, value in vars(module).items()
    if name.isupper() and not name.startswith("_") and isinstance(value, str)
}


@pytest.mark.parametrize(
    ("signed", "due"),
    [
        ("2026-11-19 09:00", "2026-11-20 12:00"),
        ("2026-11-20 16:45", "2026-11-23 12:00"),
        ("2026-11-23 09:00", "2026-11-25 12:00"),
        ("2026-11-21 09:00", "2026-11-23 12:00"),
    ],
)
def test_a_signed_document_leaves_by_the_next_working_morning(viet_nam, signed, due):
    assert deadlines.send_by(viet_nam, at(signed)).due_at == at(due)


@pytest.mark.parametrize(
    ("urgency", "signed", "due"),
    [
        ("1", "2026-11-20 15:30", "2026-11-23 08:30"),
        ("2", "2026-11-20 15:30", "2026-11-20 16:30"),
        ("3", "2026-11-20 23:50", "2026-11-21 00:20"),
        ("4", "2026-11-20 23:50", "2026-11-21 00:05"),
    ],
)
def test_an_urgent_document_leaves_at_once_and_an_express_one_around_the_clock(viet_nam, urgency, signed, due):
    assert deadlines.send_by(viet_nam, at(signed), urgency).due_at == at(due)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-20 09:00", "2026-11-20 16:30"),
        ("2026-11-20 06:00", "2026-11-20 16:30"),
        ("2026-11-20 16:30", "2026-11-23 16:30"),
        ("2026-11-23 20:00", "2026-11-25 16:30"),
    ],
)
def test_a_document_is_acknowledged_within_the_day_it_counts_as_received(viet_nam, received, due):
    assert deadlines.acknowledge_by(viet_nam, at(received)).due_at == at(due)


def test_a_received_document_is_submitted_by_the_end_of_the_next_working_day(viet_nam):
    assert deadlines.submit_by(viet_nam, at("2026-11-20 09:00")).due_at == at("2026-11-23 16:30")


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-20 15:00", "2026-11-20 16:30"),
        ("2026-11-20 15:01", "2026-11-23 12:00"),
        ("2026-11-21 09:00", "2026-11-23 12:00"),
    ],
)
def test_a_dossier_is_handed_over_the_same_day_unless_it_came_after_fifteen_hours(viet_nam, received, due):
    assert deadlines.hand_over_by(viet_nam, at(received)).due_at == at(due)


def test_handling_takes_what_the_urgency_allows(viet_nam):
    received = at("2026-11-20 16:00")
    due = [deadlines.handle_by(viet_nam, received, urgency).due_at for urgency in "01234"]
    assert due == [
        at("2026-11-30 16:00"), at("2026-11-25 16:00"), at("2026-11-23 16:00"), at("2026-11-20 20:00"),
        at("2026-11-20 18:00"),
    ]  # fmt: skip
    assert due == sorted(due, reverse=True)


def test_the_set_hour_of_an_express_document_decides(viet_nam):
    deadline = deadlines.handle_by(viet_nam, at("2026-11-20 16:00"), "4", by_hour=at("2026-11-20 22:00"))
    assert deadline.due_at == at("2026-11-20 22:00")
    assert deadline.explain()[1] == "Mức Hỏa tốc hẹn giờ: đến trước giờ hẹn ghi trên văn bản."


def test_an_operator_may_change_the_minutes_of_a_level(viet_nam, settings):
    settings.CALENDAR_URGENCY = {"3": {"send_minutes": 5}}
    assert deadlines.send_by(viet_nam, at("2026-11-20 23:50"), "3").due_at == at("2026-11-20 23:55")


def test_working_days_are_counted_from_the_day_after_receipt(viet_nam):
    received = at("2026-11-20 15:30")
    assert deadlines.working_days(viet_nam, received, 3).due_at == at("2026-11-26 16:30")
    assert deadlines.working_days(viet_nam, received, 3, with_cutoff=True).due_at == at("2026-11-27 16:30")
    assert deadlines.working_days(viet_nam, at("2026-11-21 08:00"), 1).due_at == at("2026-11-25 16:30")


def test_calendar_days_that_end_on_a_day_off_end_on_the_next_working_day(viet_nam):
    assert deadlines.calendar_days(viet_nam, at("2026-11-20 09:00"), 3).due_at == at("2026-11-23 16:30")
    assert deadlines.calendar_days(viet_nam, at("2026-11-20 09:00"), 4).due_at == at("2026-11-25 16:30")


def test_working_hours_pass_only_while_people_work(viet_nam):
    assert deadlines.working_hours(viet_nam, at("2026-11-20 12:15"), timedelta(hours=8)).due_at == at(
        "2026-11-23 12:00"
    )


def test_the_due_instant_itself_is_still_in_time(viet_nam):
    deadline = deadlines.submit_by(viet_nam, at("2026-11-20 09:00"))
    assert not deadline.is_late(deadline.due_at)
    assert deadline.is_late(deadline.due_at + timedelta(microseconds=1))


def test_a_deadline_derives_itself_step_by_step(viet_nam):
    deadline = deadlines.working_days(viet_nam, at("2026-11-20 15:30"), 2, with_cutoff=True)
    assert deadline.explain("vi") == [
        "Nhận lúc 15:30 thứ Sáu 20/11/2026.",
        "Nhận sau 15:00 nên tính như nhận vào thứ Hai 23/11/2026.",
        "Thời hạn 2 ngày làm việc, không tính ngày nhận.",
        "Không tính ngày nghỉ cuối tuần: thứ Bảy 21/11/2026, Chủ nhật 22/11/2026.",
        "Không tính thứ Ba 24/11/2026: Ngày Văn hóa Việt Nam 24/11.",
        "Hạn: 16:30 thứ Năm 26/11/2026.",
    ]


def test_a_deadline_over_a_swapped_day_names_both_halves(viet_nam):
    said = deadlines.working_days(viet_nam, at("2026-08-21 09:00"), 8).explain()
    assert "thứ Bảy 22/08/2026 vẫn tính: làm bù cho ngày 31/08/2026." in said
    assert "Không tính thứ Hai 31/08/2026: nghỉ hoán đổi, làm bù ngày 22/08/2026." in said
    assert "Không tính thứ Ba 01/09/2026, thứ Tư 02/09/2026: Quốc khánh 2/9." in said


def test_a_deadline_over_tet_names_it_once_and_says_what_is_only_expected(viet_nam):
    said = deadlines.working_days(viet_nam, at("2027-01-28 09:00"), 30).explain()
    assert "Không tính thứ Năm 04/02/2027 – thứ Tư 10/02/2027: Tết Nguyên đán." in said
    assert "Không tính 12 ngày nghỉ cuối tuần." in said
    assert any("mới là dự kiến" in sentence for sentence in said)


def test_every_sentence_is_full_in_every_kind_of_deadline(viet_nam):
    moments = [at("2026-11-20 15:30"), at("2026-11-21 10:00"), at("2026-11-23 18:00")]
    made = [
        make(moment)
        for moment in moments
        for make in (
            lambda moment: deadlines.send_by(viet_nam, moment),
            lambda moment: deadlines.send_by(viet_nam, moment, "3"),
            lambda moment: deadlines.acknowledge_by(viet_nam, moment),
            lambda moment: deadlines.submit_by(viet_nam, moment),
            lambda moment: deadlines.hand_over_by(viet_nam, moment),
            lambda moment: deadlines.handle_by(viet_nam, moment, "1"),
            lambda moment: deadlines.working_days(viet_nam, moment, 5, with_cutoff=True),
            lambda moment: deadlines.working_days(viet_nam, moment, 5),
            lambda moment: deadlines.calendar_days(viet_nam, moment, 15),
            lambda moment: deadlines.working_hours(viet_nam, moment, timedelta(hours=2.5)),
        )
    ]
    for deadline in made:
        for language in ("vi", "en"):
            sentences = deadline.explain(language)
            assert all(sentence.endswith(".") and "%(" not in sentence for sentence in sentences)
        assert Deadline.restored(json.loads(json.dumps(deadline.plain()))) == deadline


def test_the_words_of_the_data_follow_the_language(viet_nam):
    said = deadlines.send_by(viet_nam, at("2026-11-23 09:00")).explain("en")
    assert any("Viet Nam Culture Day" in sentence for sentence in said)


def test_the_language_of_the_caller_is_left_as_it_was(viet_nam):
    with translation.override("en"):
        deadlines.send_by(viet_nam, at("2026-11-23 09:00")).explain("vi")
        assert translation.get_language() == "en"


def test_every_sentence_has_its_english_twin_with_the_same_places():
    pairs = json.loads(PAIRS.read_text(encoding="utf-8"))
    assert len(SENTENCES) > 20
    for sentence in SENTENCES:
        places = sorted(re.findall(r"%\((\w+)\)s", sentence))
        assert sorted(re.findall(r"%\((\w+)\)s", pairs[sentence])) == places


def test_a_number_of_hours_is_written_with_a_decimal_comma(viet_nam):
    said = deadlines.working_hours(viet_nam, at("2026-11-20 09:00"), timedelta(minutes=90)).explain()
    assert "Thời hạn 1,5 giờ làm việc." in said


def test_a_step_may_hold_a_plain_list_of_days(viet_nam):
    step = explaining.step(explaining.SKIPPED_WEEKEND, days=[date(2026, 11, 21)])
    assert explaining.Step.restored(step.plain()) == step
