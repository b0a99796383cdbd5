"""The one evaluator: never raises, never runs on, and keeps the value of every part as its trace."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lienthong.work.services.expressions.tree import ANSWERED, OPERATORS, TODAY, Expression
from lienthong.work.services.expressions.values import UNKNOWN, Value


@dataclass(frozen=True)
class Trace:
    """An expression with the value it had, and the same of every part."""

    expression: Expression
    value: Value
    parts: tuple["Trace", ...] = ()


def trace(expression: Expression, facts: Mapping[str, Any], today: date, *, closed: bool = True) -> Trace:
    """Work it out with these answers on this day. An answer of another type than its question's counts as none.

    Until all answers are in (`closed`), a question that is not answered may still be: whether it is, is unknown.
    """
    parts = tuple(trace(part, facts, today, closed=closed) for part in expression.parts)
    return Trace(expression, _value(expression, [part.value for part in parts], facts, today, closed), parts)


def evaluate(expression: Expression, facts: Mapping[str, Any], today: date, *, closed: bool = True) -> Value:
    """The value alone."""
    parts = [evaluate(part, facts, today, closed=closed) for part in expression.parts]
    return _value(expression, parts, facts, today, closed)


def _value(expression: Expression, parts: list[Value], facts: Mapping[str, Any], today: date, closed: bool) -> Value:
    """Of one step, whose parts have these values."""
    if expression.op:
        value = OPERATORS[expression.op].work(parts)
        return UNKNOWN if expression.op == ANSWERED and not (value or closed) else value
    if expression.name:
        value = today if expression.name == TODAY else facts.get(expression.name, UNKNOWN)
        return value if expression.type.holds(value) else UNKNOWN
    return expression.value
