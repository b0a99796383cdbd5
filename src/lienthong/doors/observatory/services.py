"""Public services in figures: the overview, one page and CSV a figure, and the sealed files of each day's events."""

from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lienthong.doors.observatory import services_telling
from lienthong.doors.observatory.figures import FRESH_SECONDS, UnknownFigure, period_of, periods
from lienthong.doors.observatory.frame import page
from lienthong.doors.observatory.services_tables import PETITION_COLUMNS, Told, csv_url, petition_rows
from lienthong.ground.journal import receipts
from lienthong.ground.journal.models import Act
from lienthong.ground.journal.queries import proofs
from lienthong.kit.errors import NotFound
from lienthong.kit.web import tables
from lienthong.kit.web.limits import limited
from lienthong.kit.web.middleware import Request
from lienthong.kit.web.tables import Cell
from lienthong.records.exchange.figures import Period
from lienthong.work.feedback.indices import FEWEST, share
from lienthong.work.onestop import figures
from lienthong.work.onestop.figures import Counted
from lienthong.work.onestop.models import SealedDay
from lienthong.work.onestop.published import file_name
from lienthong.work.petitions import figures as petitions
from lienthong.work.petitions.actions.asking import PROCEDURE
from lienthong.work.services.models import Procedure

_DAYS_SHOWN = 14


class DayNotSealed(NotFound):
    """The events of this day are not published. A day is published an hour after it is over."""


@require_safe
def overview(request: Request) -> HttpResponse:
    """All figures of public services as pictures, and the files anybody can compute them from."""
    days = period_of(request)
    found, names = counted(days, now=request.now), procedure_names()
    context = {
        "found": found,
        "days": days,
        "periods": periods(days),
        "fewest": FEWEST,
        "on_time": share(found.on_time, found.decided),
        "pictures": [
            (told, told.picture(found, names, csv_url(told.name, days))) for told in services_telling.ALL.values()
        ],
        "petitions": petitions_of(days, now=request.now),
        "petition_columns": PETITION_COLUMNS,
        "sealed": SealedDay.objects.defer("content").order_by("-on")[:_DAYS_SHOWN],
    }
    return page(request, "observatory/services.html", context)


@require_safe
def figure(request: Request, name: str) -> HttpResponse:
    """One figure with its definition. Refuses: UnknownFigure."""
    told, days = _told(name), period_of(request)
    found, names = counted(days, now=request.now), procedure_names()
    context: dict[str, Any] = {
        "told": told,
        "days": days,
        "found": found,
        "periods": periods(days),
        "rows": told.rows(found, names),
        "sql": told.sql.strip(),
        "picture": told.picture(found, names, csv_url(name, days)),
        "csv_url": csv_url(name, days),
        "others": [other for other in services_telling.ALL.values() if other is not told],
    }
    return page(request, "observatory/services_figure.html", context)


@require_safe
@limited("figures", most=60)
def figure_csv(request: Request, name: str) -> HttpResponseBase:
    """The table of a figure as CSV. Refuses: UnknownFigure, TooMany."""
    told = _told(name)
    found = counted(period_of(request), now=request.now)
    columns = [str(column) for column in told.columns]
    return tables.as_csv(f"services-{told.name}", columns, told.rows(found, procedure_names()))


@require_safe
def events(request: Request, day: date) -> HttpResponse:
    """The sealed file of a day, byte for byte as its root says. Refuses: DayNotSealed."""
    answer = HttpResponse(_sealed(day).content, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(day)}"'
    return answer


@require_safe
def events_receipt(request: Request, day: date) -> HttpResponse:
    """The receipt of the act that recorded the root. Refuses: DayNotSealed, NotInTheLogYet."""
    act = Act.objects.about(_sealed(day)).get(verb="observatory.day.sealed")
    made = proofs.receipt_of(act)
    return HttpResponse(receipts.encode(made), content_type="application/json")


def _sealed(day: date) -> SealedDay:
    found = SealedDay.objects.filter(on=day).first()
    if found is None:
        raise DayNotSealed
    return found


def _told(name: str) -> Told:
    if name not in services_telling.ALL:
        raise UnknownFigure
    return services_telling.ALL[name]


def counted(days: int, *, now: datetime) -> Counted:
    """The figures of the last days, at most a minute old."""
    period = Period.of_days(days, now=now)
    key = f"services:{days}:{period.last}"
    found: Counted | None = cache.get(key)
    if found is None:
        found = _with_petitions(figures.count(since=period.since, until=period.until, now=now))
        cache.set(key, found, FRESH_SECONDS)
    return found


def _with_petitions(found: Counted) -> Counted:
    """Indicator 8 counts what people say wherever they say it: also petitions that a body had to answer."""
    told = petitions.handled(since=found.since, until=found.until, now=found.counted_at)
    for row in found.scores:
        ended, in_time = told.get(row.body, (0, 0))
        row.calls_ended += ended
        row.calls_in_time += in_time
    return found


def procedure_names() -> dict[str, str]:
    """What procedures are called, by key; read again once a minute."""
    key = f"services:names:{get_language()}"
    names: dict[str, str] | None = cache.get(key)
    if names is None:
        found = Procedure.objects.filter(current__isnull=False).select_related("current")
        names = {each.key: each.current.name for each in found if each.current}
        names[PROCEDURE] = _("Phản ánh, kiến nghị")
        cache.set(key, names, FRESH_SECONDS)
    return names


def petitions_of(days: int, *, now: datetime) -> list[list[Cell]]:
    """Petitions of the last days by body: received, and each clock kept; at most a minute old."""
    key = f"services:petitions:{days}:{get_language()}"
    found: list[list[Cell]] | None = cache.get(key)
    if found is None:
        since = Period.of_days(days, now=now).since
        found = petition_rows(petitions.of_bodies(since=since, now=now))
        cache.set(key, found, FRESH_SECONDS)
    return found


@require_safe
@limited("figures", most=60)
def petitions_csv(request: Request) -> HttpResponseBase:
    """The table of petitions as CSV. Refuses: TooMany."""
    rows = petitions_of(period_of(request), now=request.now)
    return tables.as_csv("services-petitions", [str(column) for column in PETITION_COLUMNS], rows)


class DayInAddress:
    """`2026-11-16` in an address."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        """A day that exists; anything else is no such page."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """As it stands in the address."""
        return value.isoformat()
