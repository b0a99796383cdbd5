"""Petitions at the portal: writing with and without an account, finding one again, answering a question, what is public."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from conftest import at
from lienthong.kit import clock
from lienthong.kit.ids import new_id
from lienthong.work.feedback import actions as feedback
from lienthong.work.feedback.models import Invitation
from lienthong.work.feedback.rules import Visit
from lienthong.work.petitions import actions
from lienthong.work.petitions.models import Enclosure, Petition
from lienthong.work.petitions.rules import Said

WORDS = "Chúng tôi đối chiếu sổ hẹn tháng 10: hồ sơ nằm ở phòng địa chính chín ngày, trưởng phòng đã bị nhắc."
SAID = Said(
    matter="acts", subject="Hẹn ba lần", about="UBND phường Hưng Bình", petitioner="person", may_publish=True,
    content="Tôi đến phường ba lần, lần nào cũng được hẹn lại mà không có giấy hẹn.",
    name="Trần Văn Bình", address="12 Lê Lợi, Vinh", phone="0912 345 678",
)  # fmt: skip


@pytest.fixture
def desks(country, settings, monkeypatch):
    settings.ROOT_URLCONF = "lienthong.config.urls"
    monkeypatch.setattr(clock, "now", lambda: at("10:00"))
    for office in (country.province, country.other):
        actions.name_desk(unit=office.unit, by=office.leader, now=at("08:00"))
    return country


@pytest.fixture
def written(desks):
    """What a page sends when everything is filled in."""
    return {
        "matter": "acts", "body": str(desks.province.body.pk), "about": SAID.about, "subject": SAID.subject,
        "content": SAID.content, "petitioner": "person", "name": SAID.name, "address": SAID.address,
        "phone": SAID.phone, "may_publish": "on",
    }  # fmt: skip


@pytest.fixture
def picture():
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "PNG")
    out.seek(0)
    out.name = "hen.png"
    return out


def test_where_no_body_receives_the_page_says_so(client, db, settings):
    settings.ROOT_URLCONF = "lienthong.config.urls"
    assert "Chưa có cơ quan nào nhận phản ánh ở đây" in client.get("/petitions/new/").text
    assert "Chưa có câu trả lời nào được công khai" in client.get("/petitions/").text


def test_without_an_account_one_writes_gets_both_codes_and_comes_back_with_them(client, written, picture):
    sent = client.post("/petitions/new/", {**written, "files": [picture]})
    found = Petition.objects.get()
    assert sent.url == f"/petitions/{found.pk}/"
    receipt = client.get(sent.url)
    assert "no-store" in receipt.headers["Cache-Control"]
    for words in (found.code, found.lookup_code, "hen.png", Enclosure.objects.get().file.sha256, "2 ngày làm việc"):
        assert words in receipt.text, words
    stranger = Client()
    assert stranger.get(sent.url).status_code == 404
    wrong = stranger.post("/petitions/lookup/", {"code": found.code, "second": "5678"})
    assert wrong.status_code == 422
    assert stranger.post("/petitions/lookup/", {"code": found.code, "second": found.lookup_code}).url == sent.url
    assert found.code in stranger.get(sent.url).text
    apart = {"code": found.code.replace("-", " ").lower(), "second": f"{found.lookup_code[:3]}.{found.lookup_code[3:]}"}
    assert Client().post("/petitions/lookup/", apart).url == sent.url
    file = reverse("portal:petition-file", args=[found.pk, Enclosure.objects.get().file_id])
    assert stranger.get(file).headers["Content-Type"] == "image/png"
    assert stranger.get(reverse("portal:petition-file", args=[found.pk, new_id()])).status_code == 404
    assert Client().get(file).status_code == 404
    slip = reverse("portal:petition-slip", args=[found.pk, "receipt"])
    assert b"".join(stranger.get(slip).streaming_content).startswith(b"%PDF-")
    assert stranger.get(reverse("portal:petition-slip", args=[found.pk, "answer"])).status_code == 404
    assert Client().get(slip).status_code == 404


@pytest.mark.parametrize(
    ("without", "words"),
    [
        ({"name": ""}, "Nhập họ và tên, hoặc tên tổ chức."),
        ({"matter": ""}, "Bạn muốn nói về điều gì?: Hãy trả lời câu này."),
        ({"phone": ""}, "Ghi số điện thoại hoặc thư điện tử, để cơ quan trả lời được bạn."),
        ({"phone": "12"}, "Số điện thoại này không đúng."),
        ({"content": "Chậm."}, "từ 20 đến 5000 chữ"),
    ],
    ids=["name", "matter", "contact", "wrong number", "content"],
)
def test_who_leaves_something_out_is_told_what(client, written, without, words):
    answer = client.post("/petitions/new/", written | without)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Trường này" not in answer.text
    assert not Petition.objects.exists()


def test_that_one_of_two_ways_to_be_reached_is_needed_is_said_at_both(client, desks):
    page = client.get("/petitions/new/").text
    for name, hint in (("phone", "ghi một trong hai là đủ"), ("email", "Không có số điện thoại thì cần thư điện tử.")):
        field = page.split(f'<label for="id_{name}">')[1].split('<div class="field')[0]
        assert "không bắt buộc" not in field.split("</label>")[0]
        assert hint in field


def test_six_files_are_too_many_and_nothing_is_sent(client, written):
    from django.core.files.uploadedfile import SimpleUploadedFile

    six = [SimpleUploadedFile(f"{number}.png", b"x") for number in range(6)]
    answer = client.post("/petitions/new/", {**written, "files": six})
    assert answer.status_code == 422
    assert "Nhiều nhất năm tệp" in answer.text
    assert not Petition.objects.exists()


def test_a_refused_file_hides_nothing_else_that_is_wrong(client, written):
    from django.core.files.uploadedfile import SimpleUploadedFile

    def sent(**more) -> str:
        fake = SimpleUploadedFile("giay.pdf", b"khong phai PDF")
        answer = client.post("/petitions/new/", {**written, "files": [fake], **more})
        assert answer.status_code == 422
        return answer.text.split("data-error-summary>")[1].split("</div>")[0]

    file = "Tệp kèm theo: Tên tệp là .pdf nhưng nội dung không phải loại đó"
    alone = sent()
    assert file in alone
    assert alone.count("<li>") == 1
    for wrong, field in (({"content": "Ngắn."}, "Nội dung"), ({"phone": "12"}, "Số điện thoại")):
        both = sent(**wrong)
        assert file in both
        assert field in both
    assert not Petition.objects.exists()


def test_one_address_sends_six_an_hour(client, written, settings):
    answers = [client.post("/petitions/new/", written).status_code for _each in range(7)]
    assert answers == [302] * 6 + [429]


def test_signed_in_one_finds_name_dossiers_and_ones_own_list(client, shop, desks):
    client.force_login(shop.citizen)
    form = client.get("/petitions/new/").text
    assert f'value="{shop.citizen.full_name}"' in form
    sent = actions.submit_petition(body=desks.province.body, said=SAID, by=shop.citizen, now=at("09:00"))
    for page in ("/petitions/", "/mine/"):
        assert f"/petitions/{sent.pk}/" in client.get(page).text
    assert client.get(f"/petitions/{sent.pk}/").status_code == 200


def test_what_the_office_asks_is_answered_on_the_page(client, desks, written):
    client.post("/petitions/new/", written)
    found = Petition.objects.get()
    actions.ask_clarity(petition=found, words=WORDS, by=desks.province.specialist, now=at("10:00"))
    url = f"/petitions/{found.pk}/clarify/"
    assert WORDS in client.get(f"/petitions/{found.pk}/").text
    assert client.post(url, {"words": ""}).status_code == 422
    assert client.post(url, {"words": "Rồi."}).status_code == 422
    assert Client().post(url, {"words": WORDS}).status_code == 404
    assert client.post(url, {"words": WORDS}).status_code == 302
    assert Petition.objects.get().status == "new"
    assert client.post(url, {"words": WORDS}).status_code == 409


def test_a_refusal_says_by_which_law_the_right_way_goes(client, desks, written):
    client.post("/petitions/new/", written)
    found = Petition.objects.get()
    by = desks.province.specialist
    actions.refuse_petition(petition=found, ground="complaint", words=WORDS, by=by, now=at("10:00"))
    page = client.get(f"/petitions/{found.pk}/").text
    assert "02/2011/QH13" in page
    assert "Gửi đơn khiếu nại đến chính cơ quan" in page
    assert by.account.full_name not in page


def test_a_published_answer_holds_nothing_of_the_person_and_goes_when_they_say_so(client, desks):
    here, there = desks.province.specialist, desks.other.head_of_unit
    found = actions.submit_petition(
        body=desks.province.body, said=replace(SAID, official="Lê Thị Hoa"), by=None, now=at("09:00")
    )
    actions.accept_petition(petition=found, by=here, now=at("09:10"))
    actions.forward_petition(petition=found, to=desks.other.body, by=here, now=at("09:20"))
    actions.acknowledge_petition(petition=found, by=there, now=at("09:30"))
    actions.answer_petition(petition=found, words=WORDS, by=there, now=at("09:40"))
    shown = actions.publish_answer(
        petition=found, subject="Không có giấy hẹn", content=SAID.content, answer=WORDS, by=there, now=at("09:50")
    )
    url = f"/petitions/answers/{shown.pk}/"
    assert url in client.get("/petitions/").text
    public = client.get(url).text
    assert WORDS in public
    for secret in (SAID.name, SAID.address, "345 678", "Lê Thị Hoa", found.code, found.lookup_code):
        assert secret not in public
    assert client.post(f"/petitions/{found.pk}/end-consent/").status_code == 404
    client.post("/petitions/lookup/", {"code": found.code, "second": found.lookup_code})
    assert url in client.get(f"/petitions/{found.pk}/").text
    assert client.post(f"/petitions/{found.pk}/end-consent/").status_code == 302
    assert client.get(url).status_code == 404


def test_who_was_answered_says_how_it_was_by_one_tap_on_the_page(client, shop, desks):
    by, sent = desks.province.specialist, SAID
    found = actions.submit_petition(body=desks.province.body, said=sent, by=shop.citizen, now=at("09:00"))
    client.force_login(shop.citizen)
    assert "Bạn thấy thế nào?" not in client.get(f"/petitions/{found.pk}/").text
    actions.refuse_petition(petition=found, ground="complaint", words=WORDS, by=by, now=at("09:30"))
    page = client.get(f"/petitions/{found.pk}/").text
    assert "Bạn thấy thế nào?" in page
    asked = Invitation.objects.get()
    assert (asked.title, asked.end, asked.body) == ("Phản ánh, kiến nghị", "not_received", desks.province.body)
    address = reverse("portal:feedback-of", args=[asked.pk])
    assert f'<form class="buttons" method="post" action="{address}">' in page
    assert "?level=" not in page
    assert client.post(address, {"level": "2"}).url == address
    asked.refresh_from_db()
    assert asked.level == 2
    feedback.answer(invitation=asked, level=1, visit=Visit("203.0.113.9", account=shop.citizen), by=shop.citizen,
                    now=at("10:00"))  # fmt: skip
    assert "Rất không hài lòng" in client.get(f"/petitions/{found.pk}/").text
    assert asked.case.owner == desks.province.head_of_unit


def test_what_goes_along_says_so_without_saying_with_whom(client, shop, desks):
    by = desks.province.specialist
    main = actions.submit_petition(body=desks.province.body, said=SAID, by=None, now=at("09:00"))
    actions.accept_petition(petition=main, by=by, now=at("09:10"))
    found = actions.submit_petition(body=desks.province.body, said=SAID, by=shop.citizen, now=at("09:20"))
    actions.merge_petition(petition=found, main=main, by=by, now=at("09:30"))
    client.force_login(shop.citizen)
    page = client.get(f"/petitions/{found.pk}/").text
    assert "Nhiều người cùng phản ánh việc này" in page
    assert main.code not in page
