"""The small parts: fonts, dates, incremental updates, appearances, pictures, and the verdict in words."""

import dataclasses
import struct
import zlib
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from lienthong.ground.signatures import sentences, verdict
from lienthong.ground.signatures.pdf import embedding, font, handwriting, images
from lienthong.ground.signatures.pdf.appearance import Room, Setting, text_form
from lienthong.ground.signatures.pdf.changes import Change, ChangeKind
from lienthong.ground.signatures.pdf.moments import read_moment
from lienthong.ground.signatures.pdf.refusals import Broken, LetterMissing, TextDoesNotFit
from lienthong.ground.signatures.pdf.update import Update, entries, items, reference_number, written
from lienthong.ground.signatures.tests import pdf_workshop as workshop
from lienthong.ground.signatures.verdict import SignatureVerdict, Standing

FONT = font.cut(workshop.font_bytes())


# -- fonts ------------------------------------------------------------------------------------------------------------
def test_every_vietnamese_letter_is_in_the_cut_font():
    assert set("ẮẰẲẴẶắằẳẵặĐđƯưỰựỖỗỹỴ0123456789/-") <= set(FONT.glyphs)
    assert set(font.LETTERS) == set(FONT.glyphs)


def test_the_cut_font_is_the_same_in_every_process_and_much_smaller():
    font.cut.cache_clear()
    assert font.cut(workshop.font_bytes()) == FONT
    assert len(zlib.decompress(FONT.program)) < len(workshop.font_bytes()) / 5


def test_the_cut_font_still_draws_the_same_letters():
    from PIL import ImageFont

    whole = ImageFont.truetype(BytesIO(workshop.font_bytes()), 40)
    tables = font._Tables(zlib.decompress(FONT.program))
    assert tables.number("maxp", 4) == len(FONT.widths)
    for letter in "AĐỗy":
        assert FONT.width(letter, 40) == pytest.approx(whole.getlength(letter), abs=0.6)


def test_every_table_of_the_cut_font_has_its_right_check_sum():
    program = zlib.decompress(FONT.program)
    for index in range(struct.unpack_from(">H", program, 4)[0]):
        _, total, place, length = struct.unpack_from(">4sLLL", program, 12 + 16 * index)
        data = program[place : place + length] + bytes(-length % 4)
        assert sum(struct.unpack(f">{len(data) // 4}L", data)) & 0xFFFFFFFF == total


def test_two_fonts_have_two_names():
    assert font.cut(workshop.font_bytes("Italic")).name != FONT.name


def test_a_letter_outside_the_cut_is_refused_by_name():
    with pytest.raises(LetterMissing) as refused:
        FONT.width("漢", 10)
    assert refused.value.facts == {"letter": "漢"}


def test_a_font_without_unicode_map_is_refused():
    tables = dict.fromkeys(("head", "hhea", "maxp", "hmtx", "loca", "glyf"), bytes(64))
    with pytest.raises(ValueError, match="character map"):
        font.cut(font._assemble(tables | {"cmap": bytes(4)}))


# -- dates ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("D:20261120092000+07'00'", datetime(2026, 11, 20, 2, 20, tzinfo=UTC)),
        ("D:20261120092000+07'00", datetime(2026, 11, 20, 2, 20, tzinfo=UTC)),
        ("D:20261120022000Z", datetime(2026, 11, 20, 2, 20, tzinfo=UTC)),
        ("D:20261119212000-05'00'", datetime(2026, 11, 20, 2, 20, tzinfo=UTC)),
        ("D:2026", datetime(2026, 1, 1, tzinfo=UTC)),
        ("D:20261320", None),
        ("hôm qua", None),
        ("", None),
    ],
)
def test_a_date_is_read_as_pdf_writes_it(text, expected):
    assert read_moment(text) == expected


# -- incremental updates ----------------------------------------------------------------------------------------------
def test_a_dictionary_keeps_its_values_as_they_were_written():
    source = b"<< /A [1 2 (a\\)b) << /B <00> >>] /C 12 0 R /D /E /F (x) >>"
    assert entries(source) == {b"/A": b"[1 2 (a\\)b) << /B <00> >>]", b"/C": b"12 0 R", b"/D": b"/E", b"/F": b"(x)"}
    assert entries(written(entries(source))) == entries(source)
    assert items(b"[1 0 R /N [2] << >>]") == [b"1 0 R", b"/N", b"[2]", b"<< >>"]


@pytest.mark.parametrize("broken", [b"", b"[", b"<< /A", b"<< /A (", b"<< /A [1 >>", b")", b"<< /A (((", b"12"])
def test_what_is_not_a_dictionary_is_refused(broken):
    with pytest.raises(Broken):
        entries(broken)


@given(st.binary(max_size=200))
def test_no_bytes_at_all_get_more_than_a_refusal_from_the_reader(data):
    for read in (lambda: entries(data), lambda: items(data), lambda: Update(data), lambda: reference_number(data)):
        try:
            read()
        except Broken:
            continue


def test_objects_are_added_and_replaced_and_the_rest_stays():
    data = workshop.prepared()
    update = Update(data)
    root = update.read(update.root_number)
    number = update.add(b"<< /Mot 1 >>")
    update.replace(update.root_number, root | {b"/Hai": b"2"})
    again = Update(bytes(update.finish()))
    assert again.read(number) == {b"/Mot": b"1"}
    assert again.read(again.root_number)[b"/Hai"] == b"2"
    assert again.data.startswith(data)
    assert int(again.trailer[b"/Size"]) == number + 1


def test_an_object_that_is_not_there_is_refused():
    with pytest.raises(Broken):
        Update(workshop.prepared()).read(9999)
    with pytest.raises(Broken):
        Update(workshop.prepared()).read(0)


def test_a_table_that_points_elsewhere_is_refused():
    data = workshop.prepared()
    place = data.rindex(b"xref\n0 ")
    row = data.index(b" 00000 n", place)
    moved = data[: row - 10] + b"%010d" % 17 + data[row:]
    with pytest.raises(Broken):
        Update(moved).read(1)


def test_tables_that_lead_in_a_circle_are_refused():
    data = workshop.prepared()
    start = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    looped = data.replace(b"trailer <<", b"trailer << /Prev %d" % start, 1)
    assert looped != data
    with pytest.raises(Broken):
        Update(looped)


@pytest.mark.parametrize("change", [(b"trailer", b"traller"), (b"xref\n0", b"xxef\n0")])
def test_a_damaged_table_is_refused(change):
    data = workshop.prepared()
    head, tail = data[: data.rindex(b"xref\n0") - 1], data[data.rindex(b"xref\n0") - 1 :]
    with pytest.raises(Broken):
        Update(head + tail.replace(*change, 1))


def test_a_signature_larger_than_its_place_is_refused():
    update = Update(workshop.prepared())
    _, complete = embedding.embedded(update, {b"/Type": b"/Sig"}, room=10)
    with pytest.raises(Broken):
        complete(lambda digest: bytes(11))


def test_a_file_too_long_for_its_range_is_refused(monkeypatch):
    monkeypatch.setattr(embedding, "_RANGE_DIGITS", 3)
    _, complete = embedding.embedded(Update(workshop.prepared()), {b"/Type": b"/Sig"}, room=10)
    with pytest.raises(Broken):
        complete(lambda digest: b"")


# -- appearances ------------------------------------------------------------------------------------------------------
def setting(**more):
    return Setting(FONT, "F", b"1 0 R", 13, **more)


def test_a_line_is_centred_when_asked():
    left = text_form(["15"], setting(), Room(100, 18))
    middle = text_form(["15"], setting(centred=True), Room(100, 18))
    assert b"1 0 0 1 0.500" in left
    assert b"1 0 0 1 43.500" in middle


def test_an_empty_line_shows_nothing():
    assert b"<> Tj" in text_form([""], setting(), Room(100, 18))


def test_only_a_field_marks_its_text_as_a_fields():
    assert b"/Tx BMC" in text_form(["1"], setting(), Room(100, 18))
    assert b"/Tx BMC" not in text_form(["1"], setting(in_text_field=False), Room(100, 18))


def test_text_that_would_be_too_small_to_read_is_refused():
    with pytest.raises(TextDoesNotFit):
        text_form(["a", "b"], setting(), Room(100, 10))


def test_a_turned_page_turns_its_appearance():
    assert b"/Matrix [0 1 -1 0 0 0]" in text_form(["1"], setting(), Room(100, 18, 90))


# -- pictures ---------------------------------------------------------------------------------------------------------
def opened(png):
    return Image.open(BytesIO(png))


def test_a_signature_is_blue_on_nothing_and_the_same_every_time():
    png = images.personal_signature("Nguyễn Thị Ánh Tuyết")
    assert png == images.personal_signature("Nguyễn Thị Ánh Tuyết")
    picture = opened(png)
    assert picture.mode == "RGBA"
    assert {picture.getpixel((x, y))[:3] for x in range(0, picture.width, 9) for y in range(0, picture.height, 9)} == {
        images.BLUE
    }
    assert picture.getchannel("A").getextrema() == (0, 255)


def test_two_people_have_two_hands():
    assert images.personal_signature("Trần Văn An") != images.personal_signature("Trần Văn Ân")


@pytest.mark.parametrize("name", ["", "X", "12345", "Hồ Sĩ Ư", "Nguyễn Ngọc Đài Quỳnh Wz"])
def test_every_name_can_be_written(name):
    assert opened(images.personal_signature(name)).width > 50


@pytest.mark.parametrize("name", ["BỘ Y TẾ", "Ủy ban nhân dân xã Tân Phú Trung huyện Củ Chi Thành phố Hồ Chí Minh", ""])
def test_a_seal_is_round_red_and_square_in_size(name):
    picture = opened(images.round_seal(name, font=workshop.font_bytes("Bold")))
    alpha = picture.getchannel("A")
    assert picture.width == picture.height
    assert alpha.getpixel((2, 2)) == 0
    assert picture.getpixel((picture.width // 2, picture.height // 2))[:3] == images.RED
    box = alpha.getbbox()
    assert box[2] - box[0] > picture.width * 0.95


def test_a_seal_may_carry_a_second_line():
    plain = images.round_seal("BỘ Y TẾ", font=workshop.font_bytes("Bold"))
    assert images.round_seal("BỘ Y TẾ", font=workshop.font_bytes("Bold"), centre="Văn phòng") != plain


def test_a_smooth_curve_passes_through_all_its_points():
    points = ((0.0, 0.0), (1.0, 1.0), (2.0, 0.0), (3.0, 2.0))
    curve = handwriting.smooth(points)
    for point in points:
        assert min(abs(x - point[0]) + abs(y - point[1]) for x, y in curve) < 1e-6


# -- words ------------------------------------------------------------------------------------------------------------
def after(*changes):
    return SignatureVerdict("ky", Standing.VALID, later=changes, intact=True)


def test_number_date_and_seal_are_told_in_one_sentence():
    told = after(
        Change(ChangeKind.SEALED, where="dau"),
        Change(ChangeKind.DATE_FILLED, where="ngay"),
        Change(ChangeKind.NUMBER_FILLED, where="so"),
    )
    assert sentences.later(told) == "Sau khi ký chỉ điền số, điền ngày và đóng dấu."


def test_a_forbidden_change_is_told_without_the_permitted_ones():
    told = after(Change(ChangeKind.SEALED, where="dau"), Change(ChangeKind.PAGE_ADDED, page=3))
    assert sentences.later(told) == "Sau khi ký đã có thay đổi: thêm trang 3."


def test_no_change_is_told_too():
    assert sentences.later(after()) == "Không có thay đổi nào sau chữ ký này."


def test_of_a_content_that_does_not_match_nothing_good_is_told():
    touched = SignatureVerdict("ky", Standing.INVALID, ("digest-differs",))
    for changes in ((), (Change(ChangeKind.SEALED, where="dau"),)):
        told = sentences.later(dataclasses.replace(touched, later=changes))
        assert told == "Không nói được: chữ ký này không khớp với nội dung đang có trong tệp."
    paged = dataclasses.replace(touched, later=(Change(ChangeKind.PAGE_ADDED, page=3),))
    assert sentences.later(paged) == "Sau khi ký đã có thay đổi: thêm trang 3."


def test_every_kind_of_change_standing_and_reason_has_its_words():
    for kind in ChangeKind:
        assert sentences.change(Change(kind, page=2, where="so"))
    for standing in Standing:
        assert sentences.standing(SignatureVerdict("ky", standing))
    assert sentences.reason("range-gap") != sentences.reason("unreadable")
    assert sentences.reason("revoked") != sentences.reason("never heard of")
    assert sentences.listed(["a"]) == "a"
    assert {sentences.caution(code) for code in sentences.CAUTIONS}


def test_every_sentence_has_its_english_pair():
    import json
    from pathlib import Path

    import lienthong

    folder = Path(lienthong.__file__).parent / "locale" / "parts"
    pairs = {key for path in folder.glob("*.json") for key in json.loads(path.read_text())}
    with override("vi"):
        own = [*sentences.STANDINGS.values(), *sentences.PDF_REASONS.values(), *sentences._CHANGES.values()]
        assert {str(one) for one in own} <= pairs


def test_a_verdict_is_valid_only_when_it_says_so():
    found = verdict.judge(b"", trust=None, now=workshop.NOW)  # type: ignore[arg-type]
    assert not found.is_valid
    assert found.as_json()["size_bytes"] == 0
