"""The front page and one page for each figure: how it was counted, its table, its CSV. Counted once a minute."""

from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lienthong.doors.observatory import telling
from lienthong.doors.observatory.frame import page
from lienthong.doors.observatory.telling import Told, csv_url
from lienthong.ground.journal import installation
from lienthong.kit.errors import NotFound
from lienthong.kit.web import tables
from lienthong.kit.web.limits import limited
from lienthong.kit.web.middleware import Request
from lienthong.records.exchange import figures
from lienthong.records.exchange.figures import Figures, Period

PERIODS = (7, 30, 90, 365)
USUAL = 90
FRESH_SECONDS = 60


class UnknownFigure(NotFound):
    """There is no such figure. The front page links to each of them."""


@require_safe
def home(request: Request) -> HttpResponse:
    """The exchange in pictures."""
    days = period_of(request)
    found = counted(days, now=request.now)
    return page(
        request,
        "observatory/home.html",
        {
            "found": found,
            "days": days,
            "periods": periods(days),
            "per_day": telling.per_day(found, csv_url("sent", days)),
            "same_day": telling.same_day(found, csv_url("same-day", days)),
            "waits": telling.waits(found, csv_url("acceptance", days)),
            "busiest": telling.busiest(found, csv_url("bodies", days)),
            "checkpoint": installation.store().checkpoint(),
        },
    )


@require_safe
def figure(request: Request, name: str) -> HttpResponse:
    """One figure with its definition. Refuses: UnknownFigure."""
    told, days = _told(name), period_of(request)
    found = counted(days, now=request.now)
    return page(
        request,
        "observatory/figure.html",
        {
            "told": told,
            "days": days,
            "found": found,
            "periods": periods(days),
            "rows": told.rows(found),
            "sql": told.sql.strip(),
            "picture": told.picture(found, csv_url(name, days)) if told.picture else "",
            "csv_url": csv_url(name, days),
            "others": [other for other in telling.ALL.values() if other is not told],
        },
    )


@require_safe
@limited("figures", most=60)
def figure_csv(request: Request, name: str) -> HttpResponseBase:
    """The table of a figure as CSV. Refuses: UnknownFigure, TooMany."""
    told = _told(name)
    found = counted(period_of(request), now=request.now)
    return tables.as_csv(f"{told.name}-{found.period.last}", [str(column) for column in told.columns], told.rows(found))


def _told(name: str) -> Told:
    if name not in telling.ALL:
        raise UnknownFigure
    return telling.ALL[name]


def period_of(request: HttpRequest) -> int:
    """How many days are asked for, of those offered."""
    asked = request.GET.get("days", "")
    return next((days for days in PERIODS if str(days) == asked), USUAL)


def counted(days: int, *, now: datetime) -> Figures:
    """The figures of the last days, at most a minute old."""
    period = Period.of_days(days, now=now)
    key = f"figures:{days}:{period.last}"
    found: Figures | None = cache.get(key)
    if found is None:
        found = figures.count(period, now=now)
        cache.set(key, found, FRESH_SECONDS)
    return found


def periods(chosen: int) -> list[dict[str, Any]]:
    labels = {7: _("7 ngày"), 30: _("30 ngày"), 90: _("90 ngày"), 365: _("1 năm")}
    return [
        {"label": labels[days], "url": f"?days={days}", "count": None, "current": days == chosen} for days in PERIODS
    ]
