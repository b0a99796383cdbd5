"""Shares with their intervals, and points as the circular and the decision give them."""

import pytest

from lienthong.work.feedback import indices


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


def test_decision_766_is_full_at_its_marks_and_in_proportion_below():
    full = indices.index_766(dossiers=100, late=0, disliked=10, online=50)
    assert (full.progress, full.satisfaction, full.online, full.total) == (20.0, 18.0, 12.0, 50.0)
    half = indices.index_766(dossiers=100, late=40, disliked=15, online=25)
    assert (half.progress, half.satisfaction, half.online) == (12.0, 9.0, 6.0)
    assert indices.index_766(dossiers=9, late=0, disliked=0, online=9) is None
    assert indices.index_766(dossiers=10, late=8, disliked=8, online=0).satisfaction == 0.0


def test_the_gap_is_between_the_best_and_the_worst_that_can_be_shown():
    best, worst = indices.share(9, 10), indices.share(6, 10)
    assert indices.gap([best, None, worst]) == pytest.approx(0.3)
    assert indices.gap([best, None]) is None
