"""Opening a procedure at a body with units of its own, changing them, closing it; what was begun goes on."""

from datetime import date

import pytest

from conftest import at
from lienthong.ground.journal.models import Act
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.organisations.models import Unit
from lienthong.work.services import actions, packages, queries, rules
from lienthong.work.services.actions.applying import Whom
from lienthong.work.services.actions.offering import OfferedAlready, RoleOpen, UnitElsewhere, UnitGone, UnknownRole
from lienthong.work.services.models import Offering, Procedure
from lienthong.work.services.states import Channel

KEY = "doi_giay_phep_lai_xe"


@pytest.fixture
def offering(hall) -> Offering:
    return hall.offerings[KEY]


@pytest.fixture
def give(hall, offering):
    """What is given to offer it once more."""
    units = dict.fromkeys(offering.units, hall.division)
    given = {"procedure": offering.procedure, "body": hall.office.body, "receiving_unit": hall.desk, "units": units}
    return {**given, "by": hall.leader, "now": at("12:00")}


def begun(hall, offering, *, whom="001190012345", now="09:00"):
    person = Whom(whom, "Nguyễn Thị Minh Anh")
    return actions.begin(offering=offering, whom=person, by=hall.citizen, now=at(now), channel=Channel.ONLINE)


def test_the_roles_of_a_package_are_its_units_but_the_receiving_one():
    package = packages.read_shipped(KEY)
    named = {each["code"]: each["role"] for each in package.plain["procedure"]["units"]}
    assert "receives" in named.values()
    assert list(package.roles) == [code for code, role in named.items() if role != "receives"]


def test_only_a_leader_opens_it_and_only_at_the_own_body(hall, land, give):
    for by, refusal in ((land.other.leader, rules.NotYourProcedure), (land.ministry.leader, rules.NotYourProcedure),
                        (hall.receiver, mandates.NotInThisRole), (land.province.clerk, mandates.NotInThisRole),
                        (land.province.auditor, mandates.NotInThisRole)):  # fmt: skip
        with pytest.raises(refusal):
            actions.offer(**{**give, "by": by})
        with pytest.raises(refusal):
            actions.close_offering(offering=hall.offerings[KEY], by=by, now=at("12:00"))
        more = {"receiving_unit": hall.division, "units": give["units"]}
        with pytest.raises(refusal):
            actions.change_units(offering=hall.offerings[KEY], **more, by=by, now=at("12:00"))
    assert Offering.objects.get() == hall.offerings[KEY]


def test_it_is_open_once_with_units_of_the_body_for_every_role_and_for_no_other(hall, land, give):
    role = next(iter(give["units"]))
    for more, refusal in (
        ({}, OfferedAlready), ({"by": None}, OfferedAlready), ({"receiving_unit": land.other.unit}, UnitElsewhere),
        ({"units": {**give["units"], role: land.other.unit}}, UnitElsewhere), ({"units": {}}, RoleOpen),
        ({"units": {**give["units"], "khac": hall.desk}}, UnknownRole),
    ):  # fmt: skip
        with pytest.raises(refusal):
            actions.offer(**{**give, **more})
    with pytest.raises(RoleOpen) as refused:
        actions.offer(**{**give, "units": {}})
    assert refused.value.facts["roles"] == list(give["units"])
    assert f"({role})" in refused.value.detail


def test_a_unit_that_was_dissolved_stands_for_nothing(hall, offering, give):
    actions.close_offering(offering=offering, by=hall.leader, now=at("10:00"))
    gone = Unit.objects.get(pk=hall.division.pk)
    gone.dissolved_on = date(2026, 11, 1)
    with pytest.raises(UnitGone):
        actions.offer(**{**give, "units": dict.fromkeys(give["units"], gone)})


def test_what_is_not_published_is_not_offered(hall, land, give):
    written = Procedure.objects.create(key="dang_soan", owner=land.ministry.body)
    with pytest.raises(queries.NoSuchProcedure):
        actions.offer(**{**give, "procedure": written})


def test_closed_nobody_begins_there_what_was_begun_goes_on_and_it_can_be_opened_again(hall, land, offering, give):
    draft = begun(hall, offering)
    closed = actions.close_offering(offering=offering, by=hall.leader, now=at("10:00"))
    assert actions.close_offering(offering=closed, by=hall.leader, now=at("11:00")).closed_at == at("10:00")
    assert Act.objects.filter(verb="services.offering.closed").count() == 1
    with pytest.raises(queries.NotOfferedThere):
        queries.offering(offering.procedure, hall.office.body.pk)
    with pytest.raises(queries.NotOfferedThere):
        begun(hall, closed, whom="1", now="11:00")
    given = {"full_name": "Nguyễn Thị Minh Anh", "identity_number": "001190012345"}
    kept = actions.answer(application=draft, page="applicant", given=given, by=hall.citizen, now=at("11:30"))
    assert kept.answers["full_name"] == "Nguyễn Thị Minh Anh"
    again = actions.offer(**give)
    assert (again.closed_at, str(again)) == (None, f"{offering.procedure_id} @ {hall.office.body.pk}")
    assert queries.offerings(offering.procedure) == [again]


def test_changed_units_hold_for_what_is_begun_from_then_on(hall, offering, give):
    role = next(iter(give["units"]))
    draft = begun(hall, offering)
    assert offering.unit_for(role) == hall.division.pk
    assert offering.unit_for("khong_co") == hall.desk.pk
    change = {"receiving_unit": hall.division, "units": dict.fromkeys(give["units"], hall.desk), "by": hall.leader}
    changed = actions.change_units(offering=offering, **change, now=at("10:00"))
    assert queries.offerings(offering.procedure) == [changed]
    assert (changed.receiving_unit, changed.unit_for(role)) == (hall.division, hall.desk.pk)
    draft.refresh_from_db()
    assert draft.offering.unit_for(role) == hall.division.pk
    assert draft.offering.closed_at == at("10:00")
    # the same once more changes nothing, and what is closed is not changed
    assert actions.change_units(offering=changed, **change, now=at("10:30")) == changed
    assert Offering.objects.count() == 2
    with pytest.raises(queries.NotOfferedThere):
        actions.change_units(offering=offering, **change, now=at("11:00"))


def test_a_refused_change_leaves_it_open_as_it_was(hall, land, offering, give):
    with pytest.raises(RoleOpen):
        actions.change_units(offering=offering, receiving_unit=hall.desk, units={}, by=hall.leader, now=at("10:00"))
    assert queries.offerings(offering.procedure) == [offering]


def test_the_own_ones_stand_first_then_what_is_offered(hall, land, offering, django_assert_num_queries):
    for key, owner in (("dang_ky_khai_tu", land.province.body), ("chung_thuc_ban_sao", land.other.body)):
        actions.publish(key=key, package=packages.read_shipped(key), owner=owner, by=None, now=at("09:00"))
    with django_assert_num_queries(1):
        found = list(queries.for_body(land.province.body).order_by("place", "key"))
    assert [each.key for each in found] == ["dang_ky_khai_tu", KEY, "chung_thuc_ban_sao"]
    assert queries.offered_anywhere(found) == {offering.procedure_id}
    assert queries.open_at(land.province.body) == {offering.procedure_id: offering}
    assert queries.open_at(land.other.body) == {}
