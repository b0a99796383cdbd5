"""Who may call what: every endpoint with every scope, every token state, one's own and another body's things."""

import json
import uuid
from datetime import timedelta

import pytest
from django.test import Client

from lienthong.doors.api.endpoints import PREFIX, table
from lienthong.doors.api.tests.conftest import TODAY, Software, token_for, who_gives
from lienthong.ground.mandates import actions as mandates
from lienthong.ground.mandates import rules
from lienthong.ground.mandates.models import MachineToken
from lienthong.kit import clock
from lienthong.records.exchange import lanes

pytestmark = pytest.mark.django_db
ENDPOINTS = [pytest.param(each, id=f"{each.method} {each.path}") for each in table() if each.scope]


def address(each, **given) -> str:
    parts = {name: given.get(name, uuid.uuid4()) for name in each.parts}
    plain = (("body", "G15"), ("number", 1), ("dossier", "H41.06-261116-0001"))
    parts |= {name: value for name, value in plain if name in parts}
    return PREFIX + each.path.format(**parts)


def called(each, client, path=None, **headers):
    call = client.get if each.method == "GET" else client.post
    more = {} if each.method == "GET" else {"data": "{}", "content_type": "application/json"}
    return call(path or address(each), headers=headers, **more)


def drained(response):
    """Read to the end, so that what it streams from is closed."""
    if response.streaming:
        list(response.streaming_content)
    return response


def problem(response):
    assert response.headers["Content-Type"] == "application/problem+json"
    return json.loads(response.content)


@pytest.mark.parametrize("each", ENDPOINTS)
def test_nobody_without_a_token_and_a_session_is_none(each, country):
    client = Client()
    client.force_login(country.ministry.clerk.account)
    for headers in ({}, {"Authorization": "Basic bHQ6eA=="}, {"Authorization": "Bearer"}):
        response = called(each, client, **headers)
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"] == 'Bearer realm="lienthong"'
        assert problem(response)["code"] == "token-missing"


OPEN = {"list_procedures", "show_procedure", "show_package", "try_procedure", "look_up"}


def test_only_what_is_named_here_is_open_to_everybody():
    assert {each.name for each in table() if each.scope is None} == OPEN


@pytest.mark.parametrize("each", ENDPOINTS)
def test_a_token_without_the_scope_is_refused_and_with_it_is_not(each, country):
    others = [scope for scope in rules.scopes_of(country.ministry.clerk.role) if scope is not each.scope]
    without = Client(headers={"Authorization": f"Bearer {token_for(country.ministry.clerk, *others)}"})
    refused = called(each, without)
    assert refused.status_code == 403
    assert problem(refused)["needed"] == each.scope.value
    holder = who_gives(country.ministry, each.scope)
    alone = Client(headers={"Authorization": f"Bearer {token_for(holder, each.scope)}"})
    assert called(each, alone).status_code not in {401, 403, 500}


def test_tokens_that_ended_were_revoked_or_never_were(country, monkeypatch):
    secret = token_for(country.ministry.clerk)
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    assert client.get("/api/v1/bodies").status_code == 200
    for wrong in (secret[:-1] + "x", secret.upper(), "lt_" + "x" * 500, "lệ"):
        response = Client(headers={"Authorization": f"Bearer {wrong}"}).get("/api/v1/bodies")
        assert response.status_code == 401
        assert "invalid_token" in response.headers["WWW-Authenticate"]
    token = MachineToken.objects.get()
    mandates.revoke_token(token=token, by=country.ministry.clerk, now=TODAY)
    assert client.get("/api/v1/bodies").status_code == 401
    short = Client(headers={"Authorization": f"Bearer {token_for(country.ministry.clerk, days=1)}"})
    assert short.get("/api/v1/bodies").status_code == 200
    monkeypatch.setattr(clock, "now", lambda: TODAY + timedelta(days=2))
    assert short.get("/api/v1/bodies").status_code == 401


def test_a_token_ends_with_the_mandate_it_was_made_under(country):
    software = Software(token_for(country.ministry.clerk))
    assert software.get("/bodies").status_code == 200
    country.ministry.clerk.valid_until = TODAY
    country.ministry.clerk.save()
    assert software.get("/bodies").status_code == 401


def test_the_day_of_last_use_is_noted(country, sender):
    assert MachineToken.objects.get().last_used_on is None
    sender.get("/bodies")
    assert MachineToken.objects.get().last_used_on == clock.local(TODAY).date()


# -- own and other ------------------------------------------------------------------------------------------------
@pytest.fixture
def travelled(send, country):
    """A document from the ministry to the other ministry; the province has nothing to do with it."""
    message = send().json()
    lanes.carry_round(clock.now())
    return {
        "delivery": message["deliveries"][0]["id"],
        "message": message["message"],
        "document": message["document"],
    }


SENDER_ALONE = {"show_status", "recall"}
RECEIVER_ALONE = {"confirm", "accept", "refuse", "assign", "start", "complete", "answer"}
BOTH = {"show_document", "fetch_file", "show_delivery", "show_receipt", "fetch_evidence"}
GOOD = {
    "refuse": {"reason": "other", "text": "Văn bản này gửi nhầm nơi nhận."},
    "assign": {"unit_code": "G15.01"},
    "recall": {"reason": "Ban hành nhầm phụ lục số hai."},
    "answer": {"agrees": True},
}


def test_every_endpoint_about_a_thing_is_in_the_matrix():
    about = {each.name for each in table() if set(each.parts) & {"delivery", "message", "document"}}
    assert about == SENDER_ALONE | RECEIVER_ALONE | BOTH | {"fetch_annex", "fetch_archived"}


@pytest.mark.parametrize("each", [p for p in ENDPOINTS if p.values[0].name in SENDER_ALONE | RECEIVER_ALONE | BOTH])
def test_the_things_of_others_do_not_exist(each, travelled, sender, receiver, stranger):
    path = address(each, **travelled)
    allowed = {"sender": each.name in SENDER_ALONE | BOTH, "receiver": each.name in RECEIVER_ALONE | BOTH}
    for name, software in {"stranger": stranger, "sender": sender, "receiver": receiver}.items():
        body = json.dumps(GOOD.get(each.name, {}))
        call = software.client.get if each.method == "GET" else software.client.post
        more = {} if each.method == "GET" else {"data": body, "content_type": "application/json"}
        response = drained(call(path, **more))
        if allowed.get(name):
            assert response.status_code in {200, 409}, name
        else:
            assert response.status_code == 404, (name, response.content)
            assert problem(response)["code"] == "no-such-address"


def test_a_document_on_its_way_is_not_the_receivers_yet(send, receiver):
    message = send().json()
    delivery = message["deliveries"][0]["id"]
    assert receiver.get("/inbox").json()["items"] == []
    assert receiver.get(f"/deliveries/{delivery}").status_code == 404
    assert receiver.get(f"/documents/{message['document']}").status_code == 404


def test_another_bodys_file_cannot_be_sent(sender, receiver, letter, plain_pdf):
    theirs = receiver.upload(plain_pdf).json()["id"]
    response = sender.post("/documents", letter(theirs), key="k")
    assert (response.status_code, response.json()["code"]) == (404, "not-our-file")
    product = sender.post("/documents", letter(str(uuid.uuid4())), key="k")
    assert product.json()["code"] == "not-our-file"


def test_a_file_the_product_itself_keeps_belongs_to_no_body(sender, letter, plain_pdf):
    import io

    from lienthong.ground.files import actions

    kept = actions.keep(io.BytesIO(plain_pdf), name="a.pdf", by=None, now=TODAY)
    assert sender.post("/documents", letter(str(kept.pk)), key="k").json()["code"] == "not-our-file"


def test_no_get_changes_anything(travelled, sender, receiver):
    from lienthong.ground.journal.models import Act
    from lienthong.records.exchange.models import Delivery

    def state():
        return Act.objects.count(), list(Delivery.objects.values())

    before = state()
    for each in table():
        if each.method == "GET":
            for software in (sender, receiver):
                drained(called(each, software.client, address(each, **travelled)))
    assert state() == before
