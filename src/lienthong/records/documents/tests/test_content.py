import json
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lienthong.records.documents import content as model
from lienthong.records.documents import markup
from lienthong.records.documents.content import (
    Align,
    Article,
    Basis,
    Content,
    Heading,
    Item,
    Paragraph,
    Run,
    Table,
    from_json,
    to_json,
)
from lienthong.records.documents.markup import read, write


def only(text):
    (block,) = read(text).blocks
    return block


def words(text):
    return (Run(text),)


@pytest.mark.parametrize(
    ("line", "block"),
    [
        ("# Chương I. Quy định chung", Heading(1, words("Chương I. Quy định chung"))),
        ("## I. Tình hình", Heading(2, words("I. Tình hình"))),
        ("### 1. Kết quả", Heading(3, words("1. Kết quả"))),
        ("> Theo đề nghị của Vụ trưởng.", Basis(words("Theo đề nghị của Vụ trưởng."))),
        ("Căn cứ Nghị định số 30;", Basis(words("Căn cứ Nghị định số 30;"))),
        ("Căn cứ Nghị định số 30, Bộ yêu cầu.", Paragraph(words("Căn cứ Nghị định số 30, Bộ yêu cầu."))),
        ("Điều 1. Phê duyệt đề án.", Article("Điều 1.", words("Phê duyệt đề án."))),
        ("Điều 2a.", Article("Điều 2a.", ())),
        ("1. Khoản một", Item("1.", words("Khoản một"))),
        ("1.2. Mục hai", Item("1.2.", words("Mục hai"))),
        ("đ) Điểm đ", Item("đ)", words("Điểm đ"))),
        ("(3) Ba", Item("(3)", words("Ba"))),
        ("- Gạch", Item("-", words("Gạch"))),
        ("• Chấm", Item("-", words("Chấm"))),
        ("* Sao", Item("-", words("Sao"))),
        ("+ Cộng", Item("+", words("Cộng"))),
        ("1.500 đồng", Paragraph(words("1.500 đồng"))),
        ("#", Paragraph(words("#"))),
        ("  Thừa   khoảng\ttrắng ", Paragraph(words("Thừa khoảng trắng"))),
        (r"\# không phải đề mục", Paragraph(words("# không phải đề mục"))),
        (r"1\. không phải khoản", Paragraph(words("1. không phải khoản"))),
        (r"C:\thu muc", Paragraph(words(r"C:\thu muc"))),
    ],
)
def test_a_line_becomes_the_block_a_clerk_means(line, block):
    assert only(line) == block


def test_the_last_basis_may_end_with_a_full_stop():
    blocks = read("Căn cứ Luật A;\nTheo đề nghị của Chánh Văn phòng.\nCăn cứ vào đó, Bộ trả lời như sau").blocks
    assert [type(block) for block in blocks] == [Basis, Basis, Paragraph]


@pytest.mark.parametrize(
    ("line", "runs"),
    [
        ("a **b** c", (Run("a "), Run("b", bold=True), Run(" c"))),
        ("a *b* c", (Run("a "), Run("b", italic=True), Run(" c"))),
        ("***b***", (Run("b", bold=True, italic=True),)),
        ("**a***b*", (Run("a", bold=True), Run("b", italic=True))),
        ("**a *b***", (Run("a ", bold=True), Run("b", bold=True, italic=True))),
        ("5 * 3 = 15", (Run("5 * 3 = 15"),)),
        ("2*3", (Run("2*3"),)),
        ("**chưa đóng", (Run("**chưa đóng"),)),
        ("****", (Run("****"),)),
        (r"\*thường\*", (Run("*thường*"),)),
        (r"hai \\ gạch", (Run("hai \\ gạch"),)),
        ("*ngh* **iêng", (Run("ngh", italic=True), Run(" **iêng"))),
    ],
)
def test_stars_make_bold_and_italic_and_an_odd_star_stays_a_star(line, runs):
    assert only(line) == Paragraph(runs)


def test_a_table_with_a_rule_has_a_header_and_alignments():
    table = only("| STT | Tên | Số | % |\n|:-:|:--|--:|---|\n| 1 | **A** | 2 | 3 |")
    assert table == Table(
        rows=(
            (words("STT"), words("Tên"), words("Số"), words("%")),
            (words("1"), (Run("A", bold=True),), words("2"), words("3")),
        ),
        header=True,
        aligns=(Align.CENTER, Align.LEFT, Align.RIGHT, Align.AUTO),
    )


def test_a_table_without_a_rule_has_no_header_and_short_rows_are_filled():
    table = only("| a | b\n| c |\n|")
    assert table.header is False
    assert table.rows == ((words("a"), words("b")), (words("c"), ()), ((), ()))


def test_a_border_with_a_backslash_is_a_letter():
    assert only(r"| a \| b | c |").rows == ((words("a | b"), words("c")),)


def test_an_empty_line_parts_two_tables_and_a_line_of_text_too():
    blocks = read("| a |\n\n| b |\nchữ\n| c |").blocks
    assert [type(block) for block in blocks] == [Table, Table, Paragraph, Table]
    assert read(write(Content(blocks))).blocks == blocks


def test_nothing_typed_is_no_content():
    assert read("") == read("\n \n") == Content()
    assert write(Content()) == ""


def test_invisible_characters_are_taken_out_and_letters_composed():
    assert only("A\u200bB\u202eC\x07 e\u0302\u0301") == Paragraph(words("ABC ế"))


def test_the_words_of_a_content_are_found_for_search():
    content = read("# A\nĐiều 1. B\n- **C** d\n| e | f |\n| g | h |")
    assert content.plain_text() == "A\nĐiều 1. B\n- C d\ne\tf\ng\th"


MARKS = "*_#>|-+\\.;:,()[]$@{}<`~/=\"' "
lines = st.lists(
    st.sampled_from(
        [*MARKS, "**", "***", "a", "Đ", "ế", "1", "Điều 1.", "Căn cứ ", "Xét ", "# ", "- ", "1. ", "| ", "a) "]
    )
).map("".join)
texts = st.lists(lines | st.text(), max_size=8).map("\n".join)


EVERY_BLOCK = "# A\n## B\n> C\nĐiều 1. D\n- **E** *f* ***g***\n| h | i |\n|--:|---|\n| j |\nk"


@given(texts)
@example(EVERY_BLOCK)
@example("**a**\u0301")
@example(r"| \--- |" + "\n" + r"| --- |")
@example("Căn cứ a;\nCăn cứ b.\nXét c\\;")
@example("| |\n|\\\n| a \\")
@example(r"\1\. a")
def test_what_was_read_is_written_and_read_again_unchanged(text):
    content = read(text)
    assert read(write(content)) == content
    assert write(read(write(content))) == write(content)


@given(texts)
@example(EVERY_BLOCK)
def test_content_survives_json(text):
    content = read(text)
    assert from_json(json.loads(json.dumps(to_json(content)))) == content


letters = st.text(st.sampled_from("aĐ *\\|#1.-> "), min_size=1, max_size=6)
run = st.builds(lambda text, bold, italic: [(c, bold, italic) for c in text], letters, st.booleans(), st.booleans())


@given(st.lists(run, min_size=1, max_size=6))
def test_any_mixture_of_styles_is_written_so_that_it_can_be_read(parts):
    line = [("x", False, False), *(letter for part in parts for letter in part), ("x", False, False)]
    tidy = [letter for before, letter in pairwise(line) if (before[0], letter[0]) != (" ", " ")]
    content = Content((Paragraph(model.runs_of(tidy[tidy[0][0] == " " :])),))
    assert read(write(content)) == content


HOSTILE = [
    "#eval(1)",
    '#read("/etc/passwd")',
    "$x$",
    "@ref",
    "]",
    "[",
    "\\",
    "`raw`",
    "<label>",
    "#{",
    "//",
    "/*",
    "~",
    "--",
    "= A",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_words_of_the_typesetter_are_only_words(text):
    assert only(text).runs == (Run(text),)


def test_a_text_over_the_limit_is_refused():
    read("a" * model.MOST_CHARACTERS)
    with pytest.raises(model.ContentTooLong):
        read("a" * (model.MOST_CHARACTERS + 1))


def test_too_many_paragraphs_are_refused():
    read("a\n" * model.MOST_BLOCKS)
    with pytest.raises(model.ContentTooLong):
        read("a\n" * (model.MOST_BLOCKS + 1))


def test_a_table_too_wide_or_too_long_is_refused():
    read("| a " * model.MOST_COLUMNS + "|")
    read("| a |\n" * model.MOST_ROWS)
    for text in ["| a " * (model.MOST_COLUMNS + 1) + "|", "| a |\n" * (model.MOST_ROWS + 1)]:
        with pytest.raises(model.TableTooLarge):
            read(text)


def test_a_very_long_row_of_stars_is_read_in_reasonable_time():
    assert only("*a " * 20_000).runs[0].text.startswith("*a")


PARAGRAPH = {"block": "paragraph", "runs": [["a", ""]]}
TABLE = {"block": "table", "rows": [[[["a", ""]]]], "header": False, "aligns": [""]}


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"version": 2, "blocks": []},
        {"version": 1},
        {"version": 1, "blocks": [{"block": "raw", "runs": []}]},
        {"version": 1, "blocks": ["paragraph"]},
        {"version": 1, "blocks": [PARAGRAPH | {"runs": [["a", "x"]]}]},
        {"version": 1, "blocks": [PARAGRAPH | {"runs": [[1, ""]]}]},
        {"version": 1, "blocks": [PARAGRAPH | {"runs": [["a\u202e", ""]]}]},
        {"version": 1, "blocks": [PARAGRAPH | {"runs": [["a  b", ""]]}]},
        {"version": 1, "blocks": [{"block": "heading", "level": 4, "runs": []}]},
        {"version": 1, "blocks": [TABLE | {"rows": []}]},
        {"version": 1, "blocks": [TABLE | {"aligns": ["", ""]}]},
        {"version": 1, "blocks": [TABLE | {"aligns": ["top"]}]},
    ],
)
def test_json_of_another_shape_is_refused(data):
    with pytest.raises(model.ContentNotReadable):
        from_json(data)


def test_json_of_the_right_shape_is_read():
    assert from_json({"version": 1, "blocks": [PARAGRAPH, TABLE]}) == markup.read("a\n| a |")
