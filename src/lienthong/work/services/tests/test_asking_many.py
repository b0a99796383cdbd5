"""Questions of which several answers, one or none may be true, as a form."""

from datetime import date
from types import SimpleNamespace

import pytest

from lienthong.work.services.asking import NOTHING, QuestionForm
from lienthong.work.services.expressions.values import Type
from lienthong.work.services.states import Kind
from lienthong.work.services.telling import answer_words

TODAY = date(2026, 11, 22)

OPTIONS = ({"value": "poor", "text": {"vi": "Hộ nghèo"}}, {"value": "merit", "text": {"vi": "Có công"}})
EXEMPT = SimpleNamespace(
    name="exempt",
    type=Type(Kind.CHOICES, ("poor", "merit")),
    is_required=True,
    is_past=False,
    is_phone=False,
    plain={"text": {"vi": "Gia đình thuộc diện nào?"}, "options": OPTIONS},
)


def form(*chosen, given=None):
    from django.http import QueryDict

    data = QueryDict(mutable=True)
    data.setlist("exempt", chosen)
    return QuestionForm((EXEMPT,), given or {}, data, today=TODAY)


@pytest.mark.parametrize(
    ("chosen", "stored"), [((NOTHING,), []), (("poor",), ["poor"]), (("poor", "merit"), ["poor", "merit"])],
    ids=["none", "one", "both"],
)  # fmt: skip
def test_some_or_expressly_none_of_many_is_an_answer(chosen, stored):
    filled = form(*chosen)
    assert filled.is_valid(), filled.errors
    assert filled.plain() == {"exempt": stored}


def test_forgetting_is_no_answer_and_none_goes_with_nothing_else():
    assert "Hãy chọn ít nhất một." in str(form().errors)
    assert "không chọn cả hai" in str(form(NOTHING, "poor").errors)


def test_where_nothing_must_be_answered_silence_takes_the_answer_back():
    filled = form()
    filled.fields["exempt"].required = False
    assert filled.is_valid()
    assert filled.plain() == {"exempt": None}


@pytest.mark.parametrize(("stored", "ticked"), [([], [NOTHING]), (["poor"], ["poor"])], ids=["none", "one"])
def test_an_answer_is_shown_again_as_it_was_given(stored, ticked):
    assert QuestionForm((EXEMPT,), {"exempt": stored}, today=TODAY).initial == {"exempt": ticked}
    assert answer_words(EXEMPT, stored) == ("Hộ nghèo" if stored else "Không có điều nào trong số này")


def test_what_was_ticked_and_not_answered_yet_is_shown_before_what_was_answered():
    shown = QuestionForm((EXEMPT,), {"exempt": ["poor"]}, typed={"exempt": ["merit"]}, today=TODAY)
    assert shown["exempt"].value() == ["merit"]
