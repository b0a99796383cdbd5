"""Second factors: an app checked against `oathtool`, recovery codes, and what may be given up."""

import re
import subprocess
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from lienthong.ground.identity import actions, queries, rules
from lienthong.ground.identity.adapters import Factors
from lienthong.kit import clock

from .conftest import EMAIL, NOW, PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
MOMENT = clock.now().replace(second=10, microsecond=0)


def oath(secret: str, at=MOMENT) -> str:
    """The code by an implementation that is not ours."""
    moment = f"{at:%Y-%m-%d %H:%M:%S} UTC"
    done = subprocess.run(["oathtool", "--totp", "-b", "--now", moment, secret], capture_output=True, check=True)
    return done.stdout.decode().strip()


@pytest.fixture
def app(lan):
    """Lan's authenticator app."""
    return TOTP.activate(lan, SECRET).instance


def to_second_step(client) -> None:
    answer = client.post("/sign-in/", {"login": EMAIL, "password": PASSWORD})
    assert answer["location"] == "/sign-in/second-step/"


def inside(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.foreign("oathtool")
def test_the_code_of_another_implementation_completes_signing_in(client, lan, app):
    with time_machine.travel(MOMENT, tick=False):
        to_second_step(client)
        assert not inside(client), "the password alone is not enough any more"
        answer = client.post("/sign-in/second-step/", {"code": oath(SECRET)})
    assert answer["location"] == "/desk/"
    assert inside(client)


@pytest.mark.foreign("oathtool")
def test_a_code_with_one_digit_changed_is_refused(client, lan, app):
    code = oath(SECRET)
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    assert wrong != code
    with time_machine.travel(MOMENT, tick=False):
        to_second_step(client)
        answer = client.post("/sign-in/second-step/", {"code": wrong})
    assert "Mã không đúng" in answer.content.decode()
    assert not inside(client)


@pytest.mark.foreign("oathtool")
@pytest.mark.parametrize(("late", "taken"), [(-31, True), (0, True), (31, True), (95, False), (-95, False)])
def test_a_clock_half_a_minute_off_is_forgiven_and_more_is_not(client, lan, app, late, taken):
    with time_machine.travel(MOMENT, tick=False):
        to_second_step(client)
        client.post("/sign-in/second-step/", {"code": oath(SECRET, MOMENT - timedelta(seconds=late))})
    assert inside(client) is taken


@pytest.mark.foreign("oathtool")
def test_a_code_is_taken_once_even_while_it_is_still_valid(client, lan, app):
    code = oath(SECRET)
    with time_machine.travel(MOMENT, tick=False):
        to_second_step(client)
        client.post("/sign-in/second-step/", {"code": code})
    assert inside(client)
    thief = Client()
    with time_machine.travel(MOMENT + timedelta(seconds=31), tick=False):
        to_second_step(thief)
        thief.post("/sign-in/second-step/", {"code": code})
    assert not inside(thief)


@pytest.mark.foreign("oathtool")
def test_the_app_proves_again_too(client, lan, app):
    client.force_login(lan)
    with time_machine.travel(MOMENT, tick=False):
        client.post("/step-up/", {"way": "code", "code": oath(SECRET)})
        assert client.get("/step-up/").status_code == 302


@pytest.mark.foreign("oathtool")
def test_an_app_is_joined_with_the_code_it_shows_and_brings_recovery_codes(inside, lan):
    with time_machine.travel(clock.now(), tick=False):
        page = inside.get("/account/app/join/").content.decode()
        secret = re.search(r'class="fingerprint">([A-Z2-7]{32})<', page)[1]
        wrong = inside.post("/account/app/join/", {"code": "000000"})
        assert "Mã không đúng" in wrong.content.decode()
        answer = inside.post("/account/app/join/", {"code": oath(secret, clock.now())}, follow=True)
    assert answer.redirect_chain[-1][0] == "/account/codes/"
    assert len(re.findall(r"\b\d{8}\b", answer.content.decode())) == 10
    assert queries.has_second_factor(lan)


def test_guessing_at_the_code_is_stopped(client, lan, app):
    to_second_step(client)
    for _attempt in range(8):
        client.post("/sign-in/second-step/", {"code": "000000"})
    answer = client.post("/sign-in/second-step/", {"code": "000000"})
    assert "Sai quá nhiều lần" in answer.content.decode()


def test_the_second_step_cannot_be_entered_without_the_first(client, lan, app):
    assert client.get("/sign-in/second-step/")["location"] == "/sign-in/"


def test_secrets_are_not_readable_in_the_database(lan, app, settings):
    stored = Authenticator.objects.get(pk=app.pk).data["secret"]
    assert SECRET not in stored
    assert Factors().decrypt(stored) == SECRET
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-" + "y" * 40
    assert Factors().decrypt(stored) == SECRET, "a key that was replaced still opens what it closed"


def test_recovery_codes_are_made_seen_saved_and_each_works_once(inside, lan, app):
    inside.post("/account/codes/new/")
    codes = re.findall(r"\b\d{8}\b", inside.get("/account/codes/").content.decode())
    assert len(set(codes)) == 10
    saved = inside.get("/account/codes/saved/")
    assert saved["content-disposition"].startswith("attachment")
    assert saved.content.decode().split() == codes
    for expected in (True, False):
        other = Client()
        to_second_step(other)
        other.post("/sign-in/second-step/", {"code": codes[0]})
        assert ("_auth_user_id" in other.session) is expected
    assert "Còn 9 mã" in inside.get("/account/").content.decode()


def test_new_codes_make_the_old_ones_useless(inside, lan, app):
    inside.post("/account/codes/new/")
    old = re.findall(r"\b\d{8}\b", inside.get("/account/codes/").content.decode())[0]
    assert "10 mã cũ chưa dùng" in inside.get("/account/codes/new/").content.decode()
    inside.post("/account/codes/new/")
    other = Client()
    to_second_step(other)
    other.post("/sign-in/second-step/", {"code": old})
    assert "_auth_user_id" not in other.session


def test_codes_cannot_be_made_without_a_factor(inside):
    answer = inside.post("/account/codes/new/")
    assert "Hãy thêm khoá truy cập hoặc ứng dụng xác thực trước." in answer.content.decode()


def test_the_last_factor_may_go_when_the_password_stands_alone(inside, lan, app):
    inside.post("/account/app/leave/")
    assert not queries.has_second_factor(lan)


def test_the_last_factor_stays_when_the_password_is_short(inside, lan, app):
    actions.set_password(account=lan, password="tre xanh", by=lan, now=NOW)
    inside.force_login(lan)
    inside.post("/step-up/", {"way": "password", "password": "tre xanh"})
    assert "cách xác thực cuối cùng" in inside.get("/account/app/leave/").content.decode()
    inside.post("/account/app/leave/")
    assert queries.has_second_factor(lan)


def key_of(account) -> Authenticator:
    data = {"name": "Máy ở cơ quan", "credential": {}}
    return Authenticator.objects.create(user=account, type=Authenticator.Type.WEBAUTHN, data=data)


def test_the_rules_of_giving_up_a_factor(lan, app):
    rules.require_may_remove(app, lan)
    actions.set_password(account=lan, password="tre xanh", by=lan, now=NOW)
    with pytest.raises(rules.FactorNeeded):
        rules.require_may_remove(app, lan)
    key = key_of(lan)
    rules.require_may_remove(app, lan)
    lan.set_unusable_password()
    app.delete()
    with pytest.raises(rules.LastWayIn):
        rules.require_may_remove(key, lan)


def test_a_passkey_is_renamed_and_removed_by_its_owner_only(inside, lan, stranger):
    mine, theirs = key_of(lan), key_of(stranger)
    assert "Máy ở cơ quan" in inside.get("/account/").content.decode()
    inside.post(f"/account/passkeys/{mine.pk}/rename/", {"name": "Điện thoại"})
    assert "Điện thoại" in inside.get("/account/").content.decode()
    assert inside.post(f"/account/passkeys/{theirs.pk}/remove/").status_code == 404
    assert "Gỡ khoá “Điện thoại”?" in inside.get(f"/account/passkeys/{mine.pk}/remove/").content.decode()
    assert inside.post(f"/account/passkeys/{mine.pk}/remove/")["location"] == "/account/"
    assert set(Authenticator.objects.all()) == {theirs}


def test_the_only_way_in_is_not_removed(inside, lan):
    key = key_of(lan)
    lan.set_unusable_password()
    lan.save()
    inside.force_login(lan)
    session = inside.session
    session.save()
    from allauth.account.internal.flows import login

    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "mfa", "at": clock.now().timestamp(), "reauthenticated": True}
    ]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(lan.pk)
    session.save()
    assert inside.post(f"/account/passkeys/{key.pk}/remove/").status_code == 409
    assert Authenticator.objects.filter(pk=key.pk).exists()


@pytest.mark.parametrize("address", ["passkeys/add", "app/join", "codes/new", "codes"])
def test_changes_of_factors_ask_for_a_proof_first(client, lan, app, address):
    client.force_login(lan)
    if address == "app/join":
        app.delete()
    if address == "codes":
        from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

        RecoveryCodes.activate(lan)
    assert client.get(f"/account/{address}/")["location"].startswith("/step-up/?next=")


def test_an_app_that_does_not_exist_cannot_be_left(inside):
    assert inside.get("/account/app/leave/").status_code == 404
