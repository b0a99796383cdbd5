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


def said_of(key: str, outcome: str, example: str, **other) -> dict:
    package = read_shipped(key)
    given = next(each for each in package.plain["examples"] if each["name"] == example)["answers"] | other
    facts = answering.typed(package, given, Place("examples"), [])
    return resulting.declared(package, outcome, walk(package.pages, facts, DAY).facts, on=DAY)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("single", "Hiện tại chưa đăng ký kết hôn với ai"),
        ("married", "Hiện tại đang có vợ hoặc chồng"),
        ("divorced", "Đã đăng ký kết hôn, đã ly hôn; hiện tại chưa đăng ký kết hôn với ai"),
        ("widowed", "Đã đăng ký kết hôn, vợ hoặc chồng đã chết; hiện tại chưa đăng ký kết hôn với ai"),
    ],
)
def test_a_certificate_of_marital_status_says_who_born_when_in_which_state_and_what_for(status, words):
    key, outcome = "xac_nhan_tinh_trang_hon_nhan", "giay_xac_nhan"
    said = said_of(key, outcome, "divorced_not_on_record", marital_status=status)
    assert (said["about"], said["born_on"], said["sex"]) == ("Lê Văn Hùng", date(1985, 1, 20), "Nam")
    assert (said["marital_status"], said["purpose"]) == (words, "Mua bán, tặng cho nhà đất")
    assert said["valid_until"] == date(2026, 9, 4)
    assert "spouse" not in said


def test_for_a_marriage_it_names_with_whom_and_for_another_purpose_the_purpose():
    key, outcome, example = "xac_nhan_tinh_trang_hon_nhan", "giay_xac_nhan", "marry_online"
    said = said_of(key, outcome, example)
    assert (said["purpose"], said["spouse"]) == ("Đăng ký kết hôn", "Trần Quốc Bảo")
    other = said_of(key, outcome, example, purpose="other", other_purpose="Nhận con nuôi")
    assert other["purpose"] == "Nhận con nuôi"


TEN, FIVE = "10 năm kể từ ngày cấp", "5 năm kể từ ngày cấp"


@pytest.mark.parametrize(
    ("key", "example", "changed", "expected"),
    [
        ("doi_giay_phep_lai_xe", "online_class_b", {}, ("B", TEN, date(2036, 3, 4))),
        ("doi_giay_phep_lai_xe", "online_class_b", {"licence_class": "d2e"}, ("D2E", FIVE, date(2031, 3, 4))),
        ("doi_giay_phep_lai_xe", "online_reduced_2025", {}, ("A1", "Không thời hạn", None)),
        ("cap_giay_phep_lai_xe", "class_b_online", {}, ("B", TEN, date(2036, 3, 4))),
        ("cap_giay_phep_lai_xe", "class_b_online", {"test_class": "c"}, ("C", FIVE, date(2031, 3, 4))),
        ("cap_giay_phep_lai_xe", "class_a1_counter", {}, ("A1", "Không thời hạn", None)),
    ],
)
def test_a_licence_says_its_class_and_from_when_until_when_it_holds(key, example, changed, expected):
    """Ten years for B and C1, five for the heavy ones, no end for motorcycles: Law 36/2024 art. 57 (5)."""
    said = said_of(key, "cap_moi", example, **changed)
    assert (said["licence_class"], said["term"], said.get("valid_until")) == expected
    assert said["valid_from"] == DAY
    assert {"holder", "born_on", "residence", "nationality"} <= set(said)
    assert said.get("licence_number") == ("010170000001" if key == "doi_giay_phep_lai_xe" else None)


@pytest.mark.parametrize(
    ("example", "expected"),
    [
        ("number_one_for_a_job", ("Nữ", date(1998, 4, 11))),
        ("number_two_for_another", ("Nam", date(1960, 8, 30))),
    ],
)
def test_a_criminal_record_is_about_whom_it_is_asked_for(example, expected):
    said = said_of("cap_phieu_ly_lich_tu_phap", "phieu_so_1", example)
    assert (said["sex"], said["born_on"]) == expected


def test_what_is_decided_is_what_was_declared_unless_who_decides_says_otherwise():
    package = read_shipped("doi_giay_phep_lai_xe")
    facts = {"licence_number": "010170000001", "full_name": "Nguyễn Thị Minh Anh"}
    given = {"licence_number": "", "holder": "Nguyễn Thị Minh Ánh"}
    whole = resulting.with_declared(package, "cap_moi", given, facts, on=DAY)
    assert (whole["licence_number"], whole["holder"]) == ("", "Nguyễn Thị Minh Ánh")
    assert (whole["valid_from"], whole["nationality"]) == ("2026-03-04", "Việt Nam")


def test_an_option_is_said_in_words_only_where_a_text_is_wanted(birth):
    birth.change("procedure.yaml", "from: $born_on", "from: $child_sex")
    assert [code for code, _place in birth.refused()] == ["wrong-type"]


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
