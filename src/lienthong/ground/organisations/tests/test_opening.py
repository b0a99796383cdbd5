"""What a new directory opens with: the 95 bodies of 2019, found by name and by both styles of code."""

from datetime import date

import pytest

from lienthong.ground.organisations import queries, seed
from lienthong.ground.organisations.models import Body, Place, Post, Unit
from lienthong.ground.organisations.states import Rank

DAY = date(2025, 1, 1)


def test_the_directory_opens_with_ninety_five_bodies(opened):
    assert len(opened) == 95
    assert Body.objects.filter(kind="party").get().abbreviation == "VPTW"
    assert {body.abbreviation for body in opened if not body.code} == {"BQLL", "VHLKHCNVN", "VHLKHXH", "VPTW"}
    assert [Place.objects.on(date(2019, 3, 12)).count(), Place.objects.on(date(2025, 7, 1)).count()] == [63, 34]
    assert [place.name_vi for place in Place.objects.on(DAY).in_vietnamese_order()][:3] == [
        "An Giang",
        "Bà Rịa - Vũng Tàu",
        "Bạc Liêu",
    ]


def test_every_body_has_the_posts_its_work_needs(opened):
    needed = {Rank.LEADER, Rank.CLERK, Rank.RECORDS_KEEPER, Rank.AUDITOR, Rank.HEAD_OF_UNIT, Rank.OFFICE_CHIEF}
    for body in opened:
        posts = list(queries.posts_of(body, DAY))
        assert needed <= {post.rank for post in posts}
        assert all(post.unit for post in posts if post.rank in {Rank.CLERK, Rank.RECORDS_KEEPER, Rank.AUDITOR})
    assert str(Post.objects.filter(body__code="G12", rank=Rank.LEADER).get()) == "Bộ trưởng"


def test_opening_twice_opens_once(opened, now):
    before = [Body.objects.count(), Unit.objects.count(), Post.objects.count(), Place.objects.count()]
    seed.units_and_posts(seed.directory(now), now)
    assert [Body.objects.count(), Unit.objects.count(), Post.objects.count(), Place.objects.count()] == before


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("tài chính", ["Bộ Tài chính", "Ủy ban Giám sát tài chính Quốc gia"]),
        ("tai chinh", ["Bộ Tài chính", "Ủy ban Giám sát tài chính Quốc gia"]),
        ("TÀI bo", ["Bộ Tài chính", "Bộ Tài nguyên và Môi trường"]),
        ("tái chính", []),
        ("btc", ["Bộ Tài chính"]),
        ("ministry of finance", ["Bộ Tài chính"]),
        ("g12", ["Bộ Tài chính"]),
        ("VPTW", ["Văn phòng Trung ương Đảng"]),
        ("không có", []),
    ],
)
def test_a_search_finds_with_and_without_tones(words, found, opened):
    assert [body.vi_then for body in queries.directory(DAY, words)] == found
    assert [body.name_vi for body in queries.search(words, DAY)[0]] == found


def test_a_search_finds_units(opened):
    units = queries.search("tong cuc thue", DAY)[1]
    assert [(unit.name_vi, unit.body.name_vi, unit.code) for unit in units] == [
        ("Tổng cục Thuế", "Bộ Tài chính", "G12.18")
    ]


@pytest.mark.parametrize("value", ["G12", " g12 ", "000.00.00.G12"])
def test_both_styles_find_the_ministry(value, opened):
    assert queries.resolve_code(value, DAY).name_vi == "Bộ Tài chính"


@pytest.mark.parametrize("value", ["G12.18", "000.00.18.G12"])
def test_both_styles_find_the_unit(value, opened):
    assert queries.resolve_code(value, DAY).name_vi == "Tổng cục Thuế"
