import json

import pytest

from lienthong.kit.own_words import own_words


@pytest.fixture
def phrases(tmp_path):
    file = tmp_path / "set_phrases.json"
    file.write_text(json.dumps(["hồ sơ không hợp lệ"]), "utf-8")
    return file


def test_words_of_set_phrases_and_single_letters_are_not_ones_own_and_numbers_are(phrases):
    assert own_words("Hồ sơ  KHÔNG hợp lệ: thiếu trang 2, a b", phrases) == {"thiếu", "trang", "2"}


def test_without_tones_set_phrases_are_known_without_tones(phrases):
    assert own_words("ho so khong hop le, thieu trang", phrases) == {"thieu", "trang"}
    assert own_words("lẽ", phrases) == {"lẽ"}, "with tones, another word than `lệ`"
