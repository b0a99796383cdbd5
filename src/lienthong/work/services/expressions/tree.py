"""The tree of an expression and the operators it is made of: what each takes, what it gives, how it is worked out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lienthong.work.services.expressions import values
from lienthong.work.services.expressions.values import UNKNOWN, Type, Value
from lienthong.work.services.states import Kind

YES_NO, NUMBER, TEXT, DATE = Type(Kind.YES_NO), Type(Kind.NUMBER), Type(Kind.TEXT), Type(Kind.DATE)
TODAY = "today"
ANSWERED = "answered"
FORK = "if"


@dataclass(frozen=True)
class Expression:
    """One node: a literal (`value`), the answer to a question (`name`), or an operator (`op`) over its parts."""

    type: Type
    op: str = ""
    parts: tuple["Expression", ...] = ()
    name: str = ""
    value: Value = UNKNOWN

    def walk(self) -> Iterator["Expression"]:
        """This node and all below it."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def names(self) -> frozenset[str]:
        """The questions it asks about."""
        return frozenset(node.name for node in self.walk() if node.name and node.name != TODAY)


def _equal(left: Any, right: Any) -> bool:
    return bool(left == right)


def _known(work: Callable[..., Value]) -> Callable[[Sequence[Value]], Value]:
    """An operator that is unknown as soon as one of its parts is."""

    def worked(parts: Sequence[Value]) -> Value:
        return UNKNOWN if any(part is UNKNOWN for part in parts) else work(*parts)

    return worked


def _and(parts: Sequence[Value]) -> Value:
    if any(part is False for part in parts):
        return False
    return UNKNOWN if any(part is UNKNOWN for part in parts) else True


def _or(parts: Sequence[Value]) -> Value:
    if any(part is True for part in parts):
        return True
    return UNKNOWN if any(part is UNKNOWN for part in parts) else False


def _in(parts: Sequence[Value]) -> Value:
    """As `or` over comparisons: one that is equal decides, whatever the others are."""
    return _or([UNKNOWN if UNKNOWN in {parts[0], other} else parts[0] == other for other in parts[1:]])


def _if(parts: Sequence[Value]) -> Value:
    """Unknown which way: known all the same when both ways lead to the same."""
    condition, then, otherwise = parts
    if condition is UNKNOWN:
        return then if then == otherwise else UNKNOWN
    return then if condition else otherwise


def _answered(parts: Sequence[Value]) -> Value:
    return parts[0] is not UNKNOWN


def _count(*parts: Any) -> Value:
    return sum(len(part) if isinstance(part, frozenset) else int(part) for part in parts)


def _sum(*parts: Any) -> Value:
    return values.number(sum(parts))


def _years(on: date, count: int) -> Value:
    return values.add_months(on, count * 12)


@dataclass(frozen=True)
class Operator:
    """How many parts it takes, of which kinds, what it gives (None = as its parts), and how it is worked out.

    `alike` = the parts from there on must be of one and the same type.
    """

    least: int
    most: int
    takes: tuple[frozenset[Kind], ...]
    gives: Type | None
    work: Callable[[Sequence[Value]], Value]
    alike: int | None = None


MOST_PARTS = 64
_ANY = frozenset(Kind)
_SINGLE = _ANY - {Kind.CHOICES}
_IS = {kind: frozenset({kind}) for kind in Kind}
_ORDERED = frozenset({Kind.NUMBER, Kind.DATE})


def _compared(work: Callable[[Any, Any], bool], kinds: frozenset[Kind]) -> Operator:
    return Operator(2, 2, (kinds,), YES_NO, _known(work), alike=0)


def _reckoned(work: Callable[..., Value], least: int = 2, most: int = MOST_PARTS) -> Operator:
    return Operator(least, most, (_IS[Kind.NUMBER],), NUMBER, _known(work))


def _shifted(work: Callable[[date, int], Value]) -> Operator:
    return Operator(2, 2, (_IS[Kind.DATE], _IS[Kind.NUMBER]), DATE, _known(work))


def _apart(work: Callable[[date, date], int]) -> Operator:
    return Operator(2, 2, (_IS[Kind.DATE],), NUMBER, _known(work))


OPERATORS: dict[str, Operator] = {
    "==": _compared(_equal, _SINGLE),
    "!=": _compared(lambda left, right: bool(left != right), _SINGLE),
    "<": _compared(lambda left, right: bool(left < right), _ORDERED),
    "<=": _compared(lambda left, right: bool(left <= right), _ORDERED),
    ">": _compared(lambda left, right: bool(left > right), _ORDERED),
    ">=": _compared(lambda left, right: bool(left >= right), _ORDERED),
    "and": Operator(1, MOST_PARTS, (_IS[Kind.YES_NO],), YES_NO, _and),
    "or": Operator(1, MOST_PARTS, (_IS[Kind.YES_NO],), YES_NO, _or),
    "not": Operator(1, 1, (_IS[Kind.YES_NO],), YES_NO, _known(lambda part: not part)),
    "in": Operator(2, MOST_PARTS, (_SINGLE,), YES_NO, _in, alike=0),
    "chosen": Operator(2, 2, (_IS[Kind.CHOICES], _IS[Kind.CHOICE]), YES_NO, _known(lambda many, one: one in many)),
    ANSWERED: Operator(1, 1, (_ANY,), YES_NO, _answered),
    FORK: Operator(3, 3, (_IS[Kind.YES_NO], _SINGLE), None, _if, alike=1),
    "count": Operator(1, MOST_PARTS, (_IS[Kind.YES_NO] | _IS[Kind.CHOICES],), NUMBER, _known(_count)),
    "sum": _reckoned(_sum, least=1),
    "+": _reckoned(_sum),
    "-": _reckoned(lambda left, right: values.number(left - right), most=2),
    "*": _reckoned(lambda left, right: values.number(left * right), most=2),
    "//": _reckoned(lambda left, right: left // right if right else UNKNOWN, most=2),
    "min": _reckoned(min),
    "max": _reckoned(max),
    "add_days": _shifted(values.add_days),
    "add_months": _shifted(values.add_months),
    "add_years": _shifted(_years),
    "days_between": _apart(lambda begin, end: (end - begin).days),
    "months_between": _apart(values.months_between),
    "years_between": _apart(values.years_between),
}
