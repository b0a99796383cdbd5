from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from conftest import at
from lienthong.ground.journal.models import Act
from lienthong.ground.mandates import actions, queries
from lienthong.ground.mandates.actions import appointing, tokens
from lienthong.ground.mandates.models import MachineToken, Mandate
from lienthong.ground.mandates.rules import MandateEnded, NotInThisRole, NotYours
from lienthong.ground.mandates.states import Capacity, Role, Scope


def appointed(country, **more):
    leader = country.ministry.leader
    given = {
        "account": country.ministry.specialist.account, "post": country.ministry.clerk.post, "role": Role.CLERK,
        "source": "Quyết định 1", "valid_from": at("09:00"), "by": leader, "now": at("09:00"),
    } | more  # fmt: skip
    return actions.appoint(**given)


def test_a_leader_appoints_within_the_body_and_the_journal_knows(country):
    held = appointed(country)
    assert held in queries.mandates_of(country.ministry.specialist.account, at("09:01"))
    assert Act.objects.filter(verb="mandates.mandate.granted", subject_id=held.pk).exists()


def test_nobody_appoints_in_another_body_or_without_the_right(country):
    with pytest.raises(NotYours):
        appointed(country, by=country.other.leader)
    with pytest.raises(NotInThisRole):
        appointed(country, by=country.ministry.clerk)


@pytest.mark.parametrize("capacity", [Capacity.KT, Capacity.TL, Capacity.TUQ])
def test_signing_in_somebodys_place_names_that_person(country, capacity):
    with pytest.raises(appointing.CapacityNeedsPrincipal):
        appointed(country, capacity=capacity)
    assert appointed(country, capacity=capacity, principal=country.ministry.leader).principal == country.ministry.leader


def test_the_same_post_and_role_are_not_held_twice_at_a_time_even_past_the_action(country):
    first = appointed(country, valid_until=at("12:00"))
    with pytest.raises(appointing.MandateOverlaps):
        appointed(country, valid_from=at("11:00"), valid_until=at("13:00"))
    assert appointed(country, valid_from=at("12:00")).pk != first.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.create(
            account=first.account, post=first.post, role=first.role, source="x", valid_from=at("10:00")
        )


def test_an_ended_mandate_ends_at_that_instant_and_only_once(country):
    held = appointed(country)
    actions.end(mandate=held, by=country.ministry.leader, now=at("10:00"), reason="Chuyển công tác")
    assert held not in queries.mandates_of(held.account, at("10:00"))
    with pytest.raises(MandateEnded):
        actions.end(mandate=held, by=country.ministry.leader, now=at("10:01"), reason="Chuyển công tác")


def token(country, **more):
    given = {"name": "Phần mềm", "scopes": [Scope.SEND], "days": 30, "by": country.ministry.clerk, "now": at("09:00")}
    return actions.make_token(**(given | more))


def test_a_token_is_shown_once_kept_as_a_digest_and_found_by_its_secret(country):
    made, secret = token(country)
    assert secret.startswith("lt_")
    assert secret not in str(MachineToken.objects.values().get())
    assert queries.token_by_secret(secret, at("09:01")) == made
    assert queries.token_by_secret(secret + "x", at("09:01")) is None


def test_a_token_ends_with_its_time_its_revocation_or_the_mandate_behind_it(country):
    made, secret = token(country)
    assert queries.token_by_secret(secret, at("09:00") + timedelta(days=30)) is None
    actions.revoke_token(token=made, by=country.ministry.clerk, now=at("09:05"))
    actions.revoke_token(token=made, by=country.ministry.clerk, now=at("09:06"))
    assert queries.token_by_secret(secret, at("09:06")) is None
    assert Act.objects.filter(verb="mandates.token.revoked").count() == 1
    _second, secret = token(country)
    actions.end(mandate=country.ministry.clerk, by=country.ministry.leader, now=at("09:10"), reason="Nghỉ hưu")
    assert queries.token_by_secret(secret, at("09:11")) is None


def test_a_token_needs_a_right_and_an_end_within_a_year(country):
    with pytest.raises(tokens.TokenWithoutScope):
        token(country, scopes=[])
    for days in (0, 367):
        with pytest.raises(tokens.TokenLivesTooLong):
            token(country, days=days)
    with pytest.raises(NotInThisRole):
        token(country, by=country.ministry.specialist)


def test_nobody_gives_software_a_right_they_do_not_have(country):
    office = country.ministry
    for by, beyond in (
        (office.clerk, Scope.DOSSIERS_READ),
        (office.leader, Scope.SEND),
        (office.leader, Scope.RECEIVE),
    ):
        with pytest.raises(tokens.ScopeBeyondRole) as refused:
            token(country, by=by, scopes=[Scope.READ, beyond])
        assert refused.value.facts == {"scopes": [beyond.value]}
    made, _secret = token(country, by=office.leader, scopes=[Scope.DOSSIERS_READ, Scope.READ, Scope.VERIFY])
    assert made.scopes == ["dossiers:read", "read", "verify"]


def test_a_token_is_revoked_by_its_own_body_only(country):
    made, _secret = token(country)
    with pytest.raises(NotYours):
        actions.revoke_token(token=made, by=country.other.clerk, now=at("09:05"))


def test_using_a_token_is_written_once_a_day(country, django_assert_num_queries):
    made, _secret = token(country)
    actions.note_use(token=made, now=at("09:05"))
    made.refresh_from_db()
    with django_assert_num_queries(0):
        actions.note_use(token=made, now=at("10:05"))


def test_nobody_appoints_to_a_post_by_holding_it(country):
    leader = country.ministry.leader
    assert not appointing.PostOf(leader.post).is_worked_on_by(leader)
