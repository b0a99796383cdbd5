from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest

from lienthong.kit import canonical


def test_records_become_the_same_bytes_whatever_the_order_of_keys():
    assert canonical.encode({"b": 1, "a": "ệ"}) == canonical.encode({"a": "ệ", "b": 1}) == '{"a":"ệ","b":1}'.encode()


def test_instants_are_written_in_utc_with_microseconds():
    at = datetime(2026, 11, 22, 9, 0, tzinfo=timezone(timedelta(hours=7)))
    assert canonical.instant(at) == "2026-11-22T02:00:00.000000Z"


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        canonical.instant(datetime(2026, 11, 22))  # noqa: DTZ001


def test_ids_dates_and_tuples_are_made_plain():
    value = {"id": UUID(int=1), "on": date(2026, 1, 2), "many": (datetime(2026, 1, 1, tzinfo=UTC),)}
    assert canonical.plain(value) == {
        "id": "00000000-0000-0000-0000-000000000001",
        "on": "2026-01-02",
        "many": ["2026-01-01T00:00:00.000000Z"],
    }


def test_the_digest_is_sha_256_of_the_canonical_bytes():
    assert canonical.digest({}).hex() == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
