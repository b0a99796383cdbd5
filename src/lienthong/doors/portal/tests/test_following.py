"""After the application: status, look-up, supplement, withdrawal, result; each only for who may."""

import json
import re
from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from PIL import Image

from conftest import NUMBER, at, submitted
from lienthong.ground.files import actions as files
from lienthong.ground.files.content import PNG
from lienthong.ground.identity.models import Account
from lienthong.ground.organisations.models import Body
from lienthong.kit import clock, outbox
from lienthong.kit.ids import new_id
from lienthong.records.registers.actions import read
from lienthong.work.feedback.models import Invitation
from lienthong.work.onestop import actions, rules, telling
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import Alarm, RefusalReason, Status
from lienthong.work.onestop.tests.made import REFUSAL

LAW = "Nghị định 118/2025/NĐ-CP, điều 17"


@pytest.fixture
def received(shop) -> Dossier:
    dossier = submitted(shop)
    return actions.receive(dossier=dossier, by=shop.receiver, now=at("10:00"))


def status(citizen, dossier: Dossier) -> str:
    return citizen.get(reverse("portal:dossier", args=[dossier.pk])).content.decode()


def test_the_status_says_who_has_it_until_when_and_why_that_date(citizen, received):
    page = status(citizen, received)
    for words in (
        "Phòng Sát hạch",
        "23/11/2026",
        "Nhận lúc 09:00 thứ Hai 16/11/2026",
        "5 ngày làm việc",
        "Đồng hồ của cơ quan đang chạy",
    ):
        assert words in page, words


def test_the_list_puts_what_is_under_way_before_what_has_ended(citizen, received):
    page = citizen.get(reverse("portal:mine")).content.decode()
    assert "Đang giải quyết" in page
    assert received.code in page


def test_an_empty_list_says_how_to_begin(citizen):
    assert "Bạn chưa nộp hồ sơ nào" in citizen.get(reverse("portal:mine")).content.decode()


def test_a_dossier_is_nobody_elses(visitor, received):
    visitor.signed_in(Account.objects.create_user("nguoi.la@lienthong.example", "Người Lạ"))
    for name in ("dossier", "supplement", "withdraw", "result", "pay"):
        answer = visitor.get(reverse(f"portal:{name}", args=[received.pk]), headers={"Accept-Language": "vi"})
        assert answer.status_code == 404
        assert "không có hồ sơ nào của bạn" in answer.text
        assert "với hai mã này" not in answer.text


@pytest.mark.parametrize("second", ["lookup", "phone"])
def test_anybody_with_both_codes_sees_the_status_and_nothing_personal(visitor, received, second):
    received.application.phone = "+84909001234"
    received.application.save()
    factor = received.lookup_code.lower() if second == "lookup" else "1234"
    answer = visitor.post("/lookup/", {"code": received.legacy_code, "second": factor})
    page = answer.content.decode()
    assert received.code in page
    apart = {"code": received.code.replace("-", " ").replace(".", " "), "second": f" {factor[:2]}-{factor[2:]}"}
    assert received.code in visitor.post("/lookup/", apart).text
    assert "Nguyễn Thị Minh Anh" not in page
    assert not re.search("Người Thử|Nguyễn Văn", page)
    for words in ("Người nộp hồ sơ", "Trung tâm Phục vụ hành chính công"):
        assert words in page.split("Diễn biến")[1], words
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_look_up_counts_the_caller_and_asks_for_the_dossier_and_its_events(
    visitor, received, django_assert_num_queries
):
    codes = {"code": received.code, "second": received.lookup_code}
    visitor.post("/lookup/", codes)
    with django_assert_num_queries(3):
        assert visitor.post("/lookup/", codes).status_code == 200


def test_a_wrong_second_code_tells_nothing(visitor, received):
    answer = visitor.post("/lookup/", {"code": received.code, "second": "0000"})
    assert answer.status_code == 422
    assert "Phòng Sát hạch" not in answer.content.decode()


def test_codes_cannot_be_guessed_at_leisure(visitor, received):
    answers = [visitor.post("/lookup/", {"code": received.code, "second": f"{n:04d}"}).status_code for n in range(12)]
    assert answers[-1] == 429


def png() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (30, 30), "white").save(out, "PNG")
    return SimpleUploadedFile("giay.png", out.getvalue(), "image/png")


@pytest.fixture
def asked(shop) -> Dossier:
    items = [
        {"kind": "paper", "name": "giay_kham_suc_khoe", "words": "Ảnh chụp bị mờ, không đọc được ngày khám."},
        {"kind": "question", "name": "reason", "words": "Thẻ còn hạn hai năm; chọn lại lý do."},
    ]
    words = "Ảnh giấy khám bị mờ và lý do đổi chưa khớp; chụp lại và chọn lại."
    return actions.ask_supplement(
        dossier=submitted(shop), items=items, words=words, law=LAW, by=shop.receiver, now=at("10:00")
    )


def test_a_supplement_shows_only_the_marked_places_with_the_offices_words(citizen, asked):
    assert "Bổ sung ngay" in status(citizen, asked)
    page = citizen.get(reverse("portal:supplement", args=[asked.pk])).content.decode()
    assert "Ảnh chụp bị mờ" in page
    assert "Thẻ còn hạn hai năm" in page
    assert "Bạn nhận giấy phép bằng cách nào?" not in page


def test_a_supplement_is_sent_whole_or_not_at_all(citizen, asked):
    address = reverse("portal:supplement", args=[asked.pk])
    answer = citizen.post(address, {"reason": "damaged"})
    assert answer.status_code == 422
    assert "Chọn một tệp." in answer.content.decode()
    broken = SimpleUploadedFile("a.pdf", b"")
    assert (
        "Tệp rỗng" in citizen.post(address, {"reason": "damaged", "file-giay_kham_suc_khoe": broken}).content.decode()
    )
    answer = citizen.post(address, {"reason": "damaged", "file-giay_kham_suc_khoe": png()})
    assert answer.url == reverse("portal:dossier", args=[asked.pk])
    asked.refresh_from_db()
    assert asked.status == Status.SUBMITTED
    assert asked.application.given["reason"] == "damaged"
    assert citizen.get(address).status_code == 302, "nothing is asked any more"


def test_what_was_answered_and_given_before_stands_in_the_supplement(citizen, asked):
    file = files.keep(
        png().file, name="truoc.png", by=asked.application.applicant, now=at("08:00"), allowed=frozenset({PNG})
    )
    asked.application.attachments.create(paper="giay_kham_suc_khoe", file=file, attached_at=at("08:00"))
    page = citizen.get(reverse("portal:supplement", args=[asked.pk])).text
    assert re.search(r'name="reason" value="ending"[^>]* checked', page)
    assert "được thay bằng tệp mới: truoc.png" in page


def test_a_supplement_asked_for_before_cannot_put_another_person_in_the_place_of_the_subject(citizen, shop):
    dossier = actions.ask_supplement(
        dossier=submitted(shop), items=[{"kind": "question", "name": "reason", "words": "Chọn lại."}],
        words="Lý do đổi chưa khớp với ảnh thẻ; chọn lại lý do.", law=LAW, by=shop.receiver, now=at("10:00"),
    )  # fmt: skip
    event = dossier.events.in_order().last()
    event.details["items"][0]["name"] = "identity_number"
    with connection.cursor() as cursor:  # as an office could ask before
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table onestop_event disable trigger user")
        cursor.execute("update onestop_event set details = %s where id = %s", [json.dumps(event.details), event.pk])
        cursor.execute("alter table onestop_event enable trigger user")
    address = reverse("portal:supplement", args=[dossier.pk])
    refused = citizen.post(address, {"identity_number": "001190000001"})
    assert refused.status_code == 422
    assert "Hãy rút hồ sơ này và nộp hồ sơ mới cho người kia" in refused.text
    dossier.refresh_from_db()
    assert (dossier.status, dossier.application.given["identity_number"]) == (Status.SUPPLEMENT, "001190012345")
    assert citizen.post(address, {"identity_number": "001190012345"}).status_code == 302


def test_files_stand_with_their_paper_and_what_a_supplement_put_in_their_place(citizen, asked):
    first = files.keep(
        png().file, name="truoc.png", by=asked.application.applicant, now=at("08:00"), allowed=frozenset({PNG})
    )
    for minute in ("08:00", "08:01"):
        asked.application.attachments.create(paper="giay_kham_suc_khoe", file=first, attached_at=at(minute))
    assert "thay" not in told_of_files(citizen, asked)
    given = {"reason": "damaged", "file-giay_kham_suc_khoe": png()}
    citizen.post(reverse("portal:supplement", args=[asked.pk]), given)
    told = told_of_files(citizen, asked)
    assert told.count("Giấy khám sức khỏe của người lái xe") == 3
    assert told[: told.index("giay.png")].count("Đã được thay bằng tệp bổ sung lúc") == 2
    assert "thay cho tệp nộp trước" in told[told.index("giay.png") :]
    for paper in asked.application.attachments.all():
        answer = citizen.get(reverse("portal:paper-file", args=[asked.application.pk, paper.pk]))
        assert b"".join(answer.streaming_content).startswith(b"\x89PNG")


def told_of_files(citizen, dossier) -> str:
    """What the status page says of the files, from the first on."""
    return status(citizen, dossier).partition("truoc.png")[2]


def test_a_refusal_reads_as_the_officer_wrote_it(citizen, shop):
    words = "Hồ sơ gốc giấy phép này do tỉnh Thanh Hóa quản lý; nộp tại đó."
    dossier = actions.refuse(
        dossier=submitted(shop),
        reason=RefusalReason.NOT_COMPETENT,
        words=words,
        law=LAW,
        by=shop.receiver,
        now=at("10:00"),
    )
    page = status(citizen, dossier)
    assert words in page
    assert LAW in page
    assert "Rút hồ sơ" not in page


def test_withdrawing_asks_once_and_ends_it(citizen, received):
    address = reverse("portal:withdraw", args=[received.pk])
    assert "Thôi, giữ hồ sơ" in citizen.get(address).content.decode()
    citizen.post(address, {"words": "Tôi nộp nhầm."})
    received.refresh_from_db()
    assert received.status == Status.WITHDRAWN
    assert citizen.post(address, {}).status_code == 409


def test_a_result_is_fetched_by_its_citizen_and_counts_as_returned(citizen, visitor, shop, received):
    address = reverse("portal:result", args=[received.pk])
    assert citizen.get(address).status_code == 404
    actions.acknowledge(dossier=received, by=shop.officer, now=at("10:30"))
    words = "Giấy phép hạng B còn hiệu lực, dữ liệu khớp với hồ sơ."
    actions.decide(dossier=received, outcome="cap_moi", words=words, by=shop.chief, now=at("14:00"))
    assert "Xem kết quả" in status(citizen, received)
    answer = citizen.get(address)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    received.refresh_from_db()
    assert received.status == Status.DONE, "the paper is still to be posted"
    electronic(received)
    assert citizen.get(address).status_code == 200
    received.refresh_from_db()
    assert received.status == Status.RETURNED


def electronic(dossier: Dossier) -> None:
    """As if the result had been wanted electronically alone."""
    held = dossier.application
    held.answers = {**held.answers, "delivery": "online"}
    held.save(update_fields=["answers"])


def test_the_status_says_how_the_result_comes_and_when_it_was_posted(citizen, shop, received):
    page = status(citizen, received)
    for said in (
        "Nhận kết quả",
        "Qua bưu chính",
        "Nguyễn Thị Minh Anh, 0912 345 678",
        "Số 12 đường Nguyễn Huệ, Hà Nội",
    ):
        assert said in page
    assert "vẫn được trả như bạn đã chọn" not in page
    actions.acknowledge(dossier=received, by=shop.officer, now=at("10:30"))
    words = "Giấy phép hạng B còn hiệu lực, dữ liệu khớp với hồ sơ."
    actions.decide(dossier=received, outcome="cap_moi", words=words, by=shop.chief, now=at("14:00"))
    assert "vẫn được trả như bạn đã chọn" in status(citizen, received)
    posted = rules.Posted(at("15:00").date(), "EI1")
    actions.return_result(dossier=received, to="Minh Anh", posted=posted, by=shop.receiver, now=at("15:00"))
    assert "Gửi bưu chính ngày 16/11/2026, mã bưu gửi EI1" in status(citizen, received)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"delivery": "counter"}, "mang giấy tờ tùy thân và mã hồ sơ"),
        ({"delivery": "post", "post_address": ""}, "Hồ sơ này chưa có địa chỉ"),
    ],
)
def test_the_status_says_where_to_fetch_it_and_that_an_address_is_not_known(citizen, received, given, said):
    held = received.application
    held.answers = {**held.answers, **given}
    held.save(update_fields=["answers"])
    assert said in status(citizen, received)


def test_a_refusal_by_decision_says_why_to_its_citizen_and_only_that_it_was_not_granted_to_others(
    citizen, visitor, shop, received
):
    actions.acknowledge(dossier=received, by=shop.officer, now=at("10:30"))
    actions.decide(dossier=received, **REFUSAL, by=shop.chief, now=at("14:00"))
    page = status(citizen, received)
    for words in ("Bị từ chối giải quyết", "Không đủ điều kiện theo quy định", REFUSAL["plain"], REFUSAL["law"]):
        assert words in page, words
    public = visitor.post("/lookup/", {"code": received.code, "second": received.lookup_code}).text
    assert "Bị từ chối giải quyết" in public
    assert "Từ chối giải quyết" in public.split("Diễn biến")[1]
    assert REFUSAL["plain"] not in public


def test_how_it_was_is_answered_by_one_press_on_the_page_of_the_dossier(citizen, shop, received, monkeypatch):
    """A link never counts, for programs open links; a button on the page does, at once and without a page between."""
    done = actions.withdraw(dossier=received, words="", by=shop.citizen, now=at("10:30"))
    ended = done.events.in_order().last()
    telling.ask_how_it_was(outbox.Event("onestop.dossier.withdrawn", ended.pk, ended.at, new_id()))
    asked = Invitation.objects.get()
    monkeypatch.setattr(clock, "now", lambda: at("11:00"))
    address = reverse("portal:feedback-of", args=[asked.pk])
    page = status(citizen, received)
    assert f'<form class="buttons" method="post" action="{address}">' in page
    tap = re.compile(r'<button[^>]*name="level"[^>]*value="1"|<button[^>]*value="1"[^>]*name="level"')
    assert tap.search(page)
    assert f"{address}?level" not in page
    citizen.get(f"{address}?level=1")
    assert Invitation.objects.get().level is None
    citizen.post(address, {"level": "1"})
    assert Invitation.objects.get().level == 1
    assert not tap.search(status(citizen, received))


def test_the_credential_of_a_result_is_saved_by_its_citizen_alone(citizen, visitor, shop, received):
    address = reverse("portal:result-credential", args=[received.pk])
    assert citizen.get(address).status_code == 404
    assert address not in status(citizen, received)
    actions.acknowledge(dossier=received, by=shop.officer, now=at("10:30"))
    words = "Giấy phép hạng B còn hiệu lực, dữ liệu khớp với hồ sơ."
    actions.decide(dossier=received, outcome="cap_moi", words=words, by=shop.chief, now=at("14:00"))
    assert f'href="{address}"' in status(citizen, received)
    electronic(received)
    answer = citizen.get(address)
    received.refresh_from_db()
    assert answer.content.decode() == received.result.credential
    assert answer.headers["Content-Type"] == "application/dc+sd-jwt"
    assert f"{received.code}.sd-jwt" in answer.headers["Content-Disposition"]
    assert received.status == Status.RETURNED
    visitor.signed_in(Account.objects.create_user("nguoi.la@lienthong.example", "Người Lạ"))
    assert visitor.get(address).status_code == 404


def test_what_is_paid_needs_no_payment_page(citizen, received):
    assert citizen.get(reverse("portal:pay", args=[received.pk])).url == reverse("portal:dossier", args=[received.pk])


def test_a_body_with_an_account_shows_a_code_to_scan(citizen, shop):
    from lienthong.work.payments import actions as payments

    body = shop.office.body
    now = at("08:00", day=date(2026, 3, 2))
    payments.open_account(
        body=body, bank_bin="970400", number="1010001", holder="UBND TINH", on=date(2026, 3, 2), by=None, now=now
    )
    dossier = submitted(shop, paid=False)
    page = citizen.get(reverse("portal:pay", args=[dossier.pk])).content.decode()
    assert "<svg" in page
    assert "1010001" in page
    assert "135.000" in page


def test_who_read_my_data_needs_an_identification(visitor, shop):
    visitor.signed_in(Account.objects.create_user("nguoi.la@lienthong.example", "Người Lạ"))
    assert "Tài khoản chưa gắn với số định danh" in visitor.get(reverse("portal:my-data")).content.decode()


def test_on_an_english_page_bodies_that_read_have_their_english_names(citizen, shop, keeper):
    body, about = shop.office.body, ("services.application", new_id())
    said = {"purpose": "Đối chiếu giấy phép", "law": "Luật thử", "subject": about, "now": at("09:00")}
    read(register="giay_phep", attributes=["on_record"], number=NUMBER, by=shop.receiver, **said)
    Body.objects.filter(pk=body.pk).update(name_en="Province of Tests")
    address = reverse("portal:my-data")
    english = citizen.get(address, headers={"accept-language": "en"}).text
    assert "Province of Tests" in english
    assert body.name_vi not in english
    assert body.name_vi in citizen.get(address, headers={"accept-language": "vi"}).text


def test_a_reading_is_shown_only_to_the_person_it_is_about(citizen):
    address = reverse("portal:reading-receipt", args=["01a2250b-ef71-77aa-b9f9-b8ae8e928d60"])
    assert citizen.get(address).status_code == 404


def test_a_citizen_is_led_to_pages_of_their_own_never_to_the_desk(citizen):
    """Neither the page of a refusal nor the header of the open figures shows them a door they may not enter."""
    refused = citizen.get(f"/dossiers/{uuid4()}/")
    figures = citizen.get(reverse("observatory:home")).content.decode()
    assert refused.status_code == 404
    assert 'href="/desk/"' not in refused.content.decode()
    assert 'href="/desk/"' not in figures
    assert f'href="{reverse("portal:mine")}"' in figures


def test_what_is_stopped_or_stands_promises_nothing(citizen, shop):
    taken_in = actions.receive(dossier=submitted(shop), by=shop.receiver, now=at("10:00"))
    assert "Hẹn trả" in status(citizen, taken_in)
    items = [{"kind": "question", "name": "reason", "words": "Thẻ còn hạn hai năm; chọn lại lý do."}]
    words = "Lý do đổi chưa khớp với thời hạn của thẻ; chị chọn lại giúp."
    waits = actions.acknowledge(dossier=taken_in, by=shop.officer, now=at("10:05"))
    waits = actions.ask_supplement(dossier=waits, items=items, words=words, law=LAW, by=shop.officer, now=at("10:10"))
    assert "ngày này được tính lại" in status(citizen, waits)
    reason = {"reason": RefusalReason.OTHER, "words": words, "law": LAW}
    stopped = actions.stop(dossier=waits, **reason, by=shop.chief, now=at("10:20"))
    page = status(citizen, stopped)
    assert "Không còn hẹn trả" in page
    assert "Đồng hồ không chạy nữa từ 10:20 16/11/2026" in page
    assert "kết thúc ở bước này, không có kết quả" in page
    assert "không qua bước này" in page


def test_when_the_result_is_there_no_clock_runs_and_no_date_comes_near(citizen, shop, received):
    held = actions.acknowledge(dossier=received, by=shop.officer, now=at("10:30"))
    soon = held.due_at - timedelta(hours=2)
    assert actions.alarm(dossier=held, about=Alarm.DUE_SOON, now=soon)
    assert "Sắp đến ngày hẹn trả" in status(citizen, held)
    done = actions.decide(dossier=held, outcome="cap_moi", words="Dữ liệu khớp.", by=shop.chief, now=soon)
    page = status(citizen, done)
    for words in ("Sắp đến ngày hẹn trả", "đang chạy"):
        assert words not in page.split("Diễn biến")[0], words
    assert "đã có kết quả, chờ trả cho bạn" in page


def test_before_the_fee_is_paid_the_page_shows_no_date_of_the_desk(citizen, shop):
    dossier = submitted(shop)
    assert "phải xong trước" in status(citizen, dossier)
    Dossier.objects.filter(pk=dossier.pk).update(paid_at=None)
    page = status(citizen, dossier)
    assert "phải xong trước" not in page
    assert "chưa chạy: chờ nộp phí" in page


def test_what_is_wrong_with_files_stands_in_the_summary_and_a_chosen_file_is_not_lost_in_silence(citizen, asked):
    address = reverse("portal:supplement", args=[asked.pk])
    paper = "Giấy khám sức khỏe"
    summary = citizen.post(address, {"reason": "damaged"}).text.split("data-error-summary>")[1].split("</div>")[0]
    assert f"{paper}" in summary
    assert "Chọn một tệp." in summary
    lost = citizen.post(address, {"file-giay_kham_suc_khoe": png()})
    assert lost.status_code == 422
    assert lost.text.count("Chọn lại tệp: trình duyệt không giữ tệp") == 2
    fake = SimpleUploadedFile("giay.pdf", b"khong phai PDF")
    assert (
        "Tên tệp là .pdf nhưng nội dung"
        in citizen.post(address, {"reason": "damaged", "file-giay_kham_suc_khoe": fake})
        .text.split("data-error-summary>")[1]
        .split("</div>")[0]
    )
