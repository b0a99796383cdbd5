"""Charts drawn by the server: lines over time, bars by name, a distribution. Each has words and a table of its own.

The drawing stretches, the letters do not: only shapes are SVG, every label is text beside them. No colour or size is
written inline; tones are classes. A value that is None (a count too small to show) leaves a gap and reads "ẩn".
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import floor, log10
from typing import Any, NotRequired, TypedDict, Unpack

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lienthong.kit.web.words import number

WIDTH, HEIGHT = 1000.0, 200.0
STEPS = 4  # lines across the picture, and at most so many labels under it


@dataclass(frozen=True)
class Series:
    """One line: its name, its values (one for each label) and its tone (sea, leaf, amber, clay)."""

    name: str
    values: Sequence[float | None]
    tone: str = "sea"


@dataclass(frozen=True)
class Bar:
    """One bar: a name, a value, what is written beside it, where it leads, its tone."""

    label: str
    value: float | None
    said: str = ""
    url: str = ""
    tone: str = "sea"


@dataclass(frozen=True)
class _Drawn:
    name: str
    tone: str
    order: int
    lines: list[str]
    areas: list[str]
    dots: list[str] = field(default_factory=list)


class Caption(TypedDict):
    """What a chart says of itself: `name` is unique on the page, `summary` says in a sentence what is to be seen."""

    name: str
    title: str
    summary: str
    unit: NotRequired[str]
    csv_url: NotRequired[str]
    heading: NotRequired[str]


def over_time(
    labels: Sequence[str], series: Sequence[Series], *, places: int = 0, **caption: Unpack[Caption]
) -> SafeString:
    """Lines over days or months; in words where no value may be shown: an empty frame would say that there was nothing.

    Refuses (ValueError) a series whose length is not that of the labels.
    """
    if any(len(one.values) != len(labels) for one in series):
        raise ValueError("each series needs one value for each label")
    top = ceiling(max((value for one in series for value in one.values if value is not None), default=0))
    rows = [(label, [said(one.values[place], places) for one in series]) for place, label in enumerate(labels)]
    return _chart(
        "over_time",
        caption,
        unseen=_unseen([value for one in series for value in one.values]),
        drawn=[_draw(one, top, order) for order, one in enumerate(series)],
        ticks=_ticks(top),
        marks=[labels[place] for place in _some(len(labels))],
        columns=[one.name for one in series],
        table=rows,
    )


def _unseen(values: Sequence[float | None]) -> str:
    """Why nothing is drawn; empty where something is."""
    if not values:
        return _("Chưa có gì để đếm trong kỳ này.")
    return _("Mỗi mốc ít hơn 10, không hiện.") if None in values and not any(values) else ""


def bars(items: Sequence[Bar], *, most: float | None = None, places: int = 0, **caption: Unpack[Caption]) -> SafeString:
    """Horizontal bars; the bars are the table. `most` is the value of a full bar: 100 for per cents."""
    full = most or max((one.value for one in items if one.value is not None), default=0) or 1
    unit = caption.get("unit", "")
    rows = [
        {"bar": one, "width": _width(one.value, full), "said": one.said or said(one.value, places, unit)}
        for one in items
    ]
    return _chart("bars", caption, rows=rows)


def distribution(labels: Sequence[str], counts: Sequence[float | None], **caption: Unpack[Caption]) -> SafeString:
    """Upright columns, one for each class of values ("dưới 5 phút", "5–15 phút", …). Refuses unequal lengths."""
    if len(labels) != len(counts):
        raise ValueError("each class needs one count")
    top = ceiling(max((count for count in counts if count is not None), default=0))
    return _chart(
        "distribution",
        caption,
        shapes=_columns(counts, top),
        ticks=_ticks(top),
        marks=labels,
        columns=[caption.get("unit") or _("Số lượng")],
        table=[(label, [said(count, 0)]) for label, count in zip(labels, counts, strict=True)],
    )


def _chart(kind: str, caption: Caption, **drawing: Any) -> SafeString:
    context = {"unit": "", "csv_url": "", "heading": "h2", **caption, **drawing}
    return SafeString(render_to_string(f"kit/chart_{kind}.html", context))


def _ticks(top: float) -> list[str]:
    return [number(top * step / STEPS, 0 if top >= STEPS else 2) for step in range(STEPS, -1, -1)]


def _width(value: float | None, full: float) -> str:
    return "0" if value is None else _short(100 * min(value, full) / full)


def _columns(counts: Sequence[float | None], top: float) -> list[tuple[str, str, str, str]]:
    """x, y, width and height of each column that may be shown; a hidden one keeps its place empty."""
    slot = WIDTH / max(len(counts), 1)
    return [
        (
            _short(slot * (place + 0.1)),
            _short(HEIGHT * (1 - count / top)),
            _short(slot * 0.8),
            _short(HEIGHT * count / top),
        )
        for place, count in enumerate(counts)
        if count is not None
    ]


def ceiling(largest: float) -> float:
    """The round number at the top of an axis: 1, 2, 4, 5 or 8 times a power of ten, never below `largest`, never 0."""
    if largest <= 0:
        return 1.0
    power = 10.0 ** floor(log10(largest))
    steps = (1, 2, 4, 5, 8, 10, 20)  # the last for logarithms that rounding has put one power too low
    return next(step * power for step in steps if largest <= step * power)


def said(value: float | None, places: int, unit: str = "") -> str:
    """A value as text; a hidden one says that it is."""
    return _("ẩn") if value is None else "\u00a0".join(filter(None, (number(value, places), unit)))


def _draw(series: Series, top: float, order: int) -> _Drawn:
    runs = _runs(_points(series.values, top))
    lines = [" ".join(f"{x},{y}" for x, y in run) for run in runs if len(run) > 1]
    areas = [
        f"{run[0][0]},{_short(HEIGHT)} {line} {run[-1][0]},{_short(HEIGHT)}"
        for run, line in zip([r for r in runs if len(r) > 1], lines, strict=True)
    ]
    alone = [f"{run[0][0]},{run[0][1]}" for run in runs if len(run) == 1]
    return _Drawn(series.name, series.tone, order, lines, areas if order == 0 else [], alone)


def _points(values: Sequence[float | None], top: float) -> list[tuple[str, str] | None]:
    step = WIDTH / max(len(values) - 1, 1)
    return [
        None if value is None else (_short(place * step), _short(HEIGHT - value / top * HEIGHT))
        for place, value in enumerate(values)
    ]


def _runs(points: Sequence[tuple[str, str] | None]) -> list[list[tuple[str, str]]]:
    """Cut the line where a value is hidden."""
    runs: list[list[tuple[str, str]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]


def _some(count: int) -> list[int]:
    """Places of at most four labels to write under the line: the first, the last, and two between."""
    if count <= STEPS:
        return list(range(count))
    return [0, count // 3, 2 * count // 3, count - 1]


def _short(value: float) -> str:
    """Coordinates with one decimal place, without a trailing zero."""
    return f"{value:.1f}".removesuffix(".0")
