"""One document through the API: sent, received, handled, refused, fetched, followed, receipted."""

import hashlib

import pytest

from lienthong.kit import clock
from lienthong.records.documents.models import Number
from lienthong.records.exchange import lanes

pytestmark = pytest.mark.django_db


def carry():
    return lanes.carry_round(clock.now())


def test_a_document_travels_from_one_bodys_software_to_anothers(sender, receiver, send, plain_pdf):
    sent = send({"code": "G15"}, {"code": "H41", "copy": True})
    assert sent.status_code == 201
    message = sent.json()
    assert message["number_and_symbol"] == "01/BTC-VP"
    assert message["for_information"] is True
    assert [d["status"] for d in message["deliveries"]] == ["00", "00"]
    carry()

    inbox = receiver.get("/inbox").json()
    assert [item["number_and_symbol"] for item in inbox["items"]] == ["01/BTC-VP"]
    delivery, document = inbox["items"][0]["delivery"], inbox["items"][0]["document"]
    assert receiver.get("/inbox").json() == inbox
    assert receiver.get(f"/inbox?cursor={inbox['next']}").json()["items"] == []

    shown = receiver.get(f"/documents/{document}").json()
    assert shown["files"][0]["sha256"] == hashlib.sha256(plain_pdf).hexdigest()
    got = receiver.get(f"/documents/{document}/file")
    assert b"".join(got.streaming_content) == plain_pdf

    assert receiver.post(f"/inbox/{delivery}/confirm").json()["confirmed_at"]
    assert receiver.get("/inbox?unconfirmed=true").json()["items"] == []
    assert receiver.post(f"/deliveries/{delivery}/accept").json()["arrival_number"] == 1
    assert receiver.post(f"/deliveries/{delivery}/assign", {"unit_code": "G15.01"}).json()["status"] == "04"
    assert receiver.post(f"/deliveries/{delivery}/start", {"person": "Người Thử"}).json()["status"] == "05"
    done = receiver.post(f"/deliveries/{delivery}/complete", {"person": "Người Thử", "outcome": "Xong"}).json()
    assert done["status"] == "06"

    status = sender.get(f"/messages/{message['message']}/status").json()
    mine = next(d for d in status["deliveries"] if d["id"] == delivery)
    assert [step["code"] for step in mine["history"]] == ["01", "03", "04", "05", "06"]
    assert mine["history"][-1]["person"] == "Người Thử"
    assert mine["history"][1]["person"] == "Người Thử clerk 2"


def test_a_refused_document_comes_back_with_the_reason(sender, receiver, send):
    message = send().json()
    carry()
    delivery = message["deliveries"][0]["id"]
    words = {"reason": "not_for_us", "text": "Văn bản này gửi nhầm nơi nhận."}
    assert receiver.post(f"/deliveries/{delivery}/refuse", words).json()["status"] == "02"
    step = sender.get(f"/deliveries/{delivery}").json()["history"][-1]
    assert (step["code"], step["note"]) == ("02", words["text"])
    assert receiver.post(f"/deliveries/{delivery}/accept").status_code == 409


def test_the_receipt_comes_whole_or_in_its_parts(sender, send):
    message = send().json()
    delivery = message["deliveries"][0]["id"]
    assert sender.get(f"/deliveries/{delivery}/receipt").status_code == 409
    carry()
    both = sender.get(f"/deliveries/{delivery}/receipt").json()
    assert both["content"]["manifest_sha256"] == message["manifest_sha256"]
    content = sender.client.get(f"/api/v1/deliveries/{delivery}/receipt?part=content").content
    assert hashlib.sha256(content).hexdigest() == both["content_sha256"]
    seal = sender.client.get(f"/api/v1/deliveries/{delivery}/receipt?part=seal")
    assert seal.content[:1] == b"\x30"


def test_a_number_given_by_the_caller_is_kept_and_used_once(send):
    given = {"number_and_symbol": "Số: 7/QĐ-BTC", "issued_on": "2026-11-13", "kind": "quyet_dinh"}
    assert send(**given).json()["number_and_symbol"] == "7/QĐ-BTC"
    again = send(**given)
    assert (again.status_code, again.json()["code"]) == (409, "number-taken")
    assert not Number.objects.exists()


def test_a_number_of_ours_is_a_row_of_the_sequence(send):
    assert send().json()["number_and_symbol"] == "01/BTC-VP"
    assert send().json()["number_and_symbol"] == "02/BTC-VP"
    assert [(n.value, n.state) for n in Number.objects.order_by("value")] == [(1, "used"), (2, "used")]
