"""edXML by the ordinary API: one message, a form of several, refusals that name line and element, and the way out."""

import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import at
from lienthong.ground.mandates import actions as mandates
from lienthong.ground.mandates.states import Scope
from lienthong.kit import clock
from lienthong.records.exchange.actions import importing
from lienthong.records.exchange.adapters.edxml.message import Business, Transaction
from lienthong.records.exchange.intake.tests.messages import document, status, written
from lienthong.records.exchange.models import Message, RefusedMessage

pytestmark = pytest.mark.urls("lienthong.doors.api.tests.edxml_urls")
NOW = at("10:00")
EDXML = "application/vnd.edxml+xml"


@pytest.fixture
def ready(country, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    importing.install_seal(now=country.since)
    return country


def caller(office, *scopes):
    scopes = scopes or (Scope.SEND, Scope.RECEIVE, Scope.READ)
    _token, secret = mandates.make_token(name="thử", scopes=scopes, days=30, by=office.clerk, now=NOW)
    return Client(headers={"Authorization": f"Bearer {secret}"})


def sealed(country, number="15", **more):
    message, contents = document(number=number, **more)
    return written(message, contents, by=country.ministry.body, now=NOW)


def test_a_message_is_taken_and_its_repeat_answered_with_the_same_receipt(ready):
    client, data = caller(ready.ministry), sealed(ready)
    first = client.post("/api/v1/edxml", data, content_type=EDXML)
    again = client.post("/api/v1/edxml", data, content_type=EDXML)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["receipt"] == again.json()["receipt"]
    assert first.json()["receipt"]["edxml_sha256"] == hashlib.sha256(data).hexdigest()


def test_a_form_of_several_files_says_of_each_what_became_of_it(ready):
    files = [
        SimpleUploadedFile("tot.edxml", sealed(ready), EDXML),
        SimpleUploadedFile("hong.edxml", b"<edXML", EDXML),
        SimpleUploadedFile("la.edxml", sealed(ready, "16", to=("G98",)), EDXML),
    ]
    answer = caller(ready.ministry).post("/api/v1/edxml", {"files": files})
    lines = answer.json()["results"]
    assert [line["status"] for line in lines] == [201, 422, 422]
    assert [line["name"] for line in lines] == ["tot.edxml", "hong.edxml", "la.edxml"]
    assert lines[2]["line"] > 1
    assert lines[2]["element"] == "To/OrganId"
    assert Message.objects.count() == 1
    assert RefusedMessage.objects.count() == 2


def test_a_status_is_answered_with_the_delivery(ready):
    from lienthong.records.exchange import lanes

    caller(ready.ministry).post("/api/v1/edxml", sealed(ready), content_type=EDXML)
    lanes.carry_round(NOW)
    said = written(status("G12,2026/11/16,15/BTC-VP", "03"))
    answer = caller(ready.other).post("/api/v1/edxml", said, content_type=EDXML)
    assert (answer.status_code, answer.json()["status"]) == (200, "03")


def test_a_recall_before_its_document_is_told_to_come_again_and_then_is_taken(ready):
    client = caller(ready.ministry)
    asks = Transaction(Business.RECALL, "Sai thời hạn báo cáo", document_id="G12,2026/11/16,15/BTC-VP")
    recall = sealed(ready, "15", files=(), transaction=asks)
    early = client.post("/api/v1/edxml", recall, content_type=EDXML, headers={"Accept-Language": "en"})
    assert (early.status_code, early.json()["code"]) == (409, "original-unknown")
    assert "Send that document first, then this message again." in early.json()["detail"]
    assert RefusedMessage.objects.get().code == "original-unknown"
    assert client.post("/api/v1/edxml", sealed(ready), content_type=EDXML).status_code == 201
    assert client.post("/api/v1/edxml", recall, content_type=EDXML).status_code == 201


def test_a_message_can_be_had_again_as_edxml_by_those_concerned(ready):
    data = sealed(ready, to=("G15",))
    made = caller(ready.ministry).post("/api/v1/edxml", data, content_type=EDXML).json()["receipt"]["message"]
    answer = caller(ready.other).get(f"/api/v1/edxml/{made}")
    assert b"".join(answer.streaming_content) == data
    assert answer.headers["Content-Type"] == EDXML
    assert caller(ready.province).get(f"/api/v1/edxml/{made}").status_code == 403
    assert caller(ready.other).get(f"/api/v1/edxml/{ready.other.body.pk}").status_code == 404


@pytest.mark.parametrize(
    ("send", "expected"),
    [
        (lambda country: Client().post("/api/v1/edxml", b"<a/>", content_type=EDXML), 401),
        (lambda country: caller(country.ministry, Scope.READ).post("/api/v1/edxml", b"<a/>", content_type=EDXML), 403),
        (lambda country: caller(country.ministry).get("/api/v1/edxml"), 405),
        (lambda country: caller(country.ministry).post("/api/v1/edxml", {"note": "không có tệp"}), 422),
        (lambda country: caller(country.ministry).post("/api/v1/edxml", b"", content_type=EDXML), 422),
    ],
)  # fmt: skip
def test_a_call_that_is_no_message_is_refused_with_a_sentence(ready, send, expected):
    answer = send(ready)
    assert answer.status_code == expected
    assert answer.json()["detail"]


def test_more_than_the_installation_takes_is_refused_while_it_comes(ready, settings):
    settings.FILES_LARGEST_BYTES = 1000
    answer = caller(ready.ministry).post("/api/v1/edxml", io.BytesIO(b"x" * 5000).read(), content_type=EDXML)
    assert answer.status_code == 413
