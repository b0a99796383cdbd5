"""The press itself: same bytes every time, only our fonts, and no string that does more than be printed."""

import dataclasses
import datetime as dt
import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.ground.signatures.pdf.font import cut
from lienthong.records.documents import content as model
from lienthong.records.documents.layout import Annex, LettersMissing, LineTooLong, Signer, fonts, press, typeset
from lienthong.records.documents.markup import read
from lienthong.records.documents.tests.sheets import MADE_AT, a_sheet, long_content


def test_the_same_sheet_gives_the_same_bytes_from_a_cold_and_from_a_warm_press():
    first = typeset(a_sheet(), made_at=MADE_AT)
    typeset(a_sheet(number="08"), made_at=MADE_AT)
    again = typeset(a_sheet(), made_at=MADE_AT)
    press._compiler.cache_clear()
    cold = typeset(a_sheet(), made_at=MADE_AT)
    assert first == again == cold


def test_another_word_or_another_second_gives_other_bytes():
    made = typeset(a_sheet(), made_at=MADE_AT).pdf
    assert typeset(a_sheet(place="Huế"), made_at=MADE_AT).pdf != made
    assert typeset(a_sheet(), made_at=MADE_AT + dt.timedelta(seconds=1)).pdf != made


def test_the_file_is_pdf_a_2b_in_vietnamese_with_tags_title_and_body():
    sheet = a_sheet("quyet_dinh", number="07", symbol="QĐ-BTC", issuer="Bộ Tài chính")
    file = pypdf.PdfReader(io.BytesIO(typeset(sheet, made_at=MADE_AT).pdf))
    described = file.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in described
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in described
    assert file.trailer["/Root"]["/Lang"] == "vi"
    assert file.trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a PDF boolean
    assert file.metadata.title == "Quyết định 07/QĐ-BTC: phối hợp liên thông dữ liệu"
    assert file.metadata.author == "Bộ Tài chính"
    assert file.metadata.creation_date == MADE_AT


def test_the_font_draws_every_vietnamese_letter_and_is_free():
    wanted = {chr(code) for code in range(0x1EA0, 0x1EFA)} | set(
        "ĂÂĐÊÔƠƯăâđêôơưÀÁÃÈÉÌÍĨÒÓÕÙÚŨÝàáãèéìíĩòóõùúũý…–“”‘’§°²³½×"
    )
    assert fonts.missing("".join(sorted(wanted))) == ""
    assert "SIL OPEN FONT LICENSE Version 1.1" in (fonts.FOLDER / "LICENSE-OFL.txt").read_text()


TIMES = {  # widths of Times-Roman, -Bold, -Italic, -BoldItalic in thousandths (Adobe font metrics)
    fonts.REGULAR: {"A": 722, "M": 889, "a": 444, "m": 778, "1": 500, " ": 250},
    fonts.BOLD: {"A": 722, "M": 944, "a": 500, "m": 833, "1": 500, " ": 250},
    fonts.ITALIC: {"A": 611, "M": 833, "a": 500, "m": 722, "1": 500, " ": 250},
    fonts.BOLD_ITALIC: {"A": 667, "M": 889, "a": 500, "m": 778, "1": 500, " ": 250},
}


@pytest.mark.parametrize("path", TIMES, ids=lambda path: path.stem)
def test_letters_are_as_wide_as_those_of_times(path):
    font = cut(path.read_bytes())
    for letter, width in TIMES[path].items():
        assert font.width(letter, 1000) == pytest.approx(width, abs=1)


def damaged(path, *, at, by):
    """The regular font with two bytes of its `cmap` table changed, `at` bytes from where `by` says it starts."""
    data = bytearray(fonts.REGULAR.read_bytes())
    record = data.index(b"cmap")
    start = by(data, int.from_bytes(data[record + 8 : record + 12], "big"))
    assert data[start + at : start + at + 2] != b"\0\x02"
    data[start + at : start + at + 2] = b"\0\x02"
    path.write_bytes(data)
    return path


def unicode_part(data, cmap):
    return data.index(fonts._unicode_table(bytes(data))[:64], cmap)


def test_a_font_without_a_unicode_table_is_an_error_of_the_program(tmp_path):
    font = damaged(tmp_path / "a.ttf", at=0, by=unicode_part)
    with pytest.raises(ValueError, match="Unicode"):
        fonts.letters_of(font)


def test_a_font_that_lists_its_glyphs_is_an_error_of_the_program(tmp_path):
    table = fonts._unicode_table(fonts.REGULAR.read_bytes())
    count = int.from_bytes(table[6:8], "big") // 2
    font = damaged(tmp_path / "a.ttf", at=16 + 6 * count, by=unicode_part)
    with pytest.raises(ValueError, match="one by one"):
        fonts.letters_of(font)


def test_letters_that_cannot_be_printed_are_refused_and_named():
    with pytest.raises(LettersMissing) as refusal:
        typeset(a_sheet(subject="họp 😀 字", content=read("字 a")), made_at=MADE_AT)
    assert refusal.value.facts == {"letters": "😀字"}
    assert "😀字" in refusal.value.detail


def test_a_line_without_end_is_refused():
    with pytest.raises(LineTooLong):
        typeset(a_sheet(subject="a " * 600), made_at=MADE_AT)


@pytest.mark.parametrize("where", ["body", "annex"])
def test_content_over_the_limits_is_refused_wherever_it_stands(where):
    huge = model.Content((model.Paragraph((model.Run("a " * model.MOST_CHARACTERS),)),))
    changes = {"content": huge} if where == "body" else {"annexes": (Annex(title="A", content=huge),)}
    with pytest.raises(model.ContentTooLong):
        typeset(a_sheet(**changes), made_at=MADE_AT)


HOSTILE = [
    '#eval("1+1")', '#read("/etc/passwd")', '#include "sheet.typ"', '#import "@preview/x:0.1.0"', "$x^2$", "@ref", "<label>",
    "]", "[", "#[", "\\", "\\u{41}", "`raw`", "```", "~", "--", "// c", "/* c", "*b*", "_i_", "= H", "#{", "}", "{{7*7}}", "%s", '"', "'",
]  # fmt: skip


@pytest.mark.foreign("pdftotext")
@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_only_printed(tmp_path, words):
    line = f"x{words}y"
    escaped = line.replace("\\", "\\\\").replace("*", "\\*")
    sheet = a_sheet(
        "quyet_dinh",
        issuer=line,
        parents=(line,),
        symbol=line,
        number=line,
        place=line,
        subject=line,
        content=read(f"{escaped}\n# {escaped}\n## {escaped}\n> {escaped}\n- {escaped}\n| {escaped} |"),
        signer=Signer(capacities=(line,), positions=(line,), full_name=line),
        addressed_to=(line,),
        sent_to=(line,),
        filed=line,
        circulation=line,
        urgent_until=line,
        annexes=(Annex(title=line, content=read(escaped)),),
    )
    path = tmp_path / "hostile.pdf"
    path.write_bytes(typeset(sheet, made_at=MADE_AT).pdf)
    text = subprocess.run(["pdftotext", "-raw", str(path), "-"], check=True, capture_output=True).stdout.decode()
    packed = "".join(text.split())
    plain, capital = "".join(line.split()), "".join(line.upper().split())
    bare = plain.rstrip(".;,")
    assert packed.count(plain) + packed.count(bare) >= 12
    assert packed.count(capital) >= 4
    assert "root:" not in packed


drawable = st.characters(codec="utf-8").filter(lambda letter: not fonts.missing(letter))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.text(drawable, max_size=60) | st.sampled_from(["| a | b |", "# b", "- c", "Điều 1. d"]), max_size=12)
)
def test_whatever_a_clerk_types_is_set(lines):
    content = read("\n".join(lines))
    made = typeset(a_sheet(content=content, draft=True), made_at=MADE_AT)
    assert made.pdf.startswith(b"%PDF-1.7")


def test_many_threads_share_one_press():
    sheets = [a_sheet(number=str(number)) for number in range(10, 22)]
    alone = [typeset(sheet, made_at=MADE_AT) for sheet in sheets]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda sheet: typeset(sheet, made_at=MADE_AT), sheets))
    assert together == alone


def test_a_book_of_five_hundred_paragraphs_is_set():
    made = typeset(dataclasses.replace(a_sheet(), content=long_content(500)), made_at=MADE_AT)
    assert made.page_count > 20


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_hundred_sheets_leave_the_memory_where_it_was():
    def pages_used():
        return int(Path("/proc/self/statm").read_text().split()[1])

    for number in range(20):
        typeset(a_sheet(number=str(number)), made_at=MADE_AT)
    before = pages_used()
    for number in range(100):
        typeset(a_sheet(number=str(1000 + number)), made_at=MADE_AT)
    assert (pages_used() - before) * 4096 < 30_000_000
