import time

import pytest

from lienthong.kit import ids


def test_ids_are_uuid_version_7_and_ascend_in_the_order_they_were_made():
    made = [ids.new_id() for _ in range(5000)]
    assert made == sorted(made)
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}
    assert abs((made[0].int >> 80) / 1000 - time.time()) < 60


def test_ids_are_not_repeated():
    assert len({ids.new_id() for _ in range(5000)}) == 5000


def test_tokens_carry_their_prefix_and_256_bits():
    token = ids.new_token("lt")
    assert token.startswith("lt_")
    assert len(token) == 3 + 43


def test_codes_hold_no_letter_that_is_mistaken_for_another():
    assert not set("0O1ILU") & set("".join(ids.new_code(20) for _ in range(50)))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("H41.06-261116-0001", "H41.06-261116-0001"),
        (" h41 06 – 261116 0001 ", "H41.06-261116-0001"),
        ("h41.06.261116.0001", "H41.06-261116-0001"),
        ("000.00.06.H41 261116 0001", "000.00.06.H41-261116-0001"),
        ("h41 pakn 261116 0001", "H41-PAKN-261116-0001"),
        ("H41.06-PAKN-261116-0001", "H41.06-PAKN-261116-0001"),
        ("ab 12", "AB12"),
        ("", ""),
    ],
)
def test_a_code_is_read_however_its_parts_are_set_apart(typed, kept):
    assert ids.typed_code(typed, "PAKN") == kept
