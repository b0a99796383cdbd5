"""Pages of a list by cursor, over Django's own sessions table (the kit has no nouns)."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db.models import F, Q
from django.db.models.functions import Length

from lienthong.kit.web import pagination
from lienthong.kit.web.pagination import CursorBroken, page

pytestmark = pytest.mark.django_db
ORDER = ("-expire_date", "-session_key")
START = datetime(2026, 11, 22, 8, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def rows():
    Session.objects.bulk_create(
        Session(session_key=f"{number:03}", expire_date=START + timedelta(microseconds=number // 3))
        for number in range(25)
    )
    return Session.objects.all()


def keys(cut):
    return [row.session_key for row in cut.rows]


def walk(rows, order, size, holding=None):
    seen, given = [], {}
    while True:
        cut = page(rows, given, order=order, size=size, holding=holding)
        seen += keys(cut)
        if not cut.older:
            return seen
        given = {"after": cut.older}


@pytest.mark.parametrize("size", [1, 4, 5, 24, 25, 26])
@pytest.mark.parametrize("order", [ORDER, ("expire_date", "session_key"), ("expire_date", "-session_key")])
def test_walking_shows_every_row_once_in_order_however_rows_share_a_moment(rows, order, size):
    assert walk(rows, order, size) == [row.session_key for row in rows.order_by(*order)]


def test_going_back_shows_the_same_page_again(rows):
    first = page(rows, {}, order=ORDER, size=10)
    second = page(rows, {"after": first.older}, order=ORDER, size=10)
    third = page(rows, {"after": second.older}, order=ORDER, size=10)
    assert (first.newer, third.older) == ("", "")
    assert len(third.rows) == 5
    back = page(rows, {"before": third.newer}, order=ORDER, size=10)
    assert keys(back) == keys(second)
    start = page(rows, {"before": back.newer}, order=ORDER, size=10)
    assert keys(start) == keys(first)
    assert start.newer == ""
    assert start.older


def test_a_row_that_arrives_while_someone_reads_moves_nothing(rows):
    first = page(rows, {}, order=ORDER, size=10)
    Session.objects.create(session_key="new", expire_date=START + timedelta(days=1))
    second = page(rows, {"after": first.older}, order=ORDER, size=10)
    assert not set(keys(first)) & set(keys(second))
    assert len(second.rows) == 10


def test_an_empty_list_has_one_empty_page():
    assert page(Session.objects.all(), {}, order=ORDER) == page(Session.objects.none(), {}, order=ORDER)
    assert page(Session.objects.all(), {}, order=ORDER, count=True).count == 0


def test_a_column_worked_out_in_the_query_may_order_too(rows):
    counted = rows.annotate(size=Length(F("session_key")))
    assert walk(counted, ("size", "session_key"), 7) == [f"{number:03}" for number in range(25)]


def broken(text):
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "?",
        "é",
        broken("{"),
        broken("[]"),
        broken("[1]"),
        broken('["2026-13-01T00:00:00Z","a"]'),
        broken('[{"a":1},"b"]'),
        broken("7"),
        broken('["2026-11-22T08:00:00Z","a","b"]'),
        "\x00",
    ],
)
def test_a_cursor_that_someone_made_up_is_refused_with_a_sentence(rows, cursor):
    with pytest.raises(CursorBroken, match="Hãy mở lại danh sách"):
        page(rows, {"after": cursor}, order=ORDER)


def test_a_page_costs_one_query(rows, django_assert_num_queries):
    first = page(rows, {}, order=ORDER, size=10)
    with django_assert_num_queries(1):
        page(rows, {"after": first.older}, order=ORDER, size=10)


# -- rows that hold something, with the newest read one by one
@pytest.mark.parametrize("near", [0, 1, 7, 24, 25, 100])
@pytest.mark.parametrize("digit", ["1", "7", "9", "x"])
@pytest.mark.parametrize("order", [ORDER, ("expire_date", "session_key"), ("expire_date", "-session_key")])
def test_whichever_way_is_gone_the_same_rows_are_found(rows, monkeypatch, near, digit, order):
    monkeypatch.setattr(pagination, "NEAR", near)
    holding, expected = Q(session_key__endswith=digit), rows.filter(session_key__endswith=digit).order_by(*order)
    assert pagination.first(rows, holding, order, 2) == list(expected[:2])
    assert walk(rows, order, 2, holding=holding) == [row.session_key for row in expected]


@pytest.mark.parametrize("near", [0, 7, 25])
@pytest.mark.parametrize("digits", ["17", "11", "x9", "xy", "123"])
def test_rows_found_in_several_ways_are_shown_once_and_in_order(rows, monkeypatch, near, digits):
    monkeypatch.setattr(pagination, "NEAR", near)
    ways = [Q(session_key__contains=digit) for digit in digits]
    expected = [row.session_key for row in rows.order_by(*ORDER) if set(digits) & set(row.session_key)]
    assert walk(rows, ORDER, 2, holding=ways) == expected


def test_a_page_full_near_its_beginning_asks_no_further(rows, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(pagination, "NEAR", 7)
    with django_assert_num_queries(2):
        assert len(pagination.first(rows, Q(session_key__contains="0"), ORDER, 3)) == 3
    with django_assert_num_queries(4):
        assert len(pagination.first(rows, Q(session_key__endswith="9"), ORDER, 3)) == 2
    with django_assert_num_queries(3):
        assert pagination.first(rows, Q(session_key="none"), ORDER, 3) == []
