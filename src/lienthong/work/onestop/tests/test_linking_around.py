"""Around linked procedures: fees, bodies above, what needs nothing of the lead, who is told, jobs, many at once."""

import json
from copy import deepcopy
from datetime import date

import pytest
from django.utils import translation

from conftest import at, offered
from lienthong.ground.notices.models import Notice
from lienthong.ground.organisations.models import Parentage
from lienthong.kit.outbox import Event as Announced
from lienthong.work.onestop import actions, events, families, jobs, paying, queries, telling
from lienthong.work.onestop.models import Dossier, Link
from lienthong.work.onestop.printing import forms
from lienthong.work.onestop.states import Kind, RefusalReason, Status
from lienthong.work.onestop.tests.families import (
    BIRTH,
    LAW,
    REFUSED,
    drafted,
    fresh,
    granted,
    handed_in,
    to_the_chief,
)
from lienthong.work.payments import actions as payments
from lienthong.work.payments.models import Intent
from lienthong.work.payments.states import IntentState
from lienthong.work.services import actions as services
from lienthong.work.services import linked, packages, writing
from lienthong.work.services import queries as applications
from lienthong.work.services.actions.joining import LinkedNotReady

SINCE = at("08:00", day=date(2026, 3, 2))


def published(shop, country, change):
    """The birth whose links are otherwise: `change` is done to the two of them."""
    for key in ("dang_ky_thuong_tru", "cap_the_bhyt_tre_em"):
        shop.offerings[key] = offered(shop, key, owner=country.other.body)
    shipped = packages.read_shipped(BIRTH)
    home, card = links = deepcopy(shipped.plain["linked"]["linked"])
    change(home, card)
    files = {**writing.files_of(shipped), "linked.yaml": json.dumps({"linked": links}, ensure_ascii=False)}
    package = packages.read_files(files)
    version = services.publish(key=BIRTH, package=package, owner=country.other.body, by=None, now=SINCE)
    units = {each["code"]: shop.division for each in package.plain["procedure"]["units"] if each["role"] != "receives"}
    shop.offerings[BIRTH] = services.offer(
        procedure=version.procedure, body=shop.office.body, receiving_unit=shop.desk, units=units, by=None, now=SINCE
    )
    return shop


def costs(home, card):
    home["answers"]["exempt"] = []


def needs_nothing(home, card):
    del card["result"]
    card["answers"] |= {"child_name": "$applicant_name", "child_number": "$parent_number"}


def is_above(home, card):
    card["at"] = "above"


@pytest.fixture
def dear(hall, country):
    """The residence costs 10 000 đồng, and the office has an account."""
    payments.open_account(
        body=hall.office.body,
        bank_bin="999999",
        number="1010001",
        holder="UBND",
        on=date(2026, 3, 2),
        by=None,
        now=SINCE,
    )
    return published(hall, country, costs)


@pytest.fixture
def quick(hall, country):
    """The card needs nothing of the lead's result."""
    return published(hall, country, needs_nothing)


def test_each_has_its_own_fee_and_it_goes_back_when_the_lead_has_no_result(dear):
    lead, home, card = handed_in(dear)
    assert [each.fee for each in (lead, home, card)] == [0, 10_000, 0]
    intent = paying.intent_of(home)
    assert intent.amount_dong == 10_000
    Intent.objects.filter(pk=intent.pk).update(state=IntentState.PAID, received_dong=10_000, paid_at=at("09:05"))
    paid = actions.pay(dossier=home, reference=intent.reference, by=None, now=at("09:05"))
    assert (paid.paid_at, paid.step_due_at, paid.awaits_since) == (at("09:05"), None, at("09:00"))
    actions.withdraw(dossier=lead, words="", by=dear.citizen, now=at("09:30"))
    intent.refresh_from_db()
    assert intent.state == IntentState.REFUNDING
    last = fresh(home)[0].events.in_order().last()
    assert (last.kind, last.details) == (Kind.FEE_SETTLED, {"transfer": 10_000, "cash": 0})


def test_what_was_not_paid_is_asked_for_no_longer(dear):
    _lead, home, _card = handed_in(dear)
    actions.withdraw(dossier=home, words="", by=dear.citizen, now=at("09:30"))
    assert paying.intent_of(home).state == IntentState.CANCELLED
    paying.give_back(fresh(home)[0], reason="lần nữa, không đổi gì", now=at("09:31"))
    assert paying.intent_of(home).state == IntentState.CANCELLED


def test_what_begins_counts_from_the_later_of_number_and_fee(dear):
    lead, home, _card = handed_in(dear)
    granted(dear, lead)
    paid = actions.pay(dossier=fresh(home)[0], reference="LT", by=None, now=at("14:00"))
    received = actions.receive(dossier=paid, by=dear.receiver, now=at("15:00"))
    assert received.begins_at >= at("14:00")


def test_what_needs_nothing_goes_at_once_and_goes_on_when_the_lead_is_refused(quick):
    lead, home, card = handed_in(quick)
    assert (card.awaits_since, card.step_due_at is not None) == (None, True)
    assert [each.pk for each in families.going_on_at(lead, lead.receiving_unit_id)] == [card.pk]
    to_the_chief(quick, card, "10")
    actions.withdraw(dossier=lead, words="", by=quick.citizen, now=at("11:00"))
    home, card = fresh(home, card)
    assert (home.status, card.status) == (Status.STOPPED, Status.PROCESSING)


def test_revoking_tells_nobody_who_needed_nothing(quick):
    lead, _home, card = handed_in(quick)
    granted(quick, lead)
    why = "Số định danh ghi nhầm của trẻ khác cùng ngày sinh."
    actions.revoke_result(dossier=fresh(lead)[0], reason=why, by=quick.chief, now=at("15:00"))
    assert Kind.LEAD_REVOKED not in [each.kind for each in fresh(card)[0].events.all()]


@pytest.fixture
def above(hall, country):
    """The card is handled by the body above."""
    return published(hall, country, is_above)


def under(country):
    Parentage.objects.filter(body=country.province.body).delete()
    Parentage.objects.create(body=country.province.body, parent_body=country.other.body, valid_from=date(2019, 3, 12))


def test_a_body_above_gets_its_dossier_at_its_own_desk(above, country):
    under(country)
    held = above.offerings["cap_the_bhyt_tre_em"]
    services.offer(
        procedure=held.procedure, body=country.other.body, receiving_unit=country.other.unit,
        units={"bhxh_co_so": country.other.unit}, by=None, now=SINCE,
    )  # fmt: skip
    _lead, home, card = handed_in(above)
    assert (home.body_id, card.body_id) == (country.province.body.pk, country.other.body.pk)
    assert families.family_of(home).of(card).dossier.unit_id == country.other.unit.pk


def test_where_no_body_above_offers_it_nothing_is_handed_in(above, country):
    Parentage.objects.filter(body=country.province.body).delete()
    draft = drafted(above)
    held = applications.application_of(above.citizen, draft.pk)
    home, card = linked.planned(applications.filled(held, at=at("09:00")))
    assert home.lacking == ()
    assert (card.fee, card.papers, card.time) == (None, [], "")
    assert card.title == "Cấp thẻ bảo hiểm y tế cho trẻ"
    with pytest.raises(LinkedNotReady):
        actions.submit_dossier(application=draft, by=above.citizen, now=at("09:00"))
    assert not Dossier.objects.exists()


def test_what_registers_say_is_read_for_each_with_its_own_purpose(quick, keeper):
    from lienthong.records.registers.models import Reading

    _lead, home, _card = handed_in(quick)
    assert home.application.facts["full_name"]["register"] == "dan_cu"
    purposes = set(Reading.objects.values_list("purpose", flat=True))
    assert purposes == {"Xác nhận người đề nghị, nơi thường trú đang ghi", "Xác nhận người đề nghị, nơi cư trú của trẻ"}


def test_each_of_them_is_told_of_and_the_office_as_well(quick):
    lead, home, _card = handed_in(quick)
    granted(quick, lead)
    why = "Số định danh ghi nhầm của trẻ khác cùng ngày sinh."
    actions.revoke_result(dossier=fresh(lead)[0], reason=why, by=quick.chief, now=at("15:00"))
    home = fresh(home)[0]
    for kind, tell in ((Kind.BEGUN, telling.tell_heads), (Kind.LEAD_REVOKED, telling.tell_all_who_used_it)):
        event = home.events.get(kind=kind)
        announced = Announced(events.name(kind), event.pk, at("15:00"))
        telling.tell_applicant(announced)
        tell(announced)
    told = Notice.objects.filter(kind__in=["onestop.dossier.begun", "onestop.dossier.lead_revoked"])
    assert told.filter(account=quick.citizen).count() == 2
    assert told.filter(account__in=[quick.chief.account, quick.leader.account]).exists()


def test_the_jobs_end_what_waits_once(quick, monkeypatch):
    lead, home, _card = handed_in(quick)
    from lienthong.work.onestop.tests.test_linking import refused

    refused(quick, lead)
    monkeypatch.setattr(jobs.clock, "now", lambda: at("10:20"))
    put = []
    monkeypatch.setattr(jobs, "defer", lambda name, **values: put.append((name, values)))
    jobs.settle()
    assert put == [("onestop.link.settle", {"lead_id": str(lead.pk)})]
    for _twice in range(2):
        jobs.settle_one(str(lead.pk))
    assert [each.kind for each in fresh(home)[0].events.in_order()].count(Kind.LEAD_ENDED) == 1


def test_the_receipt_names_what_was_handed_in_together(quick):
    lead, _home, card = handed_in(quick)
    for one, words in ((lead, card.code), (card, lead.code)):
        received = actions.receive(dossier=one, by=quick.receiver, now=at("10:00"))
        events_of = list(received.events.in_order())
        with translation.override("vi"):
            assert words in str(forms._linked(events_of))
    assert forms._linked([]) == []


def test_words_of_a_lead_that_is_late_or_stands(quick):
    lead, home, _card = handed_in(quick)
    actions.receive(dossier=lead, by=quick.receiver, now=at("10:00"))
    family = families.family_of(home)
    member = family.of(home)
    family.lead.apologised_at = at("11:00")
    assert "xin lỗi" in families.expectation(family, member)[1]
    family.lead.status = Status.SUPPLEMENT
    assert "đang dừng" in families.expectation(family, member)[1]
    assert [each.dossier.pk for each in family.waiting] == [home.pk]
    assert families.why_none(None, home) == []
    assert families.readable(None, quick.receiver) == set()
    assert home.pk in families.readable(family, quick.receiver)
    assert str(Link.objects.get(name="residence")) == f"{lead.pk} residence"


def test_a_refiled_family_is_asked_about_once_for_its_lead(quick):
    lead, _home, card = handed_in(quick)
    actions.withdraw(dossier=card, words="", by=quick.citizen, now=at("09:20"))
    actions.withdraw(dossier=lead, words="", by=quick.citizen, now=at("09:30"))
    again = handed_in(quick, hour="11:00")
    from lienthong.work.onestop.models import Question

    asked = set(Question.objects.filter(kind="refiled").values_list("dossier", flat=True))
    assert again[0].pk in asked
    assert again[1].pk not in asked


def test_the_clerk_s_counter_hands_in_the_same_family(quick):
    lead, home, card = handed_in(quick, by=quick.receiver)
    assert {each.channel for each in (lead, home, card)} == {"counter"}
    assert home.application.given["channel"] == "counter"
    assert home.application.helper_name == quick.receiver.account.full_name
    assert queries.verify_chain(card) is None


def test_who_takes_the_lead_over_takes_what_was_handed_in_with_it_in_one_act(quick):
    lead, home, card = handed_in(quick, by=quick.receiver)
    held = actions.take_over(dossier=lead, by=quick.citizen, now=at("09:30"))
    for one in (held, *fresh(home, card)):
        assert one.application.applicant_id == quick.citizen.pk
        assert queries.verify_chain(one) is None
    last = fresh(home)[0].events.in_order().last()
    assert (last.kind, last.details["with"]) == (Kind.TAKEN_OVER, lead.code)
    again = actions.take_over(dossier=lead, by=quick.citizen, now=at("09:31"))
    assert again.last_seq == held.last_seq
    assert fresh(home)[0].last_seq == last.seq


def test_another_person_s_and_an_ended_one_stay_where_they_are(quick):
    lead, home, card = handed_in(quick, by=quick.receiver)
    Dossier.objects.filter(pk=home.pk).update(subject_number="001190099999")
    actions.refuse(
        dossier=card, reason=RefusalReason.NOT_ELIGIBLE, words=REFUSED, law=LAW, by=quick.receiver, now=at("09:20")
    )
    actions.take_over(dossier=lead, by=quick.citizen, now=at("09:30"))
    assert [one.application.applicant_id for one in fresh(lead, home, card)] == [quick.citizen.pk, None, None]


def test_what_was_left_behind_comes_along_the_next_time(quick):
    lead, home, _card = handed_in(quick, by=quick.receiver)
    services.entrust(application=lead.application, to=quick.citizen, now=at("09:20"))
    actions.take_over(dossier=lead, by=quick.citizen, now=at("09:30"))
    assert fresh(home)[0].application.applicant_id == quick.citizen.pk
    assert not fresh(lead)[0].events.filter(kind=Kind.TAKEN_OVER).exists()


def test_one_of_the_others_is_taken_over_alone_by_its_own_code(quick):
    lead, home, _card = handed_in(quick, by=quick.receiver)
    actions.take_over(dossier=home, by=quick.citizen, now=at("09:30"))
    assert fresh(lead)[0].application.applicant_id is None


def test_the_lead_s_end_is_asked_for_once_however_many_wait(dear, monkeypatch):
    lead, home, card = handed_in(dear)
    asked, real = [], families.last_end
    monkeypatch.setattr(families, "last_end", lambda one: asked.append(one) or real(one))
    actions.withdraw(dossier=lead, words="", by=dear.citizen, now=at("09:30"))
    assert {each.status for each in fresh(home, card)} == {Status.STOPPED}
    assert asked == [lead]


@pytest.mark.parametrize("granting", [True, False])
def test_one_withdrawn_at_the_very_moment_keeps_its_lead_from_nothing(quick, monkeypatch, granting):
    """As if the list of what waits had been read just before the withdrawal, and the lock was had just after it."""
    lead, home, _card = handed_in(quick)
    actions.withdraw(dossier=home, words="", by=quick.citizen, now=at("09:20"))
    monkeypatch.setattr(type(lead.links.all()), "waiting", lambda links: links.filter(name="residence"))
    if granting:
        assert granted(quick, lead).status == Status.DONE
    else:
        assert actions.withdraw(dossier=lead, words="", by=quick.citizen, now=at("09:30")).status == Status.WITHDRAWN
    assert fresh(home)[0].status == Status.WITHDRAWN
