import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthong.records.documents import kinds
from lienthong.records.documents.kinds import KINDS, Copy, Kind, kind_of

DECREE = "NQ,QĐ,CT,QC,QyĐ,TC,TB,HD,CTr,KH,PA,ĐA,DA,BC,BB,TTr,HĐ,CĐ,BGN,BTT,GUQ,GM,GGT,GNP,PG,PC,PB"  # Annex III


def test_there_are_29_kinds_with_the_abbreviations_of_the_decree_in_its_order():
    assert len(KINDS) == 29
    assert [kind.abbreviation for kind in KINDS if kind.abbreviation] == DECREE.split(",")
    assert [kind.code for kind in KINDS if not kind.abbreviation] == ["cong_van", "thu_cong"]


def test_codes_names_and_edxml_items_are_each_used_once():
    assert len({kind.code for kind in KINDS}) == 29
    assert len({kind.vietnamese for kind in KINDS}) == 29
    assert len({kind.english for kind in KINDS}) == 29
    items = [kind.edxml_item for kind in KINDS if kind.edxml_item] + list(kinds.RETIRED)
    assert sorted(items) == list(range(1, 33))


def test_a_code_is_plain_ascii_made_from_the_name():
    for kind in KINDS:
        assert kind.code == kinds.text.fold(kind.vietnamese).replace(" ", "_")


def test_an_unknown_code_is_refused():
    with pytest.raises(kinds.UnknownKind) as refusal:
        kind_of("thong_tu")
    assert refusal.value.facts == {"kind": "thong_tu"}


@pytest.mark.parametrize(
    ("code", "unit", "expected"),
    [
        ("quyet_dinh", "VP", "07/QĐ-BTC"),
        ("cong_van", "VP", "07/BTC-VP"),
        ("cong_van", "", "07/BTC"),
        ("thu_cong", "", "07/BTC"),
    ],
)
def test_number_and_symbol_are_written_as_the_decree_says(code, unit, expected):
    assert kinds.number_and_symbol(7, kind_of(code), "BTC", unit) == expected


@pytest.mark.parametrize(("number", "written"), [(1, "01"), (9, "09"), (10, "10"), (100, "100"), (12345, "12345")])
def test_a_number_below_ten_takes_a_leading_zero(number, written):
    assert kinds.format_number(number) == written


@pytest.mark.parametrize("number", [0, -1])
def test_a_number_below_one_is_refused(number):
    with pytest.raises(kinds.NumberNotPositive):
        kinds.format_number(number)


@given(st.integers(1, 10**6), st.sampled_from(KINDS), st.sampled_from(["BTC", "UBND", "BLĐTBXH"]))
def test_a_written_number_and_symbol_is_read_back(number: int, kind: Kind, body: str):
    written = kinds.number_and_symbol(number, kind, body, "VP")
    digits, symbol = kinds.split_number_and_symbol(f"Số: {written}")
    assert int(digits) == number
    assert symbol == kinds.notation(kind, body, "VP")
    assert kinds.kind_in_symbol(symbol) == (kind if kind.abbreviation else None)


def test_a_number_with_a_letter_is_read():
    assert kinds.split_number_and_symbol("12a / QĐ-TTg") == ("12a", "QĐ-TTg")


@pytest.mark.parametrize("written", ["", "QĐ-BTC", "07", "07/", "/QĐ-BTC"])
def test_what_is_not_a_number_and_symbol_is_refused(written):
    with pytest.raises(kinds.SymbolNotReadable):
        kinds.split_number_and_symbol(written)


@pytest.mark.parametrize(
    ("name", "group", "item", "code"),
    [
        ("Công văn", 1, None, "cong_van"),
        ("CÔNG VĂN", 2, 18, "cong_van"),
        ("cong van", None, None, "cong_van"),
        ("", 2, 18, "cong_van"),
        ("", 18, 0, "cong_van"),
        ("", 18, None, "cong_van"),
        ("Quyết định", 18, 0, "quyet_dinh"),
        ("", 2, 32, "thu_cong"),
    ],
)
def test_an_edxml_type_is_recognised_by_its_name_before_its_numbers(name, group, item, code):
    assert kinds.recognise(name, group=group, item=item) == kind_of(code)


@pytest.mark.parametrize(
    ("name", "group", "item"),
    [("Thông tư", 2, 2), ("", None, None), ("", 1, 9), ("", 2, 21), ("", 99, None), ("", 0, 18)],
)
def test_what_is_none_of_the_29_is_not_guessed(name, group, item):
    assert kinds.recognise(name, group=group, item=item) is None


def test_a_copy_has_its_own_symbol():
    assert kinds.copy_notation(Copy.FULL, "BTC") == "SY-BTC"
    assert [copy.value for copy in Copy] == ["SY", "TrS", "SL"]
    assert [copy.label for copy in Copy] == ["Sao y", "Trích sao", "Sao lục"]


def test_only_a_cong_van_is_a_letter_and_only_a_cong_dien_a_telegram():
    assert [kind.code for kind in KINDS if kind.is_letter] == ["cong_van"]
    assert [kind.code for kind in KINDS if kind.is_telegram] == ["cong_dien"]


def test_the_title_is_in_capitals_with_its_tones():
    assert kind_of("ban_thoa_thuan").title == "BẢN THỎA THUẬN"
    assert kind_of("ban_thoa_thuan").label == "Bản thỏa thuận"
