"""A trace as sentences a page can show: what was asked, with which values, and whether it held."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from lienthong.work.services.expressions.evaluating import Trace, trace
from lienthong.work.services.expressions.tree import TODAY, Expression
from lienthong.work.services.expressions.values import UNKNOWN, Value
from lienthong.work.services.states import Kind

_JOINED = {
    "and": gettext_noop("Tất cả những điều sau"),
    "or": gettext_noop("Ít nhất một trong những điều sau"),
    "not": gettext_noop("Không phải"),
}
_SAID = {
    "==": gettext_noop("%(a)s là %(b)s"),
    "!=": gettext_noop("%(a)s không phải %(b)s"),
    "<": gettext_noop("%(a)s nhỏ hơn %(b)s"),
    "<=": gettext_noop("%(a)s không quá %(b)s"),
    ">": gettext_noop("%(a)s lớn hơn %(b)s"),
    ">=": gettext_noop("%(a)s từ %(b)s trở lên"),
    "chosen": gettext_noop("%(a)s có %(b)s"),
    "answered": gettext_noop("%(a)s đã được trả lời"),
    "add_days": gettext_noop("%(a)s cộng %(b)s ngày"),
    "add_months": gettext_noop("%(a)s cộng %(b)s tháng"),
    "add_years": gettext_noop("%(a)s cộng %(b)s năm"),
    "days_between": gettext_noop("số ngày từ %(a)s đến %(b)s"),
    "months_between": gettext_noop("số tháng tròn từ %(a)s đến %(b)s"),
    "years_between": gettext_noop("số năm tròn từ %(a)s đến %(b)s"),
    "if": gettext_noop("nếu (%(a)s) thì %(b)s, nếu không thì %(c)s"),
    "-": gettext_noop("%(a)s trừ %(b)s"),
    "*": gettext_noop("%(a)s nhân %(b)s"),
    "//": gettext_noop("%(a)s chia %(b)s, bỏ phần dư"),
}
_SAID_OF_DAYS = {
    "<": gettext_noop("%(a)s trước %(b)s"),
    "<=": gettext_noop("%(a)s không sau %(b)s"),
    ">": gettext_noop("%(a)s sau %(b)s"),
    ">=": gettext_noop("%(a)s từ %(b)s trở đi"),
}
"""The same of two days: a day is not greater than another."""
_LISTED = {
    "in": gettext_noop("%(a)s là một trong: %(rest)s"),
    "count": gettext_noop("số điều đúng hoặc được chọn trong: %(all)s"),
    "sum": gettext_noop("tổng của: %(all)s"),
    "+": gettext_noop("tổng của: %(all)s"),
    "min": gettext_noop("số nhỏ nhất trong: %(all)s"),
    "max": gettext_noop("số lớn nhất trong: %(all)s"),
}
_SOME_DAY = date(2000, 1, 1)
"""Conditions as they were written name no day; far enough from both ends of the calendar to count from."""
_COMPUTED = frozenset({"add_days", "add_months", "add_years", "days_between", "months_between", "years_between"})


def in_language(words: Mapping[str, str]) -> str:
    """A text that has both languages in the reader's; Vietnamese where the other is missing."""
    return words.get("en", words["vi"]) if (get_language() or "vi").startswith("en") else words["vi"]


@dataclass(frozen=True)
class Vocabulary:
    """How questions and their options are called in the reader's language."""

    questions: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[tuple[str, str], str] = field(default_factory=dict)
    is_bare: bool = False
    """Of a condition as it was written: without answers, for nobody has given any."""


@dataclass(frozen=True)
class Line:
    """One sentence of a trace: how deep it stands, what it says, and whether it held (None = not known yet)."""

    depth: int
    text: str
    holds: bool | None

    def __str__(self) -> str:
        verdict = {True: _("đúng"), False: _("sai"), None: _("chưa biết")}[self.holds]
        return f"{'  ' * self.depth}{self.text}: {verdict}"


def lines(said: Trace, words: Vocabulary, depth: int = 0) -> Iterator[Line]:
    """The sentences of a condition, from the whole to its parts."""
    op = said.expression.op
    holds = None if said.value is UNKNOWN else bool(said.value)
    if op == "not" and said.parts[0].expression.name:
        yield Line(depth, _("%(a)s là “không”") % {"a": phrase(said.parts[0], words)}, holds)
    elif op in _JOINED:
        yield Line(depth, _(_JOINED[op]), holds)
        for part in said.parts:
            yield from lines(part, words, depth + 1)
    else:
        yield Line(depth, phrase(said, words), holds)


def conditions(when: Expression, words: Vocabulary) -> Iterator[Line]:
    """A condition as it was written, from the whole to its parts; whether it holds is not said, for nobody answered."""
    return lines(trace(when, {}, _SOME_DAY, closed=False), replace(words, is_bare=True))


def phrase(said: Trace, words: Vocabulary) -> str:
    """One part in words, with the values it had."""
    expression = said.expression
    if not expression.op:
        return _leaf(said, words)
    spoken = [phrase(part, words) for part in said.parts]
    if expression.op in _SAID:
        words_of = _SAID | (_SAID_OF_DAYS if _is_of_days(said) else {})
        text = _(words_of[expression.op]) % dict(zip("abc", _named(said, spoken, words), strict=False))
    elif expression.op in _JOINED:
        text = f"{_(_JOINED[expression.op])}: ({'; '.join(spoken)})"
    else:
        named = _named(said, spoken, words)
        text = _(_LISTED[expression.op]) % {"a": named[0], "rest": ", ".join(named[1:]), "all": ", ".join(named)}
    return f"{text} (= {value(said.value)})" if expression.op in _COMPUTED and not words.is_bare else text


def _is_of_days(said: Trace) -> bool:
    return any(part.expression.type.kind is Kind.DATE for part in said.parts)


def _named(said: Trace, spoken: list[str], words: Vocabulary) -> list[str]:
    """The parts; an option stands with the words of the question it is compared with."""
    name = next(
        (part.expression.name for part in said.parts if part.expression.type.options and part.expression.name), ""
    )
    return [
        f"“{words.options[name, str(part.value)]}”"
        if not part.expression.name and (name, str(part.value)) in words.options
        else text
        for part, text in zip(said.parts, spoken, strict=True)
    ]


def _leaf(said: Trace, words: Vocabulary) -> str:
    name = said.expression.name
    if not name:
        return value(said.value)
    if words.is_bare:
        return _("ngày nộp hồ sơ") if name == TODAY else f"“{words.questions.get(name, name)}”"
    if name == TODAY:
        return _("ngày nộp hồ sơ (%(day)s)") % {"day": value(said.value)}
    chosen = said.value if isinstance(said.value, frozenset) else [said.value]
    answer = ", ".join(sorted(words.options.get((name, str(each)), value(each)) for each in chosen)) or _(
        "không chọn gì"
    )
    return f"“{words.questions.get(name, name)}” ({answer})"


def value(said: Value) -> str:
    """A value as a person reads it."""
    if said is UNKNOWN:
        return _("chưa trả lời")
    if isinstance(said, bool):
        return _("có") if said else _("không")
    if isinstance(said, int):
        return f"{said:,}".replace(",", ".")
    if isinstance(said, date):
        return f"{said:%d/%m/%Y}"
    return ", ".join(sorted(said)) if isinstance(said, frozenset) else said
