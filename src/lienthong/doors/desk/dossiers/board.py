"""The leader's board: how the office did in a period, the dossiers behind each number, and what to ask about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.rules import Verb
from lienthong.kit.clock import VIETNAM, local
from lienthong.kit.errors import NotFound
from lienthong.kit.web import charts, pagination, tables
from lienthong.kit.web.charts import Bar
from lienthong.kit.web.words import number as figure
from lienthong.work.onestop import overseeing
from lienthong.work.onestop.overseeing import EACH_BY, By, Seen
from lienthong.work.onestop.oversight import Row
from lienthong.work.onestop.states import Number

_MONTHS_A_YEAR = 12
_SPANS = {"month": 1, "quarter": 3, "year": 12}
_BEFORE = "last-"
PERIODS = tuple(before + name for name in _SPANS for before in ("", _BEFORE))
MOST_FINDINGS = 200


class UnknownNumber(NotFound):
    """There is no such number on the board. Open the board, and press the number itself."""


@dataclass(frozen=True)
class Period:
    """A month, quarter or year, this one or the last; until now at the latest."""

    name: str
    since: datetime
    until: datetime

    @property
    def last_day(self) -> date:
        """The last day that is counted."""
        return local(self.until).date()


def period_of(asked: str, *, now: datetime) -> Period:
    """The period by its name; this month when the name is none."""
    name = asked if asked in PERIODS else PERIODS[0]
    span, today = _SPANS[name.removeprefix(_BEFORE)], local(now)
    months = today.year * _MONTHS_A_YEAR + today.month - 1
    first = months - months % span - (span if name.startswith(_BEFORE) else 0)
    return Period(name, _first_of(first), min(_first_of(first + span), now))


def _first_of(months: int) -> datetime:
    year, month = divmod(months, _MONTHS_A_YEAR)
    return datetime.combine(date(year, month + 1, 1), time(), VIETNAM)


def names_of_periods() -> dict[str, str]:
    """Each period in the reader's language."""
    return {
        "month": _("Tháng này"),
        "last-month": _("Tháng trước"),
        "quarter": _("Quý này"),
        "last-quarter": _("Quý trước"),
        "year": _("Năm nay"),
        "last-year": _("Năm trước"),
    }


def _headings() -> dict[By, str]:
    return {"field": _("Theo lĩnh vực"), "unit": _("Theo đơn vị giải quyết"), "officer": _("Theo người giữ hồ sơ")}


@official
@require_GET
def board(request: OfficialRequest) -> HttpResponse:
    """Everything counted for a period, and what to ask about. Refuses: MandateEnded, NotInThisRole."""
    period, seen = _seen(request)
    found = seen.findings(MOST_FINDINGS)
    headings = _headings()
    context = {
        "period": period,
        "tabs": _tabs(period),
        "seen": seen,
        "numbers": _cells(seen.total, period, None),
        "groups": [
            {"heading": headings[by], "rows": [(row, _cells(row, period, by)) for row in seen.rows(by)]}
            for by in EACH_BY
        ],
        "columns": [number.label for number in Number],
        "picture": _picture(seen, period),
        "findings": found,
        "finding_count": seen.finding_count,
        "csv_url": f"{reverse('desk:board-csv')}?period={period.name}",
    }
    return page(request, "desk/dossiers/board.html", context)


def _seen(request: OfficialRequest) -> tuple[Period, Seen]:
    mandates.require(request.mandate, Verb.OVERSEE_DOSSIERS, now=request.now)
    period = period_of(request.GET.get("period", ""), now=request.now)
    return period, overseeing.seen_by(request.mandate, period.since, period.until)


def _tabs(period: Period) -> list[dict[str, Any]]:
    base, names = reverse("desk:board"), names_of_periods()
    return [{"label": names[each], "url": f"{base}?period={each}", "current": each == period.name} for each in PERIODS]


def _cells(row: Row, period: Period, by: By | None) -> list[dict[str, Any]]:
    """The numbers of a line, each with the way to its dossiers; nothing leads nowhere."""
    return [
        {
            "label": number.label,
            "value": getattr(row, number.value),
            "url": _behind_url(number, period, by, row.key) if getattr(row, number.value) else "",
        }
        for number in Number
    ]


def _behind_url(number: Number, period: Period, by: By | None, key: str) -> str:
    asked = {"period": period.name} | ({"by": by, "of": key} if by else {})
    return f"{reverse('desk:board-number', args=[number.value])}?{urlencode(asked)}"


def _picture(seen: Seen, period: Period) -> SafeString:
    """The share decided in time, unit by unit; the bars are the table."""
    bars = []
    for row in seen.rows("unit"):
        decided = row.on_time + row.late
        if decided:
            said = _("%(on_time)s trên %(decided)s") % {"on_time": figure(row.on_time), "decided": figure(decided)}
            url = _behind_url(Number.ON_TIME, period, "unit", row.key) if row.on_time else ""
            bars.append(Bar(row.name, 100 * row.on_time / decided, said=said, url=url, tone="leaf"))
    summary = _("Hồ sơ giải quyết trong kỳ, so với hạn theo luật; lời xin lỗi không dời hạn.")
    title = _("Đúng hạn theo đơn vị")
    return charts.bars(bars, most=100, name="on-time", title=title, summary=summary) if bars else SafeString("")


@official
@require_GET
def board_csv(request: OfficialRequest) -> HttpResponseBase:
    """The same numbers for a spreadsheet. Refuses: MandateEnded, NotInThisRole."""
    period, seen = _seen(request)
    columns = [_("Bảng"), _("Tên"), *(str(number.label) for number in Number)]
    title = f"{_('bang-theo-doi')}-{period.since:%Y-%m-%d}-{period.last_day:%Y-%m-%d}"
    return tables.as_csv(title, columns, _lines(seen))


def _lines(seen: Seen) -> Iterator[list[tables.Cell]]:
    def line(heading: str, row: Row) -> list[tables.Cell]:
        return [heading, row.name, *(getattr(row, number.value) for number in Number)]

    yield line(_("Tất cả"), seen.total)
    for by, heading in _headings().items():
        for row in seen.rows(by):
            yield line(heading, row)


@official
@require_GET
def board_number(request: OfficialRequest, name: str) -> HttpResponse:
    """The dossiers behind one number. Refuses: MandateEnded, NotInThisRole, UnknownNumber."""
    period, seen = _seen(request)
    if name not in Number.values:
        raise UnknownNumber
    by, key = _line_asked(request), request.GET.get("of", "")
    whole = seen.behind(Number(name), by, key).whole()
    context = {
        "period": period,
        "period_name": names_of_periods()[period.name],
        "title": Number(name).label,
        "whose": next((row.name for row in seen.rows(by) if row.key == key), "") if by else "",
        "count": whole.count(),
        "page": pagination.page(whole, request.GET, order=("-submitted_at", "-id"), size=50),
        "back_url": f"{reverse('desk:board')}?period={period.name}",
    }
    return page(request, "desk/dossiers/board_number.html", context)


def _line_asked(request: OfficialRequest) -> By | None:
    return next((by for by in EACH_BY if by == request.GET.get("by")), None)
