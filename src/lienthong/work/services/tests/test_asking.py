"""Questions as forms: each kind has its field, shows what was answered, and gives back what is stored."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from lienthong.work.services import asking
from lienthong.work.services.binding import Question
from lienthong.work.services.states import Kind


def question(kind: Kind, name: str = "q", *, required: bool = True, options: int = 0, **plain):
    listed = [
        {"value": f"v{place}", "text": {"vi": f"Chọn {place}", "en": f"Option {place}"}} for place in range(options)
    ]
    words = {"text": {"vi": "Hỏi gì?", "en": "What?"}, **({"options": listed} if options else {}), **plain}
    return Question(name, SimpleNamespace(kind=kind), "page", {**words, "optional": not required}, "path")


def formed(questions, given, data=None, typed=None):
    return asking.QuestionForm(questions, given, data, typed, today=date(2026, 11, 22))


CASES = {
    "yes": (question(Kind.YES_NO), "yes", True, "yes"),
    "no": (question(Kind.YES_NO), "no", False, "no"),
    "number": (question(Kind.NUMBER), "12", 12, 12),
    "text": (question(Kind.TEXT, hint={"vi": "Gợi ý", "en": "Hint"}), "chữ", "chữ", "chữ"),
    "date": (question(Kind.DATE), "22/11/2026", "2026-11-22", date(2026, 11, 22)),
    "choice": (question(Kind.CHOICE, options=3), "v1", "v1", "v1"),
    "long_choice": (question(Kind.CHOICE, options=9), "v8", "v8", "v8"),
    "choices": (question(Kind.CHOICES, options=3), ["v0", "v2"], ["v0", "v2"], ["v0", "v2"]),
}


@pytest.mark.parametrize("name", CASES)
def test_an_answer_is_stored_plain_and_shown_again_as_it_was_given(name):
    one, typed, stored, shown = CASES[name]
    form = formed((one,), {}, {"q": typed})
    assert form.is_valid(), form.errors
    assert form.plain() == {"q": stored}
    assert formed((one,), {"q": stored}).initial == {"q": shown}


@pytest.mark.parametrize("name", CASES)
def test_what_must_be_answered_is_asked_for_in_words_and_what_need_not_is_none(name):
    one, *_rest = CASES[name]
    assert formed((one,), {}, {}).errors["q"]
    free = replace(one, plain={**one.plain, "optional": True})
    form = formed((free,), {}, {})
    assert form.is_valid()
    assert form.plain() == {"q": None}


@pytest.mark.parametrize(
    ("bounds", "typed", "said"),
    [
        ({"least": 1}, "0", "Ghi từ 1 trở lên."), ({"least": 1}, "-5", "Ghi từ 1 trở lên."),
        ({"most": 20}, "21", "Ghi nhiều nhất 20."), ({"least": 1, "most": 20}, "20", None), ({}, "-5", None),
    ],
)  # fmt: skip
def test_a_number_beyond_its_bounds_is_told_the_bound(bounds, typed, said):
    form = formed((question(Kind.NUMBER, **bounds),), {}, {"q": typed})
    assert form.errors.get("q", [None]) == [said]


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("001190000001", None), (" 001 190 000 001 ", None), ("001.190-000–001", None), ("00119000000", "đúng mười hai"),
        ("999 abc", "đúng mười hai"), ("003190000001", "Ba chữ số đầu"),
    ],
)  # fmt: skip
def test_a_slip_in_a_personal_number_is_told_while_it_is_typed(typed, wrong):
    one = question(Kind.TEXT, form="personal_number")
    form = formed((one,), {}, {"q": typed})
    if wrong is None:
        assert form.is_valid()
        assert form.plain() == {"q": "001190000001"}
    else:
        assert wrong in form.errors["q"][0]
    assert 'inputmode="numeric"' in str(form["q"])
    free = formed((replace(one, plain={**one.plain, "optional": True}),), {}, {"q": " "})
    assert free.is_valid()
    assert free.plain() == {"q": None}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("  Nguyễn  Thị Minh Anh ", "Nguyễn Thị Minh Anh"), ("12345", None), ("An 2", None), ("A", None), ("...", None)],
)
def test_a_name_is_letters(typed, kept):
    one = question(Kind.TEXT, form="person_name")
    form = formed((one,), {}, {"q": typed})
    assert (form.plain() == {"q": kept}) if form.is_valid() else kept is None
    if kept is None:
        assert "bằng chữ, không có chữ số" in form.errors["q"][0]
    free = formed((replace(one, plain={**one.plain, "optional": True}),), {}, {"q": " "})
    assert free.is_valid()
    assert free.plain() == {"q": None}


@pytest.mark.parametrize(("typed", "come"), [("22/11/2026", True), ("23/11/2026", False)], ids=["today", "tomorrow"])
def test_a_day_that_has_to_have_come_is_not_after_today(typed, come):
    form = formed((question(Kind.DATE, past=True),), {}, {"q": typed})
    assert form.is_valid() is come
    assert come or form.errors["q"] == ["Ngày này chưa tới. Hãy xem lại."]
    assert formed((question(Kind.DATE),), {}, {"q": typed}).is_valid()


def test_whoever_acts_by_a_power_is_not_offered_the_answer_for_oneself():
    own = question(Kind.CHOICE, options=3, by_relation={"self": "v0"})
    other = question(Kind.CHOICE, "other", options=3)
    plain = question(Kind.TEXT, "plain", by_relation={"self": "x"})
    page = SimpleNamespace(questions=(own, other, plain))

    def offered(relation):
        return [[each["value"] for each in one.plain.get("options", [])] for one in asking.asked(page, {}, relation)]

    assert offered("power") == [["v1", "v2"], ["v0", "v1", "v2"], []]
    assert offered("counter") == [["v0", "v1", "v2"], ["v0", "v1", "v2"], []]


def test_a_question_is_asked_unless_a_register_answers_it_undisputed():
    page = SimpleNamespace(
        questions=(
            question(Kind.TEXT, "said"),
            question(Kind.TEXT, "silent"),
            question(Kind.TEXT, "free", required=False),
            question(Kind.TEXT, "disputed"),
            question(Kind.TEXT, "unread"),
        )
    )
    facts = {
        "said": {"value": "a"},
        "silent": {"value": None},
        "free": {"value": None},
        "disputed": {"value": "a", "disputed": True},
    }
    assert [each.name for each in asking.asked(page, facts)] == ["silent", "disputed", "unread"]
