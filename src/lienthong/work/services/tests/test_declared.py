"""What is declared of a child and its parents goes into the data of the result; the officer begins with it."""

from datetime import date

import pytest

from lienthong.work.services import answering, resulting
from lienthong.work.services.packages import read_shipped, shipped
from lienthong.work.services.problems import Place
from lienthong.work.services.walking import walk

DAY = date(2026, 3, 4)
LAW_ASKS_FOR = {"registered_name", "sex", "born_on", "birth_place", "native_place", "nationality"}
"""Of every child: Law on Civil Status art. 14, but for the number, which the register of persons gives."""


def declared(example: str) -> dict:
    package = read_shipped("dang_ky_khai_sinh")
    given = next(each for each in package.plain["examples"] if each["name"] == example)["answers"]
    facts = answering.typed(package, given, Place("examples"), [])
    return resulting.declared(package, "giay_khai_sinh", walk(package.pages, facts, DAY).facts, on=DAY)


@pytest.mark.parametrize(
    ("example", "mother", "father"),
    [
        ("ordinary", ("Lê Thị Hoa", date(1994, 6, 1), "Kinh"), ("Nguyễn Văn Nam", date(1992, 3, 4), "Kinh")),
        ("late_but_poor", ("Lê Thị Hoa", date(1994, 6, 1), "Kinh"), None),
        ("late_with_witness", ("Lê Thị Hoa", date(1994, 6, 1), "Kinh"), ("Nguyễn Văn Nam", date(1992, 3, 4), "Kinh")),
        ("grandmother_registers", ("Trần Thị Mai", date(1994, 6, 1), "Thái"), ("Nguyễn Văn Nam", date(1992, 3, 4), "Kinh")),
        ("father_registers_unmarried", ("Trần Thị Mai", date(1994, 6, 1), "Thái"), ("Nguyễn Văn Nam", date(1992, 3, 4), "Kinh")),
        ("abandoned", None, None),
    ],
)  # fmt: skip
def test_whoever_registers_child_and_parents_come_out_as_declared(example, mother, father):
    said = declared(example)
    assert set(said) >= LAW_ASKS_FOR
    assert said["sex"] == ("Nữ" if example == "father_registers_unmarried" else "Nam")
    for who, expected in (("mother", mother), ("father", father)):
        found = tuple(said.get(f"{who}_{what}") for what in ("name", "born_on", "ethnicity"))
        assert found == (expected or (None, None, None))
        assert (f"{who}_residence" in said) == bool(expected)


def test_of_an_abandoned_child_place_found_counts_and_nobody_invents_parents():
    said = declared("abandoned")
    assert said["native_place"] == said["birth_place"]
    assert not {"ethnicity", "parents_nationality"} & set(said)


@pytest.mark.parametrize("key", shipped())
def test_what_the_examples_declare_fits_the_data_of_their_result(key):
    package = read_shipped(key)
    for example in package.plain["examples"]:
        outcome = example["expect"].get("outcome", "")
        data = resulting.data_of(package, outcome)
        facts = answering.typed(package, example["answers"], Place("examples"), [])
        said = resulting.declared(package, outcome, walk(package.pages, facts, DAY).facts, on=DAY)
        typed = {name: value.isoformat() if isinstance(value, date) else str(value) for name, value in said.items()}
        _values, wrong = resulting.read(data, typed, on=date(2030, 1, 1))
        assert not set(wrong) & set(said), example["name"]


@pytest.mark.parametrize(
    ("key", "outcome", "expected"),
    [
        ("dang_ky_ho_kinh_doanh", "giay_chung_nhan", {
            "head": "Trịnh Gia Hưng", "head_number": "001086088887",
            "members": "Trịnh Gia Hưng, 001086088887; Trịnh Thị Thu, 001188088888",
        }),
        ("dang_ky_thuong_tru", "thong_bao", {"head": "Phan Văn Định", "relation": "con dâu"}),
    ],
)  # fmt: skip
def test_who_is_acted_for_stands_in_the_result_and_not_who_acts(key, outcome, expected):
    package = read_shipped(key)
    example = {"dang_ky_ho_kinh_doanh": "family_at_the_counter", "dang_ky_thuong_tru": "to_the_husbands_family"}[key]
    given = next(each for each in package.plain["examples"] if each["name"] == example)["answers"]
    facts = answering.typed(package, given, Place("examples"), [])
    said = resulting.declared(package, outcome, walk(package.pages, facts, DAY).facts, on=DAY)
    assert {name: said[name] for name in expected} == expected


def test_of_a_result_without_such_data_nothing_is_said():
    package = read_shipped("dang_ky_khai_sinh")
    assert resulting.declared(package, "tu_choi", {}, on=DAY) == {}


def test_what_may_stay_empty_is_left_out_and_what_must_not_is_named():
    data = resulting.data_of(read_shipped("dang_ky_khai_sinh"), "giay_khai_sinh")
    values, wrong = resulting.read(data, {"father_name": " ", "sex": ""}, on=DAY)
    assert "father_name" not in values
    assert "father_name" not in wrong
    assert "sex" in wrong


def test_a_formula_of_another_kind_than_the_datum_is_refused(birth):
    birth.change("procedure.yaml", "from: $born_on", "from: $child_name")
    place = "procedure.yaml:results[0].data[3].from"
    assert birth.refused() == [("wrong-type", place)]
