"""Under a burst: so many go in, the others keep their place, nobody new passes them, and nothing is answered with an error."""

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponse
from django.test import RequestFactory

from conftest import at
from lienthong.kit.web import waiting
from lienthong.kit.web.waiting import CALLED, GRACE, LATEST, PLACE_HOLDS, SOONEST, Gate, Place, Waits, gated

NOW = at("09:05")
EARLY, LATE = Place("early", 100.0), Place("late", 101.0)


# -- the line ---------------------------------------------------------------------------------------------------------
def test_so_many_go_in_and_the_next_waits_until_one_leaves():
    gate = Gate()
    assert [gate.enter(None, most=2, at=100.0) for _person in (1, 2)] == [None, None]
    told = gate.enter(None, most=2, at=100.0)
    assert (told.ahead, told.back_in) == (0, SOONEST)
    assert isinstance(gate.enter(told.place, most=2, at=102.0), Waits)
    gate.leave()
    assert gate.enter(told.place, most=2, at=104.0) is None


def test_nobody_new_passes_those_who_wait_until_they_fail_to_come_back():
    gate = Gate()
    gate.enter(EARLY, most=0, at=100.0)
    assert isinstance(gate.enter(None, most=1, at=101.0), Waits)
    assert gate.enter(EARLY, most=1, at=102.0) is None
    gate.leave()
    later = 102.0 + SOONEST + GRACE
    assert gate.enter(None, most=1, at=later) is None


def test_whoever_came_first_is_told_to_come_back_first():
    gate = Gate()
    gate.enter(EARLY, most=0, at=100.0)
    assert gate.enter(LATE, most=0, at=101.0).ahead == 1
    assert gate.enter(EARLY, most=0, at=101.0).ahead == 0
    many = [gate.enter(Place(str(number), 200.0 + number), most=1, at=102.0) for number in range(1000)]
    soon = [gate.enter(each.place, most=0, at=102.5) for each in (many[0], many[30], many[-1]) if each]
    assert [each.back_in for each in soon] == sorted(each.back_in for each in soon)
    assert soon[-1].back_in == LATEST


def test_whoever_looks_in_turn_keeps_the_place_until_the_button_is_pressed():
    gate = Gate()
    assert gate.enter(EARLY, most=1, at=100.0, stays=False) is None
    gate.leave()
    assert isinstance(gate.enter(None, most=1, at=100.0 + CALLED - 1), Waits)
    assert gate.enter(EARLY, most=1, at=100.0 + CALLED - 1) is None


# -- the page ---------------------------------------------------------------------------------------------------------
@pytest.fixture(autouse=True)
def own_gate(monkeypatch, settings) -> Gate:
    settings.HEAVY_AT_ONCE = 1
    gate = Gate()
    monkeypatch.setattr(waiting, "GATE", gate)
    return gate


@gated(keeps=("sure",))
def step(request):
    return HttpResponse("done" if request.method == "POST" else "asked")


def asked(method="post", cookie="", now=NOW, **fields):
    request = getattr(RequestFactory(), method)("/check/?back", fields)
    request.now, request.trace_id, request.session = now, "0" * 32, {}
    request._messages = FallbackStorage(request)
    if cookie:
        request.COOKIES["place"] = cookie
    return request


def test_a_filled_gate_answers_with_a_page_that_keeps_place_and_fields(own_gate):
    own_gate.enter(None, most=1, at=NOW.timestamp())
    answer = step(asked(sure="1", password="secret"))
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (200, "2", "no-store")
    assert '<meta http-equiv="refresh" content="2; url=/check/?back">' in page
    assert '<input type="hidden" name="sure" value="1">' in page
    assert "secret" not in page
    place = answer.cookies["place"]
    assert (place["httponly"], place["samesite"]) == (True, "Lax")
    again = step(asked("get", place.value, now=at("09:09"))).content.decode()
    assert "Chỗ được giữ từ 09:05" in again
    assert "Chỗ của bạn được giữ" in again
    assert 'name="sure"' not in again
    own_gate.leave()
    turn = asked("get", place.value)
    assert step(turn).content == b"asked"
    assert "Đến lượt bạn" in str(next(iter(turn._messages)))
    assert step(asked()).content != b"done", "somebody new does not pass whoever is called"
    done = step(asked(cookie=place.value))
    assert done.content == b"done"
    assert done.cookies["place"].value == ""


def test_whoever_only_reads_and_whoever_comes_on_a_quiet_day_notices_nothing(own_gate):
    own_gate.enter(None, most=1, at=NOW.timestamp())
    assert step(asked("get")).content == b"asked"
    own_gate.leave()
    answer = step(asked())
    assert (answer.content, list(answer.cookies)) == (b"done", [])


def test_a_place_that_is_not_ours_is_none():
    assert waiting._place_of(asked(cookie="x:y:z")) is None
    assert waiting._place_of(asked()) is None
    assert PLACE_HOLDS == 900


def test_the_place_in_the_gate_is_given_back_when_the_step_fails(own_gate):
    @gated()
    def fails(request):
        raise ValueError

    for _time in range(3):
        with pytest.raises(ValueError):
            fails(asked())
    assert step(asked()).content == b"done"
