"""The pages of what comes in, and every step taken on them."""

import json
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from conftest import at
from lienthong.doors.desk.incoming import finding, reading
from lienthong.doors.desk.tests.incoming_desk import arrived, copies, desk, light
from lienthong.ground.calendar.queries import calendar_for
from lienthong.ground.organisations import actions as organisations
from lienthong.ground.organisations.naming import Naming
from lienthong.kit import clock
from lienthong.kit.clock import local
from lienthong.records.documents.models import Annex, IncomingEntry, Version
from lienthong.records.exchange import actions as exchange
from lienthong.records.exchange.models import Assignment, Delivery, Receipt
from lienthong.records.exchange.states import DeliveryState


@pytest.fixture
def delivery(country):
    return arrived(country)


def address(name, *words):
    return reverse(f"desk:{name}", args=[getattr(word, "pk", word) for word in words])


def text(answer) -> str:
    return unescape(answer.content.decode())


def page_of(mandate, delivery, name="delivery"):
    return text(desk(mandate).get(address(name, delivery)))


# -- the case
def test_the_case_says_verdict_checks_deadlines_and_what_the_sender_sees(country, delivery):
    page = page_of(country.other.clerk, delivery)
    for words in (
        "Chữ ký hợp lệ",
        "Con dấu số của cơ quan gửi hợp lệ.",
        "Bộ Tài chính → Bộ Tư pháp và 1 nơi khác",
        "Vì sao hạn này?",
        "Phải thông báo đã nhận trong ngày nhận văn bản.",
        "01 · Đã đến",
        "Tiếp nhận và phân công",
    ):
        assert words in page, words
    assert "Soạn trả lời" not in page
    assert "ĐẾN</p>" not in page


def test_after_acceptance_the_case_bears_the_stamp_and_offers_a_reply(country, delivery):
    clerk = desk(country.other.clerk)
    answer = clerk.post(address("accept", delivery), follow=True)
    page = text(answer)
    assert "Đã tiếp nhận và vào sổ đến số 1." in page
    assert "ĐẾN</p>" in page
    assert f"{reverse('desk:compose')}?reply_to={delivery.message.document_id}" in page
    assert "Phiếu giải quyết" in page


@pytest.mark.parametrize(
    ("checks", "arrived_at", "words"),
    [
        ([{"check": "signatures", "passed": True, "sentence": "x"}], at("09:00"), "Chữ ký hợp lệ"),
        ([{"check": "signatures", "passed": False, "sentence": "x"}], at("09:00"), "Cần xem lại chữ ký"),
        ([{"check": "seal", "passed": False, "sentence": "x"}], None, "Kiểm tra không đạt"),
    ],
)
def test_the_verdict_is_one_tag(checks, arrived_at, words):
    assert reading.verdict(Delivery(checks=checks, arrived_at=arrived_at)).words == words


def test_the_case_names_the_dissolved_body_it_was_sent_to(country, delivery):
    Delivery.objects.filter(pk=delivery.pk).update(addressed_to=country.province.body)
    page = page_of(country.other.clerk, delivery)
    assert "gửi tới Ủy ban nhân dân tỉnh Nghệ An, cơ quan đã giải thể" in page


def test_the_document_is_shown_in_pictures_and_given_in_a_sandbox(country, delivery):
    clerk = desk(country.other.clerk)
    picture = clerk.get(address("delivery-page", delivery, 1))
    assert picture.content.startswith(b"\x89PNG")
    assert "private" in picture["Cache-Control"]
    shown, saved = (
        clerk.get(address("delivery-file", delivery)),
        clerk.get(address("delivery-file", delivery) + "?save=1"),
    )
    assert b"".join(shown.streaming_content).startswith(b"%PDF")
    assert shown["Content-Disposition"].startswith("inline")
    assert "sandbox" in shown["Content-Security-Policy"]
    assert saved["Content-Disposition"].startswith("attachment")


def test_the_file_is_the_one_that_was_sent_and_not_a_later_version(country, delivery):
    first = Version.objects.filter(document=delivery.message.document).order_by("ordinal").first()
    Version.objects.create(
        document=delivery.message.document, ordinal=99, step="later", file=first.file, made_at=at("11:00")
    )
    sent = json.loads(bytes(delivery.message.manifest))["files"][0]["sha256"]
    assert finding.sent_file(delivery).sha256 == sent != first.file.sha256
    with pytest.raises(finding.NoSuchFile):
        finding.sent_file(light(country, state=DeliveryState.ARRIVED))


def test_annexes_are_given_only_with_their_own_document(country, delivery):
    file = finding.sent_file(delivery)
    own = Annex.objects.create(document=delivery.message.document, ordinal=1, title="Phụ lục I", file=file)
    elsewhere = Annex.objects.create(document=light(country).message.document, ordinal=1, title="Khác", file=file)
    clerk = desk(country.other.clerk)
    assert clerk.get(address("delivery-annex", delivery, own))["Content-Disposition"].startswith("attachment")
    assert clerk.get(address("delivery-annex", delivery, elsewhere)).status_code == 404
    assert "Phụ lục I" in text(clerk.get(address("delivery", delivery)))


def test_what_is_not_a_pdf_is_offered_to_save(country, delivery):
    file = finding.sent_file(delivery)
    file.media_type = "text/plain"
    file.save()
    assert "Tệp này không xem được tại đây." in page_of(country.other.clerk, delivery)


# -- the receipt and the slip
def test_the_receipt_is_given_as_it_was_sealed_and_printed_with_its_digests(country, delivery):
    clerk, kept = desk(country.other.clerk), Receipt.objects.get(delivery=delivery)
    assert clerk.get(address("receipt-content", delivery)).content == bytes(kept.content)
    seal = clerk.get(address("receipt-seal", delivery))
    assert (seal.content, seal["Content-Type"]) == (bytes(kept.seal), "application/pkcs7-signature")
    said = json.loads(bytes(kept.content))
    assert said["manifest_sha256"] in text(clerk.get(address("receipt", delivery)))


@pytest.mark.parametrize("name", ["receipt", "receipt-content", "receipt-seal"])
def test_a_receipt_not_sealed_yet_is_said_to_come(country, name):
    fresh = light(country, state=DeliveryState.ARRIVED)
    assert desk(country.other.clerk).get(address(name, fresh)).status_code == 404


def test_the_slip_has_three_parts_and_says_who_gave_what_to_whom(country, delivery):
    other = country.other
    exchange.accept_document(delivery=delivery, by=other.clerk, now=at("10:00"))
    exchange.assign_document(
        delivery=delivery, unit=other.unit, by=other.leader, now=at("10:00"), instruction="Trả lời sớm."
    )
    exchange.assign_document(
        delivery=delivery, unit=other.unit, holder=other.specialist, by=other.head_of_unit, now=at("10:05")
    )
    page = page_of(other.clerk, delivery, "slip")
    leader, unit, own = (
        page.index(f"<h2>{words}</h2>")
        for words in (
            "Ý kiến của lãnh đạo cơ quan",
            "Ý kiến của lãnh đạo đơn vị",
            "Ý kiến đề xuất của người giải quyết",
        )
    )
    assert leader < page.index("Trả lời sớm.") < unit < page.index(other.specialist.account.full_name, unit) < own


# -- steps
def test_a_refusal_warns_first_and_then_goes_to_the_sender(country, delivery):
    clerk = desk(country.other.clerk)
    assert "Nơi gửi sẽ đọc" in text(clerk.get(address("refuse", delivery)))
    empty = clerk.post(address("refuse", delivery), {})
    assert (empty.status_code, "Chọn một lý do." in text(empty)) == (422, True)
    short = clerk.post(address("refuse", delivery), {"reason": "other", "text": "ngắn"})
    assert short.status_code == 422
    assert "ngắn</textarea>" in text(short)
    done = clerk.post(
        address("refuse", delivery), {"reason": "other", "text": "Việc này thuộc Bộ Tài chính."}, follow=True
    )
    assert "Việc này thuộc Bộ Tài chính." in text(done)
    assert Delivery.objects.get(pk=delivery.pk).state == "02"


def test_accepting_and_assigning_is_one_form_and_one_stroke(country, delivery):
    other = country.other
    form = {"given_to": f"person:{other.specialist.pk}", "instruction": "Tham mưu trả lời."}
    answer = desk(other.clerk).post(address("assign", delivery), form, follow=True)
    assert f"Đã tiếp nhận và vào sổ đến số 1. Đã giao cho {other.specialist.account.full_name}." in text(answer)
    lead = Assignment.objects.get(delivery=delivery)
    assert (lead.unit, lead.holder, lead.instruction) == (other.unit, other.specialist, "Tham mưu trả lời.")
    usual = Delivery.objects.get(pk=delivery.pk).handle_due_at
    assert usual == lead.due_at


def test_what_is_refused_while_assigning_accepts_nothing_either(country, delivery):
    tomorrow = local(clock.now() + timedelta(days=9)).strftime("%d/%m/%Y")
    form = {"given_to": f"unit:{country.other.unit.pk}", "due_on": tomorrow}
    answer = desk(country.other.clerk).post(address("assign", delivery), form)
    assert answer.status_code == 422
    assert tomorrow in text(answer)
    assert not IncomingEntry.objects.exists()


def test_a_deadline_of_ones_own_is_the_end_of_work_on_that_day(country, delivery):
    other, day = country.other, local(clock.now() + timedelta(days=60))
    while day.weekday() > 4:
        day += timedelta(days=1)
    form = {"given_to": f"unit:{other.unit.pk}", "due_on": f"{day:%d/%m/%Y}", "due_reason": "Chờ số liệu của các tỉnh"}
    assert desk(other.clerk).post(address("assign", delivery), form).status_code == 302
    closes = calendar_for(other.body.pk, day.date()).closes_at(day.date())
    assert Assignment.objects.get(delivery=delivery).due_at == closes
    assert "Hạn do người phân công đặt" in page_of(other.clerk, delivery)


@pytest.mark.parametrize(
    "form", [{}, {"given_to": "unit:nonsense"}, {"due_on": "31/02/2026"}, {"due_on": "01/01/2090"}]
)
def test_a_form_that_makes_no_sense_is_shown_again(country, delivery, form):
    whole = {"given_to": f"unit:{country.other.unit.pk}", **form} if form else {}
    answer = desk(country.other.clerk).post(address("assign", delivery), whole)
    assert answer.status_code == 422
    assert "Có chỗ cần sửa" in text(answer)


def test_the_head_of_a_unit_chooses_among_the_people_of_the_unit(country, delivery):
    other = country.other
    organisations.found_unit(
        body=other.body, name=Naming("Vụ Khác"), on=other.body.established_on, by=None, now=country.since
    )
    exchange.accept_document(delivery=delivery, by=other.clerk, now=at("10:00"))
    exchange.assign_document(delivery=delivery, unit=other.unit, by=other.leader, now=at("10:00"))
    mine, whole = page_of(other.head_of_unit, delivery, "assign"), page_of(other.leader, delivery, "assign")
    assert "Vụ Khác" not in mine
    assert "Vụ Khác" in whole
    assert "Đơn vị phối hợp" not in mine
    assert "phân công cũ kết thúc" in mine
    form = {"given_to": f"person:{other.specialist.pk}"}
    assert desk(other.head_of_unit).post(address("assign", delivery), form).status_code == 302


def test_work_is_started_helped_with_and_completed_on_the_pages(country, delivery):
    other = country.other
    legal = organisations.found_unit(
        body=other.body, name=Naming("Vụ Pháp chế"), on=other.body.established_on, by=None, now=country.since
    )
    form = {"given_to": f"person:{other.specialist.pk}", "cooperating": [str(legal.pk)]}
    desk(other.clerk).post(address("assign", delivery), form)
    other.head_of_unit.post.unit = legal
    other.head_of_unit.post.save()
    head = desk(other.head_of_unit)
    assert "Báo phần phối hợp" in text(head.get(address("delivery", delivery)))
    assert "nơi gửi không thấy" in text(head.get(address("contribute", delivery)))
    assert "Đã báo phần phối hợp" in text(
        head.post(address("contribute", delivery), {"outcome": "Đã góp ý."}, follow=True)
    )
    holder = desk(other.specialist)
    assert "Đã báo bắt đầu xử lý" in text(holder.post(address("start", delivery), follow=True))
    assert "Kết quả" in text(holder.get(address("complete", delivery)))
    assert holder.post(address("complete", delivery), {"outcome": ""}).status_code == 422
    assert "Đã hoàn thành" in text(holder.post(address("complete", delivery), {"outcome": "Đã trả lời."}, follow=True))
    page = page_of(other.clerk, delivery)
    assert "đã xong" in page
    assert "Đã góp ý." in page


# -- several at once
def test_several_are_looked_at_first_and_then_taken_one_by_one(country, delivery):
    others = copies(delivery, ["Một", "Hai"])
    exchange.accept_document(delivery=others[1], by=country.other.clerk, now=clock.now())
    clerk, chosen = desk(country.other.clerk), [delivery.pk, others[0].pk, others[1].pk, "nonsense"]
    preview = text(clerk.get(reverse("desk:accept-many"), {"delivery": chosen}))
    assert "bắt đầu từ khoảng số 2" in preview
    assert "không tiếp nhận được nữa" in preview
    assert "Tiếp nhận 2 văn bản" in preview
    result = text(clerk.post(reverse("desk:accept-many"), {"delivery": chosen}))
    assert "Đã tiếp nhận 2 trên 3 văn bản." in result
    assert "Số đến 2" in result
    assert "Số đến 3" in result
    assert IncomingEntry.objects.count() == 3
    assert "Chưa chọn văn bản nào" in text(clerk.get(reverse("desk:accept-many")))
    assert "Đã tiếp nhận 1 trên 1" in text(
        clerk.post(reverse("desk:accept-many"), {"delivery": [copies(delivery, ["Ba"], state="01", entry=None)[0].pk]})
    )


# -- the lists
def test_filters_are_links_that_can_be_kept_and_let_go(country):
    light(country, state=DeliveryState.ARRIVED, accept_due_at=clock.now() - timedelta(hours=1))
    clerk = desk(country.other.clerk)
    narrowed = text(clerk.get(reverse("desk:mine"), {"show": "late", "q": "việc"}))
    assert "Lưu hoặc bỏ bộ lọc này" in narrowed
    assert "?show=late&q=vi%E1%BB%87c" in narrowed
    kept = text(clerk.post(reverse("desk:keep-filter"), {"show": "late", "q": "việc"}, follow=True))
    assert "việc · Trễ hạn" in kept
    gone = text(clerk.post(reverse("desk:keep-filter"), {"show": "late", "q": "việc"}, follow=True))
    assert "việc · Trễ hạn" not in gone
    assert "Không có việc nào khớp" in text(clerk.get(reverse("desk:mine"), {"q": "không đâu"}))


@pytest.mark.parametrize(
    "cookie", ["nonsense", "{}", '[{"show": 1}]', '[{"show": "x", "q": "y"}]', '[{"show": "", "q": ""}]', "7"]
)
def test_a_cookie_that_makes_no_sense_is_no_filter(country, cookie):
    clerk = desk(country.other.clerk)
    clerk.cookies["kept-filters"] = cookie
    assert "Bộ lọc đã lưu" not in text(clerk.get(reverse("desk:mine")))


def test_an_empty_list_congratulates_quietly(country):
    page = text(desk(country.other.clerk).get(reverse("desk:mine")))
    assert "Không còn việc nào chờ bạn" in page


def test_the_inbox_stands_in_tabs_searches_without_tones_and_pages(country, monkeypatch):
    from lienthong.doors.desk.incoming import lists

    monkeypatch.setattr(lists, "_PAGE", 2)
    for state in DeliveryState:
        light(country, state=state)
    for _ in range(2):
        light(country, state=DeliveryState.ARRIVED)
    clerk = desk(country.other.clerk)
    counted = {tab: text(clerk.get(reverse("desk:incoming"), {"tab": tab})).count('scope="row"') for tab in lists.TABS}
    assert counted == {"arrived": 2, "accepted": 1, "in-hand": 2, "done": 1, "refused": 1, "ended": 2}
    first = text(clerk.get(reverse("desk:incoming"), {"tab": "nonsense"}))
    assert "Trang sau" in first
    assert text(clerk.get(reverse("desk:incoming"), {"q": "bo tai chinh viec"})).count('scope="row"') == 2
    assert "Không có văn bản nào khớp" in text(clerk.get(reverse("desk:incoming"), {"q": "khong co dau"}))
    assert "Không có văn bản nào chờ tiếp nhận" in text(desk(country.province.clerk).get(reverse("desk:incoming")))
