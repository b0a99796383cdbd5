"""Recall and answer through the API: asked, listed, declined, agreed, repeated; the bytes are gone at the receiver."""

import pytest

from lienthong.kit import clock
from lienthong.records.exchange import lanes

pytestmark = pytest.mark.django_db

WHY = {"reason": "Ban hành nhầm phụ lục số hai."}
NO = {"agrees": False, "words": "Văn bản đã được giải quyết xong."}


@pytest.fixture
def message(send):
    found = send().json()
    lanes.carry_round(clock.now())
    return found


def test_a_recall_is_asked_listed_declined_asked_again_and_agreed(sender, receiver, message):
    delivery = message["deliveries"][0]["id"]
    asked = sender.post(f"/messages/{message['message']}/recall", WHY).json()["items"]
    assert [(one["business"], one["state"], one["delivery"]) for one in asked] == [("recall", "asked", delivery)]
    assert sender.post(f"/messages/{message['message']}/recall", WHY).json()["items"] == asked
    assert receiver.get("/changes").json()["items"] == asked
    declined = receiver.post(f"/deliveries/{delivery}/answer", {**NO, "person": "Người Thử"}).json()
    assert [step["code"] for step in declined["history"]] == ["01", "13", "16"]
    assert declined["changes"][0]["answer"] == NO["words"]
    assert receiver.post(f"/deliveries/{delivery}/answer", NO).json() == declined
    assert receiver.post(f"/deliveries/{delivery}/answer", {"agrees": True}).status_code == 409
    sender.post(f"/messages/{message['message']}/recall", WHY)
    assert receiver.post(f"/deliveries/{delivery}/answer", {"agrees": True}).json()["status"] == "91"
    assert receiver.get("/changes").json()["items"] == []


def test_what_was_taken_back_is_described_and_not_given_out_to_the_receiver(sender, receiver, message):
    delivery, document = message["deliveries"][0]["id"], message["document"]
    sender.post(f"/messages/{message['message']}/recall", {**WHY, "deliveries": [delivery]})
    receiver.post(f"/deliveries/{delivery}/answer", {"agrees": True})
    assert receiver.get(f"/documents/{document}/file").status_code == 404
    assert receiver.get(f"/documents/{document}").status_code == 200
    assert sender.get(f"/documents/{document}/file").status_code == 200


def test_only_the_sender_recalls_and_only_the_receiver_answers(sender, receiver, message):
    delivery = message["deliveries"][0]["id"]
    assert receiver.post(f"/messages/{message['message']}/recall", WHY).status_code == 404
    assert receiver.post(f"/deliveries/{delivery}/answer", {"agrees": True}).json()["code"] == "nothing-asked"
    sender.post(f"/messages/{message['message']}/recall", WHY)
    assert sender.post(f"/deliveries/{delivery}/answer", {"agrees": True}).status_code == 404
    assert receiver.post(f"/deliveries/{delivery}/answer", {"agrees": False}).status_code == 422


def test_a_replacement_is_sent_like_any_document_and_asks_who_has_the_older_one(receiver, send, message):
    older, reason = message["document"], "Sai thời hạn báo cáo tại mục hai."
    amends = {"document": older, "how": "replace", "reason": reason}
    sent = send(amends=amends)
    assert sent.status_code == 201, sent.content
    lanes.carry_round(clock.now())
    (asked,) = receiver.get("/changes").json()["items"]
    assert (asked["business"], asked["reason"], asked["delivery"]) == (
        "replace",
        reason,
        message["deliveries"][0]["id"],
    )
    assert asked["newer"] == sent.json()["deliveries"][0]["id"]
    assert receiver.post(f"/deliveries/{asked['delivery']}/answer", {"agrees": True}).json()["status"] == "93"


def test_only_a_document_of_ones_own_is_replaced(receiver, send, message):
    amends = {"document": message["document"], "how": "replace", "reason": "Không phải văn bản của mình."}
    assert send({"code": "H41"}, software=receiver, amends=amends).status_code == 404
