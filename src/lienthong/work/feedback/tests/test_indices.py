"""Shares with their intervals, and points as the circular and the decision give them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthong.work.feedback import indices
from lienthong.work.feedback.indices import Facts766


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(8, 10, 0.490, 0.943), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (50, 100, 0.404, 0.596)],
    ids=["8_of_10", "none", "all", "half"],
)
def test_the_interval_is_wilsons(part, whole, low, high):
    """Reference values: Wilson score interval, z = 1.96."""
    found = indices.share(part, whole)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.001)
    assert found.value == part / whole


def test_nine_answers_say_nothing():
    assert indices.share(9, 9) is None


@pytest.mark.parametrize(
    ("counts", "points"),
    [((10, 0, 0), 2.0), ((0, 10, 0), 1.0), ((0, 0, 10), 0.0), ((5, 3, 2), 1.3), ((0, 0, 0), None)],
    ids=["better", "equal", "worse", "mixed", "nothing"],
)
def test_points_of_dossiers_are_their_mean(counts, points):
    assert indices.points_of_parts(*counts) == points


@pytest.mark.parametrize(
    ("complaints", "points"),
    [(0, 1.5), (2, 1.1), (6, 0.3), (7, 0.2), (9, 0.0), (40, 0.0)],
    ids=["none", "two", "all_sooner", "one_more", "all", "more_than_dossiers"],
)
def test_each_complaint_of_manners_takes_the_points_of_one_of_the_best(complaints, points):
    assert indices.points_of_manners(6, 3, 10, complaints) == points


@pytest.mark.parametrize(
    ("on_time", "ended", "points"),
    [(0, 0, 2.0), (10, 10, 2.0), (9, 10, 1.0), (8, 10, 0.0)],
    ids=["none", "all", "nine_in_ten", "fewer"],
)
def test_points_of_handling(on_time, ended, points):
    assert indices.points_of_handling(on_time, ended) == points


@pytest.mark.parametrize(
    ("online", "dossiers", "late", "points"),
    [(3, 10, 0, 2.0), (2, 10, 0, 1.0), (1, 10, 0, 0.0), (10, 10, 1, 0.0), (0, 0, 0, None)],
    ids=["thirty", "fifteen", "fewer", "one_late", "nothing"],
)
def test_points_of_online_need_that_none_is_late(online, dossiers, late, points):
    assert indices.points_of_online(online, dossiers, late) == points


@pytest.mark.parametrize(
    ("procedures", "on_the_spot", "all_there", "points"),
    [(10, 2, False, 2.0), (10, 1, True, 1.0), (10, 1, False, 0.0), (0, 0, True, None)],
    ids=["a_fifth", "taken_in_there", "neither", "nothing_offered"],
)
def test_points_of_the_spot(procedures, on_the_spot, all_there, points):
    assert indices.points_of_the_spot(procedures, on_the_spot, all_there=all_there) == points


@pytest.mark.parametrize(
    ("procedures", "complete", "points"), [(3, 3, 1.0), (3, 2, 0.0), (0, 0, None)], ids=["whole", "open", "nothing"]
)
def test_points_of_publishing_are_those_of_its_electronic_half(procedures, complete, points):
    assert indices.points_of_publishing(procedures, complete) == points


@pytest.mark.parametrize(
    ("points", "most", "grades"),
    [(15, 18, (15, 15)), (14.9, 18, (12, 12)), (11, 17, (9, 12)), (5.9, 6, (0, 15)), (0, 18, (0, 0))],
    ids=["excellent", "just_not", "one_point_unknown", "little_known", "nothing"],
)
def test_what_could_not_be_counted_makes_a_grade_a_range(points, most, grades):
    assert indices.grades(points, most) == grades


NONE = Facts766(
    dossiers=100, late=0, disliked=0, online=0, with_fee=0, paid_online=0, electronic=0, kept=0, reused=0, procedures=0,
    complete=0,
)  # fmt: skip


def points_766(**facts):
    groups = indices.index_766(replace(NONE, **facts))
    return {name: group and (group.points, group.most) for name, group in groups.items()}


def test_decision_766_is_full_at_its_marks():
    assert points_766(
        disliked=10, online=50, with_fee=60, paid_online=48, electronic=100, kept=80, reused=80, procedures=5, complete=5
    ) == {
        "openness": (6.0, 6), "progress": (20.0, 20), "digital": (22.0, 22), "online": (12.0, 12),
        "payment": (10.0, 10), "content": (18.0, 18),
    }  # fmt: skip


def test_decision_766_is_in_proportion_below_and_leaves_out_what_there_was_nothing_of():
    half = points_766(
        late=40, disliked=15, online=25, with_fee=100, paid_online=40, electronic=50, kept=40, reused=40, procedures=4,
        complete=2,
    )  # fmt: skip
    assert [points for points, _most in half.values()] == [3.0, 12.0, 11.0, 6.0, 5.0, 9.0]
    none = points_766(late=80, disliked=80)
    assert (none["openness"], none["payment"]) == (None, None)
    assert (none["content"], none["digital"], none["online"]) == ((0.0, 18), (0.0, 22), (0.0, 12))
    assert indices.index_766(replace(NONE, dossiers=9)) is None


@given(st.lists(st.integers(0, 100), min_size=8, max_size=8), st.integers(10, 100))
def test_no_group_has_more_points_than_it_can_have(parts, dossiers):
    late, disliked, online, fee, electronic, kept, reused, complete = (min(each, dossiers) for each in parts)
    groups = indices.index_766(
        Facts766(dossiers, late, disliked, online, fee, fee // 2, electronic, kept, reused, 100, complete)
    )
    assert all(0 <= each.points <= each.most for each in groups.values() if each)


def test_the_gap_is_between_the_best_and_the_worst_that_can_be_shown():
    best, worst = indices.share(9, 10), indices.share(6, 10)
    assert indices.gap([best, None, worst]) == pytest.approx(0.3)
    assert indices.gap([best, None]) is None
