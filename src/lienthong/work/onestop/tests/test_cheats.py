"""Sixteen known ways to cheat the clock, each tried: blocked, or told to the leaders. One test a way, in its number."""

import copy
from datetime import date

import pytest

from conftest import ANSWERS, at
from lienthong.ground.mandates import rules as mandates
from lienthong.work.onestop import actions, figures, overseeing, queries, rules, states, timing
from lienthong.work.onestop.actions.handling import NoNextStep
from lienthong.work.onestop.states import Anomaly, Kind, RefusalReason
from lienthong.work.onestop.tests.made import REASON
from lienthong.work.services import actions as services
from lienthong.work.services.actions.applying import Whom
from lienthong.work.services.states import Channel

MARK = {"kind": "question", "name": "full_name", "words": "Thiếu chữ đệm"}
SUPPLIED = {"answers": {"full_name": "Nguyễn Thị Minh Anh"}, "files": []}
DUE_DAY = date(2026, 11, 23)
WORDS = "Giấy phép hạng B còn hiệu lực, dữ liệu khớp."


def told(hall):
    found = overseeing.seen_of(hall.office.body, at("00:00"), at("00:00", day=date(2027, 1, 1))).findings()
    return [(each.kind, each.who) for each in found]


def ask(dossier, hall, now):
    return actions.ask_supplement(dossier=dossier, items=[MARK], **REASON, by=hall.officer, now=now)


def supply(dossier, hall, now):
    return actions.supply(dossier=dossier, **SUPPLIED, by=hall.citizen, now=now)


def test_1_opening_late_the_clock_has_run_since_it_was_handed_in(hall, waiting):
    late = actions.receive(dossier=waiting, by=hall.receiver, now=at("10:00", day=date(2026, 11, 19)))
    assert (late.begins_at, late.due_at) == (at("09:00"), at("16:30", day=DUE_DAY))
    assert told(hall) == [(Anomaly.OPENED_LATE, "Người Thử Cán bộ Một cửa")]


def test_2_a_supplement_asked_for_just_before_the_date_is_told(hall, in_hand):
    ask(in_hand, hall, at("16:00", day=DUE_DAY))
    assert told(hall) == [(Anomaly.SUPPLEMENT_LATE, "Người Thử Chuyên viên sát hạch")]


def test_3_supplements_again_and_again_are_told(hall, in_hand):
    supply(ask(in_hand, hall, at("11:00")), hall, at("13:00"))
    assert told(hall) == []
    assert ask(in_hand, hall, at("14:00")).supplement_count == 2
    assert [kind for kind, _who in told(hall)] == [Anomaly.SUPPLEMENT_AGAIN]


def apologise(dossier, hall, now, day):
    return actions.apologise(
        dossier=dossier, reason=REASON["words"], new_due_at=at("16:00", day=day), by=hall.leader, now=now
    )


def test_4_an_apology_after_the_date_is_marked_told_and_makes_nothing_on_time(hall, in_hand):
    sorry = apologise(in_hand, hall, at("08:00", day=date(2026, 11, 25)), date(2026, 11, 27))
    assert sorry.events.in_order().last().details["in_time"] is False
    assert [kind for kind, _who in told(hall)] == [Anomaly.APOLOGY_LATE]
    actions.decide(
        dossier=sorry, outcome="cap_moi", words=WORDS, by=hall.chief, now=at("09:00", day=date(2026, 11, 26))
    )
    [row] = overseeing.seen_of(hall.office.body, at("00:00"), at("00:00", day=date(2026, 12, 1))).rows("unit")
    assert (row.on_time, row.late) == (0, 1)


def test_5_a_second_apology_is_refused_also_after_a_supplement_gave_a_new_date(hall, in_hand):
    apologise(in_hand, hall, at("11:00"), date(2026, 11, 25))
    supply(ask(in_hand, hall, at("13:00")), hall, at("14:00"))
    with pytest.raises(rules.ApologisedBefore):
        apologise(in_hand, hall, at("15:00"), date(2026, 12, 2))


def test_6_refusing_and_taking_it_back_gains_no_time_and_is_told(hall, waiting):
    refused = actions.refuse(dossier=waiting, reason=RefusalReason.OTHER, **REASON, by=hall.receiver, now=at("11:00"))
    back = actions.undo(dossier=refused, by=hall.receiver, now=at("11:09"))
    assert (back.step_due_at, back.submitted_at) == (waiting.step_due_at, waiting.submitted_at)
    received = actions.receive(dossier=back, by=hall.receiver, now=at("11:10"))
    assert (received.begins_at, received.due_at) == (at("09:00"), at("16:30", day=DUE_DAY))
    assert [kind for kind, _who in told(hall)] == [Anomaly.TAKEN_BACK]


def test_7_stopping_it_and_having_it_filed_again_is_told(hall, in_hand):
    actions.stop(dossier=in_hand, reason=RefusalReason.OTHER, **REASON, by=hall.chief, now=at("11:00"))
    later = at("09:00", day=date(2026, 11, 18))
    draft = services.begin(
        offering=hall.offerings["doi_giay_phep_lai_xe"], whom=Whom("001190012345", "Nguyễn Thị Minh Anh"),
        by=hall.citizen, now=later, channel=Channel.ONLINE,
    )  # fmt: skip
    for page, given in ANSWERS.items():
        services.answer(application=draft, page=page, given=given, by=hall.citizen, now=later)
    again = actions.submit_dossier(application=draft, by=hall.citizen, now=later)
    [found] = overseeing.seen_of(hall.office.body, at("00:00"), at("00:00", day=date(2026, 12, 1))).findings()
    assert (found.kind, found.dossier, found.when) == (Anomaly.REFILED, again.pk, later)
    assert in_hand.code in found.words


def test_8_closing_just_before_midnight_is_told_and_is_late_all_the_same(hall, in_hand):
    actions.decide(dossier=in_hand, outcome="cap_moi", words=WORDS, by=hall.chief, now=at("23:58", day=DUE_DAY))
    assert told(hall) == [(Anomaly.BEFORE_MIDNIGHT, "Người Thử Trưởng phòng")]
    [row] = overseeing.seen_of(hall.office.body, at("00:00"), at("00:00", day=date(2026, 12, 1))).rows("unit")
    assert (row.on_time, row.late) == (0, 1)


def test_9_steps_under_two_minutes_are_told(hall, in_hand):
    actions.pass_on(dossier=in_hand, by=hall.officer, now=at("10:31"))
    actions.pass_on(dossier=in_hand, by=hall.officer, now=at("10:32"))
    assert [kind for kind, _who in told(hall)] == [Anomaly.TOO_FAST, Anomaly.TOO_FAST]


def test_10_pausing_at_the_end_of_a_month_is_told_and_nothing_pauses_for_money_that_has_come(hall, in_hand):
    with pytest.raises(rules.NothingDue):
        actions.ask_payment(dossier=in_hand, by=hall.officer, now=at("11:00"))
    ask(in_hand, hall, at("11:00", day=date(2026, 11, 30)))
    assert Anomaly.MONTH_END in [kind for kind, _who in told(hall)]


def test_11_handing_back_and_forth_is_told_and_steps_only_go_forward(hall, in_hand):
    first = in_hand.due_at
    actions.assign(dossier=in_hand, holder=hall.chief, by=hall.chief, now=at("11:00"))
    given = actions.assign(dossier=in_hand, holder=hall.officer, by=hall.chief, now=at("12:00"))
    assert given.due_at == first
    assert [kind for kind, _who in told(hall)] == [Anomaly.BACK_AND_FORTH]
    names = [each.plain["name"] for each in timing.plan(in_hand, received_at=in_hand.begins_at).steps]
    walked = [actions.pass_on(dossier=in_hand, by=hall.officer, now=at(hour)).step for hour in ("13:00", "14:00")]
    assert [given.step, *walked] == names[1:4]
    with pytest.raises(NoNextStep):
        actions.pass_on(dossier=in_hand, by=hall.officer, now=at("15:00"))


def test_12_nobody_acts_for_another_unit_body_or_person_or_after_their_time(hall, other, in_hand):
    foreign = copy.copy(hall.officer)
    foreign.post = other.specialist.post
    for by in (hall.office.specialist, foreign):
        with pytest.raises(mandates.NotYours):
            actions.pass_on(dossier=in_hand, by=by, now=at("11:00"))
    ended = copy.copy(hall.officer)
    ended.valid_until = at("10:00")
    with pytest.raises(mandates.MandateEnded):
        actions.pass_on(dossier=in_hand, by=ended, now=at("11:00"))
    with pytest.raises(rules.TooLateToUndo):
        actions.undo(dossier=ask(in_hand, hall, at("11:00")), by=hall.chief, now=at("11:01"))
    with pytest.raises(rules.NotYours):
        actions.supply(dossier=in_hand, **SUPPLIED, by=other.clerk.account, now=at("11:05"))


def test_13_saying_that_one_has_what_nobody_handed_over_is_refused_and_so_is_saying_it_for_another_unit(hall, waiting):
    with pytest.raises(mandates.NotYours):
        actions.acknowledge(dossier=waiting, by=hall.officer, now=at("09:30"))
    handed = actions.receive(dossier=waiting, by=hall.receiver, now=at("10:00"))
    with pytest.raises(mandates.NotYours):
        actions.acknowledge(dossier=handed, by=hall.office.specialist, now=at("10:05"))
    actions.acknowledge(dossier=handed, by=hall.officer, now=at("10:30"))
    with pytest.raises(states.DossierMovedOn):
        actions.acknowledge(dossier=handed, by=hall.officer, now=at("10:31"))


def test_14_a_receipt_dated_back_in_the_database_breaks_the_chain_at_that_event(hall, in_hand):
    assert queries.verify_chain(in_hand) is None
    received = in_hand.events.get(kind=Kind.RECEIVED)
    with pytest.raises(TypeError):
        received.save()
    in_hand.events.filter(pk=received.pk).update(at=at("09:01"))
    assert queries.verify_chain(in_hand) == received.seq


def test_15_no_result_is_given_before_it_was_decided(hall, in_hand):
    with pytest.raises(states.DossierMovedOn):
        actions.return_result(dossier=in_hand, to="Người nộp", by=hall.receiver, now=at("11:00"))
    with pytest.raises(states.DossierMovedOn):
        actions.fetch_result(dossier=in_hand, by=hall.citizen, now=at("11:00"))


def test_16_nothing_moves_the_promised_date_and_late_is_late_against_it(hall, in_hand):
    promised = in_hand.promised_at
    sorry = apologise(in_hand, hall, at("11:00"), date(2026, 11, 27))
    again = supply(ask(sorry, hall, at("08:00", day=date(2026, 11, 24))), hall, at("09:00", day=date(2026, 11, 25)))
    assert again.promised_at == promised
    actions.decide(
        dossier=again, outcome="cap_moi", words=WORDS, by=hall.chief, now=at("09:00", day=date(2026, 11, 26))
    )
    found = figures.count(since=at("00:00"), until=at("00:00", day=date(2026, 12, 1)), now=at("00:00"))
    assert (found.decided, found.on_time) == (1, 0)


def test_an_honest_day_raises_no_question(hall, waiting, in_hand):
    actions.receive(dossier=waiting, by=hall.receiver, now=at("11:00"))
    actions.acknowledge(dossier=waiting, by=hall.officer, now=at("13:30"))
    actions.pass_on(dossier=in_hand, by=hall.officer, now=at("14:00"))
    assert told(hall) == []
