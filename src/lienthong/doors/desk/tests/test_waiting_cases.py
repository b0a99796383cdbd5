"""What waits beside documents, for whom, where it leads, and that the list stays as cheap as it was."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from conftest import at, read_for, submitted
from lienthong.doors.desk import waiting
from lienthong.doors.desk.tests.incoming_desk import desk
from lienthong.doors.desk.tests.test_petitions import SAID
from lienthong.ground.mandates import actions as mandates
from lienthong.kit import clock
from lienthong.kit.ids import new_id
from lienthong.work.feedback import actions as feedback
from lienthong.work.feedback.actions import EndPoint
from lienthong.work.feedback.rules import Visit
from lienthong.work.feedback.states import Channel, End
from lienthong.work.onestop import actions as onestop
from lienthong.work.onestop.states import Alarm
from lienthong.work.petitions import actions as petitions
from lienthong.work.petitions.models import Petition
from lienthong.work.services import actions as services

NOW = at("10:00")
LATE = at("07:10", day=date(2026, 11, 20))
UNHEEDED = at("07:10", day=date(2026, 11, 24))


def lines(mandate, now=NOW):
    found = waiting.mine(mandate, now=now)
    assert waiting.counts(mandate, now=now)["mine"] == len(found)
    return [(line.kind, line.id) for line in found]


@pytest.fixture
def escalated(shop):
    """The step of a dossier passed its date in silence: it lies before the head of the unit."""
    dossier = onestop.receive(dossier=submitted(shop), by=shop.receiver, now=at("10:00"))
    onestop.answer_silence(dossier=dossier, now=LATE)
    return dossier


def test_a_silent_step_stands_once_in_the_list_of_the_head_until_they_say_that_they_know(shop, escalated):
    assert lines(shop.chief, LATE) == [("dossier", escalated.pk)]
    [line] = waiting.mine(shop.chief, now=LATE)
    assert line.state is Alarm.ESCALATED
    assert line.is_late(LATE)
    assert line.url == reverse("desk:dossier", args=[escalated.pk])
    assert lines(shop.leader, LATE) == []
    assert lines(shop.office.auditor, LATE) == []
    onestop.heed_escalation(dossier=escalated, by=shop.chief, now=LATE)
    [line] = waiting.mine(shop.chief, now=LATE)
    assert line.state is not Alarm.ESCALATED


def test_what_the_head_did_not_heed_and_what_has_no_head_lies_before_the_leader(shop, escalated):
    onestop.answer_silence(dossier=escalated, now=UNHEEDED)
    assert lines(shop.leader, UNHEEDED) == [("dossier", escalated.pk)]
    onestop.heed_escalation(dossier=escalated, by=shop.leader, now=UNHEEDED)
    [line] = waiting.mine(shop.leader, now=UNHEEDED)
    assert line.state is not Alarm.ESCALATED, "heeded; the dossier itself is late, and stays before the leader"
    assert line.is_late(UNHEEDED)


def test_a_unit_without_a_head_goes_straight_to_the_leader(shop, escalated):
    mandates.end(mandate=shop.chief, by=None, now=LATE, reason="Nghỉ hưu")
    assert lines(shop.leader, LATE + timedelta(minutes=1)) == [("dossier", escalated.pk)]


@pytest.fixture
def petition(country):
    for office in (country.province, country.other):
        petitions.name_desk(unit=office.unit, by=office.leader, now=at("08:00"))
    return petitions.submit_petition(body=country.province.body, said=SAID, by=None, now=at("09:00"))


def test_a_petition_waits_for_the_unit_and_for_the_leader_only_past_its_date(country, petition):
    here, there = country.province, country.other
    assert lines(here.head_of_unit) == lines(here.specialist) == [("petition", petition.pk)]
    assert lines(here.leader) == lines(here.clerk) == lines(there.head_of_unit) == []
    [line] = waiting.mine(here.specialist, now=NOW)
    assert line.source == "Phản ánh, kiến nghị · Công ty Hải Âu"
    past = at("16:31", day=date(2026, 11, 23))
    petitions.tell_overdue(now=past)
    assert lines(here.leader, past) == [("petition", petition.pk)]
    petition = petitions.accept_petition(petition=petition, by=here.specialist, now=past)
    petitions.forward_petition(petition=petition, to=there.body, by=here.specialist, now=past)
    assert lines(here.specialist, past) == lines(here.leader, past) == []
    assert lines(there.head_of_unit, past) == [("petition", petition.pk)]


def test_a_petition_in_a_unit_without_a_head_waits_for_the_leader(country, petition):
    here = country.province
    mandates.end(mandate=here.head_of_unit, by=None, now=NOW, reason="Nghỉ hưu")
    assert lines(here.leader, NOW + timedelta(minutes=1)) == [("petition", petition.pk)]


def test_who_worked_on_the_dossier_does_not_find_the_petition_about_it_in_their_list(shop):
    petitions.name_desk(unit=shop.division, by=None, now=at("08:00"))
    dossier = onestop.receive(dossier=submitted(shop), by=shop.receiver, now=at("09:30"))
    onestop.acknowledge(dossier=dossier, by=shop.officer, now=at("09:40"))
    told = {**vars(SAID), "dossier_code": dossier.code}
    petitions.submit_petition(body=shop.office.body, said=type(SAID)(**told), by=shop.citizen, now=NOW)
    assert "petition" not in dict(lines(shop.officer))
    assert "petition" in dict(lines(shop.chief))


def called_back(country, *, unit, account):
    """A low level about the unit: its head is to call the person back."""
    point = EndPoint(
        id=new_id(), end=End.REFUSED, subject=("onestop.dossier", new_id()), code="H41.06-261116-0001",
        title="Đổi giấy phép lái xe", procedure="doi_giay_phep_lai_xe", body=country.province.body, unit=unit,
        channel=Channel.ONLINE, account=account,
    )  # fmt: skip
    invitation = feedback.ask(point=point, by=None, now=at("09:00"))
    feedback.answer(
        invitation=invitation, level=1, visit=Visit("203.0.113.9", account=account), by=account, now=at("09:10")
    )
    return invitation.case


@pytest.fixture
def person(db):
    from lienthong.ground.identity.models import Account

    return Account.objects.create_user("nguoi.dan@lienthong.example", "Trần Văn Bình")


def test_who_is_to_call_back_finds_it_and_others_only_when_the_owner_is_gone(country, person):
    here = country.province
    case = called_back(country, unit=here.unit, account=person)
    assert lines(here.head_of_unit) == [("feedback-case", case.pk)]
    assert lines(here.leader) == []
    [line] = waiting.mine(here.head_of_unit, now=NOW)
    assert (line.due_at, line.url) == (case.due_at, reverse("desk:feedback-case", args=[case.pk]))
    mandates.end(mandate=here.head_of_unit, by=None, now=NOW, reason="Nghỉ hưu")
    assert lines(here.leader, NOW + timedelta(minutes=1)) == [("feedback-case", case.pk)]


def test_a_request_to_correct_waits_for_everybody_of_the_keeper_who_may_answer(shop, keeper):
    draft = read_for(shop)
    asked = services.contest(
        application=draft, question="valid_until", claimed="2027-05-20", why="Thẻ của tôi ghi ngày khác.",
        by=draft.applicant, now=at("09:30"),
    )  # fmt: skip
    assert lines(keeper.specialist) == [("correction", asked.pk)]
    assert lines(shop.chief) == []
    [line] = waiting.mine(keeper.specialist, now=NOW)
    assert line.subject == "Cơ sở dữ liệu giấy phép lái xe: Có giá trị đến"
    assert (line.due_at, line.source) == (None, "Đề nghị sửa · Nguyễn Thị Minh Anh")


def test_the_list_says_each_sort_in_both_languages_and_can_be_narrowed_to_people(country, petition, person):
    here = country.province
    called_back(country, unit=here.unit, account=person)
    found = waiting.mine(here.head_of_unit, now=NOW)
    only = waiting.narrowed(found, show=waiting.PEOPLE, words="", now=NOW)
    assert {line.kind for line in only} == {"petition", "feedback-case"}
    assert waiting.narrowed(found, show=waiting.DOSSIERS, words="", now=NOW) == []
    with translation.override("en"):
        sources = {line.source for line in waiting.mine(here.head_of_unit, now=NOW)}
    assert sources == {"Petitions · Công ty Hải Âu", "Feedback from citizens"}


def test_the_list_costs_at_most_twelve_queries_with_one_and_with_three_of_every_sort(
    country, petition, person, monkeypatch
):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    here, browser = country.province, desk(country.province.head_of_unit)

    def cost() -> int:
        browser.get("/desk/")
        with CaptureQueriesContext(connection) as seen:
            assert browser.get("/desk/").status_code == 200
        return len(seen)

    called_back(country, unit=here.unit, account=person)
    one = cost()
    for _again in range(2):
        petitions.submit_petition(body=here.body, said=SAID, by=None, now=at("09:30"))
        called_back(country, unit=here.unit, account=person)
    assert Petition.objects.count() == 3
    assert cost() == one
    assert one <= 12
