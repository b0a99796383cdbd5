"""Writing a draft at the desk: nothing typed is ever lost, recipients and annexes come and go without a script."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lienthong.doors.desk.outgoing import recipients
from lienthong.doors.desk.outgoing.forms import kind_choices
from lienthong.doors.desk.tests.outgoing_desk import TEXT, address, brought_to, drafted, enter
from lienthong.ground.files.models import StoredFile
from lienthong.ground.organisations import actions as organisations
from lienthong.ground.organisations.models import Unit
from lienthong.ground.organisations.naming import Naming
from lienthong.kit import clock
from lienthong.records.documents import actions as documents
from lienthong.records.documents import kinds
from lienthong.records.documents.layout import office
from lienthong.records.documents.models import Annex, Document, Recipient
from lienthong.records.documents.tests.drafts import pdf
from lienthong.records.exchange import lanes
from lienthong.records.exchange.models import Delivery

COMPOSE = "desk:compose"


def text_of(response):
    return response.content.decode()


def typed(country, **more):
    facts = {
        "kind": "quyet_dinh",
        "subject": "Về việc  thành lập Tổ công tác",
        "text": "Điều 1. Thành lập Tổ công tác.",
        "signer": str(country.ministry.leader.pk),
        "urgency": "0",
    }
    return {**facts, **more}


def upload(name="ban-hoan-chinh.pdf", data=None):
    return SimpleUploadedFile(name, pdf() if data is None else data)


def test_the_29_kinds_stand_in_groups_and_each_once():
    codes = [code for _group, some in kind_choices() for code, _label in some]
    assert sorted(codes) == sorted(kind.code for kind in kinds.KINDS)


def test_a_draft_is_saved_and_leads_on_to_its_recipients(country, client):
    enter(client, country.ministry.specialist)
    saved = client.post(reverse(COMPOSE), typed(country, then="recipients"))
    document = Document.objects.get()
    assert saved.url == address("recipients", document)
    assert (document.subject, document.kind, document.signer) == (
        "Về việc thành lập Tổ công tác", "quyet_dinh", country.ministry.leader,
    )  # fmt: skip
    assert client.post(address("edit", document), typed(country, seen_at="")).url == address("document", document)


def test_a_refused_save_keeps_every_word(country, client):
    enter(client, country.ministry.specialist)
    for wrong in ({"subject": ""}, {"urgency": "4"}, {"urgency": "4", "due_on": "mai", "due_time": "25:00"}):
        page = client.post(reverse(COMPOSE), typed(country, **wrong))
        assert page.status_code == 422
        assert "Điều 1. Thành lập Tổ công tác." in text_of(page)
    assert not Document.objects.exists()


def test_a_timed_express_keeps_its_day_and_hour(country, client):
    enter(client, country.ministry.specialist)
    client.post(reverse(COMPOSE), typed(country, urgency="4", due_on="23/11/2026", due_time="14:30"))
    document = Document.objects.get()
    assert document.express_due_at.isoformat() == "2026-11-23T07:30:00+00:00"
    page = text_of(client.get(address("edit", document)))
    assert 'value="23/11/2026"' in page
    assert 'value="14:30"' in page


def test_somebody_elses_save_is_shown_beside_mine_and_mine_can_follow(country, client):
    document = drafted(country)
    enter(client, country.ministry.specialist)
    seen = document.changed_at.isoformat()
    documents.edit(document=document, by=country.ministry.clerk, now=clock.now(), content_text="Chữ của người khác.")
    page = client.post(address("edit", document), typed(country, seen_at=seen))
    assert page.status_code == 409
    for words in ("Chữ của người khác.", "Điều 1. Thành lập Tổ công tác.", "Bản người khác vừa lưu"):
        assert words in text_of(page)
    again = client.post(address("edit", document), typed(country, seen_at=page.context["now_seen"]))
    assert again.status_code == 302
    document.refresh_from_db()
    assert document.content_text.startswith("Điều 1.")


def test_a_form_that_never_saw_the_draft_does_not_overwrite_it(country, client):
    document = drafted(country)
    enter(client, country.ministry.specialist)
    assert client.post(address("edit", document), typed(country, seen_at="hôm qua")).status_code == 409


def test_a_submitted_document_is_not_edited(country, client):
    document = brought_to(country, "in_review")
    enter(client, country.ministry.specialist)
    for name in ("edit", "recipients", "annexes"):
        assert client.get(address(name, document)).status_code == 409


def test_a_finished_pdf_takes_the_place_of_the_text_until_it_is_dropped(country, client):
    enter(client, country.ministry.specialist)
    client.post(reverse(COMPOSE), typed(country, text="", finished=upload()))
    document = Document.objects.get()
    assert document.page_count == 2
    page = text_of(client.get(address("edit", document)))
    assert "ban-hoan-chinh.pdf" in page
    case = text_of(client.get(address("document", document)))
    assert case.count('class="leaf-page"') == 2
    assert client.get(address("document-draft-page", document, 2)).status_code == 200
    assert client.get(address("document-source", document)).status_code == 200
    client.post(address("edit", document), typed(country, seen_at="", drop_finished="on"))
    document.refresh_from_db()
    assert document.finished is None


@pytest.mark.parametrize(("name", "data"), [("anh.png", b"\x89PNG\r\n\x1a\n"), ("hong.pdf", b"%PDF-1.7 cut off")])
def test_a_file_that_cannot_be_signed_is_refused_and_the_text_stays(country, client, name, data):
    document = drafted(country)
    enter(client, country.ministry.specialist)
    for target in (reverse(COMPOSE), address("edit", document)):
        page = client.post(target, typed(country, finished=upload(name, data)))
        assert 400 <= page.status_code < 500
        assert "Hãy chọn lại tệp" in text_of(page)
        assert "Thành lập Tổ công tác" in text_of(page)
    assert Document.objects.count() == 1


def test_a_word_file_without_libreoffice_is_refused_with_the_sentence(country, client, monkeypatch):
    monkeypatch.setattr(office, "office_program", lambda: None)
    document = drafted(country)
    kept = StoredFile.objects.create(
        sha256="0" * 64, size_bytes=1, media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        name="thu.docx", kept_at=clock.now(),
    )  # fmt: skip
    from lienthong.doors.desk.outgoing import composing

    monkeypatch.setattr(composing.files, "keep", lambda *a, **k: kept)
    monkeypatch.setattr("lienthong.ground.files.store.open", lambda sha256: upload())
    enter(client, country.ministry.specialist)
    page = client.post(address("edit", document), typed(country, finished=upload("thu.docx"), seen_at=""))
    assert page.status_code == 503
    assert "LibreOffice" in text_of(page)


def test_a_preview_shows_pages_and_saves_nothing(country, client):
    enter(client, country.ministry.specialist)
    page = client.post(reverse("desk:preview"), typed(country, document="", signer=""))
    assert page.status_code == 200
    assert 'src="data:image/png;base64,' in text_of(page)
    assert "CHƯA LƯU" in text_of(page)
    assert not Document.objects.exists()
    document = drafted(country)
    assert client.post(reverse("desk:preview"), typed(country, document=str(document.pk))).status_code == 200
    document.refresh_from_db()
    assert document.content_text == TEXT
    assert client.post(reverse("desk:preview"), typed(country, subject="")).status_code == 422
    assert client.post(reverse("desk:preview"), typed(country, document=str(uuid4()))).status_code == 404


def test_an_answer_knows_what_it_answers_and_to_whom(country, client):
    document = brought_to(country, "issued", urgency="4", express_due_at=clock.now() + timedelta(days=1))
    while lanes.carry_round(clock.now()):
        pass
    delivery = Delivery.objects.get(message__document=document, recipient=country.other.body)
    enter(client, country.other.specialist)
    for named in (delivery.pk, document.pk):
        page = text_of(client.get(reverse(COMPOSE), {"reply_to": named}))
        assert f"Trả lời văn bản số {document.number_and_symbol}" in page
    facts = typed(country, reply_to=str(delivery.pk), signer=str(country.other.leader.pk))
    client.post(reverse(COMPOSE), facts)
    answer = Document.objects.get(body=country.other.body)
    assert answer.reply_to == document
    assert Recipient.objects.get(document=answer).body == country.ministry.body
    enter(client, country.ministry.specialist)
    assert "Trả lời văn bản số" not in text_of(client.get(reverse(COMPOSE), {"reply_to": delivery.pk}))
    assert client.get(reverse(COMPOSE), {"reply_to": "không phải mã"}).status_code == 200


def test_a_signer_who_may_not_sign_cannot_be_chosen(country, client):
    enter(client, country.ministry.specialist)
    page = client.post(reverse(COMPOSE), typed(country, signer=str(country.ministry.clerk.pk)))
    assert page.status_code == 422


def test_recipients_are_ticked_set_changed_and_taken_off(country, client):
    document = drafted(country, to=[])
    enter(client, country.ministry.specialist)
    target = address("recipients", document)
    assert "Chưa có nơi nào" in text_of(client.get(target))
    client.post(target, {"body": [country.other.body.pk, country.ministry.body.pk, "sai"], "manner": "copy"})
    one = Recipient.objects.get(document=document)
    assert (one.body, one.manner) == (country.other.body, "copy")
    client.post(target, {"set": "provinces", "manner": "to"})
    client.post(target, {"set": "ministries", "manner": "to"})
    client.post(target, {"unit": [country.other.unit.pk], "manner": "to"})
    assert Recipient.objects.filter(document=document).count() == 3
    client.post(target, {"recipient": [one.pk], "address_as": "to"})
    one.refresh_from_db()
    assert one.manner == "to"
    client.post(target, {"recipient": [one.pk], "remove": "1"})
    assert Recipient.objects.filter(document=document).count() == 2


def test_bodies_and_units_are_found_by_name_without_tones(country, client, monkeypatch):
    document = drafted(country, to=[])
    enter(client, country.ministry.specialist)
    target = address("recipients", document)
    found = text_of(client.get(target, {"q": "tu phap"}))
    assert country.other.body.name_vi in found
    assert country.province.body.name_vi not in found
    units = text_of(client.get(target, {"of": country.other.body.pk}))
    assert "Đơn vị của Bộ Tư pháp" in units
    assert "Văn phòng" in text_of(client.get(target, {"of": country.other.body.pk, "q": "van phong"}))
    assert "Không tìm thấy nơi nào" in text_of(client.get(target, {"q": "bộ mặt trăng"}))
    monkeypatch.setattr(recipients, "MOST_UNITS", 1)
    assert "Còn nhiều đơn vị nữa" in text_of(client.get(target, {"q": "văn phòng"}))


def test_the_picker_costs_the_same_with_many_bodies_and_units(country, client):
    document = drafted(country)
    enter(client, country.ministry.specialist)
    target = address("recipients", document)
    client.get(target)
    with CaptureQueriesContext(connection) as few:
        client.get(target)
    template = Unit.objects.get(pk=country.other.unit.pk)
    for place in range(20):
        organisations.found_unit(
            body=template.body, name=Naming(f"Vụ {place}", "", f"V{place}"), on=template.established_on, by=None,
            now=clock.now(), code=f"G15.{place + 30}",
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        client.get(target)
    assert len(few) == len(many) <= 12


def test_annexes_come_with_size_and_scan_and_go_again(country, client):
    document = drafted(country)
    enter(client, country.ministry.specialist)
    target = address("annexes", document)
    assert client.post(target, {}).status_code == 422
    refused = client.post(target, {"file": SimpleUploadedFile("virus.exe", b"MZ\x90\x00\x03")})
    assert 400 <= refused.status_code < 500
    client.post(target, {"file": upload("phu-luc.pdf")})
    client.post(target, {"file": upload("bang.pdf"), "title": "Bảng số liệu"})
    page = text_of(client.get(target))
    assert "phu-luc.pdf" in page
    assert "Bảng số liệu" in page
    first = Annex.objects.get(title="phu-luc.pdf")
    assert client.get(address("annex", document, first.pk)).status_code == 200
    client.post(target, {"remove": str(first.pk)})
    client.post(target, {"remove": str(uuid4())})
    assert list(Annex.objects.values_list("title", flat=True)) == ["Bảng số liệu"]
    assert "Bảng số liệu" in text_of(client.get(address("document", document)))
