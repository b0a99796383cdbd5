import time

from lienthong.kit import ids


def test_ids_are_uuid_version_7_and_sort_by_the_moment_they_were_made():
    first = ids.new_id()
    time.sleep(0.002)
    second = ids.new_id()
    assert (first.version, first.variant) == (7, "specified in RFC 4122")
    assert first < second


def test_ids_are_not_repeated():
    assert len({ids.new_id() for _ in range(5000)}) == 5000


def test_tokens_carry_their_prefix_and_256_bits():
    token = ids.new_token("lt")
    assert token.startswith("lt_")
    assert len(token) == 3 + 43


def test_codes_hold_no_letter_that_is_mistaken_for_another():
    assert not set("0O1ILU") & set("".join(ids.new_code(20) for _ in range(50)))
