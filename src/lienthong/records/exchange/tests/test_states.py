import pytest

from lienthong.records.exchange import states
from lienthong.records.exchange.states import (
    ALLOWED,
    CHANGES_ALLOWED,
    ENDED_BY_SENDER,
    OPEN_AT_RECEIVER,
    REGISTERED,
    ChangeState,
    DeliveryState,
    Standing,
)

STEPS = {
    ("00", "01"), ("00", "02"),
    ("01", "02"), ("01", "03"),
    ("03", "04"), ("03", "05"), ("03", "06"),
    ("04", "04"), ("04", "05"), ("04", "06"),
    ("05", "04"), ("05", "06"),
    *((held, ended) for held in ("00", "01", "03", "04", "05", "06") for ended in ("91", "93")),
}  # fmt: skip


@pytest.mark.parametrize("source", DeliveryState.values)
@pytest.mark.parametrize("target", DeliveryState.values)
def test_a_step_is_taken_only_if_the_table_has_it(source, target):
    if (source, target) in STEPS:
        states.require(source, DeliveryState(target))
    else:
        with pytest.raises(states.DeliveryMovedOn) as refused:
            states.require(source, DeliveryState(target))
        assert refused.value.facts == {"current": source, "wanted": target}


def test_every_state_can_be_reached_and_only_the_sender_reopens_what_is_completed():
    reached, waiting = {DeliveryState.QUEUED}, [DeliveryState.QUEUED]
    while waiting:
        for following in ALLOWED[waiting.pop()] - reached:
            reached.add(following)
            waiting.append(following)
    assert reached == set(DeliveryState)
    assert {state for state in DeliveryState if not ALLOWED[state]} == {DeliveryState.REFUSED, *ENDED_BY_SENDER}
    assert ALLOWED[DeliveryState.COMPLETED] == ENDED_BY_SENDER


def test_what_is_open_is_neither_on_its_way_nor_ended():
    assert {"01", "03", "04", "05"} == OPEN_AT_RECEIVER
    assert {"03", "04", "05", "06"} == REGISTERED
    assert len(Standing.values) == len(set(Standing.values))


def test_a_request_is_answered_once_or_overtaken():
    assert set(CHANGES_ALLOWED) == set(ChangeState)
    assert {state for state, following in CHANGES_ALLOWED.items() if following} == {ChangeState.ASKED}
