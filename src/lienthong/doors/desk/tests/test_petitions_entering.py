"""Writing a petition down for somebody, its receipt, and merging what says the same, as the desk's pages do it."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conftest import at
from lienthong.doors.desk.tests.incoming_desk import desk
from lienthong.doors.desk.tests.test_petitions import SAID, WORDS, step
from lienthong.kit import clock
from lienthong.work.petitions import actions
from lienthong.work.petitions.models import Petition

ENTER = "/desk/petitions/enter/"
TOLD = {
    "channel": "counter", "matter": "acts", "about": "UBND phường", "subject": "Hẹn ba lần", "petitioner": "person",
    "content": "Bà đến phường ba lần, lần nào cũng được hẹn lại mà không có giấy hẹn.", "name": "Trần Thị Bé",
    "address": "12 Lê Lợi, Vinh", "phone": "0912 345 678", "way": "text", "may_publish": "on",
}  # fmt: skip
ALIKE = replace(SAID, subject="Xin hai xác nhận cùng nội dung ở hai nơi", name="Công ty Biển Xanh")


@pytest.fixture
def desks(country, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: at("10:00"))
    actions.name_desk(unit=country.province.unit, by=country.province.leader, now=at("08:00"))
    return country


def test_the_counter_writes_down_reads_out_both_codes_and_prints_the_receipt(desks):
    counter = desk(desks.province.one_stop)
    assert 'href="/desk/petitions/"' in counter.get("/desk/").text
    assert counter.get("/desk/petitions/").url == ENTER
    assert "Ghi phản ánh giúp người dân" in counter.get(ENTER).text
    done = counter.post(ENTER, TOLD, follow=True)
    petition = Petition.objects.get()
    assert petition.entered_by == desks.province.one_stop
    for words in (petition.code, petition.lookup_code, "Trần Thị Bé nói", "0912 345 678"):
        assert words in done.text, words
    assert "Mở phản ánh" not in done.text
    slip = counter.get(reverse("desk:petition-slip", args=[petition.pk, "receipt"]))
    assert b"".join(slip.streaming_content).startswith(b"%PDF-")
    assert counter.get(reverse("desk:petition-slip", args=[petition.pk, "answer"])).status_code == 404
    assert counter.get(reverse("desk:petition", args=[petition.pk])).status_code == 404
    other = desk(desks.province.clerk)
    assert other.get(reverse("desk:petition-entered", args=[petition.pk])).status_code == 404
    assert other.get(reverse("desk:petition-slip", args=[petition.pk, "receipt"])).status_code == 404
    unit = desk(desks.province.specialist)
    assert "Nói tại quầy, cán bộ ghi" in unit.get(reverse("desk:petition", args=[petition.pk])).text
    assert unit.get(reverse("desk:petition-slip", args=[petition.pk, "receipt"])).status_code == 200


def test_what_is_wrong_stands_beside_its_field(desks):
    browser = desk(desks.province.specialist)
    for wrong, words in (
        ({"channel": ""}, "Người dân gửi thế nào?"),
        ({"channel": "paper"}, "ghi cả ngày đến"),
        ({"channel": "paper", "came_on": "16/11/2026"}, "thêm bản quét"),
        ({"phone": "", "way": "text"}, "phản ánh không được xử lý"),
        ({"phone": "", "email": "be@lienthong.example", "way": "text"}, "chọn thư giấy"),
        ({"content": "Chậm."}, "20 đến 5000"),
    ):
        answer = browser.post(ENTER, {**TOLD, **wrong})
        assert answer.status_code == 422, wrong
        assert words in answer.text, wrong
    assert not Petition.objects.exists()


def test_a_paper_is_kept_as_a_scan_and_answered_by_a_letter(desks):
    from lienthong.work.petitions.tests.test_slips import printed

    unit = desk(desks.province.specialist)
    scan = SimpleUploadedFile("don.png", _picture(), content_type="image/png")
    said = {**TOLD, "channel": "paper", "came_on": "13/11/2026", "phone": "", "way": "letter", "files": [scan]}
    assert "Mở phản ánh" in unit.post(ENTER, said, follow=True).text
    petition = Petition.objects.get()
    assert petition.enclosures.count() == 1
    step(unit, petition, "refuse", ground="complaint", words=WORDS)
    case = unit.get(reverse("desk:petition", args=[petition.pk])).text
    assert "Người gửi nhận trả lời bằng thư giấy" in case
    assert reverse("desk:petition-slip", args=[petition.pk, "answer"]) in case
    assert printed(Petition.objects.get(), "answer", by=desks.province.specialist).startswith(b"%PDF-")


def _picture() -> bytes:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "PNG")
    return out.getvalue()


def test_too_many_scans_are_refused_and_nothing_is_kept(desks):
    scans = [SimpleUploadedFile(f"{each}.png", _picture(), content_type="image/png") for each in range(6)]
    answer = desk(desks.province.clerk).post(ENTER, {**TOLD, "files": scans})
    assert answer.status_code == 422
    assert not Petition.objects.exists()


def test_who_may_not_write_down_is_told_so(desks):
    assert desk(desks.province.leader).get(ENTER).status_code == 403
    assert desk(desks.ministry.one_stop).get(ENTER).status_code == 422
    assert ENTER not in desk(desks.province.leader).get("/desk/petitions/").text
    assert ENTER in desk(desks.province.specialist).get("/desk/petitions/").text


@pytest.fixture
def pair(desks):
    """One that was taken in, and another one that says the same."""
    by = desks.province.specialist
    main = actions.submit_petition(body=desks.province.body, said=SAID, by=None, now=at("09:00"))
    actions.accept_petition(petition=main, by=by, now=at("09:10"))
    return main, actions.submit_petition(body=desks.province.body, said=ALIKE, by=None, now=at("09:30"))


def test_what_says_the_same_is_shown_with_its_score_merged_by_a_press_and_parted_again(desks, pair):
    main, petition = pair
    unit, case = desk(desks.province.specialist), reverse("desk:petition", args=[petition.pk])
    page = unit.get(case).text
    assert "phần trăm" in page
    assert main.code in page
    merge = reverse("desk:petition-merge", args=[petition.pk])
    assert unit.post(merge, {"main": main.code.lower()}).url == case
    merged = unit.get(case).text
    assert "Đi cùng phản ánh cùng nội dung" in merged
    assert merge not in merged
    ahead = unit.get(reverse("desk:petition", args=[main.pk])).text
    assert "Cùng phản ánh: 1 người" in ahead
    assert petition.code in ahead
    assert unit.post(merge, {"main": main.code}).status_code == 422
    assert step(unit, petition, "forward", to=str(desks.province.body.pk)).status_code == 409
    assert step(unit, petition, "part").status_code == 302
    assert step(unit, petition, "part").status_code == 409
    assert "Cùng phản ánh" not in unit.get(reverse("desk:petition", args=[main.pk])).text
    assert f"cùng {main.code}" not in unit.get("/desk/petitions/").text


def test_a_wrong_code_is_said_beside_the_field(desks, pair):
    _main, petition = pair
    unit, merge = desk(desks.province.specialist), reverse("desk:petition-merge", args=[pair[1].pk])
    assert unit.post(merge, {"main": ""}).status_code == 422
    none = unit.post(merge, {"main": "H41-PAKN-000000-0001"})
    assert none.status_code == 422
    assert "không có phản ánh mang mã này" in none.text
    assert "không gộp được" in unit.post(merge, {"main": petition.code}).text
