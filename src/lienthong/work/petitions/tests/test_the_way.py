"""A petition on its way through two bodies: who may do what, what is told, and what everybody may read."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import translation

from conftest import at, submitted
from lienthong.ground.files import actions as files
from lienthong.ground.journal.models import Act
from lienthong.ground.mandates.rules import NotInThisRole, NotYours
from lienthong.ground.notices.models import Notice, Text
from lienthong.work.petitions import actions, figures, jobs, queries, rules, standing
from lienthong.work.petitions.models import Desk, Petition, PetitionEvent, Publication
from lienthong.work.petitions.rules import Said
from lienthong.work.petitions.states import PetitionMovedOn, Status
from lienthong.work.petitions.tests.conftest import SAID, UNCLEAR, WORDS

SHOWN = {
    "subject": "Hẹn nhiều lần mà không có giấy hẹn",
    "content": "Người dân đến phường ba lần, lần nào cũng được hẹn lại mà không có giấy hẹn.",
    "answer": WORDS,
}


def verbs():
    found = Act.objects.filter(verb__startswith="petitions.petition").order_by("id")
    return [verb.rpartition(".")[2] for verb in found.values_list("verb", flat=True)]


def told(account):
    return list(Notice.objects.filter(account=account).order_by("id").values_list("kind", flat=True))


def test_a_leader_names_the_desk_of_the_own_body_and_only_that(country):
    province = country.province
    desk = actions.name_desk(unit=province.unit, by=province.leader, now=at("08:00"))
    assert actions.name_desk(unit=province.unit, by=province.leader, now=at("08:05")) == desk
    with pytest.raises(NotInThisRole):
        actions.name_desk(unit=province.unit, by=province.specialist, now=at("08:00"))
    with pytest.raises(rules.UnitElsewhere):
        actions.name_desk(unit=country.other.unit, by=province.leader, now=at("08:00"))


def test_another_desk_takes_the_place_of_the_one_before(shop):
    first = actions.name_desk(unit=shop.desk, by=None, now=at("08:00"))
    second = actions.name_desk(unit=shop.division, by=shop.leader, now=at("09:00"))
    first.refresh_from_db()
    assert (first.ended_at, queries.desk_of(shop.office.body), queries.desks()) == (at("09:00"), second, [second])
    assert Desk.objects.count() == 2


def test_a_petition_has_its_code_and_five_working_days_at_once(sent, desks, person):
    petition = sent()
    assert petition.code == "H41-PAKN-261116-0001"
    assert sent().code == "H41-PAKN-261116-0002"
    assert petition.due_at == petition.refuse_due_at == at("16:30", day=date(2026, 11, 18))
    assert petition.forward_due_at == at("16:30", day=date(2026, 11, 23))
    basis, *derived = queries.why(list(petition.events.in_order()), petition, language="vi")
    assert "nghị định không nêu số ngày" in basis
    assert any("2 ngày làm việc" in each for each in derived)
    assert told(desks.province.head_of_unit.account) == ["petitions.petition.submitted"] * 2
    assert not Text.objects.exists()
    assert queries.of_person(person)[-1] == petition


def test_who_has_no_account_is_sent_both_codes_and_finds_it_by_them(sent):
    petition = sent(by=None)
    assert Text.objects.get().kind == "petitions.text.submitted"
    assert queries.by_code(petition.code.lower(), f" {petition.lookup_code.lower()}") == petition
    for code, second in ((petition.code, "5678"), (petition.code, " "), ("H41", petition.lookup_code)):
        with pytest.raises(queries.NoSuchPetition):
            queries.by_code(code, second)
    sent(replace(SAID, phone="", email="binh@lienthong.example"), by=None)
    assert Text.objects.filter(means="email", address="binh@lienthong.example").count() == 1


def test_a_body_without_a_desk_receives_nothing(country, person):
    with pytest.raises(rules.NoDeskThere):
        actions.submit_petition(body=country.ministry.body, said=SAID, by=person, now=at("09:00"))


def test_files_come_with_it(sent):
    file = files.keep(BytesIO(b"Giay hen"), name="hen.txt", by=None, now=at("09:00"))
    petition = sent(files=[file])
    assert queries.enclosed(petition) == [file]
    assert Act.objects.get(verb="petitions.petition.submitted").body["files"] == [file.sha256]


def test_from_the_person_to_the_answer_both_bodies_in_time(brought, desks, person):
    petition = brought("answered")
    assert verbs() == ["submitted", "accepted", "forwarded", "acknowledged", "answered"]
    assert (petition.forwarded_in_time, petition.answered_in_time) == (True, True)
    steps = [f"petitions.petition.{each}" for each in ("accepted", "forwarded", "answered")]
    assert told(person) == [*steps, "feedback.invitation.sent"]
    assert "petitions.petition.arrived" in told(desks.other.head_of_unit.account)
    events = list(petition.events.in_order())
    assert standing.fold(events) == Petition.objects.get(pk=petition.pk).standing
    assert queries.answer_of(petition).words == WORDS
    with translation.override("en"):
        assert "Bộ Tư pháp" in repr(queries.history(events, for_officials=False)), "no English name was known then"
        events[2].details["body_name_en"] = "Ministry of Justice"
        assert "Ministry of Justice" in repr(queries.history(events, for_officials=False))
    basis, *derived = queries.why(events, petition, language="vi")
    assert "Công khai trong 2 ngày làm việc" in basis
    assert derived


def test_nobody_outside_the_two_bodies_reads_it(brought, desks):
    petition = brought("accepted")
    readers = (
        desks.province.leader, desks.province.head_of_unit, desks.province.specialist, desks.province.auditor,
    )  # fmt: skip
    assert all(queries.readable(each, petition.pk) == petition for each in readers)
    strangers = (desks.other.leader, desks.ministry.leader, desks.ministry.auditor, desks.province.clerk)
    assert not any(queries.readable(each, petition.pk) for each in strangers)
    with pytest.raises(NotYours):
        actions.accept_petition(petition=petition, by=desks.other.leader, now=at("15:00"))
    there = brought("forwarded")
    assert queries.readable(desks.other.leader, there.pk) == there
    elsewhere = desks.province.specialist
    elsewhere.post.unit = None
    assert queries.readable(elsewhere, petition.pk) is None


def test_a_complaint_is_sent_the_way_of_its_own_law(sent, desks, person):
    petition, by = sent(), desks.province.specialist
    with pytest.raises(rules.GroundMissing):
        actions.refuse_petition(petition=petition, ground="", words=WORDS, by=by, now=at("10:00"))
    with pytest.raises(rules.AnswerEmpty):
        actions.refuse_petition(petition=petition, ground="complaint", words="Không.", by=by, now=at("10:00"))
    actions.refuse_petition(petition=petition, ground="complaint", words=WORDS, by=by, now=at("10:00"))
    refused = queries.last(list(petition.events.in_order()), "refused")
    assert "02/2011/QH13" in str(refused.law)
    assert "khiếu nại" in queries.other_way(refused)
    assert told(person) == ["petitions.petition.refused", "feedback.invitation.sent"]
    with pytest.raises(PetitionMovedOn):
        actions.accept_petition(petition=petition, by=by, now=at("11:00"))


def test_what_is_unclear_is_asked_twice_at_most_and_the_days_begin_again(sent, desks, person):
    petition, by = sent(by=None), desks.province.specialist
    for day in (17, 18):
        on = date(2026, 11, day)
        actions.ask_clarity(petition=petition, words=UNCLEAR, by=by, now=at("10:00", day=on))
        with pytest.raises(rules.NotYourPetition):
            actions.clarify_petition(petition=petition, words=WORDS, by=person, now=at("11:00", day=on))
        clear = actions.clarify_petition(petition=petition, words=WORDS, by=None, now=at("11:00", day=on), opened=True)
        assert clear.status == Status.NEW
    assert (clear.due_at, clear.forward_due_at) == (
        at("16:30", day=date(2026, 11, 20)), at("16:30", day=date(2026, 11, 26)),
    )  # fmt: skip
    assert rules.next_steps(by, clear, now=at("12:00", day=on)) == ["accepted", "refused"]
    with pytest.raises(rules.AskedOften):
        actions.ask_clarity(petition=petition, words=UNCLEAR, by=by, now=at("12:00", day=on))
    assert Text.objects.filter(kind="petitions.text.moved").count() == 2


def test_a_hand_over_to_the_wrong_body_comes_back_and_stays_in_the_chain(brought, desks):
    petition = brought("forwarded")
    by = desks.other.head_of_unit
    actions.send_back_petition(petition=petition, words=UNCLEAR, by=by, now=at("15:00"))
    again = Petition.objects.get(pk=petition.pk)
    assert (again.status, again.answering_body) == (Status.ACCEPTED, None)
    assert queries.readable(by, petition.pk) is None
    assert "petitions.petition.sent_back" in told(desks.province.head_of_unit.account)
    lines = queries.history(list(petition.events.in_order()), for_officials=False)
    assert UNCLEAR not in repr(lines)
    assert by.account.full_name not in repr(lines)
    known = repr(queries.history(list(petition.events.in_order()), for_officials=True))
    assert UNCLEAR in known
    assert by.account.full_name in known


def test_a_body_without_a_desk_is_forwarded_nothing(brought, desks):
    petition = brought("accepted")
    with pytest.raises(rules.NoDeskThere):
        actions.forward_petition(
            petition=petition, to=desks.ministry.body, by=desks.province.specialist, now=at("11:00")
        )


def test_a_specialist_takes_it_in_hand_and_the_head_answers(brought, desks):
    petition = brought("in_hand")
    with pytest.raises(NotInThisRole):
        actions.answer_petition(petition=petition, words=WORDS, by=desks.other.specialist, now=at("14:00"))
    with pytest.raises(rules.AnswerEmpty):
        actions.answer_petition(petition=petition, words="Đã rõ.", by=desks.other.head_of_unit, now=at("14:00"))


def test_the_person_named_neither_sees_it_nor_hears_of_it_nor_handles_it(sent, desks):
    head, leader = desks.province.head_of_unit, desks.province.leader
    petition = sent(replace(SAID, official=head.account.full_name.upper()))
    assert queries.readable(head, petition.pk) is None
    assert told(head.account) == []
    assert told(leader.account) == ["petitions.petition.submitted"]
    with pytest.raises(rules.OwnInterest):
        actions.accept_petition(petition=petition, by=head, now=at("10:00"))
    assert rules.next_steps(head, petition, now=at("10:00")) == []


def test_who_worked_on_the_dossier_does_not_handle_the_petition_about_it(shop):
    from lienthong.work.onestop import actions as onestop

    actions.name_desk(unit=shop.division, by=None, now=at("08:00"))
    dossier = onestop.receive(dossier=submitted(shop), by=shop.receiver, now=at("09:30"))
    onestop.acknowledge(dossier=dossier, by=shop.officer, now=at("09:40"))
    petition = actions.submit_petition(
        body=shop.office.body,
        said=replace(SAID, dossier_code=dossier.code, procedure_key="doi_giay_phep_lai_xe"),
        by=shop.citizen,
        now=at("10:00"),
    )
    assert (petition.dossier, petition.procedure) == (dossier, dossier.procedure)
    with pytest.raises(rules.OwnInterest):
        actions.accept_petition(petition=petition, by=shop.officer, now=at("10:30"))
    assert actions.accept_petition(petition=petition, by=shop.chief, now=at("10:30")).status == Status.ACCEPTED


def test_an_approved_answer_is_public_without_the_person_until_it_is_taken_down(brought, desks, person):
    petition, by = brought("answered"), desks.other.head_of_unit
    with pytest.raises(rules.PersonalDataInside):
        actions.publish_answer(petition=petition, **{**SHOWN, "content": SAID.content}, by=by, now=at("15:00"))
    shown = actions.publish_answer(petition=petition, **SHOWN, by=by, now=at("15:00"))
    assert list(queries.published()) == [shown]
    assert (shown.body, shown.law, queries.publication(shown.pk)) == (desks.other.body, "Luật", shown)
    with pytest.raises(rules.AnswerEmpty):
        actions.withhold_answer(petition=petition, words="Không.", by=by, now=at("15:10"))
    actions.withhold_answer(petition=petition, words=UNCLEAR, by=by, now=at("15:10"))
    assert told(person)[-1] == "petitions.petition.withheld"
    assert not Publication.objects.exists()
    again = actions.publish_answer(petition=petition, **SHOWN, by=desks.province.leader, now=at("15:20"))
    with pytest.raises(rules.NotYourPetition):
        actions.end_consent(petition=petition, by=None, now=at("15:30"))
    for minute in (30, 31):
        ended = actions.end_consent(petition=petition, by=person, now=at(f"15:{minute}"))
    assert (ended.status, ended.may_publish, verbs()[-1]) == (Status.ANSWERED, False, "consent_ended")
    assert standing.fold(ended.events.in_order()) == ended.standing
    with pytest.raises(queries.NotPublished):
        queries.publication(again.pk)
    with pytest.raises(rules.NotAgreed):
        actions.publish_answer(petition=petition, **SHOWN, by=by, now=at("15:40"))
    assert rules.next_steps(by, Petition.objects.get(pk=petition.pk), now=at("15:40")) == []


def test_each_side_is_offered_its_own_steps(brought, desks):
    here, there, now = desks.province.specialist, desks.other.head_of_unit, at("16:00")
    offered = {
        status: (rules.next_steps(here, found, now=now), rules.next_steps(there, found, now=now))
        for status in ("new", "accepted", "forwarded", "in_hand", "answered")
        for found in [brought(status)]
    }
    assert offered == {
        "new": (["accepted", "clarity_asked", "refused"], []),
        "accepted": (["forwarded"], []),
        "forwarded": ([], ["acknowledged", "sent_back"]),
        "in_hand": ([], ["answered"]),
        "answered": ([], ["published", "withheld"]),
    }
    with pytest.raises(NotYours):
        actions.publish_answer(petition=found_answered(), **SHOWN, by=desks.ministry.leader, now=now)


def found_answered():
    return Petition.objects.get(status=Status.ANSWERED)


def test_past_each_date_leaders_and_the_person_are_told_once_for_each_clock(brought, desks, person, monkeypatch):
    brought("new"), brought("in_hand"), brought("answered")
    refusing, publishing = at("16:31", day=date(2026, 11, 18)), at("16:31", day=date(2026, 11, 18))
    assert actions.tell_overdue(now=refusing - timedelta(minutes=1)) == 0
    monkeypatch.setattr(jobs.clock, "now", lambda: refusing)
    jobs.watch()
    assert sorted(Petition.objects.exclude(alarms="").values_list("alarms", flat=True)) == ["publish", "refuse"]
    assert actions.tell_overdue(now=publishing) == 0
    assert "petitions.petition.alarmed" in told(desks.province.leader.account)
    assert "petitions.petition.alarmed" in told(desks.other.leader.account)
    late = at("16:31", day=date(2026, 11, 23))
    assert actions.tell_overdue(now=late) == 1
    assert actions.tell_overdue(now=late) == 0
    assert actions.tell_overdue(now=late + timedelta(days=30)) == 1
    assert told(person).count("petitions.petition.alarmed") == 4
    for petition in Petition.objects.all():
        assert standing.fold(petition.events.in_order()) == petition.standing


def test_figures_count_what_lies_there_overdue_as_not_in_time(brought, desks):
    for status in ("new", "forwarded", "answered"):
        brought(status)
    now = at("17:00", day=date(2027, 1, 4))
    assert [each.body for each in figures.of_bodies(since=at("08:00"), now=now)] == [
        desks.other.body, desks.province.body,
    ]  # fmt: skip
    (here, there) = figures.of_bodies(since=at("08:00"), now=now, bodies=[desks.province.body, desks.other.body])
    assert (here.received, here.refused, here.to_forward, here.forwarded_in_time) == (3, 0, 3, 2)
    assert (there.received, there.to_answer, there.answered_in_time) == (0, 2, 1)
    (early,) = figures.of_bodies(since=at("08:00"), now=at("17:00"), bodies=[desks.province.body])
    assert early.to_forward == 2
    assert (there.to_publish, there.published_in_time, here.to_refuse) == (1, 0, 0)
    body, period = desks.other.body.pk, {"since": at("08:00"), "now": now}
    assert figures.handled(**period, until=now) == {body: (2, 1)}
    assert figures.handled(**period, until=at("17:00")) == {}


def test_what_waits_is_what_ones_own_side_has_to_do(brought, desks):
    brought("new"), brought("forwarded"), brought("answered")
    here = Petition.objects.waiting_for(desks.province.specialist)
    there = Petition.objects.waiting_for(desks.other.leader)
    assert [each.status for each in here] == ["new"]
    assert sorted(each.status for each in there) == ["answered", "forwarded"], "the one is still to be published"
    assert Petition.objects.open().count() == 2


def test_an_event_is_never_changed(sent):
    event = sent().events.get()
    with pytest.raises(TypeError):
        event.save()
    assert str(event).endswith("1 submitted")
    assert PetitionEvent.objects.count() == 1


def test_what_is_not_there_is_not_found(db):
    with pytest.raises(queries.NoSuchPetition):
        queries.one("01900000-0000-7000-8000-000000000000")
    assert isinstance(SAID, Said)
