"""Coming in by password, and going out."""

from .conftest import EMAIL, PASSWORD

SIGN_IN = "/sign-in/"


def enter(client, email=EMAIL, password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": email, "password": password, **more})


def test_the_right_password_leads_to_the_desk(client, lan):
    answer = enter(client)
    assert answer.status_code == 302
    assert answer["location"] == "/desk/"
    assert client.session["_auth_user_id"] == str(lan.pk)
