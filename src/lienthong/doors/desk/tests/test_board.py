"""The leader's board: numbers that lead to their dossiers, what to ask about, the same as CSV; only for who oversees."""

from datetime import date, datetime
from html import unescape

import pytest

from conftest import ANSWERS, NUMBER, at, submitted
from lienthong.doors.desk.dossiers.board import PERIODS, period_of
from lienthong.doors.desk.tests.incoming_desk import desk
from lienthong.ground.organisations.models import Unit
from lienthong.kit import clock
from lienthong.kit.clock import VIETNAM
from lienthong.work.onestop import actions
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import RefusalReason
from lienthong.work.onestop.tests.made import REASON

LATER = at("09:00", day=date(2026, 11, 27))
"""Four days after the dossiers were due."""


@pytest.fixture
def hall(shop, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: LATER)
    return shop


def taken_in(hall, number=NUMBER):
    answers = ANSWERS | {"applicant": ANSWERS["applicant"] | {"identity_number": number}}
    dossier = submitted(hall, answers=answers)
    actions.receive(dossier=dossier, by=hall.receiver, now=at("10:00"))
    actions.acknowledge(dossier=dossier, by=hall.officer, now=at("10:30"))
    return Dossier.objects.get(pk=dossier.pk)


@pytest.fixture
def in_hand(hall):
    return taken_in(hall)


@pytest.mark.parametrize(
    ("name", "since", "until"),
    [
        ("month", date(2026, 11, 1), None),
        ("last-month", date(2026, 10, 1), date(2026, 11, 1)),
        ("quarter", date(2026, 10, 1), None),
        ("last-quarter", date(2026, 7, 1), date(2026, 10, 1)),
        ("year", date(2026, 1, 1), None),
        ("last-year", date(2025, 1, 1), date(2026, 1, 1)),
    ],
    ids=PERIODS,
)
def test_a_period_begins_at_midnight_of_viet_nam_and_ends_now_at_the_latest(name, since, until):
    def midnight(day):
        return datetime(day.year, day.month, day.day, tzinfo=VIETNAM)

    found = period_of(name, now=LATER)
    assert (found.since, found.until) == (midnight(since), midnight(until) if until else LATER)
    assert period_of("century", now=LATER).name == "month"


def test_the_month_before_january_is_december():
    assert period_of("last-month", now=at("09:00", day=date(2027, 1, 5))).since == datetime(2026, 12, 1, tzinfo=VIETNAM)


def test_the_leader_reads_numbers_that_lead_to_their_dossiers(hall, in_hand):
    actions.pass_on(dossier=in_hand, by=hall.officer, now=at("10:31"))
    browser = desk(hall.leader)
    page = unescape(browser.get("/desk/board/").text)
    for words in ("Theo lĩnh vực", "Phòng Sát hạch", "Người Thử Chuyên viên sát hạch", "Không ai gõ được"):
        assert words in page, words
    assert "Xong một bước trong 60 giây." in page
    assert f"/desk/dossiers/{in_hand.pk}/" in page
    links = [link.split('"')[0] for link in page.split('href="') if link.startswith("/desk/board/overdue/")]
    assert len(links) == 4
    for link in links:
        behind = browser.get(link).text
        assert in_hand.code in behind, link
        assert "Đang quá hạn: 1" in behind, link


def test_the_numbers_as_a_file_are_those_of_the_page(hall, in_hand):
    answer = desk(hall.leader).get("/desk/board/figures.csv?period=quarter")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Bảng,Tên,Đã tiếp nhận,")
    assert lines[1] == "Tất cả,,1,0,0,0,1,0"
    assert "Theo đơn vị giải quyết,Phòng Sát hạch,1,0,0,0,1,0" in lines
    assert 'filename="bang-theo-doi-2026-10-01-2026-11-27.csv"' in answer.headers["Content-Disposition"]


def test_in_time_is_drawn_unit_by_unit(hall, in_hand):
    words = "Giấy phép hạng B còn hiệu lực, dữ liệu khớp."
    actions.decide(dossier=in_hand, outcome="cap_moi", words=words, by=hall.chief, now=at("11:00"))
    assert "1 trên 1" in desk(hall.leader).get("/desk/board/").text
    Unit.objects.filter(pk=in_hand.deciding_unit_id).update(name_en="Licensing Division of Tests")
    english = desk(hall.leader).get("/desk/board/", headers={"accept-language": "en"}).text
    assert "Licensing Division of Tests" in english
    assert in_hand.deciding_unit.name_vi not in english


def test_nothing_to_count_and_nothing_behind_a_number_say_so(hall):
    browser = desk(hall.leader)
    page = browser.get("/desk/board/?period=last-year").text
    assert "Chưa có gì để đếm trong kỳ này" in page
    assert "Không thấy điều gì cần hỏi" in page
    assert "Không có hồ sơ nào ứng với con số này" in browser.get("/desk/board/late/?by=unit&of=x").text
    assert browser.get("/desk/board/fame/").status_code == 404


def test_many_questions_are_cut_and_it_is_said(hall, in_hand, monkeypatch):
    monkeypatch.setattr("lienthong.doors.desk.dossiers.board.MOST_FINDINGS", 1)
    actions.pass_on(dossier=in_hand, by=hall.officer, now=at("10:31"))
    late = at("22:30", day=date(2026, 11, 20))
    actions.stop(dossier=in_hand, reason=RefusalReason.OTHER, **REASON, by=hall.chief, now=late)
    page = desk(hall.leader).get("/desk/board/").text
    assert "1 điều mới nhất trong 2" in page
    assert "Dừng xử lý lúc 22:30." in page
    assert "Xong một bước" not in page


def test_a_head_sees_the_own_unit_and_who_does_not_oversee_is_refused(hall, country, in_hand):
    assert in_hand.code in desk(hall.chief).get("/desk/board/received/").text
    assert in_hand.code not in desk(hall.office.head_of_unit).get("/desk/board/received/").text
    assert in_hand.code not in desk(country.other.leader).get("/desk/board/received/").text
    for url in ("/desk/board/", "/desk/board/figures.csv", "/desk/board/received/"):
        assert desk(hall.officer).get(url).status_code == 403, url
        assert desk(hall.office.auditor).get(url).status_code == 200, url


def test_the_board_costs_the_same_with_one_dossier_and_with_three(hall, in_hand, django_assert_max_num_queries):
    browser, urls = desk(hall.leader), ("/desk/board/", "/desk/board/received/")
    for url in urls:
        browser.get(url)

    def cost(url):
        with django_assert_max_num_queries(14) as asked:
            assert browser.get(url).status_code == 200
        return len(asked)

    one = [cost(url) for url in urls]
    for number in ("001190054321", "001190098765"):
        taken_in(hall, number)
    assert [cost(url) for url in urls] == one
    assert browser.get(urls[1]).text.count("H41.06-261116-000") == 3
