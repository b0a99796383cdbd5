"""Asking another body from the page of a dossier, through signature and exchange, until its answer opens there."""

from datetime import date
from io import BytesIO

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from conftest import at, submitted
from lienthong.doors.desk import waiting
from lienthong.doors.desk.dossiers import opinions
from lienthong.ground.files import actions as files
from lienthong.ground.files.content import TEXT
from lienthong.ground.mandates import actions as mandates
from lienthong.ground.notices.models import Notice
from lienthong.ground.organisations.models import Body
from lienthong.kit import clock
from lienthong.records.documents import actions as documents
from lienthong.records.documents.models import Annex, Document
from lienthong.records.documents.states import DocumentState
from lienthong.records.exchange import actions as exchange
from lienthong.records.exchange import lanes
from lienthong.records.exchange.models import Assignment, Delivery
from lienthong.records.exchange.states import DeliveryState
from lienthong.work.onestop import actions
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.opinions import fold
from lienthong.work.onestop.states import Opinion
from lienthong.work.onestop.tests import letters

QUESTION = "Giấy phép này có đang bị tạm giữ hay bị thu hồi không?"
LAW = "Luật Trật tự, an toàn giao thông đường bộ, điều 62"


def desk(mandate) -> Client:
    """A browser at which this person sits."""
    client = Client()
    client.force_login(mandate.account)
    return client


@pytest.fixture
def dossier(shop, monkeypatch):
    """In the hands of the officer since half past ten; it is eleven."""
    monkeypatch.setattr(clock, "now", lambda: at("11:00"))
    taken = actions.receive(dossier=submitted(shop), by=shop.receiver, now=at("10:00"))
    return actions.acknowledge(dossier=taken, by=shop.officer, now=at("10:30"))


def said(*bodies, **more):
    return {
        "question": QUESTION,
        "law": LAW,
        "days": "3",
        "body": [str(each.pk) for each in bodies],
        "signer": "",
        **more,
    }


def text_of(answer) -> str:
    return answer.content.decode()


@transaction.atomic
def sent(document, office, signer):
    """Signed, numbered, sealed and sent."""
    now = at("11:10")
    documents.sign(document=document, by=signer, now=now)
    documents.reserve_number(document=document, by=office.clerk, now=now)
    documents.number(document=document, by=office.clerk, now=now)
    documents.seal(document=document, by=office.clerk, now=now)
    exchange.send_document(document=Document.objects.get(pk=document.pk), by=office.clerk, now=now)


def test_a_request_left_behind_waits_for_the_head_too_and_presses_as_the_dossier_does(country, shop, dossier):
    asked = {"question": QUESTION, "law": LAW, "days": 3, "papers": [], "now": at("11:00")}
    letter = actions.consult(dossier=dossier, bodies=[country.other.body], by=shop.officer, **asked)

    def lines(mandate, hour="11:30"):
        return [line for line in waiting.mine(mandate, now=at(hour)) if line.kind == "document"]

    [line] = lines(shop.officer)
    dossier.refresh_from_db()
    assert (line.id, line.due_at) == (letter.pk, dossier.step_due_at)
    assert lines(shop.chief) == [], "whoever has the dossier wrote it"
    actions.assign(dossier=dossier, holder=shop.chief, note="", by=shop.chief, now=at("11:20"))
    assert [each.id for each in lines(shop.chief)] == [letter.pk]
    assert desk(shop.chief).get(reverse("desk:document", args=[letter.pk])).status_code == 200
    assert waiting.documents_waiting(shop.chief, now=at("11:30")).count() == 1
    assert lines(shop.office.clerk) == []


def test_a_request_before_a_signer_who_is_gone_waits_for_the_clerk(country, shop, dossier):
    asked = {"question": QUESTION, "law": LAW, "days": 3, "papers": [], "now": at("11:00")}
    actions.consult(dossier=dossier, bodies=[country.other.body], by=shop.officer, signer=shop.leader, **asked)
    clerk = shop.office.clerk
    assert not waiting.documents_waiting(clerk, now=at("11:30")).exists()
    mandates.end(mandate=shop.leader, by=None, now=at("11:20"), reason="Nghỉ hưu")
    assert waiting.documents_waiting(clerk, now=at("11:30")).exists()


def test_another_body_is_asked_and_its_answer_opens_from_the_dossier(country, shop, dossier, run_jobs):
    officer, other = desk(shop.officer), country.other
    page, form = reverse("desk:dossier", args=[dossier.pk]), reverse("desk:dossier-consult", args=[dossier.pk])
    assert form in text_of(officer.get(page))
    assert "Bộ Tư pháp" in text_of(officer.get(form))
    answer = officer.post(form, said(other.body, signer=str(shop.leader.pk)))
    assert (answer.status_code, answer.url) == (302, page)
    assert "Văn bản hỏi chờ ký" in text_of(officer.get(page))
    document = Document.objects.get(state=DocumentState.IN_REVIEW)
    assert reverse("desk:document", args=[document.pk]) in text_of(officer.get(page))
    assert reverse("desk:document", args=[document.pk]) not in text_of(desk(shop.receiver).get(page))
    sent(document, shop.office, shop.leader)
    assert "Đã gửi, đang chuyển" in text_of(officer.get(page))
    lanes.carry_round(at("11:11"))
    run_jobs()
    _is_due_when_the_sender_needs_it(other)
    shown = text_of(officer.get(page))
    assert "Chờ trả lời" in shown
    assert "phải trả lời trước" in shown
    _answers(country, document)
    lanes.carry_round(at("11:40"))
    run_jobs()
    [one] = fold(dossier.events.in_order())
    assert one.state is Opinion.ANSWERED
    assert Notice.objects.filter(account=shop.officer.account, kind="onestop.dossier.consult_answered").count() == 1
    shown = text_of(officer.get(page))
    [paper] = one.answers
    url = reverse("desk:dossier-opinion", args=[dossier.pk, paper.delivery_id])
    assert url in shown
    assert paper.number in shown
    opened = officer.get(url)
    assert b"".join(opened.streaming_content).startswith(b"%PDF-")
    assert desk(other.specialist).get(url).status_code == 404


def _is_due_when_the_sender_needs_it(other) -> None:
    """The list, the inbox, the case and the form of the body that was asked say the day that was asked for."""
    delivery = Delivery.objects.get(recipient=other.body)
    [one] = waiting.mine(other.clerk, now=at("11:12"))
    assert (one.is_consulted, one.due_at) == (True, delivery.accept_due_at)
    case = text_of(desk(other.clerk).get(reverse("desk:delivery", args=[delivery.pk])))
    assert "Nơi gửi cần ý kiến trước" in case
    form = text_of(desk(other.leader).get(reverse("desk:assign", args=[delivery.pk])))
    assert "Nơi gửi cần ý kiến trước ngày này." in form
    assert 'value="19/11/2026"' in form
    assert "Hỏi ý kiến" in text_of(desk(other.clerk).get(reverse("desk:incoming")))


def _answers(country, document) -> None:
    """The other body takes the request in and answers it, with the form that the desk opens for an answer."""
    other = country.other
    delivery = Delivery.objects.get(recipient=other.body, message__document=document)
    exchange.accept_document(delivery=delivery, by=other.clerk, now=at("11:12"))
    exchange.assign_document(
        delivery=delivery, unit=other.unit, holder=other.specialist, by=other.leader, now=at("11:13")
    )
    [one] = waiting.mine(other.specialist, now=at("11:14"))
    assert one.due_at == at("16:30", day=date(2026, 11, 19))
    assert delivery.handle_due_at is None or one.due_at < Delivery.objects.get(pk=delivery.pk).handle_due_at
    letter = documents.draft(
        kind="cong_van", subject="Trả lời", text="Không bị tạm giữ.", by=other.specialist, now=at("11:20"),
        signer=other.leader, reply_to=document,
    )  # fmt: skip
    address = documents.drafting.Address(document.body)
    documents.set_recipients(document=letter, addresses=[address], by=other.specialist, now=at("11:20"))
    documents.submit(document=letter, by=other.specialist, now=at("11:20"))
    sent(letter, other, other.leader)


def test_the_form_keeps_what_was_typed_while_one_looks_for_a_body(country, shop, dossier):
    form = reverse("desk:dossier-consult", args=[dossier.pk])
    found = desk(shop.officer).post(form, said(country.other.body, find="1", q="tai chinh", law=""))
    page = text_of(found)
    assert found.status_code == 200
    assert QUESTION in page
    assert "Bộ Tài chính" in page
    assert f'value="{country.other.body.pk}" checked' in page
    assert "Bộ Công an" not in page
    none = text_of(desk(shop.officer).post(form, said(find="1", q="khongcogi")))
    assert "Không tìm thấy cơ quan nào" in none
    assert not Document.objects.exists()


def test_what_is_wrong_with_the_request_stands_at_its_head_and_a_late_answer_is_asked_for_knowingly(
    country, shop, dossier
):
    form, officer = reverse("desk:dossier-consult", args=[dossier.pk]), desk(shop.officer)
    assert "Chọn ít nhất một cơ quan." in text_of(officer.post(form, said()))
    late = officer.post(form, said(country.other.body, days="20"))
    assert late.status_code == 422
    assert "đánh dấu rằng bạn vẫn hỏi" in text_of(late)
    assert 'name="knowing"' in text_of(late)
    knowing = officer.post(form, said(country.other.body, days="20", knowing="on"))
    assert knowing.status_code == 302
    assert "Văn bản hỏi: bản thảo" in text_of(officer.get(reverse("desk:dossier", args=[dossier.pk])))


def test_who_has_no_right_to_ask_gets_no_form_and_no_button(shop, dossier):
    form = reverse("desk:dossier-consult", args=[dossier.pk])
    for who in (shop.receiver, shop.office.auditor):
        assert desk(who).get(form).status_code == 403
        assert form not in text_of(desk(who).get(reverse("desk:dossier", args=[dossier.pk])))


def test_annexes_of_an_answer_open_and_what_its_sender_took_back_does_not(country, shop, dossier):
    request = actions.consult(
        dossier=dossier, bodies=[country.other.body], question=QUESTION, law=LAW, days=3, papers=[], by=shop.officer,
        now=at("11:00"),
    )  # fmt: skip
    actions.note_request_reached(delivery=letters.carried(request, dossier.body, country.other.body), now=at("11:10"))
    letter = letters.reply(request, country.other.body)
    kept = files.keep(BytesIO(b"Ke"), name="ke.txt", by=shop.citizen, now=at("11:00"), allowed=frozenset({TEXT}))
    annex = Annex.objects.create(document=letter, ordinal=1, title="Bảng kê", file=kept)
    came = letters.carried(letter, country.other.body, dossier.body)
    actions.note_answer(delivery=came, now=at("11:30"))
    officer, args = desk(shop.officer), [dossier.pk, came.pk]
    url = reverse("desk:dossier-opinion-annex", args=[*args, annex.pk])
    assert url in text_of(officer.get(reverse("desk:dossier", args=[dossier.pk])))
    assert officer.get(url).status_code == 200
    assert officer.get(reverse("desk:dossier-opinion-annex", args=[*args, came.pk])).status_code == 404
    assert officer.get(reverse("desk:dossier-opinion", args=[dossier.pk, annex.pk])).status_code == 404
    Delivery.objects.filter(pk=came.pk).update(state=DeliveryState.TAKEN_BACK)
    assert officer.get(url).status_code == 404


def test_an_answer_that_does_not_say_so_is_linked_from_the_dossier(country, shop, dossier):
    request = actions.consult(
        dossier=dossier, bodies=[country.other.body], question=QUESTION, law=LAW, days=3, papers=[], by=shop.officer,
        now=at("11:00"),
    )  # fmt: skip
    reached = letters.carried(request, dossier.body, country.other.body, arrived=at("10:59"))
    actions.note_request_reached(delivery=reached, now=at("10:59"))
    [asked] = fold(dossier.events.in_order())
    officer, case = desk(shop.officer), reverse("desk:dossier", args=[dossier.pk])
    url = reverse("desk:dossier-link-opinion", args=[dossier.pk, asked.id])
    assert url in text_of(officer.get(case))
    assert url not in text_of(desk(shop.receiver).get(case))
    assert "Nhờ văn thư tiếp nhận" in text_of(officer.get(url, follow=True))
    letter = letters.reply(None, country.other.body)
    came = letters.carried(letter, country.other.body, dossier.body, arrived=at("11:00"))
    Assignment.objects.create(
        delivery=came, unit=shop.division, holder=shop.officer, assigned_by=shop.leader, assigned_at=at("11:00")
    )
    assert letter.number_and_symbol in text_of(officer.get(url))
    assert officer.post(url, {"delivery": ""}).status_code == 422
    assert officer.post(url, {"delivery": str(came.pk)}).url == case
    assert "không thể là trả lời" in text_of(officer.post(url, {"delivery": str(came.pk)}))
    assert url not in text_of(officer.get(case))
    assert officer.get(reverse("desk:dossier-link-opinion", args=[dossier.pk, came.pk])).status_code == 404


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("draft", "Văn bản hỏi: bản thảo"),
        ("in_review", "Văn bản hỏi chờ ký"),
        ("returned", "Văn bản hỏi: bị trả lại"),
        ("abandoned", "Văn bản hỏi: đã bỏ"),
        ("signed", "Đã ký, chờ gửi"),
        ("sealed", "Đã ký, chờ gửi"),
        ("issued", "Đã gửi, đang chuyển"),
    ],
)
def test_before_it_has_reached_the_body_the_document_says_where_the_request_stands(state, words):
    asked = type("Asked", (), {"state": Opinion.PREPARED})
    assert opinions._state(asked, Document(state=state))[0] == words


def test_the_citizen_sees_who_is_asked_since_when_and_until_when(country, shop, dossier):
    request = actions.consult(
        dossier=dossier, bodies=[country.other.body], question=QUESTION, law=LAW, days=3, papers=[], by=shop.officer,
        now=at("11:00"),
    )  # fmt: skip
    mine = Client()
    mine.force_login(shop.citizen)
    page = reverse("portal:dossier", args=[dossier.pk])
    assert "Cơ quan khác được hỏi ý kiến" not in text_of(mine.get(page))
    actions.note_request_reached(delivery=letters.carried(request, dossier.body, country.other.body), now=at("11:10"))
    shown = text_of(mine.get(page))
    assert "được hỏi từ" in shown
    assert "11:10" in shown
    assert "Bộ Tư pháp" in shown
    assert QUESTION not in shown
    assert Dossier.objects.get(pk=dossier.pk).due_at == dossier.due_at


def test_in_english_the_bodies_are_listed_by_their_english_names_and_in_their_order(shop, country, dossier):
    Body.objects.filter(pk=country.other.body.pk).update(name_en="Zoning Ministry")
    Body.objects.filter(pk=country.ministry.body.pk).update(name_en="Arts Ministry")
    address = reverse("desk:dossier-consult", args=[dossier.pk])
    page = desk(shop.officer).get(address, headers={"accept-language": "en"}).text
    assert country.other.body.name_vi not in page.split('class="pick"')[1].split("</fieldset></div>")[0]
    assert 0 < page.index("Arts Ministry") < page.index("Zoning Ministry")
    assert country.other.body.name_vi in desk(shop.officer).get(address).text
