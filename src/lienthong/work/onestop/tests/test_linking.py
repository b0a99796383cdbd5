"""Linked procedures: handed in at once, waiting without a clock, begun with the lead's result or ended without one."""

from datetime import date

import pytest
from django.db import transaction

from conftest import at, offered
from lienthong.ground.files import store
from lienthong.ground.journal.models import Act
from lienthong.work.onestop import actions, families, queries, standing, states, timing
from lienthong.work.onestop.actions import linking
from lienthong.work.onestop.models import Dossier, Link
from lienthong.work.onestop.states import Alarm, Kind, RefusalReason, Status
from lienthong.work.onestop.tests.families import (
    ANSWERS,
    BIRTH,
    CHILD,
    LAW,
    REFUSAL,
    REFUSED,
    drafted,
    fresh,
    granted,
    handed_in,
    to_the_chief,
)
from lienthong.work.services import resulting
from lienthong.work.services.actions import joining
from lienthong.work.services.actions.joining import LinkedNotReady
from lienthong.work.services.models import Application
from lienthong.work.services.states import ApplicationState

TUESDAY = date(2026, 11, 17)


@pytest.fixture
def births(hall, country):
    """The shop, where births are registered too, with residence and card."""
    hall.offerings[BIRTH] = offered(hall, BIRTH, owner=country.other.body)
    return hall


def test_three_dossiers_come_into_being_at_once_each_with_its_own_code_and_package(births):
    lead, home, card = handed_in(births)
    assert [each.code for each in (lead, home, card)] == [f"H41.06-261116-000{n}" for n in (1, 2, 3)]
    assert [each.procedure.key for each in (lead, home, card)] == [BIRTH, "dang_ky_thuong_tru", "cap_the_bhyt_tre_em"]
    assert home.version == home.procedure.current
    assert [event.kind for event in home.events.in_order()] == [Kind.SUBMITTED, Kind.LINKED]
    assert [each["code"] for each in lead.events.get(kind=Kind.LINKED).details["linked"]] == [home.code, card.code]
    assert home.application.state == ApplicationState.SUBMITTED
    assert home.application.given["child_born_on"] == "2026-11-02"
    assert home.application.given["exempt"] == ["child"]
    assert [each.paper for each in home.application.attachments.all()] == ["y_kien_cha_me"]
    assert all(each.standing == standing.fold(each.events.in_order()) for each in (lead, home, card))
    assert queries.verify_chain(home) is None


def test_who_chooses_nothing_has_one_dossier(births):
    alone = {**ANSWERS, "together": {"with_residence": False, "with_insurance": False}}
    (lead,) = handed_in(
        births, answers={name: alone[name] for name in alone if name not in {"receiving", "residence", "insurance"}}
    )
    assert Dossier.objects.count() == 1
    assert families.family_of(lead) is None
    assert Kind.LINKED not in [event.kind for event in lead.events.all()]


def test_what_waits_has_no_date_no_alarm_and_nothing_to_do(births):
    lead, home, _card = handed_in(births)
    assert home.awaits_since == at("09:00")
    assert (home.step_due_at, home.due_at) == (None, None)
    assert queries.clock_words(home) == "Đồng hồ của cơ quan chưa chạy: chờ kết quả của thủ tục chủ trì."
    much_later = at("16:00", day=date(2026, 12, 16))
    amiss = {(dossier.pk, about) for dossier, about in queries.amiss(now=much_later)}
    assert amiss == {(lead.pk, Alarm.NOT_RECEIVED)}
    assert not actions.alarm(dossier=home, about=Alarm.NOT_RECEIVED, now=much_later)
    from lienthong.work.onestop import rules

    assert rules.next_steps(births.receiver, home, now=at("10:00")) == []
    with pytest.raises(states.AwaitsLead):
        actions.receive(dossier=home, by=births.receiver, now=at("10:00"))


def test_the_family_says_who_waits_for_what_and_when_it_is_expected(births):
    lead, home, card = handed_in(births)
    family = families.family_of(card)
    assert [each.dossier.pk for each in family.members] == [lead.pk, home.pk, card.pk]
    assert [each.is_lead for each in family.members] == [True, False, False]
    mine = family.of(card)
    assert mine.task == "Cấp thẻ bảo hiểm y tế cho trẻ"
    said = families.expectation(family, mine)
    assert said[0].startswith("Chưa có ngày hẹn: việc này chờ Họ, chữ đệm và tên của trẻ đã đăng ký, Số định danh")
    assert said[1] == "Hồ sơ chủ trì đang chờ tiếp nhận."
    actions.receive(dossier=lead, by=births.receiver, now=at("10:00"))
    family = families.family_of(card)
    assert families.expectation(family, mine)[1] == "Hồ sơ chủ trì hẹn trả 16:30 16/11/2026."


def test_when_the_lead_is_granted_its_data_come_in_and_the_clock_begins(births):
    lead, home, card = handed_in(births)
    lead = granted(births, lead)
    home, card = fresh(home, card)
    assert home.awaits_since is None
    assert home.application.given["child_number"] == CHILD["personal_number"]
    assert home.application.given["child_name"] == CHILD["registered_name"]
    assert home.application.facts["child_number"]["dossier"] == lead.code
    assert home.step_due_at == timing.receive_by(home, since=at("10:40"))
    begun = home.events.get(kind=Kind.BEGUN)
    assert begun.details["data"] == {"child_name": CHILD["registered_name"], "child_number": CHILD["personal_number"]}
    received = actions.receive(dossier=home, by=births.receiver, now=at("14:00"))
    assert received.begins_at >= at("10:40")
    assert received.promised_at == at("16:30", day=date(2026, 11, 26))
    assert queries.why(received, list(received.events.in_order()))[0] == (
        f"Đồng hồ bắt đầu lúc 10:40 16/11/2026, khi có kết quả của hồ sơ chủ trì {lead.code}."
    )
    assert not [each for each in births_questions(received) if each == "opened_late"]
    assert received.standing == standing.fold(received.events.in_order())


def births_questions(dossier):
    from lienthong.work.onestop.models import Question

    return list(Question.objects.filter(dossier=dossier).values_list("kind", flat=True))


def test_the_data_stand_in_event_paper_credential_and_journal(births):
    lead, *_ = handed_in(births)
    lead = granted(births, lead)
    assert lead.events.get(kind=Kind.DECIDED).details["data"] == CHILD
    assert lead.result.claims["data"] == CHILD
    with store.open(lead.result.file.sha256) as stream:
        assert CHILD["personal_number"] in text_of(stream.read())


def text_of(pdf: bytes) -> str:
    from io import BytesIO

    from pypdf import PdfReader

    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [({}, "personal_number"), ({"personal_number": "04022600001"}, "personal_number"),
     ({"personal_number": "999999999999x"}, "personal_number"), ({"registered_on": "2026-11-17"}, "registered_on"),
     ({"registered_on": "31/02"}, "registered_on"), ({"registered_name": "x" * 151}, "registered_name")],
)  # fmt: skip
def test_a_result_is_not_signed_with_data_missing_or_wrong(births, wrong, named):
    lead, home, _card = handed_in(births)
    to_the_chief(births, lead, "10")
    data = {**CHILD, **wrong} if wrong else {}
    with pytest.raises(resulting.DataUnfit) as refused:
        actions.decide(dossier=lead, outcome="giay_khai_sinh", words="Đủ.", data=data, by=births.chief, now=at("10:40"))
    assert named in refused.value.facts["wrong"]
    assert fresh(home)[0].awaits_since is not None


def test_a_decision_that_refuses_ends_at_once_what_waits(births):
    lead, home, card = handed_in(births)
    to_the_chief(births, lead, "10")
    actions.decide(dossier=lead, outcome="tu_choi", words=REFUSED, **REFUSAL, by=births.chief, now=at("10:40"))
    for one in fresh(home, card):
        assert (one.status, one.awaits_since, one.ended_at) == (Status.STOPPED, None, at("10:40"))
        last = one.events.in_order().last()
        assert (last.kind, last.details["reason"]) == (Kind.LEAD_ENDED, RefusalReason.LEAD_ENDED)
        said = queries.ended_because(one, list(one.events.in_order()))
        assert said["words"] == f"Hồ sơ chủ trì {lead.code} bị từ chối, nên việc này không có gì để làm tiếp."


def refused(shop, lead, hour="10:00"):
    return actions.refuse(
        dossier=lead, reason=RefusalReason.NOT_ELIGIBLE, words=REFUSED, law=LAW, by=shop.receiver, now=at(hour)
    )


def test_a_refusal_ends_what_waits_only_when_nobody_can_take_it_back(births):
    lead, home, card = handed_in(births)
    refused(births, lead)
    assert queries.leads_over(now=at("10:10")) == []
    assert actions.settle_ended(lead=lead, now=at("10:10")) == 0
    assert queries.leads_over(now=at("10:11")) == [lead]
    assert actions.settle_ended(lead=lead, now=at("10:11")) == 2
    assert actions.settle_ended(lead=lead, now=at("10:12")) == 0
    assert queries.leads_over(now=at("10:12")) == []
    assert {one.status for one in fresh(home, card)} == {Status.STOPPED}


def test_a_refusal_taken_back_leaves_everything_waiting(births):
    lead, home, card = handed_in(births)
    refused(births, lead)
    actions.undo(dossier=lead, by=births.receiver, now=at("10:09"))
    assert actions.settle_ended(lead=lead, now=at("10:30")) == 0
    granted(births, lead, hour="11")
    assert [one.awaits_since for one in fresh(home, card)] == [None, None]
    assert {one.status for one in fresh(home, card)} == {Status.SUBMITTED}


def test_a_stop_too_ends_what_waits_after_ten_minutes(births):
    lead, home, _card = handed_in(births)
    to_the_chief(births, lead, "10")
    actions.stop(
        dossier=lead, reason=RefusalReason.DUPLICATE, words=REFUSED, law=LAW, by=births.leader, now=at("11:00")
    )
    assert actions.settle_ended(lead=lead, now=at("11:11")) == 2
    assert "dừng xử lý" in queries.ended_because(*told(home))["words"]


def told(dossier):
    (now,) = fresh(dossier)
    return now, list(now.events.in_order())


def test_withdrawing_the_lead_withdraws_what_waits_for_it(births):
    lead, home, card = handed_in(births)
    actions.withdraw(dossier=lead, words="", by=births.citizen, now=at("09:30"))
    assert {one.status for one in fresh(home, card)} == {Status.STOPPED}
    assert "được rút" in queries.ended_because(*told(card))["words"]


def test_one_that_waits_can_be_withdrawn_alone(births):
    lead, home, card = handed_in(births)
    actions.withdraw(dossier=home, words="", by=births.citizen, now=at("09:30"))
    granted(births, lead)
    home, card = fresh(home, card)
    assert (home.status, home.awaits_since) == (Status.WITHDRAWN, None)
    assert card.application.given["child_number"] == CHILD["personal_number"]


def test_revoking_the_result_tells_who_used_it_and_nobody_else(births):
    lead, home, card = handed_in(births)
    actions.withdraw(dossier=card, words="", by=births.citizen, now=at("09:30"))
    lead = granted(births, lead)
    actions.revoke_result(
        dossier=lead, reason="Số định danh ghi nhầm của trẻ khác cùng ngày sinh.", by=births.chief, now=at("15:00")
    )
    assert [each.kind for each in fresh(home)[0].events.in_order()][-1] == Kind.LEAD_REVOKED
    assert [each.kind for each in fresh(card)[0].events.in_order()][-1] == Kind.WITHDRAWN


def test_what_does_not_fit_keeps_everything_from_being_handed_in(births):
    disputed = {**ANSWERS, "residence": {"home_owner": "own", "home_disputed": True, "head_agrees": True}}
    draft = drafted(births, answers=disputed)
    with pytest.raises(LinkedNotReady, match="không được đăng ký thường trú mới"):
        actions.submit_dossier(application=draft, by=births.citizen, now=at("09:00"))


def test_what_lacks_something_once_registers_were_read_keeps_everything_back(births, monkeypatch):
    real, asked = joining.linking.lacking, []

    def later(joined, found, given):
        asked.append(joined)
        yield from real(joined, found, given)
        if len(asked) > 2:  # both were judged before anything came into being
            yield "link-open", "Phí của thủ tục kia chưa biết được."

    monkeypatch.setattr(joining.linking, "lacking", later)
    draft = drafted(births)
    with pytest.raises(LinkedNotReady, match="chưa biết được"), transaction.atomic():
        actions.submit_dossier(application=draft, by=births.citizen, now=at("09:00"))
    assert Dossier.objects.count() == 0


def test_a_failure_in_the_third_takes_everything_back(births, monkeypatch):
    draft, before, real = drafted(births), Act.objects.count(), linking.happen

    def breaks(dossier, kind, **more):
        if dossier.procedure.key == "cap_the_bhyt_tre_em":
            raise RuntimeError("the third breaks")
        return real(dossier, kind, **more)

    monkeypatch.setattr(linking, "happen", breaks)
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.submit_dossier(application=draft, by=births.citizen, now=at("09:00"))
    assert (Dossier.objects.count(), Link.objects.count()) == (0, 0)
    assert Application.objects.get().is_draft
    assert Act.objects.count() == before
