"""Every kind of document is set, read back with poppler and pypdf, and measured against Decree 30/2020 Annex I."""

import datetime as dt
from itertools import pairwise

import pytest

from lienthong.records.documents.kinds import KINDS, notation
from lienthong.records.documents.layout import Annex, Signer, Urgency, typeset
from lienthong.records.documents.markup import read
from lienthong.records.documents.tests.paper import MM, Paper, mm
from lienthong.records.documents.tests.sheets import BODY, MADE_AT, SENTENCE, a_sheet, long_content

pytestmark = pytest.mark.foreign("pdftotext", "pdffonts")
STATE, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
DAY = dt.date(2026, 2, 5)
WRITTEN_DAY = "ngày 05 tháng 02 năm 2026"


def printed(tmp_path, sheet):
    return Paper(typeset(sheet, made_at=MADE_AT).pdf, tmp_path)


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind.code)
def set_kind(request, tmp_path_factory):
    """A document of two pages of each kind, and its reading."""
    kind = request.param
    sheet = a_sheet(
        kind.code,
        symbol=notation(kind, "VPCP", "KSTT"),
        number="07",
        date=DAY,
        addressed_to=("Bộ Tài chính",),
        content=read(BODY + "\n" + "\n".join(f"{n}. {SENTENCE * 3}" for n in range(2, 12)) + "\nĐoạn cuối cùng"),
    )
    return kind, sheet, Paper(typeset(sheet, made_at=MADE_AT).pdf, tmp_path_factory.mktemp(kind.code))


def test_the_paper_is_a4_and_of_two_pages(set_kind):
    _, _, paper = set_kind
    assert len(paper.sizes) == 2
    for width, height in paper.sizes:
        assert (mm(width), mm(height)) == (pytest.approx(210, abs=0.1), pytest.approx(297, abs=0.1))


def test_the_margins_are_those_of_the_decree(set_kind):
    _, _, paper = set_kind
    words = [word for word in paper.words if word.bottom < (297 - 20) * MM]
    assert 30 <= mm(min(word.left for word in words)) + 0.05 <= 35
    assert 15 <= 210 - mm(max(word.right for word in words)) + 0.05 <= 20
    assert 20 <= 297 - mm(max(word.top for word in words)) + 0.05 <= 25
    lowest = min(word.bottom for word in words if word.page == 1)
    assert 20 <= mm(lowest) + 0.05 <= 30, "page 1 is full, down to less than two lines above its margin"


def test_every_font_is_embedded_and_has_the_widths_of_times(set_kind):
    _, _, paper = set_kind
    fonts = paper.fonts()
    assert fonts
    for name, *flags in fonts:
        assert name.split("+")[1].startswith("LiberationSerif")
        assert flags == ["yes", "yes", "yes"]


def test_the_name_of_the_state_stands_at_the_top_right_in_bold_capitals_of_12_to_13(set_kind):
    _, _, paper = set_kind
    state, line = paper.stretch(STATE), paper.line(STATE)
    assert (state.page, state.is_bold, state.is_italic) == (1, True, False)
    assert 12 <= state.size <= 13
    assert line.middle > 140 * MM
    assert line.left > paper.line("VĂN PHÒNG").words[3].right + 10


def test_the_motto_is_bold_13_to_14_and_its_rule_as_long_as_itself(set_kind):
    _, _, paper = set_kind
    motto, rule = paper.stretch(MOTTO), paper.rule_under(MOTTO)
    line = paper.line(MOTTO)
    assert motto.is_bold
    assert 13 <= motto.size <= 14
    assert rule.length == pytest.approx(line.width, abs=1)
    assert rule.left == pytest.approx(line.left, abs=1)
    assert line.middle == pytest.approx(paper.line(STATE).middle, abs=1)


def test_the_issuing_body_is_bold_capitals_with_a_rule_of_a_third_to_a_half(set_kind):
    _, _, paper = set_kind
    issuer, rule = paper.stretch("VĂN PHÒNG CHÍNH PHỦ"), paper.rule_under("VĂN PHÒNG CHÍNH PHỦ")
    width = paper.line("VĂN PHÒNG").words[3].right - issuer.x
    assert issuer.is_bold
    assert 12 <= issuer.size <= 13
    assert issuer.y == pytest.approx(paper.stretch(STATE).y, abs=0.5)
    assert width / 3 <= rule.length <= width / 2
    assert rule.left + rule.length / 2 == pytest.approx(issuer.x + width / 2, abs=1)


def test_number_and_symbol_stand_under_the_body_and_the_date_on_the_same_line(set_kind):
    _, sheet, paper = set_kind
    word, number, symbol = paper.stretch("Số:"), paper.stretch("07"), paper.stretch(f"/{sheet.symbol}")
    day = paper.stretch(WRITTEN_DAY)
    assert word.y == number.y == symbol.y == pytest.approx(day.y, abs=0.1)
    assert word.size == number.size == symbol.size == 13
    assert not word.is_bold
    assert day.is_italic
    assert 13 <= day.size <= 14
    assert day.x > 105 * MM


def test_a_named_kind_prints_its_name_and_subject_in_bold_with_a_rule(set_kind):
    kind, sheet, paper = set_kind
    if kind.is_letter:
        assert not [stretch for stretch in paper.stretches if stretch.text == kind.title]
        return
    title, subject = paper.stretch(kind.title), paper.stretch(sheet.subject)
    assert title.is_bold
    assert subject.is_bold
    assert 13 <= title.size <= 14
    assert 13 <= subject.size <= 14
    line = paper.line(sheet.subject)
    assert line.width / 3 <= paper.rule_under(sheet.subject).length <= line.width / 2
    middle = (30 + 165 / 2) * MM
    assert line.middle == pytest.approx(middle, abs=1)
    assert paper.line(kind.title).middle == pytest.approx(middle, abs=1)


def test_a_letter_prints_its_subject_small_under_the_number(set_kind):
    kind, _, paper = set_kind
    if not kind.is_letter:
        assert not [stretch for stretch in paper.stretches if stretch.text.startswith("V/v")]
        return
    subject = paper.stretch("V/v phối hợp")
    assert 12 <= subject.size <= 13
    assert not subject.is_bold
    assert 6 <= paper.stretch("Số:").y - subject.y - subject.size * 0.7 <= 20
    assert paper.line("V/v phối hợp").right < 105 * MM


def test_the_body_is_13_to_14_justified_with_an_indent_and_six_points_between_paragraphs(set_kind):
    _, _, paper = set_kind
    first = paper.stretch("Đoạn mở đầu")
    assert 13 <= first.size <= 14
    assert 10 <= mm(first.x) - 30 <= 12.75
    lines = [line for line in paper.lines if line.page == 1]
    start = next(place for place, line in enumerate(lines) if line.text.startswith("Đoạn mở đầu"))
    paragraph = lines[start : start + 3]
    assert all(line.right == pytest.approx((210 - 15) * MM, abs=0.6) for line in paragraph)
    assert paragraph[1].left == pytest.approx(30 * MM, abs=0.6)


def test_lines_are_between_single_and_one_and_a_half_apart(set_kind):
    _, _, paper = set_kind
    body = sorted({s.y for s in paper.stretches if s.page == 2 and s.size == 14 and not s.is_bold}, reverse=True)
    steps = [above - below for above, below in pairwise(body)]
    inside, between = min(steps), sorted({round(step, 1) for step in steps})[1]
    assert 14 * 1.149 <= inside <= 14 * 1.149 * 1.5
    assert between - inside >= 5.9


def test_the_page_number_is_centred_in_the_top_margin_from_page_two(set_kind):
    _, _, paper = set_kind
    heads = [line for line in paper.lines if line.top > (297 - 19) * MM]
    assert [(line.page, line.text) for line in heads] == [(2, "2")]
    number = next(s for s in paper.stretches if s.page == 2 and s.text == "2")
    assert 13 <= number.size <= 14
    assert heads[0].middle == pytest.approx((30 + 165 / 2) * MM, abs=1)


def test_the_signer_stands_in_the_right_half_in_bold_without_a_title(set_kind):
    _, _, paper = set_kind
    lines = [paper.stretch(text) for text in ("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG", "Đỗ Văn Hùng")]
    assert all(line.is_bold and 13 <= line.size <= 14 for line in lines)
    assert all(line.x > 105 * MM for line in lines)
    assert lines[0].y > lines[1].y > lines[2].y
    assert mm(lines[1].y - lines[2].y) >= 30, "room for a signature and a seal"


def test_recipients_are_12_bold_italic_and_their_list_11(set_kind):
    _, _, paper = set_kind
    head, first, last = paper.stretch("Nơi nhận:"), paper.stretch("- Như trên;"), paper.stretch("- Lưu: VT, KSTT.")
    assert (head.size, head.is_bold, head.is_italic) == (12, True, True)
    assert first.size == last.size == 11
    assert not first.is_bold
    assert head.x == pytest.approx(30 * MM, abs=0.1)
    assert head.y == pytest.approx(paper.stretch("KT. BỘ TRƯỞNG").y, abs=1)


def test_the_elements_follow_each_other_in_the_order_of_the_decree(set_kind):
    kind, sheet, paper = set_kind
    subject = "V/v phối hợp" if kind.is_letter else sheet.subject
    title = [] if kind.is_letter else [kind.title]
    greeting = "Văn phòng Chính phủ điện: " if kind.is_telegram else "Kính gửi: "
    order = [
        STATE,
        MOTTO,
        "Số:",
        *title,
        subject,
        greeting,
        "Đoạn mở đầu",
        "Đoạn cuối cùng./.",
        "KT. BỘ TRƯỞNG",
        "Đỗ Văn",
    ]
    places = [(paper.stretch(text.strip()).page, -paper.stretch(text.strip()).y) for text in order]
    assert places == sorted(places)


# -- parts that only some documents have ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("urgency", "words", "width"),
    [
        (Urgency.URGENT, "KHẨN", 20),
        (Urgency.VERY_URGENT, "THƯỢNG KHẨN", 40),
        (Urgency.EXPRESS, "HỎA TỐC", 30),
        (Urgency.EXPRESS_TIMED, "HỎA TỐC HẸN GIỜ", 50),
    ],
)
def test_an_urgency_stamp_has_the_size_of_the_decree(tmp_path, urgency, words, width):
    paper = printed(tmp_path, a_sheet(urgency=urgency, urgent_until="trước 15 giờ"))
    stamp = paper.stretch(words)
    assert stamp.is_bold
    assert 13 <= stamp.size <= 14
    assert stamp.x < 105 * MM
    frame = [rule for rule in paper.rules if mm(rule.length) == pytest.approx(width, abs=0.1)]
    assert frame
    assert "trước 15 giờ" in paper.text


def test_an_ordinary_document_has_no_stamp(tmp_path):
    text = printed(tmp_path, a_sheet()).text
    assert not [words for words in ("KHẨN", "HỎA TỐC") if words in text]


def test_a_circulation_note_is_framed_capitals(tmp_path):
    note = printed(tmp_path, a_sheet(circulation="Xem xong trả lại")).stretch("XEM XONG TRẢ LẠI")
    assert note.is_bold
    assert note.x < 105 * MM


def test_several_addressees_stand_below_each_other_with_dashes(tmp_path):
    paper = printed(tmp_path, a_sheet(addressed_to=("Bộ A;", "Bộ B", "Bộ C")))
    places = [paper.stretch(text) for text in ("Kính gửi:", "- Bộ A;", "- Bộ B;", "- Bộ C.")]
    assert [place.y for place in places] == sorted((place.y for place in places), reverse=True)
    assert len({place.x for place in places[1:]}) == 1


def test_a_parent_body_is_not_bold_and_above(tmp_path):
    paper = printed(tmp_path, a_sheet(parents=("Bộ Tài chính",), issuer="Tổng cục Thuế"))
    parent, issuer = paper.stretch("BỘ TÀI CHÍNH"), paper.stretch("TỔNG CỤC THUẾ")
    assert (parent.is_bold, issuer.is_bold) == (False, True)
    assert parent.y > issuer.y


@pytest.mark.parametrize(
    "name",
    [
        "Bộ Lao động - Thương binh và Xã hội",
        "Bộ Nông nghiệp và Phát triển nông thôn",
        "Bộ Văn hóa, Thể thao và Du lịch",
        "Ủy ban Quản lý vốn nhà nước tại doanh nghiệp",
        "Ủy ban nhân dân tỉnh Bà Rịa - Vũng Tàu",
        "Viện Hàn lâm Khoa học và Công nghệ Việt Nam",
        "Học viện Chính trị quốc gia Hồ Chí Minh",
        "Tổng cục Giáo dục nghề nghiệp",
        "Văn phòng Ban Chỉ đạo quốc gia về phòng, chống thiên tai và tìm kiếm cứu nạn khu vực miền Trung",
    ],
)
def test_a_long_name_of_a_body_stays_left_of_the_name_of_the_state(tmp_path, name):
    paper = printed(tmp_path, a_sheet(issuer=name))
    issuer = [s for s in paper.stretches if s.is_bold and s.size == 13 and s.x < 90 * MM and s.y > 690]
    assert " ".join(s.text for s in issuer) == name.upper()
    state = paper.stretch(STATE)
    words = [word for word in paper.words if word.bottom > 690 and word.left < 90 * MM]
    assert all(word.right < state.x - 3 for word in words)


def test_a_wide_table_keeps_to_the_page_and_repeats_its_header(tmp_path):
    row = "| {0} | Ủy ban nhân dân tỉnh số {0} | {0}000 | 98,{0} | Đã kết nối, đang hoàn thiện quy trình |\n"
    table = "| STT | Đơn vị | Số văn bản | Tỷ lệ (%) | Ghi chú |\n|---|---|---|---|---|\n" + "".join(
        map(row.format, range(1, 90))
    )
    paper = printed(tmp_path, a_sheet("bao_cao", content=read(table)))
    assert len(paper.sizes) >= 3
    heads = [s for s in paper.stretches if s.text == "STT"]
    assert {head.page for head in heads} == set(
        range(1, max(s.page for s in paper.stretches if "Đã kết nối" in s.text) + 1)
    )
    assert all(head.is_bold for head in heads)
    assert max(word.right for word in paper.words) <= (210 - 15) * MM + 0.5
    numbers = [word for word in paper.words if word.text.endswith("000")]
    assert max(word.right for word in numbers) - min(word.right for word in numbers) < 0.5


def test_headings_articles_and_bases_are_set_as_the_decree_says(tmp_path):
    text = (
        "Căn cứ Luật A;\n# QUYẾT ĐỊNH:\nĐiều 1. Phê duyệt.\n# Chương I. Quy định chung\n# Mục 2\n"
        "## Điều 2. Phạm vi\n### 1. Tên khoản\nHết **đậm** và *nghiêng*."
    )
    paper = printed(tmp_path, a_sheet("quyet_dinh", content=read(text)))
    middle = (30 + 165 / 2) * MM
    assert paper.stretch("Căn cứ Luật A;").is_italic
    for centred in ("QUYẾT ĐỊNH:", "Chương I", "QUY ĐỊNH CHUNG", "Mục 2"):
        assert paper.stretch(centred).is_bold
        assert paper.line(centred).middle == pytest.approx(middle, abs=1)
    for indented in ("Điều 1.", "Điều 2. Phạm vi", "1. Tên khoản"):
        assert paper.stretch(indented).is_bold
        assert 10 <= mm(paper.stretch(indented).x) - 30 <= 12.75
    assert not paper.stretch("Phê duyệt.").is_bold
    assert paper.stretch("đậm").is_bold
    assert paper.stretch("nghiêng").is_italic


def test_annexes_start_new_pages_and_count_their_own_pages(tmp_path):
    annexes = (
        Annex(title="Quy chế kèm theo", content=long_content(12)),
        Annex(title="Danh mục", content=read("| a | b |"), landscape=True),
    )
    sheet = a_sheet("quyet_dinh", number="07", date=DAY, annexes=annexes)
    paper = printed(tmp_path, sheet)
    assert [round(mm(width)) for width, _ in paper.sizes] == [210, 210, 210, 297]
    assert [s.page for s in paper.stretches if s.text.startswith("Phụ lục")] == [2, 4]
    assert [s.text for s in paper.stretches if s.text.startswith("Phụ lục")] == ["Phụ lục I", "Phụ lục II"]
    assert [(line.page, line.text) for line in paper.lines if line.text.isdigit()] == [(3, "2")]
    reference = paper.text.replace("\n", " ")
    assert reference.count(f"(Kèm theo Quyết định số 07/VPCP-KSTT {WRITTEN_DAY} của Văn phòng Chính phủ)") == 2


def test_a_single_annex_has_no_number(tmp_path):
    paper = printed(tmp_path, a_sheet(annexes=(Annex(title="Danh sách", content=read("Một")),)))
    assert [s.text for s in paper.stretches if s.text.startswith("Phụ lục")] == ["Phụ lục"]


def test_a_draft_says_so_across_every_page_and_a_final_sheet_does_not(tmp_path):
    draft = printed(tmp_path, a_sheet(draft=True, content=long_content(20)))
    assert len(draft.sizes) == 3
    assert {s.page for s in draft.stretches if "DỰ THẢO" in s.text} == {1, 2, 3}
    assert "…" in draft.text
    final = printed(tmp_path, a_sheet())
    assert "DỰ THẢO" not in final.text
    assert "…" not in final.text


@pytest.mark.parametrize("paragraphs", range(8, 18))
def test_a_signature_never_stands_alone_on_a_page(tmp_path, paragraphs):
    paper = printed(tmp_path, a_sheet(content=long_content(paragraphs)))
    last = [s for s in paper.stretches if s.text.startswith(f"Đoạn {paragraphs}.")]
    assert last[0].page == paper.stretch("Đỗ Văn Hùng").page == paper.stretch("KT. BỘ TRƯỞNG").page


def test_forty_recipients_leave_the_signature_whole(tmp_path):
    names = tuple(f"Ủy ban nhân dân tỉnh thứ {number}" for number in range(1, 41))
    paper = printed(tmp_path, a_sheet(sent_to=names, addressed_to=names))
    assert paper.text.count("Ủy ban nhân dân tỉnh thứ 40") == 2
    assert paper.stretch("Đỗ Văn Hùng").page == paper.stretch("KT. BỘ TRƯỞNG").page
    assert min(word.bottom for word in paper.words) >= 20 * MM - 1


def test_two_signers_stand_beside_each_other(tmp_path):
    other = Signer(positions=("Thư ký",), full_name="Hoàng Minh")
    paper = printed(tmp_path, a_sheet("bien_ban", co_signer=other))
    left, right = paper.stretch("Hoàng Minh"), paper.stretch("Đỗ Văn Hùng")
    assert left.x < 105 * MM < right.x
    assert paper.stretch("THƯ KÝ").y == paper.stretch("KT. BỘ TRƯỞNG").y
    assert paper.stretch("Nơi nhận:").y < left.y


def test_a_body_of_no_words_is_still_a_sheet(tmp_path):
    paper = printed(tmp_path, a_sheet(content=read(""), sent_to=(), filed=""))
    assert paper.stretch("Đỗ Văn Hùng").page == 1
    assert "Nơi nhận" not in paper.text


def test_a_subject_with_its_v_v_is_not_said_twice(tmp_path):
    for subject in ("V/v góp ý dự thảo", "Về việc góp ý dự thảo", "Về góp ý dự thảo", "góp ý dự thảo"):
        text = printed(tmp_path, a_sheet(subject=subject)).text.replace("\n", " ")
        assert text.count("V/v góp ý dự thảo") == 1
        assert "Về việc" not in text
