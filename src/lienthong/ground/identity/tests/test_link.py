"""One-time links: opened as often as one likes, used once, until they expire."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lienthong.ground.identity import actions, queries
from lienthong.ground.identity.models import Session
from lienthong.ground.identity.rules import LinkSpent
from lienthong.kit import clock

from .conftest import PASSWORD


@pytest.fixture
def invitation(db):
    now = clock.now()
    account = actions.create_account(email="moi@lienthong.example", full_name="Vũ Thị Mới", by=None, now=now)
    return actions.invite(account=account, by=None, now=now)


def path_of(invitation) -> str:
    return reverse("sign-in-link", args=[queries.link_token(invitation)])


def set_password(client, invitation, password=PASSWORD, again=None):
    return client.post(path_of(invitation), {"password1": password, "password2": again or password})


def test_opening_the_link_does_not_spend_it(client, invitation):
    for _time in range(3):
        page = client.get(path_of(invitation))
        assert "Chào Vũ Thị Mới" in page.content.decode()
    assert set_password(client, invitation).status_code == 302


def test_a_password_set_by_the_link_lets_the_person_in_with_a_fresh_proof(client, invitation):
    assert set_password(client, invitation)["location"] == "/account/"
    assert client.session["_auth_user_id"] == str(invitation.account_id)
    assert Session.objects.get(account=invitation.account).way == "link"
    assert client.get("/step-up/").status_code == 302
    other = Client()
    entered = other.post("/sign-in/", {"login": invitation.account.email, "password": PASSWORD})
    assert entered.status_code == 302


def test_the_link_works_once(client, invitation):
    set_password(client, invitation)
    other = Client()
    assert other.get(path_of(invitation)).status_code == 403
    assert set_password(other, invitation, "một câu khác hẳn câu trước").status_code == 403
    assert "_auth_user_id" not in other.session


def test_of_two_who_try_at_once_the_second_is_refused(invitation):
    now = clock.now()
    actions.use_invitation(invitation=invitation, now=now)
    with pytest.raises(LinkSpent):
        actions.use_invitation(invitation=invitation, now=now)


def test_the_link_expires(client, invitation):
    with time_machine.travel(invitation.expires_at + timedelta(seconds=1), tick=False):
        assert client.get(path_of(invitation)).status_code == 403
    with time_machine.travel(invitation.expires_at - timedelta(seconds=1), tick=False):
        assert client.get(path_of(invitation)).status_code == 200


def test_a_link_altered_in_one_letter_opens_nothing(client, invitation):
    token = queries.link_token(invitation)
    for place in (0, len(token) // 2, len(token) - 1):
        altered = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert altered != token
        assert client.get(reverse("sign-in-link", args=[altered])).status_code == 403


def test_a_link_of_a_disabled_account_opens_nothing(client, invitation):
    actions.disable_account(account=invitation.account, by=None, now=clock.now())
    assert client.get(path_of(invitation)).status_code == 403


def test_a_password_that_is_refused_leaves_the_link_good(client, invitation):
    page = set_password(client, invitation, "ngắn")
    assert page.status_code == 200
    assert "ít nhất 15 ký tự" in page.content.decode()
    page = set_password(client, invitation, PASSWORD, PASSWORD + "!")
    assert "Hai lần nhập không giống nhau." in page.content.decode()
    assert set_password(client, invitation).status_code == 302


def test_a_new_link_replaces_the_old_one(client, invitation):
    later = actions.invite(account=invitation.account, by=None, now=clock.now())
    assert client.get(path_of(invitation)).status_code == 403
    assert client.get(path_of(later)).status_code == 200


def test_whoever_was_inside_as_somebody_else_is_then_the_invited(inside, invitation):
    set_password(inside, invitation)
    assert inside.session["_auth_user_id"] == str(invitation.account_id)


def test_a_made_up_credential_is_refused_and_the_link_stays_good(client, invitation):
    client.get(path_of(invitation))
    answer = client.post(path_of(invitation), {"credential": "{}", "name": ""})
    assert answer.status_code == 200
    assert set_password(client, invitation).status_code == 302
