"""Eight known ways to cheat the ratings, each tried on a dossier that ended: blocked and on record, or marked."""

from dataclasses import replace
from datetime import date

import pytest

from conftest import at
from lienthong.ground.journal.models import Act
from lienthong.kit.ids import new_id
from lienthong.kit.outbox import Event as Announced
from lienthong.work.feedback import actions as feedback
from lienthong.work.feedback import rules as feedback_rules
from lienthong.work.feedback.models import Invitation
from lienthong.work.feedback.rules import Visit
from lienthong.work.feedback.states import End, Level
from lienthong.work.onestop import actions, asking, figures, overseeing, telling
from lienthong.work.onestop.states import ENDINGS, Anomaly, Kind, RefusalReason
from lienthong.work.onestop.tests.made import REASON

VOTES = Anomaly.VOTES
HOME = "203.0.113.7"
MONDAY_ON = date(2026, 11, 16)
NEXT_DAY = at("00:35", day=date(2026, 11, 17))
CLOSED = at("00:35", day=date(2026, 12, 2))
"""No answer of Monday can be changed any more: whole batches of ten of them are counted."""


@pytest.fixture
def ended(hall, in_hand):
    """The dossier was stopped by the office at eleven, and its person asked."""
    actions.stop(dossier=in_hand, reason=RefusalReason.OTHER, **REASON, by=hall.chief, now=at("11:00"))
    return asked_about(in_hand)


def asked_about(dossier):
    point = asking.end_point(dossier.events.in_order().last())
    return feedback.ask(point=point, by=None, now=at("11:00"))


def rate(invitation, visit, level=Level.VERY_GOOD, hour="12:00"):
    return feedback.answer(invitation=invitation, level=level, visit=visit, by=visit.account, now=at(hour))


def rated_by_others(dossier, kind, many):
    """So many more ends of the same sort, each answered well."""
    point = asking.end_point(dossier.events.get(kind=kind))
    for minute in range(many):
        asked = feedback.ask(point=replace(point, id=new_id()), by=None, now=at(f"11:{minute + 1:02}"))
        rate(asked, Visit(address=f"198.51.{minute}.4"), hour=f"12:{minute:02}")


def published():
    [row] = figures.count(since=at("00:00"), until=CLOSED, now=CLOSED).satisfaction
    return row


def is_refused(invitation, visit, refusal):
    with pytest.raises(refusal):
        rate(invitation, visit)
    invitation.refresh_from_db()
    return invitation.level is None


def test_1_rating_from_the_network_of_the_office_is_refused(ended, settings):
    settings.FEEDBACK_OFFICE_NETWORKS = ["10.20.0.0/16"]
    assert is_refused(ended, Visit(address="10.20.3.4"), feedback_rules.OfficeNetwork)


def test_2_rating_while_signed_in_as_a_clerk_is_refused_and_trying_is_on_record(hall, ended):
    clerk = hall.receiver.account
    assert is_refused(ended, Visit(address=HOME, account=clerk, is_official=True), feedback_rules.OfficialsDoNotRate)
    feedback.note_refused(invitation=ended, reason="officials-do-not-rate", by=clerk, now=at("12:00"))
    assert Act.objects.get(verb="feedback.answer.refused").by_id == clerk.pk


def test_3_signing_out_and_rating_in_the_same_browser_is_refused(hall, ended):
    visit = Visit(address=HOME, worked_for=[hall.office.body.pk])
    assert is_refused(ended, visit, feedback_rules.OfficeBrowser)


def test_4_replaying_the_one_time_link_changes_nothing(hall, ended):
    rate(ended, Visit(address=HOME, account=hall.citizen), Level.VERY_POOR)
    with pytest.raises(feedback_rules.LinkUsed):
        rate(ended, Visit(address="198.51.100.4"))
    ended.refresh_from_db()
    assert (ended.level, ended.answers.count()) == (Level.VERY_POOR, 1)


def test_5_who_had_the_dossier_does_not_rate_it_though_the_link_was_sent_to_them(hall, ended):
    """An official filed for themselves, or wrote their own account into it."""
    Invitation.objects.filter(pk=ended.pk).update(account=hall.officer.account)
    own = Visit(address=HOME, account=hall.officer.account, is_official=True)
    assert is_refused(ended, own, feedback_rules.OfficialsDoNotRate)


def test_6_a_burst_is_counted_marked_in_the_open_figures_and_told_to_the_leaders(hall, in_hand, ended):
    rated_by_others(in_hand, Kind.STOPPED, 11)
    feedback.flag_bursts(on=MONDAY_ON, now=NEXT_DAY)
    row = published()
    assert (row.answers, row.satisfied, row.flagged, row.flagged_satisfied) == (10, 10, 10, 10), "a whole batch"
    told = [each for each in overseeing.seen_by(hall.leader, at("00:00"), NEXT_DAY).findings() if each.kind == VOTES]
    assert {each.who for each in told} == {"", "Người Thử Chuyên viên sát hạch"}
    assert told[0].words.startswith("Nhiều câu trả lời trong mười phút: 11 trên 11 câu trả lời")
    assert told[0].dossier == in_hand.pk
    assert VOTES in [each.kind for each in overseeing.seen_by(hall.chief, at("00:00"), NEXT_DAY).findings()]


def test_7_nobody_chooses_who_is_asked_and_who_cannot_be_reached_lowers_the_response(hall, waiting):
    """Every end is announced, and asked about by what hears it; a telephone left out is an end without an answer."""
    assert set(asking.ENDS) == ENDINGS
    waiting.application.applicant, waiting.application.phone = None, ""
    waiting.application.entered_by = hall.receiver
    waiting.application.save()
    refused = actions.refuse(dossier=waiting, reason=RefusalReason.OTHER, **REASON, by=hall.receiver, now=at("11:00"))
    happened = refused.events.in_order().last()
    telling.ask_how_it_was(Announced("onestop.dossier.refused", happened.pk, happened.at, new_id()))
    asked = Invitation.objects.get(end_id=happened.pk)
    assert (asked.sent, asked.level) == (False, None)
    rated_by_others(refused, happened.kind, 10)
    Invitation.objects.exclude(pk=asked.pk).update(sent=True)
    row = published()
    assert (row.ends, row.invited, row.answers) == (11, 10, 10)


def test_8_a_bad_end_is_not_left_out_by_ending_it_before_it_is_taken_in_or_having_it_withdrawn(hall, waiting, in_hand):
    actions.refuse(dossier=waiting, reason=RefusalReason.OTHER, **REASON, by=hall.receiver, now=at("11:00"))
    actions.withdraw(dossier=in_hand, words="", by=hall.citizen, now=at("11:00"))
    for dossier, end in ((waiting, End.NOT_RECEIVED), (in_hand, End.WITHDRAWN)):
        asked = asked_about(dossier)
        assert asked.end == end
        rate(asked, Visit(address=HOME, account=hall.citizen), Level.VERY_POOR)
    rated_by_others(in_hand, Kind.WITHDRAWN, 8)
    row = published()
    assert (row.ends, row.answers, row.satisfied) == (10, 10, 8)
