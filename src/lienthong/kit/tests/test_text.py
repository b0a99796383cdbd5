import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthong.kit.text import fold, is_name_of_person, normalise, safe_file_name, sort_key

names = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậếềểễệóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ AĐÔ 019-", max_size=40
)


def test_names_sort_as_in_a_vietnamese_dictionary():
    right = ["An Giang", "Ăn", "Âu", "Da Nang", "Dân", "Đà Nẵng", "Hoa", "Hoà", "Hóa", "Hồ Chí Minh", "Huế", "Yên Bái"]
    assert sorted(set(right), key=sort_key) == right


def test_a_shorter_name_stands_before_the_longer_ones_that_begin_with_it():
    right = ["An", "An Giang", "Bộ Y", "Bộ Y tế", "Bộ Y tế 2"]
    assert sorted(set(right), key=sort_key) == right


def test_tones_sort_level_grave_hook_tilde_acute_dot():
    right = ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert sorted(set(right), key=sort_key) == right


@given(names)
def test_composed_and_decomposed_text_fold_and_sort_alike(name):
    decomposed = unicodedata.normalize("NFD", name)
    assert fold(decomposed) == fold(name)
    assert sort_key(decomposed) == sort_key(name)


@given(names)
def test_sort_keys_are_ascii(name):
    assert sort_key(name).isascii()


def test_words_typed_without_tones_are_what_fold_makes_of_words_with_tones():
    assert fold("Đổi  BẰNG lái xe") == "doi bang lai xe"


def test_white_space_is_collapsed_and_text_composed():
    assert normalise("  a\u0302 \n b ") == "â b"


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\Công văn.pdf", "Công văn.pdf"),
        ("a\x00b\u202egnp.exe", "abgnp.exe"),
        ("...", "tep"),
        ("", "tep"),
    ],
)
def test_file_names_lose_paths_and_hidden_marks(given_name, kept):
    assert safe_file_name(given_name) == kept


def test_long_file_names_keep_their_extension():
    kept = safe_file_name("ệ" * 300 + ".pdf")
    assert kept.endswith(".pdf")
    assert len(kept.encode()) <= 200


def test_long_names_without_a_stem_are_cut_at_the_end():
    assert len(safe_file_name("x" * 500).encode()) <= 200
    assert len(safe_file_name("a." + "x" * 500).encode()) <= 200


@pytest.mark.parametrize(
    "name", ["Nguyễn Thị Minh Anh", "Y Bia", "H’Hen Niê", "K'Brơi", "Jean-Paul Sartre", "Ông A.", "李小龙"]
)
def test_names_of_persons_are_letters_of_any_alphabet(name):
    assert is_name_of_person(name)


@pytest.mark.parametrize("text", ["", "A", "12345", "Nguyễn Văn 2", "<b>An</b>", "An; Bình", "- . '"])
def test_what_has_digits_or_signs_is_no_name(text):
    assert not is_name_of_person(text)
