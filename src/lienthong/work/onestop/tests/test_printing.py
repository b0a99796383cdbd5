"""The six printed forms: set from a dossier and its events, read back with tools we did not write."""

import io
import re
import subprocess
from uuid import UUID

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from lienthong.records.documents.layout import LettersMissing
from lienthong.work.onestop import printing
from lienthong.work.onestop.models import Event
from lienthong.work.onestop.printing import forms, steps
from lienthong.work.onestop.printing.saying import instant, moment
from lienthong.work.onestop.states import Kind
from lienthong.work.onestop.tests.invented import CHIEF, CLERK, MONDAY, OFFICER, PACKAGES, Invented, at, later
from lienthong.work.services import models

SITE = "https://dichvucong.example.vn"
A5, A4_ACROSS = (419.53, 595.28), (841.89, 595.28)
MARKS = [
    {"kind": "paper", "name": "giay_kham_suc_khoe", "words": "Trang hai bị mờ."},
    {"kind": "question", "name": "licence_class", "words": "Khác hạng trên giấy phép."},
]
REASON = "Giấy khám sức khỏe đã quá mười hai tháng."
LAW = "Luật 36/2024/QH15, điều 59"


def program(*words: str, given: bytes) -> bytes:
    return subprocess.run([*words], input=given, capture_output=True, check=True, timeout=30).stdout


def said(pdf: bytes) -> str:
    """All words of the pages in reading order, lines joined."""
    return " ".join(program("pdftotext", "-raw", "-", "-", given=pdf).decode().split())


def size(pdf: bytes) -> tuple[float, float]:
    found = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", program("pdfinfo", "-", given=pdf).decode())
    return float(found[1]), float(found[2])


def qr(pdf: bytes, page: int) -> list[str]:
    place = ["pdftoppm", "-r", "110", "-gray", "-f", str(page), "-l", str(page), "-"]
    picture = Image.open(io.BytesIO(program(*place, given=pdf)))
    return [each.text for each in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]


@pytest.fixture(autouse=True)
def without_a_database(monkeypatch):
    monkeypatch.setattr(models, "_package", PACKAGES.__getitem__)


def page_of(invented: Invented, number: str = "01"):
    which = printing.printable_of(invented.events, number)
    return printing.printed(which, invented.dossier, invented.events, invented.files, site=SITE)


def asked() -> Invented:
    invented = Invented()
    invented.add(Kind.SUPPLEMENT_ASKED, "14:00", items=MARKS, words=REASON, law=LAW)
    return invented


def refused(kind: Kind = Kind.REFUSED) -> Invented:
    invented = Invented() if kind == Kind.REFUSED else Invented().received()
    invented.add(kind, "14:10", reason="not_competent", words=REASON, law=LAW)
    return invented


def apologised() -> Invented:
    invented = Invented().received()
    new = at("16:30", later(10)).isoformat()
    invented.add(Kind.APOLOGISED, "09:00", CHIEF, later(3), reason="Máy chủ hỏng hai ngày.", due_at=new)
    return invented


FORMS = {
    "XN": (
        lambda: Invented().received(),
        ["XÁC NHẬN ĐÃ NỘP HỒ SƠ", "Số: 261116-0001/XNHS", "CHƯA PHẢI giấy tiếp nhận hồ sơ và hẹn trả kết quả", "a" * 64,
         "giay-kham-suc-khoe.pdf, 245.312 byte", "Thời gian nộp hồ sơ: 09 giờ 12 phút", "115.000 đồng",
         "có tám giờ làm việc để tiếp nhận", "K7M2QX"],
    ),
    "01": (
        lambda: Invented().received(),
        ["GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "Số: 261116-0001/TNHS", "giay-kham-suc-khoe.pdf, 245.312 byte",
         "a" * 64, "b" * 64, "115.000 đồng, đã nộp lúc 09 giờ 20 phút", "Thời gian nộp hồ sơ: 09 giờ 12 phút",
         "Thời gian trả kết quả: 16 giờ 30 phút, ngày 23/11/2026", "Thời hạn 5 ngày làm việc, không tính ngày nhận.",
         "Nộp đủ hồ sơ và phí, lệ phí lúc 09 giờ 20 phút, ngày 16/11/2026: thời hạn tính từ đây.",
         "thứ Bảy 21/11/2026", "K7M2QX", CLERK],
    ),
    "02": (asked, ["PHIẾU YÊU CẦU BỔ SUNG", "1. Giấy khám sức khỏe của người lái xe Trang hai bị mờ.",
                   "2. Hạng giấy phép Khác hạng trên giấy phép.", f"Lý do: {REASON}", f"Căn cứ: {LAW}",
                   "NGƯỜI HƯỚNG DẪN"]),
    "03": (refused, ["PHIẾU TỪ CHỐI TIẾP NHẬN", "không tiếp nhận, giải quyết hồ sơ",
                     "Lý do: Không thuộc thẩm quyền của cơ quan", f"Cụ thể: {REASON}", f"Căn cứ: {LAW}"]),
    "04": (apologised, ["PHIẾU XIN LỖI", "Thời gian hẹn trả kết quả: 16 giờ 30 phút, ngày 23/11/2026",
                        "Thời gian hẹn lại trả kết quả: 16 giờ 30 phút, ngày 26/11/2026", "Máy chủ hỏng hai ngày.",
                        CHIEF]),
    "05": (lambda: Invented().received().decided(),
           ["PHIẾU KIỂM SOÁT", "Tiếp nhận, kiểm tra, chuyển hồ sơ", "Giao: 09:12 16/11/2026", "Nhận: 10:30 16/11/2026",
            "Xong: 09:00 25/11/2026", "Hạn: 16:30 20/11/2026", "Trước hạn", "Đúng hạn", "Quá hạn", OFFICER,
            "Võ Hải Yến"]),
}  # fmt: skip


@pytest.mark.foreign("pdftotext", "pdfinfo", "pdftoppm")
@pytest.mark.parametrize("number", FORMS)
def test_a_form_is_a5_says_everything_and_its_qr_leads_to_the_look_up(number):
    make, words = FORMS[number]
    pages = page_of(make(), number)
    text = said(pages.pdf)
    assert [each for each in words if each not in text] == []
    own = number in {"XN", "01"}
    assert ("K7M2QX" in text) == own, "the second code is on what is the applicant's own alone"
    assert ("Mã tra cứu ghi trên giấy tiếp nhận hồ sơ." in text) == (not own)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "ỦY BAN NHÂN DÂN TỈNH NGHỆ AN" in text
    assert size(pages.pdf) == pytest.approx(A5, abs=0.6)
    assert qr(pages.pdf, pages.page_count) == [f"{SITE}/lookup/?code=H41.06-261116-0001"]
    assert pages.box("dau").page == pages.page_count


def test_a_form_is_an_archival_pdf_with_tags_and_the_same_event_gives_the_same_bytes():
    invented = Invented().received()
    pages = page_of(invented)
    assert page_of(invented).pdf == pages.pdf
    with pikepdf.open(io.BytesIO(pages.pdf)) as pdf:
        assert pdf.open_metadata().pdfa_status == "2B"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "vi"
    box = forms.places(pages).seal
    assert (round(box.width), round(box.height)) == (68, 68)


@pytest.mark.foreign("pdftotext")
def test_who_typed_it_in_at_the_counter_stands_on_the_paper_and_the_person_signs():
    text = said(page_of(Invented().by_a_clerk().received()).pdf)
    assert f"Cán bộ nhập giúp tại quầy: {CLERK}, Chuyên viên" in text
    assert text.index("NGƯỜI NỘP HỒ SƠ") < text.rindex("Phạm Văn Tuấn") < text.rindex("Mã tra cứu")


@pytest.mark.foreign("pdftotext")
def test_who_hands_in_for_somebody_else_stands_beside_whom_it_is_about():
    invented = Invented().received()
    invented.dossier.application.relation, invented.dossier.application.applicant_name = "parent", "Phạm Thị Lan"
    invented.dossier.application.phone = invented.dossier.legacy_code = ""
    text = said(page_of(invented).pdf)
    assert "Người nộp: Phạm Thị Lan (Cha hoặc mẹ làm cho con)" in text
    assert "Số điện thoại" not in text


@pytest.mark.foreign("pdftotext")
def test_words_of_any_length_go_on_to_the_next_page_with_qr_and_seal_on_the_last():
    invented = Invented()
    many = [{**MARKS[0], "words": f"Trang {number} mờ, " + "đề nghị chụp lại cho rõ. " * 8} for number in range(25)]
    invented.add(Kind.SUPPLEMENT_ASKED, "14:00", items=many, words=REASON, law=LAW)
    pages = page_of(invented, "02")
    assert pages.page_count > 2
    assert "Trang 24 mờ" in said(pages.pdf)
    assert pages.box("dau").page == pages.page_count
    assert f"Trang 2 / {pages.page_count}" in said(pages.pdf)


def test_letters_that_no_font_here_has_are_refused_and_named():
    invented = Invented()
    invented.add(Kind.SUPPLEMENT_ASKED, "14:00", items=MARKS, words="Ký hiệu 漢 không in được", law=LAW)
    with pytest.raises(LettersMissing) as refusal:
        page_of(invented, "02")
    assert refusal.value.facts["letters"] == "漢"


def test_words_are_printed_and_never_run():
    invented = Invented()
    wicked = '#panic("x") $x$ *bold* "); #import'
    invented.add(Kind.SUPPLEMENT_ASKED, "14:00", items=MARKS, words=wicked, law=LAW)
    assert wicked in said(page_of(invented, "02").pdf)


def test_each_event_gives_its_form_and_what_was_taken_back_gives_none():
    invented = Invented()
    assert [each.number for each in printing.printable(invented.events)] == ["XN", "05"]
    invented.add(Kind.SUPPLEMENT_ASKED, "14:00", items=MARKS, words=REASON, law=LAW)
    invented.undo("14:05")
    invented.add(Kind.SUPPLEMENT_ASKED, "14:10", items=MARKS, words=REASON, law=LAW)
    invented.add(Kind.SUPPLIED, "15:00", "", files=[{"paper": "khac", "sha256": "c" * 64}])
    invented.add(Kind.SUPPLEMENT_ASKED, "16:00", items=MARKS, words=REASON, law=LAW)
    found = printing.printable(invented.events)
    assert [(each.number, each.event.seq) for each in found] == [("XN", 1), ("02", 4), ("02-2", 6), ("05", 6)]
    assert [each.title.endswith("(2)") for each in found] == [False, False, True, False]
    assert printing.printable([]) == []
    with pytest.raises(printing.NoSuchForm):
        printing.printable_of(invented.events, "01")


@pytest.mark.foreign("pdftotext")
def test_the_second_request_has_its_own_number_and_a_stop_is_told_on_form_03():
    invented = asked()
    invented.add(Kind.SUPPLIED, "15:00", "", files=[])
    invented.add(Kind.SUPPLEMENT_ASKED, "16:00", items=MARKS, words=REASON, law=LAW)
    assert "Số: 261116-0001.2/HDHS" in said(page_of(invented, "02-2").pdf)
    assert "thông báo dừng giải quyết hồ sơ" in said(page_of(refused(Kind.STOPPED), "03").pdf)


@pytest.mark.foreign("pdftotext")
def test_the_receipt_names_what_was_supplied_before_it_and_a_file_that_is_gone_by_its_hash_alone():
    invented = asked()
    invented.dossier.fee = 0
    gone = {"paper": "paper_of_an_older_package", "sha256": "c" * 64}
    invented.add(Kind.SUPPLIED, "15:00", "", files=[gone])
    invented.add(Kind.RECEIVED, "15:30", CLERK, **invented.promise(at("15:00")))
    text = said(page_of(invented).pdf)
    assert f"4. paper_of_an_older_package SHA-256 {'c' * 64}" in text
    assert "Phí, lệ phí: không phải nộp" in text


def test_a_fee_that_is_open_is_said_to_be_open():
    invented = Invented()
    assert forms._fee(invented.dossier, invented.events) == [["Phí, lệ phí", "115.000 đồng, chưa nộp"]]


def rows(invented: Invented, now):
    return [each.plain() for each in steps.way(invented.dossier, invented.events, now=now)]


def test_the_control_slip_says_of_each_step_who_had_it_and_whether_it_was_in_time():
    found = rows(Invented().received().decided(), at("17:00", later(9)))
    assert [each["judged"] for each in found] == ["Đúng hạn", "Trước hạn", "Quá hạn", "Đang quá hạn"]
    assert [each["officer"] for each in found] == [CLERK, OFFICER, "Võ Hải Yến", ""]
    assert found[0]["given_by"] == "Phạm Văn Tuấn"
    assert found[1]["taken"] == "10:30 16/11/2026"


def test_waiting_for_the_applicant_moves_the_date_of_a_step_and_is_said():
    invented = Invented().received()
    invented.add(Kind.ACKNOWLEDGED, "10:30", OFFICER, holder=str(UUID(int=1)))
    invented.add(Kind.SUPPLEMENT_ASKED, "14:00", OFFICER, items=MARKS, words=REASON, law=LAW)
    assert (
        rows(invented, at("14:00", later(5)))[-1] | {"judged": "Đang giải quyết", "note": "Đang chờ người nộp."}
        == (rows(invented, at("14:00", later(5)))[-1])
    )
    invented.add(Kind.SUPPLIED, "15:00", "", later(3), files=[], **invented.promise(at("15:00", later(3))))
    last = rows(invented, at("16:00", later(3)))[-1]
    assert last["note"] == "Chờ người nộp 3 ngày 1 giờ, không tính vào thời hạn."
    assert last["due"] == "12:00 21/11/2026"
    assert last["judged"] == "Đang giải quyết"


def test_a_dossier_that_ends_at_the_first_step_ends_that_step_and_an_undone_end_does_not():
    invented = refused()
    assert rows(invented, at("15:00"))[0]["ended"] == "14:10 16/11/2026"
    invented.undo("14:15")
    assert rows(invented, at("15:00"))[0]["ended"] == "–"


def test_a_step_without_a_date_is_judged_only_as_running():
    invented = Invented()
    del invented.events[0].details["step_due_at"]
    assert rows(invented, at("15:00"))[0]["judged"] == "Đang giải quyết"
    invented.add(Kind.WITHDRAWN, "16:00", "Phạm Văn Tuấn", words="")
    assert rows(invented, at("17:00"))[0]["judged"] == ""


@pytest.mark.foreign("pdftotext", "pdfinfo")
def test_the_book_is_a4_across_with_a_line_for_each_dossier_and_goes_on_over_pages():
    late = Invented().received().decided()
    late.add(Kind.RETURNED, "10:00", CLERK, later(9), to="Người nộp")
    dossiers = [late.dossier, refused().dossier, asked().dossier, apologised().dossier]
    lines = printing.lines_of(dossiers * 5)
    pages = printing.book(
        lines, body=late.body, unit=late.desk.name_vi, first=MONDAY, last=later(9), made_at=at("17:00", later(9))
    )
    text = said(pages.pdf)
    assert pages.page_count > 1
    assert size(pages.pdf) == pytest.approx(A4_ACROSS, abs=0.6)
    assert "Từ ngày 16/11/2026 đến ngày 25/11/2026 · 20 hồ sơ" in text
    for words in (
        "SỔ THEO DÕI HỒ SƠ",
        "Trả sau ngày hẹn đầu",
        "Từ chối tiếp nhận",
        "Chờ bổ sung",
        "hẹn lại",
        "0912345678",
    ):
        assert words in text
    one_day = printing.book([], body=late.body, unit=late.desk.name_vi, first=MONDAY, last=MONDAY, made_at=at("17:00"))
    assert "Ngày 16/11/2026 · 0 hồ sơ" in said(one_day.pdf)


@pytest.mark.parametrize(
    ("kind", "words"),
    [(Kind.REFUSED, "115.000 đồng đã nộp. Được hoàn lại toàn bộ"), (Kind.STOPPED, "cơ quan giữ khoản đã nộp")],
)
def test_a_refusal_says_what_becomes_of_the_fee_that_was_paid(kind, words):
    invented = refused(kind)
    end = next(each for each in invented.events if each.kind == kind)
    paid = Event(kind=Kind.PAID, details={"amount": 115_000})
    (block,) = forms._fee_after(end, invented.dossier, [paid, end])
    assert (block["title"], words in block["text"]) == ("Phí, lệ phí", True)
    assert forms._fee_after(end, invented.dossier, [end]) == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "tại Trung tâm Phục vụ hành chính công, hoặc trên Cổng Dịch vụ công"),
        ({"delivery": "online"}, "bản điện tử, trên Cổng Dịch vụ công"),
        ({"delivery": "counter"}, "tại Trung tâm Phục vụ hành chính công"),
        ({"delivery": "post"}, "qua bưu chính"),
        (
            {"delivery": "post", "post_to": "Lê An", "post_phone": "+84912345678", "post_address": "Số 1, Vinh"},
            "qua bưu chính; Lê An; 0912 345 678; Số 1, Vinh",
        ),
    ],
)
def test_the_receipt_says_how_the_result_comes_as_it_was_chosen(given, words):
    dossier = Invented().dossier
    dossier.application.answers, dossier.application.facts = given, {}
    dossier.receiving_unit.name_vi = "Trung tâm Phục vụ hành chính công"
    assert forms._handed_over(dossier) == words


def test_the_confirmation_says_until_when_it_is_taken_in_where_nothing_is_to_be_paid():
    invented = Invented()
    first = invented.events[0]
    invented.dossier.fee = 0
    assert "Nộp phí" not in forms._taken_in_by(first, invented.dossier)
    due = moment(instant(first.details, "step_due_at"))
    assert f"hoặc nói rõ vì sao không, trước {due}." in forms._taken_in_by(first, invented.dossier)
    sheet = forms._submission(printing.printable_of(invented.events, "XN"), invented.dossier, invented.events, [])
    assert ["Phí, lệ phí", "không phải nộp"] in sheet["blocks"][3]["lines"]


@pytest.mark.foreign("pdftotext")
@pytest.mark.parametrize("number", ["XN", "01", "05"])
def test_the_name_of_a_body_breaks_where_it_is_read(number):
    made = Invented() if number == "XN" else Invented().received()
    made.dossier.body.name_vi = "Ủy ban nhân dân thành phố Hà Nội"
    text = program("pdftotext", "-layout", "-", "-", given=page_of(made, number).pdf).decode()
    lines = [line.strip().split("   ")[0] for line in text.splitlines()]
    assert "ỦY BAN NHÂN DÂN" in lines
    assert "THÀNH PHỐ HÀ NỘI" in lines


def test_where_no_fee_is_due_the_time_begins_with_the_application_alone():
    free = Invented().received()
    free.dossier.fee = 0
    assert forms._complete(free.dossier) == "Nộp đủ hồ sơ"
