"""Linked procedures tried with the lead's answers: papers, fee, who decides, when; the same as when it is handed in."""

import pytest
from django.utils import translation

from lienthong.work.services import linking, planning
from lienthong.work.services.packages import read_shipped
from lienthong.work.services.simulating import simulate
from lienthong.work.services.tests.conftest import at
from lienthong.work.services.tests.test_simulating import answers

MARCH = at("2026-03-02 09:00")
BIRTH, TOGETHER = "dang_ky_khai_sinh", "with_residence_and_card"
HOME, CARD = "dang_ky_thuong_tru", "cap_the_bhyt_tre_em"
POLICE = "Công an cấp xã nơi đăng ký thường trú mới"


@pytest.fixture
def tried(viet_nam):
    """`tried(name=value)`: the birth with residence and card, some answers otherwise."""

    def made(*, package=None, find=linking.find_shipped, without=(), **otherwise):
        shipped, given = answers(BIRTH, TOGETHER)
        package = package or shipped
        given = {name: value for name, value in {**given, **otherwise}.items() if name not in without}
        lead = simulate(package, given, MARCH, viet_nam)
        plans = planning.all_tried(package, lead, at=MARCH, calendar=viet_nam, find=find)
        return package, lead, plans

    return made


def told(tried_with):
    return list(planning.tell(*tried_with))


def test_each_says_papers_fee_who_decides_and_what_it_waits_for(tried):
    said = told(tried())
    begin = said.index("Nộp cùng lúc, liên thông")
    home, card = said[begin + 1 : begin + 6], said[begin + 6 :]
    assert home[0].endswith("— Ghi nơi thường trú của trẻ vào Cơ sở dữ liệu về cư trú")
    assert "Giấy tờ: Ý kiến đồng ý của cha mẹ" in home[1]
    assert home[2:4] == ["    Phí, lệ phí: 0 đ", "    Nơi giải quyết: Công an cấp xã nơi đăng ký thường trú mới"]
    waits = "Họ, chữ đệm và tên của trẻ đã đăng ký, Số định danh cá nhân của trẻ"
    assert home[4] == f"    Bắt đầu khi có {waits}; từ lúc đó: 7 ngày làm việc"
    assert card[1] == "    Giấy tờ: Không phải nộp riêng giấy tờ nào"
    assert "Bảo hiểm xã hội cơ sở" in card[3]
    assert not [line for line in said if "Chưa nộp cùng được" in line]


def test_who_chooses_nothing_is_told_of_nothing(tried):
    assert "Nộp cùng lúc, liên thông" not in told(tried(with_residence=False, with_insurance=False))


def test_one_that_waits_for_nothing_has_its_date_with_its_derivation(tried, birth):
    birth.change("linked.yaml", """      delivery: {if: [{"==": [$delivery, online]}, online, counter]}
    result:
      child_name: registered_name
      child_number: personal_number
    papers""", """      delivery: {if: [{"==": [$delivery, online]}, online, counter]}
      child_name: $applicant_name
      child_number: $parent_number
    papers""")  # fmt: skip
    found = tried(package=birth.read())
    home, card = found[2]
    assert (home.waits, home.deadline.due_at) == ((), at("2026-03-11 16:30"))
    assert card.deadline is None
    assert any("11/03/2026" in line for line in told(found))
    plain = planning.plain(*found)["linked"]
    assert plain[0]["deadline"] == home.deadline.plain()
    assert plain[1]["deadline"] is None


def test_what_cannot_be_handed_in_is_said_in_the_words_of_the_row(tried):
    found = tried(home_disputed=True)
    assert found[2][0].refused == ("Chỗ ở này thuộc trường hợp không được đăng ký thường trú mới.",)
    assert "    Chưa nộp cùng được: Chỗ ở này thuộc trường hợp không được đăng ký thường trú mới." in told(found)


def test_while_answers_are_missing_only_what_cannot_change_is_said_to_be_lacking(tried):
    found = tried(without=("clinic", "home_owner"))
    assert found[2][1].lacking
    said = told(found)
    assert not [line for line in said if "Chưa nộp cùng được" in line]
    open_fee = tried(without=("clinic", "home_owner", "delivery", "head_agrees", "home_disputed", "born_on"))
    assert [each.unit for each in open_fee[2]] == [POLICE, open_fee[2][1].unit]


def test_one_that_is_not_published_is_named_with_that(tried):
    found = tried(find=lambda _key: None)
    home, card = found[2]
    assert (home.title, home.fee, home.unit, home.papers, home.refused) == (home.task, None, "", [], ())
    assert home.waits == card.waits
    assert told(found).count("    Chưa nộp cùng được: Thủ tục này chưa được công bố, nên chưa nộp cùng được.") == 2
    assert [each["says"] for each in planning.plain(*found)["linked"]] == [None, None]


def test_what_the_other_is_not_told_yet_is_said_to_be_unknown(tried, birth):
    birth.change("linked.yaml", "      child_born_on: $born_on\n      new_address", "      new_address")
    birth.change("linked.yaml", "      head_agrees: $head_agrees\n", "")
    package, lead, plans = tried(package=birth.read())
    assert plans[0].lacking
    from dataclasses import replace

    unknown = replace(plans[0], waits=(), simulation=replace(plans[0].simulation, deadline=None))
    assert "    Thời hạn: chưa biết" in list(planning.tell(package, lead, [unknown]))


def test_machines_get_the_same_with_every_trace(tried):
    found = tried()
    plain = planning.plain(*found)
    home, card = plain["linked"]
    assert (home["procedure"], home["fee"], home["unit"], home["time"]) == (
        HOME,
        0,
        POLICE,
        "7 ngày làm việc",
    )
    assert home["waits_for"] == {"child_name": "registered_name", "child_number": "personal_number"}
    assert (home["deadline"], home["lacking"], card["papers"]) == (None, [], [])
    assert home["says"]["package"] == read_shipped(HOME).address
    assert card["says"]["decisions"]["eligibility"]["gives"] == [True]
    assert plain["sentences"] == told(found)


def test_in_english_all_of_it_is_english(tried):
    with translation.override("en"):
        said = told(tried())
    assert "Submitted together, linked" in said
    assert any(each.startswith("    Starts when these are there: ") for each in said)
    assert not [each for each in said if "thường trú" in each or "Phí" in each]


def test_the_questions_on_which_the_linked_ones_depend(tried):
    names = planning.deciding(tried()[2])
    assert {"home_disputed", "head_agrees", "born_on"} <= names
    assert not names & {"applicant_name", "clinic", "parent_number"}
    assert planning.deciding(tried(find=lambda _key: None)[2]) == frozenset()
