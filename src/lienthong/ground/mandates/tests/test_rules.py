"""The matrix role × verb × own, own unit, own body, other body; deny by default."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from conftest import at
from lienthong.ground.mandates import rules
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import RIGHTS, Reach, Verb
from lienthong.ground.mandates.states import Role
from lienthong.ground.organisations.models import Body, Post, Unit

BODY, UNIT = Body(name_vi="Bộ Thử"), Unit(name_vi="Vụ Thử")


@dataclass
class Thing:
    body_id: UUID = field(default_factory=lambda: BODY.pk)
    unit_id: UUID | None = None
    own: bool = False

    def is_worked_on_by(self, mandate: Mandate) -> bool:
        return self.own


PLACES = {
    "own": (Thing(own=True), {Reach.OWN, Reach.UNIT, Reach.BODY}),
    "own unit": (Thing(unit_id=UNIT.pk), {Reach.UNIT, Reach.BODY}),
    "other unit": (Thing(unit_id=uuid4()), {Reach.BODY}),
    "no unit": (Thing(), {Reach.BODY}),
    "other body": (Thing(body_id=uuid4(), unit_id=UNIT.pk, own=True), set()),
}


def mandate(role: Role, **more) -> Mandate:
    return Mandate(post=Post(body=BODY, unit=UNIT), role=role, valid_from=at("08:00"), **more)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("role", Role)
def test_a_right_reaches_as_far_as_the_table_says_and_no_further(role, verb, place):
    thing, enough = PLACES[place]
    allowed = RIGHTS[role].get(verb) in enough
    assert rules.may(mandate(role), verb, thing, now=at("09:00")) is allowed


@pytest.mark.parametrize("role", Role)
def test_what_the_table_does_not_name_is_denied(role):
    for verb in set(Verb) - set(RIGHTS[role]):
        with pytest.raises(rules.NotInThisRole):
            rules.require(mandate(role), verb, now=at("09:00"))


@pytest.mark.parametrize(
    ("valid_until", "now"), [(None, at("07:59")), (at("08:30"), at("08:30")), (at("08:30"), at("12:00"))]
)
def test_a_mandate_that_has_not_begun_or_has_ended_allows_nothing(valid_until, now):
    held = mandate(Role.CLERK, valid_until=valid_until)
    with pytest.raises(rules.MandateEnded):
        rules.require(held, Verb.SEND_DOCUMENT, now=now)


def test_a_mandate_holds_from_its_first_instant_to_the_one_before_its_end():
    held = mandate(Role.CLERK, valid_until=at("08:30"))
    assert held.in_force_at(at("08:00"))
    assert held.in_force_at(at("08:30") - timedelta(microseconds=1))


def test_no_role_may_reorganise_or_reach_another_body_by_being_listed():
    assert all(Verb.REORGANISE not in rights for rights in RIGHTS.values())


def test_an_auditor_has_rights_to_see_and_none_to_act():
    assert set(RIGHTS[Role.AUDITOR]) <= rules.SEEING
    assert set(RIGHTS[Role.RECORDS_KEEPER]) <= rules.SEEING
    assert all(set(RIGHTS[role]) - rules.SEEING for role in set(Role) - {Role.AUDITOR, Role.RECORDS_KEEPER})
