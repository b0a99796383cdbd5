"""What is typed is kept beside the answers, page by page; the last tab wins and is told when another was newer."""

import pytest

from conftest import at
from lienthong.work.services import actions, rules, unfinished
from lienthong.work.services.actions.applying import NotOnThisPage

NINE, TEN = at("09:05"), at("10:00")


def kept(state, seen, tab="a", **typed):
    return unfinished.keep(state, typed or {"full_name": ["An"]}, seen=seen, tab=tab, at=NINE)


def test_what_a_tab_typed_is_there_when_it_comes_back():
    state, told = kept({}, 0)
    assert (told.edition, told.is_kept, told.was_newer) == (1, True, False)
    assert unfinished.typed_of(state) == {"full_name": ["An"]}
    assert unfinished.typed_at(state) == NINE
    assert unfinished.typed_at({}) is None


def test_of_two_tabs_the_last_wins_and_is_told_that_the_other_was_newer():
    state, _told = kept({}, 0, tab="a", full_name=["An"])
    state, told = kept(state, 0, tab="b", full_name=["Bình"])
    assert told.was_newer
    assert unfinished.typed_of(state) == {"full_name": ["Bình"]}
    assert not kept(state, 0, tab="b")[1].was_newer, "its own edition that it has not heard of yet"


def test_what_comes_late_does_not_stand_over_an_answer_until_it_is_typed_on():
    state, _told = kept({}, 0)
    state, told = kept(unfinished.answered(state), 1)
    assert (told.is_kept, told.was_newer) == (False, True)
    assert unfinished.typed_of(state) == {}
    assert kept(state, told.edition)[1].is_kept


def test_typed_text_is_cut_and_never_refused():
    state, _told = kept({}, 0, full_name=["x" * 900] * 900)
    [values] = unfinished.typed_of(state).values()
    assert (len(values), len(values[0])) == (unfinished.MOST_VALUES, unfinished.LONGEST_VALUE)


def keep(draft, by, page="licence", seen=1, **typed):
    typed = typed or {"valid_until": ["31/02/"]}
    return actions.keep_typed(application=draft, page=page, typed=typed, seen=seen, tab="a", by=by, now=TEN)


def test_a_half_typed_answer_is_kept_apart_and_goes_when_the_page_is_answered(hall, draft):
    before = dict(draft.given)
    assert keep(draft, hall.citizen, valid_until=["31/02/"], full_name=["of another page"], strange=["x"]).is_kept
    draft.refresh_from_db()
    assert draft.unfinished["licence"]["typed"] == {"valid_until": ["31/02/"]}
    assert dict(draft.given) == before
    answered = actions.answer(application=draft, page="licence", given={"withheld": False}, by=hall.citizen, now=TEN)
    assert "typed" not in answered.unfinished["licence"]
    assert not keep(draft, hall.citizen, seen=1).is_kept


def test_only_on_pages_there_are_by_whom_it_belongs_to_and_before_it_is_handed_in(hall, land, draft):
    with pytest.raises(NotOnThisPage):
        keep(draft, hall.citizen, page="nowhere")
    with pytest.raises(rules.NotYourApplication):
        keep(draft, land.other.clerk.account)
    keep(draft, hall.citizen)
    actions.submit(application=draft, by=hall.citizen, now=TEN)
    with pytest.raises(rules.AlreadySubmitted):
        keep(draft, hall.citizen)
    draft.refresh_from_db()
    assert draft.unfinished == {}
