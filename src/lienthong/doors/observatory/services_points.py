"""Points of bodies as Circular 01/2018 and Decision 766 give them: what was counted, out of how much, and the rest."""

from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lienthong.doors.observatory.services_tables import Names, body_name, column
from lienthong.kit.web import charts
from lienthong.kit.web.charts import Bar
from lienthong.kit.web.tables import Cell
from lienthong.kit.web.words import number
from lienthong.work.feedback import indices
from lienthong.work.feedback.indices import FEWEST, Facts766
from lienthong.work.onestop.figures import Counted

_IN_PICTURE = 10
INDICATORS = 9
GROUPS = ("openness", "progress", "digital", "online", "payment", "content")
_HALF = 6
"""Of this indicator only one point of two can be counted: what hangs on the wall of an office nobody here sees."""


def _points(row: Any, house: Any) -> list[float | None]:
    """Indicators 1 to 9 of Circular 01/2018; None where nothing was counted."""
    rest = row.dossiers - row.sooner - row.same
    return [
        indices.points_of_parts(row.sooner, row.same, rest),
        indices.points_of_parts(row.unit_sooner, row.unit_same, row.unit_longer),
        indices.points_of_parts(row.no_contact, row.one_contact, row.dossiers - row.no_contact - row.one_contact),
        indices.points_of_parts(row.no_body, row.dossiers - row.no_body, 0),
        indices.points_of_the_spot(house.procedures, house.on_the_spot, all_there=house.all_there),
        indices.points_of_publishing(house.procedures, house.complete),
        indices.points_of_manners(row.sooner, row.same, row.dossiers, row.complained),
        indices.points_of_handling(row.calls_in_time, row.calls_ended),
        indices.points_of_online(row.online, row.dossiers, row.late),
    ]


def _total(points: list[float | None]) -> tuple[float, int]:
    """The points, and how many could be had."""
    known = {place: each for place, each in enumerate(points, start=1) if each is not None}
    return sum(known.values()), 2 * len(known) - (_HALF in known)


def _told(points: float | None) -> str:
    return "–" if points is None else number(points, 1)


def score_rows(found: Counted, names: Names) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for row, count in zip(found.scores, column([row.dossiers for row in found.scores]), strict=True):
        if row.dossiers < FEWEST:
            rows.append([body_name(row), count, *[_("ẩn")] * (INDICATORS + 3)])
            continue
        points = _points(row, found.houses[row.body])
        total, most = _total(points)
        worst, best = indices.grades(total, most)
        grade = str(best.label) if worst is best else f"{worst.label} – {best.label}"
        rows.append([body_name(row), count, *map(_told, points), number(total, 1), most, grade])
    return rows


def scores_picture(found: Counted, names: Names, url: str) -> SafeString:
    def bar(row: Any) -> Bar:
        if row.dossiers < FEWEST:
            return Bar(body_name(row), None)
        total, most = _total(_points(row, found.houses[row.body]))
        said = _("%(points)s trên %(most)s") % {"points": number(total, 1), "most": most}
        return Bar(body_name(row), total / most * 100, said=said)

    return charts.bars(
        [bar(row) for row in found.scores[:_IN_PICTURE]],
        most=100, name="scores", title=_("Điểm theo Thông tư 01/2018"),
        summary=_("Cộng các chỉ số có dữ liệu; mỗi chỉ số 0, 1 hoặc 2 điểm."), csv_url=url,
    )  # fmt: skip


def _index(row: Any, found: Counted) -> dict[str, indices.Group766 | None] | None:
    house = found.houses[row.body]
    return indices.index_766(
        Facts766(
            dossiers=row.dossiers, late=row.late_766, disliked=row.disliked, online=row.online,
            with_fee=house.with_fee, paid_online=house.paid_online, electronic=house.electronic, kept=house.kept,
            reused=house.reused, procedures=house.procedures, complete=house.complete,
        )
    )  # fmt: skip


def _sum(groups: dict[str, indices.Group766 | None]) -> tuple[float, int]:
    known = [each for each in groups.values() if each]
    return sum(each.points for each in known), sum(each.most for each in known)


def index_rows(found: Counted, names: Names) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for row, count in zip(found.scores, column([row.dossiers for row in found.scores]), strict=True):
        groups = _index(row, found)
        if groups is None:
            rows.append([body_name(row), count, *[_("ẩn")] * (len(GROUPS) + 2)])
            continue
        told = [_told(group.points if group else None) for group in (groups[name] for name in GROUPS)]
        points, most = _sum(groups)
        rows.append([body_name(row), count, *told, number(points, 1), most])
    return rows


def index_picture(found: Counted, names: Names, url: str) -> SafeString:
    def bar(row: Any) -> Bar:
        groups = _index(row, found)
        if groups is None:
            return Bar(body_name(row), None)
        points, most = _sum(groups)
        said = _("%(points)s trên %(most)s") % {"points": number(points, 1), "most": most}
        return Bar(body_name(row), points / most * 100, said=said)

    return charts.bars(
        [bar(row) for row in found.scores[:_IN_PICTURE]],
        most=100, places=1, name="index-766", title=_("Điểm theo Quyết định 766"),
        summary=_("Cộng các nhóm có dữ liệu, trên số điểm đo được."), csv_url=url,
    )  # fmt: skip
