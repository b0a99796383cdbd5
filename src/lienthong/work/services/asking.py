"""A page of questions as a form, for every door: each kind has its field, answers come back as plain values."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthong.ground.identity import phones
from lienthong.kit.errors import Invalid
from lienthong.kit.text import is_name_of_person, normalise
from lienthong.kit.web.forms import DayField
from lienthong.records.registers import numbers
from lienthong.work.services.binding import Page, Question
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.states import Kind, Relation

YES, NO = "yes", "no"
NOTHING = "-"
"""Of many options none: an answer like the others, which nobody gives by forgetting."""
LONGEST_ANSWER = 500
MANY_OPTIONS = 8
"""More options than this stand in a list to choose from instead of one under the other."""


class QuestionForm(forms.Form):
    """The questions of one page that this person has to answer."""

    def __init__(
        self,
        questions: tuple[Question, ...],
        given: Mapping[str, Any],
        data: Any = None,
        typed: Mapping[str, list[str]] | None = None,
        *,
        today: date,
    ) -> None:
        """`given` = what was answered before, as plain values; `typed` = what stood in the fields when one left."""
        initial = {each.name: _shown(each, given.get(each.name)) for each in questions}
        if typed:
            initial = {each.name: _as_typed(each, typed.get(each.name, [])) for each in questions}
        super().__init__(data, initial=initial)
        self.questions = questions
        for each in questions:
            self.fields[each.name] = _field(each)
            if each.is_past:
                self.fields[each.name].validators.append(_has_come(today))

    def plain(self) -> dict[str, Any]:
        """What was answered, as it is stored; None takes an answer back."""
        return {each.name: _plain(each, self.cleaned_data[each.name]) for each in self.questions}


def asked(page: Page, facts: Mapping[str, Mapping[str, Any]], relation: str = Relation.SELF) -> tuple[Question, ...]:
    """The questions of a page that no register has answered, or whose answer the person says is wrong.

    What only fills in another field of the page and need not be answered is shown where it is known, else left out.
    Whoever acts for another person by a power is not offered the answer that stands for oneself.
    """
    fills_in = {each.suggest for each in page.questions}
    unknown = [
        each
        for each in page.questions
        if not is_known(facts.get(each.name), each)
        and (each.is_required or each.name not in fills_in or each.name in facts)
    ]
    return tuple(_of_others(each) if relation == Relation.POWER else each for each in unknown)


def _of_others(question: Question) -> Question:
    own = question.by_relation.get(Relation.SELF)
    options = [each for each in question.plain.get("options", []) if each["value"] != own]
    return replace(question, plain={**question.plain, "options": options}) if options and own else question


def _has_come(today: date) -> Callable[[date], None]:
    def check(day: date) -> None:
        if day > today:
            raise forms.ValidationError(_("Ngày này chưa tới. Hãy xem lại."), code="ahead")

    return check


def suggested(questions: tuple[Question, ...], answers: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in fields until the person says otherwise: what was answered, or known, before."""
    return {each.name: answers[each.suggest] for each in questions if each.suggest and answers.get(each.suggest)}


def is_known(fact: Mapping[str, Any] | None, question: Question) -> bool:
    """Does a register answer it? (That there is none is an answer to a question that may be left open.)"""
    if fact is None or fact.get("disputed"):
        return False
    return fact["value"] is not None or not question.is_required


def _field(question: Question) -> forms.Field:
    words = {
        "label": in_language(question.plain["text"]),
        "help_text": in_language(question.plain["hint"]) if "hint" in question.plain else "",
        "required": question.is_required,
    }
    return _MADE[question.type.kind](question, words)


def _options(question: Question) -> list[tuple[str, str]]:
    return [(each["value"], in_language(each["text"])) for each in question.plain["options"]]


def _yes_no(question: Question, words: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(
        **words,
        choices=[(YES, _("Có")), (NO, _("Không"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn Có hoặc Không.")},
    )


def _number(question: Question, words: dict[str, Any]) -> forms.Field:
    return forms.IntegerField(
        **words,
        min_value=question.least,
        max_value=question.most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input-short"}),
        error_messages={
            "required": _("Hãy ghi một số."),
            "invalid": _("Chỉ ghi chữ số, ví dụ 12."),
            "min_value": _("Ghi từ %(limit_value)s trở lên."),
            "max_value": _("Ghi nhiều nhất %(limit_value)s."),
        },
    )


def _text(question: Question, words: dict[str, Any]) -> forms.Field:
    messages = {"required": _("Hãy trả lời câu này.")}
    if question.is_personal_number:
        return PersonalNumberField(**words, error_messages=messages)
    if question.is_name:
        return NameField(**words, max_length=LONGEST_ANSWER, error_messages=messages)
    if question.is_phone:
        return PhoneField(**words, error_messages=messages)
    return forms.CharField(**words, max_length=LONGEST_ANSWER, error_messages=messages)


def _date(question: Question, words: dict[str, Any]) -> forms.Field:
    written = _("Ngày/tháng/năm, ví dụ 22/11/2026.")
    words["help_text"] = f"{words['help_text'].rstrip('.')}. {written}" if words["help_text"] else written
    field = DayField(**words)
    field.error_messages["required"] = _("Hãy ghi ngày như 22/11/2026.")
    return field


def _choice(question: Question, words: dict[str, Any]) -> forms.Field:
    options = _options(question)
    messages = {"required": _("Hãy chọn một."), "invalid_choice": _("Hãy chọn một trong danh sách.")}
    if len(options) > MANY_OPTIONS:
        return forms.ChoiceField(**words, choices=[("", "—"), *options], error_messages=messages)
    return forms.ChoiceField(**words, choices=options, widget=forms.RadioSelect, error_messages=messages)


def _choices(question: Question, words: dict[str, Any]) -> forms.Field:
    messages = {
        "required": _("Hãy chọn ít nhất một."),
        "invalid_choice": _("Hãy chọn trong danh sách."),
        "both": _("Chọn “không có điều nào”, hoặc chọn những điều đúng; không chọn cả hai."),
    }
    choices = [*_options(question), (NOTHING, _("Không có điều nào trong số này"))]
    return ManyField(**words, choices=choices, widget=forms.CheckboxSelectMultiple, error_messages=messages)


class PersonalNumberField(forms.CharField):
    """A personal identity number, with or without spaces, dots or dashes between its digits."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def clean(self, value: Any) -> str:
        """Its twelve digits, or nothing where it may be left empty."""
        number = re.sub(r"[\s.–-]", "", str(super().clean(value)))
        if number:
            try:
                numbers.read(number)
            except Invalid as refused:
                raise forms.ValidationError(refused.detail, code="form") from refused
        return number


class NameField(forms.CharField):
    """Somebody's name."""

    def clean(self, value: Any) -> str:
        """The name in one line, or nothing where it may be left empty."""
        name = normalise(super().clean(value))
        if name and not is_name_of_person(name):
            raise forms.ValidationError(_("Ghi họ, chữ đệm và tên bằng chữ, không có chữ số."), code="form")
        return name


class PhoneField(forms.CharField):
    """A mobile number as people write it; kept as E.164, shown in groups."""

    widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "class": "input-medium"})

    def clean(self, value: Any) -> str:
        """The number, or nothing where it may be left empty."""
        given = str(super().clean(value)).strip()
        read = phones.read(given) if given else ""
        if read is None:
            raise forms.ValidationError(_("Ghi số di động như 0912 345 678."), code="form")
        return read


class ManyField(forms.MultipleChoiceField):
    """Some of many options, or expressly none of them; None = not answered."""

    def clean(self, value: Any) -> list[str] | None:
        """The chosen ones; refuses “none of these” beside others."""
        chosen: list[str] = super().clean(value)
        if NOTHING in chosen and len(chosen) > 1:
            raise forms.ValidationError(self.error_messages["both"], code="both")
        return [each for each in chosen if each != NOTHING] if chosen else None


_MADE = {
    Kind.YES_NO: _yes_no,
    Kind.NUMBER: _number,
    Kind.TEXT: _text,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
}


def _shown(question: Question, value: Any) -> Any:
    """A stored answer as its field shows it."""
    if value is None:
        return None
    if question.type.kind is Kind.YES_NO:
        return YES if value else NO
    if question.type.kind is Kind.CHOICES:
        return value or [NOTHING]
    if question.is_phone:
        return phones.show(value)
    return date.fromisoformat(value) if question.type.kind is Kind.DATE else value


def _as_typed(question: Question, values: list[str]) -> Any:
    """What was typed, as its field shows it; nothing chosen is nothing shown."""
    if question.type.kind is Kind.CHOICES:
        return values
    return values[0] if values else None


def _plain(question: Question, cleaned: Any) -> Any:
    """What the field gave, as it is stored."""
    if cleaned in (None, ""):
        return None
    if question.type.kind is Kind.YES_NO:
        return cleaned == YES
    return cleaned.isoformat() if isinstance(cleaned, date) else cleaned
