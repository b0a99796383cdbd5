"""Proving again: asked before signing, good for ten minutes, one button in the demonstration and nowhere else."""

from datetime import timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from lienthong.ground.identity import step_up
from lienthong.kit import clock

from .conftest import EMAIL, PASSWORD

ASK = "/step-up/?next=/desk/books/"


@pytest.fixture
def entered(client, lan):
    """Signed in, nothing proven since."""
    client.post("/sign-in/", {"login": EMAIL, "password": PASSWORD})
    return client


def fresh(client) -> bool:
    return client.get(ASK).status_code == 302


def test_signing_in_is_not_a_proof_for_signing(entered):
    assert not fresh(entered)


def test_the_password_proves_and_leads_back(entered):
    answer = entered.post("/step-up/", {"way": "password", "password": PASSWORD, "next": "/desk/books/"})
    assert answer["location"] == "/desk/books/"
    assert fresh(entered)


def test_a_wrong_password_proves_nothing_and_says_so(entered):
    answer = entered.post("/step-up/", {"way": "password", "password": "không phải mật khẩu này"})
    assert "Mật khẩu không đúng." in answer.content.decode()
    assert not fresh(entered)


def test_a_proof_holds_ten_minutes(entered):
    start = clock.now()
    with time_machine.travel(start, tick=False):
        entered.post("/step-up/", {"way": "password", "password": PASSWORD})
    with time_machine.travel(start + timedelta(minutes=10), tick=False):
        assert fresh(entered)
    with time_machine.travel(start + timedelta(minutes=10, seconds=1), tick=False):
        assert not fresh(entered)


def test_a_proof_belongs_to_one_session(entered, lan):
    entered.post("/step-up/", {"way": "password", "password": PASSWORD})
    other = Client()
    other.post("/sign-in/", {"login": EMAIL, "password": PASSWORD})
    assert not fresh(other)


def test_after_leaving_the_proof_is_gone(entered):
    entered.post("/step-up/", {"way": "password", "password": PASSWORD})
    entered.post("/sign-out/")
    entered.post("/sign-in/", {"login": EMAIL, "password": PASSWORD})
    assert not fresh(entered)


def test_a_stranger_is_sent_to_the_door(client):
    assert client.get(ASK)["location"].startswith("/sign-in/")


def test_nobody_is_led_to_another_host(entered):
    answer = entered.post("/step-up/", {"way": "password", "password": PASSWORD, "next": "https://evil.example/"})
    assert answer["location"] == "/account/"


def test_in_the_demonstration_one_button_is_enough_for_people_who_do_not_exist(client, stranger):
    client.force_login(stranger)
    page = client.get(ASK).content.decode()
    assert "Xác nhận (bản trình diễn)" in page
    answer = client.post("/step-up/", {"way": "demonstration", "next": "/desk/books/"})
    assert answer["location"] == "/desk/books/"
    assert fresh(client)


def test_a_person_of_the_demonstration_is_asked_too_although_nothing_is_set_up(client, stranger):
    client.force_login(stranger)
    assert not fresh(client)


@pytest.mark.parametrize("where", ["outside the demonstration", "for a real person"])
def test_the_button_does_nothing_elsewhere(client, stranger, lan, settings, where):
    settings.DEMO = where == "for a real person"
    client.force_login(lan if settings.DEMO else stranger)
    assert "bản trình diễn)" not in client.get(ASK).content.decode()
    assert client.post("/step-up/", {"way": "demonstration"}).status_code == 200
    assert not fresh(client)


def test_whoever_has_no_way_is_told_what_to_do(client, stranger, settings):
    settings.DEMO = False
    client.force_login(stranger)
    assert "đường dẫn dùng một lần" in client.get(ASK).content.decode()


@pytest.mark.parametrize("way", ["", "code", "passkey", "magic"])
def test_a_way_that_is_not_set_up_proves_nothing(entered, way):
    assert entered.post("/step-up/", {"way": way, "code": "123456", "credential": "{}"}).status_code == 200
    assert not fresh(entered)


def test_guessing_at_the_proof_is_stopped(entered):
    for _attempt in range(10):
        entered.post("/step-up/", {"way": "magic"})
    stopped = entered.post("/step-up/", {"way": "password", "password": PASSWORD})
    assert stopped.status_code == 429
    assert not fresh(entered)


def test_what_was_sent_before_the_question_goes_on_by_itself(lan, settings, entered):
    """A form that needs a proof is not lost: it is sent again by the server once the proof is there."""
    settings.ROOT_URLCONF = __name__
    asked = entered.post("/sign-this/", {"words": "đồng ý"})
    assert asked["location"] == "/step-up/?next=%2Fsign-this%2F"
    done = entered.post("/step-up/", {"way": "password", "password": PASSWORD, "next": "/sign-this/"})
    assert done.content.decode() == "POST đồng ý"


def sign_this(request):
    if not step_up.is_fresh(request):
        return step_up.ask(request)
    return HttpResponse(f"{request.method} {request.POST.get('words')}")


def _urls():
    from django.urls import include, path

    return [path("sign-this/", sign_this), path("", include("lienthong.ground.identity.urls"))]


urlpatterns = _urls()


def test_nobody_signed_in_is_never_fresh(rf):
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/")
    request.user = AnonymousUser()
    assert not step_up.is_fresh(request)
