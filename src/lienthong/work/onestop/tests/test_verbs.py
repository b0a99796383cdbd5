"""Every verb: who may, when it may, and what is refused."""

import copy
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from conftest import at, submitted
from lienthong.ground.mandates import rules as mandates
from lienthong.work.onestop import actions, histories, queries, rules, standing, states
from lienthong.work.onestop.actions.handling import NoNextStep
from lienthong.work.onestop.deciding import NoSuchOutcome
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import Alarm, Kind, RefusalReason, Status
from lienthong.work.onestop.tests.made import REASON, REFUSAL

TUESDAY, THURSDAY = date(2026, 11, 17), date(2026, 11, 19)
NOON, BEFORE = at("11:00"), at("11:00", day=date(2025, 12, 31))
MARK = {"kind": "question", "name": "full_name", "words": "Thiếu chữ đệm"}


def give(verb, dossier, by, now=NOON, **more):
    """One verb with everything it needs."""
    needs = {
        "refuse": {"reason": RefusalReason.NOT_ELIGIBLE, **REASON},
        "stop": {"reason": RefusalReason.DUPLICATE, **REASON},
        "ask_supplement": {"items": [MARK], **REASON},
        "apologise": {"reason": REASON["words"], "new_due_at": at("16:00", day=date(2026, 11, 25))},
        "take_cash": {"slip": "BL-0001"},
        "propose": {"outcome": "cap_moi", "words": " Đủ điều kiện. "},
        "decide": {"outcome": "cap_moi", "words": "Đủ điều kiện."},
        "return_result": {"to": "Người nộp"},
        "withdraw": {"words": ""},
        "supply": {"answers": {"full_name": "Nguyễn Thị Minh Anh"}, "files": []},
    }
    return getattr(actions, verb)(dossier=dossier, by=by, now=now, **{**needs.get(verb, {}), **more})


OFFICIAL = [
    ("receive", "waiting", "receiver", "officer"),
    ("refuse", "waiting", "receiver", "officer"),
    ("take_cash", "waiting", "receiver", "officer"),
    ("ask_payment", "waiting", "receiver", "officer"),
    ("ask_supplement", "waiting", "receiver", "officer"),
    ("ask_supplement", "in_hand", "officer", "auditor"),
    ("supply", "waiting", "receiver", "officer"),
    ("acknowledge", "in_hand", "officer", "auditor"),
    ("pass_on", "in_hand", "officer", "auditor"),
    ("propose", "in_hand", "officer", "auditor"),
    ("assign", "in_hand", "chief", "officer"),
    ("decide", "in_hand", "chief", "officer"),
    ("apologise", "in_hand", "leader", "receiver"),
    ("apologise", "in_hand", "leader", "auditor"),
    ("stop", "in_hand", "chief", "receiver"),
    ("stop", "in_hand", "chief", "auditor"),
    ("heed_escalation", "in_hand", "chief", "auditor"),
    ("return_result", "in_hand", "receiver", "officer"),
]


@pytest.mark.parametrize("case", OFFICIAL, ids=" ".join)
def test_another_role_another_body_and_an_ended_mandate_are_refused(case, hall, other, request):
    verb, which, who, wrong = case
    dossier = request.getfixturevalue(which)
    right = getattr(hall, who)
    more = {"holder": hall.officer} if verb == "assign" else {}
    elsewhere = copy.copy(right)
    elsewhere.post = other.clerk.post
    with pytest.raises(mandates.NotInThisRole):
        give(verb, dossier, hall.office.auditor if wrong == "auditor" else getattr(hall, wrong), **more)
    with pytest.raises(mandates.NotYours):
        give(verb, dossier, elsewhere, **more)
    with pytest.raises(mandates.MandateEnded):
        give(verb, dossier, right, now=BEFORE, **more)
    assert Dossier.objects.get(pk=dossier.pk).last_seq == dossier.last_seq


def test_another_unit_of_the_body_may_not_handle_it(hall, in_hand):
    for verb in ("acknowledge", "pass_on", "propose", "ask_supplement"):
        with pytest.raises(mandates.NotYours):
            give(verb, in_hand, hall.office.specialist)


WRONG_MOMENT = [
    ("receive", "in_hand", "receiver"),
    ("refuse", "in_hand", "receiver"),
    ("acknowledge", "in_hand", "officer"),
    ("acknowledge", "waiting", "receiver"),
    ("pass_on", "waiting", "receiver"),
    ("propose", "waiting", "receiver"),
    ("assign", "waiting", "leader"),
    ("decide", "waiting", "leader"),
    ("apologise", "waiting", "leader"),
    ("stop", "waiting", "leader"),
    ("supply", "waiting", "citizen"),
    ("supply", "in_hand", "citizen"),
    ("return_result", "in_hand", "receiver"),
    ("fetch_result", "in_hand", "citizen"),
]


@pytest.mark.parametrize(("verb", "which", "who"), WRONG_MOMENT)
def test_a_verb_at_the_wrong_moment_is_refused_and_nothing_is_written(verb, which, who, hall, request):
    dossier = request.getfixturevalue(which)
    more = {"holder": hall.receiver} if verb == "assign" else {}
    with pytest.raises(states.DossierMovedOn):
        give(verb, dossier, getattr(hall, who), **more)
    assert dossier.events.count() == dossier.last_seq


def test_who_saw_an_older_state_is_told_that_it_moved_on(hall, waiting, in_hand):
    for verb, dossier, who in (
        ("receive", waiting, hall.receiver), ("refuse", waiting, hall.receiver), ("ask_supplement", in_hand, hall.officer),
        ("acknowledge", in_hand, hall.officer), ("pass_on", in_hand, hall.officer), ("decide", in_hand, hall.chief),
        ("return_result", in_hand, hall.receiver),
    ):  # fmt: skip
        with pytest.raises(states.DossierMovedOn) as refused:
            give(verb, dossier, who, seen=dossier.last_seq - 1)
        assert refused.value.facts == {"seen": dossier.last_seq - 1, "last": dossier.last_seq}
    assert give("receive", waiting, hall.receiver, seen=waiting.last_seq).status == Status.RECEIVED


def test_a_dossier_is_another_persons(hall, other, waiting):
    stranger = other.clerk.account
    for verb in ("withdraw", "supply", "fetch_result"):
        with pytest.raises(rules.NotYours):
            give(verb, waiting, stranger)


# -- taken in or not --------------------------------------------------------------------------------------------------
def test_the_first_event_says_what_was_handed_in_and_until_when_it_is_to_be_taken_in(hall, waiting):
    first = waiting.events.in_order()[0]
    assert (first.kind, first.by_citizen, first.by_name) == (Kind.SUBMITTED, hall.citizen.pk, "Nguyễn Thị Minh Anh")
    assert first.details["fee"] == 135_000
    assert waiting.step_due_at == at("09:00", day=TUESDAY)
    assert (waiting.deciding_unit_id, waiting.unit_id) == (hall.division.pk, hall.desk.pk)


def test_what_is_not_paid_is_not_taken_in(hall, waiting):
    Dossier.objects.filter(pk=waiting.pk).update(paid_at=None)
    with pytest.raises(rules.NotPaid):
        give("receive", waiting, hall.receiver)


def test_a_refusal_keeps_reason_words_and_law_and_can_be_taken_back_for_ten_minutes(hall, waiting):
    refused = give("refuse", waiting, hall.receiver)
    assert refused.status == Status.NOT_RECEIVED
    last = refused.events.in_order().last()
    assert last.details == {"reason": "not_eligible", **REASON}
    back = actions.undo(dossier=refused, by=hall.receiver, now=NOON + timedelta(minutes=10))
    assert back.standing == standing.fold(back.events.in_order())
    assert (back.status, back.step_due_at, back.due_at) == (Status.SUBMITTED, waiting.step_due_at, None)


def test_set_phrases_and_missing_law_are_refused_wherever_words_are_asked(hall, waiting, in_hand):
    for verb, dossier, who in (
        ("refuse", waiting, hall.receiver), ("ask_supplement", in_hand, hall.officer), ("stop", in_hand, hall.chief),
    ):  # fmt: skip
        with pytest.raises(rules.ReasonEmpty):
            give(verb, dossier, who, words="Hồ sơ không hợp lệ theo quy định.")
        with pytest.raises(rules.BasisMissing):
            give(verb, dossier, who, law=" ")
    with pytest.raises(rules.ReasonEmpty) as empty:
        give("apologise", in_hand, hall.leader, reason="Vì lý do khách quan, mong ông bà thông cảm.")
    assert "vì sao chính hồ sơ này chậm" in str(empty.value.detail), "of an apology, not of a refusal"


def test_taking_back_is_for_the_same_person_ten_minutes_and_the_last_act(hall, waiting, in_hand):
    refused = give("refuse", waiting, hall.receiver)
    for who, now in ((hall.officer, NOON), (hall.receiver, NOON + timedelta(minutes=10, seconds=1))):
        with pytest.raises(rules.TooLateToUndo):
            actions.undo(dossier=refused, by=who, now=now)
    with pytest.raises(mandates.MandateEnded):
        actions.undo(dossier=refused, by=hall.receiver, now=BEFORE)
    asked = give("ask_supplement", in_hand, hall.officer)
    give("withdraw", asked, hall.citizen)
    with pytest.raises(rules.TooLateToUndo):
        actions.undo(dossier=asked, by=hall.officer, now=NOON)


def test_only_refusals_requests_and_stops_can_be_taken_back(hall, in_hand):
    with pytest.raises(rules.TooLateToUndo):
        actions.undo(dossier=in_hand, by=hall.officer, now=at("10:31"))


# -- in the office ----------------------------------------------------------------------------------------------------
def test_who_takes_it_over_has_it_and_the_head_may_give_it_to_another_of_the_unit(hall, in_hand):
    assert in_hand.holder_id == hall.officer.pk
    given = actions.assign(dossier=in_hand, holder=hall.chief, by=hall.chief, now=NOON, note=" Gấp ")
    assert given.holder_id == hall.chief.pk
    assert given.events.in_order().last().details["note"] == "Gấp"
    with pytest.raises(rules.HolderElsewhere):
        actions.assign(dossier=in_hand, holder=hall.receiver, by=hall.chief, now=NOON)


def test_steps_follow_each_other_and_within_a_unit_nobody_takes_over_anew(hall, in_hand):
    passed = actions.pass_on(dossier=in_hand, by=hall.officer, now=NOON)
    assert (passed.step, passed.waiting_since, passed.holder_id) == ("decision", None, hall.officer.pk)
    passed = actions.pass_on(dossier=passed, by=hall.officer, now=NOON)
    assert passed.step == "printing"
    with pytest.raises(NoNextStep):
        actions.pass_on(dossier=passed, by=hall.officer, now=NOON)
    assert queries.verify_chain(passed) is None


def test_to_another_unit_it_waits_until_that_unit_says_that_it_has_it(hall, in_hand):
    offering = in_hand.application.offering
    offering.units = {}
    offering.save()
    passed = actions.pass_on(dossier=in_hand, by=hall.officer, now=at("15:30"))
    assert (passed.unit_id, passed.waiting_since, passed.holder_id) == (hall.desk.pk, at("15:30"), None)
    for verb, who in (("propose", hall.receiver), ("pass_on", hall.receiver), ("decide", hall.leader)):
        with pytest.raises(states.NotAcknowledged):
            give(verb, passed, who)


def test_a_proposal_stands_in_the_chain(hall, in_hand):
    proposed = give("propose", in_hand, hall.officer)
    assert proposed.events.in_order().last().details == {"outcome": "cap_moi", "words": "Đủ điều kiện."}


def test_what_officials_propose_to_each_other_is_read_inside_the_office_only(hall, in_hand):
    proposed = give("propose", in_hand, hall.officer)
    inside = histories.inside(proposed, list(proposed.events.in_order()))
    outside = histories.outside(proposed, list(proposed.events.in_order()))
    public = histories.public(proposed, queries.public_events_of(proposed))
    assert [told[-1].about for told in (inside, outside, public)] == ["Đủ điều kiện.", "", ""]
    assert outside[:-1] == inside[:-1]
    assert outside[-1].words == inside[-1].words


# -- the applicant's turn ---------------------------------------------------------------------------------------------
def test_a_request_marks_what_is_wrong_and_stops_the_clock(hall, in_hand):
    asked = give("ask_supplement", in_hand, hall.officer)
    assert (asked.status, asked.paused_at, asked.supplement_count) == (Status.SUPPLEMENT, NOON, 1)
    details = asked.events.in_order().last().details
    assert details["items"] == [MARK]
    assert details["working_minutes_left"] == 5 * 480 + 270  # an hour till noon, 3 h 30 after, and five days
    assert queries.request_of(list(asked.events.in_order())).details == details


def test_only_marked_things_are_supplied_and_all_of_them(hall, in_hand):
    asked = give("ask_supplement", in_hand, hall.officer)
    with pytest.raises(rules.UnmarkedChange):
        give("supply", asked, hall.citizen, answers={"full_name": "An", "licence_class": "c"})
    with pytest.raises(rules.NothingSupplied):
        give("supply", asked, hall.citizen, answers={})
    given = give(
        "supply", asked, hall.citizen, answers={"full_name": "Nguyễn Thị Minh Ánh"}, now=at("10:00", day=THURSDAY)
    )
    last = given.events.in_order().last()
    assert last.details["answers"] == {"full_name": {"from": "Nguyễn Thị Minh Anh", "to": "Nguyễn Thị Minh Ánh"}}
    assert given.application.given["full_name"] == "Nguyễn Thị Minh Ánh"
    assert (given.status, given.promised_at) == (Status.PROCESSING, in_hand.promised_at)
    assert given.due_at == at("16:30", day=date(2026, 11, 27))  # five working days; the 24th is Culture Day
    assert given.step_due_at > in_hand.step_due_at


def test_the_desk_takes_an_answer_in_for_a_person_at_the_counter(hall, waiting):
    asked = give("ask_supplement", waiting, hall.receiver)
    given = give("supply", asked, hall.receiver, now=at("10:00", day=THURSDAY))
    assert (given.status, given.due_at, given.step_due_at) == (
        Status.SUBMITTED,
        None,
        at("10:00", day=date(2026, 11, 20)),
    )
    received = give("receive", given, hall.receiver, now=at("10:30", day=THURSDAY))
    assert received.begins_at == at("10:00", day=THURSDAY)


def test_answers_that_do_not_fit_are_refused_also_in_a_supplement(hall, in_hand):
    from lienthong.work.services.actions.applying import AnswersUnfit

    mark = {**MARK, "name": "valid_until"}
    asked = give("ask_supplement", in_hand, hall.officer, items=[mark])
    with pytest.raises(AnswersUnfit):
        give("supply", asked, hall.citizen, answers={"valid_until": "hôm qua"})


def unpaid(dossier):
    Dossier.objects.filter(pk=dossier.pk).update(paid_at=None)
    return Dossier.objects.get(pk=dossier.pk)


def test_a_reminder_stops_the_clock_until_the_fee_has_come_and_then_it_counts_anew(hall, in_hand, waiting):
    asked = give("ask_payment", unpaid(in_hand), hall.officer)
    assert (asked.status, asked.paused_at) == (Status.PAYMENT, NOON)
    paid = actions.pay(dossier=asked, reference="LT1", by=None, now=at("10:00", day=THURSDAY))
    assert (paid.status, paid.paid_at, paid.due_at) == (
        Status.PROCESSING, at("10:00", day=THURSDAY), at("16:30", day=date(2026, 11, 27)),
    )  # fmt: skip
    asked = give("ask_payment", unpaid(waiting), hall.receiver)
    paid = give("take_cash", asked, hall.receiver, now=at("10:00", day=THURSDAY), slip=" BL  7 ")
    assert (paid.status, paid.step_due_at) == (Status.SUBMITTED, at("10:00", day=date(2026, 11, 20)))
    assert paid.events.in_order().last().details["reference"] == "BL 7"


def test_told_twice_it_is_paid_once_and_an_ended_dossier_is_not_paid_any_more(hall, waiting):
    again = actions.pay(dossier=waiting, reference="LT2", by=None, now=NOON)
    assert (again.last_seq, again.paid_at) == (waiting.last_seq, waiting.paid_at)
    ended = give("withdraw", unpaid(waiting), hall.citizen)
    assert actions.pay(dossier=ended, reference="LT2", by=None, now=NOON).paid_at is None
    with pytest.raises(states.DossierMovedOn):
        give("take_cash", ended, hall.receiver)


def test_nothing_is_asked_or_taken_that_is_not_due(hall, waiting, in_hand):
    for verb, dossier, who in (("take_cash", waiting, hall.receiver), ("ask_payment", in_hand, hall.officer)):
        with pytest.raises(rules.NothingDue):
            give(verb, dossier, who)
    Dossier.objects.filter(pk=waiting.pk).update(fee=0)
    with pytest.raises(rules.NothingDue):
        give("take_cash", unpaid(waiting), hall.receiver)


def test_one_receipt_pays_one_dossier_of_a_body(hall, waiting):
    second = submitted(hall)
    give("take_cash", unpaid(waiting), hall.receiver, slip="BL-0001")
    with pytest.raises(rules.SlipUsed):
        give("take_cash", unpaid(second), hall.receiver, slip=" BL-0001 ")
    assert give("take_cash", unpaid(second), hall.receiver, slip="BL-0002").paid_at is not None


@pytest.mark.parametrize("slip", ["x", "BL", "----"])
def test_what_has_no_digit_is_no_number_of_a_slip(hall, waiting, slip):
    with pytest.raises(rules.SlipMissing):
        give("take_cash", unpaid(waiting), hall.receiver, slip=slip)


def test_cash_needs_the_number_of_its_slip(hall, waiting):
    with pytest.raises(rules.SlipMissing):
        give("take_cash", unpaid(waiting), hall.receiver, slip="  ")


# -- the date ---------------------------------------------------------------------------------------------------------
def test_one_apology_gives_a_new_date_and_the_promise_stays(hall, in_hand):
    sorry = give("apologise", in_hand, hall.leader)
    assert (sorry.due_at, sorry.promised_at) == (at("16:30", day=date(2026, 11, 25)), in_hand.promised_at)
    assert sorry.events.in_order().last().details["in_time"] is True
    with pytest.raises(rules.ApologisedBefore):
        give("apologise", sorry, hall.leader, new_due_at=at("16:00", day=date(2026, 11, 27)))


@pytest.mark.parametrize(("day", "in_time"), [(22, True), (23, False), (24, False)])
def test_an_apology_less_than_a_day_before_the_date_is_marked(hall, in_hand, day, in_time):
    sorry = give("apologise", in_hand, hall.leader, now=at("08:00", day=date(2026, 11, day)))
    assert sorry.events.in_order().last().details["in_time"] is in_time


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 28), date(2027, 1, 1)], ids=str)
def test_the_new_date_is_a_later_working_day(hall, in_hand, day):
    with pytest.raises(rules.DateNotLater):
        give("apologise", in_hand, hall.leader, new_due_at=at("16:00", day=day))


def test_the_new_date_is_a_day_in_viet_nam(hall, in_hand):
    sorry = give("apologise", in_hand, hall.leader, new_due_at=at("06:00", day=date(2026, 11, 26)))
    assert sorry.due_at == at("16:30", day=date(2026, 11, 26))


# -- the end ----------------------------------------------------------------------------------------------------------
def test_a_stop_while_the_applicant_was_asked_can_be_taken_back_and_all_goes_on(hall, in_hand):
    asked = give("ask_supplement", in_hand, hall.officer)
    stopped = give("stop", asked, hall.chief)
    assert stopped.status == Status.STOPPED
    back = actions.undo(dossier=stopped, by=hall.chief, now=NOON)
    assert (back.status, back.paused_at) == (Status.SUPPLEMENT, NOON)
    assert give("supply", back, hall.citizen).status == Status.PROCESSING


def test_what_was_paid_goes_back_when_it_is_withdrawn_before_the_office_took_it_in(hall, waiting, in_hand):
    for dossier, last in ((waiting, Kind.FEE_SETTLED), (in_hand, Kind.WITHDRAWN)):
        gone = actions.withdraw(dossier=dossier, words="", by=hall.citizen, now=NOON)
        assert gone.events.in_order().last().kind == last
        assert (gone.cash_due_since is not None) == (last == Kind.FEE_SETTLED)


def test_a_withdrawn_dossier_is_over(hall, in_hand):
    gone = give("withdraw", in_hand, hall.citizen, words=" Không cần nữa ")
    assert (gone.status, gone.is_open) == (Status.WITHDRAWN, False)
    assert gone.events.in_order().last().details == {"words": "Không cần nữa"}
    with pytest.raises(states.DossierMovedOn):
        give("withdraw", gone, hall.citizen)


def test_whom_a_dossier_is_about_is_neither_asked_for_nor_supplied_otherwise(hall, in_hand):
    mark = {"kind": "question", "name": "identity_number", "words": "Xem lại số."}
    with pytest.raises(rules.SubjectSettled):
        give("ask_supplement", in_hand, hall.officer, items=[mark], **REASON)
    given, version = in_hand.application.given, in_hand.version
    name = {"value": given["full_name"], "register": "dan_cu", "reading": "x", "as_of": "2026-11-16"}

    def about(number: str, *, facts, subject: str = ""):
        held = SimpleNamespace(facts=facts, given=given)
        dossier = SimpleNamespace(application=held, version=version, subject_number=subject)
        rules.require_same_subject(dossier, {"full_name": "Lê Thị Hoa", "identity_number": number, "reason": "damaged"})

    about(given["identity_number"], facts={})
    about(given["identity_number"], facts={"full_name": {**name, "disputed": True}})
    about("001190000001", facts={}, subject="001190000001")
    about(given["identity_number"], facts={}, subject="0300588569")
    for wrong in (
        {"number": "001190000001", "facts": {}},
        {"number": "001190000001", "facts": {}, "subject": given["identity_number"]},
        {"number": "001190000001", "facts": {}, "subject": "0300588569"},
        {"number": given["identity_number"], "facts": {"full_name": name}},
    ):
        with pytest.raises(rules.AnotherPerson):
            about(**wrong)


def test_a_refusal_by_decision_needs_words_and_law_and_an_outcome_of_the_procedure(hall, in_hand):
    with pytest.raises(NoSuchOutcome):
        give("decide", in_hand, hall.chief, outcome="cap_nham")
    refusal = {**REFUSAL, "plain": "", "law": ""}
    wrong = [
        (rules.ReasonEmpty, {"plain": "Không đủ điều kiện.", "law": REASON["law"]}),
        (rules.ReasonEmpty, {"plain": "Không đúng quy định.", "law": REASON["law"], "words": REASON["words"]}),
        (rules.BasisMissing, {"plain": REASON["words"]}),
        (rules.ReasonUnchosen, {"plain": REASON["words"], "law": REASON["law"], "reason": None}),
        (rules.ReasonUnchosen, {"plain": REASON["words"], "law": REASON["law"], "reason": RefusalReason.LEAD_ENDED}),
    ]
    for refused, said in wrong:
        with pytest.raises(refused):
            give("decide", in_hand, hall.chief, **{**refusal, **said})
    in_hand.refresh_from_db()
    assert in_hand.result is None


# -- nothing in silence -----------------------------------------------------------------------------------------------
def test_an_alarm_is_said_once_only_while_it_holds_and_again_after_a_new_date(hall, in_hand):
    late = at("17:00", day=date(2026, 11, 23))
    assert not actions.alarm(dossier=in_hand, about=Alarm.OVERDUE, now=at("16:30", day=date(2026, 11, 23)))
    assert actions.alarm(dossier=in_hand, about=Alarm.OVERDUE, now=late)
    assert not actions.alarm(dossier=in_hand, about=Alarm.OVERDUE, now=late)
    give("apologise", in_hand, hall.leader, now=late)
    assert not actions.alarm(dossier=in_hand, about=Alarm.OVERDUE, now=late)
    assert actions.alarm(dossier=in_hand, about=Alarm.OVERDUE, now=at("17:00", day=date(2026, 11, 25)))


def test_what_was_settled_just_before_is_not_said(hall, waiting):
    late = at("09:01", day=TUESDAY)
    assert not actions.alarm(dossier=waiting, about=Alarm.NOT_RECEIVED, now=at("09:00", day=TUESDAY))
    give("receive", waiting, hall.receiver, now=late)
    assert not actions.alarm(dossier=waiting, about=Alarm.NOT_RECEIVED, now=late)
