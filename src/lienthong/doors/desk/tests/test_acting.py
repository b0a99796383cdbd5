"""Signing in as anybody in the demonstration, and choosing one's post."""

import pytest
from django.urls import reverse

from lienthong.ground.identity.models import Account, Session
from lienthong.ground.mandates import actions as mandates
from lienthong.ground.mandates.states import Role


@pytest.fixture
def synthetic(country):
    """Everybody in the small country is of the demonstration, and there is an outsider."""
    Account.objects.create_user("ngoai@lienthong.example", "Lý Thị Mai")
    Account.objects.update(synthetic=True)
    return country


def test_one_click_signs_in_under_that_mandate(client, synthetic):
    clerk = synthetic.ministry.clerk
    answer = client.post(reverse("enter-as"), {"account": clerk.account_id, "mandate": clerk.pk})
    assert (answer.status_code, answer["location"]) == (302, "/desk/")
    assert client.session["_auth_user_id"] == str(clerk.account_id)
    assert client.session["mandate"] == str(clerk.pk)
    assert Session.objects.get(account=clerk.account_id).way == "demonstration"


def test_the_page_of_a_body_shows_the_named_in_the_order_of_the_story(client, synthetic):
    page = client.get(reverse("people-of", args=[synthetic.ministry.body.pk]))
    roles = [part.mandate.role if part.mandate else None for part in page.context["cast"].named]
    assert roles == [
        Role.CLERK,
        Role.HEAD_OF_UNIT,
        Role.LEADER,
        Role.ONE_STOP,
        Role.RECORDS_KEEPER,
        Role.AUDITOR,
        None,
    ]
    assert [part.mandate.role for part in page.context["cast"].others] == [Role.SPECIALIST]
    assert page.content.count(b"face-drawn") == 8


def test_bodies_are_found_without_tones_and_stand_in_vietnamese_order(client, synthetic):
    page = client.get(reverse("sign-in-as"), {"q": "bo tu"})
    assert [line.name for _, group in page.context["groups"] for line in group] == ["Bộ Tư pháp"]
    page = client.get(reverse("sign-in-as"))
    assert [line.name for _, group in page.context["groups"] for line in group] == [
        "Bộ Tài chính",
        "Bộ Tư pháp",
        "Ủy ban nhân dân tỉnh Nghệ An",
    ]
    assert ">Nghệ An</a>" in page.content.decode(), "under its heading the place alone is enough"
    assert "Bộ Tài chính" in [line.name for line in page.context["well_known"]]


@pytest.mark.parametrize("how", ["bodies", "people", "enter"])
def test_outside_the_demonstration_there_is_no_such_page(client, synthetic, settings, how):
    settings.DEMO = False
    clerk = synthetic.ministry.clerk
    asked = {
        "bodies": lambda: client.get(reverse("sign-in-as")),
        "people": lambda: client.get(reverse("people-of", args=[synthetic.ministry.body.pk])),
        "enter": lambda: client.post(reverse("enter-as"), {"account": clerk.account_id, "mandate": clerk.pk}),
    }
    assert asked[how]().status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("what", ["real", "disabled", "nobody", "nonsense"])
def test_only_people_who_do_not_exist_can_be_played(client, synthetic, what):
    account = synthetic.ministry.clerk.account
    Account.objects.filter(pk=account.pk).update(synthetic=what != "real", is_active=what != "disabled")
    name = {"nobody": "0190d5a0-0000-7000-8000-000000000000", "nonsense": "%00"}.get(what, account.pk)
    assert client.post(reverse("enter-as"), {"account": name}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_signing_in_as_is_done_by_post_with_a_token_only(synthetic):
    from django.test import Client

    clerk = synthetic.ministry.clerk
    careful = Client(enforce_csrf_checks=True)
    assert careful.get(reverse("enter-as"), {"account": clerk.account_id}).status_code == 405
    assert careful.post(reverse("enter-as"), {"account": clerk.account_id}).status_code == 403


def test_the_session_is_a_new_one_after_signing_in_as(client, synthetic):
    client.get("/sign-in/as/")
    session = client.session
    session["left"] = "behind"
    session.save()
    before = session.session_key
    clerk = synthetic.ministry.clerk
    client.post(reverse("enter-as"), {"account": clerk.account_id, "mandate": clerk.pk})
    assert client.session.session_key != before
    assert "left" not in client.session


@pytest.mark.parametrize(("wanted", "led_to"), [("/desk/books/", "/desk/books/"), ("//evil.example/", "/desk/")])
def test_only_pages_of_ours_are_gone_to_afterwards(client, synthetic, wanted, led_to):
    clerk = synthetic.ministry.clerk
    answer = client.post(reverse("enter-as"), {"account": clerk.account_id, "next": wanted})
    assert answer["location"] == led_to


def test_a_mandate_of_somebody_else_is_not_taken_on_by_naming_it(client, synthetic):
    clerk, leader = synthetic.ministry.clerk, synthetic.ministry.leader
    client.post(reverse("enter-as"), {"account": clerk.account_id, "mandate": leader.pk})
    page = client.get(reverse("desk:posts"))
    assert page.context["mandate"] == clerk


def test_an_unknown_body_is_not_found(client, synthetic):
    assert client.get("/sign-in/as/0190d5a0-0000-7000-8000-000000000000/").status_code == 404


def test_who_holds_two_posts_chooses_the_one_to_act_in(client, synthetic):
    clerk, keeper = synthetic.ministry.clerk, synthetic.ministry.records_keeper
    second = mandates.appoint(
        account=clerk.account,
        post=keeper.post,
        role=Role.RECORDS_KEEPER,
        source="Quyết định thử",
        valid_from=synthetic.since,
        by=None,
        now=synthetic.since,
    )
    client.post(reverse("enter-as"), {"account": clerk.account_id, "mandate": clerk.pk})
    assert set(client.get(reverse("desk:posts")).context["mandates"]) == {clerk, second}
    answer = client.post(reverse("desk:posts"), {"mandate": second.pk, "next": "/desk/books/"})
    assert answer["location"] == "/desk/books/"
    assert client.get(reverse("desk:posts")).context["mandate"] == second


def test_a_post_one_does_not_hold_cannot_be_chosen(client, synthetic):
    clerk = synthetic.ministry.clerk
    client.post(reverse("enter-as"), {"account": clerk.account_id, "mandate": clerk.pk})
    assert client.post(reverse("desk:posts"), {"mandate": synthetic.ministry.leader.pk}).status_code == 404
    assert client.session["mandate"] == str(clerk.pk)
