"""Directory, search and tokens: who may see which page, of which body, and in how many queries."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from conftest import at
from lienthong.doors.desk.tests.reference_documents import delivered, outgoing
from lienthong.ground.mandates import actions as mandates
from lienthong.ground.mandates.models import MachineToken
from lienthong.ground.mandates.states import Scope
from lienthong.ground.organisations import actions as organisations
from lienthong.ground.organisations.naming import Naming
from lienthong.kit import clock
from lienthong.kit.ids import new_id
from lienthong.records.exchange.models import Assignment

ROLES = ["leader", "head_of_unit", "specialist", "clerk", "records_keeper", "auditor"]
READS_BOOKS = {"leader", "clerk", "records_keeper", "auditor"}
PAGES = ["directory", "search", "book-incoming", "book-outgoing", "tokens"]


def signed_in(mandate, *, proven=True) -> Client:
    client = Client()
    client.force_login(mandate.account)
    if proven:
        session = client.session
        session["account_authentication_methods_user"] = str(mandate.account.pk)
        proof = {"method": "password", "at": clock.now().timestamp(), "reauthenticated": True}
        session["account_authentication_methods"] = [proof]
        session.save()
    return client


@pytest.fixture
def clerk(country) -> Client:
    return signed_in(country.ministry.clerk)


@pytest.mark.parametrize("name", PAGES)
def test_each_role_opens_what_its_mandate_allows(country, name):
    for role in ROLES:
        allowed = name in {"directory", "search"} or (name == "tokens" and role in {"clerk", "leader"})
        allowed = allowed or (name.startswith("book-") and role in READS_BOOKS)
        response = signed_in(country.ministry.mandates[role]).get(reverse(f"desk:{name}"))
        assert response.status_code == (200 if allowed else 403), role


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_is_led_to_sign_in(db, name):
    assert Client().get(reverse(f"desk:{name}")).url.startswith("/sign-in/")


# -- directory --------------------------------------------------------------------------------------------------------
def names(client, **asked):
    return [body.vi_then for body in client.get(reverse("desk:directory"), asked).context["bodies"]]


def test_the_directory_is_in_vietnamese_order_searched_and_asked_by_kind(clerk):
    assert names(clerk) == ["Bộ Tài chính", "Bộ Tư pháp", "Ủy ban nhân dân tỉnh Nghệ An"]
    assert names(clerk, q="bo tu") == ["Bộ Tư pháp"]
    assert names(clerk, q="tú") == []
    assert names(clerk, q="H41") == ["Ủy ban nhân dân tỉnh Nghệ An"]
    assert names(clerk, kind="ministry") == ["Bộ Tài chính", "Bộ Tư pháp"]
    assert len(names(clerk, kind="kingdom")) == 3
    assert names(clerk, on="2018-01-01") == []


def test_a_renamed_body_is_shown_under_the_name_of_the_day(clerk, country):
    body = country.other.body
    organisations.rename(
        institution=body, name=Naming("Bộ Pháp luật", "Law", "BPL"), on=date(2026, 6, 1), by=None, now=at("08:00")
    )
    assert "Bộ Pháp luật" in names(clerk, on="2026-11-16")
    assert "Bộ Tư pháp" in names(clerk, on="2026-05-31")
    text = clerk.get(reverse("desk:body", args=[body.pk]), {"on": "2026-05-31"}).text
    assert "<h1>Bộ Tư pháp</h1>" in text
    assert "đến trước 01/06/2026" in text


def test_a_body_shows_its_units_posts_codes_and_who_held_what_then(clerk, country):
    address = reverse("desk:body", args=[country.other.body.pk])
    text = clerk.get(address, {"on": "2026-11-16"}).text
    assert "Người Thử leader 2" in text
    assert "G15" in text
    before = clerk.get(address, {"on": "2025-01-01"}).text
    assert "Người Thử" not in before.replace("Người Thử clerk 1", "")
    assert "chưa có người giữ" in before


def test_a_body_that_was_never_founded_is_not_found(clerk):
    assert clerk.get(reverse("desk:body", args=[new_id()])).status_code == 404


# -- search -----------------------------------------------------------------------------------------------------------
def found(client, words):
    context = client.get(reverse("desk:search"), {"q": words}).context
    return [len(context[kind]) for kind in ("outgoing", "incoming", "bodies", "units")]


def test_one_box_finds_outgoing_incoming_bodies_and_units(clerk, country):
    outgoing(country.ministry, 1, "V/v tài chính công")
    delivered(outgoing(country.other, 2, "V/v tài chính đất đai"), country.ministry)
    assert found(clerk, "tai chinh") == [1, 1, 1, 0]
    assert found(clerk, "tại") == [0, 0, 0, 0]
    assert found(clerk, "van phong")[3] == 3
    assert found(clerk, "t") == [0, 0, 0, 0]


def test_nobody_finds_what_they_may_not_read(country):
    ministry = country.ministry
    mine = outgoing(ministry, 1, "V/v việc chung", drafted_by=ministry.specialist)
    outgoing(ministry, 2, "V/v việc chung", unit=None)
    outgoing(country.other, 3, "V/v việc chung")
    delivered(outgoing(country.other, 4, "V/v việc chung đến"), ministry)
    assert found(signed_in(ministry.leader), "viec chung")[:2] == [2, 1]
    assert found(signed_in(ministry.head_of_unit), "viec chung")[:2] == [1, 0]
    assert found(signed_in(ministry.specialist), "viec chung")[:2] == [1, 0]
    assert found(signed_in(country.province.specialist), "viec chung")[:2] == [0, 0]
    assert mine.drafted_by == ministry.specialist


def test_a_specialist_finds_what_was_given_to_them(country):
    delivery = delivered(outgoing(country.other, 4, "V/v việc giao"), country.ministry)
    Assignment.objects.create(
        delivery=delivery,
        unit=country.ministry.unit,
        holder=country.ministry.specialist,
        assigned_by=country.ministry.leader,
        assigned_at=at("09:30"),
    )
    assert found(signed_in(country.ministry.specialist), "giao")[:2] == [0, 1]


def test_one_hit_and_three_hits_cost_the_same_queries(clerk, country, django_assert_max_num_queries):
    counts = []
    for number in (1, 2):
        outgoing(country.ministry, number, "V/v tìm kiếm")
        delivered(outgoing(country.other, number + 10, "V/v tìm kiếm"), country.ministry)
        with django_assert_max_num_queries(12) as queries:
            found(clerk, "tim kiem")
        counts.append(len(queries))
    assert counts[0] == counts[1]


# -- tokens -----------------------------------------------------------------------------------------------------------
NEW = {"name": "Phần mềm của Sở", "scopes": ["send", "read"], "days": "30"}


def test_a_token_is_shown_once_with_a_line_to_try_it(clerk, country):
    made = clerk.post(reverse("desk:tokens"), NEW)
    token = MachineToken.objects.get()
    secret = made.context["secret"]
    assert secret.startswith(token.prefix)
    assert secret in made.text
    assert "curl -H" in made.text
    assert "no-store" in made["Cache-Control"]
    again = clerk.get(reverse("desk:tokens"))
    assert secret not in again.text
    assert token.prefix in again.text
    assert (token.name, sorted(token.scopes)) == ("Phần mềm của Sở", ["read", "send"])


def test_each_role_is_offered_the_rights_it_has_itself(clerk, country):
    leader = signed_in(country.ministry.leader)
    assert 'value="dossiers:read"' in leader.get(reverse("desk:tokens")).text
    assert 'value="send"' not in leader.get(reverse("desk:tokens")).text
    assert 'value="dossiers:read"' not in clerk.get(reverse("desk:tokens")).text
    made = leader.post(reverse("desk:tokens"), {**NEW, "scopes": ["dossiers:read"]})
    assert "/api/v1/dossiers/changes" in made.text
    assert clerk.post(reverse("desk:tokens"), {**NEW, "scopes": ["dossiers:read"]}).status_code == 422


def test_making_a_token_asks_for_a_fresh_proof_of_who_one_is(country):
    response = signed_in(country.ministry.clerk, proven=False).post(reverse("desk:tokens"), NEW)
    assert response.status_code == 302
    assert "/step-up/" in response.url
    assert not MachineToken.objects.exists()


@pytest.mark.parametrize("wrong", [{"scopes": []}, {"days": "400"}, {"name": ""}, {"scopes": ["rule"]}])
def test_a_token_that_cannot_be_is_refused_on_the_form(clerk, wrong):
    response = clerk.post(reverse("desk:tokens"), {**NEW, **wrong})
    assert response.status_code == 422
    assert "data-error-summary" in response.text
    assert not MachineToken.objects.exists()


def test_a_refusal_of_the_action_is_shown_on_the_form(clerk, monkeypatch):
    monkeypatch.setattr("lienthong.ground.mandates.actions.tokens.LONGEST_DAYS", 5)
    response = clerk.post(reverse("desk:tokens"), NEW)
    assert response.status_code == 422
    assert "data-error-summary" in response.text


def made_by(mandate, *, days=30):
    token, _secret = mandates.make_token(name="A", scopes=[Scope.READ], days=days, by=mandate, now=clock.now())
    return token


def test_a_revoked_token_stays_in_the_list_as_revoked(clerk, country):
    token = made_by(country.ministry.clerk)
    response = clerk.post(reverse("desk:token-revoke", args=[token.pk]), follow=True)
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert "Đã thu hồi" in response.text


def test_an_expired_token_reads_as_expired(clerk, country):
    token = made_by(country.ministry.clerk)
    MachineToken.objects.filter(pk=token.pk).update(expires_at=clock.now())
    assert "Đã hết hạn" in clerk.get(reverse("desk:tokens")).text


def test_another_bodys_tokens_are_neither_seen_nor_revoked(clerk, country):
    token = made_by(country.other.clerk)
    assert token.prefix not in clerk.get(reverse("desk:tokens")).text
    assert clerk.post(reverse("desk:token-revoke", args=[token.pk])).status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_a_token_is_never_revoked_by_a_link(clerk, country):
    token = made_by(country.ministry.clerk)
    assert clerk.get(reverse("desk:token-revoke", args=[token.pk])).status_code == 405


def test_one_token_and_three_tokens_cost_the_same_queries(clerk, country, django_assert_max_num_queries):
    counts = []
    for _ in range(2):
        made_by(country.ministry.clerk)
        with django_assert_max_num_queries(12) as queries:
            clerk.get(reverse("desk:tokens"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
