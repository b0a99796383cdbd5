"""The counter: a ticket without signing in, calls to a window, and a whole dossier for a person without a telephone."""

import re
from datetime import date
from html import unescape
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from conftest import MONDAY, at, offered, submitted
from lienthong.doors.desk.counter.forms import WhomForm
from lienthong.ground.identity.states import AccountLevel, Level
from lienthong.ground.journal.models import Act
from lienthong.ground.notices.models import Text
from lienthong.records.registers.models import CorrectionRequest, Person
from lienthong.work.onestop.models import Dossier, Ticket
from lienthong.work.onestop.states import Status
from lienthong.work.services.models import Application, Offering
from lienthong.work.services.states import Channel, Relation

LICENCE = "doi_giay_phep_lai_xe"
NUMBER = "001190012345"
ANSWERS = {
    "full_name": "Nguyễn Thị Minh Anh", "identity_number": NUMBER, "born_on": "02/05/1990",
    "residence": "Phường 5, Hà Nội", "on_record": "yes", "withheld": "no",
    "licence_class": "b", "valid_until": "20/05/2027", "reason": "ending", "health_on_record": "no",
    "delivery": "counter",
}  # fmt: skip
WHOM = {"full_name", "identity_number"}
SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj"
SCAN += b" 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def desk(mandate) -> Client:
    client = Client()
    client.force_login(mandate.account)
    return client


def text(answer) -> str:
    return unescape(answer.content.decode())


def test_a_ticket_is_taken_without_signing_in_and_the_display_follows_the_calls(shop):
    hall, clerk = Client(), desk(shop.receiver)
    kiosk = reverse("counter-kiosk", args=[shop.desk.pk])
    assert "Đổi giấy phép lái xe" in text(hall.get(kiosk))
    mine = hall.post(kiosk, {"service": LICENCE}, follow=True)
    assert "A001" in text(mine)
    assert "Bạn là người tiếp theo." in text(mine)
    other = hall.post(kiosk, {"service": ""})
    assert "Còn 1 người trước bạn." in text(hall.get(other.url))
    display = reverse("counter-display", args=[shop.desk.pk])
    assert "Chưa gọi số nào." in text(hall.get(display))
    called = clerk.post(reverse("desk:counter-call"), {"window": "3"}, follow=True)
    assert "Gọi đến quầy 3" in text(called)
    assert reverse("desk:counter-enter", args=[LICENCE]) in text(called)
    shown = text(hall.get(display))
    assert re.search(r"A001</span><span class=\"hall-window\">Quầy 3", shown)
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in shown
    assert 'hx-trigger="every 5s"' in shown
    assert "Mời đến quầy 3" in text(hall.get(mine.redirect_chain[-1][0]))


def test_a_procedure_is_found_at_the_counter_by_its_words_without_tones(shop):
    clerk, address = desk(shop.receiver), reverse("desk:counter")
    enter = reverse("desk:counter-enter", args=[LICENCE])
    page = text(clerk.get(address))
    assert re.search(r'<input[^>]*name="q"[^>]*data-search autofocus', page)
    assert enter in page
    found = text(clerk.get(address, {"q": "giay phep doi"}))
    assert enter in found
    assert f"{reverse('desk:dossiers')}?q=giay%20phep%20doi" in found
    none = text(clerk.get(address, {"q": "khai tử"}))
    assert enter not in none
    assert "Không có thủ tục nào ở quầy này mang những chữ “khai tử”." in none
    assert clerk.get(address, {"q": "a" * 5000}).status_code == 200


def test_a_counter_whose_last_procedure_was_closed_says_so_and_who_is_still_called(shop):
    kiosk, display = (reverse(f"counter-{name}", args=[shop.desk.pk]) for name in ("kiosk", "display"))
    taken = Client().post(kiosk)
    Offering.objects.filter(receiving_unit=shop.desk).update(closed_at=at("08:00"))
    here = desk(shop.receiver).get(reverse("desk:counter"))
    for page in map(text, (Client().get(kiosk), Client().get(display), here)):
        assert "Quầy này đã đóng, không lấy số mới" in page
        assert "Vẫn được gọi: A001" in page
    assert Client().post(kiosk).status_code == 409
    assert "A001" in text(Client().get(taken.url))
    called = desk(shop.receiver).post(reverse("desk:counter-call"), {"window": "3"}, follow=True)
    assert "A001" in text(called)
    assert "Vẫn được gọi" not in text(Client().get(display))


def test_a_call_is_repeated_and_ended_and_a_stranger_to_the_counter_is_refused(shop):
    clerk = desk(shop.receiver)
    Client().post(reverse("counter-kiosk", args=[shop.desk.pk]))
    assert clerk.post(reverse("desk:counter-call"), {"window": ""}).status_code == 422
    clerk.post(reverse("desk:counter-call"), {"window": "3"})
    ticket = Ticket.objects.get()
    again = clerk.post(reverse("desk:counter-recall", args=[ticket.pk]), follow=True)
    assert "Đã gọi lại số A001." in text(again)
    gone = clerk.post(reverse("desk:counter-end", args=[ticket.pk]), {"missed": "1"}, follow=True)
    assert "Đã kết thúc số A001." in text(gone)
    ticket.refresh_from_db()
    assert ticket.missed
    assert clerk.post(reverse("desk:counter-call"), {"window": "3"}).status_code == 409
    assert clerk.post(reverse("desk:counter-end", args=[shop.desk.pk])).status_code == 404
    assert desk(shop.officer).get(reverse("desk:counter")).status_code == 403
    assert Client().get(reverse("counter-kiosk", args=[shop.division.pk])).status_code == 404
    assert Client().get(reverse("counter-ticket", args=[shop.desk.pk, shop.desk.pk])).status_code == 404


@pytest.fixture
def draft(shop):
    """Begun at the counter for somebody the register does not know."""
    clerk = desk(shop.receiver)
    begun = clerk.post(
        reverse("desk:counter-enter", args=[LICENCE]),
        {"number": NUMBER, "name": "Nguyễn Thị Minh Anh", "phone": "0912 345 678", "comes": "", "seen": "on"},
    )
    assert begun.status_code == 302
    return clerk, begun.url


def test_the_clerk_sees_before_the_intake_that_the_person_has_died(shop):
    names = {"full_name": "Nguyễn Thị Minh Anh", "folded": "nguyen thi minh anh", "sort_key": "anh"}
    facts = {"birth_place_code": "001", "residence_code": "01", "synthetic": True, "changed_at": at("08:00"), "sex": 2}
    Person.objects.create(number=NUMBER, born_on=date(1990, 5, 2), died_on=date(2025, 9, 1), **names, **facts)
    address = reverse("desk:counter-enter", args=[LICENCE])
    answer = desk(shop.receiver).post(address, {"number": NUMBER, "name": "", "phone": "", "comes": "", "seen": "on"})
    assert answer.status_code == 422
    assert "người này đã mất" in text(answer)
    assert not Application.objects.exists()


def given(**more):
    return {**ANSWERS, "pay": "cash", "slip": "BL 0001", **more}


def scan(name: str = "kham.pdf"):
    return SimpleUploadedFile(name, SCAN, "application/pdf")


def test_a_person_without_a_telephone_leaves_with_a_receipt(shop, draft):
    clerk, fill = draft
    begun = text(clerk.get(fill))
    assert all(f'name="{name}"' in begun for name in ANSWERS.keys() - WHOM)
    assert not any(f'name="{name}"' in begun for name in WHOM), "the clerk said so at the beginning"
    assert "khi các câu trên cần" in begun
    answer = clerk.post(fill, given(submit="1", **{"paper:giay_kham_suc_khoe": scan()}), follow=True)
    dossier = Dossier.objects.get()
    assert dossier.status == Status.RECEIVED, text(answer)
    application = dossier.application
    assert (application.channel, application.relation) == (Channel.COUNTER, Relation.COUNTER)
    assert application.entered_by == shop.receiver
    assert application.given["channel"] == "counter"
    assert application.phone == "+84912345678"
    assert dossier.code in text(answer)
    assert dossier.lookup_code in text(answer)
    receipt = reverse("desk:dossier-form", args=[dossier.pk, "01"])
    assert receipt in text(answer)
    assert clerk.get(receipt)["Content-Type"] == "application/pdf"
    assert clerk.get(fill).url == reverse("desk:counter-done", args=[dossier.pk])


def test_nothing_is_handed_in_while_anything_is_missing_or_wrong_and_what_was_right_is_kept(shop, draft):
    clerk, fill = draft
    wrong = clerk.post(fill, given(submit="1", valid_until="ngày mai"))
    assert wrong.status_code == 422
    assert "Ghi ngày như 22/11/2026." in text(wrong)
    missing = clerk.post(fill, given(submit="1"))
    assert missing.status_code == 422
    assert "Còn thiếu: Giấy khám sức khỏe của người lái xe" in text(missing)
    saved = clerk.post(fill, given(save="1", **{"paper:giay_kham_suc_khoe": scan()}))
    assert saved.status_code == 200
    assert "kham.pdf" in text(saved)
    no_slip = clerk.post(fill, given(submit="1", slip=""))
    assert "Ghi số biên lai đã đưa cho người nộp." in text(no_slip)
    label = re.search(r'<label for="id_slip">(.*?)</label>', text(saved))
    assert label[1] == "Số biên lai", "needed for cash, so it is not called optional"
    first_button = re.search(r'data-again>.*?<button [^>]*name="(\w+)"', text(saved), re.DOTALL)
    assert first_button[1] == "save", "Enter in a field presses the first button: it must throw nothing away"
    held = Application.objects.get()
    assert held.answers["valid_until"] == "2027-05-20"
    gone = clerk.post(fill, given(save="1", remove=str(held.attachments.get().pk)))
    assert "kham.pdf" not in text(gone)
    refused = clerk.post(fill, given(save="1", **{"paper:giay_kham_suc_khoe": SimpleUploadedFile("a.exe", b"MZ" * 99)}))
    assert "a.exe: " in text(refused)
    assert "a.exe: " in text(clerk.post(fill, given(save="1", **{"paper:nothing": SimpleUploadedFile("a.exe", SCAN)})))
    assert not Dossier.objects.exists()
    assert clerk.post(fill.rstrip("/") + "/drop/", follow=True).status_code == 200
    assert clerk.get(fill).status_code == 404


def test_how_the_fee_is_paid_is_asked_before_it_is_wrong(shop, draft):
    clerk, fill = draft
    answers = {name: value for name, value in given(submit="1").items() if name not in {"pay", "slip"}}
    first = clerk.post(fill, {**answers, "paper:giay_kham_suc_khoe": scan()})
    assert first.status_code == 200
    page = text(first)
    assert "Cách nộp phí, lệ phí" in page
    assert "Chọn cách nộp, rồi bấm Nộp và tiếp nhận." in page
    assert "error-text" not in page
    assert not Dossier.objects.exists()
    nothing_chosen = text(clerk.post(fill, {**answers, "slip": ""}))
    assert "Chọn cách nộp phí, lệ phí." in nothing_chosen
    assert "Chọn cách nộp, rồi bấm" not in text(clerk.get(fill)), "what stands there from the first sight needs no word"
    assert 'name="pay"' in text(clerk.get(fill))
    clerk.post(fill, given(submit="1"))
    assert Dossier.objects.get().status == Status.RECEIVED


def test_the_same_handed_in_once_more_is_warned_of_at_once_and_needs_a_reason_that_the_dossier_keeps(shop, draft):
    clerk, fill = draft
    open_one = submitted(shop)
    page = text(clerk.get(fill))
    assert "Người này đang có hồ sơ cùng thủ tục chưa xong" in page
    assert f'<a href="{reverse("desk:dossier", args=[open_one.pk])}">{open_one.code}</a>' in page
    whole = {"paper:giay_kham_suc_khoe": scan()}
    silent = clerk.post(fill, given(submit="1", **whole))
    assert silent.status_code == 422
    assert 'id="id_why-error"' in text(silent)
    set_phrase = clerk.post(fill, given(submit="1", why="Theo quy định của pháp luật."))
    assert set_phrase.status_code == 422
    assert "Theo quy định của pháp luật." in text(set_phrase)
    assert Dossier.objects.count() == 1
    Dossier.objects.update(status=Status.DONE)
    assert "Người này đang có hồ sơ" not in text(clerk.get(fill)), "what was decided is no reason to wait"
    Dossier.objects.update(status=Status.SUBMITTED)
    why = "Giấy phép thứ hai hạng C của bà cũng sắp hết hạn, nộp riêng."
    done = clerk.post(fill, given(submit="1", why=why), follow=True)
    dossier = Dossier.objects.exclude(pk=open_one.pk).get()
    assert dossier.code in text(done)
    assert dossier.events.in_order().first().details["again"] == {"codes": [open_one.code], "why": why}
    page = text(clerk.get(reverse("desk:dossier", args=[dossier.pk])))
    assert f"đang có hồ sơ {open_one.code}; nộp thêm vì: {why}" in page
    public = text(Client().post("/lookup/", {"code": dossier.code, "second": dossier.lookup_code}))
    assert why not in public
    assert open_one.code not in public


def test_who_may_not_apply_is_told_why_with_the_law(shop, draft):
    clerk, fill = draft
    for said in ({"save": "1"}, {"submit": "1"}):
        page = text(clerk.post(fill, given(withheld="yes", **said)))
        assert "Giấy phép đang bị tước quyền sử dụng" in page, said
        assert "Căn cứ: " in page, said
    assert not Dossier.objects.exists()


def test_what_the_procedure_does_not_take_is_said_and_only_who_began_goes_on(shop, draft):
    clerk, fill = draft
    withheld = clerk.post(fill, given(submit="1", withheld="yes"))
    assert withheld.status_code == 422
    assert "chưa đủ điều kiện" in text(withheld)
    for wrong in ("nothing", "channel"):
        assert clerk.post(fill, given(save="1", dispute=wrong)).status_code == 422
    assert desk(shop.officer).get(fill).status_code == 403


def test_a_number_a_name_and_a_telephone_are_checked_before_anything_is_read(shop):
    clerk, address = desk(shop.receiver), reverse("desk:counter-enter", args=[LICENCE])
    assert clerk.get(address).status_code == 200
    wrong = clerk.post(address, {"number": "12", "phone": "12"})
    assert "Số định danh cá nhân có đúng mười hai chữ số." in text(wrong)
    assert "Ghi số di động" in text(wrong)
    assert "hãy ghi họ tên theo thẻ" in text(clerk.post(address, {"number": NUMBER}))
    assert not Application.objects.exists()
    assert not Person.objects.exists()
    assert Text.objects.count() == 0


def test_without_a_look_at_the_card_nothing_is_begun_and_the_look_is_kept_in_the_dossier(shop, draft):
    clerk, address = desk(shop.receiver), reverse("desk:counter-enter", args=[LICENCE])
    refused = clerk.post(address, {"number": NUMBER, "name": "Nguyễn Thị Minh Anh"})
    assert refused.status_code == 422
    assert "Xem thẻ căn cước của người đến quầy" in text(refused)
    begun = Application.objects.get()
    assert (begun.assurance["account_level"], begun.assurance["proven_by"]) == (2, "counter")
    clerk.post(draft[1], given(submit="1", **{"paper:giay_kham_suc_khoe": scan()}))
    case = text(clerk.get(reverse("desk:dossier", args=[Dossier.objects.get().pk])))
    assert "Định danh mức độ 2 · Tại quầy, đối chiếu giấy tờ" in case


COMPANY = {"number": "0300588569", "name": "Công ty cổ phần Sao Mai", "phone": "", "seen": "on"}


def test_an_enterprise_comes_to_the_counter_through_somebody(shop, country):
    offered(shop, "chung_thuc_ban_sao", owner=country.other.body)
    clerk, address = desk(shop.receiver), reverse("desk:counter-enter", args=["chung_thuc_ban_sao"])
    assert "mã số thuế" in text(clerk.get(address))
    assert "Ghi ai đến nộp thay" in text(clerk.post(address, {**COMPANY, "comes": ""}))
    assert "Số kiểm tra không khớp" in text(clerk.post(address, {**COMPANY, "number": "0300588560", "comes": "A"}))
    fill = text(clerk.post(address, {**COMPANY, "comes": "Trần Văn Bình, giấy giới thiệu số 3"}, follow=True))
    draft = Application.objects.get()
    assert (draft.subject_number, draft.subject_name) == (COMPANY["number"], COMPANY["name"])
    assert 'name="identity_number"' in fill, "whoever signs for it is asked, not taken for the enterprise"
    assert "Trần Văn Bình, giấy giới thiệu số 3" in fill


def test_where_only_persons_apply_the_counter_takes_no_code(shop):
    address = reverse("desk:counter-enter", args=[LICENCE])
    answer = desk(shop.receiver).post(address, {**COMPANY, "comes": "A"})
    assert "đúng mười hai chữ số" in text(answer)
    assert not Application.objects.exists()


def test_where_no_proof_of_the_person_is_asked_no_card_is_asked_either():
    def asking(account, **more):
        package = SimpleNamespace(assurance=Level(account), is_for_enterprises=False)
        return WhomForm(package, now=MONDAY, **more)

    unproven, proven = asking(AccountLevel.UNPROVEN), asking(AccountLevel.ONE)
    assert "seen" not in unproven.fields
    assert "seen" in proven.fields
    held = asking(AccountLevel.UNPROVEN, data={"number": NUMBER, "name": "A"})
    held.person = None
    held.cleaned_data = {"number": NUMBER, "name": "A", "comes": "", "phone": ""}
    assert held.meant().assurance == {}


def test_a_fee_by_qr_waits_for_the_bank(shop, draft):
    from lienthong.kit import clock
    from lienthong.work.onestop import actions as onestop
    from lienthong.work.payments import actions as payments

    clerk, fill = draft
    payments.open_account(
        body=shop.office.body, bank_bin="970436", number="0011004400123", holder="UBND TINH NGHE AN", by=None,
        on=clock.now().date(), now=clock.now(),
    )  # fmt: skip
    answer = clerk.post(fill, given(submit="1", pay="qr", slip="", **{"paper:giay_kham_suc_khoe": scan()}), follow=True)
    dossier = Dossier.objects.get()
    assert dossier.status == Status.SUBMITTED
    assert "<svg" in text(answer)
    onestop.pay(dossier=dossier, reference="LT", by=None, now=clock.now())
    paid = clerk.get(reverse("desk:counter-done", args=[dossier.pk]))
    assert reverse("desk:dossier-receive", args=[dossier.pk]) in text(paid)


def test_what_a_register_says_wrongly_is_asked_of_its_keeper_with_both_names(shop, keeper):
    clerk = desk(shop.receiver)
    fill = clerk.post(reverse("desk:counter-enter", args=[LICENCE]), {"number": NUMBER, "seen": "on"}).url
    page = clerk.post(fill, {"reason": "ending", "dispute": "valid_until"}, follow=True)
    assert "10/01/2027" in text(page)
    assert "tên Người Thử Cán bộ Một cửa ở quầy" in text(page)
    address = page.redirect_chain[-1][0]
    assert clerk.post(address, {"valid_until": "20/05/2027", "why-wrong": "sai"}).status_code == 422
    why = {"why-wrong": "Thẻ giấy phép của bà ấy ghi ngày khác.", "evidence": scan("the.pdf")}
    assert clerk.post(address, {"valid_until": "20/05/2027", **why}).url == fill
    request = CorrectionRequest.objects.get()
    assert (request.asked_by_id, request.person.full_name) == (shop.receiver.pk, shop.citizen.full_name)
    act = Act.objects.get(verb="registers.correction.asked")
    assert act.body["by_name"].startswith("Người Thử Cán bộ Một cửa")
    assert act.body["for_name"] == "Nguyễn Thị Minh Anh"
    assert request.evidence.get().file.name == "the.pdf"
    assert Application.objects.get().given["valid_until"] == "2027-05-20"
    assert Application.objects.get().given["reason"] == "ending", "what was typed on the dense page is kept"
    case = text(desk(keeper.specialist).get(reverse("desk:correction", args=[request.pk])))
    assert "thay mặt Nguyễn Thị Minh Anh" in case
    assert "đã có đề nghị sửa thành “20/05/2027”" in text(clerk.get(address))
    assert desk(shop.officer).get(address).status_code == 403
