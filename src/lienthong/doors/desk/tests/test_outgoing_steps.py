"""The steps at the desk: each page says what will happen, each button does one thing, and a crash in between loses nothing."""

import pytest
from django.urls import reverse

from lienthong.doors.desk.outgoing import issuing
from lienthong.doors.desk.tests.outgoing_desk import REASON, address, brought_to, drafted, enter
from lienthong.kit import clock
from lienthong.records.documents import actions as documents
from lienthong.records.documents.models import Document, Number, Version
from lienthong.records.documents.states import NumberState
from lienthong.records.exchange.models import Delivery, Message
from lienthong.records.exchange.rules import NoRecipientLeft


def text_of(response):
    return response.content.decode()


def state_of(document):
    return Document.objects.values_list("state", flat=True).get(pk=document.pk)


def test_submitting_names_the_signer_and_what_is_missing(country, client):
    document = drafted(country, to=[])
    enter(client, country.ministry.specialist)
    asked = text_of(client.get(address("submit", document)))
    assert "Chưa trình được" in asked
    assert client.post(address("submit", document)).status_code == 422
    whole = drafted(country)
    assert country.ministry.leader.account.full_name in text_of(client.get(address("submit", whole)))
    done = client.post(address("submit", whole), follow=True)
    assert "ĐANG CHỜ KÝ" in text_of(done)


def test_signing_asks_for_fresh_proof_and_shows_the_pages(country, client):
    document = brought_to(country, "in_review")
    enter(client, country.ministry.leader)
    for call in (client.get, client.post):
        answer = call(address("sign", document))
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("step-up"))
    assert state_of(document) == "in_review"
    enter(client, country.ministry.leader, proven=True)
    asked = text_of(client.get(address("sign", document)))
    assert "Nội dung không sửa được nữa" in asked
    assert address("document-page", document, 1, 1) in asked
    assert "ĐÃ KÝ – CHƯA CÓ SỐ" in text_of(client.post(address("sign", document), follow=True))
    assert client.get(address("sign", document)).status_code == 409


def test_returning_and_abandoning_need_a_reason(country, client):
    document = brought_to(country, "in_review")
    enter(client, country.ministry.leader)
    assert client.get(address("return", document)).status_code == 200
    assert client.post(address("return", document), {"reason": "sai"}).status_code == 422
    assert REASON in text_of(client.post(address("return", document), {"reason": REASON}, follow=True))
    assert client.get(address("return", document)).status_code == 409
    enter(client, country.ministry.specialist)
    assert client.get(address("abandon", document)).status_code == 200
    client.post(address("abandon", document), {"reason": REASON})
    assert state_of(document) == "abandoned"


def test_issuing_says_which_number_and_who_receives_and_then_does_it(country, client):
    document = brought_to(country, "signed")
    enter(client, country.ministry.clerk)
    assert client.post(address("issue", document)).status_code == 302
    assert not Number.objects.exists()
    enter(client, country.ministry.clerk, proven=True)
    asked = text_of(client.get(address("issue", document)))
    for words in ("01/BTC-VP", "Gửi tới 2 nơi", "Ủy ban nhân dân tỉnh Nghệ An"):
        assert words in asked
    done = text_of(client.post(address("issue", document), follow=True))
    assert "Đã cấp số 01/BTC-VP, đóng dấu và gửi tới 2 nơi." in done
    assert Delivery.objects.filter(message__document=document).count() == 2
    assert client.post(address("issue", document)).status_code == 409
    assert Message.objects.count() == 1


STOPS = ["documents.reserve_number", "documents.number", "documents.seal", "exchange.send_document"]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("stop", STOPS)
def test_a_crash_at_any_step_is_gone_on_from_with_the_same_number(country, monkeypatch, stop, when):
    document, clerk = brought_to(country, "signed"), country.ministry.clerk
    room, name = stop.split(".")
    action = getattr(getattr(issuing, room), name)

    def crash(**given):
        if when == "after":
            action(**given)
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(getattr(issuing, room), name, crash)
        with pytest.raises(KeyboardInterrupt):
            issuing.issue(document=document, by=clerk, now=clock.now())
    documents.reserve_paper_number(kind="cong_van", subject="Giấy chen vào", by=clerk, now=clock.now())
    message = issuing.issue(document=document, by=clerk, now=clock.now())
    used = Number.objects.get(document=document, state=NumberState.USED)
    expected = 2 if stop == "documents.reserve_number" else 1
    assert message.document.number == used.value == expected
    assert [v.step for v in Version.objects.filter(document=document).order_by("ordinal")] == [
        "typeset", "signed", "numbered", "sealed",
    ]  # fmt: skip
    assert sorted(Number.objects.values_list("value", flat=True)) == [1, 2]


def test_no_number_is_spent_on_what_nobody_can_receive(country):
    document = brought_to(country, "signed")
    from lienthong.records.documents.models import Recipient

    Recipient.objects.filter(document=document).delete()
    with pytest.raises(NoRecipientLeft):
        issuing.issue(document=document, by=country.ministry.clerk, now=clock.now())
    assert not Number.objects.exists()


def test_an_interrupted_dispatch_says_so_and_its_number_can_be_voided_while_only_held(country, client):
    held = brought_to(country, "held")
    enter(client, country.ministry.clerk, proven=True)
    assert "Huỷ số 1 đã giữ" in text_of(client.get(address("document", held)))
    assert client.get(address("void-number", held)).status_code == 200
    assert client.post(address("void-number", held), {"reason": "thôi"}).status_code == 422
    voided = text_of(client.post(address("void-number", held), {"reason": REASON}, follow=True))
    assert "số 1: “" in voided
    assert client.get(address("void-number", held)).status_code == 404
    numbered = brought_to(country, "numbered")
    assert "Lần trước đã dừng giữa chừng" in text_of(client.get(address("issue", numbered)))


def test_a_paper_document_takes_the_next_number_of_the_same_sequence(country, client):
    brought_to(country, "numbered")
    enter(client, country.ministry.clerk)
    assert client.get(reverse("desk:paper-number")).status_code == 200
    assert client.post(reverse("desk:paper-number"), {"kind": "cong_van"}).status_code == 422
    done = client.post(reverse("desk:paper-number"), {"kind": "cong_van", "subject": "Bản giấy"}, follow=True)
    assert "02/BTC" in text_of(done)
    assert "Bản giấy" in text_of(done)


def test_nothing_changes_by_following_a_link(country, client):
    document = drafted(country)
    before = document.changed_at
    enter(client, country.ministry.specialist, proven=True)
    for name in ("document", "edit", "recipients", "annexes", "submit", "abandon"):
        client.get(address(name, document))
    document.refresh_from_db()
    assert (document.state, document.changed_at) == ("draft", before)
    assert client.get(address("comment", document)).status_code == 405
    assert client.get(reverse("desk:preview")).status_code == 405
