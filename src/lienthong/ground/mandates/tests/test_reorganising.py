"""Posts are abolished and restored; what happened to a mandate in between is respected."""

from datetime import timedelta

import pytest

from conftest import at
from lienthong.ground.mandates import actions
from lienthong.ground.mandates.actions import reorganising
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.states import Role
from lienthong.ground.organisations.plans import Moves

NOW = at("10:00")


@pytest.fixture
def clerk(country):
    return country.other.clerk


def abolished(mandate):
    return Moves(posts=(mandate.post_id,))


def again(mandate):
    return Mandate.objects.get(pk=mandate.pk)


def test_what_would_end_is_counted_and_what_ends_says_why(clerk):
    assert reorganising.count_held(abolished(clerk)) == 1
    ended = reorganising.end_held(abolished(clerk), None, NOW)
    assert [each["mandate"] for each in ended] == [str(clerk.pk)]
    assert again(clerk).valid_until == NOW
    assert reorganising.count_held(abolished(clerk)) == 0
    assert reorganising.end_held(abolished(clerk), None, NOW + timedelta(hours=1)) == []


def test_a_mandate_with_an_end_of_its_own_keeps_it(clerk):
    last_day = NOW + timedelta(days=30)
    Mandate.objects.filter(pk=clerk.pk).update(valid_until=last_day)
    ended = reorganising.end_held(abolished(clerk), None, NOW)
    reorganising.hold_again(ended, None, NOW + timedelta(hours=1))
    assert again(clerk).valid_until == last_day


def test_an_end_that_was_changed_meanwhile_is_not_taken_back(clerk):
    ended = reorganising.end_held(abolished(clerk), None, NOW)
    Mandate.objects.filter(pk=clerk.pk).update(valid_until=NOW - timedelta(days=1))
    reorganising.hold_again(ended, None, NOW)
    assert again(clerk).valid_until == NOW - timedelta(days=1)


def test_somebody_appointed_anew_is_not_appointed_twice(clerk):
    ended = reorganising.end_held(abolished(clerk), None, NOW)
    later = NOW + timedelta(hours=1)
    actions.appoint(
        account=clerk.account,
        post=clerk.post,
        role=Role.CLERK,
        source="Quyết định mới",
        valid_from=later,
        by=None,
        now=later,
    )
    reorganising.hold_again(ended, None, later)
    assert again(clerk).valid_until == NOW
