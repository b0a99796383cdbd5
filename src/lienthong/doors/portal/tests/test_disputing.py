"""“This is wrong”: the keeper is asked once, the application goes on, and the person sees how it was answered."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from conftest import at, read_for
from lienthong.ground.identity.models import Account
from lienthong.records.registers.actions import confirm_correction, propose_correction, refuse_correction
from lienthong.records.registers.models import CorrectionRequest
from lienthong.work.services import actions
from lienthong.work.services.models import Application


def picture(colour="white") -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    return out.getvalue()


WHY = "Thẻ giấy phép của tôi ghi ngày khác."
RIGHT = {"valid_until": "20/05/2027", "why-wrong": WHY}


@pytest.fixture
def draft(shop, keeper, at_nine) -> Application:
    return read_for(shop)


def wrong(draft: Application, name: str = "valid_until") -> str:
    return reverse("portal:dispute", args=[draft.pk, name])


def test_the_page_says_what_the_register_holds_and_asks_what_is_right_and_why(citizen, draft):
    page = citizen.get(wrong(draft)).text
    for words in ("10/01/2027", "Cơ sở dữ liệu giấy phép lái xe", "Bộ Công an", "Thông tin đúng là gì?", "why-wrong"):
        assert words in page, words
    overview = citizen.get(reverse("portal:application", args=[draft.pk])).text
    assert wrong(draft) in overview


def test_the_keeper_is_asked_once_and_the_application_goes_on_with_the_persons_word(citizen, draft, keeper):
    for _press in range(2):
        answer = citizen.post(wrong(draft), RIGHT)
        assert answer.url == reverse("portal:question", args=[draft.pk, "licence"])
    request = CorrectionRequest.objects.at(keeper.body).waiting().get()
    assert (request.attribute, request.claimed, request.why) == ("valid_until", "2027-05-20", WHY)
    page = citizen.get(answer.url).text
    assert "bạn đã báo sai" in page
    assert "không gửi lần hai" in page
    held = Application.objects.get(pk=draft.pk)
    assert (held.given["valid_until"], held.facts["valid_until"]["value"]) == ("2027-05-20", "2027-01-10")
    check = citizen.get(reverse("portal:check", args=[draft.pk])).text
    assert '<del class="soft">10/01/2027</del> 20/05/2027' in check


def test_where_a_request_waits_only_the_own_answer_is_asked_and_may_be_another(citizen, draft):
    citizen.post(wrong(draft), RIGHT)
    page = citizen.get(wrong(draft)).text
    assert "why-wrong" not in page
    assert "đã có đề nghị sửa thành “20/05/2027”" in page
    citizen.post(wrong(draft), {"valid_until": "21/05/2027"})
    assert Application.objects.get(pk=draft.pk).given["valid_until"] == "2027-05-21"
    assert CorrectionRequest.objects.get().claimed == "2027-05-20"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"valid_until": "", "why-wrong": WHY}, "Hãy ghi ngày như 22/11/2026."),
        ({"valid_until": "hôm qua", "why-wrong": WHY}, "Ghi ngày như 22/11/2026."),
        ({"valid_until": "10/01/2027", "why-wrong": WHY}, "Cơ sở dữ liệu đã ghi đúng như vậy."),
        ({"valid_until": "20/05/2027", "why-wrong": "sai"}, "ít nhất mười chữ cái"),
        ({"valid_until": "20/05/2027", "why-wrong": ""}, "why-wrong-error"),
        ({"valid_until": "20/05/2027", "why-wrong": "a" * 1001}, "1001"),
    ],
    ids=["nothing", "no-day", "the-same", "short-why", "no-why", "long-why"],
)
def test_what_cannot_be_answered_is_said_beside_its_field_and_nothing_changes(citizen, draft, given, words):
    answer = citizen.post(wrong(draft), given)
    assert answer.status_code == 422
    assert words in answer.text
    assert not CorrectionRequest.objects.exists()
    assert not Application.objects.get(pk=draft.pk).facts["valid_until"].get("disputed")


def test_nobody_elses_draft_no_unread_question_and_nothing_handed_in_is_disputed(citizen, visitor, draft, shop):
    assert citizen.post(wrong(draft, "reason"), {}).status_code == 422
    assert citizen.get(wrong(draft, "khong_co")).status_code == 422
    citizen.post(reverse("portal:check", args=[draft.pk]), {"sure": "1"})
    assert citizen.post(wrong(draft), RIGHT).status_code == 302
    visitor.signed_in(Account.objects.create_user("nguoi.la@lienthong.example", "Người Lạ"))
    assert visitor.get(wrong(draft)).status_code == 404
    assert not CorrectionRequest.objects.exists()


@pytest.mark.parametrize("agreed", [True, False], ids=["agreed", "refused"])
def test_the_person_sees_the_state_under_my_data_and_nobody_else_does(citizen, draft, keeper, second, agreed):
    citizen.post(wrong(draft), RIGHT)
    page = citizen.get("/my-data/").text
    for words in ("Đề nghị sửa dữ liệu", "10/01/2027", "20/05/2027", WHY, "Chờ cơ quan quản lý trả lời"):
        assert words in page, words
    request = CorrectionRequest.objects.get()
    if agreed:
        found = {"reason": "Sổ gốc trang 41 ghi ngày 20/05/2027.", "seen": "Sổ gốc cấp giấy phép 2017"}
        propose_correction(request=request, by=keeper.specialist, now=at("09:50"), **found)
        page = citizen.get("/my-data/").text
        for words in (*found.values(), "Người Thử specialist BCA", "chờ người thứ hai xác nhận"):
            assert words in page, words
        confirm_correction(request=request, by=second, now=at("10:00"))
        assert "Người Thử thứ hai BCA" in citizen.get("/my-data/").text
    else:
        refuse_correction(
            request=request, reason="Hồ sơ gốc cấp ngày 10/01/2017 ghi năm 2027.", by=keeper.specialist, now=at("10:00")
        )
    page = citizen.get("/my-data/").text
    assert "trả lời lúc" in page
    assert "Luật Trật tự, an toàn giao thông đường bộ (Luật 36/2024/QH15" in page
    assert "L-36-2024" not in page
    assert "; chờ cơ quan công bố xác nhận)" in page
    assert "(chờ cơ quan công bố xác nhận)" not in page
    assert "To check the licence held" in citizen.get("/my-data/", headers={"accept-language": "en"}).text
    assert ("Đã sửa" if agreed else "Lý do: Hồ sơ gốc cấp ngày 10/01/2017 ghi năm 2027.") in page
    stranger = type(citizen)().signed_in(Account.objects.create_user("nguoi.la@lienthong.example", "Người Lạ"))
    assert WHY not in stranger.get("/my-data/").text


def scan(name: str = "the-giay-phep.png", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data if data is not None else picture(), "image/png")


def test_files_that_show_it_go_to_the_keeper_also_to_a_request_that_waits(citizen, draft):
    citizen.post(wrong(draft), {**RIGHT, "evidence": [scan()]})
    citizen.post(wrong(draft), {"valid_until": "20/05/2027", "evidence": [scan("the-2.png", picture("grey"))]})
    given = CorrectionRequest.objects.get().evidence.order_by("given_at", "id")
    assert [each.file.name for each in given] == ["the-giay-phep.png", "the-2.png"]
    assert {each.by_name for each in given} == {"Nguyễn Thị Minh Anh"}
    page = citizen.get("/my-data/").text
    assert "the-giay-phep.png" in page
    assert "the-2.png" in page


def test_a_file_that_cannot_be_taken_leaves_nothing_behind(citizen, draft):
    refused = citizen.post(wrong(draft), {**RIGHT, "evidence": [scan(), scan("a.exe", b"MZ" * 99)]})
    assert refused.status_code == 422
    assert "a.exe" in refused.text
    six = [scan(f"{shade}.png", picture((shade, 0, 0))) for shade in range(6)]
    assert "nhiều nhất năm tệp" in citizen.post(wrong(draft), {**RIGHT, "evidence": six}).text
    assert not CorrectionRequest.objects.exists()
    assert not Application.objects.get(pk=draft.pk).facts["valid_until"].get("disputed")


def test_what_was_asked_for_somebody_else_is_shown_without_an_identification_of_ones_own(citizen, draft, shop):
    helper = Account.objects.create_user("nguoi.giup@lienthong.example", "Người Giúp")
    Application.objects.filter(pk=draft.pk).update(applicant=helper)
    held = Application.objects.get(pk=draft.pk)
    actions.contest(application=held, question="valid_until", claimed="2027-05-20", why=WHY, by=helper, now=at("09:00"))
    page = type(citizen)().signed_in(helper).get("/my-data/").text
    assert WHY in page
    assert "Tài khoản chưa gắn với số định danh" in page
