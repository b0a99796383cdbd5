"""How the result is wanted, and what a package asks for the envelope."""

from datetime import date
from types import SimpleNamespace

import pytest

from lienthong.work.services import answering, asking, delivering, telling
from lienthong.work.services.binding import Question
from lienthong.work.services.delivering import Way
from lienthong.work.services.packages import read_shipped, shipped
from lienthong.work.services.problems import Place
from lienthong.work.services.states import Kind

TODAY = date(2026, 11, 16)
WORDS = {"text": {"vi": "Gọi số nào?", "en": "Which number?"}}
PHONE = Question("q", SimpleNamespace(kind=Kind.TEXT), "page", {**WORDS, "form": "phone"}, "path")
RECIPIENT = {"post_to": "Lê An", "post_phone": "+84912345678", "post_address": "Số 1, Vinh"}


def test_the_post_has_a_recipient_and_the_other_ways_have_none():
    posted = delivering.chosen({"delivery": "post", **RECIPIENT})
    assert (posted.way, posted.to, posted.phone, posted.address) == (Way.POST, *RECIPIENT.values())
    assert (posted.on_paper, posted.can_be_posted) == (True, True)
    for way, on_paper in (("counter", True), ("online", False)):
        other = delivering.chosen({"delivery": way, **RECIPIENT})
        assert (other.on_paper, other.to, other.can_be_posted) == (on_paper, "", False)


def test_an_older_package_asked_for_no_address_and_some_ask_for_no_way():
    assert delivering.chosen({"delivery": "post"}).can_be_posted is False
    assert delivering.chosen({"delivery": "drone"}) is None
    assert delivering.chosen({}) is None


@pytest.mark.parametrize("key", shipped())
def test_whatever_is_shipped_and_may_be_posted_asks_for_the_envelope(key):
    package = read_shipped(key)
    delivery = package.questions.get(delivering.DELIVERY)
    if delivery is not None and Way.POST in delivery.type.options:
        assert set(delivering.RECIPIENT) <= package.questions.keys()
        assert package.questions["post_to"].suggest == "full_name"
        assert package.questions["post_address"].suggest == "residence"
        assert package.questions["residence"].plain["offered_by"] == "dan_cu.residence"


def test_a_package_that_posts_to_nowhere_is_found(licence):
    licence.change("questions.yaml", "name: post_address", "name: where")
    found = [place for code, place in licence.found() if code == "posted-nowhere"]
    assert found == ["questions.yaml:pages[4].questions[1]"]


def test_what_is_suggested_is_an_earlier_text(licence):
    licence.change("questions.yaml", "suggest: full_name", "suggest: post_address")
    assert [code for code, _place in licence.refused()] == ["undeclared"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("0912 345 678", "+84912345678"), ("+84 912.345.678", "+84912345678"), ("0000 123 456", "+84000123456")],
)
def test_a_number_is_kept_in_one_form_and_shown_in_groups(typed, kept):
    form = asking.QuestionForm((PHONE,), {}, {"q": typed}, today=TODAY)
    assert form.is_valid()
    assert form.plain() == {"q": kept}
    assert asking.QuestionForm((PHONE,), {"q": kept}, today=TODAY).initial["q"].startswith("0")
    assert telling.answer_words(PHONE, kept) == asking.QuestionForm((PHONE,), {"q": kept}, today=TODAY).initial["q"]


def test_what_is_no_number_is_said_to_be_none_and_an_open_one_stays_open():
    wrong = asking.QuestionForm((PHONE,), {}, {"q": "12345"}, today=TODAY)
    assert wrong.errors["q"] == ["Ghi số di động như 0912 345 678."]
    free = Question("q", PHONE.type, "page", {**PHONE.plain, "optional": True}, "path")
    form = asking.QuestionForm((free,), {}, {"q": " "}, today=TODAY)
    assert form.is_valid()
    assert form.plain() == {"q": None}


def test_software_gives_numbers_in_their_one_form():
    package = read_shipped("doi_giay_phep_lai_xe")
    for given, count in (("+84912345678", 0), ("0912345678", 1)):
        problems = []
        answering.typed(package, {"post_phone": given}, Place("x"), problems)
        assert len(problems) == count
    properties = answering.schema(package)["properties"]
    assert properties["post_phone"]["pattern"] == "^[+][0-9]{8,15}$"
    assert "pattern" not in properties["post_to"]


def test_the_name_and_the_residence_of_before_stand_in_the_fields():
    questions = tuple(read_shipped("doi_giay_phep_lai_xe").questions[each] for each in delivering.RECIPIENT)
    known = {"full_name": "Lê An", "residence": "Xã Yên Thành", "post_phone": "x"}
    assert asking.suggested(questions, known) == {"post_to": "Lê An", "post_address": "Xã Yên Thành"}
    assert asking.suggested(questions, {}) == {}


def test_the_residence_is_shown_where_a_register_knows_it_and_never_asked_for_itself():
    page = next(each for each in read_shipped("cap_lai_the_bhyt").pages if each.name == "posting")
    known = {"value": "Xã Yên Thành", "register": "dan_cu"}
    for facts, names in (
        ({}, [*delivering.RECIPIENT]),
        ({"residence": known}, [*delivering.RECIPIENT]),
        ({"residence": {**known, "disputed": True}}, ["residence", *delivering.RECIPIENT]),
    ):
        assert [each.name for each in asking.asked(page, facts)] == names
