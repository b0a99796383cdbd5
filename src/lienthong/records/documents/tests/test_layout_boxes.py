"""Where the fields and signatures will be laid, checked against where poppler sees the words around them."""

import datetime as dt

import pytest

from lienthong.records.documents.layout import Annex, Signer, typeset
from lienthong.records.documents.markup import read
from lienthong.records.documents.tests.paper import MM, Paper, mm
from lienthong.records.documents.tests.sheets import MADE_AT, a_sheet, long_content

DAY = dt.date(2026, 11, 22)


def test_an_unnumbered_sheet_leaves_room_for_number_and_date(tmp_path):
    made = typeset(a_sheet(), made_at=MADE_AT)
    paper = Paper(made.pdf, tmp_path)
    number, day = made.box("so"), made.box("ngay")
    before, after = paper.stretch("Số:"), paper.stretch("/VPCP-KSTT")
    assert before.x < number.x
    assert number.x + number.width == pytest.approx(after.x, abs=0.1)
    assert number.y + number.baseline == pytest.approx(after.y, abs=0.1)
    assert (number.font_size, number.italic) == (13, False)
    place = paper.stretch("Hà Nội,")
    assert day.x == pytest.approx(paper.line("Hà Nội,").right + 3.5, abs=1)
    assert day.y + day.baseline == pytest.approx(place.y, abs=0.1)
    assert (day.font_size, day.italic) == (14, True)


def test_room_for_the_date_is_wide_enough_for_any_day(tmp_path):
    empty = typeset(a_sheet(), made_at=MADE_AT).box("ngay")
    for day in (dt.date(2026, 2, 28), dt.date(2026, 12, 30), dt.date(2040, 1, 8)):
        assert typeset(a_sheet(date=day), made_at=MADE_AT).box("ngay").width <= empty.width


def test_a_number_that_is_known_stands_inside_its_box(tmp_path):
    made = typeset(a_sheet(number="5561", date=DAY), made_at=MADE_AT)
    paper = Paper(made.pdf, tmp_path)
    box, word = made.box("so"), paper.stretch("5561")
    assert (box.x, box.y + box.baseline) == (pytest.approx(word.x, abs=0.1), pytest.approx(word.y, abs=0.1))


def test_the_signature_stands_between_position_and_name_and_the_seal_over_its_left_third(tmp_path):
    made = typeset(a_sheet(seal_mm=40), made_at=MADE_AT)
    paper = Paper(made.pdf, tmp_path)
    signature, seal = made.box("ky"), made.box("dau")
    position, name = paper.stretch("THỨ TRƯỞNG"), paper.stretch("Đỗ Văn Hùng")
    assert name.y + name.size * 0.7 < signature.y
    assert signature.y + signature.height < position.y
    middle = signature.x + signature.width / 2
    assert paper.line("THỨ TRƯỞNG").middle == pytest.approx(middle, abs=1)
    assert (mm(seal.width), mm(seal.height)) == (pytest.approx(40), pytest.approx(40))
    assert seal.x + seal.width - signature.x == pytest.approx(signature.width / 3, abs=0.1)
    assert seal.y + seal.height / 2 == pytest.approx(signature.y + signature.height / 2, abs=0.1)


@pytest.mark.parametrize("paragraphs", [1, 12, 14, 30])
def test_boxes_know_their_page_and_lie_on_it(paragraphs):
    made = typeset(a_sheet(content=long_content(paragraphs)), made_at=MADE_AT)
    assert made.box("so").page == made.box("ngay").page == 1
    assert made.box("ky").page == made.box("dau").page == made.page_count
    for box in made.boxes:
        left, bottom, right, top = box.rectangle
        assert 0 < left < right < 210 * MM
        assert 0 < bottom < top < 297 * MM


def test_annexes_repeat_the_number_and_the_date_upright_and_across(tmp_path):
    annexes = (Annex(title="Một", content=read("a")), Annex(title="Hai", content=read("b"), landscape=True))
    made = typeset(a_sheet("quyet_dinh", annexes=annexes, symbol="QĐ-BTC"), made_at=MADE_AT)
    paper = Paper(made.pdf, tmp_path)
    assert [box.page for box in made.boxes_named("so")] == [box.page for box in made.boxes_named("ngay")] == [1, 2, 3]
    for page in (2, 3):
        symbol = next(s for s in paper.stretches if s.page == page and s.text.startswith("/QĐ-BTC"))
        box = made.boxes_named("so")[page - 1]
        assert box.x + box.width == pytest.approx(symbol.x, abs=0.1)
        assert box.y + box.baseline == pytest.approx(symbol.y, abs=0.1)
        assert box.italic


def test_a_second_signer_gets_a_box_and_no_seal():
    made = typeset(a_sheet(co_signer=Signer(positions=("Thư ký",), full_name="Hoàng Minh")), made_at=MADE_AT)
    assert made.box("ky_2").x < made.box("ky").x
    assert len(made.boxes_named("dau")) == 1


def test_a_box_that_is_not_there_is_an_error_of_the_program():
    with pytest.raises(KeyError):
        typeset(a_sheet(), made_at=MADE_AT).box("ky_2")


def test_the_number_of_pages_is_that_of_the_file(tmp_path):
    for sheet in (a_sheet(), a_sheet(content=long_content(40), annexes=(Annex(title="A", content=long_content(20)),))):
        made = typeset(sheet, made_at=MADE_AT)
        assert made.page_count == len(Paper(made.pdf, tmp_path).sizes)
