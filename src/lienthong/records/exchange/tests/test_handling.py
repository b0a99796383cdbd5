"""What may be done with a received document, by whom and when: every verb by every role in every state, then in detail."""

from datetime import timedelta

import pytest

from conftest import at
from lienthong.ground.journal.models import Act
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.states import Role
from lienthong.ground.organisations import actions as organisations
from lienthong.ground.organisations.naming import Naming
from lienthong.kit.errors import Refused
from lienthong.records.documents.models import IncomingEntry
from lienthong.records.exchange import actions, rules
from lienthong.records.exchange.actions import reporting
from lienthong.records.exchange.models import Assignment, Delivery, StatusChange
from lienthong.records.exchange.states import ALLOWED, DeliveryMovedOn, DeliveryState
from lienthong.records.exchange.tests.parcels import light

NOW = at("10:00")
VERBS = {
    "accept": (DeliveryState.ACCEPTED, {Role.CLERK}),
    "refuse": (DeliveryState.REFUSED, {Role.CLERK}),
    "assign": (DeliveryState.ASSIGNED, {Role.CLERK, Role.LEADER}),
    "start": (DeliveryState.IN_PROCESS, set()),
    "complete": (DeliveryState.COMPLETED, {Role.LEADER}),
}


def do(verb, delivery, by, office):
    """One verb with the least it needs."""
    match verb:
        case "accept":
            actions.accept_document(delivery=delivery, by=by, now=NOW)
        case "refuse":
            words = "Không thuộc chức năng của chúng tôi."
            actions.refuse_document(delivery=delivery, by=by, now=NOW, reason="not_for_us", text=words)
        case "assign":
            actions.assign_document(delivery=delivery, unit=office.unit, by=by, now=NOW)
        case "start":
            actions.start_handling(delivery=delivery, by=by, now=NOW)
        case "complete":
            actions.complete_document(delivery=delivery, by=by, now=NOW, outcome="Đã trả lời.")


@pytest.fixture
def second_unit(country):
    body = country.other.body
    return organisations.found_unit(
        body=body, name=Naming("Vụ Pháp chế", "Legal", "PC"), on=body.established_on, by=None, now=country.since
    )


def assigned(country, **more):
    """A delivery the leader gave to the unit of the other ministry."""
    delivery = light(country, state=DeliveryState.ACCEPTED, accepted_at=at("09:30"))
    other = country.other
    actions.assign_document(delivery=delivery, unit=other.unit, by=other.leader, now=at("09:40"), **more)
    return Delivery.objects.whole().get(pk=delivery.pk)


def test_each_verb_is_for_its_roles_in_its_states_and_for_nobody_else(country):
    """The whole matrix: role by verb by state, on a document that is in nobody's hands; own body and another one."""
    for state in DeliveryState:
        delivery = light(country, state=state, accepted_at=at("09:30"))
        for role in Role:
            own, stranger = country.other.mandates[role], country.province.mandates[role]
            expected = {verb for verb, (target, roles) in VERBS.items() if target in ALLOWED[state] and role in roles}
            assert set(rules.next_steps(own, delivery, now=NOW)) == expected, (state, role)
            assert rules.next_steps(stranger, delivery, now=NOW) == []


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", DeliveryState)
def test_what_is_offered_is_done_and_what_is_not_is_refused_without_a_trace(country, verb, state):
    delivery = light(country, state=state, accepted_at=at("09:30"))
    for role in Role:
        by = country.other.mandates[role]
        offered = verb in rules.next_steps(by, delivery, now=NOW)
        before = (Act.objects.count(), StatusChange.objects.count(), IncomingEntry.objects.count())
        if offered:
            continue
        with pytest.raises(Refused):
            do(verb, delivery, by, country.other)
        assert (Act.objects.count(), StatusChange.objects.count(), IncomingEntry.objects.count()) == before
        delivery.refresh_from_db()
        assert delivery.state == state
    doers = [country.other.mandates[role] for role in VERBS[verb][1]]
    if VERBS[verb][0] in ALLOWED[state] and doers:
        do(verb, delivery, doers[0], country.other)
        delivery.refresh_from_db()
        assert delivery.state == VERBS[verb][0]
        assert StatusChange.objects.get(delivery=delivery).code == VERBS[verb][0]


def test_the_person_in_hand_starts_and_completes_and_nobody_else_of_the_unit_does(country):
    delivery = assigned(country, holder=country.other.specialist)
    assert rules.next_steps(country.other.specialist, delivery, now=NOW) == ["start", "complete"]
    assert rules.next_steps(country.other.records_keeper, delivery, now=NOW) == []
    actions.start_handling(delivery=delivery, by=country.other.specialist, now=NOW)
    done = actions.complete_document(delivery=delivery, by=country.other.specialist, now=NOW, outcome="Đã trả lời.")
    assert (done.state, done.completed_at) == (DeliveryState.COMPLETED, NOW)
    assert not Assignment.objects.filter(delivery=delivery, ended_at__isnull=True).exists()
    assert not delivery.is_worked_on_by(country.other.specialist)


def test_the_head_of_the_unit_passes_on_what_was_given_to_the_unit(country):
    delivery = assigned(country)
    head = country.other.head_of_unit
    assert rules.next_steps(head, delivery, now=NOW) == ["assign", "start", "complete"]
    actions.assign_document(
        delivery=delivery, unit=country.other.unit, holder=country.other.specialist, by=head, now=NOW
    )
    assert [row.ended_at for row in Assignment.objects.filter(delivery=delivery).order_by("assigned_at")] == [NOW, None]
    assert delivery.is_worked_on_by(country.other.specialist)


def test_assigning_writes_unit_and_person_into_the_book(country):
    delivery = light(country, state=DeliveryState.ARRIVED)
    other = country.other
    entry = actions.accept_document(delivery=delivery, by=other.clerk, now=NOW)
    actions.assign_document(delivery=delivery, unit=other.unit, holder=other.specialist, by=other.leader, now=NOW)
    entry.refresh_from_db()
    assert (entry.unit, entry.handed_to, entry.handed_at) == (other.unit, other.specialist.account.full_name, NOW)
    actions.assign_document(delivery=delivery, unit=other.unit, by=other.leader, now=NOW)
    entry.refresh_from_db()
    assert entry.handed_to == ""


def test_two_bodies_each_count_their_own_arrivals_from_one(country):
    here = [light(country, state=DeliveryState.ARRIVED) for _ in range(2)]
    there = light(country, to=country.province, state=DeliveryState.ARRIVED)
    numbers = [actions.accept_document(delivery=each, by=country.other.clerk, now=NOW).arrival_number for each in here]
    assert numbers == [1, 2]
    assert actions.accept_document(delivery=there, by=country.province.clerk, now=NOW).arrival_number == 1


def test_accepting_twice_is_refused_and_takes_no_number(country):
    delivery = light(country, state=DeliveryState.ARRIVED)
    actions.accept_document(delivery=delivery, by=country.other.clerk, now=NOW)
    with pytest.raises(DeliveryMovedOn):
        actions.accept_document(delivery=delivery, by=country.other.clerk, now=NOW)
    following = light(country, state=DeliveryState.ARRIVED)
    assert actions.accept_document(delivery=following, by=country.other.clerk, now=NOW).arrival_number == 2


@pytest.mark.parametrize(
    ("reason", "text"), [("", "đủ mười chữ cái"), ("nonsense", "đủ mười chữ cái"), ("other", "ngắn")]
)
def test_a_refusal_needs_one_of_the_reasons_and_words(country, reason, text):
    delivery = light(country, state=DeliveryState.ARRIVED)
    with pytest.raises(rules.ReasonNeeded):
        actions.refuse_document(delivery=delivery, by=country.other.clerk, now=NOW, reason=reason, text=text)


def test_the_sender_reads_the_reason_of_a_refusal(country):
    delivery = light(country, state=DeliveryState.ARRIVED)
    words = "  Việc này thuộc Bộ Tài chính.  "
    refused = actions.refuse_document(delivery=delivery, by=country.other.clerk, now=NOW, reason="other", text=words)
    assert refused.refusal == "other"
    told = StatusChange.objects.get(delivery=delivery)
    assert (told.code, told.note, told.person) == ("02", words.strip(), country.other.clerk.account.full_name)


# -- to whom and until when
def test_only_units_of_the_body_may_be_given_a_document(country):
    delivery = light(country, state=DeliveryState.ACCEPTED)
    for wrong in (
        {"unit": country.province.unit},
        {"unit": country.other.unit, "cooperating": [country.province.unit]},
        {"unit": country.other.unit, "holder": country.province.specialist},
    ):
        with pytest.raises(rules.UnitOfAnotherBody):
            actions.assign_document(delivery=delivery, by=country.other.leader, now=NOW, **wrong)


def test_a_unit_that_is_gone_is_given_nothing(country, second_unit):
    organisations.dissolve(institution=second_unit, on=NOW.date(), successor=None, by=None, now=NOW)
    delivery = light(country, state=DeliveryState.ACCEPTED)
    second_unit.refresh_from_db()
    with pytest.raises(rules.UnitGone):
        actions.assign_document(delivery=delivery, unit=second_unit, by=country.other.leader, now=NOW)


def test_a_person_gets_it_only_in_their_own_unit_and_only_if_they_handle_documents(country, second_unit):
    delivery = light(country, state=DeliveryState.ACCEPTED)
    other = country.other
    elsewhere = {"unit": second_unit, "holder": other.specialist}
    not_handling = {"unit": other.unit, "holder": other.records_keeper}
    for wrong in (elsewhere, not_handling):
        with pytest.raises(rules.HolderElsewhere):
            actions.assign_document(delivery=delivery, by=other.leader, now=NOW, **wrong)
    before = country.since - timedelta(days=1)
    with pytest.raises(rules.HolderElsewhere):
        rules.require_can_hold(delivery, unit=other.unit, holder=other.specialist, cooperating=(), now=before)


def test_a_deadline_of_ones_own_lies_ahead_and_is_explained(country):
    delivery = light(country, state=DeliveryState.ACCEPTED)
    give = {"delivery": delivery, "unit": country.other.unit, "by": country.other.leader, "now": NOW}
    with pytest.raises(rules.DueInThePast):
        actions.assign_document(**give, due_at=NOW, due_reason="đủ mười chữ cái")
    with pytest.raises(rules.DueReasonNeeded):
        actions.assign_document(**give, due_at=NOW + timedelta(days=30), due_reason="vì thế")
    later = NOW + timedelta(days=30)
    lead = actions.assign_document(**give, due_at=later, due_reason="Chờ số liệu quý của các tỉnh")
    delivery.refresh_from_db()
    assert lead.due_at == delivery.handle_due_at == later
    assert Act.objects.get(verb="exchange.document.assigned").body["due_reason"] == "Chờ số liệu quý của các tỉnh"


# -- co-operating units
def test_a_unit_that_helps_reports_its_part_and_the_lead_goes_on(country, second_unit):
    delivery = assigned(country, cooperating=[second_unit, country.other.unit, second_unit])
    rows = {row.unit_id: row for row in Assignment.objects.filter(delivery=delivery)}
    assert {unit: row.lead for unit, row in rows.items()} == {country.other.unit.pk: True, second_unit.pk: False}
    helper = country.other.head_of_unit
    helper.post.unit = second_unit
    helper.post.save()
    assert rules.next_steps(helper, delivery, now=NOW) == ["contribute"]
    for verb in ("start", "complete"):
        with pytest.raises(rules.OnlyHelping):
            do(verb, delivery, helper, country.other)
    with pytest.raises(rules.OutcomeNeeded):
        actions.contribute(delivery=delivery, by=helper, now=NOW, outcome="  ")
    part = actions.contribute(delivery=delivery, by=helper, now=NOW, outcome=" Đã góp ý. ")
    assert (part.outcome, part.ended_at) == ("Đã góp ý.", NOW)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.ASSIGNED
    with pytest.raises(mandates.NotYours):
        actions.contribute(delivery=delivery, by=helper, now=NOW, outcome="Lần nữa.")
    assert rules.may_read(helper, delivery, now=NOW)


def test_the_lead_has_no_part_to_report(country):
    delivery = assigned(country, holder=country.other.specialist)
    with pytest.raises(rules.NotCooperating):
        actions.contribute(delivery=delivery, by=country.other.specialist, now=NOW, outcome="Phần của tôi.")


def test_somebody_who_helps_but_may_not_handle_is_offered_nothing(country, monkeypatch):
    delivery = assigned(country)
    clerk = country.other.clerk
    Assignment.objects.filter(delivery=delivery).update(lead=False, holder=clerk)
    assert rules.next_steps(clerk, delivery, now=NOW) == []


# -- reading
def test_who_may_read_depends_on_role_and_on_what_one_ever_had_in_hand(country, second_unit):
    other = country.other
    delivery = assigned(country, holder=other.specialist)
    expected = {Role.LEADER, Role.CLERK, Role.RECORDS_KEEPER, Role.AUDITOR, Role.SPECIALIST, Role.HEAD_OF_UNIT}
    assert {role for role in Role if rules.may_read(other.mandates[role], delivery, now=NOW)} == expected
    assert not any(rules.may_read(one, delivery, now=NOW) for one in country.province.mandates.values())
    assert not any(rules.may_read(one, delivery, now=NOW) for one in country.ministry.mandates.values())
    assert not rules.may_read(other.clerk, delivery, now=country.since - timedelta(days=1))
    fresh = light(country, state=DeliveryState.ARRIVED)
    assert not rules.may_read(other.specialist, fresh, now=NOW)
    assert not rules.may_read(other.head_of_unit, fresh, now=NOW)
    named = light(country, state=DeliveryState.ARRIVED, unit=other.unit)
    assert rules.may_read(other.head_of_unit, named, now=NOW)
    on_its_way = light(country)
    assert not rules.may_read(other.clerk, on_its_way, now=NOW)


def test_a_head_without_a_unit_and_a_role_without_reading_see_nothing_of_units(country, monkeypatch):
    head = country.other.head_of_unit
    delivery = assigned(country)
    head.post.unit = None
    assert not delivery.is_worked_on_by(head)
    assert not Delivery.objects.readable_by(head).exists()
    monkeypatch.setitem(mandates.RIGHTS, Role.AUDITOR, {})
    assert not Delivery.objects.readable_by(country.other.auditor).exists()


def test_what_the_receivers_software_holds_is_confirmed_once(country):
    delivery = light(country)
    first = reporting.confirm_delivery(delivery=delivery, by=country.other.clerk, now=NOW)
    again = reporting.confirm_delivery(delivery=delivery, by=country.other.clerk, now=NOW + timedelta(hours=1))
    assert first.confirmed_at == again.confirmed_at == NOW
    assert Act.objects.filter(verb="exchange.delivery.confirmed").count() == 1
