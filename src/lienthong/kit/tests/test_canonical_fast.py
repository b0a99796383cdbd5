"""The fast way and the library write the very same bytes, whatever the value."""

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from lienthong.kit import canonical

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.uuids()
    | st.dates()
    | st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=7))]), min_value=datetime(1000, 1, 2))  # noqa: DTZ001
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12)


@given(VALUES)
def test_the_bytes_are_those_of_the_library(value):
    assert canonical.encode(value) == rfc8785.dumps(canonical.plain(value))


@pytest.mark.parametrize("control", [chr(code) for code in (*range(32), 34, 92, 127, 0x2028)])
def test_every_control_character_is_written_alike(control):
    assert canonical.encode({"a": control}) == rfc8785.dumps({"a": control})


@pytest.mark.parametrize("value", [2**53, -(2**53) - 1, float("nan"), "\ud800", object()])
def test_what_the_library_refuses_is_refused(value):
    with pytest.raises((rfc8785.CanonicalizationError, UnicodeEncodeError)):
        canonical.encode({"a": value})


def test_names_and_kinds_that_json_would_write_otherwise_are_left_to_the_library():
    assert canonical.encode({1: "x", "đ": (UUID(int=1), date(2026, 1, 2))}) == (
        '{"1":"x","đ":["00000000-0000-0000-0000-000000000001","2026-01-02"]}'.encode()
    )
    assert (
        canonical.instant(datetime(2026, 11, 22, 9, 0, tzinfo=timezone(timedelta(hours=7))))
        == "2026-11-22T02:00:00.000000Z"
    )
    with pytest.raises(ValueError, match="time zone"):
        canonical.encode(datetime(2026, 1, 1))  # noqa: DTZ001
