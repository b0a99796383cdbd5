"""People find a service in their own words: without tones, mistyped, in short forms, in English; or nothing at all."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.work.services import finding, packages
from lienthong.work.services.everyday import Everyday, words
from lienthong.work.services.finding import Described, Index
from lienthong.work.services.spelling import AS_HEARD, ONE_SLIP, ONE_SLIP_IN_A_SHORT_WORD, Spelling, is_one_slip, typed

QUERIES = list(csv.DictReader((Path(__file__).parent / "everyday_queries.csv").read_text().splitlines()))
NOBODY = Everyday((), frozenset(), frozenset())


@pytest.fixture(scope="session")
def catalogue():
    return finding.shipped_index()


@pytest.fixture(scope="session")
def answers(catalogue):
    """What every question of the table finds."""
    return {each["query"]: (each["expected"], keys(catalogue.find(each["query"]))) for each in QUERIES}


def keys(found):
    return [each.key for each in found]


# -- the table of everyday questions ----------------------------------------------------------------------------
def test_the_table_has_questions_of_every_manner_and_of_every_service():
    manners = Counter(each["manner"] for each in QUERIES)
    assert len(QUERIES) >= 150
    assert len({each["query"] for each in QUERIES}) == len(QUERIES)
    for manner, least in {"untoned": 30, "mistyped": 20, "english": 10, "nothing": 10, "short": 5, "toned": 30}.items():
        assert manners[manner] >= least
    assert {each["expected"] for each in QUERIES if each["expected"]} == set(packages.shipped())
    assert {each["manner"] for each in QUERIES if not each["expected"]} == {"nothing"}


def test_every_everyday_question_finds_its_service_among_the_first_three(answers):
    assert {query: said for query, said in answers.items() if said[0] and said[0] not in said[1][:3]} == {}
    first = [said[0] == said[1][0] for said in answers.values() if said[0]]
    assert sum(first) / len(first) >= 0.95


def test_what_is_not_in_the_catalogue_finds_nothing_rather_than_something(answers):
    assert {query: said for query, said in answers.items() if not said[0] and said[1]} == {}


@pytest.mark.parametrize("name", packages.shipped())
def test_every_second_name_of_a_service_finds_it_at_once_even_without_tones(catalogue, name):
    for said in Described.of(packages.read_shipped(name)).names[::2]:
        assert name in keys(catalogue.find(" ".join(each.plain for each in words(said))))[:2], said


# -- scores -----------------------------------------------------------------------------------------------------
def test_the_best_comes_first_and_scores_lie_between_sure_and_one(catalogue):
    found = catalogue.find("bằng lái xe")
    scores = [each.score for each in found]
    assert set(keys(found)[:2]) == {"cap_giay_phep_lai_xe", "doi_giay_phep_lai_xe"}
    assert scores == sorted(scores, reverse=True)
    assert all(finding.SURE <= score <= 1 for score in scores)
    assert catalogue.find("bằng lái xe", most=1) == found[:1]


def test_a_question_of_any_length_is_looked_at_as_far_as_its_first_letters(catalogue):
    text = "đổi bằng lái xe " + "x" * 200
    assert catalogue.find(text + " khai tử" * 10_000) == catalogue.find(text)


@pytest.mark.parametrize("text", ["", "   ", "?!", "漢字", "\x00", "'", "là của ở", "12 34"])
def test_a_question_without_words_that_say_something_finds_nothing(catalogue, text):
    assert catalogue.find(text) == []


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_typed_is_answered(text):
    found = finding.shipped_index().find(text)
    assert len(found) <= 10
    assert all(finding.SURE <= each.score <= 1 for each in found)


def test_an_empty_catalogue_finds_nothing():
    assert Index({}, NOBODY).find("đổi bằng lái xe") == []


def test_a_word_that_few_services_share_counts_more_than_one_of_many():
    index = Index({f"s{i}": Described((f"đăng ký {each}",)) for i, each in enumerate(["tàu", "xe", "nhà"])}, NOBODY)
    assert keys(index.find("ký tàu"))[0] == "s0"
    assert keys(index.find("đăng nhà"))[0] == "s2"


def test_marks_that_were_written_speak_for_the_word_that_has_them():
    index = Index({"dead": Described(("khai tử",)), "four": Described(("khai tư",))}, NOBODY)
    assert keys(index.find("khai tử"))[0] == "dead"
    assert keys(index.find("khai tư"))[0] == "four"
    assert [each.score for each in index.find("khai tu")] == [1.0, 1.0]


def test_a_guess_whose_marks_differ_too_is_hardly_one():
    index = Index({"drive": Described(("học lái",))}, NOBODY)
    (other,) = index.find("học đại")
    assert all(index.find(text)[0].score > other.score + 0.1 for text in ("học lài", "học láu", "hoc dai"))


def test_a_whole_name_in_the_midst_of_a_long_question_is_heard():
    index = Index({"birth": Described(("khai sinh",)), "death": Described(("khai tử",))}, NOBODY)
    assert keys(index.find("con em ba tháng rồi mà chưa khai sinh thì phải ra chỗ nào")) == ["birth"]
    assert index.find("con em ba tháng rồi mà chưa khai thì phải ra chỗ nào") == []


def test_what_is_said_about_a_service_finds_it_but_its_names_come_first():
    index = Index({"a": Described(("hộ chiếu",), ("đi nước ngoài",)), "b": Described(("đi nước ngoài",))}, NOBODY)
    assert keys(index.find("đi nước ngoài")) == ["b", "a"]
    assert keys(index.find("hộ chiếu nước ngoài")) == ["a"]


def test_a_package_without_everyday_words_is_described_by_its_name_and_field(small):
    for line in ("also_called: [tên người dân hay gọi]\n", "life_events: [papers_and_copies]\n"):
        small.change("procedure.yaml", line, "")
    described = Described.of(small.read())
    assert described.names == ("Tên thủ tục", "Name of the procedure")
    assert described.about[:2] == ("Lĩnh vực", "Field")
    assert "Losing someone" in Described.of(packages.read_shipped("dang_ky_khai_tu")).about


# -- everyday words ---------------------------------------------------------------------------------------------
def everyday(*groups, small=()):
    same = tuple(tuple(words(each) for each in group) for group in groups)
    return Everyday(same, frozenset((each,) for each in small), frozenset({("từ",)}))


def test_a_phrase_is_also_said_otherwise_by_the_longest_part_that_is_known():
    said = everyday(("bằng lái", "gplx"), ("bằng lái xe máy", "bằng a1"), ("bằng lái xe", "bằng lái"))
    texts = [" ".join(each.written for each in one) for one in said.variants(words("đổi bằng lái xe máy"))]
    assert texts == ["đổi bằng lái xe máy", "đổi gplx xe máy", "đổi bằng a1", "đổi bằng lái máy"]


def test_words_that_say_little_are_known_with_their_marks_where_it_matters():
    said = everyday(small=("giay",))
    assert said.say_little(words("giấy khai tử từ nay")) == [True, False, False, True, False]


def test_the_list_that_is_shipped_names_nothing_twice_in_a_group():
    shipped = Everyday.shipped()
    assert all(len(set(group)) == len(group) >= 2 for group in shipped.same)
    assert all(group and all(group) for group in shipped.same)


# -- spelling ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("keys_pressed", "meant"), [
    ("ddooir", "doi"), ("bawngf", "bang"), ("giaays", "giay"), ("d9o6i3", "doi"), ("ba8ng2", "bang"), ("doii", "doi"), ("uwowng", "uong"),
    ("khaiss", "khai"), ("tuwr", "tu"), ("chungf", "chung"), ("wng", "ung"), ("sinh", "sinh"), ("xe", "xe"), ("a1", "a"), ("12", "12"),
    ("bana", "ban"), ("tieen", "tien"),
])  # fmt: skip
def test_leftovers_of_typing_are_taken_off(keys_pressed, meant):
    assert typed(keys_pressed) == meant


@pytest.mark.parametrize(("left", "right", "is_one"), [
    ("bag", "bang", True), ("bangg", "bang", True), ("bamg", "bang", True), ("bnag", "bang", True), ("bang", "bang", True),
    ("bgan", "bang", False), ("gnab", "bang", False), ("ba", "bang", False), ("bamk", "bang", False),
])  # fmt: skip
def test_one_slip_of_the_finger_is_told_from_two(left, right, is_one):
    assert is_one_slip(left, right) is is_one
    assert is_one_slip(right, left) is is_one


def test_words_are_found_by_what_may_have_been_typed_for_them():
    spelling = Spelling(["sinh", "xe", "trung", "chung", "khai", "licence", "o"])
    assert spelling.near("xinh") == {"sinh": AS_HEARD}
    assert spelling.near("chung") == {"chung": 1.0, "trung": AS_HEARD}
    assert spelling.near("kahi") == {"khai": ONE_SLIP_IN_A_SHORT_WORD}
    assert spelling.near("licebce") == {"licence": ONE_SLIP}
    assert spelling.near("xo") == {}
    assert spelling.near("") == {}


@pytest.mark.parametrize(("word", "pieces"), [
    ("khaisinh", ["khai", "sinh"]), ("banglaixe", ["bang", "lai", "xe"]), ("khaisin", []), ("xe", []), ("sinhx", []), ("k" * 30, []),
])  # fmt: skip
def test_what_is_written_without_spaces_is_taken_apart(word, pieces):
    assert Spelling(["khai", "sinh", "bang", "lai", "xe", "la"]).pieces(word) == pieces
