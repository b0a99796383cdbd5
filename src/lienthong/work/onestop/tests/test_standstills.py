"""When the clock stopped for the applicant and when it went on: told in order, without what was taken back."""

from lienthong.work.onestop import standstills
from lienthong.work.onestop.states import Kind
from lienthong.work.onestop.tests.made import after, event

STOPS = "Đồng hồ dừng từ 10:00 16/11/2026: chờ bạn bổ sung."


def told(*kinds, **details):
    moments = enumerate(kinds, start=1)
    return standstills.told([event(kind, after(hours=hours), **details) for hours, kind in moments])


def test_a_supplement_and_a_payment_let_it_go_on():
    assert told(Kind.SUPPLEMENT_ASKED, Kind.SUPPLIED, Kind.PAYMENT_ASKED, Kind.PAID) == [
        STOPS, "Đồng hồ chạy tiếp từ 11:00 16/11/2026: bạn đã bổ sung.",
        "Đồng hồ dừng từ 12:00 16/11/2026: chờ nộp phí.", "Đồng hồ chạy tiếp từ 13:00 16/11/2026: đã nộp phí.",
    ]  # fmt: skip


def test_money_that_nobody_waited_for_lets_nothing_go_on():
    assert told(Kind.PAID, Kind.SUPPLEMENT_ASKED, Kind.PAID, Kind.RECEIVED)[1:] == []


def test_an_end_while_it_stands_is_said_and_any_other_is_not():
    assert told(Kind.SUPPLEMENT_ASKED, Kind.WITHDRAWN) == [
        STOPS, "Đồng hồ không chạy nữa từ 11:00 16/11/2026: hồ sơ đã kết thúc.",
    ]  # fmt: skip
    assert told(Kind.DECIDED) == []


def test_what_was_taken_back_is_not_told():
    assert told(Kind.SUPPLEMENT_ASKED, Kind.UNDONE, undone="supplement_asked") == []
    assert told(Kind.SUPPLEMENT_ASKED, Kind.STOPPED, Kind.UNDONE, undone="stopped") == [STOPS]
