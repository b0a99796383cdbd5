"""Tables and pictures of the open figures of public services; what is counted of too few is hidden in both."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lienthong.kit.tense import done
from lienthong.kit.web import charts
from lienthong.kit.web.charts import Bar, Series
from lienthong.kit.web.tables import Cell
from lienthong.kit.web.words import number
from lienthong.work.feedback import hiding, indices
from lienthong.work.feedback.indices import FEWEST, GAP_TARGET, Share, share
from lienthong.work.feedback.states import Channel
from lienthong.work.onestop.figures import Counted
from lienthong.work.petitions.figures import Figures as Petitions

Names = Mapping[str, str]
"""What procedures are called in the reader's language, by their key."""
_IN_PICTURE = 10
_GOOD, _FAIR = 0.95, 0.85
_FEW = gettext_lazy(
    "Số dưới 10 thì ẩn, để không nói về từng người. Có khi một số lớn hơn cũng ẩn: nếu để lộ, ai cũng lấy tổng trừ "
    "các số còn lại mà ra số nhỏ. Ô ẩn không cho biết nó thuộc loại nào."
)


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
    hides: Promise = _FEW
    """Why something is not shown, in plain words."""


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


def petition_rows(found: Sequence[Petitions]) -> list[list[Cell]]:
    """Bodies with their petitions: how many came, and of each clock the share that was kept."""
    received = column([row.received for row in found])
    return [[body_name(row.body), count, *_kept(row)] for row, count in zip(found, received, strict=True)]


def _kept(row: Petitions) -> list[str]:
    clocks = (
        share(row.refused_in_time, row.to_refuse),
        share(row.forwarded_in_time, row.to_forward),
        share(row.answered_in_time, row.to_answer),
        share(row.published_in_time, row.to_publish),
    )
    return [percent(each.value if each else None) for each in clocks]


def _within(found: Share | None) -> str:
    """The interval of a share."""
    return _("ẩn") if found is None else f"{number(found.low * 100, 1)}–{number(found.high * 100, 1)} %"


def column(counts: list[int], of: Sequence[object] = ()) -> list[Cell]:
    """Counts that add up to something known; none that is hidden can be computed, and none says whether it is few.

    Were that said, 1 and 10 hidden beside each other would be known from their sum.
    """
    return [_("ẩn") if count is None else count for count in hiding.column(counts, of=of)]


def _decided(found: Counted) -> list[Cell]:
    """Decided dossiers of each procedure and body; the sums of bodies stand in the tables of points."""
    return column([row.decided for row in found.times], of=[row.body for row in found.times])


def _of_batches(answers: int, told: Cell | None) -> Cell:
    """Something of the answers of whole batches; hidden until there is one."""
    return _("ẩn") if told is None or not answers else told


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
            Series(str(done("Tiếp nhận")), hiding.column([row.received for row in found.months])),
            Series(_("Giải quyết"), hiding.column([row.decided for row in found.months]), "leaf"),
            Series(_("Trễ hẹn"), hiding.column([row.late for row in found.months]), "clay"),
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
        for row, count in zip(found.times, _decided(found), strict=True)
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
        for row, count in zip(found.times, _decided(found), strict=True)
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
        part, rest = share(row.satisfied, row.answers), _unflagged(row)
        told: tuple[Cell | None, ...] = (
            row.ends, row.invited, row.answers, percent(row.answers / row.invited) if row.invited else None,
            number(row.mean, 1) if part else None, percent(part.value if part else None), _within(part), row.flagged,
            percent(rest.value if rest else None),
        )  # fmt: skip
        rows.append(
            [names.get(row.procedure, row.procedure), body_name(row), str(Channel(row.channel).label),
             *(_of_batches(row.answers, cell) for cell in told)]
        )  # fmt: skip
    return rows


def _unflagged(row: Any) -> Share | None:
    """The share without what is flagged; hidden where the difference would tell what fewer than ten answered."""
    few_flagged = 0 < row.flagged < FEWEST
    return None if few_flagged else share(row.satisfied - row.flagged_satisfied, row.answers - row.flagged)


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
        mine = [(row, share(row.satisfied, row.answers)) for row in found.groups if row.kind == kind]
        between = indices.gap([part for _row, part in mine])
        rows += [
            [labels[kind, row.value], _of_batches(row.answers, row.answers), percent(part.value if part else None),
             _within(part), percent(between), percent(GAP_TARGET), _reached(between)]
            for row, part in mine
        ]  # fmt: skip
    return rows


def _reached(between: float | None) -> str:
    """Is no group too far behind another?"""
    return _("ẩn") if between is None else _("Đạt") if between <= GAP_TARGET else _("Chưa đạt")


def gaps_picture(found: Counted, names: Names, url: str) -> SafeString:
    labels = _group_names()
    parts = [(labels[row.kind, row.value], share(row.satisfied, row.answers)) for row in found.groups]
    return charts.bars(
        [Bar(label, part.value * 100 if part else None) for label, part in parts],
        most=100, places=1, unit="%", name="gaps", title=_("Hài lòng theo nhóm người"),
        summary=_("Mục tiêu của hệ thống: không nhóm nào kém nhóm khác quá 5 điểm phần trăm."), csv_url=url,
    )  # fmt: skip
