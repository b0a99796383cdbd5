import datetime as dt

import pytest

from lienthong.records.documents.layout import columns, wording
from lienthong.records.documents.markup import read
from lienthong.records.documents.tests.sheets import a_sheet


@pytest.mark.parametrize(
    ("day", "written"),
    [
        ((2026, 11, 22), "ngày 22 tháng 11 năm 2026"),
        ((2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        ((2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        ((2027, 1, 31), "ngày 31 tháng 01 năm 2027"),
    ],
)
def test_a_date_is_written_as_the_decree_says(day, written):
    assert wording.written_date(dt.date(*day)) == written


def test_annexes_are_numbered_in_roman():
    assert [wording.roman(number) for number in (1, 4, 5, 9, 14, 39)] == ["I", "IV", "V", "IX", "XIV", "XXXIX"]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Bộ Tài chính", ["BỘ TÀI CHÍNH"]),
        ("Bộ Lao động - Thương binh và Xã hội", ["BỘ LAO ĐỘNG -", "THƯƠNG BINH VÀ XÃ HỘI"]),
        ("Bộ Tài nguyên và Môi trường", ["BỘ TÀI NGUYÊN", "VÀ MÔI TRƯỜNG"]),
        ("Ủy ban nhân dân tỉnh Nghệ An", ["ỦY BAN NHÂN DÂN", "TỈNH NGHỆ AN"]),
        ("Tổng cục Giáo dục nghề nghiệp", ["TỔNG CỤC", "GIÁO DỤC NGHỀ NGHIỆP"]),
        ("Cơ quan có một tên rất dài không nghỉ", ["CƠ QUAN CÓ MỘT TÊN RẤT DÀI KHÔNG NGHỈ"]),
    ],
)
def test_a_long_name_is_broken_where_it_is_read(name, lines):
    assert wording.head_lines(name) == lines


@pytest.mark.parametrize(
    ("body", "last"),
    [
        ("Một đoạn", "Một đoạn./."),
        ("Một đoạn.", "Một đoạn./."),
        ("Một đoạn./.", "Một đoạn./."),
        ("Điều 1. Thi hành.", "Thi hành./."),
        ("- Gạch", "Gạch./."),
    ],
)
def test_the_last_words_close_with_a_stroke_between_points(body, last):
    copy = wording.copy_of(a_sheet(content=read(body)))
    assert "".join(text for text, _ in copy["tail"][-1]["runs"]) == last


@pytest.mark.parametrize("body", ["| a |", "# Đề mục", ""])
def test_what_is_no_running_text_is_not_closed(body):
    copy = wording.copy_of(a_sheet(content=read(body)))
    assert "./." not in str(copy)
    assert copy["tail"] == []


def test_the_closing_can_be_left_out():
    assert "./." not in str(wording.copy_of(a_sheet(closing_mark=False)))


def test_recipients_end_with_semicolons_and_the_last_with_a_full_stop():
    copy = wording.copy_of(a_sheet(sent_to=("Như trên.", "Bộ A ;"), filed="VT, A (3)"))
    assert copy["recipients"] == ["- Như trên;", "- Bộ A;", "- Lưu: VT, A (3)."]
    assert wording.copy_of(a_sheet(sent_to=("Như trên",), filed=""))["recipients"] == ["- Như trên."]
    assert wording.copy_of(a_sheet(sent_to=(), filed=""))["recipients"] == []


def of(text):
    return columns.table(read(text).blocks[0], landscape=False)


def test_running_numbers_stand_in_the_middle_numbers_right_and_words_left():
    table = of("| STT | Tên | Số | Trống |\n|---|---|---|---|\n| 1 | a | 1.500 | |\n| 2 | b | -3,5 % | |")
    assert [column["align"] for column in table["columns"]] == ["center", "left", "right", "left"]


def test_an_alignment_that_was_typed_is_kept():
    table = of("| A | B |\n|--:|:--|\n| a | 1 |")
    assert [column["align"] for column in table["columns"]] == ["right", "left"]


def test_short_columns_get_the_width_of_their_words_and_long_ones_share_the_rest():
    table = of("| STT | Tên |\n|---|---|\n| 1 | Một cái tên khá dài để chia phần còn lại |")
    assert [column["fixed"] for column in table["columns"]] == [True, False]


def test_only_short_or_too_many_short_columns_share_the_line():
    assert not any(column["fixed"] for column in of("| a | b |")["columns"])
    crowded = of("| " + "0123456789 | " * 8 + "một cột rất dài nằm ở cuối bảng |")
    assert not any(column["fixed"] for column in crowded["columns"])


@pytest.mark.parametrize(("count", "size"), [(2, 13), (6, 13), (7, 12), (10, 11), (16, 10)])
def test_the_more_columns_the_smaller_the_type(count, size):
    assert of("| a " * count + "|")["size"] == size


def test_only_a_row_with_a_very_long_cell_may_be_broken():
    assert of("| a |")["long"] is False
    assert of(f"| {'a ' * 500}|")["long"] is True
