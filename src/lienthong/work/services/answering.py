"""Answers as they are written in a file become values of the questions' types; what does not fit is a problem."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lienthong.ground.identity import phones
from lienthong.kit.text import is_name_of_person
from lienthong.records.registers import numbers
from lienthong.work.services import reading
from lienthong.work.services.binding import Question
from lienthong.work.services.expressions.values import UNKNOWN, Value
from lienthong.work.services.form import ANSWERS
from lienthong.work.services.packages import Package
from lienthong.work.services.problems import PackageRefused, Place, Problem
from lienthong.work.services.states import PERSON_NAME, PERSONAL_NUMBER, PHONE, Kind
from lienthong.work.services.walking import Facts


class AnswersRefused(PackageRefused):
    """These answers cannot be used with this package. Correct every place that is named, then try again."""


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


def fits(question: Question, plain: Any) -> bool:
    """Can this be the answer to the question?"""
    return _value(question, plain) is not UNKNOWN


def ahead(package: Package, facts: Facts, place: Place, on: date) -> list[Problem]:
    """Days that lie after `on` though the question asks for one that has come."""
    late = [name for name, value in facts.items() if package.questions[name].is_past and value > on]  # type: ignore[operator]
    words = _("Câu trả lời cho “%(name)s” không thể là một ngày chưa tới.")
    return [
        Problem("day-ahead", Place(place.file, f"answers.{name}", place.line), words % {"name": name}) for name in late
    ]


def read_answers(package: Package, data: bytes, file: str) -> Facts:
    """The answers in a file: `name: value`, or an example of a package. Refuses: AnswersRefused."""
    problems: list[Problem] = []
    node = reading.read(data, file, problems)
    if node is not None and isinstance(node.value, dict):
        node = node.value.get("answers", node)
    plain = None if node is None else ANSWERS.read(node, problems)
    facts = typed(package, plain or {}, Place(file), problems)
    if problems:
        raise AnswersRefused(problems)
    return facts


def _value(question: Question, plain: Any) -> Value:
    """The value, or unknown when it is none of the question's."""
    kind = question.type.kind
    if kind is Kind.DATE:
        plain = _day(plain)
    if kind is Kind.CHOICES and isinstance(plain, list):
        plain = frozenset(each for each in plain if isinstance(each, str)) if _all_text(plain) else UNKNOWN
    return plain if question.type.holds(plain) and _fits(question, plain) else UNKNOWN


def _fits(question: Question, value: Any) -> bool:
    """Is the number within its bounds, the personal number one, the name of letters?"""
    if question.type.kind is Kind.NUMBER:
        return bool(question.least <= value <= question.most)
    if question.is_name:
        return is_name_of_person(value)
    if question.is_phone:
        return bool(phones.read(value) == value)
    return not question.is_personal_number or numbers.is_one(value)


def _all_text(plain: list[Any]) -> bool:
    return all(isinstance(each, str) for each in plain)


def _day(plain: Any) -> Value:
    try:
        return date.fromisoformat(plain)
    except (TypeError, ValueError):
        return UNKNOWN


def schema(package: Package) -> dict[str, Any]:
    """JSON Schema 2020-12 of the answers, for software that applies: made from the questions, never written twice."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": package.plain["procedure"]["name"]["vi"],
        "$comment": package.address,
        "type": "object",
        "properties": {name: _schema(question) for name, question in package.questions.items()},
        "additionalProperties": False,
    }


_PATTERNS = {
    PERSONAL_NUMBER: "^[0-9]{12}$",
    PERSON_NAME: r"^[^0-9!-&(-,/:-@\[-`{-~]{2,}$",
    PHONE: "^[+][0-9]{8,15}$",
}
"""What every reader of JSON Schema understands of a form; of a name, that ASCII digits and signs are no part."""


def _schema(question: Question) -> dict[str, Any]:
    options = {"enum": list(question.type.options)}
    kinds: dict[Kind, dict[str, Any]] = {
        Kind.YES_NO: {"type": "boolean"},
        Kind.NUMBER: {"type": "integer", "minimum": question.least, "maximum": question.most},
        Kind.TEXT: {"type": "string", **({"pattern": _PATTERNS[form]} if (form := question.plain.get("form")) else {})},
        Kind.DATE: {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        Kind.CHOICE: options,
        Kind.CHOICES: {"type": "array", "items": options, "uniqueItems": True},
    }
    return {"title": question.plain["text"]["vi"], **kinds[question.type.kind]}
