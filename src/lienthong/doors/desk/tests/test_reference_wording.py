"""What words match, and what cells of a spreadsheet are made harmless."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthong.doors.desk.reference.wording import either_case, matches, phrases
from lienthong.kit.text import normalise
from lienthong.kit.web.tables import csv_lines, harmless

LETTERS = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệóòỏõọ0123456789/-.*+?[]()^$\\|", min_size=1
)


@given(LETTERS)
def test_a_pattern_finds_its_word_in_small_and_capital_letters(word):
    assert re.fullmatch(either_case(word), word)
    assert re.fullmatch(either_case(word), normalise(word.upper()).replace(" ", " ") or word.upper())


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("doi", "Đổi bằng", True),
        ("đổi", "ĐỔI BẰNG", True),
        ("đôi", "Đổi bằng", False),
        ("", "x", True),
        ("a  b", "b a", True),
    ],
)
def test_the_question_asked_in_memory_is_the_same(words, text, found):
    assert matches(words, text) is found


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", "  =1", "＝1"])
def test_what_a_spreadsheet_would_compute_is_text(cell):
    assert harmless(cell).startswith("'")


@pytest.mark.parametrize(
    ("cell", "text"), [(None, ""), (date(2026, 1, 2), "02/01/2026"), (-5, "-5"), ("5-1", "5-1"), ("", "")]
)
def test_other_cells_are_as_they_were(cell, text):
    assert harmless(cell) == text


def test_only_the_first_line_carries_the_byte_order_mark():
    assert list(csv_lines(["a"], [["b"], ["c"]])) == ["\ufeffa\r\n", "b\r\n", "c\r\n"]


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("bao cao quy", [(["bao", "cao"], ["bao_cao"]), (["quy"], [])]),
        ("giấy phép", [(["giấy"], []), (["phép"], [])]),
        ("v/v Giấy Ủy quyền", [(["v/v"], []), (["giấy", "ủy", "quyền"], ["giay_uy_quyen"])]),
        ("bảo cáo", [(["bảo"], []), (["cáo"], [])]),
        ("", []),
    ],
)
def test_the_whole_name_of_a_kind_is_read_as_that_kind(words, read):
    assert list(phrases(words)) == read
