"""Marks, alarms and what each person may do next; on rows that are not stored where that is enough."""

from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from conftest import at
from lienthong.ground.mandates import rules as mandates
from lienthong.work.onestop import actions, rules, states
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import Alarm, Status

NOW = at("11:00")
ROOMS = Path(rules.__file__).parents[2]
MARK = {"kind": "question", "name": "full_name", "words": " Thiếu chữ đệm "}


def stands(dossier, status, **fields):
    """The same dossier in another standing, not stored."""
    dossier.status = status
    for name, value in fields.items():
        setattr(dossier, name, value)
    return dossier


@pytest.mark.parametrize(
    "items",
    [[], [{**MARK, "words": "  "}], [MARK, {"kind": "paper", "name": "giay_kham_suc_khoe"}]],
    ids=["none", "blank", "one of two"],
)
def test_every_mark_says_what_is_wrong(waiting, items):
    with pytest.raises(rules.NothingMarked):
        rules.require_items(waiting, items)


@pytest.mark.parametrize(
    ("kind", "name"), [("question", "giay_kham_suc_khoe"), ("paper", "full_name"), ("page", "reason")]
)
def test_a_mark_points_to_a_question_or_a_paper_of_the_procedure(waiting, kind, name):
    with pytest.raises(rules.NoSuchItem):
        rules.require_items(waiting, [{**MARK, "kind": kind, "name": name}])


def test_marks_are_kept_as_plain_words(waiting):
    paper = {"kind": "paper", "name": "giay_kham_suc_khoe", "words": "Mờ", "colour": "red"}
    assert rules.require_items(waiting, [MARK, paper]) == [
        {**MARK, "words": "Thiếu chữ đệm"},
        {"kind": "paper", "name": "giay_kham_suc_khoe", "words": "Mờ"},
    ]


DUE = at("16:30", day=date(2026, 11, 23))
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("about", "now", "amiss"),
    [
        (Alarm.DUE_SOON, DUE - timedelta(days=1), False),
        (Alarm.DUE_SOON, DUE - timedelta(days=1) + SECOND, True),
        (Alarm.DUE_SOON, DUE, True),
        (Alarm.DUE_SOON, DUE + SECOND, False),
        (Alarm.OVERDUE, DUE, False),
        (Alarm.OVERDUE, DUE + SECOND, True),
        (Alarm.NOT_RECEIVED, DUE, False),
        (Alarm.UNANSWERED, DUE, False),
    ],
)
def test_what_is_amiss_with_a_dossier_in_hand(in_hand, about, now, amiss):
    assert rules.is_amiss(in_hand, about, now=now) is amiss


def test_while_the_applicant_has_it_nothing_is_amiss_at_the_office(in_hand):
    paused = stands(in_hand, Status.SUPPLEMENT)
    assert [about for about in Alarm if rules.is_amiss(paused, about, now=DUE + timedelta(days=90))] == []


def steps(hall, dossier):
    people = {"receiver": hall.receiver, "officer": hall.officer, "chief": hall.chief, "leader": hall.leader}
    return {name: found for name, by in people.items() if (found := rules.next_steps(by, dossier, now=NOW))}


def test_before_it_is_taken_in_only_the_desk_has_something_to_do(hall, waiting):
    assert steps(hall, waiting) == {"receiver": ["receive", "supplement", "refuse"]}
    waiting.paid_at = None
    assert steps(hall, waiting) == {"receiver": ["cash", "remind", "supplement", "refuse"]}
    assert steps(hall, stands(waiting, Status.PAYMENT)) == {"receiver": ["cash"]}


def test_who_may_only_see_is_offered_nothing_and_can_do_nothing(hall, in_hand):
    auditor = hall.office.auditor
    for status in Status:
        for alarms in ("", Alarm.ESCALATED.value):
            assert rules.next_steps(auditor, stands(in_hand, status, alarms=alarms), now=NOW) == []
    for step in rules._STEPS:
        with pytest.raises(mandates.NotInThisRole):
            rules.require_step(auditor, step, stands(in_hand, Status.PROCESSING), now=NOW)


def test_no_action_of_any_room_goes_by_a_right_to_see():
    """To note that a dossier was read, and to hand out evidence, are the deeds of reading."""
    acting = [each for each in ROOMS.glob("*/*/actions/**/*.py") if each.name not in {"reading.py", "exporting.py"}]
    assert len(acting) > 30
    seeing = {f"Verb.{verb.name}" for verb in mandates.SEEING}
    assert {each.name: found for each in acting if (found := sorted(w for w in seeing if w in each.read_text()))} == {}


def test_a_second_apology_is_neither_offered_nor_asked_for(hall, in_hand):
    sorry = stands(in_hand, Status.PROCESSING, apologised_at=NOW)
    assert "apologise" not in rules.next_steps(hall.leader, sorry, now=NOW)
    with pytest.raises(rules.ApologisedBefore):
        rules.require_step(hall.leader, "apologise", sorry, now=NOW)


@pytest.mark.parametrize("step", ["apologise", "stop", "decide", "assign"])
def test_no_step_of_a_dossier_that_is_over_is_begun(hall, in_hand, step):
    with pytest.raises(states.DossierMovedOn):
        rules.require_step(hall.leader, step, stands(in_hand, Status.STOPPED), now=NOW)


def test_what_is_offered_can_be_begun(hall, waiting, in_hand):
    asking = set(rules._STEPS)
    for who, dossier in (("receiver", waiting), ("chief", in_hand)):
        by = getattr(hall, who)
        for step in asking & set(rules.next_steps(by, dossier, now=NOW)):
            rules.require_step(by, step, dossier, now=NOW)
    with pytest.raises(rules.NothingDue):
        rules.require_step(hall.receiver, "cash", waiting, now=NOW)
    waiting.paid_at = None
    rules.require_step(hall.receiver, "cash", waiting, now=NOW)


def test_in_the_office_it_is_taken_over_handled_decided_and_watched(hall, in_hand):
    handled = ["pass-on", "propose", "consult", "supplement"]
    assert steps(hall, in_hand) == {
        "officer": handled,
        "chief": [*handled, "decide", "assign", "apologise", "stop"],
        "leader": ["decide", "assign", "apologise", "stop"],
    }
    assert steps(hall, stands(in_hand, Status.PROCESSING, waiting_since=NOW)) == {
        "officer": ["acknowledge"],
        "chief": ["acknowledge", "apologise", "stop"],
        "leader": ["apologise", "stop"],
    }


def test_a_result_is_handed_over_by_the_desk_and_then_nobody_has_anything_to_do(hall, in_hand):
    assert steps(hall, stands(in_hand, Status.DONE)) == {"receiver": ["return"]}
    assert steps(hall, stands(in_hand, Status.RETURNED)) == {}


def test_money_that_comes_while_it_is_worked_on_changes_no_date(hall, in_hand):
    Dossier.objects.filter(pk=in_hand.pk).update(paid_at=None)
    paid = actions.pay(dossier=in_hand, reference="LT3", by=None, now=NOW)
    assert (paid.paid_at, paid.due_at, paid.step_due_at) == (NOW, in_hand.due_at, in_hand.step_due_at)


def test_who_hands_the_same_in_once_more_for_a_person_says_why():
    assert rules.require_again([], "") == {}
    open_one = SimpleNamespace(code="H41.06-261116-0001")
    with pytest.raises(rules.OpenAlready) as refused:
        rules.require_again([open_one], "  ")
    assert refused.value.facts["open"] == [open_one.code]
    with pytest.raises(rules.ReasonEmpty):
        rules.require_again([open_one], "Theo quy định")
    why = "Giấy phép thứ hai hạng C của bà cũng sắp hết hạn."
    assert rules.require_again([open_one], why) == {"again": {"codes": [open_one.code], "why": why}}
