"""The data of a result: what the deciding officer fills in beside the words, typed and checked. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lienthong.kit.errors import Invalid
from lienthong.kit.text import is_name_of_person
from lienthong.records.registers import numbers
from lienthong.work.services.expressions.evaluating import evaluate
from lienthong.work.services.expressions.tree import Expression
from lienthong.work.services.expressions.values import UNKNOWN, Value
from lienthong.work.services.packages import Package
from lienthong.work.services.states import PERSON_NAME, PERSONAL_NUMBER, Kind
from lienthong.work.services.walking import Facts

MOST_LETTERS = 200
Wrong = dict[str, str]


class DataUnfit(Invalid):
    """Some data of the result are missing or wrong. Correct the marked ones, then sign."""


class DatumUnfit(Invalid):
    """This does not have the form it must have. Write it as the words beside it say."""


@dataclass(frozen=True)
class Datum:
    """One datum of a result: its name, kind and what the package says of it."""

    name: str
    kind: Kind
    plain: Mapping[str, Any]

    @property
    def is_optional(self) -> bool:
        """May it be left empty, as the father of a child nobody has recognised?"""
        return bool(self.plain.get("optional", False))

    def words(self, value: Any) -> str:
        """A value of it as a person reads it."""
        return f"{date.fromisoformat(value):%d/%m/%Y}" if self.kind is Kind.DATE else str(value)


def data_of(package: Package, outcome: str) -> tuple[Datum, ...]:
    """What this result has to be given; nothing for most, and for what the package does not know."""
    results = package.plain["procedure"]["results"]
    found: Mapping[str, Any] = next((each for each in results if each["code"] == outcome), {})
    return tuple(Datum(each["name"], Kind(each["type"]), each) for each in found.get("data", []))


def asked_for(package: Package, outcome: str, datum: str) -> frozenset[str]:
    """The questions whose answers a datum of this result begins with."""
    tree = package.declared.get(outcome, {}).get(datum)
    return tree.names() if tree is not None else frozenset()


def declared(package: Package, outcome: str, facts: Facts, *, on: date) -> dict[str, Any]:
    """What the applicant's answers say of this result's data, as values; nothing where they say nothing.

    The officer begins with it: whoever decides compares, and does not type again what was declared. What was chosen
    stands in the words of the option, Vietnamese, as papers are. `on` = the day of the decision, `$today` in a formula.
    """
    said = {name: _said(package, tree, facts, on) for name, tree in package.declared.get(outcome, {}).items()}
    return {name: value for name, value in said.items() if value is not UNKNOWN}


def _said(package: Package, tree: Expression, facts: Facts, on: date) -> Value:
    value = evaluate(tree, facts, on)
    if value is UNKNOWN or tree.type.kind is not Kind.CHOICE:
        return value
    options = package.questions[tree.name].plain["options"]
    return next(str(each["text"]["vi"]) for each in options if each["value"] == value)


def with_declared(
    package: Package, outcome: str, given: Mapping[str, str], facts: Facts, *, on: date
) -> dict[str, str]:
    """What whoever decides gave, and of what they said nothing, what was declared. Left empty by them stays empty."""
    said = declared(package, outcome, facts, on=on)
    return {name: str(value) for name, value in said.items()} | dict(given)


def read(data: tuple[Datum, ...], given: Mapping[str, str], *, on: date) -> tuple[dict[str, Any], Wrong]:
    """The data as plain JSON, and by name what is wrong, in words; `on` = the day of the decision."""
    values: dict[str, Any] = {}
    wrong: Wrong = {}
    for datum in data:
        text = " ".join(str(given.get(datum.name, "")).split())
        if not text and datum.is_optional:
            continue
        try:
            values[datum.name] = _READERS[datum.kind](datum, text, on)
        except Invalid as refused:
            wrong[datum.name] = refused.detail
    return values, wrong


def require(package: Package, outcome: str, given: Mapping[str, str], *, on: date) -> dict[str, Any]:
    """The data of this result as plain JSON, each right; what belongs to no datum is left out. Refuses: DataUnfit."""
    values, wrong = read(data_of(package, outcome), given, on=on)
    if wrong:
        raise DataUnfit(wrong=wrong)
    return values


def _text(datum: Datum, text: str, on: date) -> str:
    """Letters as they are; a personal number is read, so that no slip of the hand goes further."""
    if not text:
        raise DatumUnfit(_("Điền mục này."))
    least, most = datum.plain.get("least", 1), datum.plain.get("most", MOST_LETTERS)
    if not least <= len(text) <= most:
        raise DatumUnfit(_("Ghi từ %(least)s đến %(most)s ký tự.") % {"least": least, "most": most})
    if datum.plain.get("form") == PERSONAL_NUMBER:
        numbers.read(text)
    if datum.plain.get("form") == PERSON_NAME and not is_name_of_person(text):
        raise DatumUnfit(_("Ghi họ, chữ đệm và tên bằng chữ, không có chữ số."))
    return text


def _number(datum: Datum, text: str, on: date) -> int:
    least, most = datum.plain.get("least", 0), datum.plain.get("most", 10**12)
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise DatumUnfit(_("Ghi một số nguyên từ %(least)s đến %(most)s.") % {"least": least, "most": most})
    return int(text)


def _day(datum: Datum, text: str, on: date) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise DatumUnfit(_("Ghi một ngày có thật.")) from None
    if datum.plain.get("past") and day > on:
        raise DatumUnfit(_("Ngày này không thể sau ngày ký."))
    return day.isoformat()


_READERS = {Kind.TEXT: _text, Kind.NUMBER: _number, Kind.DATE: _day}
