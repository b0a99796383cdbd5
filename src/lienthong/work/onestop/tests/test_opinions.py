"""What became of a request for an opinion is what the events say; and it stops the clock only where the package says."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest

from lienthong.work.onestop import opinions, oversight, queries, standing
from lienthong.work.onestop.printing import steps
from lienthong.work.onestop.states import OPINIONS, Alarm, Kind, Number, Opinion, Status
from lienthong.work.onestop.tests.made import MONDAY, after, event, filed, handed, received, taken, way

ONE, TWO = UUID(int=501), UUID(int=502)
PAPER, LETTER, BODY = UUID(int=601), UUID(int=602), UUID(int=701)


def asked(at, *ids, body=BODY):
    named = [{"id": str(each), "body": str(body), "name": f"Sở {each.int}"} for each in ids]
    papers = [{"title": "Giấy khám sức khỏe", "sha256": "00"}]
    return event(
        Kind.CONSULTED, at, document=str(PAPER), opinions=named, question="Có trùng không?", law="Điều 5", days=3,
        papers=papers,
    )  # fmt: skip


def reached(at, one=ONE, *, stands=False):
    plain = {"begins_at": at.isoformat(), "due_at": (at + timedelta(days=3)).isoformat(), "steps": []}
    return event(
        Kind.CONSULT_REACHED, at, by=None, opinion=str(one), body_name="Sở", delivery=str(LETTER), derivation=plain,
        answer_by=at + timedelta(days=3), stands=stands,
    )  # fmt: skip


def answered(at, one=ONE, *, late=False, **more):
    facts = {"opinion": str(one), "body_name": "Sở", "delivery": str(LETTER), "number": "9/SGTVT", "late": late}
    return event(Kind.CONSULT_ANSWERED, at, by=None, **facts, **more)


def silent(at, one=ONE, *, agreed=False, **more):
    law = "Nghị định 1, điều 2" if agreed else ""
    return event(Kind.CONSULT_SILENT, at, by=None, opinion=str(one), body_name="Sở", agreed=agreed, law=law, **more)


def test_each_body_that_was_asked_stands_on_its_own():
    events = [asked(after(hours=3), ONE, TWO), reached(after(hours=4), TWO)]
    one, two = opinions.fold([*way(), *events])
    assert (one.body_name, one.state, one.is_awaited, one.explain("vi")) == ("Sở 501", Opinion.PREPARED, False, [])
    assert (two.state, two.reached_at, two.answer_by) == (Opinion.REACHED, after(hours=4), after(hours=4, days=3))
    assert two.is_awaited
    assert two.papers == ("Giấy khám sức khỏe",)
    assert two.explain("vi")[-1].startswith("Hạn")


def test_silence_is_told_and_a_later_answer_still_counts_but_where_it_was_agreed_it_stays_agreed():
    begun = [asked(after(hours=3), ONE), reached(after(hours=4))]
    [told] = opinions.fold([*begun, silent(after(days=5))])
    assert (told.state, told.silent_at, told.is_awaited) == (Opinion.SILENT, after(days=5), True)
    [late] = opinions.fold([*begun, silent(after(days=5)), answered(after(days=6), late=True)])
    assert (late.state, late.is_awaited) == (Opinion.ANSWERED, False)
    assert [(each.number, each.late) for each in late.answers] == [("9/SGTVT", True)]
    [yes] = opinions.fold([*begun, silent(after(days=5), agreed=True), answered(after(days=6), late=True)])
    assert (yes.state, yes.law, len(yes.answers)) == (Opinion.AGREED, "Nghị định 1, điều 2", 1)
    [no] = opinions.fold([*begun, silent(after(days=5), agreed=True), answered(after(days=6))])
    assert no.state is Opinion.ANSWERED, "it had come in time and was only not known"


def test_a_request_that_came_back_is_waited_for_by_nobody():
    back = event(Kind.CONSULT_RETURNED, after(hours=5), by=None, opinion=str(ONE), words="Không đúng nơi nhận")
    [found] = opinions.fold([asked(after(hours=3), ONE), back])
    assert (found.state, found.returned_at, found.is_awaited) == (Opinion.RETURNED, after(hours=5), False)


def test_what_may_follow_what_is_one_table_and_every_event_keeps_to_it():
    assert set(OPINIONS) == set(Opinion)
    for state in (Opinion.REACHED, Opinion.SILENT, Opinion.ANSWERED, Opinion.AGREED):
        for late in (True, False):
            assert opinions.after_an_answer(state, late=late) in OPINIONS[state]


def test_asking_does_not_stop_the_clock_unless_the_procedure_says_so():
    runs = standing.fold(way(asked(after(hours=3), ONE), reached(after(hours=4))))
    assert (runs.stands_since, runs.status, runs.due_at) == (None, Status.PROCESSING, after(days=7))
    stands = standing.fold(
        way(
            asked(after(hours=3), ONE, TWO),
            reached(after(hours=4), stands=True),
            reached(after(hours=5), TWO, stands=True),
        )
    )
    assert (stands.stands_since, stands.paused_at, stands.status) == (after(hours=4), None, Status.PROCESSING)


DATES = {"goes_on": True, "due_at": after(days=9), "step_due_at": after(days=3)}


def test_the_last_opinion_lets_the_clock_go_on_with_the_dates_it_brings():
    begun = way(asked(after(hours=3), ONE), reached(after(hours=4), stands=True))
    one = standing.fold([*begun, answered(after(days=1))])
    assert (one.stands_since, one.due_at) == (after(hours=4), after(days=7))
    found = standing.fold([*begun, answered(after(days=2), **DATES)])
    assert (found.stands_since, found.due_at, found.step_due_at) == (None, after(days=9), after(days=3))
    assert found.promised_at == after(days=7)


def test_who_asks_the_applicant_while_an_opinion_is_out_gains_no_time_twice():
    begun = way(asked(after(hours=3), ONE), reached(after(hours=4), stands=True))
    paused = standing.fold([*begun, event(Kind.SUPPLEMENT_ASKED, after(days=1))])
    assert paused.paused_at == after(hours=4)
    resumed = standing.apply(paused, event(Kind.SUPPLIED, after(days=2), due_at=after(days=9)))
    assert (resumed.paused_at, resumed.stands_since) == (None, after(days=2))
    other = standing.apply(paused, answered(after(days=2), goes_on=True))
    assert (other.paused_at, other.stands_since, other.due_at) == (after(hours=4), None, after(days=7))


def test_an_apology_and_a_decision_settle_what_stands():
    begun = way(asked(after(hours=3), ONE), reached(after(hours=4), stands=True))
    sorry = standing.fold([*begun, event(Kind.APOLOGISED, after(days=1), due_at=after(days=12))])
    assert (sorry.stands_since, sorry.due_at) == (after(days=1), after(days=12))
    decided = standing.fold([*begun, handed(after(days=1), kind=Kind.DECIDED)])
    assert decided.stands_since is None


def test_silence_is_an_alarm_until_nobody_is_silent_any_more():
    begun = way(asked(after(hours=3), ONE, TWO), reached(after(hours=4)), reached(after(hours=4), TWO))
    told = standing.fold([*begun, silent(after(days=5)), silent(after(days=5), TWO)])
    assert told.alarms == Alarm.NO_OPINION
    still = standing.apply(told, answered(after(days=6), settles=False))
    assert still.alarms == Alarm.NO_OPINION
    assert standing.apply(still, answered(after(days=6), TWO, settles=True)).alarms == ""
    assert standing.fold([*begun, silent(after(days=5), agreed=True)]).alarms == ""


def test_a_clock_that_stands_is_not_overdue_on_the_board_and_its_later_date_is_the_laws_date():
    begun = way(asked(after(hours=3), ONE), reached(after(hours=4), stands=True))
    month = {"since": MONDAY - timedelta(days=1), "until": after(days=8)}

    def is_overdue(*more):
        return oversight.is_counted(oversight.course([*begun, *more]), Number.OVERDUE, **month)

    assert not is_overdue()
    assert is_overdue(answered(after(days=2), goes_on=True))
    assert not is_overdue(answered(after(days=2), **DATES))
    assert oversight.is_counted(oversight.course(way()), Number.OVERDUE, **month)


PACKAGE = SimpleNamespace(plain={"steps": {"steps": []}})
DOSSIER = SimpleNamespace(version=SimpleNamespace(package=PACKAGE), receiving_unit=SimpleNamespace(name_vi="Một cửa"))


@pytest.mark.parametrize(
    ("stands", "waited", "note"),
    [
        (True, timedelta(days=2), "Chờ ý kiến cơ quan khác hoặc người nộp 2 ngày, không tính vào thời hạn."),
        (False, timedelta(0), ""),
    ],
    ids=["stands", "runs"],
)
def test_form_05_does_not_count_the_time_for_which_the_clock_stood(stands, waited, note):
    more = {"goes_on": True} if stands else {}
    events = [asked(after(hours=3), ONE), reached(after(hours=4), stands=stands)]
    found = steps.way(DOSSIER, way(*events, answered(after(hours=4, days=2), **more)), now=after(days=3))[-1]
    assert (found.handed.waited, found.plain()["note"]) == (waited, note)


def test_form_05_says_that_an_opinion_is_waited_for_and_counts_no_hour_twice():
    begun = [asked(after(hours=3), ONE), reached(after(hours=4), stands=True)]
    paused = [*begun, event(Kind.SUPPLEMENT_ASKED, after(days=1)), event(Kind.SUPPLIED, after(days=2))]
    waits = steps.way(DOSSIER, way(*begun), now=after(days=3))[-1]
    assert waits.plain()["note"] == "Đang chờ ý kiến cơ quan khác hoặc người nộp."
    found = steps.way(DOSSIER, way(*paused, answered(after(days=3), goes_on=True)), now=after(days=4))[-1]
    assert (found.handed.waited, found.handed.paused_at) == (after(days=3) - after(hours=4), None)


def test_the_derivation_of_the_date_names_whose_opinion_stopped_the_clock():
    trace = {"begins_at": MONDAY.isoformat(), "due_at": after(days=7).isoformat(), "steps": []}
    events = [
        filed(), received(after(hours=1)), handed(after(hours=1)), taken(after(hours=2)),
        reached(after(hours=4), stands=True), answered(after(days=2), **DATES),
    ]  # fmt: skip
    events[1].details["trace"] = trace
    assert queries.why(None, events)[1:] == [
        "Đồng hồ dừng từ 13:00 16/11/2026: chờ ý kiến của Sở, theo quy định của thủ tục.",
        "Đồng hồ chạy tiếp từ 09:00 18/11/2026: đã xong việc lấy ý kiến Sở.",
    ]
