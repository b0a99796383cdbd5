"""From the question to the answer, and to the call that a low one brings."""

from datetime import date, timedelta

import pytest

from conftest import at
from lienthong.ground.identity.models import Account
from lienthong.ground.journal.models import Act
from lienthong.ground.mandates.rules import NotInThisRole
from lienthong.ground.notices.models import Notice, Text
from lienthong.work.feedback import actions, jobs, queries, rules, states
from lienthong.work.feedback.models import Invitation, RecoveryCase
from lienthong.work.feedback.states import CaseState, Channel, Level
from lienthong.work.feedback.tests.conftest import SECRET, from_home

WORDS = "Anh Bình chờ ba tuần vì phòng khám gửi nhầm kết quả; in lại thẻ và xin lỗi."


def rated(invitation, level, *, hour="10:00", **more):
    visit = from_home(account=more.pop("account", None), began=[invitation.pk])
    return actions.answer(invitation=invitation, level=level, visit=visit, by=None, now=at(hour), **more)


def verbs():
    return list(Act.objects.filter(verb__startswith="feedback.").order_by("id").values_list("verb", flat=True))


def test_the_code_is_kept_nowhere(invitation, person):
    text = Text.objects.get(kind="feedback.invitation.sent")
    assert text.address == "+84000123456"
    kept = [text.facts, bytes(invitation.digest), *Act.objects.values_list("body", flat=True), *Notice.objects.values()]
    assert SECRET not in repr(kept)
    assert "ABCD EFGH" not in repr(kept)
    assert queries.by_code("abcd efgh jkmn") == invitation
    assert Notice.objects.get(account=person).url == f"/feedback/of/{invitation.pk}/"


def test_an_end_is_asked_about_once(invite, point):
    again = point()
    assert actions.ask(point=again, by=None, now=at("09:00")).code == again.code
    assert actions.ask(point=again, by=None, now=at("09:05")) is None
    assert Invitation.objects.count() == 1


def test_who_cannot_be_reached_is_counted_as_not_reached(invite):
    alone = invite(account=None, phone="", channel=Channel.COUNTER)
    assert not alone.sent
    assert alone.is_assisted
    assert not Text.objects.exists()


def test_an_answer_counts_at_once_and_a_changed_mind_keeps_both(invitation):
    rated(invitation, Level.GOOD)
    rated(invitation, Level.FAIR, hour="11:00", reasons=["time"], words="Chờ hơi lâu.")
    invitation.refresh_from_db()
    assert (invitation.level, invitation.answered_at) == (Level.FAIR, at("10:00"))
    assert [each.level for each in invitation.answers.order_by("seq")] == [Level.GOOD, Level.FAIR]
    assert queries.latest(invitation).words == "Chờ hơi lâu."
    assert verbs() == ["feedback.invitation.sent", "feedback.answer.given", "feedback.answer.changed"]
    assert not RecoveryCase.objects.exists()


def test_a_second_vote_by_the_old_link_is_refused_and_can_be_noted(invitation):
    rated(invitation, Level.VERY_POOR)
    with pytest.raises(rules.LinkUsed):
        actions.answer(invitation=invitation, level=5, visit=from_home(), by=None, now=at("12:00"))
    actions.note_refused(invitation=invitation, reason="link-used", by=None, now=at("12:00"))
    invitation.refresh_from_db()
    assert invitation.level == Level.VERY_POOR
    assert Act.objects.filter(verb="feedback.answer.refused", body__reason="link-used").exists()


def test_a_low_level_opens_one_case_for_the_head_of_the_unit_due_in_two_working_days(invitation, country):
    rated(invitation, Level.POOR)
    rated(invitation, Level.GOOD, hour="10:05")
    rated(invitation, Level.VERY_POOR, hour="10:10")
    case = RecoveryCase.objects.get()
    assert case.owner == country.province.head_of_unit
    assert case.due_at == at("16:30", day=date(2026, 11, 18))
    assert Notice.objects.filter(account=case.owner.account, kind="feedback.case.opened").count() == 1


def test_where_no_unit_decided_the_leader_owns_the_case(invite, country):
    rated(invite(unit=None), Level.POOR)
    assert RecoveryCase.objects.get().owner == country.province.leader


def test_where_nobody_leads_the_case_waits_without_an_owner(invite, country):
    from lienthong.ground.mandates.models import Mandate

    Mandate.objects.filter(role="leader", post__body=country.province.body).update(valid_until=at("08:00"))
    rated(invite(unit=None), Level.POOR)
    assert RecoveryCase.objects.get().owner is None


@pytest.fixture
def case(invitation):
    rated(invitation, Level.VERY_POOR)
    return RecoveryCase.objects.get()


def test_closing_needs_taking_reaching_and_words_and_the_person_reads_them(case, country, person):
    head = country.province.head_of_unit
    with pytest.raises(states.MovedOn):
        actions.close_case(case=case, reached="phone", words=WORDS, by=head, now=at("13:00"))
    actions.take_case(case=case, by=head, now=at("13:00"))
    with pytest.raises(rules.WordsEmpty):
        actions.close_case(case=case, reached="phone", words="Đã giải quyết theo quy định.", by=head, now=at("14:00"))
    closed = actions.close_case(case=case, reached="phone", words=WORDS, by=head, now=at("14:00"))
    assert (closed.state, closed.owner) == (CaseState.CLOSED, head)
    told = Notice.objects.get(account=person, kind="feedback.case.closed")
    assert WORDS in told.title
    assert rules.next_steps(head, closed, now=at("14:00")) == []


def test_a_case_closed_without_a_call_comes_back_to_the_leader(case, country, person):
    head = country.province.head_of_unit
    assert rules.next_steps(head, case, now=at("13:00")) == ["take"]
    taken = actions.take_case(case=case, by=head, now=at("13:00"))
    assert rules.next_steps(head, taken, now=at("13:00")) == ["close"]
    actions.close_case(case=case, reached="not_reached", words=WORDS, by=head, now=at("14:00"))
    stranger = Account.objects.create_user("la@lienthong.example", "Người Lạ")
    with pytest.raises(rules.NotTheirs):
        actions.dispute_closing(case=case, by=stranger, now=at("15:00"))
    back = actions.dispute_closing(case=case, by=person, now=at("15:00"))
    assert (back.state, back.owner, back.reopened_count) == (CaseState.OPEN, country.province.leader, 1)
    assert Notice.objects.filter(account=back.owner.account, kind="feedback.case.reopened").count() == 1


def test_who_has_no_account_is_told_by_text(invite, country):
    rated(invite(account=None), Level.POOR)
    case, head = RecoveryCase.objects.get(), country.province.head_of_unit
    actions.take_case(case=case, by=head, now=at("13:00"))
    actions.close_case(case=case, reached="phone", words=WORDS, by=head, now=at("14:00"))
    assert Text.objects.filter(kind="feedback.case.closed").count() == 1


def test_who_left_only_an_address_is_told_by_letter(invite):
    invitation = invite(account=None, phone="", email="nguoi.dan@lienthong.example")
    assert invitation.sent
    assert Text.objects.get().address == "nguoi.dan@lienthong.example"


def test_who_left_nothing_is_told_nothing(invite, country):
    rated(invite(account=None, phone=""), Level.POOR)
    case, head = RecoveryCase.objects.get(), country.province.head_of_unit
    actions.take_case(case=case, by=head, now=at("13:00"))
    actions.close_case(case=case, reached="in_person", words=WORDS, by=head, now=at("14:00"))
    assert not Text.objects.exists()


def test_after_two_working_days_the_leader_is_told_once(case, country, monkeypatch):
    assert actions.tell_overdue(now=case.due_at) == 0
    late = case.due_at + timedelta(minutes=1)
    monkeypatch.setattr(jobs.clock, "now", lambda: late)
    jobs.watch()
    assert actions.tell_overdue(now=late) == 0
    assert Notice.objects.filter(account=country.province.leader.account, kind="feedback.case.overdue").count() == 1


def test_a_case_is_seen_by_its_unit_and_its_leader_and_by_no_other_office(case, country):
    for mandate in (country.province.leader, country.province.head_of_unit):
        assert queries.case_readable(mandate, case.pk) == case
    for mandate in (country.other.leader, country.province.records_keeper):
        assert queries.case_readable(mandate, case.pk) is None
    head = country.province.head_of_unit
    head.post.unit = None
    assert queries.case_readable(head, case.pk) is None
    assert rules.next_steps(country.province.records_keeper, case, now=at("13:00")) == []
    with pytest.raises(NotInThisRole):
        actions.take_case(case=case, by=country.province.records_keeper, now=at("13:00"))


def test_an_unknown_code_and_another_persons_question_are_not_found(invitation):
    with pytest.raises(rules.NoSuchInvitation):
        queries.by_code("ZZZZ ZZZZ ZZZZ")
    stranger = Account.objects.create_user("la@lienthong.example", "Người Lạ")
    with pytest.raises(rules.NoSuchInvitation):
        queries.of_account(stranger, invitation.pk)
    assert queries.asked_of(stranger, invitation.subject_id) is None
