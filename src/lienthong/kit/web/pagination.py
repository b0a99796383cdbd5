"""Pages of a long list by cursor: the thousandth page costs what the first one costs, and no row is shown twice.

A cursor is the sort values of the last row shown, as readable base64; it is checked, never trusted.

Rows that hold certain words are looked for twice. An index on the order reads the newest rows one by one and stops
when the page is full: soon, when many rows hold the words. An index on the words knows all that hold them: few, when
the first did not fill the page. Neither the database's guess how many rows hold a word, nor how often words meet,
decides which way is gone. Where a row may be found in several ways (by its words, or by some of them and its sender),
each way is a condition of its own: joined by "or" no index would serve them.
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Field, Func, Model, OrderBy, Q, QuerySet

from lienthong.kit.errors import Invalid
from lienthong.kit.search import row_by_row

Row = TypeVar("Row", bound=Model)
Holding = Q | Sequence[Q] | None
"""What rows must meet; of several conditions any one."""
NEAR = 2000
"""So many of the newest rows are read one by one for words, before the index on words is asked."""


class CursorBroken(Invalid):
    """The address of this page of the list is broken. Open the list again from its beginning."""


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list; `newer` and `older` are cursors, empty at the ends; `count` of all rows if asked."""

    rows: list[Row]
    newer: str
    older: str
    count: int | None = None


def page(
    rows: QuerySet[Row],
    given: Mapping[str, str],
    *,
    order: tuple[str, ...],
    size: int = 50,
    count: bool = False,
    holding: Holding = None,
) -> Page[Row]:
    """Cut one page out of `rows`, in `order` (`("-received_at", "-id")`), at the cursor `given` as `after` or `before`.

    `order` must end in a unique field and must not hold fields that may be empty. With `holding` only rows that meet
    it are shown, found as `first` finds them. Refuses: CursorBroken.
    """
    backward = bool(given.get("before"))
    cursor = given.get("before") or given.get("after") or ""
    direction = tuple(_turned(name) for name in order) if backward else order
    found = rows
    if cursor:
        found = found.filter(_beyond(rows, direction, _read(rows, order, cursor)))
    some = first(found, holding, direction, size + 1)
    more, some = len(some) > size, some[:size]
    if backward:
        some.reverse()
    has_newer, has_older = (more, bool(cursor)) if backward else (bool(cursor), more)
    return Page(
        rows=some,
        newer=_write(some[0], order) if some and has_newer else "",
        older=_write(some[-1], order) if some and has_older else "",
        count=rows.count() if count else None,
    )


def first(rows: QuerySet[Row], holding: Holding, order: tuple[str, ...], most: int) -> list[Row]:
    """The first of `rows` in `order` that meet `holding`, at most so many; at most four queries.

    An index must serve `rows` in this order, another the words that `holding` asks for; it may ask for more besides.
    """
    ways = [holding] if isinstance(holding, Q) else holding
    ordered = rows.order_by(*order)
    if ways is None:
        return list(ordered[:most])
    edge = ordered.values_list(order[0].lstrip("-"), flat=True)[NEAR : NEAR + 1].first()
    near = ordered.filter(row_by_row(reduce(Q.__or__, ways)))
    if edge is None:
        return list(near[:most])
    some = list(near.filter(**{_bound(order[0]): edge})[:most])
    return some if len(some) == most else _all_at_once(rows, ways, order, most)


def _all_at_once(rows: QuerySet[Row], ways: Sequence[Q], order: tuple[str, ...], most: int) -> list[Row]:
    """By what they hold, sorted afterwards: an order that no index has keeps the database from reading row by row."""
    sorts = [_by_no_index(name) for name in order]
    found, *more = [rows.filter(way).order_by(*sorts).values_list("pk", flat=True)[:most] for way in ways]
    keys = list(found.union(*more) if more else found)
    return list(rows.filter(pk__in=keys).order_by(*order)[:most]) if keys else []


def _by_no_index(name: str) -> OrderBy:
    value = Func(F(name.lstrip("-")), template="row(%(expressions)s)")
    return OrderBy(value, descending=name.startswith("-"))


def _bound(name: str) -> str:
    """The condition that a row stands no later in this order."""
    return f"{name[1:]}__gte" if name.startswith("-") else f"{name}__lte"


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _beyond(rows: QuerySet[Row], order: tuple[str, ...], values: list[Any]) -> Q:
    """Rows after the cursor: (a > x) or (a = x and b > y) …, written so that an index on the order serves it."""
    cases = []
    for place, name in enumerate(order):
        same = {order[before].lstrip("-"): values[before] for before in range(place)}
        past = f"{name.lstrip('-')}__{'lt' if name.startswith('-') else 'gt'}"
        cases.append(Q(**same, **{past: values[place]}))
    bound = f"{order[0].lstrip('-')}__{'lte' if order[0].startswith('-') else 'gte'}"
    return Q(**{bound: values[0]}) & reduce(Q.__or__, cases)


def _write(row: Model, order: tuple[str, ...]) -> str:
    values = [getattr(row, name.lstrip("-")) for name in order]
    plain = json.dumps(values, cls=_Exact, separators=(",", ":"))
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


class _Exact(DjangoJSONEncoder):
    """Django's encoder cuts instants to milliseconds; a cursor needs every microsecond."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)


def _read(rows: QuerySet[Row], order: tuple[str, ...], cursor: str) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        fields = [_field(rows, name.lstrip("-")) for name in order]
        return [field.to_python(value) for field, value in zip(fields, values, strict=True)]
    except (ValueError, TypeError, ValidationError, binascii.Error) as problem:
        raise CursorBroken from problem


def _field(rows: QuerySet[Row], name: str) -> "Field[Any, Any]":
    annotation = rows.query.annotations.get(name)
    return annotation.output_field if annotation else rows.model._meta.get_field(name)  # type: ignore[return-value]  # noqa: SLF001
