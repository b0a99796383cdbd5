"""One's own account: sessions seen and ended, a new password, what is shown."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lienthong.ground.identity import queries
from lienthong.ground.identity.models import Account, Session
from lienthong.ground.journal.models import Act
from lienthong.kit import clock

from .conftest import EMAIL, NOW, PASSWORD

PHONE = (
    "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0 Mobile Safari/537.36"
)


@pytest.fixture
def phone(lan) -> Client:
    """The same person, on a phone."""
    client = Client(headers={"user-agent": PHONE})
    client.post("/sign-in/", {"login": EMAIL, "password": PASSWORD})
    return client


def alive(client) -> bool:
    return client.get("/account/").status_code == 200


def test_open_sessions_are_listed_with_device_since_and_last_seen(inside, phone, lan):
    page = inside.get("/account/").content.decode()
    assert "Chrome, Android" in page
    assert page.count("Kết thúc</button>") == 1, "one's present session is left by signing out"
    assert "nơi không rõ" in page
    for session in Session.objects.all():
        assert session.session_key not in page


def test_one_session_is_ended(inside, phone, lan):
    row = Session.objects.get(account=lan, device=PHONE)
    inside.post(f"/account/sessions/{row.handle}/end/")
    assert not alive(phone)
    assert alive(inside)


def test_all_others_are_ended(inside, phone, lan):
    third = Client()
    third.force_login(lan)
    inside.post("/account/sessions/end-others/")
    assert [alive(client) for client in (inside, phone, third)] == [True, False, False]


def test_nobody_ends_the_session_of_somebody_else(inside, stranger):
    other = Client()
    other.force_login(stranger)
    row = Session.objects.get(account=stranger)
    inside.post(f"/account/sessions/{row.handle}/end/")
    assert alive(other)


@pytest.mark.parametrize("address", ["end-others", "0190d5a0-0000-7000-8000-000000000000/end"])
def test_ending_is_by_post_only(inside, address):
    assert inside.get(f"/account/sessions/{address}/").status_code == 405


def test_a_session_is_noticed_every_five_minutes_and_not_more_often(inside, lan, django_assert_num_queries):
    began = clock.now()
    with time_machine.travel(began + timedelta(minutes=4), tick=False):
        assert alive(inside)
    assert Session.objects.get(account=lan).last_seen_at < began + timedelta(minutes=1)
    with time_machine.travel(began + timedelta(minutes=6), tick=False):
        assert alive(inside)
    assert Session.objects.get(account=lan).last_seen_at == began + timedelta(minutes=6)


def test_a_session_ends_twelve_hours_after_it_was_last_written(inside):
    with time_machine.travel(clock.now() + timedelta(hours=12, minutes=1), tick=False):
        assert not alive(inside)


def test_expired_sessions_are_not_shown(phone, lan):
    later = clock.now() + timedelta(days=1)
    assert list(queries.open_sessions(lan, at=later)) == []
    assert queries.open_sessions(lan, at=clock.now()).count() == 1


def change(client, old=PASSWORD, new="trăng bao nhiêu tuổi trăng già", again=None):
    return client.post("/account/password/", {"oldpassword": old, "password1": new, "password2": again or new})


def test_a_new_password_replaces_the_old_one_and_ends_the_other_sessions(inside, phone, lan):
    assert change(inside)["location"] == "/account/"
    assert "Đã đổi mật khẩu." in inside.get("/account/").content.decode()
    assert not alive(phone)
    assert Session.objects.filter(account=lan).count() == 1
    other = Client()
    assert other.post("/sign-in/", {"login": EMAIL, "password": PASSWORD}).status_code == 200
    assert Act.objects.filter(verb="identity.account.password_set").count() == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"old": "không phải mật khẩu này"}, "Mật khẩu hiện tại không đúng."),
        ({"new": "ngắn"}, "ít nhất 15 ký tự"),
        ({"again": "một câu khác hẳn"}, "Hai lần nhập không giống nhau."),
        ({"new": "matkhaumatkhaumatkhau"}, "dễ bị đoán"),
        ({"new": "Trần Thị Lan 2026"}, "không được lấy từ họ tên"),
    ],
)
def test_what_is_wrong_with_a_new_password_is_said(inside, given, said):
    answer = change(inside, **given)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert inside.get("/account/").status_code == 200


def test_a_person_without_a_password_sets_one(client, stranger):
    client.force_login(stranger)
    assert client.get("/account/password/")["location"] == "/account/password/new/"
    assert "Chưa đặt." in client.get("/account/").content.decode()
    new = "trăng bao nhiêu tuổi trăng già"
    assert client.post("/account/password/new/", {"password1": new, "password2": new})["location"] == "/account/"
    assert client.get("/account/password/new/")["location"] == "/account/password/"


def test_there_is_no_page_to_change_the_address(inside):
    page = inside.get("/account/").content.decode()
    assert "email/" not in page
    assert inside.get("/account/email/").status_code == 404


def test_the_last_attempts_to_sign_in_are_shown_refused_ones_too(inside):
    Client().post("/sign-in/", {"login": EMAIL, "password": "không phải mật khẩu này"})
    page = inside.get("/account/").content.decode()
    assert "Đã vào" in page
    assert "Bị từ chối" in page


def test_the_page_of_ones_account_costs_few_queries(inside, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):
        inside.get("/account/")


def test_accounts_are_found_by_part_of_name_or_address(lan, stranger):
    assert list(queries.accounts("tran lan")) == [lan]
    assert list(queries.accounts("gia@")) == [stranger]
    assert set(queries.accounts()) == {lan, stranger}


def test_an_account_has_no_rights_of_djangos(lan):
    assert not lan.is_staff
    assert not lan.has_perm("anything")
    assert not lan.has_module_perms("anything")


def test_nouns_name_themselves(inside, lan):
    from lienthong.ground.identity import actions
    from lienthong.ground.identity.models import Remembered, SignIn

    assert str(Account.objects.get(pk=lan.pk)) == "Trần Thị Lan"
    assert "Trần Thị Lan" in str(Session.objects.get(account=lan))
    assert "signed_in" in str(SignIn.objects.get())
    assert "Trần Thị Lan" in str(actions.invite(account=lan, by=None, now=NOW))
    assert str(Remembered(cache_key="k")) == "k"


@pytest.mark.parametrize("address", ["password", "app/join", "codes/new", "passkeys/add"])
def test_never_mind_is_a_link_home_and_sends_nothing(inside, address):
    page = inside.get(f"/account/{address}/", headers={"host": "localhost"}).content.decode()
    assert '<a href="/account/" class="button button-text">Thôi</a>' in page


def test_keys_are_switched_off_and_on_by_the_person_alone(inside, lan):
    address = reverse("shortcuts")
    assert inside.get(address).status_code == 405
    for said, on in (("off", False), ("on", True)):
        answer = inside.post(address, {"shortcuts": said})
        assert answer.url.endswith("#keys")
        lan.refresh_from_db()
        assert lan.shortcuts is on
