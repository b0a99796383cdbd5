"""Lines of the two books with the ten columns of Decree 30/2020 Annex IV, from rows, a few hundred at a time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db.models import Count
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.doors.desk.reference.filtering import Asked
from lienthong.ground.organisations.models import Body
from lienthong.kit.clock import local
from lienthong.kit.search import holds
from lienthong.records.documents import kinds
from lienthong.records.documents.models import Document, IncomingEntry, Number, Recipient
from lienthong.records.documents.states import NumberState
from lienthong.records.exchange.models import Amendment, Delivery
from lienthong.records.exchange.states import ENDED_BY_SENDER, Business, DeliveryState

OUTGOING_COLUMNS: tuple[Promise, ...] = (
    gettext_lazy("Số, ký hiệu văn bản"),
    gettext_lazy("Ngày tháng văn bản"),
    gettext_lazy("Tên loại và trích yếu nội dung"),
    gettext_lazy("Người ký"),
    gettext_lazy("Nơi nhận văn bản"),
    gettext_lazy("Đơn vị, người nhận bản lưu"),
    gettext_lazy("Số lượng bản"),
    gettext_lazy("Ngày chuyển"),
    gettext_lazy("Ký nhận"),
    gettext_lazy("Ghi chú"),
)
INCOMING_COLUMNS: tuple[Promise, ...] = (
    gettext_lazy("Ngày đến"),
    gettext_lazy("Số đến"),
    gettext_lazy("Tác giả"),
    gettext_lazy("Số, ký hiệu văn bản"),
    gettext_lazy("Ngày tháng văn bản"),
    gettext_lazy("Tên loại và trích yếu nội dung"),
    gettext_lazy("Đơn vị hoặc người nhận"),
    gettext_lazy("Ngày chuyển"),
    gettext_lazy("Ký nhận"),
    gettext_lazy("Ghi chú"),
)
Row = TypeVar("Row")
_AT_ONCE = 500
_MOST_EXPLAINED = 2000

Cell = str | int | date | None
Place = tuple[date, int, str]
"""Where a line stands in the outgoing book: its day, its number, its id."""


@dataclass(frozen=True)
class Line:
    """One line of a book: its ten cells, and for the page where it leads, its tone and what is said of its state."""

    cells: tuple[Cell, ...]
    place: Place
    url: str = ""
    state: str = ""
    tone: str = "plain"


def outgoing(documents: Iterable[Document]) -> Iterator[Line]:
    """Lines of documents; three queries for recipients and notes of each few hundred."""
    for some in _pieces(documents):
        recipients = _recipients([document.pk for document in some])
        notes = _notes([document.pk for document in some])
        for document in some:
            yield _outgoing(document, recipients[document.pk], notes[document.pk])


def _pieces(rows: Iterable[Row]) -> Iterator[list[Row]]:
    waiting = iter(rows)
    while some := list(islice(waiting, _AT_ONCE)):
        yield some


def _recipients(documents: Sequence[UUID]) -> defaultdict[UUID, list[str]]:
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    rows = Recipient.objects.filter(document__in=documents).order_by("body__sort_key", "id")
    for document, name in rows.values_list("document_id", "body__name_vi"):
        found[document].append(name)
    return found


def _notes(documents: Sequence[UUID]) -> defaultdict[UUID, list[str]]:
    """At how many places it was taken back, and by which documents it was updated or replaced."""
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    taken = Delivery.objects.filter(message__document__in=documents, state=DeliveryState.TAKEN_BACK)
    counted = taken.values_list("message__document_id").annotate(count=Count("pk")).order_by()
    for document, count in counted:
        found[document].append(_("Đã thu hồi ở %(count)d nơi") % {"count": count})
    newer = Amendment.objects.filter(original__in=documents).order_by("message__sent_at", "id")
    for one in newer.select_related("message__document").only(
        "original_id", "message__business", "message__document__number_and_symbol"
    ):
        replaces = one.message.business == Business.REPLACE
        said = _("Được thay thế bằng %(number)s") if replaces else _("Được cập nhật bằng %(number)s")
        found[one.original_id].append(said % {"number": one.message.document.number_and_symbol})
    return found


def _outgoing(document: Document, recipients: list[str], notes: list[str]) -> Line:
    return Line(
        cells=(
            document.number_and_symbol,
            document.issued_on,
            f"{document.kind_name}: {document.subject}",
            document.signer_name,
            "; ".join(recipients),
            document.unit.name_vi if document.unit else "",
            document.copies,
            _day(document.issued_at),
            _("Điện tử") if document.issued_at else "",
            "; ".join(notes) if document.issued_at else document.get_state_display(),
        ),
        place=place_of(document),
        url=reverse("desk:document", args=[document.pk]),
        state=document.get_state_display(),
        tone="leaf" if document.issued_at else "amber",
    )


def place_of(document: Document) -> Place:
    """Where a numbered document stands."""
    assert document.issued_on is not None
    assert document.number is not None
    return document.issued_on, document.number, str(document.pk)


def explained(asked: Asked, body: Body) -> list[Line]:
    """Numbers of the year that no electronic document carries: given to paper, voided with a reason, or still held."""
    numbers = Number.objects.filter(sequence__body=body, sequence__year=asked.year).exclude(sequence__series="arrivals")
    alone = numbers.filter(document__isnull=True) | numbers.exclude(state=NumberState.USED)
    if asked.kind:
        alone = alone.filter(sequence__series=asked.kind)
    rows = alone.select_related("sequence", "document").order_by("-reserved_at", "-value")[:_MOST_EXPLAINED]
    return [line for line in map(_explained, rows) if _is_asked(line, asked)]


def _explained(number: Number) -> Line:
    kind = kinds.kind_of(number.sequence.series)
    subject = number.paper_subject or (number.document.subject if number.document else "")
    on = local(number.reserved_at).date()
    return Line(
        cells=(
            kinds.format_number(number.value) + (f"/{kind.abbreviation}" if kind.abbreviation else ""),
            on,
            f"{kind.label}: {subject}" if subject else kind.label,
            "", "", "", None, None, "",
            _note(number),
        ),
        place=(on, number.value, str(number.pk)),
        state=number.get_state_display() if number.state != NumberState.USED else _("Văn bản giấy"),
        tone="clay" if number.state == NumberState.VOID else "sea",
    )  # fmt: skip


def _note(number: Number) -> str:
    if number.state == NumberState.VOID:
        return _("Số đã huỷ: %(reason)s") % {"reason": number.reason}
    return _("Văn bản giấy") if number.document_id is None else _("Số đang giữ, chưa dùng")


def _is_asked(line: Line, asked: Asked) -> bool:
    on = line.place[0]
    in_days = (asked.first is None or asked.first <= on) and (asked.last is None or on <= asked.last)
    words = " ".join(str(cell) for cell in line.cells if cell)
    return in_days and not (asked.party or asked.unit or asked.state) and holds(words, asked.words)


def merged(lines: list[Line], alone: list[Line], *, is_first: bool, next_place: Place | None) -> list[Line]:
    """A page of documents and the explained numbers that belong on it, newest first.

    An explained number stands on the page of the document just newer than it: `next_place` is the first line of the
    following page, None on the last one.
    """
    newest = lines[0].place if lines and not is_first else None
    between = [
        line
        for line in alone
        if (newest is None or line.place < newest) and (next_place is None or line.place > next_place)
    ]
    return sorted([*lines, *between], key=lambda line: line.place, reverse=True)


def incoming(entries: Iterable[IncomingEntry]) -> Iterator[Line]:
    """Lines of the incoming book; one query for the deliveries of each few hundred."""
    for some in _pieces(entries):
        found = Delivery.objects.filter(entry__in=[entry.pk for entry in some])
        deliveries = {delivery.entry_id: delivery for delivery in found}
        for entry in some:
            yield _incoming(entry, deliveries.get(entry.pk))


def _incoming(entry: IncomingEntry, delivery: Delivery | None) -> Line:
    taker = " · ".join(filter(None, [entry.unit.name_vi if entry.unit else "", entry.handed_to]))
    return Line(
        cells=(
            local(entry.arrived_at).date(),
            entry.arrival_number,
            entry.issuer_name,
            entry.number_and_symbol,
            entry.issued_on,
            f"{kinds.kind_of(entry.kind).label}: {entry.subject}",
            taker,
            _day(entry.handed_at),
            _("Điện tử") if entry.handed_at else "",
            entry.note,
        ),
        place=(local(entry.arrived_at).date(), entry.arrival_number, str(entry.pk)),
        url=reverse("desk:delivery", args=[delivery.pk]) if delivery else "",
        state=delivery.get_state_display() if delivery else entry.get_source_display(),
        tone=_incoming_tone(delivery),
    )


def _incoming_tone(delivery: Delivery | None) -> str:
    if delivery is None:
        return "plain"
    return "clay" if delivery.state in ENDED_BY_SENDER else "leaf" if delivery.completed_at else "plain"


def _day(at: datetime | None) -> date | None:
    return local(at).date() if at else None
