"""Tables and pictures of the open figures of public services; what is counted of too few is hidden in both."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lienthong.kit.web import charts
from lienthong.kit.web.charts import Bar, Series
from lienthong.kit.web.tables import Cell
from lienthong.kit.web.words import number
from lienthong.work.feedback import indices
from lienthong.work.feedback.indices import FEWEST, GAP_TARGET, Share, share
from lienthong.work.feedback.states import Channel
from lienthong.work.onestop.figures import Counted
from lienthong.work.petitions.figures import Figures as Petitions

Names = Mapping[str, str]
"""What procedures are called in the reader's language, by their key."""
_IN_PICTURE = 10
_GOOD, _FAIR = 0.95, 0.85


@dataclass(frozen=True)
class Told:
    """One figure: its name in addresses, title, how it is counted, the SQL, its table and its picture."""

    name: str
    title: Promise
    definition: Promise
    sql: str
    columns: tuple[Promise, ...]
    rows: Callable[[Counted, Names], list[list[Cell]]]
    picture: Callable[[Counted, Names, str], SafeString]
    unmeasured: tuple[Promise, ...] = ()
    """What of it cannot be counted, each with the reason; never shown as nought."""


def csv_url(name: str, days: int) -> str:
    """Where the table of a figure is saved from."""
    return f"{reverse('observatory:services-csv', args=[name])}?days={days}"


def body_name(row: Any) -> str:
    """The body in the reader's language."""
    return str(row.name_en if get_language() == "en" and row.name_en else row.name_vi)


def percent(value: float | None) -> str:
    """A part in per cent; hidden where too few were counted."""
    return _("ẩn") if value is None else f"{number(value * 100, 1)} %"


PETITION_COLUMNS = (
    gettext_lazy("Cơ quan"),
    gettext_lazy("Số nhận vào"),
    gettext_lazy("Báo không tiếp nhận đúng hạn"),
    gettext_lazy("Chuyển đúng hạn"),
    gettext_lazy("Trả lời đúng hạn"),
    gettext_lazy("Công khai đúng hạn"),
)


def petition_row(row: Petitions) -> list[Cell]:
    """A body with its petitions: how many came, and of each clock the share that was kept."""
    kept = (
        share(row.refused_in_time, row.to_refuse),
        share(row.forwarded_in_time, row.to_forward),
        share(row.answered_in_time, row.to_answer),
        share(row.published_in_time, row.to_publish),
    )
    return [body_name(row.body), few(row.received), *(percent(each.value if each else None) for each in kept)]


def _within(found: Share | None) -> str:
    """The interval of a share."""
    return _("ẩn") if found is None else f"{number(found.low * 100, 1)}–{number(found.high * 100, 1)} %"


def few(count: int) -> Cell:
    """A count; under ten only that it is."""
    return count if count == 0 or count >= FEWEST else f"<{FEWEST}"


def hidden(counts: list[int]) -> set[int]:
    """The places of a column that are not shown: the few, and beside a single one the smallest of the others.

    Otherwise whoever knows the sum, as of a period or of another way to divide it, takes the rest from it.
    """
    small = {place for place, count in enumerate(counts) if 0 < count < FEWEST}
    others = [(count, place) for place, count in enumerate(counts) if count >= FEWEST]
    return small | {min(others)[1]} if len(small) == 1 and others else small


def column(counts: list[int]) -> list[Cell]:
    """Counts that add up to something known, none of which can be taken from the others."""
    away = hidden(counts)
    return [few(count) if count < FEWEST else _("ẩn") if place in away else count for place, count in enumerate(counts)]


def _drawn(counts: list[int]) -> list[int | None]:
    away = hidden(counts)
    return [None if place in away else count for place, count in enumerate(counts)]


def _days(value: float | None, whole: int) -> str:
    return _("ẩn") if value is None or whole < FEWEST else number(value, 1)


def _label(row: Any, names: Names) -> str:
    return f"{names.get(row.procedure, row.procedure)} · {body_name(row)}"


def _tone(value: float) -> str:
    return "leaf" if value >= _GOOD else "sea" if value >= _FAIR else "amber"


# -- received, decided, late ------------------------------------------------------------------------------------------
def month_rows(found: Counted, names: Names) -> list[list[Cell]]:
    received, decided, late = (
        column([getattr(row, name) for row in found.months]) for name in ("received", "decided", "late")
    )
    return [list(row) for row in zip([row.month for row in found.months], received, decided, late, strict=True)]


def months_picture(found: Counted, names: Names, url: str) -> SafeString:
    return charts.over_time(
        [row.month for row in found.months],
        [
            Series(_("Tiếp nhận"), _drawn([row.received for row in found.months])),
            Series(_("Giải quyết"), _drawn([row.decided for row in found.months]), "leaf"),
            Series(_("Trễ hẹn"), _drawn([row.late for row in found.months]), "clay"),
        ],
        name="months",
        title=_("Hồ sơ mỗi tháng"),
        summary=_decided_in_words(found),
        csv_url=url,
    )


def _decided_in_words(found: Counted) -> str:
    """How many in all and which part in time; of few no more than that they are few."""
    if 0 < found.decided < FEWEST:
        return _("Dưới %(fewest)s hồ sơ được giải quyết.") % {"fewest": FEWEST}
    part = share(found.on_time, found.decided)
    said = {"decided": number(found.decided), "on_time": percent(part.value) if part else "–"}
    return _("%(decided)s hồ sơ được giải quyết; đúng ngày đã hẹn: %(on_time)s.") % said


# -- on time ----------------------------------------------------------------------------------------------------------
def on_time_rows(found: Counted, names: Names) -> list[list[Cell]]:
    return [
        [names.get(row.procedure, row.procedure), body_name(row), count,
         percent(part.value if part else None), _within(part)]
        for row, count in zip(found.times, column([row.decided for row in found.times]), strict=True)
        for part in [share(row.on_time, row.decided)]
    ]  # fmt: skip


def on_time_picture(found: Counted, names: Names, url: str) -> SafeString:
    parts = [(row, share(row.on_time, row.decided)) for row in found.times[:_IN_PICTURE]]
    return charts.bars(
        [
            Bar(_label(row, names), part.value * 100, tone=_tone(part.value)) if part else Bar(_label(row, names), None)
            for row, part in parts
        ],
        most=100, places=1, unit="%", name="on-time", title=_("Đúng ngày đã hẹn"),
        summary=_("Phần hồ sơ có kết quả không sau ngày hẹn ghi trên giấy tiếp nhận."), csv_url=url,
    )  # fmt: skip


# -- time at the office -----------------------------------------------------------------------------------------------
def time_rows(found: Counted, names: Names) -> list[list[Cell]]:
    return [
        [names.get(row.procedure, row.procedure), body_name(row), count,
         _days(row.slow_days, row.decided), _days(row.limit_days, row.decided)]
        for row, count in zip(found.times, column([row.decided for row in found.times]), strict=True)
    ]  # fmt: skip


def times_picture(found: Counted, names: Names, url: str) -> SafeString:
    def bar(row: Any) -> Bar:
        if row.decided < FEWEST:
            return Bar(_label(row, names), None)
        tone = "leaf" if row.slow_days <= row.limit_days else "amber"
        said = _("%(slow)s ngày, hạn %(limit)s") % {
            "slow": number(row.slow_days, 1),
            "limit": number(row.limit_days, 1),
        }
        return Bar(_label(row, names), row.slow_days, said=said, tone=tone)

    return charts.bars(
        [bar(row) for row in found.times[:_IN_PICTURE]],
        name="office-time", title=_("Chín phần mười hồ sơ xong trong"),
        summary=_("Thời gian ở cơ quan mà 90 % hồ sơ không vượt, đặt cạnh thời hạn của luật."), csv_url=url,
    )  # fmt: skip


# -- satisfaction -----------------------------------------------------------------------------------------------------
def satisfaction_rows(found: Counted, names: Names) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for row in found.satisfaction:
        part = share(row.satisfied, row.answers)
        rest = share(row.satisfied - row.flagged_satisfied, row.answers - row.flagged)
        answered = row.answers / row.invited if row.invited and part else None
        mean = number(row.mean, 1) if part else _("ẩn")
        rows.append(
            [names.get(row.procedure, row.procedure), body_name(row), str(Channel(row.channel).label), few(row.ends),
             few(row.invited), few(row.answers), percent(answered), mean, percent(part.value if part else None),
             _within(part), row.flagged if part else _("ẩn"), percent(rest.value if rest else None)]
        )  # fmt: skip
    return rows


def satisfaction_picture(found: Counted, names: Names, url: str) -> SafeString:
    def bar(row: Any) -> Bar:
        label = f"{_label(row, names)} · {Channel(row.channel).label}"
        part = share(row.satisfied, row.answers)
        if part is None:
            return Bar(label, None)
        label += f" · {_('bị đánh dấu')}: {number(row.flagged)}" if row.flagged else ""
        said = f"{percent(part.value)} ({_within(part)}; n = {number(part.whole)})"
        return Bar(label, part.value * 100, said=said, tone=_tone(part.value))

    return charts.bars(
        [bar(row) for row in found.satisfaction[:_IN_PICTURE]],
        most=100, name="satisfaction", title=_("Hài lòng"),
        summary=_("Phần trả lời hài lòng hoặc rất hài lòng, với khoảng tin cậy 95 % và số câu trả lời."), csv_url=url,
    )  # fmt: skip


# -- gaps between groups ----------------------------------------------------------------------------------------------
def _group_names() -> dict[tuple[str, str], str]:
    return {
        ("channel", "online"): _("Tự làm trực tuyến"), ("channel", "assisted"): _("Có người giúp, hoặc tại quầy"),
        ("place", "city"): _("Thành phố trực thuộc trung ương"), ("place", "province"): _("Tỉnh"),
        ("place", "central"): _("Cơ quan trung ương"), ("age", "young"): _("Dưới 30 tuổi"),
        ("age", "middle"): _("30–59 tuổi"), ("age", "old"): _("Từ 60 tuổi"),
    }  # fmt: skip


def gap_rows(found: Counted, names: Names) -> list[list[Cell]]:
    labels, rows = _group_names(), []
    for kind in dict.fromkeys(row.kind for row in found.groups):
        mine = [row for row in found.groups if row.kind == kind]
        between = indices.gap([share(row.satisfied, row.answers) for row in mine])
        away = hidden([row.answers for row in mine])
        for place, (row, count) in enumerate(zip(mine, column([row.answers for row in mine]), strict=True)):
            part = None if place in away else share(row.satisfied, row.answers)
            rows.append(
                [labels[row.kind, row.value], count, percent(part.value if part else None), _within(part),
                 percent(between), percent(GAP_TARGET), _reached(between)]
            )  # fmt: skip
    return rows


def _reached(between: float | None) -> str:
    """Is no group too far behind another?"""
    return _("ẩn") if between is None else _("Đạt") if between <= GAP_TARGET else _("Chưa đạt")


def gaps_picture(found: Counted, names: Names, url: str) -> SafeString:
    labels = _group_names()
    parts = [
        (labels[row.kind, row.value], None if place in away else share(row.satisfied, row.answers))
        for kind in dict.fromkeys(row.kind for row in found.groups)
        for mine in [[row for row in found.groups if row.kind == kind]]
        for away in [hidden([row.answers for row in mine])]
        for place, row in enumerate(mine)
    ]
    return charts.bars(
        [Bar(label, part.value * 100 if part else None) for label, part in parts],
        most=100, places=1, unit="%", name="gaps", title=_("Hài lòng theo nhóm người"),
        summary=_("Mục tiêu của hệ thống: không nhóm nào kém nhóm khác quá 5 điểm phần trăm."), csv_url=url,
    )  # fmt: skip
