"""Amounts in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthong.work.payments.wording import dong_in_words, number_in_words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (4, "bốn"),
        (10, "mười"),
        (11, "mười một"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (30, "ba mươi"),
        (55, "năm mươi lăm"),
        (100, "một trăm"),
        (105, "một trăm linh năm"),
        (111, "một trăm mười một"),
        (1_000, "một nghìn"),
        (1_005, "một nghìn không trăm linh năm"),
        (135_000, "một trăm ba mươi lăm nghìn"),
        (1_250_005, "một triệu hai trăm năm mươi nghìn không trăm linh năm"),
        (1_000_000_000, "một tỷ"),
        (2_010_000_021, "hai tỷ không trăm mười triệu không trăm hai mươi mốt"),
        (1_000_000_000_000_000_000, "một tỷ tỷ"),
    ],
)
def test_numbers_are_written_as_on_a_voucher(number, words):
    assert number_in_words(number) == words


def test_an_amount_begins_with_a_capital_and_ends_with_its_unit():
    assert dong_in_words(135_000) == "Một trăm ba mươi lăm nghìn đồng"


def test_less_than_nothing_is_never_paid():
    with pytest.raises(ValueError, match="only what was paid"):
        number_in_words(-1)


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_different_numbers_have_different_words(one, two):
    assert (number_in_words(one) == number_in_words(two)) == (one == two)
