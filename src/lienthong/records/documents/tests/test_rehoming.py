"""Drafts of a body that is dissolved reach the body that follows; what is signed stays what it is."""

import pytest

from conftest import at
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations import actions as organisations
from lienthong.ground.organisations import planning
from lienthong.ground.organisations.models import Change
from lienthong.ground.organisations.naming import Naming
from lienthong.records.documents import actions
from lienthong.records.documents.actions import rehoming
from lienthong.records.documents.models import Document, StateChange
from lienthong.records.documents.states import DocumentState

NOW = at("10:00")


def draft(country, state=DocumentState.DRAFT):
    author = country.province.specialist
    made = actions.draft(
        kind="cong_van", subject="V/v thử", text="…", by=author, now=at("09:00"), signer=country.province.leader
    )
    numbered = {"number": 1} if state in rehoming.UNFINISHED - rehoming.UNSIGNED or state == "issued" else {}
    Document.objects.filter(pk=made.pk).update(state=state, **numbered)
    return Document.objects.get(pk=made.pk)


def merged(country):
    return organisations.merge(bodies=[country.province.body], into=country.other.body, on=NOW.date(), by=None, now=NOW)


@pytest.mark.parametrize("state", DocumentState)
def test_what_is_not_signed_goes_to_the_successor_and_comes_back_with_the_way_back(country, state):
    document = draft(country, state)
    plan = planning.merge(bodies=[country.province.body], into=country.other.body, on=NOW.date())
    counted = {each.name: each.count for each in plan.affected}["documents.documents"]
    assert counted == (state in rehoming.UNFINISHED)
    change = organisations.enact(plan=plan, by=None, now=NOW)
    document.refresh_from_db()
    moving = state in rehoming.UNSIGNED
    assert document.body == (country.other.body if moving else country.province.body)
    if moving:
        assert document.signer is None
        assert document.unit == country.other.unit
    if state == DocumentState.IN_REVIEW:
        assert document.state == DocumentState.RETURNED
        assert "chọn người ký mới" in StateChange.objects.get(document=document).reason
    organisations.reverse(change=Change.objects.get(pk=change.pk), by=None, now=NOW)
    document.refresh_from_db()
    assert (document.body, document.unit) == (country.province.body, country.province.unit)


def test_what_was_signed_meanwhile_stays_with_who_signed_it(country):
    document = draft(country)
    change = merged(country)
    Document.objects.filter(pk=document.pk).update(state=DocumentState.SIGNED)
    organisations.reverse(change=Change.objects.get(pk=change.pk), by=None, now=NOW)
    document.refresh_from_db()
    assert document.body == country.other.body


def test_a_draft_nobody_follows_stays(country):
    document = draft(country)
    organisations.dissolve(institution=country.province.body, on=NOW.date(), by=None, now=NOW)
    document.refresh_from_db()
    assert document.body == country.province.body


def test_a_draft_of_a_unit_that_ends_goes_to_the_unit_that_follows_or_to_the_body(country):
    body = country.province.body
    heir = organisations.found_unit(
        body=body, name=Naming("Sở Nội vụ"), on=body.established_on, by=None, now=country.since
    )
    document, without_unit = draft(country), draft(country)
    Document.objects.filter(pk=without_unit.pk).update(unit=None)
    organisations.dissolve(institution=country.province.unit, successor=heir, on=NOW.date(), by=None, now=NOW)
    document.refresh_from_db()
    assert (document.body, document.unit) == (body, heir)
    organisations.merge(bodies=[body], into=country.other.body, on=NOW.date(), by=None, now=NOW)
    without_unit.refresh_from_db()
    assert (without_unit.body, without_unit.unit) == (country.other.body, None)


def test_who_holds_an_abolished_post_holds_it_no_longer_and_again_after_the_way_back(country):
    holder, stays = country.province.clerk, country.other.clerk
    change = merged(country)
    assert not Mandate.objects.get(pk=holder.pk).in_force_at(NOW)
    assert Mandate.objects.get(pk=stays.pk).in_force_at(NOW)
    organisations.reverse(change=Change.objects.get(pk=change.pk), by=None, now=NOW)
    back = Mandate.objects.get(pk=holder.pk)
    assert (back.valid_until, back.in_force_at(NOW)) == (None, True)
