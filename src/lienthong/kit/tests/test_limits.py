"""Counting callers: who is one caller, how many uses a window holds, and what the one too many is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from lienthong.kit import clock
from lienthong.kit.errors import TooMany
from lienthong.kit.web.limits import caller_of, count, limited
from lienthong.kit.web.middleware import Refusals

pytestmark = pytest.mark.django_db


def asked(address="203.0.113.7", method="get", **headers):
    request = getattr(RequestFactory(), method)("/", REMOTE_ADDR=address, **headers)
    request.now = clock.now()
    request.trace_id = "0" * 32
    return request


def test_the_window_holds_so_many_uses_and_says_when_the_next_one_opens():
    for _ in range(3):
        count("look-up", "a", most=3, seconds=60, at=120.0)
    with pytest.raises(TooMany) as refused:
        count("look-up", "a", most=3, seconds=60, at=150.5)
    assert refused.value.facts == {"retry_after": 30}
    assert "Chờ 30 giây" in refused.value.detail
    count("look-up", "a", most=3, seconds=60, at=180.0)


def test_callers_and_things_are_counted_apart():
    count("look-up", "a", most=1, seconds=60, at=0)
    count("look-up", "b", most=1, seconds=60, at=0)
    count("verify", "a", most=1, seconds=60, at=0)
    with pytest.raises(TooMany):
        count("verify", "a", most=1, seconds=60, at=0)


@pytest.mark.django_db(transaction=True)
def test_tries_at_one_moment_are_all_counted():
    together = Barrier(4)

    def ten_tries(_):
        together.wait()
        found = [caches["default"].count("limit:guess", timeout=60) for _ in range(10)]
        connection.close()
        return found

    with ThreadPoolExecutor(4) as threads:
        counted = [each for some in threads.map(ten_tries, range(4)) for each in some]
    assert sorted(counted) == list(range(1, 41))


def test_a_use_is_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        count("look-up", "a", most=1, seconds=60, at=0)


@pytest.mark.parametrize(
    ("direct", "forwarded", "caller"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("127.0.0.1", "10.0.0.1, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("", "198.51.100.1", "198.51.100.1"),
        ("unix:", "198.51.100.1", "unknown"),
        ("::ffff:203.0.113.7", "", "203.0.113.7"),
    ],
)
def test_only_our_own_proxy_is_believed_about_addresses(direct, forwarded, caller):
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert caller_of(asked(direct, **headers)) == caller


def test_the_addresses_of_one_household_are_one_caller():
    assert caller_of(asked("2001:db8:1:2::1")) == caller_of(asked("2001:db8:1:2:ffff::9"))
    assert caller_of(asked("2001:db8:1:2::1")) != caller_of(asked("2001:db8:1:3::1"))


def test_a_view_counts_only_the_methods_that_cost():
    view = limited("sending", most=1, methods=("POST",))(lambda _request: HttpResponse("ok"))
    for _ in range(3):
        assert view(asked()).content == b"ok"
    assert view(asked(method="post")).content == b"ok"
    with pytest.raises(TooMany):
        view(asked(method="post"))


def test_the_answer_carries_retry_after(rf):
    answer = Refusals(lambda _request: HttpResponse()).process_exception(
        asked(HTTP_ACCEPT="application/json"), TooMany(retry_after=17)
    )
    assert (answer.status_code, answer["Retry-After"]) == (429, "17")
