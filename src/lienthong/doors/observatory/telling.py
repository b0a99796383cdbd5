"""Each open figure told in full: what it says, how it was counted, its SQL, its table, its picture.

The front page, the page of the figure and its CSV read the same entry, so they cannot differ.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lienthong.kit.web import charts
from lienthong.kit.web.charts import Bar, Series
from lienthong.kit.web.tables import Cell
from lienthong.kit.web.words import lasted, number
from lienthong.records.exchange import figures
from lienthong.records.exchange.figures import FEWEST, Day, Figures, OfBody, shown

FEW = f"<{FEWEST}"
_GOOD, _FAIR = 0.95, 0.85
_ON_FRONT = 7
_WEEK, _DAYS_TO_GROUP, _TOO_MANY_HIDDEN = 7, 28, 5
WAIT_LABELS: tuple[Promise, ...] = (
    gettext_lazy("dưới 5 phút"),
    gettext_lazy("5–15 phút"),
    gettext_lazy("15–60 phút"),
    gettext_lazy("1–4 giờ"),
    gettext_lazy("4–24 giờ"),
    gettext_lazy("hơn 1 ngày"),
)
Row = tuple[str, Sequence[Cell]]


@dataclass(frozen=True)
class Told:
    """One figure: its stable name, its title, its definition, the SQL that counts it, its table and its picture."""

    name: str
    title: Promise
    definition: Promise
    sql: str
    columns: tuple[Promise, ...]
    rows: Callable[[Figures], list[list[Cell]]]
    picture: Callable[[Figures, str], SafeString] | None = None


def csv_url(name: str, days: int) -> str:
    """Where the table of a figure is saved from."""
    return f"{reverse('observatory:figure-csv', args=[name])}?days={days}"


def counted(value: int) -> Cell:
    """A count as a cell; from one to four it reads `<5`."""
    return FEW if shown(value) is None else value


def share(value: float | None) -> str:
    """A part as a cell, in per cent; hidden where too few were counted."""
    return _("ẩn") if value is None else f"{number(value * 100, 1)} %"


_PREFIXES = ("Ủy ban nhân dân tỉnh ", "Ủy ban nhân dân thành phố ", "People's Committee of ")
_SUFFIXES = (" Province", " City")


def short_name_of(body: OfBody) -> str:
    """The name as people say it beside a bar: `Ủy ban nhân dân tỉnh Bến Tre` → `Bến Tre`."""
    name = name_of(body)
    for prefix in _PREFIXES:
        if name.startswith(prefix):
            place = name.removeprefix(prefix)
            return place.removesuffix(_SUFFIXES[0]).removesuffix(_SUFFIXES[1])
    return name


def name_of(body: OfBody) -> str:
    """The body in the reader's language."""
    return body.name_en if get_language() == "en" and body.name_en else body.name_vi


# -- pictures ---------------------------------------------------------------------------------------------------------
def per_day(found: Figures, url: str) -> SafeString:
    """Sent and received, day by day; week by week where too many days would have to be hidden."""
    steps = _steps(found.days)
    return charts.over_time(
        [f"{step.on:%d/%m}" for step in steps],
        [
            Series(_("Đã gửi"), [shown(step.sent) for step in steps]),
            Series(_("Nhận được"), [shown(step.received) for step in steps], "leaf"),
        ],
        name="per-day",
        title=_("Văn bản mỗi ngày") if steps is found.days else _("Văn bản mỗi tuần"),
        summary=_("%(sent)s văn bản được gửi, %(received)s lượt nhận trong %(days)s ngày.")
        % {"sent": number(found.sent), "received": number(found.received), "days": len(found.days)},
        csv_url=url,
    )


def _steps(days: Sequence[Day]) -> Sequence[Day]:
    """The days themselves, or whole weeks that end with the last day, where one day in five is hidden."""
    hidden = sum(1 for day in days if None in (shown(day.sent), shown(day.received)))
    if hidden * _TOO_MANY_HIDDEN < len(days) or len(days) < _DAYS_TO_GROUP:
        return days
    weeks = [days[start : start + _WEEK] for start in range(len(days) % _WEEK, len(days), _WEEK)]
    return [Day(week[0].on, sum(d.sent for d in week), sum(d.received for d in week)) for week in weeks]


def busiest(found: Figures, url: str, *, most: int = _ON_FRONT) -> SafeString:
    """The bodies that send most."""
    order = sorted(found.bodies, key=lambda body: -body.sent)[:most]
    return charts.bars(
        [
            Bar(short_name_of(body), shown(body.sent), said="" if shown(body.sent) is not None else FEW)
            for body in order
        ],
        name="busiest",
        title=_("Gửi nhiều nhất"),
        summary=_("Số văn bản mỗi cơ quan đã gửi."),
        csv_url=url,
    )


def same_day(found: Figures, url: str, *, most: int = _ON_FRONT) -> SafeString:
    """How much each of the bodies that receive most accepts on the day of arrival, the quickest first."""
    chosen = sorted(found.bodies, key=lambda body: -body.received)[:most]
    order = sorted(chosen, key=lambda body: -(body.same_day_share or 0))
    return charts.bars(
        [_share_bar(body) for body in order],
        most=100,
        places=1,
        unit="%",
        name="same-day",
        title=_("Tiếp nhận trong ngày"),
        summary=_("Phần văn bản đến được tiếp nhận ngay trong ngày, ở những nơi nhận nhiều nhất."),
        csv_url=url,
    )


def _share_bar(body: OfBody) -> Bar:
    part = body.same_day_share
    if part is None:
        return Bar(short_name_of(body), None)
    tone = "leaf" if part >= _GOOD else "sea" if part >= _FAIR else "amber"
    return Bar(short_name_of(body), part * 100, tone=tone)


def waits(found: Figures, url: str) -> SafeString:
    """How long from sending to acceptance."""
    return charts.distribution(
        [str(label) for label in WAIT_LABELS],
        [shown(counted) for counted in found.waits],
        name="waits",
        title=_("Từ gửi đến tiếp nhận"),
        unit=_("lượt nhận"),
        summary=_("Một nửa được tiếp nhận trong %(median)s; 95 %% trong %(slow)s.")
        % {"median": _duration(found.median_seconds), "slow": _duration(found.slow_seconds)},
        csv_url=url,
    )


def _duration(seconds: float | None) -> str:
    return "–" if seconds is None else lasted(seconds)


# -- tables -----------------------------------------------------------------------------------------------------------
def _day_rows(found: Figures) -> list[list[Cell]]:
    return [[day.on, counted(day.sent), counted(day.received)] for day in found.days]


def _body_rows(found: Figures) -> list[list[Cell]]:
    return [[name_of(body), counted(body.sent), counted(body.received)] for body in found.bodies]


def _same_day_rows(found: Figures) -> list[list[Cell]]:
    return [[name_of(body), counted(body.received), share(body.same_day_share)] for body in found.bodies]


def _late_rows(found: Figures) -> list[list[Cell]]:
    total: list[Cell] = [_("Tất cả"), counted(found.received), counted(found.late)]
    return [total, *([name_of(body), counted(body.received), counted(body.late)] for body in found.bodies)]


def _signed_rows(found: Figures) -> list[list[Cell]]:
    return [[counted(found.received), counted(found.signed), share(found.signed_share)]]


def _wait_rows(found: Figures) -> list[list[Cell]]:
    classes: list[list[Cell]] = [
        [str(label), counted(many)] for label, many in zip(WAIT_LABELS, found.waits, strict=True)
    ]
    median = [_("trung vị"), _duration(found.median_seconds)]
    return [*classes, list(median), [_("95 % nhanh hơn"), _duration(found.slow_seconds)]]


def _saving_rows(found: Figures) -> list[list[Cell]]:
    prices = found.prices
    return [
        [_("trang không phải in"), found.pages, prices.page, found.pages * prices.page],
        [_("lượt không phải chuyển phát"), found.received, prices.dispatch, found.received * prices.dispatch],
        [_("Cộng"), "", "", found.saved_dong],
    ]


ALL: dict[str, Told] = {
    told.name: told
    for told in (
        Told(
            "sent",
            gettext_lazy("Văn bản gửi và nhận mỗi ngày"),
            gettext_lazy(
                "Một văn bản gửi là một lần một cơ quan gửi đi một văn bản, gửi tới bao nhiêu nơi cũng tính một. Một "
                "lượt nhận là một nơi đã nhận được văn bản đó. Ngày tính theo giờ Việt Nam."
            ),
            figures.SENT_AND_RECEIVED,
            (gettext_lazy("Ngày"), gettext_lazy("Đã gửi"), gettext_lazy("Nhận được")),
            _day_rows,
            per_day,
        ),
        Told(
            "bodies",
            gettext_lazy("Văn bản gửi và nhận của từng cơ quan"),
            gettext_lazy("Như số văn bản gửi và lượt nhận mỗi ngày, tính riêng cho từng cơ quan trong cả kỳ."),
            figures.BODIES,
            (gettext_lazy("Cơ quan"), gettext_lazy("Đã gửi"), gettext_lazy("Nhận được")),
            _body_rows,
            busiest,
        ),
        Told(
            "signed",
            gettext_lazy("Văn bản có đủ chữ ký số"),
            gettext_lazy(
                "Trong các lượt nhận, phần mà khi đến nơi hệ thống đã kiểm tra và thấy mọi chữ ký số trên văn bản đều "
                "hợp lệ và tệp còn nguyên như khi ký."
            ),
            figures.DELIVERIES,
            (gettext_lazy("Nhận được"), gettext_lazy("Đủ chữ ký"), gettext_lazy("Tỷ lệ")),
            _signed_rows,
        ),
        Told(
            "acceptance",
            gettext_lazy("Thời gian từ gửi đến tiếp nhận"),
            gettext_lazy(
                "Từ lúc nơi gửi bấm gửi đến lúc văn thư nơi nhận vào sổ, tính cả đêm và ngày nghỉ. Trung vị: một nửa "
                "nhanh hơn, một nửa chậm hơn. Chưa tiếp nhận thì chưa tính."
            ),
            figures.WAITS,
            (gettext_lazy("Khoảng"), gettext_lazy("Lượt nhận")),
            _wait_rows,
            waits,
        ),
        Told(
            "same-day",
            gettext_lazy("Tiếp nhận trong ngày"),
            gettext_lazy(
                "Trong các lượt nhận của một cơ quan, phần được vào sổ đến trong cùng ngày đến, theo giờ Việt Nam. Nơi "
                "có ít hơn 5 lượt nhận được ẩn."
            ),
            figures.BODIES,
            (gettext_lazy("Cơ quan"), gettext_lazy("Nhận được"), gettext_lazy("Trong ngày")),
            _same_day_rows,
            same_day,
        ),
        Told(
            "late",
            gettext_lazy("Tiếp nhận chậm"),
            gettext_lazy(
                "Lượt nhận được vào sổ sau hạn tiếp nhận, hoặc đến nay đã quá hạn mà chưa vào sổ. Hạn tính theo Nghị "
                "định 30/2020 và độ khẩn, trên lịch làm việc của nơi nhận. Văn bản bị từ chối không tính."
            ),
            figures.BODIES,
            (gettext_lazy("Cơ quan"), gettext_lazy("Nhận được"), gettext_lazy("Chậm")),
            _late_rows,
        ),
        Told(
            "savings",
            gettext_lazy("Giấy, in và chuyển phát đã bớt"),
            gettext_lazy(
                "Số trang của mỗi lượt nhận nhân với giá một trang, cộng lượt nhận nhân với giá một lần chuyển phát. "
                "Hai đơn giá là giả định, do nơi vận hành đặt; đổi giả định thì con số đổi theo."
            ),
            figures.DELIVERIES,
            (
                gettext_lazy("Khoản"),
                gettext_lazy("Số lượng"),
                gettext_lazy("Đơn giá (đồng)"),
                gettext_lazy("Thành tiền (đồng)"),
            ),
            _saving_rows,
        ),
    )
}
