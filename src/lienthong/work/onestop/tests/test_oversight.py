"""What looks like cheating is found, what is honest is not; and the board counts events, each once."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from lienthong.work.onestop import oversight, standing
from lienthong.work.onestop.oversight import Row
from lienthong.work.onestop.states import Anomaly, Kind
from lienthong.work.onestop.tests.made import (
    DESK,
    HUNG,
    LAN,
    MINH,
    MONDAY,
    after,
    event,
    filed,
    handed,
    received,
    taken,
    trail,
    way,
)

SINCE, UNTIL = after(days=-30), after(days=60)


def found(*trails):
    return [each.kind for each in oversight.findings(trails, since=SINCE, until=UNTIL)]


def asked(at, **details):
    return event(Kind.SUPPLEMENT_ASKED, at, **details)


def undone(at, what, paused_at=None):
    back = {"status": 1, "before": None, "paused_at": paused_at}
    return event(Kind.UNDONE, at, undone=what, back=back)


def test_an_honest_way_raises_no_question():
    honest = way(
        asked(after(hours=4), working_minutes_left=2_000),
        event(Kind.SUPPLIED, after(days=1), by=None),
        event(Kind.PROPOSED, after(days=2)),
        handed(after(days=2, hours=1), DESK, kind=Kind.DECIDED),
        event(Kind.RETURNED, after(days=2, hours=14), by=None),
    )
    assert found(trail(*honest)) == []


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (479, "Yêu cầu bổ sung khi chỉ còn 479 phút làm việc."),
        (0, "Yêu cầu bổ sung khi đã hết hạn."),
        (-1, "Yêu cầu bổ sung khi đã hết hạn."),
    ],
)
def test_a_supplement_asked_for_with_less_than_a_working_day_left(left, words):
    [one] = oversight.findings(
        [trail(*way(asked(after(hours=5), working_minutes_left=left)))], since=SINCE, until=UNTIL
    )
    assert (one.kind, one.who, one.when, one.words) == (Anomaly.SUPPLEMENT_LATE, "Lan", after(hours=5), words)
    assert one.code == "H41.06-261116-0001"


def test_before_reception_no_date_is_near():
    assert found(trail(filed(), asked(after(hours=1)))) == []


def test_everything_is_to_be_asked_for_at_once_and_what_was_taken_back_does_not_count():
    twice = way(asked(after(hours=3)), event(Kind.SUPPLIED, after(hours=4), by=None), asked(after(hours=5)))
    assert found(trail(*twice)) == [Anomaly.SUPPLEMENT_AGAIN]
    corrected = way(asked(after(hours=3)), undone(after(hours=3), Kind.SUPPLEMENT_ASKED), asked(after(hours=5)))
    assert found(trail(*corrected)) == [Anomaly.TAKEN_BACK]


def test_a_late_apology():
    late = event(Kind.APOLOGISED, after(days=7), in_time=False)
    assert found(trail(*way(late))) == [Anomaly.APOLOGY_LATE]
    assert found(trail(*way(event(Kind.APOLOGISED, after(days=5), in_time=True)))) == []


def test_a_dossier_opened_after_its_eight_hours():
    late = received(after(hours=9))
    [one] = oversight.findings([trail(filed(), late)], since=SINCE, until=UNTIL)
    assert (one.kind, one.words) == (Anomaly.OPENED_LATE, "Tiếp nhận sau hạn 17:00 16/11/2026.")
    paid = event(Kind.PAID, after(hours=8), by=None, step_due_at=after(hours=16))
    assert found(trail(filed(), paid, late)) == []


@pytest.mark.parametrize("kind", [Kind.REFUSED, Kind.STOPPED, Kind.DECIDED, Kind.RETURNED], ids=lambda kind: kind.value)
def test_what_an_official_ends_just_before_midnight(kind):
    assert found(trail(filed(), handed(after(hours=13), kind=kind))) == [Anomaly.BEFORE_MIDNIGHT]
    assert found(trail(filed(), handed(after(hours=12, minutes=59), kind=kind))) == []
    assert found(trail(filed(), handed(after(hours=13), kind=kind, by=None))) == []


def test_midnight_is_that_of_viet_nam():
    elsewhere = datetime(2026, 11, 16, 22, 30, tzinfo=UTC)
    assert found(trail(filed(), handed(elsewhere, kind=Kind.DECIDED))) == []
    here = datetime(2026, 11, 16, 22, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")).astimezone(UTC)
    assert found(trail(filed(), handed(here, kind=Kind.DECIDED))) == [Anomaly.BEFORE_MIDNIGHT]


@pytest.mark.parametrize("kind", [Kind.HANDED_OVER, Kind.PROPOSED, Kind.DECIDED], ids=lambda kind: kind.value)
def test_a_step_under_two_minutes(kind):
    [one] = oversight.findings([trail(*way(handed(after(hours=2, seconds=119), kind=kind)))], since=SINCE, until=UNTIL)
    assert (one.kind, one.words) == (Anomaly.TOO_FAST, "Xong một bước trong 119 giây.")
    assert found(trail(*way(handed(after(hours=2, seconds=120), kind=kind)))) == []


def test_a_step_that_was_done_is_not_counted_once_more():
    assert found(trail(*way(handed(after(hours=3)), event(Kind.PROPOSED, after(hours=3, seconds=1))))) == []


@pytest.mark.parametrize("kind", [Kind.SUPPLEMENT_ASKED, Kind.PAYMENT_ASKED], ids=lambda kind: kind.value)
def test_a_clock_stopped_in_the_last_two_days_of_a_month(kind):
    assert found(trail(*way(event(kind, after(days=13))))) == [Anomaly.MONTH_END]  # 29 November
    assert found(trail(*way(event(kind, after(days=12))))) == []
    assert found(trail(*way(event(kind, after(days=15))))) == []
    assert found(trail(*way(event(kind, after(days=13)), undone(after(days=13), kind)))) == [Anomaly.TAKEN_BACK]


def test_a_dossier_given_back_by_way_of_somebody_else():
    def given(at, who):
        return event(Kind.ASSIGNED, at, by=HUNG, holder=str(who), holder_name="")

    assert found(trail(*way(given(after(hours=3), MINH), given(after(hours=4), LAN)))) == [Anomaly.BACK_AND_FORTH]
    assert found(trail(*way(given(after(hours=3), LAN), given(after(hours=4), MINH)))) == []


def test_ended_with_nothing_and_filed_again_within_thirty_days():
    stopped = trail(*way(event(Kind.STOPPED, after(days=3))), number=1)
    again = trail(filed(after(days=33)), number=2)
    [one] = oversight.findings([stopped, again], since=SINCE, until=UNTIL)
    assert (one.kind, one.code, one.who, one.when) == (Anomaly.REFILED, again.code, "Lan", after(days=33))
    assert one.words == ("Nộp lại sau khi hồ sơ H41.06-261116-0001 kết thúc không có kết quả (Dừng xử lý).")
    assert found(stopped, trail(filed(after(days=33, seconds=1)), number=2)) == []
    assert found(stopped, trail(filed(after(days=4)), number=2, whom="001190099999")) == []


def test_nameless_people_and_decided_dossiers_are_not_filed_again():
    nameless = trail(*way(event(Kind.WITHDRAWN, after(days=3), by=None)), whom="")
    assert found(nameless, trail(filed(after(days=4)), number=2, whom="")) == []
    decided = trail(*way(handed(after(days=3), DESK, kind=Kind.DECIDED)))
    assert found(decided, trail(filed(after(days=4)), number=2)) == []
    undid = trail(filed(), event(Kind.REFUSED, after(hours=1)), undone(after(hours=1), Kind.REFUSED))
    assert found(undid, trail(filed(after(days=4)), number=2)) == [Anomaly.TAKEN_BACK]


def test_only_what_happened_in_the_time_is_told_the_latest_first():
    busy = trail(*way(handed(after(hours=2, seconds=5)), event(Kind.APOLOGISED, after(days=1), in_time=False)))
    both = oversight.findings([busy], since=SINCE, until=UNTIL)
    assert [each.kind for each in both] == [Anomaly.APOLOGY_LATE, Anomaly.TOO_FAST]
    assert oversight.findings([busy], since=after(days=1), until=after(days=1)) == []
    [one] = oversight.findings([busy], since=after(days=1), until=after(days=2))
    assert one.kind == Anomaly.APOLOGY_LATE


# -- the board --------------------------------------------------------------------------------------------------------
def row(*courses, since=MONDAY, until=None):
    return oversight.row("Phòng", [oversight.course(each) for each in courses], since=since, until=until or UNTIL)


def decided(at):
    return handed(at, DESK, kind=Kind.DECIDED)


def test_on_time_is_judged_by_the_date_of_the_law_and_its_very_instant_is_in_time():
    assert row(way(decided(after(days=7)))) == Row("Phòng", received=1, on_time=1)
    assert row(way(decided(after(days=7, seconds=1)))) == Row("Phòng", received=1, late=1)


def test_an_apology_makes_nothing_on_time_and_a_supplement_moves_the_date():
    sorry = event(Kind.APOLOGISED, after(days=6), due_at=after(days=20), in_time=True)
    assert row(way(sorry, decided(after(days=10)))).late == 1
    given = event(Kind.SUPPLIED, after(days=6), by=None, due_at=after(days=13))
    assert row(way(asked(after(days=5)), given, decided(after(days=10)))).on_time == 1


def test_received_before_and_not_ended_is_carried_over():
    late = after(days=8)
    assert row(way(), since=late) == Row("Phòng", carried_over=1, overdue=1)
    assert row(way(decided(after(days=7))), since=late) == Row("Phòng")
    assert row(way(decided(after(days=8))), since=late) == Row("Phòng", carried_over=1, late=1)
    assert row([filed()], since=late) == Row("Phòng")


def test_what_waits_for_the_applicant_is_not_overdue():
    assert row(way(asked(after(days=5)))).overdue == 0
    assert row(way(asked(after(days=5)), undone(after(days=5), Kind.SUPPLEMENT_ASKED))).overdue == 1
    assert row(way(event(Kind.PAYMENT_ASKED, after(days=5)), event(Kind.PAID, after(days=6), by=None))).overdue == 1


def test_a_stop_taken_back_has_ended_nothing():
    stopped = way(event(Kind.STOPPED, after(days=5)))
    assert row(stopped).overdue == 0
    assert row([*stopped, undone(after(days=5), Kind.STOPPED)]).overdue == 1


def test_returned_is_counted_when_it_is_returned():
    whole = way(decided(after(days=2)), event(Kind.RETURNED, after(days=3), by=None))
    assert row(whole, since=after(days=3)) == Row("Phòng", returned=1)


def test_a_dossier_is_the_officers_who_had_it_last():
    one = oversight.course(way(event(Kind.ASSIGNED, after(hours=3), holder=str(MINH), holder_name="Minh")))
    assert (one.officer, one.officer_name) == (str(MINH), "Minh")
    assert oversight.course([filed()]).officer == ""
    assert oversight.course(way()).officer == str(LAN)


def test_what_the_fold_says_and_what_the_board_says_agree():
    events = way(asked(after(days=1)), event(Kind.SUPPLIED, after(days=2), by=None, due_at=after(days=9)))
    stands, goes = standing.fold(events), oversight.course(events)
    assert (goes.received_at, goes.due_at, goes.is_paused) == (stands.received_at, stands.due_at, False)
    assert taken(after(days=3)).details["holder"] == goes.officer
