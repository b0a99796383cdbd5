"""Form 06, the book of dossiers of a body over a day or a month: A4 across, one line a dossier."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from lienthong.ground.identity import phones
from lienthong.ground.organisations.models import Body
from lienthong.kit.clock import local
from lienthong.records.documents.layout import Typeset, set_template, written_date
from lienthong.records.documents.sheet import place_of
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.printing.saying import short
from lienthong.work.onestop.states import Status

TEMPLATE: Final = Path(__file__).with_name("book.typ")
_ENDED: Final = {
    Status.NOT_RECEIVED: "Từ chối tiếp nhận",
    Status.SUPPLEMENT: "Chờ bổ sung",
    Status.PAYMENT: "Chờ nộp phí, lệ phí",
    Status.WITHDRAWN: "Người nộp rút",
    Status.STOPPED: "Dừng giải quyết",
}
_CHANNELS: Final = {"online": "Trực tuyến", "assisted": "Trực tuyến, có người giúp", "counter": "Tại quầy"}


@dataclass(frozen=True)
class Line:
    """One dossier in the book."""

    code: str
    title: str
    person: str
    reach: str
    decides: str
    submitted_at: datetime
    promised_at: datetime | None
    returned_at: datetime | None
    channel: str
    note: str

    def plain(self) -> list[str]:
        """Its cells, after the running number."""
        when = [short(each) for each in (self.submitted_at, self.promised_at, self.returned_at)]
        return [self.code, self.title, "1", self.person, self.reach, self.decides, *when, self.channel, self.note]


def lines_of(dossiers: Iterable[Dossier]) -> list[Line]:
    """The lines of these dossiers, in the order given."""
    return [_line(each) for each in dossiers]


def _line(dossier: Dossier) -> Line:
    late = dossier.returned_at and dossier.promised_at and dossier.returned_at > dossier.promised_at
    apologised = "Đã xin lỗi, hẹn lại" if dossier.apologised_at else ""
    notes = [_ENDED.get(Status(dossier.status), ""), apologised, "Trả sau ngày hẹn đầu" if late else ""]
    return Line(
        code=dossier.code,
        title=dossier.title,
        person=dossier.subject_name,
        reach=phones.show(dossier.application.phone),
        decides=dossier.deciding_unit.name_vi,
        submitted_at=dossier.submitted_at,
        promised_at=dossier.promised_at,
        returned_at=dossier.returned_at,
        channel=_CHANNELS[dossier.channel],
        note="; ".join(each for each in notes if each),
    )


def book(lines: Sequence[Line], *, body: Body, unit: str, first: date, last: date, made_at: datetime) -> Typeset:
    """The pages of the book of a unit between two days, both counted. Refuses: LettersMissing."""
    span = f"ngày {first:%d/%m/%Y}" if first == last else f"từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y}"
    sheet: dict[str, Any] = {
        "form": "Mẫu số 06",
        "body": body.name_vi,
        "unit": unit,
        "title": "Sổ theo dõi hồ sơ",
        "span": span.capitalize(),
        "count": f"{len(lines)} hồ sơ",
        "dated": f"{place_of(body)}, {written_date(local(made_at).date())}",
        "rows": [[str(place), *line.plain()] for place, line in enumerate(lines, start=1)],
    }
    return set_template(TEMPLATE, sheet, made_at=made_at)
