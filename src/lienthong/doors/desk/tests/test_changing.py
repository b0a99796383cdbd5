"""Recall, update and replacement at the desk: buttons, pages, answers and what a copy shows afterwards; no script."""

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from lienthong.doors.desk.tests.incoming_desk import arrived, desk
from lienthong.doors.desk.tests.outgoing_desk import address, drafted, enter
from lienthong.kit import clock
from lienthong.kit.testing.browser import axe, fits, look, settled
from lienthong.records.documents import actions as documents
from lienthong.records.documents.models import Document
from lienthong.records.documents.states import Amends
from lienthong.records.exchange import actions as exchange
from lienthong.records.exchange import lanes
from lienthong.records.exchange.models import Delivery

REASON = "Ban hành nhầm phụ lục, đề nghị thu hồi."
NO = "Văn bản đã được giải quyết xong."


@pytest.fixture
def copy(country):
    return arrived(country)


@transaction.atomic
def recalled(copy):
    message = copy.message
    by = message.sent_by
    return exchange.recall_document(message=message, by=by, now=clock.now(), reason=REASON, deliveries=[copy.pk])[0]


def replaced(country, document, how=Amends.REPLACE):
    """A newer document of the ministry that replaces this one, carried to everybody."""
    with transaction.atomic():
        message = _sent_instead(country, document, how)
    while lanes.carry_round(clock.now()):
        pass
    return message


def _sent_instead(country, document, how):
    ministry, now = country.ministry, clock.now()
    newer = documents.amend(document=document, how=how, reason=REASON, by=ministry.specialist, now=now)
    documents.submit(document=newer, by=ministry.specialist, now=now)
    documents.sign(document=newer, by=ministry.leader, now=now)
    documents.reserve_number(document=newer, by=ministry.clerk, now=now)
    documents.number(document=newer, by=ministry.clerk, now=now)
    documents.seal(document=newer, by=ministry.clerk, now=now)
    newer.refresh_from_db()
    return exchange.send_document(document=newer, by=ministry.clerk, now=now)


def text(answer):
    return answer.content.decode()


def test_the_clerk_of_the_sender_recalls_from_one_place_with_a_reason(country, client, copy):
    enter(client, country.ministry.clerk, proven=True)
    document = copy.message.document
    assert address("recall", document) in text(client.get(address("document", document)))
    asked = client.get(address("recall", document))
    assert country.other.body.name_vi in text(asked)
    assert client.post(address("recall", document), {"deliveries": [str(copy.pk)], "reason": "x"}).status_code == 422
    done = client.post(address("recall", document), {"deliveries": [str(copy.pk)], "reason": REASON}, follow=True)
    assert "Đã đề nghị 1 nơi trả lại văn bản." in text(done)
    assert "Thu hồi văn bản: Chờ nơi nhận trả lời" in text(done)


def test_a_recall_needs_a_fresh_proof_of_who_one_is(country, client, copy):
    enter(client, country.ministry.clerk)
    answer = client.get(address("recall", copy.message.document))
    assert answer.status_code == 302
    assert answer.url.startswith("/step-up/")


def test_a_specialist_is_offered_no_recall(country, client, copy):
    enter(client, country.ministry.specialist, proven=True)
    document = copy.message.document
    assert address("recall", document) not in text(client.get(address("document", document)))
    assert client.get(address("recall", document)).status_code == 403


def test_the_receiver_sees_the_reason_declines_with_words_and_the_sender_reads_them(country, client, copy):
    recalled(copy)
    office = desk(country.other.clerk)
    assert copy.message.document.subject in text(office.get(reverse("desk:mine")))
    case = text(office.get(reverse("desk:delivery", args=[copy.pk])))
    assert REASON in case
    answer_url = reverse("desk:answer-change", args=[copy.pk])
    assert answer_url in case
    assert office.post(answer_url, {"answer": "decline", "words": ""}).status_code == 422
    said = office.post(answer_url, {"answer": "decline", "words": NO}, follow=True)
    assert "không đồng ý" in text(said)
    assert text(said).count("<strong>16 ·") == 1
    enter(client, country.ministry.clerk)
    assert NO in text(client.get(address("document", copy.message.document)))


def test_after_agreeing_nobody_of_the_receiver_opens_the_document_and_its_traces_stay(country, copy):
    recalled(copy)
    office = desk(country.other.clerk)
    exchange.accept_document(delivery=copy, by=country.other.clerk, now=clock.now())
    office.post(reverse("desk:answer-change", args=[copy.pk]), {"answer": "agree", "words": ""})
    case = text(office.get(reverse("desk:delivery", args=[copy.pk])))
    assert "Văn bản đã bị thu hồi, không mở được nữa" in case
    assert reverse("desk:delivery-page", args=[copy.pk, 1]) not in case
    for name in ("delivery-file", "delivery-page"):
        assert office.get(reverse(f"desk:{name}", args=[copy.pk, *([1] if "page" in name else [])])).status_code == 404
    assert "Nơi gửi đã thu hồi ngày" in text(office.get(reverse("desk:book-incoming")))
    assert copy.message.document.subject in text(office.get(reverse("desk:incoming") + "?tab=ended"))
    assert copy.message.document.subject not in text(office.get(reverse("desk:mine")))
    again = office.post(reverse("desk:answer-change", args=[copy.pk]), {"answer": "agree", "words": ""})
    assert again.status_code == 409


def test_the_sender_reads_in_banner_and_book_where_it_was_taken_back_and_what_replaced_it(country, client, copy):
    newer, document = replaced(country, copy.message.document), copy.message.document
    request = recalled(copy)
    exchange.answer_change(request=request, by=country.other.clerk, now=clock.now(), agrees=True)
    enter(client, country.ministry.clerk)
    case = text(client.get(address("document", document)))
    assert "đã thu hồi ở 1 nơi" in case
    assert newer.document.number_and_symbol in case
    book = text(client.get(reverse("desk:book-outgoing") + f"?year={document.issued_on.year}"))
    assert f"Đã thu hồi ở 1 nơi; Được thay thế bằng {newer.document.number_and_symbol}" in book


def test_a_completed_document_that_is_asked_back_waits_for_the_clerk_again(country, copy):
    exchange.accept_document(delivery=copy, by=country.other.clerk, now=clock.now())
    exchange.complete_document(delivery=copy, by=country.other.leader, now=clock.now(), outcome="Đã xong.")
    recalled(copy)
    assert copy.message.document.subject in text(desk(country.other.clerk).get(reverse("desk:mine")))


def test_a_replacement_is_drafted_from_the_older_document_and_both_name_each_other(country, client, copy):
    enter(client, country.ministry.specialist)
    older = copy.message.document
    begun = client.post(address("amend", older), {"how": "replace", "reason": REASON})
    newer = Document.objects.get(amends=older)
    assert begun.url == address("edit", newer)
    assert older.number_and_symbol in text(client.get(address("document", newer)))


def test_only_an_issued_document_is_replaced(country, client):
    enter(client, country.ministry.specialist)
    answer = client.post(address("amend", drafted(country)), {"how": "replace", "reason": REASON})
    assert answer.status_code == 409
    assert "Chỉ văn bản đã phát hành" in text(answer)


def test_the_receiver_of_a_replacement_finds_the_older_one_and_back(country, copy):
    newer = replaced(country, copy.message.document)
    office = desk(country.other.clerk)
    fresh = Delivery.objects.get(message=newer, recipient=country.other.body)
    assert reverse("desk:delivery", args=[copy.pk]) in text(office.get(reverse("desk:delivery", args=[fresh.pk])))
    older = text(office.get(reverse("desk:delivery", args=[copy.pk])))
    assert reverse("desk:delivery", args=[fresh.pk]) in older
    office.post(reverse("desk:answer-change", args=[copy.pk]), {"answer": "agree", "words": ""})
    ended = text(office.get(reverse("desk:delivery", args=[copy.pk])))
    assert "Văn bản đã hết dùng, được thay thế bằng" in ended
    assert reverse("desk:delivery-page", args=[copy.pk, 1]) in ended


def seated(page_at, mandate, client, *, width, language, dark=False):
    enter(client, mandate, proven=True)
    page = page_at(width=width, language=language, dark=dark)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": value, "domain": "localhost", "path": "/"}]
    )
    return page


def seen(page, url, name):
    page.goto(url)
    settled(page)
    fits(page)
    axe(page)
    look(page, f"changes-{name}")


@pytest.mark.browser
@pytest.mark.foreign("chromium")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", [(1280, "vi", False), (360, "vi", True), (1280, "en", True), (360, "en", False)])
def test_every_page_of_a_change_looks_right(country, client, page_at, way):
    width, language, dark = way
    copy = arrived(country)
    document, kind = copy.message.document, f"{width}-{language}"
    sender = seated(page_at, country.ministry.clerk, client, width=width, language=language, dark=dark)
    seen(sender, address("recall", document), f"1-recall-{kind}")
    seen(sender, address("amend", document), f"2-amend-{kind}")
    recalled(copy)
    seen(sender, address("document", document), f"3-sender-{kind}")
    receiver = seated(page_at, country.other.clerk, client, width=width, language=language, dark=dark)
    seen(receiver, reverse("desk:delivery", args=[copy.pk]), f"4-receiver-{kind}")
    seen(receiver, reverse("desk:answer-change", args=[copy.pk]), f"5-answer-{kind}")
    receiver.locator("input[value=agree]").check()
    receiver.locator("main form button[type=submit]").first.click()
    receiver.wait_for_url("**" + reverse("desk:delivery", args=[copy.pk]))
    seen(receiver, reverse("desk:delivery", args=[copy.pk]), f"6-taken-back-{kind}")
    seen(receiver, reverse("desk:incoming") + "?tab=ended", f"7-list-{kind}")
    newer = replaced(country, document)
    fresh = Delivery.objects.get(message=newer, recipient=country.province.body)
    other = seated(page_at, country.province.clerk, client, width=width, language=language, dark=dark)
    seen(other, reverse("desk:delivery", args=[fresh.pk]), f"8-newer-{kind}")
