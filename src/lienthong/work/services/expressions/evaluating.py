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
    if expression.op:
        parts = tuple(trace(part, facts, today, closed=closed) for part in expression.parts)
        value = OPERATORS[expression.op].work([part.value for part in parts])
        return Trace(expression, UNKNOWN if expression.op == ANSWERED and not (value or closed) else value, parts)
    if expression.name:
        value = today if expression.name == TODAY else facts.get(expression.name, UNKNOWN)
        return Trace(expression, value if expression.type.holds(value) else UNKNOWN)
    return Trace(expression, expression.value)


def evaluate(expression: Expression, facts: Mapping[str, Any], today: date, *, closed: bool = True) -> Value:
    """The value alone."""
    return trace(expression, facts, today, closed=closed).value
