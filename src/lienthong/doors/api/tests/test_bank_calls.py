"""The address banks call: open to signatures only, never to tokens, and never a 5xx for what is signed."""

import json
from datetime import date

import pytest
from django.test import Client

from conftest import at
from lienthong.doors.api.payment_views import LARGEST_BYTES
from lienthong.kit import clock
from lienthong.kit.ids import new_id
from lienthong.work.payments import actions
from lienthong.work.payments.adapters import signing
from lienthong.work.payments.models import Call, Credit, Intent
from lienthong.work.payments.tests.bank import BIN, KEY, told

NOW = at("09:00")
PLACE = "/api/v1/payments/calls/mock"


@pytest.fixture(autouse=True)
def connected(settings, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    facts = {"adapter": "mock_bank", "bin": BIN, "url": "http://127.0.0.1:9", "call_keys": [KEY], "token": "t"}
    settings.PAYMENT_BANKS = {"mock": facts}


def send(content, *, place=PLACE, key=KEY, when=NOW, message="m1", **headers):
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    signed = signing.sign(key=key, message_id=message, raw=raw, at=when)
    client = Client(enforce_csrf_checks=True)
    return client.post(place, raw, content_type="application/json", headers={**signed, **headers})


def test_a_signed_call_pays_and_its_repeat_is_answered_alike(country):
    body = country.ministry.body
    actions.open_account(body=body, bank_bin=BIN, number="1010001", holder="X", on=date(2026, 1, 1), by=None, now=NOW)
    intent = actions.open_intent(
        subject=("onestop.dossier", new_id()), body=body, amount_dong=50_000, purpose="Lệ phí", by=None, now=NOW
    )
    first, again = send(told(intent.reference)), send(told(intent.reference))
    assert (first.status_code, first.json()["outcome"]) == (200, "credited")
    assert first.json() == again.json()
    assert Intent.objects.get().state == "paid"
    assert "Set-Cookie" not in first.headers


@pytest.mark.parametrize("content", [told("?"), told(currency="USD"), b"\xff\x00"], ids=["unknown", "dollars", "bytes"])
def test_whatever_is_signed_is_kept_and_answered_with_200(db, content):
    assert send(content).status_code == 200
    assert Call.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"key": "whsec_b3RoZXI="}, "call-not-signed"),
        ({"when": at("08:54")}, "call-too-old"),
        ({"webhook-signature": ""}, "call-not-signed"),
    ],
    ids=["key", "old", "unsigned"],
)
def test_what_is_not_signed_now_is_refused_and_leaves_nothing(db, more, code):
    answer = send(told("x"), **more)
    assert (answer.status_code, answer.json()["code"]) == (403, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not Call.objects.exists()
    assert not Credit.objects.exists()


def test_guessing_signatures_is_counted_and_a_bank_that_signs_is_not(db, settings):
    settings.API_LIMITS = {"address": 1}
    assert [send(told("x"), key="whsec_b3Ro").status_code for _ in range(2)] == [403, 429]
    assert send(told("x")).status_code == 200


def test_unknown_banks_other_methods_and_endless_bodies_are_refused(db):
    assert send(told("x"), place="/api/v1/payments/calls/nobody").json()["code"] == "bank-unknown"
    assert Client().get(PLACE).status_code == 405
    assert send(b"x" * (LARGEST_BYTES + 1)).status_code == 413


def test_the_address_is_described_and_needs_no_token():
    from lienthong.doors.api import openapi, openapi_payments

    operation = openapi.document(server="http://x")["paths"][openapi_payments.ADDRESS]["post"]
    assert operation["security"] == []
    assert {parameter["name"] for parameter in operation["parameters"]} >= {"bank", "webhook-signature"}
    assert openapi_payments.ADDRESS.split("{")[0] in openapi_payments.CURL
