"""Enterprise codes: what is typed is read, one wrong digit is always found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthong.records.registers import enterprise_codes
from lienthong.records.registers.enterprise_codes import EnterpriseCodeMalformed, EnterpriseCodeMistyped

PUBLISHED = ("0300588569", "0100109106", "0101248141")
"""Codes that large companies print on their own sites."""


@pytest.mark.parametrize("code", PUBLISHED)
def test_codes_in_use_are_read_however_they_are_typed(code):
    assert enterprise_codes.read(code) == code
    assert enterprise_codes.read(f" {code[:4]} {code[4:]} ") == code
    assert enterprise_codes.read(f"{code}-001") == f"{code}001"
    assert enterprise_codes.is_one(code)


@pytest.mark.parametrize(
    "typed", ["", "030058856", "03005885690", "030058856a", "001190012345", "０３００５８８５６９"]
)
def test_another_length_or_another_sign_is_no_code(typed):
    with pytest.raises(EnterpriseCodeMalformed):
        enterprise_codes.read(typed)
    assert not enterprise_codes.is_one(typed)


@given(code=st.sampled_from(PUBLISHED), place=st.integers(0, 9), other=st.integers(1, 9))
def test_one_wrong_digit_is_found(code, place, other):
    wrong = str((int(code[place]) + other) % 10)
    with pytest.raises(EnterpriseCodeMistyped):
        enterprise_codes.read(code[:place] + wrong + code[place + 1 :])
