"""The directory as of any day: order, search, counts of queries, and that periods mean what they say."""

import random
from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.ground.organisations import queries, seed
from lienthong.ground.organisations.models import Body, Name, Place, Post
from lienthong.ground.organisations.naming import Naming
from lienthong.ground.organisations.states import Rank
from lienthong.kit.text import sort_key

DAY = date(2025, 1, 1)
days = st.dates(date(2019, 1, 1), date(2030, 1, 1))

TRICKY = [
    "An Giang",
    "Ấn Độ",
    "Bà Rịa - Vũng Tàu",
    "Bạc Liêu",
    "Bắc Giang",
    "Bắc Kạn",
    "Bến Tre",
    "Cà Mau",
    "Cần Thơ",
    "Da cam",
    "Đà Nẵng",
    "Đắk Lắk",
    "Đắk Nông",
    "Điện Biên",
    "Hà Nội",
    "Hải Dương",
    "Hồ Chí Minh",
    "Huế",
    "Lai Châu",
    "Lâm Đồng",
    "Nam Định",
    "Nghệ An",
    "Ninh Bình",
    "Quảng Nam",
    "Quảng Ngãi",
    "Quảng Ninh",
    "Tây Ninh",
    "Thái Bình",
    "Thái Nguyên",
    "Thừa Thiên Huế",
    "Trà Vinh",
    "Tuyên Quang",
    "Ủy ban",
    "Văn phòng",
    "Vĩnh Long",
    "Vĩnh Phúc",
    "Yên Bái",
]


def plain_body(name: str, first: date = date(2019, 3, 12), last: date | None = None) -> Body:
    return Body.objects.create(kind="ministry", established_on=first, dissolved_on=last, **Naming(name).cached())


def named(body: Body, name: str, first: date, last: date | None = None) -> Name:
    return Name.objects.create(body=body, valid_from=first, valid_until=last, **Naming(name).fact())


@pytest.mark.django_db
def test_lists_are_in_vietnamese_order():
    shuffled = random.Random(1).sample(TRICKY, len(TRICKY))
    for name in shuffled:
        named(plain_body(name), name, date(2019, 3, 12))
    assert [body.name_vi for body in Body.objects.in_vietnamese_order()] == TRICKY
    assert [body.vi_then for body in queries.directory(DAY)] == TRICKY


def test_tones_come_after_letters_and_in_the_order_of_dictionaries():
    words = ["ma", "mà", "mả", "mã", "má", "mạ", "mă", "mâ"]
    assert sorted(random.Random(2).sample(words, len(words)), key=sort_key) == words


@pytest.mark.django_db
@settings(max_examples=40, deadline=None)
@given(first=days, length=st.integers(0, 900), day=days)
def test_an_institution_exists_from_its_first_day_to_the_day_before_its_end(first, length, day):
    with transaction.atomic():
        body = plain_body("Bộ Y tế", first, first + timedelta(days=length))
        assert body.exists_on(day) == (first <= day < first + timedelta(days=length))
        assert Body.objects.existing_on(day).filter(id=body.id).exists() == body.exists_on(day)
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None)
@given(one=days, one_length=st.integers(0, 400), other=days, other_length=st.one_of(st.none(), st.integers(0, 400)))
def test_two_names_of_a_body_never_hold_on_one_day(one, one_length, other, other_length):
    one_end = one + timedelta(days=one_length)
    other_end = None if other_length is None else other + timedelta(days=other_length)
    empty = one == one_end or other == other_end
    overlap = not empty and one < (other_end or date.max) and other < one_end
    with transaction.atomic():
        body = plain_body("Bộ Y tế")
        named(body, "Bộ A", one, one_end)
        refusal = pytest.raises(IntegrityError, match="one_name_of_a_body") if overlap else nullcontext()
        with refusal, transaction.atomic():
            named(body, "Bộ B", other, other_end)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_period_does_not_end_before_it_begins():
    with pytest.raises(IntegrityError, match="name_ends_after_it_begins"), transaction.atomic():
        named(plain_body("Bộ"), "Bộ", DAY, DAY - timedelta(days=1))
    with pytest.raises(IntegrityError, match="body_lives_forward"):
        plain_body("Bộ", DAY, DAY - timedelta(days=1))


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_one_query_however_long(count, founded, django_assert_num_queries):
    bodies = [founded(f"Bộ {letter}", code=f"G0{place}") for place, letter in enumerate("ABC"[:count], 1)]
    with django_assert_num_queries(1):
        assert len([(body.vi_then, body.code_then) for body in queries.directory(DAY)]) == count
    with django_assert_num_queries(1):
        assert [(unit.vi_then, unit.code_then) for unit in queries.units_of(bodies[0], DAY)] == [("Văn phòng", None)]
    with django_assert_num_queries(2):
        found, units = queries.search("bo", DAY)
        assert (len([body.name_vi for body in found]), len([unit.body.name_vi for unit in units])) == (count, 0)
    with django_assert_num_queries(1):
        assert [post.unit.name_vi for post in queries.posts_of(bodies[0], DAY)] == ["Văn phòng"]


@pytest.mark.django_db
def test_a_fact_reads_as_what_it_says():
    place = Place(code="46", name_vi="Huế", is_city=True, valid_from=DAY)
    body = plain_body("Bộ Y tế")
    assert [str(place), str(body), str(named(body, "Bộ Y", DAY))] == ["Huế", "Bộ Y tế", "Bộ Y"]


def test_the_head_of_a_unit_is_called_after_its_kind(opened):
    heads = Post.objects.filter(rank=Rank.HEAD_OF_UNIT).select_related("unit")
    called = {(each.unit.name_vi, each.title_vi) for each in heads}
    assert {
        ("Vụ Pháp chế", "Vụ trưởng"), ("Thanh tra", "Chánh Thanh tra"), ("Ban Kiểm tra", "Trưởng ban"),
        ("Phòng Quản lý sát hạch và giấy phép lái xe", "Trưởng phòng"), ("Sở Tư pháp", "Giám đốc"),
        ("Trung tâm Phục vụ hành chính công", "Giám đốc"), ("Tổng cục Thuế", "Tổng cục trưởng"),
    } <= called  # fmt: skip
    assert "Trưởng đơn vị" not in {title for _unit, title in called}
    other = seed.UnitShape("Cơ quan thường trực", "Standing body", "TT")
    assert seed._head_of(other).vi == "Trưởng đơn vị", "what is of no known kind has a plain head"


def test_opening_takes_a_bounded_number_of_queries(db, now, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        seed.units_and_posts(seed.directory(now), now)
