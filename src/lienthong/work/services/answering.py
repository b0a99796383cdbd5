"""Answers as they are written in a file become values of the questions' types; what does not fit is a problem."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lienthong.work.services import reading
from lienthong.work.services.binding import Question
from lienthong.work.services.expressions.values import UNKNOWN, Value
from lienthong.work.services.form import ANSWERS
from lienthong.work.services.packages import Package
from lienthong.work.services.problems import PackageRefused, Place, Problem
from lienthong.work.services.states import Kind
from lienthong.work.services.walking import Facts


def typed(package: Package, answers: Mapping[str, Any], place: Place, problems: list[Problem]) -> Facts:
    """The answers as values; those that do not fit are left out and named."""
    facts: Facts = {}
    for name, plain in answers.items():
        where = Place(place.file, f"answers.{name}", place.line)
        if name not in package.questions:
            sentence = _("Không có câu hỏi nào tên “%(name)s”.") % {"name": name}
            problems.append(Problem("unknown-question", where, sentence))
            continue
        value = _value(package.questions[name], plain)
        if value is UNKNOWN:
            words = {"name": name, "kind": package.questions[name].type.kind.value}
            problems.append(
                Problem("wrong-answer", where, _("Câu trả lời cho “%(name)s” không đúng kiểu %(kind)s.") % words)
            )
        else:
            facts[name] = value
    return facts


def read_answers(package: Package, data: bytes, file: str) -> Facts:
    """The answers in a file: `name: value`, or an example of a package. Refuses: PackageRefused."""
    problems: list[Problem] = []
    node = reading.read(data, file, problems)
    if node is not None and isinstance(node.value, dict):
        node = node.value.get("answers", node)
    plain = None if node is None else ANSWERS.read(node, problems)
    facts = typed(package, plain or {}, Place(file), problems)
    if problems:
        raise PackageRefused(problems)
    return facts


def _value(question: Question, plain: Any) -> Value:
    """The value, or unknown when it is none of the question's."""
    kind = question.type.kind
    if kind is Kind.DATE:
        plain = _day(plain)
    if kind is Kind.CHOICES and isinstance(plain, list):
        plain = frozenset(each for each in plain if isinstance(each, str)) if _all_text(plain) else UNKNOWN
    return plain if question.type.holds(plain) else UNKNOWN


def _all_text(plain: list[Any]) -> bool:
    return all(isinstance(each, str) for each in plain)


def _day(plain: Any) -> Value:
    try:
        return date.fromisoformat(plain)
    except (TypeError, ValueError):
        return UNKNOWN
