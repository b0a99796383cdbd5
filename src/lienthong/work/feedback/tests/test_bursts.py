"""Bursts of answers, without a database: what strikes, what does not, and that honest answers are struck seldom."""

import random
from datetime import timedelta
from itertools import product
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import at
from lienthong.kit.ids import new_id
from lienthong.work.feedback import bursts
from lienthong.work.feedback.bursts import ALARM, DAY, WITHIN, Vote
from lienthong.work.feedback.states import BurstKind

WORDS = "can bo rat nhiet tinh, chu dao"


def vote(minute, **more):
    return Vote(new_id(), at("08:00") + timedelta(minutes=minute), **more)


def kinds(today, before=(), past_days=()):
    return [each.kind for each in bursts.found(today, before, past_days)]


def test_a_quiet_day_is_no_burst():
    assert kinds([]) == []
    assert kinds([vote(each * 40, network=f"n{each}", device=f"d{each}") for each in range(12)]) == []


@pytest.mark.parametrize(("count", "found"), [(3, 0), (4, 4)], ids=["three_are_a_family", "four_are_not"])
def test_answers_within_ten_minutes(count, found):
    struck = list(bursts.together([vote(each * 3) for each in range(count)]))
    assert [len(each.votes) for each in struck] == [found] * bool(found)


def test_the_tenth_minute_is_within_and_the_next_second_is_not():
    close = [vote(0), vote(3), vote(6), vote(10)]
    assert len(next(bursts.together(close)).votes) == 4
    assert list(bursts.together([*close[:3], vote(10.02)])) == []


def test_on_a_busy_day_it_takes_more():
    spread = [vote(each * 24) for each in range(20)]
    assert list(bursts.together([*spread, *(vote(1 + each) for each in range(3))])) == []
    [struck] = bursts.together([*spread, *(vote(1 + each / 2) for each in range(9))])
    assert (struck.kind, struck.of) == (BurstKind.TOGETHER, 29)


ALIKE = [
    (BurstKind.NETWORK, "network", 3, 4),
    (BurstKind.DEVICE, "device", 2, 3),
    (BurstKind.PHONE, "phone", 2, 3),
    (BurstKind.WORDS, "words", 2, 4),
]


@pytest.mark.parametrize(("kind", "name", "few", "many"), ALIKE, ids=[name for _kind, name, _few, _many in ALIKE])
def test_answers_that_have_one_thing_in_common(kind, name, few, many):
    def some(count):
        return [vote(each * 60, **{name: WORDS}) for each in range(count)]

    assert list(bursts.alike(kind, some(few), [])) == []
    [struck] = bursts.alike(kind, some(many), [])
    assert (struck.kind, len(struck.votes), struck.of, struck.key) == (kind, many, many, WORDS)
    assert list(bursts.alike(kind, [], some(many))) == [], "nothing new today"
    earlier, today = some(many)[1:], some(1)
    assert [len(each.votes) for each in bursts.alike(kind, today, earlier)] == [many]


def test_everybodys_words_and_what_is_not_known_are_nobodys():
    assert list(bursts.alike(BurstKind.WORDS, [vote(each, words="tot") for each in range(30)], [])) == []
    assert list(bursts.alike(BurstKind.DEVICE, [vote(each) for each in range(30)], [])) == []


def test_a_day_against_ones_own_past():
    assert kinds([vote(each * 40) for each in range(9)], past_days=[1, 0] * 15) == [BurstKind.SURGE]
    assert kinds([vote(each * 40) for each in range(9)], past_days=[5, 4] * 15) == []
    assert kinds([vote(each * 40) for each in range(9)], past_days=[0] * 19) == [], "no past to speak of"
    assert kinds([vote(each * 100) for each in range(4)], past_days=[0] * 30) == [], "four are no surge"


# -- how often honest answers are struck ------------------------------------------------------------------------------
@settings(max_examples=40)
@given(st.integers(0, 80), st.integers(20, 60))
def test_a_steady_rate_is_struck_on_one_day_of_ten_thousand_at_most(whole, days):
    """Exact: whatever the rate, given how many came on all days, those of one day are binomial."""
    part = 1 / (days + 1)
    struck = [k for k in range(whole + 1) if bursts.chance_surge(k, whole - k, days) < ALARM]
    assert sum(comb(whole, k) * part**k * (1 - part) ** (whole - k) for k in struck) <= ALARM


@pytest.mark.parametrize(("whole", "part"), [(5, 3), (10, 4), (16, 5)], ids=["few", "some", "many"])
def test_answers_spread_by_chance_come_together_no_oftener_than_is_said(whole, part):
    dice, turns, hits = random.Random(20_261_116), 3000, 0
    for _turn in range(turns):
        when = sorted(dice.random() for _each in range(whole))
        hits += any(late - early <= WITHIN / DAY for early, late in zip(when, when[part - 1 :], strict=False))
    said = bursts.chance_together(whole, part)
    assert hits / turns <= said + 3 * (said / turns) ** 0.5
    assert hits


@given(st.lists(st.integers(1, 20), min_size=3, max_size=5), st.integers(3, 5), st.data())
def test_values_that_agree_by_chance_agree_no_oftener_than_is_said(weights, whole, data):
    """Exact, over every way in which so many people can have one of a few values."""
    part = data.draw(st.integers(2, whole))
    shares = [each / sum(weights) for each in weights]
    found = 0.0
    for drawn in product(range(len(shares)), repeat=whole):
        if max(drawn.count(each) for each in set(drawn)) >= part:
            chance = 1.0
            for each in drawn:
                chance *= shares[each]
            found += chance
    assert found <= bursts.chance_alike(whole, part, max(shares)) + 1e-9


@given(st.integers(1, 60), st.integers(1, 60))
def test_a_chance_is_a_chance_and_more_together_is_less_likely(whole, part):
    part = min(whole, part)
    for chance in (bursts.chance_together(whole, part), bursts.chance_alike(whole, part, 0.02)):
        assert 0 < chance <= 1
    assert bursts.chance_together(whole, whole) >= bursts.chance_together(whole + 1, whole + 1)
    assert bursts.chance_together(0, 0) == bursts.chance_alike(0, 0, 0.1) == 1.0
