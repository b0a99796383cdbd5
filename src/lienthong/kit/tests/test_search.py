"""Words of Vietnamese texts: what is found by what, in memory and in PostgreSQL alike."""

import unicodedata

import pytest
from django.db import connection
from django.db.models import Q
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.kit import search

SYLLABLES = (
    "hòa",
    "hoà",
    "hoa",
    "hóa",
    "đất",
    "đat",
    "dat",
    "báo",
    "bao",
    "cáo",
    "khai",
    "sinh",
    "quyết",
    "quyêt",
    "ý",
)
SIGNS = ("", "", "/", "-", ".", ", ", " (", ") ", "  ")
UNFINISHED = ("kha", "si", "đấ", "hò", "hoà", "b", "qu", "qúy", "uy", "ub", "2")
ENDS = ("", " ", ",", "\u00a0")
texts = st.lists(st.tuples(st.sampled_from((*SYLLABLES, "QĐ", "UBND", "123", "12", "2026")), st.sampled_from(SIGNS)))
questions = st.lists(
    st.sampled_from((*SYLLABLES, *UNFINISHED, "123/QĐ", "123/q", "QĐ-UBND", "12", "Khai", "SINH", "2026", "—"))
)


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("doi bang", "Đổi bằng lái xe", True),
        ("đổi", "ĐỔI BẰNG", True),
        ("đôi", "Đổi bằng", False),
        ("an", "Quản lý văn bản", False),
        ("an", "Nghệ An", True),
        ("nghe an đất dai", "Đất đai tại Nghệ An", True),
        ("hoà", "Hòa Bình", True),
        ("hoá", "Hòa Bình", False),
        ("thuỷ", "Thủy lợi", True),
        ("123/QĐ", "123/QĐ-BTC về việc", True),
        ("123/qd-btc", "123/QĐ-BTC về việc", True),
        ("123/Q", "123/QĐ-BTC", True),
        ("123/QD", "5123/QĐ-BTC", False),
        ("123/QD", "QĐ-BTC số 123", False),
        ("23", "123/QĐ-BTC", False),
        ("BTC", "123/QĐ-BTC", True),
        ("qđ btc 123", "123/QĐ-BTC", True),
        ("99998", "Việc chung (99998)", True),
        ("000.00.00.G12-261129-0001", "000.00.00.G12-261129-0001", True),
        ("000.00.00.G12-261129-0002", "000.00.00.G12-261129-0001", False),
        ("261129-0001", "000.00.00.G12-261129-0001", True),
        ("khai si", "Giấy khai sinh", True),
        ("khai si ", "Giấy khai sinh", False),
        ("khai si,", "Giấy khai sinh", False),
        ("si khai", "Giấy khai sinh", False),
        ("khai s", "Giấy khai sinh", False),
        ("dâ", "Đất đai", False),
        ("da", "Đất đai", True),
        ("đấ", "Đất đai", True),
        ("đâ", "Đất đai", False),
        ("đậ", "Đất đai", False),
        ("thuỷ lợ", "Thủy lợi", True),
        ("55", "5561/VPCP", False),
        ("vpc", "5561/VPCP", True),
        ("g1", "G12.18", False),
        ("5561/v", "5561/VPCP", True),
        ("5561/v ", "5561/VPCP", True),
        ("", "x", True),
        ("a  b", "b a", True),
        ("a — b", "b a", True),
        ("x", "", False),
    ],
)
def test_what_a_question_finds(words, text, found):
    assert search.holds(text, words) is found


@given(st.sampled_from(SYLLABLES), st.booleans())
def test_composed_and_decomposed_letters_ask_the_same(syllable, capital):
    other = unicodedata.normalize("NFD", syllable.upper() if capital else syllable)
    assert search.asked(other) == search.asked(syllable)
    assert search.words_of(other) == search.words_of(syllable)


def test_words_under_a_mark_are_found_by_none_that_is_typed():
    assert search.words_of("=bao_cao") == {"bao", "cao", "bao/cao"}
    assert search.vector("", marks=["bao_cao"], marked="Bộ") == "'=bao_cao' '=bo' '=\u0323bô'"
    assert search.asked("bộ", marked=True) == [search.Asked("=\u0323bô", is_begun=True)]
    assert search.vector("—") == ""


def test_of_very_many_words_the_first_are_asked():
    assert [each.word for each in search.asked(" ".join(map(str, range(99))))] == [str(each) for each in range(12)]
    assert not any(each.is_begun for each in search.asked("khai " * 12 + "si"))


def test_a_condition_is_read_row_by_row_whatever_else_it_asks():
    asked = Q(words__hold="'a'") & (Q(entry__words__hold="'b'") | Q(number=1)) & ~Q(words__hold="'c'")
    read = Q(words__read="'a'") & (Q(entry__words__read="'b'") | Q(number=1)) & ~Q(words__read="'c'")
    assert search.row_by_row(asked) == read


def test_a_question_says_what_must_be_whole():
    assert search.question(search.asked("Khai sinh 12/QĐ")) == "'khai' & 'sinh' & '12/qđ':*"


# -- beside a reader that goes through the text letter by letter, and PostgreSQL
def slowly(text, words):
    """What people would say, without sets, patterns or an index."""
    chunks, typed = [_letters(chunk) for chunk in text.split()], words.split()
    unfinished = len(typed) - 1 if words[-1:].isalpha() else -1
    return all(
        any(_occurs(chunk, _letters(asked), goes_on=place == unfinished) for chunk in chunks)
        for place, asked in enumerate(typed)
        if _letters(asked)
    )


def _letters(chunk):
    """Lists of parts: what stands between signs."""
    plain = "".join(letter if letter.isalnum() else " " for letter in unicodedata.normalize("NFC", chunk.lower()))
    return plain.split()


def _occurs(chunk, asked, *, goes_on):
    return any(_same(chunk[start : start + len(asked)], asked, goes_on=goes_on) for start in range(len(chunk)))


def _same(parts, asked, *, goes_on):
    """Part by part; the last of several may be a beginning, and an unfinished syllable. Tones count for all as soon as
    one is typed.
    """
    toned = any(_bare(each) != each for each in asked)
    said, typed = [_read(each, toned) for each in parts], [_read(each, toned) for each in asked]
    if len(said) != len(typed) or said[:-1] != typed[:-1]:
        return False
    (said_tone, said_letters), (tone, letters) = said[-1], typed[-1]
    goes_on = len(asked) > 1 or (goes_on and len(letters) > 1 and letters.isalpha())
    return said_tone == tone and (said_letters == letters or (goes_on and said_letters.startswith(letters)))


def _read(part, toned):
    """Tone and letters."""
    return _tone_and_letters(part) if toned else ("", _bare(part))


def _bare(part):
    return "".join(each for each in unicodedata.normalize("NFD", part) if not unicodedata.combining(each)).replace(
        "đ", "d"
    )


def _tone_and_letters(part):
    tones = [each for each in unicodedata.normalize("NFD", part) if each in "\u0300\u0301\u0303\u0309\u0323"]
    rest = [each for each in unicodedata.normalize("NFD", part) if each not in tones]
    return "".join(tones), unicodedata.normalize("NFC", "".join(rest))


@given(texts, questions, st.sampled_from(ENDS))
def test_memory_finds_what_a_patient_reader_finds(pieces, words, end):
    text, asked = "".join(map("".join, pieces)), " ".join(words[:12]) + end
    if max(map(len, map(_letters, text.split())), default=0) <= 4:
        assert search.holds(text, asked) is slowly(text, asked)


@pytest.mark.django_db
@settings(max_examples=60)
@given(texts, questions, st.sampled_from(ENDS))
def test_postgresql_finds_what_memory_finds(pieces, words, end):
    text, asked = "".join(map("".join, pieces)), " ".join(words) + end
    with connection.cursor() as cursor:
        cursor.execute(
            "select %s::tsvector @@ %s::tsquery", [search.vector(text), search.question(search.asked(asked))]
        )
        (found,) = cursor.fetchone()
    assert found is (search.holds(text, asked) and bool(search.asked(asked)))


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "Hòa Bình", "123/QĐ-BTC về việc sắp xếp"])
def test_a_binary_copy_writes_the_same_words(text):
    with connection.cursor() as cursor:
        cursor.execute("create temporary table found_by (words tsvector) on commit drop")
        with cursor.copy("copy found_by from stdin (format binary)") as copy:
            copy.set_types(["tsvector"])
            copy.write_row([search.vector(text, marks=["cong_van"])])
        cursor.execute("select words = %s::tsvector from found_by", [search.vector(text, marks=["cong_van"])])
        assert cursor.fetchall() == [(True,)]
