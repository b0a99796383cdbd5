"""What the requests of real sessions prove, by each way of coming in."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from lienthong.ground.identity import actions, assurance, sessions, standing
from lienthong.ground.identity.states import AccountLevel, Level, Proof, Way

from .conftest import EMAIL, NOW, PASSWORD


def request_of(client, account):
    """A request as the middleware would hand it to a page of this browser."""
    request = RequestFactory().get("/")
    request.session, request.user, request.now = client.session, account, NOW
    return request


def test_nobody_proves_nothing_and_is_sent_to_sign_in(client, db):
    request = request_of(client, AnonymousUser())
    assert standing.of_request(request) is None
    with pytest.raises(assurance.SignInFirst):
        standing.require(request, Level())


def test_a_password_is_one_factor_of_an_unproven_account(client, lan):
    client.post("/sign-in/", {"login": EMAIL, "password": PASSWORD})
    sure = standing.of_request(request_of(client, lan))
    assert (sure.account_level, sure.authentication_level, sure.way) == (0, 1, Way.PASSWORD)


def test_a_proven_account_brings_its_level_and_the_way_it_was_proven(inside, lan):
    actions.identify(
        account=lan,
        number="001090000123",
        level=AccountLevel.TWO,
        way=Proof.NATIONAL_ID,
        evidence="t",
        by=None,
        now=NOW,
    )
    sure = standing.require(request_of(inside, lan), Level(AccountLevel.TWO))
    assert (sure.account_level, sure.proven_by) == (2, Proof.NATIONAL_ID)


def test_a_code_of_an_app_after_the_password_makes_two_factors(client, lan):
    TOTP.activate(lan, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    client.force_login(lan)
    request = request_of(client, lan)
    standing.enter(request, lan, way=Way.PASSWORD, method="password")
    standing.step_up.record_authentication(request, lan, method="mfa", type="totp")
    assert standing.of_request(request).authentication_level == 2


def test_a_proof_of_another_person_in_the_same_browser_counts_for_nobody(client, lan, stranger):
    client.post("/sign-in/", {"login": EMAIL, "password": PASSWORD})
    request = request_of(client, stranger)
    del request.session[sessions.ABOUT]
    assert standing.of_request(request) is None


def test_entering_as_somebody_else_leaves_nothing_of_the_session_before(client, lan, stranger):
    client.post("/sign-in/", {"login": EMAIL, "password": PASSWORD})
    request = request_of(client, lan)
    before = request.session.session_key
    standing.enter(request, stranger, way=Way.NATIONAL_ID, method="national_id", authentication_level=3)
    assert request.session.session_key != before
    sure = standing.of_request(request)
    assert (request.user, sure.authentication_level, sure.way) == (stranger, 3, Way.NATIONAL_ID)


@pytest.mark.parametrize(("demo", "level"), [(True, 2), (False, 0)])
def test_signing_in_as_somebody_of_the_demonstration_counts_only_there(client, stranger, settings, demo, level):
    client.post("/sign-in/as/enter/", {"account": str(stranger.pk)})
    settings.DEMO = demo
    assert standing.of_request(request_of(client, stranger)).authentication_level == level
