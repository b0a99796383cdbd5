"""The list of outgoing documents and the page of one: what stands there in each state, and for whom."""

import hashlib
import io

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from lienthong.doors.desk import acts
from lienthong.doors.desk.outgoing import case
from lienthong.doors.desk.tests.outgoing_desk import REASON, STATES, address, brought_to, drafted, enter
from lienthong.ground.files import actions as files
from lienthong.ground.journal import actions as journal
from lienthong.ground.journal.queries import timeline
from lienthong.kit import clock
from lienthong.records.documents import actions as documents
from lienthong.records.documents.actions.drafting import Address
from lienthong.records.documents.actions.finished import Finished, take_over
from lienthong.records.documents.models import Document
from lienthong.records.documents.states import ProofLevel
from lienthong.records.documents.tests.test_finished import a_pdf
from lienthong.records.exchange import actions as exchange
from lienthong.records.exchange import lanes
from lienthong.records.exchange.models import Delivery

BANNERS = {
    "draft": "CHƯA TRÌNH KÝ",
    "returned": "BỊ TRẢ LẠI",
    "in_review": "ĐANG CHỜ KÝ",
    "signed": "CHƯA CÓ SỐ",
    "numbered": "CHƯA ĐÓNG DẤU",
    "sealed": "ĐÃ ĐÓNG DẤU – CHƯA GỬI",
    "issued": "ĐÃ PHÁT HÀNH tới 2 nơi",
    "abandoned": "ĐÃ BỎ",
}
ROLES = ["leader", "head_of_unit", "specialist", "clerk", "records_keeper", "auditor"]


def text_of(response):
    return response.content.decode()


def test_a_case_says_in_capitals_where_it_stands(country, client):
    enter(client, country.ministry.clerk)
    for state in STATES:
        page = client.get(address("document", brought_to(country, state)))
        assert page.status_code == 200
        assert BANNERS[state] in text_of(page), state


def test_a_returned_case_shows_who_said_what_and_the_timeline_the_next_step(country, client):
    page = enter(client, country.ministry.specialist).get(address("document", brought_to(country, "returned")))
    assert f"{country.ministry.leader.account.full_name}: “{REASON}”" in text_of(page)
    assert "Sửa và trình lại" in text_of(page)


def test_every_recipient_stands_there_with_code_time_and_person(country, client):
    document = brought_to(country, "issued")
    while lanes.carry_round(clock.now()):
        pass
    arrived = Delivery.objects.get(message__document=document, recipient=country.other.body)
    exchange.accept_document(delivery=arrived, by=country.other.clerk, now=clock.now())
    refused = Delivery.objects.get(message__document=document, recipient=country.province.body)
    exchange.refuse_document(
        delivery=refused, by=country.province.clerk, now=clock.now(), reason="not_for_us", text="Gửi nhầm nơi nhận rồi."
    )
    page = text_of(enter(client, country.ministry.clerk).get(address("document", document)))
    assert "1 nơi đã nhận, 1 nơi chưa" in page
    assert "Chưa: Ủy ban nhân dân tỉnh Nghệ An" in page
    assert "Gửi nhầm nơi nhận rồi." in page
    assert country.other.clerk.account.full_name in page
    assert "Đã tiếp nhận" in page


def test_when_all_have_it_nobody_is_named_as_missing(country, client):
    document = brought_to(country, "issued", to=[country.other])
    while lanes.carry_round(clock.now()):
        pass
    page = text_of(enter(client, country.ministry.leader).get(address("document", document)))
    assert "Cả 1 nơi đã nhận" in page
    assert "Chưa:" not in page


def test_the_link_to_the_evidence_is_there_only_when_its_page_is(country, monkeypatch):
    delivery = Delivery(pk=country.ministry.body.pk)

    def known(name, args):
        if name != "desk:evidence":
            raise AssertionError(name)
        return f"/desk/evidence/{args[0]}/"

    def unknown(name, args):
        raise NoReverseMatch

    monkeypatch.setattr(case, "reverse", known)
    assert case.evidence_url(delivery) == f"/desk/evidence/{delivery.pk}/"
    monkeypatch.setattr(case, "reverse", unknown)
    assert case.evidence_url(delivery) == ""


PAGES = ["document", "edit", "recipients", "annexes", "submit", "sign", "return", "abandon", "issue", "void-number",
         "document-file", "document-draft", "document-source"]  # fmt: skip


def test_another_bodys_document_does_not_exist_whatever_the_role_and_the_page(country, client):
    document = brought_to(country, "issued")
    for role in ROLES:
        enter(client, getattr(country.other, role), proven=True)
        for name in PAGES:
            assert client.get(address(name, document)).status_code == 404, (role, name)
        for name in ("submit", "sign", "issue", "comment", "return", "abandon"):
            assert client.post(address(name, document), {"text": "x"}).status_code == 404, (role, name)


MAY = {
    "edit": {"leader", "head_of_unit", "specialist", "clerk"},
    "recipients": {"leader", "head_of_unit", "specialist", "clerk"},
    "annexes": {"leader", "head_of_unit", "specialist", "clerk"},
    "submit": {"leader", "head_of_unit", "specialist", "clerk"},
    "abandon": {"leader", "head_of_unit", "specialist", "clerk"},
    "sign": set(),
    "issue": set(),
}


def test_who_may_open_which_page_of_a_draft(country, client):
    document = drafted(country)
    for role in ROLES:
        enter(client, getattr(country.ministry, role), proven=True)
        for name, allowed in MAY.items():
            expected = {200} if role in allowed else {403, 409}
            assert client.get(address(name, document)).status_code in expected, (role, name)
    enter(client, country.ministry.auditor)
    assert client.get(reverse("desk:compose")).status_code == 403
    assert client.get(reverse("desk:paper-number")).status_code == 403


def test_a_colleagues_draft_is_not_there_for_a_specialist_who_did_not_write_it(country, client):
    document = drafted(country)
    Document.objects.filter(pk=document.pk).update(drafted_by=country.ministry.clerk)
    enter(client, country.ministry.specialist)
    assert client.get(address("document", document)).status_code == 404
    assert text_of(client.get(reverse("desk:outgoing"))).count("work-title") == 0


def test_the_list_costs_the_same_for_one_and_three_rows(country, client):
    enter(client, country.ministry.clerk)
    drafted(country)
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("desk:outgoing"))
    drafted(country)
    drafted(country)
    with CaptureQueriesContext(connection) as three:
        page = client.get(reverse("desk:outgoing"))
    assert text_of(page).count('class="work-title"') == 3
    assert len(one) == len(three) <= 12


def test_the_list_finds_without_tones_by_tab_and_by_urgency(country, client):
    enter(client, country.ministry.clerk)
    drafted(country, subject="Về cấp giấy phép lái xe", urgency="1")
    brought_to(country, "in_review", subject="Báo cáo quý ba")
    listed = reverse("desk:outgoing")
    assert "lái xe" in text_of(client.get(listed, {"q": "giay PHEP lai"}))
    assert "lái xe" not in text_of(client.get(listed, {"q": "bao cao"}))
    assert "Báo cáo" in text_of(client.get(listed, {"tab": "review"}))
    assert "Báo cáo" not in text_of(client.get(listed, {"urgency": "1"}))
    assert "Không có văn bản nào như vậy" in text_of(client.get(listed, {"tab": "issued"}))
    kept = client.get(listed, {"tab": "drafts", "q": "lai xe"})
    assert "?tab=drafts&amp;q=lai+xe" in text_of(kept)


def test_long_lists_go_page_by_page(country, client, monkeypatch):
    from lienthong.doors.desk.outgoing import lists

    monkeypatch.setattr(lists, "SIZE", 2)
    for number in range(3):
        drafted(country, subject=f"Văn bản thứ {number}")
    enter(client, country.ministry.clerk)
    first = client.get(reverse("desk:outgoing"))
    older = first.context["page"].older
    assert "Văn bản thứ 0" in text_of(client.get(reverse("desk:outgoing"), {"after": older}))


def test_an_empty_desk_says_so(country, client):
    assert "Chưa có văn bản đi" in text_of(enter(client, country.ministry.clerk).get(reverse("desk:outgoing")))


def test_files_come_sandboxed_and_pages_as_pictures(country, client):
    document = brought_to(country, "signed")
    enter(client, country.ministry.leader)
    whole = client.get(address("document-file", document))
    assert "sandbox" in whole.headers["Content-Security-Policy"]
    assert whole.headers["Content-Disposition"].startswith("attachment")
    assert client.get(address("document-version", document, 1)).status_code == 200
    picture = client.get(address("document-page", document, 2, 1))
    assert picture.headers["Content-Type"] == "image/png"
    assert "private" in picture.headers["Cache-Control"]
    for missing in (("document-version", 9), ("document-page", 1, 9), ("annex", country.ministry.body.pk)):
        assert client.get(address(missing[0], document, *missing[1:])).status_code in {404, 422}
    assert client.get(address("document-source", document)).status_code == 404


def test_a_draft_is_drawn_and_saved_as_it_stands(country, client):
    document = drafted(country, signer=None)
    enter(client, country.ministry.specialist)
    picture = client.get(address("document-draft-page", document, 1))
    assert picture.headers["Content-Type"] == "image/png"
    assert picture.headers["Cache-Control"] == "private, no-store"
    assert client.get(address("document-draft-page", document, 7)).status_code == 404
    saved = client.get(address("document-draft", document))
    assert b"".join(saved.streaming_content).startswith(b"%PDF-")
    assert client.get(address("document-file", document)).status_code == 404


def test_a_remark_is_added_and_an_empty_one_keeps_the_page(country, client):
    document = brought_to(country, "in_review")
    enter(client, country.ministry.leader)
    assert client.post(address("comment", document), {"text": "Cần thêm số liệu."}, follow=True).status_code == 200
    assert "Cần thêm số liệu." in text_of(client.get(address("document", document)))
    assert client.post(address("comment", document), {"text": " "}).status_code == 422


def test_who_may_only_look_finds_no_place_for_a_remark_and_writes_none(country, client):
    document = brought_to(country, "in_review")
    enter(client, country.ministry.auditor)
    page = client.get(address("document", document))
    assert page.status_code == 200
    assert address("comment", document) not in text_of(page)
    assert client.post(address("comment", document), {"text": "Kiểm toán ghi."}).status_code == 403
    assert "Kiểm toán ghi." not in text_of(client.get(address("document", document)))


def test_every_verb_of_these_rooms_has_words(country, client):
    document = brought_to(country, "issued")
    while lanes.carry_round(clock.now()):
        pass
    from lienthong.ground.journal.models import Act

    said = set(acts.WORDS) | acts.UNSAID
    spoken = Act.objects.filter(verb__regex=r"^(documents|exchange)\.").values_list("verb", flat=True)
    assert set(spoken) <= said
    steps = acts.timeline(timeline(document))
    assert [step.words for step in steps][:2] == ["Bắt đầu soạn", "Đã trình ký"]
    assert country.ministry.leader.account.full_name in steps[2].by


def test_an_unknown_verb_shows_as_it_is_and_the_products_own_acts_name_the_system(country):
    body = country.ministry.body
    strange = journal.record("exchange.thing.invented", body, by=None, at=clock.now())
    sealed = journal.record("exchange.receipt.sealed", body, by=None, at=clock.now())
    refused = journal.record("exchange.document.refused", body, by=None, at=clock.now(), body={"detail": "Hỏng"})
    shown = acts.timeline([strange, sealed, refused])
    assert [(one.words, one.by) for one in shown[:2]] == [
        ("exchange.thing.invented", ""),
        ("Cấp biên nhận có dấu của nơi nhận", "hệ thống"),
    ]
    assert shown[2].about == "“Hỏng”"


def test_the_deadline_says_why_and_when_it_was_missed(country, client):
    document = brought_to(country, "issued")
    page = text_of(enter(client, country.ministry.clerk).get(address("document", document)))
    assert "Vì sao là lúc này?" in page
    Document.objects.filter(pk=document.pk).update(issue_due_at=document.signed_at)
    assert "đã gửi muộn" in text_of(client.get(address("document", document)))


def test_facts_name_what_is_answered(country):
    first = brought_to(country, "issued")
    second = drafted(country, reply_to=first)
    labels = dict(case.facts(Document.objects.get(pk=second.pk)))
    assert labels["Trả lời văn bản"] == first.number_and_symbol


def test_a_successor_is_shown_as_receiving_in_place_of_the_body_addressed(country, client):
    document = brought_to(country, "issued", to=[country.other])
    Delivery.objects.filter(message__document=document).update(
        recipient=country.province.body, addressed_to=country.other.body
    )
    page = text_of(enter(client, country.ministry.clerk).get(address("document", document)))
    assert "nhận thay Bộ Tư pháp" in page


def test_a_sealed_document_says_how_long_it_can_be_proven_and_gives_its_archived_form(country, client):
    document = brought_to(country, "sealed")
    enter(client, country.ministry.clerk)
    assert "bản đã gửi không thay đổi" in text_of(client.get(address("document", document)))
    assert client.get(address("document-archived", document)).status_code == 404
    form = documents.archive(document=document, level=ProofLevel.B_LT, now=clock.now())
    shown = text_of(client.get(address("document", document)))
    for words in ("B-LT", "Có dấu thời gian và bằng chứng kiểm tra lâu dài", address("document-archived", document)):
        assert words in shown
    assert "Lập bản lưu trữ" in shown
    given = b"".join(client.get(address("document-archived", document)).streaming_content)
    assert hashlib.sha256(given).hexdigest() == form.file.sha256


def test_an_archived_form_that_could_not_be_made_is_said_on_the_page(country, client):
    document = brought_to(country, "sealed")
    documents.record_not_archived(document=document, failure="no-certificate", now=clock.now())
    enter(client, country.ministry.clerk)
    assert "Chưa bổ sung đủ bằng chứng (no-certificate)" in text_of(client.get(address("document", document)))


def test_before_the_seal_nothing_is_said_of_an_archived_form(country, client):
    enter(client, country.ministry.clerk)
    assert "Bản lưu trữ" not in text_of(client.get(address("document", brought_to(country, "signed"))))


def test_what_was_finished_elsewhere_without_a_signature_of_ours_says_why_it_is_not_archived(country, client):
    file = files.keep(io.BytesIO(a_pdf()), name="a.pdf", by=country.ministry.clerk, now=clock.now())
    whole = Finished("cong_van", "V/v thử", file, addresses=[Address(country.other.body)])
    document = take_over(finished=whole, by=country.ministry.clerk, now=clock.now())
    enter(client, country.ministry.clerk)
    assert "Văn bản hoàn chỉnh ở nơi khác: không lập bản lưu trữ" in text_of(client.get(address("document", document)))
