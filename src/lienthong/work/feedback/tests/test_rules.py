"""Whose answer counts, without a database: every way to answer in another's place is refused."""

from datetime import timedelta

import pytest

from conftest import at
from lienthong.ground.identity.models import Account
from lienthong.kit.ids import new_id
from lienthong.work.feedback import rules, states
from lienthong.work.feedback.models import Invitation
from lienthong.work.feedback.rules import Visit
from lienthong.work.feedback.states import CaseState, Level, Reached, Reason

NOW = at("09:00")
BODY, PERSON = new_id(), Account(pk=new_id())


@pytest.fixture(autouse=True)
def networks(settings):
    settings.FEEDBACK_OFFICE_NETWORKS = ["10.20.0.0/16", "2001:db8:1::/48"]


def invitation(**more):
    return Invitation(body_id=BODY, account_id=PERSON.pk, expires_at=NOW + timedelta(days=14), **more)


def home(**more):
    return Visit(address="203.0.113.7", **more)


def test_a_person_at_home_may_answer():
    rules.require_may_answer(invitation(), home(account=PERSON), now=NOW)


@pytest.mark.parametrize(
    ("visit", "refusal"),
    [
        (home(account=PERSON, is_official=True), rules.OfficialsDoNotRate),
        (Visit(address="10.20.3.4"), rules.OfficeNetwork),
        (Visit(address="::ffff:10.20.3.4"), rules.OfficeNetwork),
        (Visit(address="2001:db8:1:9::1"), rules.OfficeNetwork),
        (home(worked_for=[BODY]), rules.OfficeBrowser),
    ],
    ids=["official", "office_network", "office_network_mapped", "office_network_v6", "clerk_signed_out"],
)
def test_an_office_cannot_rate_itself(visit, refusal):
    with pytest.raises(refusal):
        rules.require_may_answer(invitation(), visit, now=NOW)


@pytest.mark.parametrize("address", ["203.0.113.7", "2001:db8:2::1", "", "not-an-address"])
def test_other_networks_are_nobodys_office(address):
    assert not rules.is_of_an_office(address)


def test_a_browser_of_another_office_may_answer():
    rules.require_may_answer(invitation(), home(worked_for=[new_id()]), now=NOW)


def test_after_fourteen_days_the_link_is_dead():
    asked = invitation()
    rules.require_may_answer(asked, home(), now=asked.expires_at - timedelta(seconds=1))
    with pytest.raises(rules.LinkExpired):
        rules.require_may_answer(asked, home(), now=asked.expires_at)


def test_a_used_link_opens_to_who_used_it_and_to_the_person_asked_only():
    used = invitation(level=Level.VERY_POOR)
    for stranger in (home(), home(account=Account(pk=new_id())), home(began=[new_id()])):
        with pytest.raises(rules.LinkUsed):
            rules.require_may_answer(used, stranger, now=NOW)
    rules.require_may_answer(used, home(began=[used.pk]), now=NOW)
    rules.require_may_answer(used, home(account=PERSON), now=NOW)


def test_only_the_person_asked_may_object():
    rules.require_asked(invitation(), PERSON)
    with pytest.raises(rules.NotTheirs):
        rules.require_asked(invitation(), Account(pk=new_id()))


def test_a_code_is_the_same_however_it_is_typed():
    assert rules.digest_of("abcd efgh-jkmn") == rules.digest_of("ABCDEFGHJKMN") != rules.digest_of("ABCDEFGHJKMP")


@pytest.mark.parametrize(
    ("level", "reasons", "words", "refusal"),
    [
        (0, [], "", rules.NoSuchLevel),
        (6, [], "", rules.NoSuchLevel),
        (3, ["bribe"], "", rules.NoSuchLevel),
        (3, [], "x" * 1001, rules.TooManyWords),
    ],
    ids=["below", "above", "reason", "long"],
)
def test_what_is_not_on_the_page_is_not_taken(level, reasons, words, refusal):
    with pytest.raises(refusal):
        rules.require_said(level, reasons, words)


def test_reasons_count_once_and_words_are_trimmed():
    said = rules.require_said(2, [Reason.TIME, Reason.TIME], "  Chờ lâu. ")
    assert said == (Level.POOR, ["time"], "Chờ lâu.")


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Đã gọi.",
        "Đã liên hệ với công dân và giải quyết theo quy định.",
        "Đã tiếp thu ý kiến, xin rút kinh nghiệm!!",
    ],
    ids=["empty", "short", "set_phrase", "set_phrase_2"],
)
def test_a_case_is_not_closed_with_a_set_phrase(words):
    with pytest.raises(rules.WordsEmpty):
        rules.require_own_words(words)


def test_own_words_are_taken():
    said = "Anh Bình chờ ba tuần vì phòng khám gửi nhầm kết quả; đã xin lỗi và in lại thẻ."
    assert rules.require_own_words(f" {said}\n") == said


def test_closing_without_saying_how_the_person_was_reached_is_refused():
    assert rules.require_reached("phone") is Reached.PHONE
    with pytest.raises(rules.NotCalledYet):
        rules.require_reached("")


def test_a_case_goes_the_way_of_the_table():
    states.require_case(CaseState.OPEN, CaseState.TAKEN)
    with pytest.raises(states.MovedOn):
        states.require_case(CaseState.OPEN, CaseState.CLOSED)


def test_how_it_came_in_is_assisted_unless_done_by_oneself():
    assert not Invitation(channel="online").is_assisted
    assert Invitation(channel="assisted").is_assisted
    assert Invitation(channel="counter").is_assisted
