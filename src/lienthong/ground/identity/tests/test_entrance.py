"""Coming in by password, going out, and what a stranger can learn by trying."""

import pytest
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from lienthong.ground.identity import actions, hashing
from lienthong.ground.identity.models import Account, Session, SignIn

from .conftest import EMAIL, NOW, PASSWORD

SIGN_IN = "/sign-in/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def enter(client, email=EMAIL, password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": email, "password": password, **more})


def said(answer) -> list[str]:
    return [error for errors in answer.context["form"].errors.values() for error in errors]


def test_the_right_password_leads_to_the_desk(client, lan):
    answer = enter(client)
    assert (answer.status_code, answer["location"]) == (302, "/desk/")
    assert client.session["_auth_user_id"] == str(lan.pk)


def test_the_address_is_taken_in_any_case_and_the_password_in_any_unicode_form(client, lan):
    import unicodedata

    apart = unicodedata.normalize("NFD", PASSWORD)
    assert apart != PASSWORD
    assert enter(client, EMAIL.upper(), apart).status_code == 302


def test_one_is_led_to_the_page_one_came_for_but_never_elsewhere(client, lan):
    assert enter(client, next="/desk/books/")["location"] == "/desk/books/"
    other = Client()
    assert enter(other, next="https://evil.example/")["location"] == "/desk/"


def test_the_page_of_the_sign_in_says_so_in_vietnamese_and_names_no_sign_up(client):
    page = client.get(SIGN_IN).content.decode()
    assert "Đăng nhập" in page
    assert "sign up" not in page.lower()
    for name in ("account_signup", "account_email", "account_reset_password"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_signing_up_is_closed(rf):
    from lienthong.ground.identity.adapters import Entry

    assert Entry().is_open_for_signup(rf.get("/")) is False


def test_what_is_wrong_sounds_the_same_for_a_stranger_and_for_a_wrong_password(client, lan):
    wrong, unknown = enter(client, password="sai" * 9), enter(client, email="nobody@lienthong.example")
    assert said(wrong) == said(unknown) == ["Địa chỉ thư hoặc mật khẩu không đúng."]
    assert wrong.status_code == unknown.status_code == 200


@pytest.fixture
def hashes(monkeypatch):
    """Counts computations of a password hash: what an attacker's stopwatch would see."""
    counted = []
    encode, verify = hashing.Argon2id.encode, hashing.Argon2id.verify
    monkeypatch.setattr(hashing.Argon2id, "encode", lambda *args: counted.append("made") or encode(*args))
    monkeypatch.setattr(hashing.Argon2id, "verify", lambda *args: counted.append("checked") or verify(*args))
    return counted


@pytest.mark.parametrize("who", ["known", "unknown", "without a password", "disabled"])
def test_every_attempt_costs_one_hash_so_time_tells_nothing(client, lan, hashes, who):
    actions.create_account(email="moi@lienthong.example", full_name="Vũ Mới", by=None, now=NOW)
    email = {"unknown": "nobody@lienthong.example", "without a password": "moi@lienthong.example"}.get(who, EMAIL)
    if who == "disabled":
        actions.disable_account(account=lan, by=None, now=NOW)
    hashes.clear()
    enter(client, email=email, password="không phải mật khẩu này")
    assert len(hashes) == 1


def test_guessing_at_one_account_is_stopped_for_known_and_unknown_alike(client, lan):
    for email in (EMAIL, "nobody@lienthong.example"):
        for _attempt in range(8):
            assert "không đúng" in said(enter(client, email=email, password="đoán mò lần nữa"))[0]
        assert said(enter(client, email=email, password=PASSWORD)) == [
            "Sai quá nhiều lần. Hãy chờ vài phút rồi thử lại."
        ]


def test_the_counters_are_shared_by_all_processes():
    assert isinstance(caches["default"], DatabaseCache)


def test_guessing_at_many_accounts_from_one_place_is_stopped(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "3/m/ip"}
    for number in range(3):
        assert enter(client, email=f"{number}@lienthong.example").status_code == 200
    stopped = enter(client, email="x@lienthong.example")
    assert stopped.status_code == 429
    assert "Quá nhiều lần" in stopped.content.decode()


def test_a_proxy_on_this_machine_is_believed_and_nobody_else(rf):
    from lienthong.ground.identity.adapters import Entry

    through = {"HTTP_X_FORWARDED_FOR": "6.6.6.6, 203.0.113.7"}
    assert Entry().get_client_ip(rf.get("/", REMOTE_ADDR="127.0.0.1", **through)) == "203.0.113.7"
    assert Entry().get_client_ip(rf.get("/", REMOTE_ADDR="198.51.100.1", **through)) == "198.51.100.1"
    assert Entry().get_client_ip(rf.get("/", REMOTE_ADDR="", HTTP_X_FORWARDED_FOR="nonsense")) == "127.0.0.1"


def test_signing_in_makes_a_new_session_with_device_and_way(client, lan):
    client.get("/account/")
    session = client.session
    session["left"] = 1
    session.save()
    before = session.session_key
    client.post(SIGN_IN, {"login": EMAIL, "password": PASSWORD}, headers={"user-agent": FIREFOX})
    row = Session.objects.get(account=lan)
    assert row.session_key != before
    assert not Session.objects.filter(session_key=before).exists()
    assert (row.way, row.device, row.address) == ("password", FIREFOX, "127.0.0.1")


def test_attempts_are_logged_for_the_person_and_not_among_the_public_acts(client, lan):
    from lienthong.ground.journal.models import Act

    before = Act.objects.count()
    enter(client, password="không phải mật khẩu này")
    enter(client, email="nobody@lienthong.example")
    enter(client)
    log = list(SignIn.objects.order_by("at", "id").values_list("account", "outcome"))
    assert log == [(lan.pk, "refused"), (None, "refused"), (lan.pk, "signed_in")]
    assert Act.objects.count() == before


def test_the_cookie_is_hidden_from_scripts_and_stays_at_home(client, lan):
    enter(client)
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["expires"], "it ends with the browser"


def test_a_disabled_account_with_the_right_password_learns_that_it_is_locked(client, lan):
    actions.disable_account(account=lan, by=None, now=NOW)
    answer = client.post(SIGN_IN, {"login": EMAIL, "password": PASSWORD}, follow=True)
    assert "Tài khoản đang bị khoá" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_disabling_an_account_ends_its_sessions_at_once(inside, lan):
    assert inside.get("/account/").status_code == 200
    actions.disable_account(account=lan, by=None, now=NOW)
    assert inside.get("/account/").status_code == 302
    assert not Session.objects.filter(account=lan).exists()


def test_leaving_is_by_post_only_and_really_ends_the_session(inside, lan):
    key = inside.session.session_key
    assert "Đăng xuất khỏi máy này?" in inside.get("/sign-out/").content.decode()
    assert inside.get("/account/").status_code == 200
    answer = inside.post("/sign-out/", follow=True)
    assert answer.redirect_chain == [("/sign-in/", 302)]
    assert "Bạn đã đăng xuất." in answer.content.decode()
    stolen = Client()
    stolen.cookies["sessionid"] = key
    assert stolen.get("/account/").status_code == 302


def test_leaving_needs_a_token_of_our_own_page(lan):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(lan)
    assert careful.post("/sign-out/").status_code == 403


def test_whoever_is_inside_already_is_not_asked_again(inside):
    assert inside.get(SIGN_IN)["location"] == "/desk/"


def test_the_way_to_the_demonstration_is_shown_in_the_demonstration_only(client, settings):
    assert "Đây là bản trình diễn" in client.get(SIGN_IN).content.decode()
    settings.DEMO = False
    assert "bản trình diễn" not in client.get(SIGN_IN).content.decode()


def test_no_page_of_an_account_opens_for_a_stranger(client):
    from lienthong.ground.identity.urls import urlpatterns

    for pattern in urlpatterns:
        if str(pattern.pattern).startswith("account/"):
            arguments = {"pk": 1} if "pk" in str(pattern.pattern) else {}
            if "handle" in str(pattern.pattern):
                arguments = {"handle": "0190d5a0-0000-7000-8000-000000000000"}
            answer = client.get(reverse(pattern.name, kwargs=arguments))
            assert answer.status_code in {302, 405}, pattern.name
            if answer.status_code == 302:
                assert answer["location"].startswith(("/sign-in/", "/step-up/")), pattern.name


def test_accounts_compare_addresses_without_case(lan):
    assert Account.objects.get_by_natural_key(EMAIL.upper()) == lan
