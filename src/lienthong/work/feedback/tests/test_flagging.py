"""Bursts in stored answers: found once when the day is over, marked, told, and their origin forgotten."""

from datetime import date, timedelta

import pytest

from conftest import MONDAY, at
from lienthong.ground.journal.models import Act
from lienthong.kit.ids import new_id
from lienthong.work.feedback import actions, jobs, rules
from lienthong.work.feedback.models import Answer, Burst, Invitation
from lienthong.work.feedback.rules import Visit
from lienthong.work.feedback.states import Level

MONDAY_ON = MONDAY.date()
TUESDAY = at("00:35", day=date(2026, 11, 17))
WORDS = "Cán bộ rất nhiệt tình, chu đáo, tôi rất hài lòng."


@pytest.fixture
def answered(point):
    """`answered("10:00", …)`: one more dossier, asked about and answered."""

    def made(hour, *, device="", words="", day=MONDAY_ON, **more):
        told = {"account": None, "phone": "", **more}
        invitation = actions.ask(point=point(**told), by=None, now=at("08:00", day=day))
        Invitation.objects.filter(pk=invitation.pk).update(level=Level.VERY_GOOD, answered_at=at(hour, day=day))
        Answer.objects.create(invitation=invitation, seq=1, level=5, at=at(hour, day=day), device=device, words=words)
        return invitation

    return made


def flags():
    return sorted(each for invitation in Invitation.objects.all() for each in invitation.flags)


def test_an_honest_day_has_no_burst(answered):
    for hour in ("08:30", "10:00", "14:00"):
        answered(hour)
    assert actions.flag_bursts(on=MONDAY.date(), now=TUESDAY) == []
    assert flags() == []


def test_a_burst_is_found_once_marked_and_on_record(answered, country):
    officer = country.province.specialist
    for minute in range(4):
        answered(f"10:0{minute}", officer=officer)
    jobs_found = actions.flag_days(now=TUESDAY)
    assert jobs_found == 2, "about the procedure, and about the officer"
    assert flags() == ["together"] * 4
    about, of_officer = Burst.objects.order_by("-procedure")
    assert (about.procedure, about.officer, about.answer_count, about.of_count) == ("doi_giay_phep_lai_xe", None, 4, 4)
    assert (of_officer.procedure, of_officer.officer, of_officer.unit) == ("", officer, country.province.unit)
    assert about.words == "Nhiều câu trả lời trong mười phút: 4 trên 4 câu trả lời (Đổi giấy phép lái xe)."
    assert of_officer.words.endswith("4 trên 4 câu trả lời về hồ sơ người này giữ; ai trả lời thì chưa rõ.")
    assert actions.flag_days(now=TUESDAY) == 0
    assert Act.objects.filter(verb="feedback.burst.found", body__answers=4).count() == 2


def test_one_browser_one_telephone_and_the_same_words_are_found_over_weeks(answered, country):
    for place in range(4):
        answered(
            f"{9 + 2 * place:02}:00", day=MONDAY.date() - timedelta(days=6 - 2 * place), device="d", phone="+84000999888",
            words=WORDS, unit=None if place else country.province.unit,
        )  # fmt: skip
    found = actions.flag_bursts(on=MONDAY.date(), now=TUESDAY)
    assert sorted(each.kind for each in found) == ["device", "phone", "words"]
    assert {each.unit for each in found} == {None}, "about more than one unit"
    assert not any(WORDS in each.key or "+84" in each.key for each in found)


def test_far_more_than_on_ones_own_working_days(answered):
    first = answered("09:00", day=date(2026, 10, 5))
    Invitation.objects.filter(pk=first.pk).update(asked_at=at("08:00", day=date(2026, 10, 5)))
    for hour in range(8, 14):
        answered(f"{hour:02}:30")
    assert [each.kind for each in actions.flag_bursts(on=MONDAY.date(), now=TUESDAY)] == ["surge"]
    sunday = date(2026, 11, 15)
    for hour in range(8, 14):
        answered(f"{hour:02}:30", day=sunday)
    assert actions.flag_bursts(on=sunday, now=TUESDAY) == [], "too few days off are known"


def test_an_answer_keeps_a_digest_of_network_and_browser_and_forgets_it_after_sixty_days(invitation, monkeypatch):
    visit = Visit(address="203.0.113.7", device="a-mark")
    given = actions.answer(invitation=invitation, level=5, visit=visit, by=None, now=at("10:00"))
    assert given.network == rules.network_of("203.0.113.200") != rules.network_of("203.0.114.7")
    assert given.device == rules.marked("device", "a-mark")
    for plain in ("203.0.113", "a-mark"):
        assert plain not in repr([Answer.objects.values(), Act.objects.values()])
    assert actions.forget_origins(now=at("10:00") + timedelta(days=60)) == 0
    monkeypatch.setattr(jobs.clock, "now", lambda: at("10:01") + timedelta(days=60))
    jobs.find_bursts()
    given.refresh_from_db()
    assert (given.network, given.device) == ("", "")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:2:1::1", "2001:db8:2:ffff::9", True),
        ("2001:db8:2::1", "2001:db8:3::1", False),
        ("::ffff:203.0.113.7", "203.0.113.9", True),
    ],
    ids=["household_v6", "another_v6", "mapped"],
)
def test_the_family_of_an_address(one, other, same):
    assert (rules.network_of(one) == rules.network_of(other)) is same


def test_what_is_no_address_has_no_family():
    assert rules.network_of("unix:") == rules.marked("device", "") == ""
    assert rules.marked("device", str(new_id())) != rules.marked("device", str(new_id()))
